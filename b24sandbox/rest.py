"""The portal's REST v2 addresses: parameters in, envelope out, every request logged.

`/rest/METHOD`, `/rest/METHOD.json`, and `/rest/USER/KEY/METHOD` for incoming webhooks; POST form or JSON, or GET.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, request

from b24sandbox import auth, phpform
from b24sandbox.calls import Entry
from b24sandbox.clock import monotonic, real_time
from b24sandbox.dispatch import execute, moment
from b24sandbox.envelope import timing
from b24sandbox.errors import PortalError, system_error
from b24sandbox.faults import Misbehaviour
from b24sandbox.method import Call
from b24sandbox.misbehaviour import halved, play
from b24sandbox.portal import Portal
from b24sandbox.result import Result

blueprint = Blueprint("rest", __name__, url_prefix="/rest")


def portal() -> Portal:
    """The portal that this web application serves."""
    served: Portal = current_app.extensions["portal"]
    return served


def answer(body: dict[str, Any], status: int = 200) -> Response:
    """A JSON response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status=status, content_type="application/json; charset=utf-8")


def read_params() -> dict[str, Any]:
    """Query and body parameters in one map, the body winning. Raises PortalError for broken JSON."""
    params = phpform.parse(request.query_string.decode("utf-8", "replace"))
    if request.mimetype == "application/json":
        params |= _read_json(request.get_data(cache=True, parse_form_data=False))
    elif request.mimetype == "multipart/form-data":
        params |= phpform.nest(request.form.items(multi=True))
    elif request.method == "POST":
        params |= phpform.parse(request.get_data(cache=True, parse_form_data=False).decode("utf-8", "replace"))
    return params


def _read_json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise PortalError("INVALID_REQUEST", "Invalid JSON body") from error
    return parsed if isinstance(parsed, dict) else {}


@blueprint.route("/<user_id>/<key>/<method>", methods=["GET", "POST"])
def by_webhook(user_id: str, key: str, method: str) -> Response:
    """A call of an incoming webhook."""
    return _serve(method, (user_id, key))


@blueprint.route("/<method>", methods=["GET", "POST"])
def by_token(method: str) -> Response:
    """A call with an access token."""
    return _serve(method, None)


@blueprint.route("/<user_id>/<key>/<method>/", methods=["GET", "POST"])
def by_webhook_slash(user_id: str, key: str, method: str) -> Response:
    """The same with a slash behind, which the portal forgives."""
    return _serve(method, (user_id, key))


def _serve(path: str, webhook: tuple[str, str] | None) -> Response:
    method = path.removesuffix(".json")
    began, served = monotonic(), portal()
    start = served.clock.now()
    entry = served.calls.open(
        method=method, params=None, address=request.remote_addr or "", received=moment(served), received_real=real_time()
    )
    wire = None
    try:
        params = read_params()
        entry.params = {name: value for name, value in params.items() if name not in {"auth", "access_token"}}
        call = _call(served, method, params, webhook, entry)
        body, status = _success(execute(call, entry)), 200
        body["time"] = timing(served, start, monotonic() - began, call.credential, method)
    except PortalError as error:
        body, status = error.body(), error.status
        entry.error = error.code
    except Misbehaviour as error:
        wire, body, status = error.fault, _success(error.result), 200
    response = answer(body, status)
    if wire and wire.kind == "truncated":
        response.set_data(halved(response.get_data()))
    elif wire:
        response = play(wire)
    _close(served, entry, response.status_code)
    return response


def _success(result: Result) -> dict[str, Any]:
    body: dict[str, Any] = {"result": result.value}
    if result.next is not None:
        body["next"] = result.next
    if result.total is not None:
        body["total"] = result.total
    return body


def _call(served: Portal, method: str, params: dict[str, Any], webhook: tuple[str, str] | None, entry: Entry) -> Call:
    if not served.limits.admit(entry.address):
        raise system_error("QUERY_LIMIT_EXCEEDED")
    if webhook:
        caller = auth.by_webhook(served, *webhook)
    else:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or None
        caller = auth.by_token(served, params, bearer, method)
    return Call(
        served, method, params, caller.user, caller.scopes, caller.app, caller.webhook, entry.address, entry.id
    )  # fmt: skip


def _close(served: Portal, entry: Entry, status: int) -> None:
    entry.answered, entry.answered_real, entry.status = moment(served), real_time(), status
