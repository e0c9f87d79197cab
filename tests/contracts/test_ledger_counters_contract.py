"""What the ledger counts: tasks, hand-overs and letters for the limits, the reasons of a client's task, and the trend."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from b24bridge.core.actions import CloseTask, JoinTask, LeaveTask, PutTask, SendLetter
from b24bridge.core.ledger import Figure, Outcome, Sent, State
from b24bridge.core.money import Money
from tests.handovers import handover
from tests.records import co, task
from tests.verdicts import (
    AT,
    AUTO,
    FIRST,
    LATER,
    LEASE_S,
    NAME,
    OBSERVE,
    PORTAL,
    claim,
    closing,
    decision,
    key,
    put_task,
    send,
    skip,
    tell,
)

MODES = dict.fromkeys(("task", "label", "notify", "reassign", "outbound"), "auto")
MOSCOW = ZoneInfo("Europe/Moscow")
NOW = LATER.astimezone(MOSCOW)
OTHER_NAME = "debtors"


def letter(client):
    return SendLetter(
        client=client,
        step="letter",
        person=5,
        subject="s",
        text="t",
        level="L1",
        documents=("SI_1",),
        total=Money(Decimal(5), "RUB"),
    )


def row_of(ledger, assistant, step, client=FIRST):
    return next(
        row
        for row in ledger.of_client(PORTAL, client)
        if row.assistant == assistant and row.action.step == step and row.state is State.NEW
    )


def send_as(ledger, row, action, object_id, at=AT):
    assert ledger.claim(row.key, "w1", at, LEASE_S, action) is not None
    ledger.settle(row.key, Outcome(state=State.DONE, object_id=object_id), at)


def test_limits_count_what_was_sent(ledger):
    """Tasks, letters and the hand-over of the client itself; days are those of the portal's zone."""
    late = datetime(2026, 11, 2, 22, tzinfo=UTC)
    tell(ledger, [decision(actions=(put_task(FIRST), letter(FIRST))), handover(co(2)), decision(co(3))], MODES, AT)
    send(ledger, "task", at=late)
    send(ledger, "letter", at=late)
    send(ledger, "owner", co(2), at=late)
    send(ledger, "deal", co(2), at=late)
    day = date(2026, 11, 3)
    assert list(ledger.sent(PORTAL, AT, NOW)) == [
        Sent(kind="task", client=FIRST, day=day, at=late, person=5, is_open=True),
        Sent(kind="letter", client=FIRST, day=day, at=late),
        Sent(kind="reassign", client=co(2), day=day, at=late, person=9, loser=5),
    ]


def test_limits_count_what_may_have_been_sent_and_what_was_taken_back(ledger):
    """In doubt it counts; what surely did not happen does not."""
    tell(ledger, [decision(co(number)) for number in (1, 2, 3, 4)], AUTO, AT)
    for number, state in ((1, None), (2, State.UNKNOWN), (3, State.PARKED), (4, State.DONE)):
        claim(ledger, key("task", co(number)))
        if state:
            ledger.settle(key("task", co(number)), Outcome(state=state), AT)
    ledger.settle(key("task", co(4)), Outcome(state=State.UNDONE), AT)
    counted = {each.client: each.is_open for each in ledger.sent(PORTAL, AT, NOW)}
    assert counted == {co(1): True, co(2): True, co(4): False}


def test_an_old_task_counts_while_it_stands(ledger, mirror):
    """Closed by us, or completed or deleted by people as far as the mirror saw: then it stands no more."""
    tell(ledger, [decision(co(number), actions=(put_task(co(number)),)) for number in (1, 2, 3)], AUTO, AT)
    for number in (1, 2, 3):
        row = ledger.find(key("task", co(number)))
        send_as(ledger, row, row.action, str(number))
    assert [each.is_open for each in ledger.sent(PORTAL, LATER, NOW)] == [True, True, True]
    mirror.absorb(PORTAL, [task(1, co(1), status=5), task(2, co(2), status=3)], AT)
    tell(ledger, [closing(co(3))], AUTO, LATER)
    close = ledger.find(key("close", co(3)))
    send_as(ledger, close, close.action, "3", LATER)
    assert [each.client for each in ledger.sent(PORTAL, LATER, NOW)] == [co(2)]
    assert {each.client: each.is_open for each in ledger.sent(PORTAL, AT, NOW)} == {co(1): False, co(2): True, co(3): False}


