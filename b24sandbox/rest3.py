"""The addresses of REST 3.0: `/rest/api/METHOD` and `/rest/api/USER/KEY/METHOD`, JSON by POST only.

Two requests with one Idempotency-Key at the same time may both run, as the page says they may.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from b24sandbox import auth
from b24sandbox.answers import check_key
from b24sandbox.calls import Entry
from b24sandbox.clock import monotonic, real_time
from b24sandbox.dispatch import execute, moment
from b24sandbox.envelope import timing
from b24sandbox.errors import PortalError, Version3Error, system_error
from b24sandbox.faults import Misbehaviour
from b24sandbox.method import Call
from b24sandbox.misbehaviour import halved, play
from b24sandbox.portal import Portal
from b24sandbox.rest import answer, portal
from b24sandbox.version3 import find_method

blueprint = Blueprint("rest3", __name__, url_prefix="/rest/api")
KEY_HEADER, REPLAY_HEADER = "Idempotency-Key", "Idempotent-Replayed"


@blueprint.route("/<method>", methods=["GET", "POST"])
def by_token(method: str) -> Response:
    """A call with the token in the body."""
    return _serve(method, None)


@blueprint.route("/<user_id>/<key>/<method>", methods=["GET", "POST"])
def by_webhook(user_id: str, key: str, method: str) -> Response:
    """A call of an incoming webhook."""
    return _serve(method, (user_id, key))


def _serve(name: str, webhook: tuple[str, str] | None) -> Response:
    served = portal()
    entry = served.calls.open(
        method=name,
        params=None,
        address=request.remote_addr or "",
        received=moment(served),
        received_real=real_time(),
        version=3,
    )
    try:
        call = _call(served, name, webhook, entry)
        response = _answered(served, call, entry)
    except Misbehaviour as error:
        if error.fault.kind == "truncated":
            response = answer({"result": error.result.value})
            response.set_data(halved(response.get_data()))
        else:
            response = play(error.fault)
    except PortalError as error:
        shown = _translated(error)
        response = answer(shown.body(), shown.status)
        entry.error = shown.code
    entry.answered, entry.answered_real, entry.status = moment(served), real_time(), response.status_code
    return response


def _translated(error: PortalError) -> PortalError:
    if error.code == "insufficient_scope":
        return Version3Error("INSUFFICIENTSCOPEEXCEPTION", error.text, 403)
    return error


def _call(served: Portal, name: str, webhook: tuple[str, str] | None, entry: Entry) -> Call:
    if not served.limits.admit(entry.address):
        raise system_error("QUERY_LIMIT_EXCEEDED")
    params = _read_json()
    entry.params = {key: value for key, value in params.items() if key != "auth"}
    caller = auth.by_webhook(served, *webhook) if webhook else auth.by_token(served, params, None, name)
    return Call(served, name, params, caller.user, caller.scopes, caller.app, caller.webhook, entry.address, entry.id)


def _read_json() -> dict[str, Any]:
    body = request.get_data()
    if not body:
        return {}
    try:
        parsed = json.loads(body) if request.mimetype == "application/json" else None
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise Version3Error("INVALIDJSONEXCEPTION", "The request body is not valid JSON")
    return parsed


def _answered(served: Portal, call: Call, entry: Entry) -> Response:
    began, start, key = monotonic(), served.clock.now(), request.headers.get(KEY_HEADER)
    place = (call.credential, int(call.user["ID"]), call.method.lower(), key or "")
    if key is not None:
        check_key(key)
        kept = served.answers.find(place, entry.params, start)
        if kept is not None:
            entry.replayed, entry.user = True, call.user["ID"]
            return _response(kept, {KEY_HEADER: key, REPLAY_HEADER: "true"})
    try:
        result, lost = execute(call, entry, find_method), None
    except Misbehaviour as error:
        result, lost = error.result, error
    body = {
        "result": result.value,
        "time": timing(served, start, monotonic() - began, call.credential, call.method),
    }
    if key is not None and result.value is not None:
        served.answers.keep(place, entry.params, body, start)
    if lost is not None:
        raise lost
    return _response(body, {KEY_HEADER: key} if key is not None else {})


def _response(body: dict[str, Any], headers: dict[str, str]) -> Response:
    response = answer(body)
    response.headers.update(headers)
    return response
