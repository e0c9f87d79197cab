"""Changes whose answer is spoilt: each is sent exactly once, nobody guesses, and looking it up tells the truth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from b24bridge.bitrix.portal import BitrixPortal
from b24bridge.core.actions import Action, MoveTask, Observe, Reassign, WriteNote
from b24bridge.core.errors import Busy, Refused, Unknown
from b24bridge.core.ledger import Effect
from tests.bitrix.effect_acts import join, leave
from tests.bitrix.effect_rows import CARD, CLOSE, DROP, HANDLER, KEY, LABEL, LETTER, LINES, OTHER, TASK, stored
from tests.sandboxed import SCOPES, Sandboxed, sandboxed

TIMEOUT_S, SILENCE_S = 1.5, 2.0
FAULTS: dict[str, dict[str, Any]] = {
    "reset before": {"kind": "reset", "when": "before"},
    "reset after": {"kind": "reset", "when": "after"},
    "page before": {"kind": "502", "when": "before"},
    "page after": {"kind": "504", "when": "after"},
    "half an answer": {"kind": "truncated", "when": "after"},
}


@dataclass(frozen=True)
class Change:
    """A change: the method that makes it, and what has to be there before, which gives the steps' objects."""

    method: str
    action: Callable[[str], Action]
    before: tuple[str, ...] = ()


HAND = Reassign(client=CARD, step="company", entity=CARD, from_owner=1, to_owner=3, cascade="c")
MOVE = MoveTask(client=CARD, step="move", from_owner=1, to_owner=3, cascade="c")
MEETING = MoveTask(client=CARD, step="meeting", from_owner=1, to_owner=3, cascade="c", activity_id=52)
CHANGES = {
    "task": Change("tasks.task.add", lambda _: TASK),
    "close_task": Change("tasks.task.complete", lambda _: CLOSE, ("task",)),
    "join_task": Change("task.checklistitem.add", lambda number: join(number, title="Счёт", raises=False), ("task",)),
    "leave_task": Change("task.checklistitem.complete", leave, ("task", "reason")),
    "move_task": Change("tasks.task.update", lambda _: MOVE, ("task",)),
    "move_activity": Change("crm.activity.update", lambda _: MEETING),
    "label": Change("crm.item.update", lambda _: LABEL),
    "drop_label": Change("crm.item.update", lambda _: DROP, ("label",)),
    "reassign": Change("crm.item.update", lambda _: HAND),
    "observe": Change("crm.item.update", lambda _: Observe(client=CARD, step="o", entity=CARD, person=5, cascade="c")),
    "note": Change("crm.timeline.comment.add", lambda _: WriteNote(client=CARD, step="note", text="Передан")),
    "letter": Change("crm.activity.add", lambda _: LETTER),
}


REVERTING = {
    "task": "tasks.task.complete",
    "close_task": "tasks.task.renew",
    "join_task": "task.checklistitem.complete",
    "leave_task": "task.checklistitem.renew",
    "move_task": "tasks.task.update",
    "move_activity": "crm.activity.update",
    "label": "crm.item.update",
    "drop_label": "crm.item.update",
    "reassign": "crm.item.update",
    "observe": "crm.item.update",
    "note": "crm.timeline.comment.delete",
}


@pytest.fixture(scope="module")
def portal() -> Iterator[Sandboxed]:
    with sandboxed(LINES, (*SCOPES, "user_basic")) as site:
        site.bridge().prepare(HANDLER, [])
        yield site
        assert site.breaches() == {}


@pytest.fixture
def site(portal: Sandboxed) -> Iterator[Sandboxed]:
    """The portal with every row as it was, so that one change does not meet another's."""
    kept = {name: [dict(row) for row in table.all()] for name, table in portal.portal.tables.items()}
    yield portal
    portal.faults()
    with portal.portal.lock:
        for name, rows in kept.items():
            table = portal.portal.table(name)
            for number in list(table.ids):
                table.remove(number)
            for row in rows:
                table.insert(row)


def prepared(site: Sandboxed, change: Change) -> tuple[Action, dict[str, str]]:
    """Do what has to be there before a change; return it and the objects of its steps."""
    done_by: dict[str, str] = {}
    for step in change.before:
        if step == "label":
            site.bridge().perform(LABEL, OTHER, {})
        elif step == "reason":
            site.bridge().perform(join(done_by["task"], title="Счёт", raises=False), OTHER, {})
        else:
            done_by[step] = site.bridge().perform(TASK, OTHER, {}).object_id
    site.mark()
    return change.action(done_by.get("task", "")), done_by


