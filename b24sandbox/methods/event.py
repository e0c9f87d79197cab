"""event.bind, event.unbind, event.get, events and event.test (api-reference/events/)."""

from __future__ import annotations

from b24sandbox import events
from b24sandbox.apps import EventHandler
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.methods.application import application, handler_url, require_feature
from b24sandbox.params import integer, mapping, required, truth
from b24sandbox.result import Result

FORBIDDEN = "Access denied! {} requires administrator access rights"


@method(
    "event.bind",
    params={
        "event": "string!",
        "handler": "string!",
        "auth_type": "integer",
        "event_type": "string",
        "auth_connector": "string",
        "options": "object",
    },
)
def event_bind(call: Call) -> Result:
    """Bind a handler; without administrator's rights only online and only with the user's own token."""
    app = application(call)
    event = _event(call)
    is_offline = call.params.get("event_type") == "offline"
    auth_type = _auth_type(call, "binding", is_offline=is_offline)
    url = "" if is_offline else handler_url(call, str(required(call, "handler")))
    connector = str(call.params.get("auth_connector") or "") if is_offline else ""
    if connector:
        require_feature(call, "rest_auth_connector")
    bound = {(one.event, one.url, one.auth_type, one.connector) for one in app.handlers if one.is_offline == is_offline}
    if (event, url, auth_type, connector) in bound:
        raise PortalError("ERROR_CORE", "Unable to set event handler: Handler already binded")
    number = call.portal.next_handler_id()
    app.handlers.append(
        EventHandler(
            number, event, url, auth_type, is_offline, connector,
            mapping(call.params.get("options")),
        )
    )  # fmt: skip
    return Result(value=True)


def _event(call: Call) -> str:
    event = str(required(call, "event")).upper()
    if event not in events.names(call.scopes):
        raise PortalError("ERROR_EVENT_NOT_FOUND", "Event not found")
    return event


def _auth_type(call: Call, verb: str, *, is_offline: bool) -> int:
    auth_type = integer(call.params.get("auth_type"), 0) or 0
    if call.is_admin:
        return auth_type
    if is_offline:
        raise PortalError("ACCESS_DENIED", FORBIDDEN.format(f"Offline events {verb}"), 403)
    if auth_type not in {0, call.user["ID"]}:
        raise PortalError("ACCESS_DENIED", FORBIDDEN.format(f"Event {verb} with AUTH_TYPE"), 403)
    return int(call.user["ID"])


@method("event.unbind", params={"event": "string", "handler": "string", "auth_type": "integer", "event_type": "string"})
def event_unbind(call: Call) -> Result:
    """Unbind what fits the parameters; without parameters everything of the application."""
    app = application(call)
    is_offline = call.params.get("event_type") == "offline"
    if call.params.get("auth_type") is not None or is_offline:
        _auth_type(call, "unbinding", is_offline=is_offline)
    kept = [one for one in app.handlers if not _fits(call, one)]
    count = len(app.handlers) - len(kept)
    app.handlers[:] = kept
    return Result({"count": count})


def _fits(call: Call, handler: EventHandler) -> bool:
    params = call.params
    return (
        (not params.get("event") or handler.event == str(params["event"]).upper())
        and (not params.get("handler") or handler.url == params["handler"])
        and (params.get("auth_type") is None or handler.auth_type == integer(params["auth_type"]))
        and (not params.get("event_type") or handler.is_offline == (params["event_type"] == "offline"))
        and (call.is_admin or handler.auth_type == call.user["ID"])
    )


@method("event.get")
def event_get(call: Call) -> Result:
    """Handlers of the application; without administrator's rights only the user's own."""
    rows = [one for one in application(call).handlers if call.is_admin or one.auth_type == call.user["ID"]]
    return Result([_show(one) for one in rows])


def _show(handler: EventHandler) -> dict[str, str | int]:
    if handler.is_offline:
        return {"event": handler.event, "connector_id": handler.connector, "offline": 1}
    return {"event": handler.event, "handler": handler.url, "auth_type": str(handler.auth_type), "offline": 0}


@method("events", params={"SCOPE": "string", "FULL": "boolean"})
def events_list(call: Call) -> Result:
    """Names of the events open to the caller, of one scope, or all."""
    wanted = call.params.get("SCOPE")
    if wanted:
        return Result(list(events.EVENTS.get(str(wanted), ())))
    return Result(events.names(None if truth(call.params.get("FULL")) else call.scopes))


@method("event.test", params={"*": "any"}, is_exact=True)
def event_test(call: Call) -> Result:
    """Send ONAPPTEST with the query as data to the application's handlers of it."""
    app = application(call)
    for handler in app.handlers:
        if handler.event == "ONAPPTEST":
            events.send(call.portal, app, handler, {"QUERY": call.params}, call.user["ID"])
    return Result(value=True)
