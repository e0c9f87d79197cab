"""Which events the portal has, and how one becomes a body for each bound handler (api-reference/events/index.md).

Sending is `delivery`'s work; who acted decides whose token the body carries, and a robot gives none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from b24sandbox.apps import App, EventHandler
from b24sandbox.params import integer
from b24sandbox.portal import Portal
from b24sandbox.tokens import ACCESS_SECONDS, Kind

_CRM_OBJECTS = ("LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE", "ACTIVITY", "TIMELINECOMMENT", "CURRENCY", "DYNAMICITEM", "TYPE")
_USER_FIELDS = ("LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE")

EVENTS: dict[str, tuple[str, ...]] = {
    "": (
        "ONAPPUNINSTALL", "ONAPPINSTALL", "ONAPPUPDATE", "ONAPPPAYMENT", "ONAPPTEST", "ONAPPMETHODCONFIRM", "ONOFFLINEEVENT",
    ),
    "user": ("ONUSERADD",),
    "crm": (
        *(f"ONCRM{name}{verb}" for name in _CRM_OBJECTS for verb in ("ADD", "UPDATE", "DELETE")),
        *(f"ONCRMDYNAMICITEM{verb}_31" for verb in ("ADD", "UPDATE", "DELETE")),
        "ONCRMDEALMOVETOCATEGORY",
        "ONCRMTIMELINEITEMACTION",
        *(
            f"ONCRM{name}USERFIELD{verb}"
            for name in _USER_FIELDS
            for verb in ("ADD", "UPDATE", "DELETE", "SETENUMVALUES")
        ),
    ),
    "task": tuple(f"ONTASK{name}{verb}" for name in ("", "COMMENT") for verb in ("ADD", "UPDATE", "DELETE")),
    "telephony": ("ONVOXIMPLANTCALLINIT", "ONVOXIMPLANTCALLSTART", "ONVOXIMPLANTCALLEND"),
    "sale": (
        "ONSALEORDERSAVED", "ONSALEBEFOREORDERDELETE", "ONORDERENTITYSAVED", "ONORDERDELETED", "ONPAYMENTENTITYSAVED",
        "ONPAYMENTDELETED", "ONSHIPMENTENTITYSAVED", "ONSHIPMENTDELETED",
    ),
}  # fmt: skip

WITH_REFRESH = {"ONAPPINSTALL", "ONAPPUPDATE", "ONAPPTEST", "ONOFFLINEEVENT"}


def names(scopes: frozenset[str] | None) -> list[str]:
    """Names of the events that these scopes may hear; None for every event."""
    return [name for scope, group in EVENTS.items() if scopes is None or not scope or scope in scopes for name in group]


def endpoints(portal: Portal) -> dict[str, Any]:
    """The part of `auth` that every event carries."""
    return {
        "domain": portal.host,
        "server_endpoint": portal.server_endpoint,
        "client_endpoint": portal.client_endpoint,
        "member_id": portal.settings.member_id,
    }


def auth_of(portal: Portal, app: App, user_id: int | None, *, with_refresh: bool = False) -> dict[str, Any]:
    """`auth` of an event. Without a user there are no tokens; refresh tokens come with install and update only."""
    if user_id is None or portal.user(user_id) is None:
        return endpoints(portal) | {"application_token": app.application_token}
    access = portal.tokens.give(Kind.ACCESS, app.client_id, user_id, app.scope)
    auth: dict[str, Any] = {"access_token": access.value}
    if with_refresh:
        auth["refresh_token"] = portal.tokens.give(Kind.REFRESH, app.client_id, user_id, app.scope).value
    return (
        auth
        | {"expires": int(access.expires.timestamp()), "expires_in": ACCESS_SECONDS, "scope": ",".join(app.scope)}
        | endpoints(portal)
        | {"status": "L", "application_token": app.application_token, "user_id": user_id}
    )


def emit(portal: Portal, event: str, data: dict[str, Any], user_id: int | None) -> None:
    """Queue an event for every handler bound to it in installed applications.

    `user_id` is who acted, None for a robot. `data` is the documented `data` of the event.
    """
    for app in portal.apps.values():
        if app.is_installed:
            for handler in list(app.handlers):
                if handler.event == event and handler.is_offline:
                    _queue(portal, app, handler, data, user_id)
                elif handler.event == event:
                    send(portal, app, handler, data, user_id)


@contextmanager
def acting(portal: Portal, app: App | None, connector: str) -> Iterator[None]:
    """Know while a method works whose call it is, so that offline events of its own source are not queued."""
    outer = portal.source
    portal.source = (app, connector) if app else None
    try:
        yield
    finally:
        portal.source = outer


def _queue(portal: Portal, app: App, handler: EventHandler, data: dict[str, Any], user_id: int | None) -> None:
    """Put an event into the offline queue, but for one that the same source of the same application made."""
    is_own = portal.source is not None and portal.source[0] is app and portal.source[1] == handler.connector
    if is_own and (handler.connector or portal.switches.own_changes_are_never_queued):
        return
    app.offline.put(handler.event, data, user_id, handler.connector, portal.clock.now())
    for waiting in app.handlers:
        if waiting.event == "ONOFFLINEEVENT" and not waiting.is_offline and _is_due(portal, waiting):
            send(portal, app, waiting, {}, user_id)


def _is_due(portal: Portal, handler: EventHandler) -> bool:
    """Whether `minTimeout` seconds have passed since the last notification; 0 is once in each call."""
    seconds = integer(handler.options.get("minTimeout"), 1) or 0
    told, now = handler.told, portal.clock.now()
    handler.told = portal.source if seconds <= 0 else now
    if seconds <= 0:
        return portal.source is None or told is not portal.source
    if isinstance(told, datetime) and now - told < timedelta(seconds=seconds):
        handler.told = told
        return False
    return True


def send(portal: Portal, app: App, handler: EventHandler, data: dict[str, Any], user_id: int | None) -> None:
    """Queue one event for one handler."""
    token_user = handler.auth_type or user_id
    body = {
        "event": handler.event,
        "event_handler_id": str(handler.id),
        "data": data,
        "ts": "",
        "auth": auth_of(portal, app, token_user, with_refresh=handler.event in WITH_REFRESH),
    }
    portal.delivery.put(
        event=handler.event,
        application=app.client_id,
        handler=handler.url,
        body=body,
        stamp=lambda: int(portal.clock.now().timestamp()),
    )


def emit_entity(portal: Portal, event: str, row_id: int, user_id: int | None, **more: Any) -> None:
    """An event whose data is `FIELDS` with an ID and perhaps more."""
    emit(portal, event, {"FIELDS": {"ID": str(row_id)} | more}, user_id)
