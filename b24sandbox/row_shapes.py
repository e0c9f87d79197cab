"""What a row of a portal file needs before it is stored: other spellings, derived links, ids inside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from b24sandbox.activities import is_incoming
from b24sandbox.entities import BY_ENTITY
from b24sandbox.fields.dictionaries import USER_FIELD
from b24sandbox.fields.table import upper_name
from b24sandbox.item_links import PAIRS, normalise
from b24sandbox.multifields import new_value
from b24sandbox.portal import Portal
from b24sandbox.sale_links import settle_order, settle_payment
from b24sandbox.store import Row


def to_stored(entity: str, given: dict[str, Any]) -> dict[str, Any]:
    """User fields may bear the names of userfieldconfig.list, history its `user`; the tables keep one spelling."""
    if entity == "userfield":
        return {_user_field_name(name): value for name, value in given.items()}
    if entity == "taskhistory" and isinstance(given.get("user"), dict):
        return {name: value for name, value in given.items() if name != "user"} | {"userId": given["user"].get("id")}
    return given


def _user_field_name(name: str) -> str:
    return {"enum": "LIST", "id": "ID"}.get(name, name if name in USER_FIELD else upper_name(name))


def settle(portal: Portal, entity: str, row: Row, moment: Callable[[str], datetime]) -> None:
    """Fill what follows from the rest of the row. Raises ValueError."""
    if entity in BY_ENTITY:
        _settle_links(BY_ENTITY[entity].id, row)
        normalise(BY_ENTITY[entity], row)
        if entity == "company":
            row.pop("contactIds", None)
        if row.get("fm"):
            row["fm"] = [new_value(portal, item) for item in row["fm"]]
        _settle_times(row)
    elif entity == "activity":
        _settle_activity(row)
    elif entity == "payment":
        settle_payment(row)
    elif entity == "order":
        settle_order(row)
    elif entity == "userfield":
        row["LIST"] = [_enum_item(item, place) for place, item in enumerate(row.get("LIST") or [], 1)] or None
        row.update({name: value for name, value in list(row.items()) if value is not None})
    elif entity == "taskhistory" and isinstance(row.get("value"), dict):
        row["value"] = {name: _resolved(value, moment) for name, value in row["value"].items()}


def _settle_links(type_id: int, row: Row) -> None:
    """The single link of a file is the primary one, wherever it stands in the list."""
    single, many = PAIRS.get(type_id, ("", ""))
    first, links = row.get(single), row.get(many) or []
    if first in links:
        row[many] = [first, *(link for link in links if link != first)]


def _settle_times(row: Row) -> None:
    if row.get("createdTime") is not None:
        row.setdefault("updatedTime", row["createdTime"])
        row.setdefault("lastActivityTime", row["createdTime"])


def _settle_activity(row: Row) -> None:
    owner = {"OWNER_TYPE_ID": row.get("OWNER_TYPE_ID"), "OWNER_ID": row.get("OWNER_ID")}
    links = [{name: int(link[name]) for name in owner} for link in row.get("BINDINGS") or []]
    row["BINDINGS"] = links if owner in links or owner["OWNER_ID"] is None else [owner, *links]
    row.setdefault("IS_INCOMING_CHANNEL", "Y" if is_incoming(row) else "N")
    if row.get("CREATED") is not None:
        row.setdefault("LAST_UPDATED", row["CREATED"])


def _enum_item(item: dict[str, Any], place: int) -> dict[str, Any]:
    given = {str(name).upper().replace("XMLID", "XML_ID"): value for name, value in item.items()}
    return {
        "ID": str(given.get("ID") or place),
        "SORT": str(given.get("SORT") or place * 10),
        "VALUE": str(given.get("VALUE", "")),
        "DEF": given.get("DEF") or "N",
        "XML_ID": given.get("XML_ID"),
    }


def _resolved(value: Any, moment: Callable[[str], datetime]) -> Any:
    if isinstance(value, str) and (value.startswith("@") or (len(value) > 18 and value[10:11] == "T")):
        return moment(value)
    return value
