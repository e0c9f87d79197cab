"""Buttons and other places to press in configurable activities (configurable/structure/action.md)."""

from __future__ import annotations

from typing import Any

from b24sandbox.acts.registry import InvalidAct, doing
from b24sandbox.events import send
from b24sandbox.layouts import actions
from b24sandbox.params import mapping
from b24sandbox.portal import Portal
from b24sandbox.store import Row

EVENT = "ONCRMTIMELINEITEMACTION"


@doing("press")
def press(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """`activityId` and `button`, the path in its layout such as footer.buttons.done; only its application hears of it."""
    row = portal.table("activity").get(int(details["activityId"]))
    params = mapping((row or {}).get("PROVIDER_PARAMS"))
    if row is None or not params.get("layout"):
        raise InvalidAct(f"activity {details['activityId']} has nothing to press")
    places = dict(actions(params["layout"]))
    action = places.get(str(details["button"]))
    if action is None:
        raise InvalidAct(f"no {details['button']!r} to press; one of {', '.join(places) or 'none'}")
    if action["type"] == "restEvent":
        _tell(portal, params["clientId"], row, action, user)
    return {"action": action}


def _tell(portal: Portal, client_id: str, row: Row, action: dict[str, Any], user: Row) -> None:
    data = mapping(action.get("actionParams")) | {
        "id": action.get("id"),
        "entityTypeId": row["OWNER_TYPE_ID"],
        "entityId": row["OWNER_ID"],
        "activityId": row["ID"],
        "userId": user["ID"],
    }
    app = portal.apps.get(client_id)
    if app is not None and app.is_installed:
        for handler in app.handlers:
            if handler.event == EVENT and not handler.is_offline:
                send(portal, app, handler, data, user["ID"])
