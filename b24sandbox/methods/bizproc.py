"""bizproc.robot.*, bizproc.activity.* and bizproc.event.send: registering, nothing runs them (api-reference/bizproc/)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from b24sandbox.apps import App
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.methods.application import handler_url
from b24sandbox.params import integer, mapping
from b24sandbox.result import Result

FIELDS = {
    "HANDLER": "string!", "AUTH_USER_ID": "integer", "USE_SUBSCRIPTION": "boolean", "NAME": "string!", "DESCRIPTION": "any",
    "PROPERTIES": "object", "RETURN_PROPERTIES": "object", "DOCUMENT_TYPE": "array", "FILTER": "object",
    "USE_PLACEMENT": "boolean", "PLACEMENT_HANDLER": "string!",
}  # fmt: skip
CODE = re.compile(r"[A-Za-z0-9._-]+")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
INVALID = "ERROR_ACTIVITY_VALIDATION_FAILURE"


def own_application(call: Call) -> App:
    """The application, called by an administrator. Raises PortalError."""
    if call.app is None:
        raise PortalError("ACCESS_DENIED", "Application context required", 403)
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Access denied!", 403)
    return call.app


def _code(call: Call) -> str:
    code = str(call.params.get("CODE") or "")
    if not code:
        raise PortalError(INVALID, "Empty activity code!")
    if not CODE.fullmatch(code):
        raise PortalError(INVALID, "Wrong activity code!")
    return code


def _checked(call: Call, given: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
    if is_new or given.get("HANDLER"):
        try:
            handler_url(call, str(given.get("HANDLER") or ""))
        except PortalError as error:
            raise PortalError(error.code, error.text.replace("event handler", "handler")) from error
    if is_new and not given.get("NAME"):
        raise PortalError(INVALID, "Empty activity NAME!")
    for name in ("PROPERTIES", "RETURN_PROPERTIES"):
        if given.get(name):
            _check_properties(given[name])
    if given.get("DOCUMENT_TYPE") and (not isinstance(given["DOCUMENT_TYPE"], list) or len(given["DOCUMENT_TYPE"]) != 3):
        raise PortalError(INVALID, "Wrong activity DOCUMENT_TYPE!")
    if given.get("FILTER") and (not isinstance(given["FILTER"], dict) or not set(given["FILTER"]) <= {"INCLUDE", "EXCLUDE"}):
        raise PortalError(INVALID, "Wrong activity FILTER!")
    user = integer(given.get("AUTH_USER_ID"))
    if user and call.portal.user(user) is None:
        raise PortalError(INVALID, "Wrong activity AUTH_USER_ID!")
    return given


def _check_properties(properties: Any) -> None:
    if not isinstance(properties, dict):
        raise PortalError(INVALID, "Wrong properties array!")
    for key, text in properties.items():
        if not KEY.fullmatch(str(key)):
            raise PortalError(INVALID, f"Wrong property key {key}!")
        if not mapping(text).get("Name") and not mapping(text).get("NAME"):
            raise PortalError(INVALID, f"Empty property NAME {key}!")


def _add(call: Call, kind: str) -> Result:
    app, code = own_application(call), _code(call)
    if code in app.registered.get("robot", {}) or code in app.registered.get("activity", {}):
        raise PortalError("ERROR_ACTIVITY_ALREADY_INSTALLED", "Activity or Automation rule already installed!")
    app.registered.setdefault(kind, {})[code] = _checked(call, dict(call.params), is_new=True)
    return Result(value=True)


def _held(call: Call, kind: str) -> dict[str, Any]:
    app, code = own_application(call), _code(call)
    if code not in app.registered.get(kind, {}):
        raise PortalError("ERROR_ACTIVITY_NOT_FOUND", "Activity or Robot not found!")
    return app.registered[kind][code]


def _update(call: Call, kind: str) -> Result:
    held = _held(call, kind)
    given = mapping(call.params.get("FIELDS"))
    if not given:
        raise PortalError(INVALID, "No fields to update")
    for name in given:
        if name not in FIELDS:
            call.breach(f"{call.method}: unknown field {name!r} in FIELDS")
    held.update(_checked(call, {name: given[name] for name in FIELDS if name in given}, is_new=False))
    return Result(value=True)


def _delete(call: Call, kind: str) -> Result:
    _held(call, kind)
    del own_application(call).registered[kind][_code(call)]
    return Result(value=True)


def _list(call: Call, kind: str) -> Result:
    return Result(list(own_application(call).registered.get(kind, {})))


VERBS: dict[str, tuple[Callable[[Call, str], Result], dict[str, str]]] = {
    "add": (_add, {"CODE": "string!"} | FIELDS),
    "update": (_update, {"CODE": "string!", "FIELDS": "object!"}),
    "delete": (_delete, {"CODE": "string!"}),
    "list": (_list, {}),
}


def _of(kind: str, work: Callable[[Call, str], Result]) -> Callable[[Call], Result]:
    return lambda call: work(call, kind)


for _kind in ("robot", "activity"):
    for _verb, (_work, _params) in VERBS.items():
        method(f"bizproc.{_kind}.{_verb}", "bizproc", _params)(_of(_kind, _work))


@method("bizproc.event.send", "bizproc", {"EVENT_TOKEN": "string", "RETURN_VALUES": "object", "LOG_MESSAGE": "string"})
def bizproc_event_send(call: Call) -> Result:
    """An answer to a robot that waits: none ever does, so any token is refused."""
    if call.app is None:
        raise PortalError("ACCESS_DENIED", "Application context required", 403)
    raise PortalError("ERROR_WRONG_EVENT_TOKEN", "Wrong EVENT_TOKEN!")