def two_reasons(ledger):
    """Have one assistant put the client's task and another join it."""
    tell(ledger, [decision(actions=(put_task(FIRST),))], AUTO, AT)
    first = row_of(ledger, NAME, "task")
    send_as(ledger, first, first.action, "3")
    other = replace(decision(actions=(put_task(FIRST),)), assistant=OTHER_NAME)
    tell(ledger, [other], AUTO, AT)
    joining = {"client": FIRST, "step": "task", "owner": 5, "title": "Debt", "text": "w", "deadline": AT.date()}
    form = JoinTask(**joining, task_id="3", raises=True)
    send_as(ledger, row_of(ledger, OTHER_NAME, "task"), form, "3", AT + timedelta(minutes=1))


def desk(ledger):
    return [(row.assistant, type(row.action)) for row in ledger.desk(PORTAL, FIRST)]


def test_the_desk_shows_the_reasons_of_a_clients_task(ledger):
    """One put it, another joined; it is one task, and counted once."""
    assert desk(ledger) == []
    two_reasons(ledger)
    assert desk(ledger) == [(NAME, PutTask), (OTHER_NAME, JoinTask)]
    assert [each.kind for each in ledger.sent(PORTAL, AT, NOW)] == ["task"]
    assert ledger.task_of(PORTAL, OTHER_NAME, FIRST).object_id == "3"


def test_a_reason_leaves_the_desk_and_the_task_goes_on(ledger):
    """The first reason is over, the debt is not; with the last reason the task is closed for all."""
    two_reasons(ledger)
    tell(ledger, [closing()], AUTO, LATER)
    left = row_of(ledger, NAME, "close")
    words = {"client": FIRST, "step": "close", "closes_step": "task", "title": "Debt", "text": "called"}
    send_as(ledger, left, LeaveTask(**words, task_id="3", item_key=key("task")), "3", LATER)
    assert desk(ledger) == [(OTHER_NAME, JoinTask)]
    assert [each.is_open for each in ledger.sent(PORTAL, AT, NOW)] == [True]
    tell(ledger, [replace(closing(), assistant=OTHER_NAME)], AUTO, LATER)
    last = row_of(ledger, OTHER_NAME, "close")
    assert isinstance(last.action, CloseTask)
    send_as(ledger, last, last.action, "3", LATER)
    assert desk(ledger) == []
    assert [each.is_open for each in ledger.sent(PORTAL, AT, NOW)] == [False]


def test_a_task_that_somebody_completed_is_nobodys_desk(ledger, mirror):
    """A new reason then gets a task of its own."""
    two_reasons(ledger)
    mirror.absorb(PORTAL, [task(3, FIRST, status=2)], AT)
    assert len(desk(ledger)) == 2
    mirror.absorb(PORTAL, [task(3, FIRST, status=5, updated_at=LATER)], LATER)
    assert desk(ledger) == []


def test_figures_tell_what_was_marked_on_a_day(ledger):
    """By assistant and owner, watched or acted upon, with their money; told again, the day is counted anew."""
    rubles = Money(Decimal("10.5"), "RUB")
    marked = [decision(co(1), owner_id=5, money_at_risk=rubles), decision(co(2), owner_id=5, money_at_risk=rubles)]
    tell(ledger, [*marked, decision(co(3)), skip(co(4), owner_id=5)], OBSERVE, AT)
    ledger.keep_figures(PORTAL, AT.date())
    ledger.keep_figures(PORTAL, AT.date())
    tell(ledger, [closing(co(1)), closing(co(3)), skip(co(2))], OBSERVE, LATER)
    ledger.keep_figures(PORTAL, LATER.date())
    assert list(ledger.figures(PORTAL, AT.date())) == [
        Figure(day=AT.date(), assistant=NAME, owner_id=None, clients=1, risk=None),
        Figure(day=AT.date(), assistant=NAME, owner_id=5, clients=2, risk=Money(Decimal(21), "RUB")),
    ]
    assert ledger.figures(PORTAL, LATER.date()) == []
