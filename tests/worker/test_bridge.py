"""The wired bridge of a worker: it answers the bell, notes that it lives, drains, and ticks for whoever waits."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from b24bridge.bell import DRAIN, TICK
from b24bridge.bootstrap import Bridge, wire
from b24bridge.bridge import BEAT, WORKER
from b24bridge.core.errors import ConfigError
from b24bridge.core.events import Event
from b24bridge.core.installations import Application, Status, Tokens
from b24bridge.core.jobs import LOOK, SYNC
from b24bridge.core.screens import Filters
from b24bridge.worker.app import make_worker
from b24bridge.workers import worker_name
from config.process import DATABASE_FILE, ProcessSettings
from tests.records import co
from tests.services.authorities import ARRIVAL, AuthorityDouble
from tests.services.clocks import StoppedClock
from tests.services.office import MEMBER, installation

NOWHERE = "unix:///dev/null/broker"


class Bell:
    """Remembers who was rung for and who was answered."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.heard: list[str] = []

    def ring(self, member_id: str) -> None:
        self.rung.append(member_id)

    def answered(self, member_id: str) -> None:
        self.heard.append(member_id)


@pytest.fixture
def settings(tmp_path: Path, migrated_sqlite: Path) -> ProcessSettings:
    shutil.copy(migrated_sqlite, tmp_path / DATABASE_FILE)
    return ProcessSettings(_env_file=None, data_dir=tmp_path, redis_url=NOWHERE)


@pytest.fixture
def bridge(settings) -> Bridge:
    """Return a bridge with one portal, on which nothing is due."""
    wired = replace(wire(settings), bell=Bell())
    wired.installations.register(Application(client_id="local.1", client_secret="s"))
    tokens = Tokens(access="at", refresh="rt", expires_at=wired.now())
    wired.installations.save(installation(StoppedClock(wired.now())), tokens)
    return wired


def test_a_drain_answers_the_bell_and_shows_a_sign_of_life(bridge):
    """Before it looks at anything, so that what arrives meanwhile is rung for."""
    bridge.drain(MEMBER)

    assert bridge.bell.heard == [MEMBER]
    assert set(bridge.jobs.beats()) == {WORKER}


def test_a_drain_does_what_is_due(bridge):
    """An event without meaning is looked at and forgotten, without any call to the portal."""
    bridge.inbox.put(MEMBER, "ONSOMETHINGELSE", "1", {}, bridge.now())

    bridge.drain(MEMBER)

    assert bridge.inbox.waiting() == {}
    assert LOOK in {job.verb for job in bridge.jobs.all(MEMBER)}


def test_the_tick_rings_for_whoever_waits(bridge):
    """A due verb or a waiting event is a reason, each portal is rung for once, and a quiet one never."""
    bridge.tick()
    assert bridge.bell.rung == []

    bridge.jobs.plan(MEMBER, SYNC, bridge.now())
    bridge.inbox.put(MEMBER, "ONCRMDEALADD", "1", {}, bridge.now())
    bridge.tick()

    assert bridge.bell.rung == [MEMBER]
    assert set(bridge.jobs.beats()) == {BEAT}


def test_a_new_worker_takes_the_lanes_of_the_dead(bridge):
    """A lane of a process of this machine that is gone is free again; a living one keeps its own."""
    gone = worker_name(0.0).split(":")
    gone[1] = "999999999"
    bridge.jobs.take(MEMBER, ":".join(gone), bridge.now(), 600)
    bridge.begin_work()
    assert bridge.jobs.lanes() == {}

    bridge.jobs.take(MEMBER, worker_name(0.0), bridge.now(), 600)
    bridge.begin_work()
    assert list(bridge.jobs.lanes()) == [MEMBER]


def test_the_web_finds_the_whole_door(bridge):
    """Installing rings at once; opening, renewing, an event and a question about the portal reach their use cases."""
    door = replace(bridge.door, authority=AuthorityDouble())
    bridge = replace(bridge, door=door)

    bridge.install(ARRIVAL)
    visitor = bridge.open(ARRIVAL)
    bridge.receive(Event(topic="ONCRMDEALADD", member_id=MEMBER, application_token="app-token", object_id="7", data={}))

    assert bridge.renew(visitor, "at-admin") == visitor
    assert bridge.inbox.waiting() == {MEMBER: 1}
    assert bridge.situation(visitor).running == "reading"
    assert bridge.horizon(bridge.installations.all()[0]).observe_until is not None
    assert bridge.overview(visitor, None).clients == 0
    assert bridge.findings(visitor, "forgotten_clients", Filters()).total == 0
    assert bridge.client(visitor, co(1)) is None
    bridge.ring("another")
    assert bridge.bell.rung == [MEMBER, "another"]
    assert bridge.condition(visitor).events_waiting == 1
    assert {check.name: check.is_ok for check in bridge.health()} == {"database": True, "migrations": True, "broker": False}


def test_a_handler_that_breaks_costs_its_event_a_try(bridge, monkeypatch):
    """What a handler raises is the event's, which waits for another try."""

    def broken(handlers, topic, data):
        return type("Routed", (), {"failures": {"deals": ZeroDivisionError("broken")}, "hints": ()})

    monkeypatch.setattr("b24bridge.drains.routing.route", broken)
    bridge.inbox.put(MEMBER, "ONCRMDEALADD", "1", {}, bridge.now())

    bridge.drain(MEMBER)

    assert bridge.inbox.waiting() == {MEMBER: 1}
    assert bridge.inbox.waiting(bridge.now()) == {}


def test_the_tasks_do_what_the_bridge_does(settings, bridge):
    """Celery's two tasks are a line each."""
    celery = make_worker(settings)

    celery.tasks[DRAIN](MEMBER)
    celery.tasks[TICK]()

    assert set(bridge.jobs.beats()) == {WORKER, BEAT}


def test_a_worker_without_a_broker_is_told_so(settings):
    """Processes need one, whatever the command line may do without."""
    with pytest.raises(ConfigError, match="B24BRIDGE_REDIS_URL: there is no broker"):
        make_worker(settings.model_copy(update={"redis_url": ""}))


def test_a_suspended_portal_is_left_alone(bridge):
    """Nothing is connected, and nothing is lost."""
    bridge.jobs.plan(MEMBER, SYNC, bridge.now())
    bridge.installations.set_status(MEMBER, Status.SUSPENDED)

    bridge.drain(MEMBER)

    assert [job.verb for job in bridge.jobs.due(MEMBER, bridge.now())] == [SYNC]
