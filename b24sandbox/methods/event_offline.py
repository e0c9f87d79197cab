"""event.offline.*: reading and confirming the queue of offline events (api-reference/events/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy
from b24sandbox.apps import App
from b24sandbox.errors import PortalError
from b24sandbox.fields.table import Fields, fields
from b24sandbox.lists import PAGE
from b24sandbox.method import Call, method
from b24sandbox.methods.application import application, require_feature
from b24sandbox.params import integer, listing
from b24sandbox.result import Result
from b24sandbox.show import plain
from b24sandbox.store import Row

FETCHED: Fields = fields("""
    ID integer
    TIMESTAMP_X datetime
    EVENT_NAME string
    MESSAGE_ID string
""")
LISTED: Fields = FETCHED | fields("""
    PROCESS_ID string
    ERROR integer
""")
SHOWN = ("ID", "TIMESTAMP_X", "EVENT_NAME", "EVENT_DATA", "EVENT_ADDITIONAL", "MESSAGE_ID")


def _own(call: Call) -> App:
    app = application(call)
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Access denied!", 403)
    return app


def _connector(call: Call) -> str:
    connector = str(call.params.get("auth_connector") or "")
    if connector:
        require_feature(call, "rest_auth_connector")
    return connector


def _found(call: Call, app: App, known: Fields, default: str) -> list[Row]:
    connector = _connector(call)
    criteria = legacy.criteria(call, known, "ID")
    rows = [row for row in app.offline.rows if row["connector"] == connector and criteria.matches(row)]
    for name, descending in reversed(legacy.order(call, known, [(default, False)])):
        rows.sort(key=lambda row: row[name], reverse=descending)
    return rows


def _show(call: Call, row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    shown = {name: plain(row[name], call.portal.zone) for name in names}
    return shown | {name: str(shown[name]) for name in ("ID", "ERROR") if name in shown}


@method(
    "event.offline.get",
    params={
        "filter": "object", "order": "object", "limit": "integer", "clear": "integer", "process_id": "string",
        "auth_connector": "string", "error": "integer",
    },
)  # fmt: skip
def event_offline_get(call: Call) -> Result:
    """Fetch the first events. They leave the queue; with clear=0 they stay, held under a process id, to be confirmed."""
    app = _own(call)
    is_kept = str(call.params.get("clear", 1)) == "0"
    if is_kept:
        require_feature(call, "rest_offline_extended")
    process_id = str(call.params.get("process_id") or "")
    with_errors = str(call.params.get("error", 0)) == "1"
    rows = [
        row
        for row in _found(call, app, FETCHED, "TIMESTAMP_X")
        if (row["PROCESS_ID"] == process_id or (with_errors and row["ERROR"])) and (with_errors or not row["ERROR"])
    ][: integer(call.params.get("limit"), PAGE)]
    events = [_show(call, row, SHOWN) for row in rows]
    if not is_kept:
        app.offline.drop(rows)
        return Result({"process_id": None, "events": events})
    process_id = process_id or call.portal.dice.hexadecimal()
    for row in rows:
        row["PROCESS_ID"] = process_id
    return Result({"process_id": process_id, "events": events})


@method(
    "event.offline.list",
    params={"filter": "object", "order": "object", "start": "integer", "auth_connector": "string"},
)
def event_offline_list(call: Call) -> Result:
    """A page of the queue, which stays as it is."""
    rows = _found(call, _own(call), LISTED, "ID")
    start = max(integer(call.params.get("start"), 0) or 0, 0)
    following = start + PAGE if start + PAGE < len(rows) else None
    shown = [_show(call, row, (*SHOWN, "PROCESS_ID", "ERROR")) for row in rows[start : start + PAGE]]
    return Result(shown, len(rows), following)


def _held(call: Call, app: App) -> list[Row]:
    process_id = str(call.params.get("process_id") or "")
    if not process_id:
        raise PortalError("ERROR_ARGUMENT", "Argument 'PROCESS_ID' is null or empty", argument="PROCESS_ID")
    rows = app.offline.of_process(process_id)
    if call.params.get("id"):
        wanted = {integer(one) for one in listing(call.params["id"])}
        return [row for row in rows if row["ID"] in wanted]
    if call.params.get("message_id"):
        messages = {str(one) for one in listing(call.params["message_id"])}
        return [row for row in rows if row["MESSAGE_ID"] in messages]
    return rows


@method("event.offline.clear", params={"process_id": "string!", "id": "array", "message_id": "array"})
def event_offline_clear(call: Call) -> Result:
    """Confirm events that a process holds: all of them, or the named."""
    app = _own(call)
    app.offline.drop(_held(call, app))
    return Result(value=True)


@method("event.offline.error", params={"process_id": "string!", "message_id": "array"})
def event_offline_error(call: Call) -> Result:
    """Mark events that a process could not work off; they stay."""
    for row in _held(call, _own(call)):
        row["ERROR"] = 1
    return Result(value=True)
