"""In which order actions go out: orders and closings, then money; a cascade step by step; what is put off lets others pass."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from b24bridge.core.actions import Undo
from b24bridge.core.ids import action_key
from b24bridge.core.ledger import ActionRow, Conflict, Effect, Outcome, State
from b24bridge.core.money import Money
from tests.handovers import handover
from tests.records import co
from tests.verdicts import AT, AUTO, FIRST, LATER, NAME, PORTAL, because, claim, closing, decision, key, send, tell

MODES = dict.fromkeys(("task", "label", "notify", "reassign"), "auto")
STEPS = ("owner", "deal", "note")
EFFECT = Effect(object_id="CO_1", before={"assignedById": 5}, after={"assignedById": 9})


def undo_of(key_of, client=FIRST, by=7):
    step = f"undo:{key_of}"
    return ActionRow(
        key=action_key(PORTAL, NAME, client, "activity:51", step),
        member_id=PORTAL,
        assistant=NAME,
        client=client,
        anchor="activity:51",
        action=Undo(client=client, step=step, undoes=key_of),
        state=State.NEW,
        because=because("asked by a person"),
        decided_at=LATER,
        ordered_by=by,
    )


def worth(client, amount):
    return decision(client, money_at_risk=Money(Decimal(amount), "RUB"))


def due(ledger, at=LATER):
    return [(row.client, row.action.step) for row in ledger.due(PORTAL, 10, at)]


def test_most_money_goes_first_but_after_orders_and_closings(ledger):
    """What people asked for and what takes our marks back never waits behind what we would like to do."""
    tell(ledger, [decision(co(1)), decision(co(2))], AUTO, AT)
    send(ledger, "task", co(1))
    send(ledger, "task", co(2))
    send(ledger, "label", co(2))
    tell(ledger, [closing(co(1)), worth(co(3), 5), worth(co(4), 900), decision(co(5))], AUTO, LATER)
    ledger.order(PORTAL, undo_of(key("task", co(2)), co(2)))
    assert due(ledger)[0] == (co(1), "close")
    assert due(ledger)[1][0] == co(2)
    assert due(ledger)[2:] == [(co(4), "task"), (co(3), "task"), (co(5), "task")]
    assert len(ledger.due(PORTAL, 1, LATER)) == 1


def test_what_we_put_off_lets_others_pass(ledger):
    """A limit keeps a task back until tomorrow, and not the client's label; it is said once for each reason."""
    tell(ledger, [decision()], AUTO, AT)
    ledger.put_off([key("task"), "nosuchkey"], LATER, "limit: 10 tasks a day", AT)
    ledger.put_off([key("task")], LATER, "limit: 10 tasks a day", AT)
    assert due(ledger, AT) == [(FIRST, "label")]
    assert claim(ledger, key("task")) is None
    send(ledger, "label")
    ledger.put_off([key("label")], LATER, "too late", AT)
    (row,) = ledger.due(PORTAL, 10, LATER)
    assert (row.action.step, row.note, row.not_before) == ("task", "limit: 10 tasks a day", LATER)
    told = [(line["text"]["en"], line["note"]) for line in ledger.journal(PORTAL) if line["kind"] == "task"]
    assert told == [("Task: put off. silent for 82 days", "limit: 10 tasks a day")]


def test_what_was_never_claimed_is_put_off_by_us(ledger):
    """An action settled as new before anybody sent it waits by our own choice, so others pass it."""
    tell(ledger, [decision()], AUTO, AT)
    ledger.settle(key("task"), Outcome(state=State.NEW, note="mode: observe", not_before=LATER), AT)
    assert due(ledger, AT) == [(FIRST, "label")]
    assert due(ledger) == [(FIRST, "task")]


def test_a_cascade_goes_step_by_step(ledger):
    """The deal follows the client only once the client has surely moved."""
    tell(ledger, [handover()], MODES, AT)
    first = ledger.find(key("owner"))
    assert [row.action.step for row in ledger.cascade(first)] == list(STEPS)
    assert claim(ledger, key("deal")) is None
    for step in STEPS:
        assert due(ledger) == [(FIRST, step)]
        send(ledger, step)
    assert due(ledger) == []


def test_a_failed_step_holds_back_the_rest_of_its_cascade_alone(ledger):
    """What follows a parked step never goes; the client's other actions do."""
    tell(ledger, [handover(), replace(decision(), assistant="other")], MODES, AT)
    assert claim(ledger, key("owner")) is not None
    ledger.settle(key("owner"), Outcome(state=State.PARKED, note="no right"), AT)
    assert due(ledger) == [(FIRST, "task")]
    assert claim(ledger, key("deal")) is None
    (label,) = (row for row in ledger.of_client(PORTAL, FIRST) if row.action.kind == "label")
    assert ledger.cascade(label) == []


