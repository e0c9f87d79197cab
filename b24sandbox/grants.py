"""A fresh pair of tokens in the shape that the authorization server answers."""

from __future__ import annotations

from typing import Any

from b24sandbox.apps import App
from b24sandbox.portal import Portal
from b24sandbox.tokens import ACCESS_SECONDS, Kind

# The authorization server's own name, which an application must not take for the portal's.
AUTHORIZATION_HOST = "oauth.bitrix24.test"


def pair(served: Portal, app: App, user_id: int) -> dict[str, Any]:
    """A new pair of tokens in the shape of the refresh answer (settings/oauth/auto-renewal.md)."""
    access = served.tokens.give(Kind.ACCESS, app.client_id, user_id, app.scope)
    refresh = served.tokens.give(Kind.REFRESH, app.client_id, user_id, app.scope)
    return {
        "access_token": access.value,
        "client_endpoint": served.client_endpoint,
        "domain": AUTHORIZATION_HOST,
        "expires": int(access.expires.timestamp()),
        "expires_in": ACCESS_SECONDS,
        "member_id": served.settings.member_id,
        "refresh_token": refresh.value,
        "scope": ",".join(app.scope),
        "server_endpoint": served.server_endpoint,
        "status": "L",
        "user_id": user_id,
    }
