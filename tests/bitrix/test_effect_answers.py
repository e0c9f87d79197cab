"""Successes of the wrong shape: the portal did something that we cannot name, or said yes and did nothing."""

from typing import Any

import pytest
import responses

from b24bridge.bitrix.effects.items import Items
from b24bridge.bitrix.effects.messages import Notes
from b24bridge.bitrix.effects.moves import Moves
from b24bridge.bitrix.effects.owners import Owners
from b24bridge.bitrix.effects.task_sheet import TaskSheet
from b24bridge.core.actions import MoveTask, Observe, Reassign, WriteNote
from b24bridge.core.errors import NotFound, Refused, Unknown
from b24bridge.core.ledger import Effect
from tests.bitrix.doubles import ENDPOINT, Desk
from tests.bitrix.effect_rows import CARD, KEY

HAND = Reassign(client=CARD, step="s", entity=CARD, from_owner=1, to_owner=3, cascade="c")
WATCH = Observe(client=CARD, step="s", entity=CARD, person=5, cascade="c")
MOVE = MoveTask(client=CARD, step="s", from_owner=1, to_owner=3, cascade="c")
MEETING = MoveTask(client=CARD, step="s", from_owner=1, to_owner=3, cascade="c", activity_id=52)
NOTE = WriteNote(client=CARD, step="s", text="x")
DONE_BY = {"task": "9"}


def answers(web: responses.RequestsMock, **results: Any) -> None:
    """Lay out one answer a method, dots written as underscores."""
    for method, result in results.items():
        web.post(ENDPOINT + method.replace("_", "."), json={"result": result})


@pytest.mark.parametrize("result", [None, True, [], {"item": None}, {"item": {"id": 13}}])
def test_an_item_that_is_not_shown_is_unknown(desk: Desk, web: responses.RequestsMock, result: Any) -> None:
    """A hand-over is believed only when the answer shows that very item."""
    answers(web, crm_item_list={"items": [{"id": 12, "assignedById": 1}]}, crm_item_update=result)
    with pytest.raises(Unknown):
        Owners(Items(desk.client)).perform(HAND, KEY, {})


def test_a_yes_that_changed_nothing_is_refused(desk: Desk, web: responses.RequestsMock) -> None:
    """The portal answered success and the field is as it was: a person has to look at rights."""
    item = {"id": 12, "assignedById": 1, "observers": []}
    answers(web, crm_item_list={"items": [item]}, crm_item_update={"item": item})
    for action in (HAND, WATCH):
        with pytest.raises(Refused, match="IGNORED"):
            Owners(Items(desk.client)).perform(action, KEY, {})


def test_a_type_without_observers_is_told_by_its_fields(desk: Desk, web: responses.RequestsMock) -> None:
    """An item that shows no observers has none to add to."""
    answers(web, crm_item_list={"items": [{"id": 12}]})
    owners = Owners(Items(desk.client))
    assert owners.perform(WATCH, KEY, {}).note
    assert owners.find(WATCH, KEY, {}) is None


def test_a_task_that_stays_with_its_owner_is_refused(desk: Desk, web: responses.RequestsMock) -> None:
    """The portal answered success and the task is still the old owner's."""
    task = {"id": "9", "status": "2", "responsibleId": "1"}
    answers(web, tasks_task_list={"tasks": [task]}, tasks_task_update={"task": task})
    moves = Moves(desk.client, TaskSheet(desk.client))
    with pytest.raises(Refused, match="IGNORED"):
        moves.perform(MOVE, KEY, DONE_BY)
    assert moves.find(MOVE, KEY, {}) is None


@pytest.mark.parametrize("result", [False, None, {}, 1])
def test_only_true_is_a_yes(desk: Desk, web: responses.RequestsMock, result: Any) -> None:
    """Where the documents promise true, anything else leaves the change in doubt."""
    rows = [{"ID": "52", "RESPONSIBLE_ID": "1", "COMPLETED": "N"}]
    answers(web, crm_activity_list=rows, crm_activity_update=result)
    with pytest.raises(Unknown):
        Moves(desk.client, TaskSheet(desk.client)).perform(MEETING, KEY, {})


def test_a_task_that_is_gone_cannot_be_handed_back(desk: Desk, web: responses.RequestsMock) -> None:
    """What was deleted meanwhile is told as missing."""
    answers(web, tasks_task_list={"tasks": []})
    effect = Effect(object_id="9", before={"responsibleId": 1}, after={"responsibleId": 3})
    with pytest.raises(NotFound):
        Moves(desk.client, TaskSheet(desk.client)).revert(MOVE, KEY, effect)


def test_a_deletion_answers_with_nothing(desk: Desk, web: responses.RequestsMock) -> None:
    """Deleting a comment answers null; a result of its own leaves it in doubt."""
    answers(web, crm_timeline_comment_get={"ID": "7", "COMMENT": "x"}, crm_timeline_comment_delete={"ID": 7})
    with pytest.raises(Unknown):
        Notes(desk.client).revert(NOTE, KEY, Effect(object_id="7", before={"COMMENT": ""}, after={"COMMENT": "x"}))
