"""Who calls: an application's token, or the key of an incoming webhook in the address.

A token comes as `auth` or `access_token` in the parameters, or as a Bearer header.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from b24sandbox.apps import App
from b24sandbox.errors import system_error
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.tokens import Kind

ALIVE_OR_NOT = {"profile"}


@dataclass(frozen=True)
class Caller:
    """The authorized caller of one request."""

    user: Row
    scopes: frozenset[str]
    app: App | None = None
    webhook: str | None = None


def by_webhook(portal: Portal, user_id: str, key: str) -> Caller:
    """The caller behind `/rest/USER/KEY/`. Raises PortalError."""
    webhook = portal.webhooks.get(f"{user_id}/{key}")
    user = portal.user(webhook.user_id) if webhook else None
    if webhook is None or user is None or not user.get("ACTIVE", True):
        raise system_error("INVALID_CREDENTIALS")
    return Caller(user, webhook.scopes, webhook=key)


def by_token(portal: Portal, params: dict[str, Any], bearer: str | None, method: str) -> Caller:
    """The caller behind an access token. Raises PortalError."""
    value = params.get("auth") or params.get("access_token") or bearer
    token = portal.tokens.find(str(value), Kind.ACCESS) if value else None
    app = portal.apps.get(token.client_id) if token else None
    if token is None or app is None or not app.is_present:
        raise system_error("NO_AUTH_FOUND")
    if not portal.tokens.is_alive(token):
        raise system_error("expired_token")
    user = portal.user(token.user_id)
    if user is None or (not user.get("ACTIVE", True) and method.lower() not in ALIVE_OR_NOT):
        raise system_error("authorization_error")
    return Caller(user, frozenset(token.scope), app)
