"""Fixtures of the adapter's tests."""

from collections.abc import Iterator

import pytest
import responses
from redis import Redis

from b24bridge.bitrix.throttle import connect
from tests.bitrix.doubles import Desk
from tests.bitrix.valkey import running


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    """Stand in for every server; a request to an address that was not laid out is a lost connection."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture(scope="session")
def valkey_socket() -> Iterator[str]:
    with running() as socket:
        yield socket


@pytest.fixture
def redis(valkey_socket: str) -> Iterator[Redis]:
    """Give an empty Redis of our own."""
    client = connect(f"unix://{valkey_socket}")
    client.flushall()
    yield client
    client.close()
