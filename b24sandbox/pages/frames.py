"""The portal's side of opening an application's page: what the browser posts into the frame and what the script knows.

The script is `static/portal.js`; what the two sides say to each other is docs/frame-protocol.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from b24sandbox import installation
from b24sandbox.apps import App
from b24sandbox.pages.site import origin
from b24sandbox.portal import Portal
from b24sandbox.store import Row


@dataclass(frozen=True)
class Frame:
    """One drawing of a frame. `name` is the iframe's, `body` the hidden inputs, `facts` JSON for the script."""

    app: App
    name: str
    action: str
    body: dict[str, str]
    facts: str


def open_frame(
    portal: Portal,
    app: App,
    url: str,
    user: Row,
    *,
    language: str,
    placement: str = "DEFAULT",
    options: dict[str, Any] | None = None,
    is_installer: bool = False,
) -> Frame:
    """Prepare the POST that opens an application's page for a user, with fresh tokens of his. Raises ValueError."""
    query, body = installation.frame_request(portal, app, user["ID"], placement, options)
    query["LANG"] = language
    facts = {
        "app": app.id,
        "code": app.client_id,
        "user": user["ID"],
        "sid": query["APP_SID"],
        "origin": origin(url),
        "init": _init_data(portal, app, user, query, body, options) | {"INSTALL": is_installer},
    }
    return Frame(
        app,
        name="|".join((portal.host, query["PROTOCOL"], query["APP_SID"])),
        action=f"{url}{'&' if '?' in url else '?'}{urlencode(query)}",
        body=body,
        facts=json.dumps(facts, ensure_ascii=False),
    )


def _init_data(
    portal: Portal, app: App, user: Row, query: dict[str, str], body: dict[str, str], options: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "LANG": query["LANG"],
        "DOMAIN": query["DOMAIN"],
        "PROTOCOL": int(query["PROTOCOL"]),
        "PATH": "/rest",
        "AUTH_ID": body["AUTH_ID"],
        "AUTH_EXPIRES": int(body["AUTH_EXPIRES"]),
        "REFRESH_ID": body["REFRESH_ID"],
        "MEMBER_ID": portal.settings.member_id,
        "FIRST_RUN": not app.is_installed,
        "IS_ADMIN": bool(user.get("ADMIN")),
        "USER_OPTIONS": app.user_options.get(user["ID"], {}),
        "APP_OPTIONS": app.options,
        "PLACEMENT": body["PLACEMENT"],
        "PLACEMENT_OPTIONS": options or "",
    }
