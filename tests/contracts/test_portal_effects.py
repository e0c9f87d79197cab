"""What the port Portal promises of changes, asked of the portal in memory and of our adapter on a sandbox alike."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from b24bridge.core.actions import (
    Action,
    CloseTask,
    DropLabel,
    JoinTask,
    LeaveTask,
    MoveTask,
    Notify,
    Observe,
    PutLabel,
    PutTask,
    Reassign,
    SendLetter,
    Undo,
    WriteNote,
)
from b24bridge.core.errors import NotFound, Refused
from b24bridge.core.ids import ORDER, EntityId
from b24bridge.core.money import Money
from b24bridge.core.streams import Stream
from tests.bitrix.effect_rows import LINES
from tests.contracts.portal_records import BARGAIN, CARD, COMMENT
from tests.contracts.portal_worlds import DoubleWorld, SandboxWorld
from tests.sandboxed import SCOPES, sandboxed

KEY, OTHER = "k234567abcdefghijklmnopqrs", "m765432abcdefghijklmnopqrs"
TASK = PutTask(client=CARD, step="task", owner=1, title="Забытый: {client}", text="x", deadline=date(2026, 11, 25))
CLOSE = CloseTask(client=CARD, step="close", closes_step="task", text="Клиент ответил")
LABEL = PutLabel(client=CARD, step="label", label="forgotten", since=date(2026, 11, 1), next_on=None, why="82 дня")
DROP = DropLabel(client=CARD, step="unlabel", label="forgotten")
HAND = Reassign(client=CARD, step="deal", entity=BARGAIN, from_owner=1, to_owner=3, cascade="c")
WATCH = Observe(client=CARD, step="watch", entity=BARGAIN, person=1, cascade="c")
MOVE = MoveTask(client=CARD, step="move", from_owner=1, to_owner=3, cascade="c")
MEETING = MoveTask(client=CARD, step="meeting", from_owner=1, to_owner=3, cascade="c", activity_id=52)
NOTE = WriteNote(client=CARD, step="note", text="Передан новому ответственному")
NOTICE = Notify(client=CARD, step="remind", person=1, text="x")
LETTER = SendLetter(
    client=CARD, step="letter", person=1, subject="Счёт", text="Здравствуйте", level="L1", documents=("SI_9",),
    total=Money(Decimal(700), "RUB"),
)  # fmt: skip


@pytest.fixture(params=["double", "sandbox"])
def world(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "double":
        yield DoubleWorld()
        return
    with sandboxed(LINES, (*SCOPES, "user_basic")) as site:
        world = SandboxWorld(site)
        world.visit().prepare("https://bridge.example/b24/event", [])
        yield world
        assert site.breaches() == {}


def join(number: str) -> JoinTask:
    return JoinTask(
        client=CARD,
        step="task",
        task_id=number,
        owner=1,
        title="Счёт: {client}",
        text="x",
        deadline=date(2026, 11, 26),
        raises=True,
    )


def leave(number: str) -> LeaveTask:
    return LeaveTask(
        client=CARD, step="close", closes_step="task", task_id=number, item_key=OTHER, title=TASK.title, text="Оплатили"
    )


def laid_out(world: Any, kind: str) -> tuple[Action, str, dict[str, str]]:
    """Return an action of a kind with its key and what it needs, after doing what has to be there before."""
    simple = {"task": TASK, "label": LABEL, "reassign": HAND, "observe": WATCH, "note": NOTE, "meeting": MEETING}
    if kind in simple:
        return simple[kind], KEY, {}
    if kind == "drop_label":
        world.visit().perform(LABEL, OTHER, {})
        return DROP, KEY, {}
    number = world.visit().perform(TASK, KEY, {}).object_id
    if kind == "join_task":
        return join(number), OTHER, {}
    if kind == "leave_task":
        world.visit().perform(join(number), OTHER, {})
        return leave(number), KEY, {}
    return {"close_task": CLOSE, "move_task": MOVE}[kind], KEY, {"task": number}


ON_CARDS = ("label", "drop_label", "reassign", "observe", "meeting", "note")
KINDS = ("task", "close_task", "join_task", "leave_task", "move_task", *ON_CARDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_found_after_it_was_made_and_not_before(world: Any, kind: str) -> None:
    """A look-up says that nothing happened until it did, and names the same object then."""
    action, key, done_by = laid_out(world, kind)
    assert world.visit().find(action, key, done_by) is None
    effect = world.visit().perform(action, key, done_by)
    assert effect.after
    found = world.visit().find(action, key, done_by)
    assert found is not None
    assert found.object_id == effect.object_id


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_changed_is_taken_back_once(world: Any, kind: str) -> None:
    """Taken back, a change is no longer found; a second time nothing is left to do; and taking that back makes it again."""
    action, key, done_by = laid_out(world, kind)
    effect = world.visit().perform(action, key, done_by)
    back = world.visit().revert(action, key, effect)
    assert (back.conflicts, bool(back.effect.after)) == ((), True)
    if kind != "task":  # a task that was taken back is closed, and still bears our mark
        assert world.visit().find(action, key, done_by) is None
    again = world.visit().revert(action, key, effect)
    assert (again.conflicts, dict(again.effect.after)) == ((), {})
    assert world.visit().revert(action, key, back.effect).conflicts == ()
    assert world.visit().find(action, key, done_by) is not None


@pytest.mark.parametrize("kind", ["close_task", "label", "drop_label", "reassign", "observe", "move_task", "meeting"])
def test_what_is_so_already_changes_nothing(world: Any, kind: str) -> None:
    """A change that is there already is a success with no field, so that taking it back takes nothing from anybody."""
    action, key, done_by = laid_out(world, kind)
    first = world.visit().perform(action, key, done_by)
    second = world.visit().perform(action, key, done_by)
    assert (second.object_id, dict(second.after), bool(second.note)) == (first.object_id, {}, True)
    assert world.visit().revert(action, key, second).conflicts == ()
    assert world.visit().find(action, key, done_by) is not None


def test_a_task_that_a_person_moved_is_not_taken_back(world: Any) -> None:
    """A person gave our task to somebody else, so it stays as it is and the field is named."""
    effect = world.visit().perform(TASK, KEY, {})
    world.give_task(effect.object_id, 3)
    back = world.visit().revert(TASK, KEY, effect)
    assert [(each.field, each.ours, each.now) for each in back.conflicts] == [("responsibleId", 1, 3)]
    assert world.visit().look(Stream.TASKS, [int(effect.object_id)])[0].status == 2


def test_an_owner_whom_a_person_chose_is_left_alone(world: Any) -> None:
    """A hand-over finds another owner than it was decided for: it is surely not done, and not taken from him either."""
    effect = world.visit().perform(HAND, KEY, {})
    world.give_deal(4)
    with pytest.raises(NotFound, match="owner changed"):
        world.visit().perform(HAND, OTHER, {})
    back = world.visit().revert(HAND, KEY, effect)
    assert [(each.ours, each.now) for each in back.conflicts] == [(3, 4)]
    assert world.visit().look(Stream.DEALS, [5])[0].owner_id == 4


def test_an_order_has_no_observers(world: Any) -> None:
    """Where nobody can watch, letting somebody watch is a success that did nothing, said in words."""
    effect = world.visit().perform(Observe(client=CARD, step="o", entity=EntityId(ORDER, 8), person=1, cascade="c"), KEY, {})
    assert (dict(effect.after), bool(effect.note)) == ({}, True)


def test_our_note_is_nobodys_comment(world: Any) -> None:
    """A note of ours in the timeline is read back as no comment, so it never counts as a touch."""
    effect = world.visit().perform(NOTE, KEY, {})
    assert list(world.visit().comments([CARD])) == [COMMENT]
    assert list(world.visit().look(Stream.COMMENTS, [int(effect.object_id)])) == []
    assert set(world.visit().grounds(CARD, [CARD], COMMENT.created_at)) >= {COMMENT}


def test_a_reason_joins_no_task_that_is_over(world: Any) -> None:
    """A task that was closed meanwhile takes no reason, and leaving it is done already."""
    number = world.visit().perform(TASK, KEY, {}).object_id
    world.visit().perform(CLOSE, KEY, {"task": number})
    with pytest.raises(NotFound):
        world.visit().perform(join(number), OTHER, {})
    assert dict(world.visit().perform(leave(number), KEY, {}).after) == {}


@pytest.mark.parametrize("action", [NOTICE, LETTER])
def test_what_people_may_have_read_is_final(world: Any, action: Action) -> None:
    """Neither a notice nor a letter is taken back; a letter can be looked up."""
    assert world.visit().find(action, KEY, {}) is None
    effect = world.visit().perform(action, KEY, {})
    assert effect.object_id.isdigit()
    assert (world.visit().find(action, KEY, {}) is not None) is (action is LETTER)
    with pytest.raises(Refused):
        world.visit().revert(action, KEY, effect)


def test_an_undo_is_made_of_others(world: Any) -> None:
    """Taking back is a reversal of another action, never a change by itself."""
    with pytest.raises(Refused):
        world.visit().perform(Undo(client=CARD, step="undo", undoes=OTHER), KEY, {})
