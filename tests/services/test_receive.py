"""Taking events in: only the portal speaks, and what is answered is kept."""

import pytest

from b24bridge.core.errors import UnknownPortal, WebhookRejected
from b24bridge.core.events import Event
from b24bridge.core.installations import Status
from b24bridge.core.jobs import SETUP
from b24bridge.services.install import Door
from b24bridge.services.receive import Receiver
from tests.doubles import MemoryInbox, MemoryInstallations, MemoryJobs
from tests.services.authorities import APPLICATION, ARRIVAL, AuthorityDouble
from tests.services.clocks import StoppedClock


class Erased:
    """As much of a mirror as a receiver may touch."""

    def __init__(self) -> None:
        self.members: list[str] = []

    def erase(self, member_id: str) -> None:
        self.members.append(member_id)


@pytest.fixture
def receiver() -> Receiver:
    clock = StoppedClock()
    installations, jobs = MemoryInstallations(clock), MemoryJobs()
    installations.register(APPLICATION)
    Door(installations=installations, jobs=jobs, authority=AuthorityDouble(), clock=clock).install(ARRIVAL)
    jobs.finish("member", SETUP, None)
    return Receiver(installations=installations, inbox=MemoryInbox(), jobs=jobs, mirror=Erased(), clock=clock)


def event(topic: str = "ONCRMCOMPANYUPDATE", object_id: str = "12", **changed) -> Event:
    data = changed.pop("data", {"FIELDS": {"ID": object_id}})
    given = {"topic": topic, "member_id": "member", "application_token": "app-token", "object_id": object_id, "data": data}
    return Event(**(given | changed))


def test_a_verified_event_waits_in_the_inbox(receiver):
    """An event of the portal is kept before anybody is answered."""
    receiver.receive(event())

    assert receiver.inbox.waiting() == {"member": 1}


def test_fifty_times_the_same_event_is_one(receiver):
    """Repeats merge into the event that waits."""
    for _ in range(50):
        receiver.receive(event())

    assert receiver.inbox.waiting() == {"member": 1}


@pytest.mark.parametrize("wrong", ["guess", "", "app-token "])
def test_a_wrong_token_leaves_nothing(receiver, wrong):
    """Whoever does not know the application token is refused, and nothing is stored."""
    with pytest.raises(WebhookRejected):
        receiver.receive(event(application_token=wrong))

    assert receiver.inbox.waiting() == {}


def test_an_unknown_portal_leaves_nothing(receiver):
    """A portal that never installed us is refused."""
    with pytest.raises(UnknownPortal):
        receiver.receive(event(member_id="stranger"))


@pytest.mark.parametrize(("clean", "erased"), [("1", ["member"]), ("0", [])])
def test_an_uninstallation_makes_us_silent(receiver, clean, erased):
    """Tokens die at once; the data go when the portal's people asked for it."""
    receiver.receive(event("ONAPPUNINSTALL", "", data={"CLEAN": clean}))

    assert receiver.installations.find("member").status is Status.UNINSTALLED
    assert receiver.installations.tokens("member") is None
    assert receiver.mirror.members == erased
    with pytest.raises(UnknownPortal):
        receiver.receive(event())


def test_an_update_of_the_application_binds_handlers_again(receiver):
    """Handlers vanish when the application is updated, so the setup is due at once."""
    receiver.receive(event("ONAPPUPDATE", ""))

    assert [job.verb for job in receiver.jobs.due("member", receiver.clock.now())] == [SETUP]
    assert receiver.inbox.waiting() == {}


def test_a_test_event_is_no_work(receiver):
    """The portal's own test of delivery is acknowledged and forgotten."""
    receiver.receive(event("ONAPPTEST", ""))

    assert receiver.inbox.waiting() == {}
