"""What a real portal does not show: events and their delivery, the log of calls, the clock, faults.

The same objects as under `/_sandbox/`, for a person.
"""

from __future__ import annotations

import json
from collections import deque
from typing import Any

from flask import request, url_for

from b24sandbox import moments
from b24sandbox.calls import Entry
from b24sandbox.delivery import MODES, Parcel
from b24sandbox.errors import SYSTEM
from b24sandbox.faults import ALIASES, OAUTH_KINDS, WIRE_KINDS
from b24sandbox.pages.site import Shown, form, page
from b24sandbox.portal import Portal

SHOWN = 200
HOUR = 3600


@page("/events/", "events.html")
def event_log(served: Portal) -> Shown:
    """The last events for each handler, newest first, with what became of them."""
    parcels = served.delivery.parcels
    return {"lines": [_parcel(parcel) for parcel in reversed(parcels[-SHOWN:])], "total": len(parcels), "limit": SHOWN}


def _parcel(parcel: Parcel) -> dict[str, Any]:
    actor = (parcel.body.get("auth") or {}).get("user_id")
    return {"parcel": parcel, "data": _json(parcel.body.get("data")), "actor": actor}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


@page("/calls/", "calls.html")
def call_log(served: Portal) -> Shown:
    """The last REST calls, newest first; `q` is a part of the method's name, `only=errors` leaves what failed."""
    sought, only = request.args.get("q", "").strip().casefold(), request.args.get("only", "")
    fitting = (entry for entry in served.calls.since() if sought in entry.method.casefold() and _is_wanted(entry, only))
    last = deque(fitting, maxlen=SHOWN)
    lines = [{"entry": entry, "params": _json(entry.params)} for entry in reversed(last)]
    return {"lines": lines, "sought": sought, "only": only, "limit": SHOWN}


def _is_wanted(entry: Entry, only: str) -> bool:
    return only != "errors" or bool(entry.error or entry.fault or entry.breaches or (entry.status or 200) >= 400)


@page("/clock/", "clock.html")
def clock(served: Portal) -> Shown:
    """The portal's time."""
    return {"now": served.clock.now(), "speed": served.clock.speed, "hour": HOUR}


@form("/_pages/clock/advance")
def advance_clock(served: Portal) -> str:
    """Move the clock forward by `seconds`."""
    seconds = float(request.form["seconds"])
    if seconds < 0:
        raise ValueError("time does not go back; set the clock instead")
    served.clock.advance(seconds)
    return url_for("pages.clock", done="clock")


@form("/_pages/clock/set")
def set_clock(served: Portal) -> str:
    """Set the clock to `now` in the portal's zone, and its `speed`."""
    speed = float(request.form["speed"].replace(",", "."))
    if speed < 0:
        raise ValueError("the speed is 0 (stands still) or more")
    if request.form["now"]:
        served.clock.set(moments.read(request.form["now"], served.zone))
    served.clock.run(speed)
    return url_for("pages.clock", done="clock")


@page("/delivery/", "delivery.html")
def delivery(served: Portal) -> Shown:
    """How events are delivered, and how many wait."""
    return {"delivery": served.delivery, "queued": served.delivery.queued(), "modes": MODES}


@form("/_pages/delivery/switch")
def switch_delivery(served: Portal) -> str:
    """Change the mode."""
    served.delivery.switch(request.form["mode"])
    return url_for("pages.delivery", done="delivery")


@form("/_pages/delivery/flush")
def flush_delivery(served: Portal) -> str:
    """Send what waits now."""
    served.delivery.flush()
    return url_for("pages.delivery", done="flush")


@page("/faults/", "faults.html")
def faults(served: Portal) -> Shown:
    """Faults in force, and the form that adds one."""
    kinds = {
        "connection": sorted(WIRE_KINDS - {"status"} | set(ALIASES)),
        "REST error": sorted(SYSTEM),
        "authorization server": sorted(OAUTH_KINDS),
    }
    return {"rules": served.faults.rules, "kinds": kinds}


@form("/_pages/faults/add")
def add_fault(served: Portal) -> str:
    """Add one fault behind the others; an empty `times` is for ever."""
    given = {name: value.strip() for name, value in request.form.items()}
    rule: dict[str, Any] = {"method": given["method"] or "*", "kind": given["kind"], "when": given["when"]}
    rule["times"] = int(given["times"]) if given["times"] else None
    rule["seconds"] = float(given["seconds"] or 0)
    if given["application"]:
        rule["application"] = given["application"]
    served.faults.add(rule)
    return url_for("pages.faults", done="fault")


@form("/_pages/faults/clear")
def clear_faults(served: Portal) -> str:
    """No faults any more."""
    served.faults.set([])
    return url_for("pages.faults", done="faults_cleared")
