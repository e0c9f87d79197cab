"""What the ledger and people's words add to a fact: episodes, tasks, hand-overs, letters and statements, on both engines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from b24bridge.core.actions import Reassign, SendLetter
from b24bridge.core.facts import TaskSeen
from b24bridge.core.ledger import Effect, Outcome, State
from b24bridge.core.money import Money
from b24bridge.core.roster import HandOver
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind
from b24bridge.store.statements import StoreStatements
from tests.records import DAY, NOON, co, company, task
from tests.verdicts import (
    AT,
    AUTO,
    FIRST,
    NAME,
    OBSERVE,
    PORTAL,
    claim,
    closing,
    decision,
    key,
    put_label,
    put_task,
    send,
    tell,
)

TODAY = date(2026, 11, 2)
TERM = date(2026, 11, 5)
EVERYTHING = AUTO | {"reassign": "auto", "outbound": "auto"}


def test_a_fact_carries_the_open_episode_of_every_assistant(ledger, known, gather):
    """The anchor of an open episode is remembered, so the same decision has the same keys; over ones are told apart."""
    known(company(1))
    tell(ledger, [decision(), replace(decision(anchor="invoice:9"), assistant="debtors")], AUTO, AT)
    send(ledger, "label")
    (fact,) = gather()
    assert sorted(fact.episodes) == ["debtors", NAME]
    mine = fact.seen_by(NAME, {})
    assert (mine.episode.anchor, mine.episode.steps) == ("activity:51", {"task", "label"})
    assert (mine.episode.taken, mine.episode.opened_on, mine.closed_anchors) == ({"label": TODAY}, TODAY, frozenset())
    tell(ledger, [closing()], AUTO, AT)
    (fact,) = gather()
    assert (fact.seen_by(NAME, {}).episode, fact.seen_by(NAME, {}).closed_anchors) == (None, {"activity:51"})
    assert fact.seen_by("debtors", {}).episode.anchor == "invoice:9"


def test_cancelled_steps_are_no_steps(ledger, known, gather):
    """What was never sent may be called for again."""
    known(company(1))
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    ledger.settle(key("task"), Outcome(state=State.CANCELLED, note="gone"), AT)
    assert gather()[0].episodes[NAME].steps == {"label"}


def test_a_task_that_stands_is_seen_with_its_term(ledger, known, gather):
    """It counts from the day on which the portal confirmed it; before that there is none."""
    known(company(1))
    tell(ledger, [decision()], AUTO, AT)
    assert gather()[0].tasks == {}
    send(ledger, "task", effect=Effect(object_id="77"), at=AT + DAY)
    assert gather()[0].tasks == {NAME: TaskSeen(put_on=date(2026, 11, 3), deadline=TERM)}


@pytest.mark.parametrize(("status", "is_open"), [(2, True), (5, False), (6, True), (7, False)])
def test_a_task_that_somebody_completed_stands_no_more(ledger, known, gather, status, is_open):
    """The mirror tells whether people completed or declined it; a deferred one still stands."""
    known(company(1))
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task", effect=Effect(object_id="77"))
    known(task(77, co(1), marker="b24b:x", status=status))
    assert gather()[0].tasks[NAME].is_open is is_open


def test_the_heads_own_task_tells_nothing_of_the_owner(ledger, known, gather):
    """Only what the manager was told counts."""
    known(company(1))
    tell(ledger, [decision(actions=(put_task(FIRST), put_task(FIRST, "head_task")))], AUTO, AT)
    send(ledger, "head_task", effect=Effect(object_id="78"))
    assert gather()[0].tasks == {}


def test_a_task_that_is_kept_back_is_seen_as_one_that_would_be(ledger, known, gather):
    """In observe it counts from the first day on which the assistant called for it."""
    known(company(1), company(2))
    tell(ledger, [decision()], OBSERVE, AT)
    tell(ledger, [decision()], OBSERVE, AT + DAY)
    tell(ledger, [decision(co(2), actions=(put_label(co(2)),))], OBSERVE, AT)
    first, second = gather()
    assert first.tasks == {NAME: TaskSeen(put_on=TODAY, deadline=TERM, is_would=True)}
    assert second.tasks == {}


def reassign(client, entity, step):
    return Reassign(client=client, step=step, entity=entity, from_owner=5, to_owner=6, cascade="c1")


def test_hand_overs_of_the_client_itself_are_told(ledger, known, gather):
    """What else went with it is no hand-over of its own; one that is still to come is none yet."""
    known(company(1))
    tell(ledger, [decision(actions=(reassign(FIRST, FIRST, "owner"), reassign(FIRST, co(9), "more")))], EVERYTHING, AT)
    assert gather()[0].hand_overs == ()
    send(ledger, "owner")
    send(ledger, "more")
    assert gather()[0].hand_overs == (HandOver(on=TODAY, from_owner=5, to_owner=6),)


def test_days_on_which_we_wrote_are_told(ledger, known, gather):
    """Letters of all assistants count once they have left."""
    known(company(1))
    letter = SendLetter(
        client=FIRST,
        step="letter",
        person=5,
        subject="s",
        text="t",
        level="L1",
        documents=("SI_3",),
        total=Money(Decimal(5), "RUB"),
    )
    tell(ledger, [decision(actions=(letter,))], EVERYTHING, AT)
    assert gather()[0].written_on == ()
    send(ledger, "letter", at=AT + DAY)
    assert gather()[0].written_on == (date(2026, 11, 3),)


def said(kind, **changed):
    return Statement(**{"id": 0, "client": FIRST, "kind": kind, "by": 5, "at": NOON} | changed)


def test_what_was_said_is_told_oldest_first(installed, known, gather, profile):
    """Ended statements too; moments are in the portal's zone."""
    statements = StoreStatements(installed)
    known(company(1), company(2))
    promise = said(Said.PROMISE, amount=Money(Decimal("10.50"), "RUB"), until=TERM, reason="r", note="n")
    newest, oldest = (statements.say(PORTAL, one) for one in (promise, said(Said.DISPUTE, at=NOON - DAY)))
    statements.close(PORTAL, oldest, "resolved", NOON)
    first, second = gather()
    assert [one.id for one in first.statements] == [oldest, newest]
    assert first.statements[1] == replace(promise, id=newest)
    assert {one.at.tzinfo for one in first.statements} == {first.statements[0].closed_at.tzinfo} == {profile.zone}
    assert second.statements == ()


def test_a_confirmed_contact_is_a_touch_until_it_is_taken_back(installed, known, gather):
    """To be in touch, and to be away until a day, are claims; the second gives its own day. Other words are no contact."""
    statements = StoreStatements(installed)
    known(company(1))
    keep = statements.say(PORTAL, said(Said.KEEP, at=NOON - DAY))
    pause = statements.say(PORTAL, said(Said.PAUSE, until=TERM + timedelta(days=30)))
    statements.say(PORTAL, said(Said.PROMISE, until=TERM))
    touches = gather()[0].touches
    assert [(touch.source, touch.kind, touch.actor_id) for touch in touches] == [
        (f"keep:{keep}", Kind.KEEP, 5),
        (f"keep:{pause}", Kind.KEEP, 5),
    ]
    assert [touch.until for touch in touches] == [None, TERM + timedelta(days=30)]
    statements.close(PORTAL, keep, "withdrawn", NOON)
    assert [touch.source for touch in gather()[0].touches] == [f"keep:{pause}"]
