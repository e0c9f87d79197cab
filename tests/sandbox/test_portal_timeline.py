"""What is put on records of timelines: notes, pins, blocks of applications."""

from typing import Any

import pytest

from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.sandbox.client import SCOPES, Caller, company

BLOCKS = {"blocks": {"one": {"type": "text", "properties": {"value": "x"}}}}


@pytest.fixture
def item(caller: Caller) -> int:
    return company(caller)


def comment(caller: Caller, item: int) -> int:
    fields = {"ENTITY_ID": item, "ENTITY_TYPE": "company", "COMMENT": "hello"}
    return int(caller.call("crm.timeline.comment.add", fields=fields))


def todo(caller: Caller, item: int) -> int:
    deadline = "2026-12-01T12:00:00+03:00"
    return int(caller.call("crm.activity.todo.add", ownerTypeId=4, ownerId=item, deadline=deadline)["id"])


def test_a_note_is_kept_on_a_record_and_on_an_activity(caller: Caller, item: int) -> None:
    """Saving again changes it; deleting leaves nothing to find."""
    owner = {"ownerTypeId": 4, "ownerId": item}
    for kind, number in ((1, comment(caller, item)), (2, todo(caller, item))):
        place: dict[str, Any] = {**owner, "itemType": kind, "itemId": number}
        assert caller.refused("crm.timeline.note.get", **place)[1] == "NOT_FOUND"
        assert caller.call("crm.timeline.note.save", **place, text="first") is True
        assert caller.call("crm.timeline.note.save", **place, text="second") is True
        note = caller.call("crm.timeline.note.get", **place)
        assert (note["text"], note["createdById"]) == ("second", 1)
        assert set(note) == {"text", "createdById", "createdTime", "updatedById", "updatedTime"}
        assert caller.call("crm.timeline.note.delete", **place) is True
    assert caller.refused("crm.timeline.note.save", **owner, itemType=1, itemId=99, text="x")[1] == "NOT_FOUND"
    assert caller.refused("crm.timeline.note.save", **owner, itemType=1, itemId=1)[1] == "100"


def test_three_records_are_pinned_at_most(caller: Caller, item: int) -> None:
    """The fourth waits until one is taken out; pinning twice is one pin."""
    owner = {"ownerTypeId": 4, "ownerId": item}
    numbers = [comment(caller, item) for _ in range(4)]
    for number in (numbers[0], *numbers[:3]):
        assert caller.call("crm.timeline.item.pin", id=number, **owner) is None
    assert caller.refused("crm.timeline.item.pin", id=numbers[3], **owner)[1] == "0"
    assert caller.call("crm.timeline.item.unpin", id=numbers[0], **owner) is None
    assert caller.call("crm.timeline.item.pin", id=numbers[3], **owner) is None
    assert caller.refused("crm.timeline.item.pin", id=99, **owner)[1] == "NOT_FOUND"


@pytest.mark.parametrize(("family", "name"), [("timeline", "timelineId"), ("activity", "activityId")])
def test_blocks_belong_to_their_application(server: Server, caller: Caller, item: int, family: str, name: str) -> None:
    """An application reads what it set, another nothing, a webhook may not."""
    apps = []
    for client_id in ("local.one", "local.two"):
        app = server.portal.register(client_id, "secret")
        app.scope, app.is_present, app.is_installed = sorted(SCOPES), True, True
        apps.append(Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, client_id, 1, app.scope).value))
    number = comment(caller, item) if family == "timeline" else todo(caller, item)
    place = {"entityTypeId": 4, "entityId": item, name: number}
    method = f"crm.{family}.layout.blocks"
    assert apps[0].call(f"{method}.set", **place, layout=BLOCKS) == {"success": True}
    assert apps[0].call(f"{method}.get", **place) == {"layout": BLOCKS}
    assert apps[1].call(f"{method}.get", **place) == {"layout": None}
    assert apps[0].refused(f"{method}.set", **place, layout={"blocks": {}})[1] == "FIELD_IS_REQUIRED"
    assert caller.refused(f"{method}.get", **place)[1] == "ERROR_WRONG_CONTEXT"
    assert apps[0].call(f"{method}.delete", **place) == {"success": True}
    assert apps[0].call(f"{method}.get", **place) == {"layout": None}
