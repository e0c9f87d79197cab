"""Taking back: an action, a client, a plan or the last hours, field by field, once, and by who may."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from b24bridge.core.actions import Notify, SendLetter, Undo, WriteNote
from b24bridge.core.errors import Refused
from b24bridge.core.jobs import APPLY
from b24bridge.core.ledger import State
from b24bridge.core.money import Money
from b24bridge.core.screens_undo import UndoScope
from b24bridge.core.statements import Said
from b24bridge.core.streams import Stream
from tests.handovers import CASCADE, reassign
from tests.records import co, deal, deal_id
from tests.services.office import ADMIN, MEMBER, Office, visitor
from tests.services.scripts import ANNA, AUTO, HEAD, IVAN, OLGA, OTHER_HEAD, Script, staffed
from tests.verdicts import put_label, put_task

FREE = {"portal_share_a_day": 100, "book_share_a_week": 100, "letters_from": "00:00", "letters_till": "23:59"}


@pytest.fixture
def script() -> Script:
    return Script("release")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office in which two of Ivan's clients were handed to Anna, and one was labelled, tasked and written to."""
    office = staffed(store, script, modes=AUTO, limits={**FREE, "cancel_window_min": 0})
    for number in (1, 2, 3):
        office.company(number, None, owner_id=IVAN)
        office.portal.put(deal(number, company_id=number, owner_id=IVAN, updated_at=office.clock.now()))
    office.read()
    for number in (1, 2):
        client = co(number)
        steps = (reassign(client, "owner", client, ANNA), reassign(client, "deal", deal_id(number), ANNA))
        script.call_for(client, *steps, WriteNote(client=client, step="note", text="moved", cascade=CASCADE), state="PENDING")
    told = Notify(client=co(3), step="notice", person=IVAN, text="read this")
    script.call_for(co(3), put_label(co(3)), put_task(co(3)), letter(), told)
    office.scan.run(office.installation)
    office.send()
    assert set(office.states().values()) == {State.DONE}
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    return office


def letter() -> SendLetter:
    total = Money(Decimal(100), "RUB")
    given = {"subject": "s", "text": "t", "level": "L1", "documents": ("SI_1",), "total": total}
    return SendLetter(client=co(3), step="letter", person=IVAN, **given)


def owners(office: Office, number: int) -> tuple[int, int]:
    return office.portal.rows[Stream.COMPANIES][number].owner_id, office.portal.rows[Stream.DEALS][number].owner_id


def undo(office: Office, who: int = HEAD, **scope) -> int:
    """Order it and let it be done; return how many actions were to be taken back."""
    count = office.take_back.run(visitor(who), UndoScope(**scope))
    office.send()
    return count


def plan(office: Office) -> int:
    return office.ledger.plans(MEMBER, 1)[0].id


def test_a_hand_over_is_taken_back_as_a_whole(office, script):
    """Named by its first step, the client, its deal and the note go back, newest first; the other client stays with Anna."""
    taken: list[str] = []
    revert = office.portal.revert
    office.portal.revert = lambda action, key, effect: taken.append(action.step) or revert(action, key, effect)

    assert undo(office, key=script.key(co(1), "owner")) == 3

    assert (owners(office, 1), owners(office, 2)) == ((IVAN, IVAN), (ANNA, ANNA))
    assert sorted(taken) == ["deal", "note", "owner"]
    assert {office.states()["CO_1", step] for step in ("owner", "deal", "note")} == {State.UNDONE}


def test_one_step_may_be_taken_back_alone(office, script):
    """The deal goes back to Ivan while the client stays with Anna."""
    assert undo(office, key=script.key(co(1), "deal")) == 1

    assert owners(office, 1) == (ANNA, IVAN)


@pytest.mark.parametrize(
    ("scope", "count"),
    [({"client": co(3)}, 2), ({"client": co(1)}, 3), ({"hours": 2}, 8), ({"hours": 1}, 0), ({"plan_id": 0}, 8)],
    ids=["a client", "another", "two hours", "too few hours", "a plan"],
)
def test_scopes_reach_what_they_say(office, scope, count):
    """What was done about a client, in the last hours, or by one run; letters and notices are not among it."""
    if "plan_id" in scope:
        scope = {"plan_id": plan(office)}
    if scope == {"hours": 1}:
        office.clock.advance(60)

    assert undo(office, ADMIN, **scope) == count


def test_after_a_plan_is_taken_back_the_portal_is_as_it_was(office):
    """Owners, labels and tasks."""
    undo(office, ADMIN, plan_id=plan(office))

    assert (owners(office, 1), owners(office, 2)) == ((IVAN, IVAN), (IVAN, IVAN))
    assert (office.tasks(), office.labelled()) == ({"CO_3": [5]}, set())


def test_letters_are_named_as_what_nobody_can_take_back(office, script):
    """They stand beside what would be restored; ordered alone, nothing happens."""
    view = office.journal.undo(visitor(HEAD), UndoScope(client=co(3)))

    assert [line.key for line in view.letters] == [script.key(co(3), "letter")]
    assert {line.key for line in view.restored} == {script.key(co(3), "label"), script.key(co(3), "task")}
    assert undo(office, key=script.key(co(3), "letter")) == 0


