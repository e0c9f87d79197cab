"""Fixtures of the adapter's tests."""

from collections.abc import Iterator

import pytest
import responses
from redis import Redis

from b24bridge.bitrix.throttle import Limiter, connect
from tests.bitrix.doubles import HOST, Desk, FakeClock, new_limiter
from tests.bitrix.effect_rows import HANDLER, LINES
from tests.bitrix.valkey import running
from tests.sandboxed import SCOPES, Sandboxed, sandboxed


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


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def limiter(redis: Redis, clock: FakeClock) -> Limiter:
    return new_limiter(redis, clock)


@pytest.fixture
def idle(limiter: Limiter, clock: FakeClock) -> Iterator[Limiter]:
    """A limiter that knows the portal and has not called it for a minute."""
    limiter.throttle(HOST).before("profile")
    clock.sleep(60)
    return limiter


@pytest.fixture
def site() -> Iterator[Sandboxed]:
    """Give a portal on which changes are tried, prepared; our calls have to keep to the documents."""
    with sandboxed(LINES, (*SCOPES, "user_basic")) as site:
        site.bridge().prepare(HANDLER, [])
        site.mark()
        yield site
        assert site.breaches() == {}
