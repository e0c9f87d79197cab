"""The doorbell: one message per portal until somebody answers, and never a word when nobody can be rung."""

from collections.abc import Iterator

import pytest
import redis
from structlog.testing import capture_logs

from b24bridge import clock
from b24bridge.bell import QUIET_S, CeleryBell, SilentBell, make_celery
from tests.bitrix import valkey
from tests.threads import in_threads

NOWHERE = "unix:///dev/null/broker"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with valkey.running() as socket:
        yield f"unix://{socket}"


@pytest.fixture
def bell(server: str) -> Iterator[CeleryBell]:
    """Return a bell on an empty broker."""
    client = redis.Redis.from_url(server)
    client.flushall()
    celery = make_celery(server, 30)
    yield CeleryBell(celery, client)
    celery.close()
    client.close()


def messages(bell: CeleryBell) -> int:
    """Return how many messages wait for a worker."""
    return int(bell.redis.llen("celery"))


def test_rings_until_answered_are_one_message(bell):
    """However many events arrive, a worker is told once of each portal."""
    for _ in range(5):
        bell.ring("one")
    bell.ring("two")

    assert messages(bell) == 2


def test_after_an_answer_it_rings_again(bell):
    """What arrives once a worker has begun to look is rung for anew."""
    bell.ring("one")
    bell.answered("one")
    bell.ring("one")

    assert messages(bell) == 2


def test_a_ring_that_nobody_answers_is_repeated_after_a_while(bell):
    """A message that was lost keeps the bell silent for half a minute at most."""
    bell.ring("one")

    assert 0 < bell.redis.ttl("b24b:bell:one") <= QUIET_S


def test_eight_threads_that_ring_together_send_one_message(bell):
    """Requests of one moment agree on one ring."""
    in_threads(8, lambda _: bell.ring("one"))

    assert messages(bell) == 1


def test_the_message_says_which_portal_and_nothing_else(bell):
    """A worker of any version understands it."""
    bell.ring("one")

    task = bell.redis.lindex("celery", 0)
    assert b'"task": "b24bridge.drain"' in task
    assert b"app-token" not in task


def dead() -> CeleryBell:
    return CeleryBell(make_celery(NOWHERE, 30), redis.Redis.from_url(NOWHERE))


def test_without_a_broker_nothing_is_raised(bell):
    """Whoever rings goes on with his work; the log names the portal and what is wrong."""
    with capture_logs() as logs:
        dead().ring("one")
        dead().answered("one")

    assert [(line["event"], line["portal"]) for line in logs] == [("bell_silent", "one"), ("bell_stuck", "one")]


def test_a_broker_that_dies_in_between_raises_nothing(bell):
    """Noted but not sent: the tick rings again half a minute later."""
    halfway = CeleryBell(make_celery(NOWHERE, 30), bell.redis)

    began = clock.monotonic()
    with capture_logs() as logs:
        halfway.ring("one")

    assert [line["event"] for line in logs] == ["bell_silent"]
    assert clock.monotonic() - began < 3, "whoever rings has a portal waiting"
    assert messages(bell) == 0
    assert bell.redis.ttl("b24b:bell:one") <= QUIET_S


def test_where_there_is_no_broker_nobody_is_rung():
    """The command line without one does its work in silence."""
    bell = SilentBell()

    assert (bell.ring("one"), bell.answered("one")) == (None, None)


def test_nothing_that_matters_is_pickled():
    """What comes from the broker is JSON and never code."""
    conf = make_celery(NOWHERE, 30).conf

    assert (conf.accept_content, conf.task_serializer, conf.task_acks_late) == (["json"], "json", True)
    assert conf.beat_schedule["tick"]["schedule"] == 30
