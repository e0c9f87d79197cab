"""A portal for every test, all on one free port of this machine, and a receiver for what it sends."""

from collections.abc import Iterator

import pytest
from flask import Flask

from b24sandbox.clock import Clock, Dice
from b24sandbox.moments import read
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed
from b24sandbox.serve import Server, start
from tests.sandbox.client import Caller
from tests.sandbox.receiver import Receiver

NOW = "2026-11-23T09:00:00+03:00"


@pytest.fixture(scope="session")
def shell() -> Iterator[Server]:
    """Serve whichever portal stands in it: binding a port anew costs more than most tests."""
    running = start()
    yield running
    running.stop()


@pytest.fixture
def server(shell: Server) -> Iterator[Server]:
    """A new portal in the running server."""
    portal = Portal(clock=Clock(speed=0), dice=Dice(7), address=shell.address)
    seed(portal, read_seed("empty"))
    portal.clock.set(read(NOW, portal.zone))
    app = shell.http.app
    assert isinstance(app, Flask)
    app.extensions["portal"] = portal
    yield Server(portal, shell.http)
    portal.delivery.close()


@pytest.fixture
def portal(server: Server) -> Portal:
    return server.portal


@pytest.fixture
def caller(server: Server) -> Caller:
    return Caller.by_webhook(server, user_id=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()
