"""Carries out one call of one method: existence, scope, operating time, faults, the work itself and its cost.

The batch method comes through here as well, and its commands come through one by one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from b24sandbox.calls import Entry
from b24sandbox.clock import monotonic, pause, real_time
from b24sandbox.errors import PortalError, system_error
from b24sandbox.events import acting
from b24sandbox.faults import Fault, Misbehaviour
from b24sandbox.method import Call, Method, find_method
from b24sandbox.params import SOURCE_NAME, named
from b24sandbox.portal import Portal
from b24sandbox.result import Result

logger = logging.getLogger(__name__)
Finder = Callable[[str], Method | None]


def moment(portal: Portal) -> str:
    """The portal's present moment to the microsecond, for the log."""
    return portal.clock.now().astimezone(portal.zone).isoformat()


def execute(call: Call, entry: Entry, finder: Finder = find_method) -> Result:
    """Run the call and fill in its log entry. `finder` knows the methods of one REST version.

    Raises PortalError or Misbehaviour.
    """
    entry.user, entry.webhook = call.user["ID"], call.webhook
    entry.application = call.app.client_id if call.app else None
    call.breaches = entry.breaches
    try:
        _meet_fault(call, entry, "before", Result(None), finder)
        result = _run(_admitted(call, finder), call, entry)
        _meet_fault(call, entry, "after", result)
    except PortalError as error:
        entry.error, entry.status = error.code, error.status
        raise
    entry.status = 200
    return result


def _admitted(call: Call, finder: Finder) -> Method:
    method = finder(call.method)
    if method is None:
        call.breach(f"{call.method}: no such method")
        raise system_error("ERROR_METHOD_NOT_FOUND")
    if not method.is_allowed(call.scopes):
        raise system_error("insufficient_scope")
    if call.portal.limits.is_blocked(call.credential, method.name):
        raise system_error("OPERATION_TIME_LIMIT")
    call.connector = str(call.params.get(SOURCE_NAME) or "")
    call.params = named(method, call.params, call.breaches)
    return method


def _run(method: Method, call: Call, entry: Entry) -> Result:
    started = monotonic()
    try:
        if method.name == "batch":
            return method.handler(call)
        with call.portal.lock, acting(call.portal, call.app, call.connector):
            result = method.handler(call)
        if "start" in {name.lower() for name in method.params}:
            pause(call.portal.switches.page_milliseconds / 1000)
        _mark_committed(call.portal, entry)
    except (PortalError, Misbehaviour):
        raise
    except Exception as error:
        logger.exception("%s failed", method.name)
        raise system_error("INTERNAL_SERVER_ERROR") from error
    finally:
        if method.name != "batch":
            call.portal.limits.charge(call.credential, method.name, monotonic() - started)
    if result.total is None and str(call.params.get("start")) == "-1" and call.portal.switches.uncounted_total_is_zero:
        result.total = 0
    return result


def _mark_committed(portal: Portal, entry: Entry) -> None:
    entry.committed, entry.committed_real = moment(portal), real_time()


def _meet_fault(call: Call, entry: Entry, when: str, result: Result, finder: Finder = find_method) -> None:
    fault = call.portal.faults.take(call.method, when, call.app.client_id if call.app else None)
    if fault is None:
        return
    entry.fault = f"{fault.kind} {when}"
    if not fault.is_wire:
        raise system_error(fault.kind)
    if fault.kind == "late":
        threading.Thread(target=_commit_late, args=(fault, call, entry, finder), daemon=True).start()
    raise Misbehaviour(fault, result)


def _commit_late(fault: Fault, call: Call, entry: Entry, finder: Finder) -> None:
    pause(fault.seconds)
    try:
        _run(_admitted(call, finder), call, entry)
    except PortalError as error:
        entry.error = error.code
