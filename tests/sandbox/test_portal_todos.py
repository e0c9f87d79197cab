"""Universal and configurable activities: how they are made, what a wrong one is refused with, and pressing their buttons."""

from typing import Any

import pytest

from b24sandbox.acts import InvalidAct, act
from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.sandbox.client import SCOPES, Caller, company
from tests.sandbox.receiver import Receiver

PRESSED = {"type": "restEvent", "id": "done", "actionParams": {"my": 7}}
LAYOUT: dict[str, Any] = {
    "icon": {"code": "call-completed"},
    "header": {"title": {"ru": "Заказ", "en": "Order"}, "tags": {"late": {"title": "late", "type": "warning"}}},
    "body": {"logo": {"code": "call-incoming"}, "blocks": {"text": {"type": "text", "properties": {"value": "x"}}}},
    "footer": {
        "buttons": {
            "done": {
                "title": "Done",
                "type": "primary",
                "action": PRESSED,
            },
            "open": {"title": "Open", "type": "secondary", "action": {"type": "redirect", "uri": "/crm/"}},
        }
    },
}


@pytest.fixture
def app(server: Server) -> Caller:
    return application(server, "local.app")


def application(server: Server, name: str) -> Caller:
    app = server.portal.register(name, "secret")
    app.scope, app.is_present, app.is_installed = sorted(SCOPES), True, True
    return Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, name, 1, app.scope).value)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The layout with one place of it replaced."""
    first, _, rest = path.partition(".")
    inner = dict(LAYOUT[first])
    if rest:
        inner[rest] = value
    return {**LAYOUT, first: inner if rest else value}


def test_a_todo_is_added_and_changed(caller: Caller) -> None:
    """It is an activity of provider CRM_TODO; each small method changes its one thing; a done one stays as it is."""
    owner = {"ownerTypeId": 4, "ownerId": company(caller)}
    todo = caller.call("crm.activity.todo.add", **owner, deadline="2026-12-01T12:00:00+03:00", title="Call", colorId="3")["id"]
    whole = {"id": todo, **owner}
    caller.call("crm.activity.todo.updateDescription", **whole, value="about boards")
    caller.call("crm.activity.todo.updateDeadline", **whole, value="2026-12-02T12:00:00+03:00")
    caller.call("crm.activity.todo.updateColor", **whole, colorId="5")
    caller.call("crm.activity.todo.updateResponsibleUser", **whole, responsibleId=1)
    row = caller.call("crm.activity.get", id=todo)
    wanted = {"PROVIDER_ID": "CRM_TODO", "SUBJECT": "Call", "DESCRIPTION": "about boards", "COMPLETED": "N"}
    assert row == row | wanted | {"DEADLINE": "2026-12-02T12:00:00+03:00"}
    assert row["SETTINGS"]["COLOR_ID"] == "5"
    caller.call("crm.activity.todo.update", **whole, deadline="2026-12-03T12:00:00+03:00", title="Write")
    assert caller.call("crm.activity.get", id=todo)["SUBJECT"] == "Write"
    assert caller.refused("crm.activity.todo.updateDeadline", **whole, value="soon")[1] == "WRONG_DATETIME_FORMAT"
    caller.call("crm.activity.update", id=todo, fields={"COMPLETED": "Y"})
    assert caller.refused("crm.activity.todo.updateColor", **whole, colorId="1")[1] == "CAN_NOT_UPDATE_COMPLETED_TODO"
    assert caller.refused("crm.activity.todo.add", ownerTypeId=4, ownerId=99, deadline="x")[1] == "OWNER_NOT_FOUND"
    assert caller.refused("crm.activity.todo.add", **owner)[1] == "100"


def test_a_configurable_activity_keeps_its_layout(server: Server, app: Caller, caller: Caller) -> None:
    """It is read as given, changed by its own application only, and needs an application at all."""
    owner = {"ownerTypeId": 4, "ownerId": company(caller)}
    fields = {"completed": False, "deadline": "2026-12-01T12:00:00+03:00", "responsibleId": 1, "originId": "7"}
    number = app.call("crm.activity.configurable.add", **owner, fields=fields, layout=LAYOUT)["activity"]["id"]
    shown = app.call("crm.activity.configurable.get", id=number)["activity"]
    assert shown["layout"] == LAYOUT
    assert shown["fields"] == {
        "typeId": "CONFIGURABLE", "completed": False, "deadline": "2026-12-01T12:00:00+03:00", "pingOffsets": [],
        "isIncomingChannel": False, "responsibleId": 1, "badgeCode": "", "originatorId": None, "originId": "7",
    }  # fmt: skip
    write = {"id": number, "fields": {"completed": "Y"}, "layout": LAYOUT}
    app.call("crm.activity.configurable.update", **write)
    assert app.call("crm.activity.configurable.get", id=number)["activity"]["fields"]["completed"] is True
    other = application(server, "local.other")
    assert other.refused("crm.activity.configurable.update", **write)[1] == "ERROR_WRONG_APPLICATION"
    assert caller.refused("crm.activity.configurable.update", **write)[1] == "ERROR_WRONG_CONTEXT"


@pytest.mark.parametrize(
    ("layout", "code"),
    [
        ({}, "ERROR_EMPTY_LAYOUT"),
        (changed("icon", {}), "FIELD_IS_REQUIRED"),
        (changed("icon.colour", 1), "FIELD_IS_REDUNDANT"),
        (changed("header.tags", {"a": {"title": "x", "type": "lavender"}}), "ENUM_FIELD"),
        (changed("header.tags", {name: {"title": "x", "type": "primary"} for name in "abc"}), "TOO_MANY_ITEMS"),
        (changed("body.blocks", {"a b": {"type": "text"}}), "KEY_CONTAIN_WRONG_SYMBOLS"),
        (changed("header.title", {"xx": "x"}), "WRONG_LANG"),
    ],
)
def test_a_wrong_layout_is_refused(app: Caller, caller: Caller, layout: dict[str, Any], code: str) -> None:
    """Each documented error of the structure has its code."""
    owner = {"ownerTypeId": 4, "ownerId": company(caller)}
    assert app.refused("crm.activity.configurable.add", **owner, fields={}, layout=layout)[1] == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"typeId": "NOSUCH"}, "WRONG_FIELD_VALUE"),
        ({"badgeCode": "nosuch"}, "WRONG_FIELD_VALUE"),
        ({"deadline": "soon"}, "WRONG_FIELD_VALUE"),
        ({"isIncomingChannel": "Y", "deadline": "2026-12-01"}, "INCOMING_ACTIVITY_CAN_NOT_BE_WITH_DEADLINE"),
    ],
)
def test_wrong_fields_are_refused(app: Caller, caller: Caller, fields: dict[str, Any], code: str) -> None:
    """Unknown types and badges, bad moments, and a deadline where the client began."""
    owner = {"ownerTypeId": 4, "ownerId": company(caller)}
    assert app.refused("crm.activity.configurable.add", **owner, fields=fields, layout=LAYOUT)[1] == code


def test_types_and_badges_are_registered_first(app: Caller, caller: Caller) -> None:
    """A type belongs to its application, a badge to the portal."""
    badge = {"code": "late", "title": "State", "value": "Late", "type": "failure"}
    assert app.call("crm.activity.badge.add", **badge) == {"badge": badge}
    assert app.call("crm.activity.badge.list") == {"badges": [badge]}
    assert app.call("crm.activity.badge.get", code="late") == {"badge": badge}
    assert app.call("crm.activity.type.add", fields={"TYPE_ID": "SHOP", "NAME": "Shop", "IS_CONFIGURABLE_TYPE": "Y"}) is True
    assert app.call("crm.activity.type.list")[0]["TYPE_ID"] == "SHOP"
    owner = {"ownerTypeId": 4, "ownerId": company(caller)}
    fields = {"typeId": "SHOP", "badgeCode": "late", "isIncomingChannel": "Y"}
    assert app.call("crm.activity.configurable.add", **owner, fields=fields, layout=LAYOUT)["activity"]["id"]
    assert app.refused("crm.activity.type.add", fields={"TYPE_ID": "SHOP"})[1] == "INVALID_ARG_VALUE"
    assert app.call("crm.activity.type.delete", TYPE_ID="SHOP") is True
    assert app.call("crm.activity.badge.delete", code="late") is True
    assert app.refused("crm.activity.badge.get", code="late")[1] == "NOT_FOUND"
    assert app.refused("crm.activity.badge.add", code="x")[1] == "REQUIRED_ARG_MISSING"


def test_a_pressed_button_calls_its_application(portal: Portal, app: Caller, caller: Caller, receiver: Receiver) -> None:
    """The event carries the place, the item, who pressed and the button's own parameters; a link calls nobody."""
    app.call("event.bind", event="ONCRMTIMELINEITEMACTION", handler=f"{receiver.address}/event")
    item = company(caller)
    owner = {"ownerTypeId": 4, "ownerId": item}
    number = app.call("crm.activity.configurable.add", **owner, fields={}, layout=LAYOUT)["activity"]["id"]
    act(portal, 1, "press", {"activityId": number, "button": "footer.buttons.open"})
    act(portal, 1, "press", {"activityId": number, "button": "footer.buttons.done"})
    assert portal.delivery.wait_idle(5)
    assert [letter.body["data"] for letter in receiver.letters] == [
        {"my": "7", "id": "done", "entityTypeId": "4", "entityId": str(item), "activityId": str(number), "userId": "1"}
    ]
    with pytest.raises(InvalidAct, match=r"footer\.buttons\.done"):
        act(portal, 1, "press", {"activityId": number, "button": "x"})