def sent(site: Sandboxed, method: str) -> int:
    return sum(call["method"] == method for call in site.calls())


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", CHANGES)
def test_a_spoilt_answer_is_unknown_and_looked_up(site: Sandboxed, kind: str, fault: str) -> None:
    """Whatever spoils the answer, the change went out once, and the look-up finds it if and only if it was made."""
    action, done_by = prepared(site, CHANGES[kind])
    site.faults({"method": CHANGES[kind].method, **FAULTS[fault]})
    with pytest.raises(Unknown):
        site.bridge().perform(action, KEY, done_by)
    assert sent(site, CHANGES[kind].method) == 1
    found = site.bridge().find(action, KEY, done_by)
    assert isinstance(found, Effect) is (FAULTS[fault]["when"] == "after")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["task", "reassign", "letter"])
def test_silence_is_unknown_too(site: Sandboxed, kind: str, when: str) -> None:
    """A portal that says nothing for longer than we wait may have done it or not; we hang up and send nothing again."""
    action, done_by = prepared(site, CHANGES[kind])
    site.faults({"method": CHANGES[kind].method, "kind": "silence", "when": when, "seconds": SILENCE_S})
    with pytest.raises(Unknown, match="timeout"):
        BitrixPortal(site.client(timeout_s=TIMEOUT_S)).perform(action, KEY, done_by)
    assert sent(site, CHANGES[kind].method) == 1
    assert isinstance(site.bridge().find(action, KEY, done_by), Effect) is (when == "after")


@pytest.mark.parametrize("kind", CHANGES)
def test_what_did_not_happen_is_sent_again_and_then_stands(site: Sandboxed, kind: str) -> None:
    """After a look-up that found nothing the same action goes out under its key once more, and is found."""
    action, done_by = prepared(site, CHANGES[kind])
    site.faults({"method": CHANGES[kind].method, "kind": "reset", "when": "before"})
    with pytest.raises(Unknown):
        site.bridge().perform(action, KEY, done_by)
    effect = site.bridge().perform(action, KEY, done_by)
    found = site.bridge().find(action, KEY, done_by)
    assert found is not None
    assert found.object_id == effect.object_id


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize(("code", "error"), [("QUERY_LIMIT_EXCEEDED", Busy), ("INVALID_CREDENTIALS", Refused)])
def test_a_portals_own_no_is_sure(site: Sandboxed, kind: str, code: str, error: type[Exception]) -> None:
    """What the portal says in its own words it did not do, was not done."""
    action, done_by = prepared(site, CHANGES[kind])
    site.faults({"method": CHANGES[kind].method, "kind": code})
    with pytest.raises(error):
        site.bridge().perform(action, KEY, done_by)
    assert site.bridge().find(action, KEY, done_by) is None
    assert sent(site, CHANGES[kind].method) == 1


@pytest.mark.parametrize(("kind", "method"), REVERTING.items())
def test_taking_back_with_a_lost_answer_may_be_repeated(site: Sandboxed, kind: str, method: str) -> None:
    """A reversal whose answer was lost is unknown; repeated, it finds the fields as they were and changes nothing more."""
    action, done_by = prepared(site, CHANGES[kind])
    effect = site.bridge().perform(action, KEY, done_by)
    site.mark()
    site.faults({"method": method, "kind": "502", "when": "after"})
    with pytest.raises(Unknown):
        site.bridge().revert(action, KEY, effect)
    assert site.changes() == [method]
    again = site.bridge().revert(action, KEY, effect)
    assert (again.conflicts, again.effect.after, site.changes()) == ((), {}, [method])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_reason_whose_title_is_in_doubt_gets_no_second_point(site: Sandboxed, when: str) -> None:
    """The point was written and what became of the title is unknown: the same action goes on where it was."""
    number = site.bridge().perform(TASK, KEY, {}).object_id
    action = join(number, title="Счёт")
    site.faults({"method": "tasks.task.update", "kind": "502", "when": when})
    with pytest.raises(Unknown):
        site.bridge().perform(action, OTHER, {})
    assert isinstance(site.bridge().find(action, OTHER, {}), Effect) is (when == "after")
    effect = site.bridge().perform(action, OTHER, {})
    assert [row["TITLE"] for row in site.rows("checklistitem") if row["PARENT_ID"]] == [f"Счёт (до 26.11.2026) [#{OTHER[:8]}]"]
    assert stored(site, "task", number)["title"] == "Счёт"
    assert site.bridge().revert(action, OTHER, effect).conflicts == ()


def test_a_note_written_again_in_doubt_stands_once(site: Sandboxed) -> None:
    """Taking back that a note was deleted, with a lost answer, and once more: one note stands."""
    note = WriteNote(client=CARD, step="note", text="Передан")
    back = site.bridge().revert(note, KEY, site.bridge().perform(note, KEY, {}))
    site.faults({"method": "crm.timeline.comment.add", "kind": "502", "when": "after"})
    with pytest.raises(Unknown):
        site.bridge().revert(note, KEY, back.effect)
    assert site.bridge().revert(note, KEY, back.effect).effect.after == {}
    assert sum("Передан" in row["COMMENT"] for row in site.rows("comment")) == 1
