"""What the portal does to install, open, update and delete an application; the administrator's browser included.

The bodies are those of `settings/app-installation/` and `settings/oauth/simple-way.md`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests

from b24sandbox import grants
from b24sandbox.apps import App
from b24sandbox.delivery import post
from b24sandbox.events import auth_of, endpoints
from b24sandbox.portal import Portal

BODY_LIMIT = 1_000_000


@dataclass(frozen=True)
class Registration:
    """The form of a local application, as the portal's administrator fills it in."""

    client_id: str
    client_secret: str
    handler_url: str
    install_url: str = ""
    scope: tuple[str, ...] = ()
    with_ui: bool = True


def visit(portal: Portal, app: App, url: str, user_id: int, placement: str, options: Any = None) -> dict[str, Any]:
    """Open one of the application's pages in a frame as a user; what was sent and what the application answered."""
    query, body = frame_request(portal, app, user_id, placement, options)
    return _ask(url, body, query)


def frame_request(
    portal: Portal, app: App, user_id: int, placement: str, options: Any = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Query and body of the POST that opens a frame; the tokens are the opening user's."""
    tokens = grants.pair(portal, app, user_id)
    query = {
        "DOMAIN": portal.host,
        "PROTOCOL": "1" if portal.address.startswith("https") else "0",
        "LANG": portal.settings.language,
        "APP_SID": portal.dice.hexadecimal(),
    }
    body = {
        "AUTH_ID": tokens["access_token"],
        "AUTH_EXPIRES": str(tokens["expires_in"]),
        "REFRESH_ID": tokens["refresh_token"],
        "SERVER_ENDPOINT": portal.server_endpoint,
        "APPLICATION_TOKEN": app.application_token,
        "APPLICATION_SCOPE": ",".join(app.scope),
        "member_id": portal.settings.member_id,
        "status": "L",
        "PLACEMENT": placement,
    }
    if options:
        body["PLACEMENT_OPTIONS"] = json.dumps(options, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/")
    return query, body


def install(portal: Portal, form: Registration, user_id: int, *, finish: bool = True) -> dict[str, Any]:
    """Save the form and install as the portal does; statuses and bodies of what the application answered.

    With a UI the installer page is opened and, if `finish`, calls installFinish; then the frame is opened. Without one
    ONAPPINSTALL is posted and the application counts as installed at once.
    """
    app = portal.register(form.client_id, form.client_secret)
    if not app.is_present:
        app.application_token = portal.dice.hexadecimal()
    app.handler_url, app.install_url = form.handler_url, form.install_url
    app.scope, app.with_ui, app.is_present = list(form.scope), form.with_ui, True
    if not app.with_ui:
        app.is_installed = True
        return {"install": _announce(portal, app, user_id) if app.install_url else None, "installed": True}
    report: dict[str, Any] = {"install": None, "open": None}
    if app.install_url:
        report["install"] = visit(portal, app, app.install_url, user_id, "DEFAULT")
    if finish or not app.install_url:
        finish_installation(app)
        report["open"] = visit(portal, app, app.handler_url, user_id, "DEFAULT")
    report["installed"] = app.is_installed
    return report


def finish_installation(app: App) -> None:
    """What BX24.installFinish does: from now on widgets are shown and events are sent."""
    app.is_installed = True


def uninstall(portal: Portal, app: App, *, clean: bool) -> None:
    """Delete the application: close REST to it, tell it, forget what it bound.

    ONAPPUNINSTALL goes only to handlers bound for it and bears no tokens (on-app-uninstall.md).
    """
    urls = [(one.url, one.id) for one in app.handlers if one.event == "ONAPPUNINSTALL"]
    was_installed = app.is_installed
    portal.tokens.revoke(app.client_id)
    app.forget()
    for url, handler_id in urls if was_installed else ():
        _queue(portal, app, url, handler_id, "ONAPPUNINSTALL", {"LANGUAGE_ID": portal.settings.language, "CLEAN": int(clean)})


def update(portal: Portal, app: App, user_id: int) -> None:
    """A new version of the application: handlers vanish, ONAPPUPDATE goes to those bound for it."""
    urls = [(one.url, one.id) for one in app.handlers if one.event == "ONAPPUPDATE"]
    app.handlers.clear()
    app.version += 1
    app.application_token = portal.dice.hexadecimal()
    data = {"VERSION": app.version, "PREVIOUS_VERSION": app.version - 1, "LANGUAGE_ID": portal.settings.language}
    for url, handler_id in urls:
        _queue(portal, app, url, handler_id, "ONAPPUPDATE", data, auth_of(portal, app, user_id, with_refresh=True))


def _queue(
    portal: Portal, app: App, url: str, handler_id: int, event: str, data: dict[str, Any], auth: dict[str, Any] | None = None
) -> None:
    body = {
        "event": event,
        "event_handler_id": str(handler_id),
        "data": data,
        "ts": "",
        "auth": auth or endpoints(portal) | {"application_token": app.application_token},
    }
    portal.delivery.put(
        event=event, application=app.client_id, handler=url, body=body, stamp=lambda: int(portal.clock.now().timestamp())
    )


def _announce(portal: Portal, app: App, user_id: int) -> dict[str, Any]:
    body = {
        "event": "ONAPPINSTALL",
        "data": {
            "VERSION": str(app.version),
            "ACTIVE": "Y",
            "INSTALLED": "Y",
            "LANGUAGE_ID": portal.settings.language,
        },
        "ts": str(int(portal.clock.now().timestamp())),
        "auth": auth_of(portal, app, user_id, with_refresh=True),
    }
    return _ask(app.install_url, body)


def _ask(url: str, body: dict[str, Any], query: dict[str, str] | None = None) -> dict[str, Any]:
    try:
        response = post(url, body, query)
    except requests.RequestException as error:
        return {"url": url, "status": None, "error": f"{type(error).__name__}: {error}", "body": ""}
    return {"url": url, "status": response.status_code, "headers": dict(response.headers), "body": response.text[:BODY_LIMIT]}