def test_an_activity_is_bound_moved_and_unbound(caller: Caller) -> None:
    """The last binding stays; the owner follows the first."""
    first, second, third = company(caller), company(caller), company(caller)
    todo = caller.call("crm.activity.todo.add", ownerTypeId=4, ownerId=first, deadline="2026-12-01T12:00:00+03:00")["id"]
    pair = {"activityId": todo, "entityTypeId": 4}
    assert caller.refused("crm.activity.binding.delete", **pair, entityId=first)[1] == "LAST_BINDING_CANNOT_BE_DELETED"
    assert caller.call("crm.activity.binding.add", **pair, entityId=second) is True
    assert caller.refused("crm.activity.binding.add", **pair, entityId=second)[1] == "ACTIVITY_IS_ALREADY_BOUND"
    assert caller.call("crm.activity.binding.delete", **pair, entityId=first) is True
    move = {"activityId": todo, "sourceEntityTypeId": 4, "sourceEntityId": second, "targetEntityTypeId": 4}
    assert caller.call("crm.activity.binding.move", **move, targetEntityId=third) is True
    assert caller.call("crm.activity.binding.list", activityId=todo) == [{"entityTypeId": 4, "entityId": third}]
    assert caller.call("crm.activity.get", id=todo)["OWNER_ID"] == str(third)
    assert caller.refused("crm.activity.binding.move", **move, targetEntityId=first)[1] == "BINDING_NOT_FOUND"
