"""From events to judgements: read exactly what was named, judge whom it concerns, and only then forget the event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from b24bridge.core.errors import AccessLost, Busy, DomainMoved, RefreshInProgress, Unavailable
from b24bridge.core.streams import Stream
from tests.records import co, contact, deal, task
from tests.services.clocks import START
from tests.services.office import MEMBER, Office

COMPANY, ACTIVITY, DEAL = "ONCRMCOMPANYUPDATE", "ONCRMACTIVITYADD", "ONCRMDEALUPDATE"


class Judge:
    """Remembers whom it was told of; `error`, once set, is raised."""

    def __init__(self) -> None:
        self.clients: list = []
        self.error: BaseException | None = None

    def __call__(self, clients) -> None:
        if self.error is not None:
            raise self.error
        self.clients.extend(clients)


@pytest.fixture
def judge() -> Judge:
    return Judge()


def event(office: Office, topic: str, number: int) -> None:
    """Let an event about an object arrive."""
    office.inbox.put(MEMBER, topic, str(number), {"FIELDS": {"ID": str(number)}}, office.clock.now())


def look(office: Office, judge: Judge) -> bool:
    """Look at what waits."""
    return office.look.run(office.installation, office.portal, judge)


def waiting(office: Office, later: float = 0) -> int:
    """Return how many events may be claimed, now or in so many seconds."""
    return office.inbox.waiting(office.clock.now() + timedelta(seconds=later)).get(MEMBER, 0)


def test_an_event_has_its_row_read_and_its_client_judged(office, judge):
    """The mirror has the row, the judge heard of its client, and the event is gone."""
    office.company(1)
    office.read()
    office.meeting(99, co(1), 0)
    event(office, ACTIVITY, 99)

    assert look(office, judge)

    assert judge.clients == [co(1)]
    assert office.mirror.counts(MEMBER)[Stream.ACTIVITIES] == 2
    assert waiting(office, 10**6) == 0
    assert not look(office, judge), "nothing waits any more"


def test_exactly_the_named_rows_are_read(office, judge):
    """Three events about two objects of one stream are one read, and an event without meaning is none."""
    office.company(1)
    office.company(2)
    office.read()
    office.portal.calls.clear()
    event(office, COMPANY, 1)
    event(office, COMPANY, 2)
    event(office, "ONCRMCOMPANYADD", 2)
    event(office, "ONCRMDYNAMICITEMUPDATE", 5)

    look(office, judge)

    assert office.portal.calls == ["look"]
    assert waiting(office, 10**6) == 0


def test_an_event_waits_until_its_judgement_stands(office, judge):
    """When the process dies while judging, the event is there again after its lease."""
    office.company(1)
    office.read()
    event(office, COMPANY, 1)
    judge.error = KeyboardInterrupt()

    with pytest.raises(KeyboardInterrupt):
        look(office, judge)

    assert waiting(office, 121) == 1


def test_a_deleted_object_is_gone(office, judge):
    """What the portal does not return any more is gone in the mirror, and its client is judged."""
    office.company(1)
    office.portal.put(deal(7, company_id=1))
    office.read()
    office.portal.drop(Stream.DEALS, 7)
    event(office, "ONCRMDEALDELETE", 7)

    look(office, judge)

    assert office.mirror.counts(MEMBER)[Stream.DEALS] == 0
    assert judge.clients == [co(1)]


def test_a_row_that_changes_hands_concerns_both(office, judge):
    """A deal that moved to another company has both judged."""
    office.company(1)
    office.company(2)
    office.portal.put(deal(7, company_id=1))
    office.read()
    office.portal.put(deal(7, company_id=2, updated_at=office.clock.now()))
    event(office, DEAL, 7)

    look(office, judge)

    assert set(judge.clients) == {co(1), co(2)}


def test_a_task_or_contact_leads_to_its_company(office, judge):
    """Rows of other streams are read as well, each stream once."""
    office.company(1)
    office.portal.put(contact(3, 1))
    office.read()
    office.portal.put(task(8, co(1)))
    event(office, "ONTASKADD", 8)
    event(office, "ONCRMCONTACTUPDATE", 3)

    look(office, judge)

    assert judge.clients == [co(1)]


def test_a_poisoned_event_is_parked_alone(office, judge):
    """One event that always breaks gets its tries and is set aside with its error; its neighbours are handled at once."""
    office.company(1)
    office.read()
    event(office, COMPANY, 1)
    event(office, "ONCRMCOMPANYADD", 666)
    looked_up = office.portal.look

    def poisoned(stream, ids):
        if 666 in ids:
            raise ZeroDivisionError("666")
        return looked_up(stream, ids)

    office.portal.look = poisoned
    assert look(office, judge)
    assert judge.clients == [co(1)], "the good one is handled although they came together"

    for _ in range(8):
        office.clock.advance(90_000)
        look(office, judge)

    parked = office.inbox.parked(MEMBER)
    assert [(row.object_id, row.error) for row in parked] == [("666", "ZeroDivisionError('666')")]
    assert waiting(office, 10**7) == 0


NOBODYS_FAULT = [
    Busy("batch", "QUERY_LIMIT_EXCEEDED", retry_at=START),
    AccessLost("batch", "invalid_grant"),
    RefreshInProgress("member"),
    DomainMoved("batch", "new.example"),
]


@pytest.mark.parametrize("error", NOBODYS_FAULT, ids=str)
def test_what_is_nobodys_fault_costs_an_event_no_try(office, judge, error):
    """Busy, locked out, renewing or moved: the drain hears of it, and the events wait with all their tries."""
    office.company(1)
    office.read()
    event(office, COMPANY, 1)
    event(office, COMPANY, 2)
    office.portal.fail_with["look"] = error

    with pytest.raises(type(error)):
        look(office, judge)

    assert office.portal.calls[-1] == "look"
    office.clock.advance(121)
    again = office.inbox.claim(MEMBER, 50, office.clock.now(), 60)
    assert [row.attempts for row in again] == [0, 0]


def test_what_is_nobodys_fault_in_the_second_try_is_not_either(office, judge):
    """A portal that gets busy while the events of a broken group are handled alone is told to the drain, too."""
    office.company(1)
    office.read()
    event(office, COMPANY, 1)
    errors = iter([ZeroDivisionError(), Busy("batch", "x", retry_at=office.clock.now())])

    def failing(stream, ids):
        raise next(errors)

    office.portal.look = failing
    with pytest.raises(Busy):
        look(office, judge)


def test_a_silent_portal_is_asked_twice_and_not_fifty_times(office, judge):
    """When the portal does not answer, the group and then one event are tried, and the rest of the slice is not waited away."""
    office.read()
    for number in range(1, 21):
        event(office, COMPANY, number)
    asked = []

    def silent(stream, ids):
        asked.append(len(ids))
        raise Unavailable("batch", "timeout")

    office.portal.look = silent
    with pytest.raises(Unavailable):
        look(office, judge)

    assert asked == [20, 1]
    office.clock.advance(121)
    attempts = [row.attempts for row in office.inbox.claim(MEMBER, 50, office.clock.now(), 60)]
    assert sorted(attempts) == [0] * 19 + [1]


def test_a_newer_row_of_the_mirror_stays(office, judge):
    """An answer that is older than what a sweep brought changes nothing."""
    office.company(1, owner_id=5)
    office.read()
    office.mirror.absorb(
        MEMBER,
        [replace(office.portal.rows[Stream.COMPANIES][1], owner_id=6, updated_at=office.clock.now())],
        office.clock.now(),
    )
    event(office, COMPANY, 1)

    look(office, judge)

    fact = next(iter(office.facts.gather(MEMBER, office.clock.now(), [co(1)])))
    assert fact.owner is not None
    assert fact.owner.id == 6
