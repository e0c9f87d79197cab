"""The register of acts, and what all of them need: the item that an act is about, and moments as people give them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from b24sandbox import moments
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.portal import Portal
from b24sandbox.store import Row

Act = Callable[[Portal, Row, dict[str, Any]], dict[str, Any]]
ACTS: dict[str, Act] = {}
ROBOT: Row = {"ID": 0}


class InvalidAct(ValueError):
    """An act that nobody can do; the text says why."""


def act(portal: Portal, user_id: int | None, do: str, details: dict[str, Any]) -> dict[str, Any]:
    """Let an employee, or a robot as user 0, do something; what came of it, with ids of new rows. Raises InvalidAct."""
    user = ROBOT if user_id == ROBOT["ID"] else portal.user(user_id or 0)
    if user is None:
        raise InvalidAct(f"there is no user {user_id}")
    if do not in ACTS:
        raise InvalidAct(f"unknown act {do!r}; one of {', '.join(sorted(ACTS))}")
    with portal.lock:
        try:
            return ACTS[do](portal, user, details)
        except KeyError as error:
            raise InvalidAct(f"{do} needs {error}") from error
        except (ValueError, PortalError) as error:
            raise InvalidAct(str(error)) from error


def doing(name: str) -> Callable[[Act], Act]:
    """Declare an act; its docstring tells the details that it takes beside the item."""

    def declare(function: Act) -> Act:
        ACTS[name] = function
        return function

    return declare


def item_of(portal: Portal, details: dict[str, Any]) -> tuple[CrmType, Row]:
    """The item that `entityTypeId` and `entityId` name. Raises InvalidAct, and KeyError for a missing name."""
    crm_type = CRM_TYPES.get(int(details["entityTypeId"]))
    row = portal.table(crm_type.entity).get(int(details["entityId"])) if crm_type else None
    if crm_type is None or row is None:
        raise InvalidAct(f"there is no item {details['entityTypeId']}/{details['entityId']}")
    return crm_type, row


def bound(portal: Portal, details: dict[str, Any]) -> Row:
    """Owner and bindings of an activity: the item, and more of them in `bindings`."""
    crm_type, row = item_of(portal, details)
    more = [
        {"OWNER_TYPE_ID": int(link["entityTypeId"]), "OWNER_ID": int(link["entityId"])}
        for link in details.get("bindings") or []
    ]
    return {"OWNER_TYPE_ID": crm_type.id, "OWNER_ID": row["id"], "BINDINGS": more}


def moment_of(portal: Portal, text: Any) -> datetime:
    """A moment as people give it: ISO 8601, relative such as @+3d 10:00, or nothing for now."""
    if not text:
        return portal.clock.now()
    if str(text).startswith("@"):
        return moments.resolve(str(text), portal.clock.now(), portal.zone)
    return moments.read(str(text), portal.zone)
