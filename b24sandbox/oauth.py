"""The authorization server (settings/oauth/): token address, authorization page, and its own `app.info`.

SERVER_ENDPOINT is `/oauth-server/rest/`, so the documented recipe gives `/oauth-server/oauth/token/`; the portal also
answers `/oauth/token/` itself, as an on-premise one does.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from b24sandbox.apps import App
from b24sandbox.errors import PortalError
from b24sandbox.grants import pair
from b24sandbox.misbehaviour import play
from b24sandbox.portal import Portal
from b24sandbox.rest import answer, portal, read_params
from b24sandbox.tokens import Kind, Token

blueprint = Blueprint("oauth", __name__)
STATUSES = {
    "invalid_client": 400,
    "invalid_grant": 400,
    "invalid_request": 400,
    "invalid_scope": 403,
    "insufficient_scope": 403,
    "wrong_client": 200,
    "NO_AUTH_FOUND": 401,
    "NOT_INSTALLED": 401,
    "PAYMENT_REQUIRED": 402,
}


class Refused(Exception):
    """An error of the authorization server."""

    def __init__(self, code: str) -> None:
        """`code` is one of the documented ones."""
        super().__init__(code)
        self.code = code

    def response(self) -> Response:
        """The error's body and status; a description only where one is documented."""
        text = "Payment required" if self.code == "PAYMENT_REQUIRED" else ""
        return answer({"error": self.code, "error_description": text}, STATUSES[self.code])


@blueprint.route("/oauth/token/", methods=["GET", "POST"])
@blueprint.route("/oauth/token", methods=["GET", "POST"])
@blueprint.route("/oauth-server/oauth/token/", methods=["GET", "POST"])
@blueprint.route("/oauth-server/oauth/token", methods=["GET", "POST"])
def token() -> Response:
    """Exchange a refresh token or a code for a new pair. Faults name it `oauth.token`."""
    served = portal()
    try:
        params = read_params()
    except PortalError:
        return Refused("invalid_request").response()
    fault = served.faults.take("oauth.token", "before", str(params.get("client_id")))
    if fault:
        return Refused(fault.kind).response() if fault.kind in STATUSES else play(fault)
    try:
        return answer(_grant(served, params))
    except Refused as error:
        return error.response()


def _grant(served: Portal, params: dict[str, Any]) -> dict[str, Any]:
    kinds = {"refresh_token": (Kind.REFRESH, "refresh_token"), "authorization_code": (Kind.CODE, "code")}
    if params.get("grant_type") not in kinds:
        raise Refused("invalid_request")
    kind, name = kinds[params["grant_type"]]
    if not params.get("client_id") or not params.get(name):
        raise Refused("invalid_request")
    app = served.apps.get(str(params["client_id"]))
    if app is None or app.client_secret != params.get("client_secret") or not app.is_present:
        raise Refused("invalid_client")
    spent = served.tokens.find(str(params[name]), kind)
    if spent is None or spent.client_id != app.client_id or not served.tokens.is_alive(spent):
        raise Refused("invalid_grant")
    if (kind is Kind.CODE or served.switches.old_refresh_token_dies) and not served.tokens.spend(spent):
        raise Refused("invalid_grant")
    return pair(served, app, spent.user_id)


@blueprint.route("/oauth/authorize/", methods=["GET"])
def authorize() -> Response:
    """The portal's authorization page: the user (`user_id` here, his session there) agrees at once.

    Redirects to the application's handler with code, state, domain, member_id, scope and server_domain.
    """
    served = portal()
    app = served.apps.get(request.args.get("client_id", ""))
    if app is None or not app.is_present:
        return Refused("invalid_client").response()
    user_id = int(request.args.get("user_id") or served.first_admin()["ID"])
    code = served.tokens.give(Kind.CODE, app.client_id, user_id, app.scope)
    query = {
        "code": code.value,
        "state": request.args.get("state", ""),
        "domain": served.host,
        "member_id": served.settings.member_id,
        "scope": ",".join(app.scope),
        "server_domain": served.host,
    }
    target = request.args.get("redirect_uri") or app.handler_url
    response = redirect(f"{target}{'&' if '?' in target else '?'}{urlencode(query)}")
    return Response(response.get_data(), response.status_code, dict(response.headers))


@blueprint.route("/oauth-server/rest/app.info", methods=["GET", "POST"])
@blueprint.route("/oauth-server/rest/app.info.json", methods=["GET", "POST"])
def app_info() -> Response:
    """What the server knows of a token: its application, its user and where it is installed."""
    served = portal()
    params = read_params()
    value = params.get("auth") or params.get("access_token")
    known = served.tokens.find(str(value), Kind.ACCESS) if value else None
    app = served.apps.get(known.client_id) if known else None
    if known is None or app is None or not served.tokens.is_alive(known):
        return Refused("NO_AUTH_FOUND").response()
    if not app.is_present:
        return Refused("NOT_INSTALLED").response()
    return answer({"result": _info(served, app, known)})


def _info(served: Portal, app: App, known: Token) -> dict[str, Any]:
    scope = ",".join(known.scope)
    return {
        "client_id": app.client_id,
        "scope": scope,
        "expires": int(known.expires.timestamp()),
        "install": {
            "installed": app.is_installed,
            "version": app.version,
            "status": "L",
            "scope": scope,
            "domain": served.server_endpoint.removesuffix("/rest/"),
            "uri": served.address,
            "client_endpoint": served.client_endpoint,
            "member_id": served.settings.member_id,
            "member_type": "bitrix24",
        },
        "user_id": known.user_id,
    }
