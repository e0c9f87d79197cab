"""The batch method (settings/how-to-call-rest-api/batch.md): up to 50 commands one after another, results by reference.

There is no transaction: what was done before an error stays done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from b24sandbox import phpform
from b24sandbox.clock import monotonic, real_time
from b24sandbox.dispatch import execute, moment
from b24sandbox.envelope import timing
from b24sandbox.errors import PortalError, system_error
from b24sandbox.faults import Fault, Misbehaviour
from b24sandbox.limits import REQUEST_SECONDS
from b24sandbox.method import Call, find_method, method
from b24sandbox.params import mapping, truth
from b24sandbox.result import Result

LENGTH = 50
REFERENCE = re.compile(r"\$result((?:\[[^\[\]]*\])+)")
STEP = re.compile(r"\[([^\[\]]*)\]")


@method("batch", params={"cmd": "any!", "halt": "boolean"}, batch=False)
def batch(call: Call) -> Result:
    """Run the commands in order; errors stay with their command, `halt` stops at the first, 60 s cut the request."""
    done: dict[str, dict[str, Any]] = {name: {} for name in ("result", "error", "total", "next", "time")}
    began = monotonic()
    for place, (key, command) in enumerate(mapping(call.params.get("cmd")).items()):
        if monotonic() - began > REQUEST_SECONDS:
            raise Misbehaviour(Fault("batch", "status", status=504), Result(None))
        try:
            if place >= LENGTH:
                raise system_error("ERROR_BATCH_LENGTH_EXCEEDED")
            _command(call, key, str(command), done)
        except PortalError as error:
            done["error"][key] = _error(error)
            if truth(call.params.get("halt")):
                break
    names = {"result": "result"} | {name: f"result_{name}" for name in ("error", "total", "next", "time")}
    return Result({shown: php_map(done[name]) for name, shown in names.items()})


def _error(error: PortalError) -> dict[str, Any]:
    text = "" if error.code == "insufficient_scope" else error.text
    return {"error": error.code, "error_description": text} | error.extra


def php_map(values: dict[str, Any]) -> dict[str, Any] | list[Any]:
    """A PHP array as json_encode writes it: keys 0..n-1 make a list, so an empty one is []."""
    return list(values.values()) if list(values) == [str(index) for index in range(len(values))] else values


def _command(call: Call, key: str, command: str, done: dict[str, dict[str, Any]]) -> None:
    name, _, query = command.partition("?")
    name = name.strip().removesuffix(".json")
    inner = Call(
        call.portal, name, _resolved(phpform.parse(query), done["result"]), call.user, call.scopes, call.app, call.webhook,
        call.address,
    )  # fmt: skip
    entry = call.portal.calls.open(
        method=name, params=inner.params, address=call.address, batch=call.entry_id, key=key,
        received=moment(call.portal), received_real=real_time(),
    )  # fmt: skip
    known = find_method(name)
    if known is not None and not known.batch:
        entry.error, entry.status = "ERROR_BATCH_METHOD_NOT_ALLOWED", 405
        raise system_error("ERROR_BATCH_METHOD_NOT_ALLOWED")
    began, start = monotonic(), call.portal.clock.now()
    try:
        result = execute(inner, entry)
    finally:
        entry.answered, entry.answered_real = moment(call.portal), real_time()
    done["result"][key] = result.value
    if result.total is not None:
        done["total"][key] = result.total
    if result.next is not None:
        done["next"][key] = result.next
    done["time"][key] = timing(call.portal, start, monotonic() - began, call.credential, name)


def _resolved(value: Any, results: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {_text(key, results): _resolved(item, results) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, results) for item in value]
    if not isinstance(value, str) or "$result" not in value:
        return value
    whole = REFERENCE.fullmatch(value)
    return _lookup(whole[1], results) if whole else _text(value, results)


def _text(value: str, results: dict[str, Any]) -> str:
    return REFERENCE.sub(lambda match: _plain(_lookup(match[1], results)), value)


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _lookup(path: str, results: dict[str, Any]) -> Any:
    node: Any = results
    for key in _steps(path):
        if isinstance(node, list):
            node = node[int(key)] if key.isdigit() and int(key) < len(node) else None
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return node


def _steps(path: str) -> Iterator[str]:
    return (match[1] for match in STEP.finditer(path))