def test_the_page_says_until_when_it_can_be_taken_back(office):
    """Thirty days from the oldest of them, and what it would do in words."""
    view = office.journal.undo(visitor(HEAD), UndoScope(client=co(1)))

    assert view.until == office.today() + timedelta(days=30)
    assert {line.name for line in view.restored} == {"C1"}
    assert "Передача, компания №\u00a01: North 9" in {line.what.ru for line in view.restored}


def test_what_a_person_changed_since_is_left_alone(office, script):
    """The client that was given to Olga meanwhile stays hers, its deal goes back, and the journal names both values."""
    row = office.portal.rows[Stream.COMPANIES][1]
    office.portal.put(replace(row, owner_id=OLGA))

    undo(office, key=script.key(co(1), "owner"))

    assert owners(office, 1) == (OLGA, IVAN)
    taken = next(row for row in office.rows() if isinstance(row.action, Undo) and row.conflicts)
    assert [(each.ours, each.now) for each in taken.conflicts] == [(ANNA, OLGA)]
    assert office.states()["CO_1", "owner"] is State.DONE


def test_taking_back_can_be_taken_back(office, script):
    """The hand-over stands again, and may be seen as done."""
    undo(office, key=script.key(co(1), "deal"))
    taken = next(row for row in office.rows() if isinstance(row.action, Undo))

    assert undo(office, key=taken.key) == 1

    assert owners(office, 1) == (ANNA, ANNA)
    assert office.ledger.find(taken.key).state is State.UNDONE
    assert office.states()["CO_1", "deal"] is State.DONE


@pytest.mark.parametrize("is_done", [True, False], ids=["after it was done", "before"])
def test_ordered_twice_it_happens_once(office, script, is_done):
    """A second press of the button orders nothing, and the client is protected once."""
    scope = UndoScope(key=script.key(co(1), "owner"))
    assert office.take_back.run(visitor(HEAD), scope) == 3
    if is_done:
        office.send()

    assert office.take_back.run(visitor(HEAD), scope) == 0

    office.send()
    assert owners(office, 1) == (IVAN, IVAN)
    assert len(office.statements.of(MEMBER, [co(1)])[co(1)]) == 1


@pytest.mark.parametrize("scope", ["hours", "plan", "client"])
def test_a_wide_scope_does_not_bring_back_what_was_taken_back(office, script, scope):
    """Whoever takes back one hand-over and then all of the day does not hand that client over again."""
    undo(office, key=script.key(co(1), "owner"))
    scopes = {"hours": {"hours": 5}, "plan": {"plan_id": plan(office)}, "client": {"client": co(1)}}

    for _ in range(2):
        undo(office, ADMIN, **scopes[scope])
        assert owners(office, 1) == (IVAN, IVAN)


def test_a_client_that_came_back_is_protected_for_thirty_days(office, script):
    """So that the next night does not hand it over again."""
    undo(office, key=script.key(co(1), "owner"))

    (waiver,) = office.statements.of(MEMBER, [co(1)])[co(1)]
    assert (waiver.kind, waiver.by, waiver.until) == (Said.WAIVER, HEAD, office.today() + timedelta(days=30))
    assert office.statements.of(MEMBER, [co(3)]).get(co(3), ()) == ()


def test_who_ordered_it_is_known_and_the_workers_are_rung(office, script):
    """The order is an action of its own with his name."""
    office.take_back.run(visitor(HEAD), UndoScope(key=script.key(co(1), "deal")))

    (order,) = [row for row in office.rows() if isinstance(row.action, Undo)]
    assert (order.ordered_by, order.state) == (HEAD, State.NEW)
    assert office.rung == [MEMBER]
    assert APPLY in {job.verb for job in office.jobs.due(MEMBER, office.clock.now())}


@pytest.mark.parametrize("who", [IVAN, ANNA, OLGA, 77])
def test_only_heads_and_administrators_take_back(office, script, who):
    """Whom a client was taken from asks his head."""
    with pytest.raises(Refused, match="only a head or an administrator"):
        undo(office, who, key=script.key(co(1), "owner"))
    assert owners(office, 1) == (ANNA, ANNA)


@pytest.mark.parametrize("scope", [{"client": co(1)}, {"hours": 5}])
def test_a_head_takes_back_what_concerns_his_own(office, scope):
    """The head of the south reaches nothing of the north."""
    assert undo(office, OTHER_HEAD, **scope) == 0


def test_after_a_day_of_stop_orders_still_wait(office, script):
    """The stop holds orders back like everything else, and loses none."""
    office.choose(kill_switch=True)
    assert undo(office, key=script.key(co(1), "deal")) == 1
    assert owners(office, 1) == (ANNA, ANNA)

    office.choose(kill_switch=False)
    office.send()

    assert owners(office, 1) == (ANNA, IVAN)


@pytest.mark.parametrize(("days", "count"), [(29.9, 3), (30, 0)])
def test_thirty_days_are_the_window(office, script, days, count):
    """After them it stays as it is."""
    office.clock.advance(days * 86_400 - 3600)

    assert undo(office, key=script.key(co(1), "owner")) == count