def test_an_order_is_stored_once(ledger):
    """Two clicks are one undo, and no assistant's verdict touches it."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    undo = undo_of(key("task"))
    assert ledger.order(PORTAL, undo) is True
    assert ledger.order(PORTAL, undo) is False
    tell(ledger, [decision()], dict.fromkeys(AUTO, "observe"), LATER)
    tell(ledger, [closing()], AUTO, LATER)
    found = ledger.find(undo.key)
    assert (found.state, found.ordered_by, found.is_ordered, found.action) == (State.NEW, 7, True, undo.action)
    assert claim(ledger, undo.key) is not None


def test_an_effect_is_kept_for_taking_it_back(ledger):
    """What stood there before and what we set come back as they were, with when it was done."""
    tell(ledger, [handover()], MODES, AT)
    send(ledger, "owner", effect=EFFECT)
    row = ledger.find(key("owner"))
    assert (row.state, row.effect, row.object_id, row.done_at) == (State.DONE, EFFECT, "CO_1", AT)
    assert [each.key for each in ledger.done_since(PORTAL, AT)] == [row.key]
    assert ledger.done_since(PORTAL, AT + timedelta(seconds=1)) == []


def test_only_what_was_done_becomes_undone(ledger):
    """An undone action is final: it is not sent again, nor closed, and its step stays taken."""
    tell(ledger, [decision()], AUTO, AT)
    ledger.settle(key("label"), Outcome(state=State.UNDONE), AT)
    assert ledger.find(key("label")).state is State.NEW
    send(ledger, "task")
    conflict = Conflict(field="responsibleId", ours=5, now=6)
    ledger.settle(key("task"), Outcome(state=State.UNDONE, note="by head", conflicts=(conflict,)), LATER)
    ledger.settle(key("task"), Outcome(state=State.DONE), LATER)
    row = ledger.find(key("task"))
    assert (row.state, row.note, row.conflicts, row.object_id) == (State.UNDONE, "by head", (conflict,), "task-object")
    assert "put back as it was" in ledger.journal(PORTAL)[0]["text"]["en"]
    assert tell(ledger, [decision()], AUTO, LATER) == 0
    assert ledger.episode(PORTAL, NAME, FIRST).steps == {"task", "label"}
    assert ledger.done_since(PORTAL, AT) == []
    assert tell(ledger, [closing()], AUTO, LATER) == 0


def test_taking_back_may_be_taken_back(ledger):
    """The first change stands again."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    undo = undo_of(key("task"))
    ledger.order(PORTAL, undo)
    assert claim(ledger, undo.key, at=LATER) is not None
    ledger.settle(undo.key, Outcome(state=State.DONE), LATER)
    ledger.settle(key("task"), Outcome(state=State.UNDONE), LATER)
    ledger.settle(undo.key, Outcome(state=State.UNDONE), LATER)
    assert ledger.find(key("task")).state is State.DONE


def test_an_action_is_kept_as_it_was_sent(ledger):
    """Between decision and sending the words may change; the journal and the desk know the last ones."""
    tell(ledger, [decision()], AUTO, AT)
    sent = replace(ledger.find(key("task")).action, title="Call Romashka", owner=6)
    assert ledger.claim(key("task"), "w1", AT, 75.0, sent).action == sent
    ledger.settle(key("task"), Outcome(state=State.DONE, object_id="3"), AT)
    assert ledger.journal(PORTAL)[0]["action"]["title"] == "Call Romashka"


def test_the_journal_is_read_page_by_page(ledger):
    """Each line has a number to go on from, and tells what has become of its action since."""
    tell(ledger, [decision(co(number)) for number in (1, 2, 3)], AUTO, AT)
    for number in (1, 2, 3):
        send(ledger, "task", co(number))
    ledger.settle(key("task", co(3)), Outcome(state=State.UNDONE), LATER)
    first = ledger.journal(PORTAL, limit=2)
    rest = ledger.journal(PORTAL, limit=2, before=first[-1]["id"])
    assert [line["client"] for line in (*first, *rest)] == ["CO_3", "CO_3", "CO_2", "CO_1"]
    assert [(line["state"], line["now"]) for line in first] == [("undone", "undone"), ("done", "undone")]
    assert ledger.journal(PORTAL, co(1), before=first[0]["id"])[0]["client"] == "CO_1"
    assert ledger.journal(PORTAL, before=rest[-1]["id"]) == []
