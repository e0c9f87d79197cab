"""Forms by which the chosen employee does something: each calls the act that `/_sandbox/act` calls, so events fire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request

from b24sandbox import acts
from b24sandbox.entities import CrmType
from b24sandbox.pages import addresses, card_fields
from b24sandbox.pages.site import employee, form, wording
from b24sandbox.portal import Portal

SECONDS = 60


def _given() -> dict[str, str]:
    return {name: value.strip() for name, value in request.form.items()}


def _call(given: dict[str, str]) -> dict[str, Any]:
    return {
        "direction": int(given["direction"]),
        "duration": round(float(given["minutes"] or 0) * SECONDS),
        "subject": given["subject"],
        "description": given.get("text"),
    }


def _letter(given: dict[str, str]) -> dict[str, Any]:
    return {"direction": int(given["direction"]), "subject": given["subject"], "text": given["text"]}


def _meeting(given: dict[str, str]) -> dict[str, Any]:
    return {
        "at": given["at"],
        "minutes": int(given["minutes"] or 60),
        "completed": "completed" in given,
        "subject": given["subject"],
        "description": given["text"],
    }


def _comment(given: dict[str, str]) -> dict[str, Any]:
    if not given["text"]:
        raise ValueError("a comment needs a text")
    return {"text": given["text"]}


def _task(given: dict[str, str]) -> dict[str, Any]:
    if not given["title"]:
        raise ValueError("a task needs a title")
    return {
        "title": given["title"],
        "responsibleId": given["responsibleId"],
        "deadline": given["deadline"],
        "description": given["text"],
    }


def _pay(given: dict[str, str]) -> dict[str, Any]:
    return {"sum": float(given["sum"].replace(",", "."))} if given["sum"] else {}


FORMS: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {
    "call": _call,
    "email": _letter,
    "meeting": _meeting,
    "comment": _comment,
    "task": _task,
    "pay": _pay,
}


@form("/_pages/act/<int:entity_type_id>/<int:row_id>/<do>")
def act_on_item(served: Portal, entity_type_id: int, row_id: int, do: str) -> str:
    """A call, letter, meeting, comment, task or payment from the card of an item."""
    if do not in FORMS:
        raise LookupError(f"the card has no form {do!r}")
    target = {"entityTypeId": entity_type_id, "entityId": row_id}
    acts.act(served, employee()["ID"], do, FORMS[do](_given()) | target)
    return f"{addresses.item_of(entity_type_id, row_id)}?done={do}"


@form("/_pages/change/<int:entity_type_id>/<int:row_id>")
def change_item(served: Portal, entity_type_id: int, row_id: int) -> str:
    """Change who answers for an item, its stage and its user fields."""
    crm_type, given = card_fields.owner_type(entity_type_id), _given()
    row = served.table(crm_type.entity).get(row_id)
    if row is None:
        raise LookupError(f"there is no {crm_type.entity} {row_id}")
    known = card_fields.inputs(served, crm_type, row, wording())
    values = {one.name: _value(one, given) for one in known if one.name in given or one.kind == "checkbox"}
    changed = {one.name: values[one.name] for one in known if one.name in values and values[one.name] != one.value}
    if changed:
        _update(served, crm_type, row_id, changed)
    return f"{addresses.item(crm_type, row_id)}?done=change"


def _value(one: card_fields.Input, given: dict[str, str]) -> str:
    if one.kind != "checkbox":
        return given[one.name]
    return "Y" if one.name in given else "N" if one.value else ""


def _update(served: Portal, crm_type: CrmType, row_id: int, values: dict[str, str]) -> None:
    order = {"entityTypeId": crm_type.id, "entityId": row_id, "fields": values}
    acts.act(served, employee()["ID"], "update", order)


@form("/_pages/activity/<int:activity_id>/complete")
def complete_activity(served: Portal, activity_id: int) -> str:
    """Tick off a planned activity and go back to the card of its owner."""
    row = served.table("activity").get(activity_id)
    if row is None:
        raise LookupError(f"there is no activity {activity_id}")
    acts.act(served, employee()["ID"], "complete_activity", {"activityId": activity_id})
    back = request.form.get("back", "")
    card = back if back.startswith("/crm/") else addresses.item_of(row["OWNER_TYPE_ID"], row["OWNER_ID"])
    return f"{card}?done=activity"
