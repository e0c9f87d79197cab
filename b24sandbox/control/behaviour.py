"""How the portal behaves: its clock, faults, delivery of events, switches and limits."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, request

from b24sandbox import moments
from b24sandbox.control.blueprint import InvalidOrder, blueprint, explained_view, given_body
from b24sandbox.delivery import MODES
from b24sandbox.limits import PLANS
from b24sandbox.rest import answer, portal


@blueprint.get("/clock")
def read_clock() -> Response:
    """The portal's time, its zone and the speed of its clock."""
    served = portal()
    now = served.clock.now()
    return answer(
        {
            "now": moments.show(now, served.zone),
            "timestamp": now.timestamp(),
            "time_zone": served.settings.time_zone,
            "speed": served.clock.speed,
        }
    )


@blueprint.post("/clock")
@explained_view
def set_clock() -> Response:
    """`now` sets it (ISO 8601), `advance` moves it by seconds, `speed` makes it run."""
    served, given = portal(), given_body()
    if not given or set(given) - {"now", "advance", "speed"}:
        raise InvalidOrder("give any of now, advance, speed")
    if "now" in given:
        served.clock.set(moments.read(str(given["now"]), served.zone))
    if "advance" in given:
        served.clock.advance(float(given["advance"]))
    if "speed" in given:
        served.clock.run(float(given["speed"]))
    return read_clock()


@blueprint.route("/faults", methods=["GET", "POST", "PUT", "DELETE"])
@explained_view
def faults() -> Response:
    """The ordered list of faults: POST or PUT replaces it by the list in the body (an object adds one), DELETE empties it."""
    served = portal()
    if request.method == "DELETE":
        served.faults.set([])
    elif request.method != "GET":
        given = request.get_json(silent=True)
        if isinstance(given, list):
            served.faults.set(given)
        elif isinstance(given, dict):
            served.faults.add(given)
        else:
            raise InvalidOrder("send a list of faults, or one fault as an object")
    return answer({"faults": [asdict(rule) for rule in served.faults.rules]})


@blueprint.route("/deliver", methods=["GET", "POST"])
@explained_view
def deliver() -> Response:
    """`mode` on, off, lose, double or shuffle; flush sends what is queued now and answers with it."""
    served, flushed = portal(), []
    if request.method == "POST":
        mode = str(given_body().get("mode", ""))
        if mode == "flush":
            flushed = served.delivery.flush()
        elif mode in MODES:
            served.delivery.switch(mode)
        else:
            raise InvalidOrder(f"unknown mode {mode!r}; one of {', '.join((*MODES, 'flush'))}")
    return answer(
        {
            "mode": served.delivery.mode,
            "queued": served.delivery.queued(),
            "under_way": served.delivery.under_way(),
            "flushed": [parcel.show() for parcel in flushed],
        }
    )


@blueprint.route("/switches", methods=["GET", "POST"])
@explained_view
def switches() -> Response:
    """What the documents leave open, and this portal's answers; POST changes the named ones."""
    served = portal()
    for name, value in (given_body() if request.method == "POST" else {}).items():
        known = asdict(served.switches)
        if name not in known:
            raise InvalidOrder(f"unknown switch {name!r}; one of {sorted(known)}")
        if isinstance(known[name], bool) != isinstance(value, bool):
            raise InvalidOrder(f"{name} is {known[name]!r} now; give a value of the same kind, not {value!r}")
        setattr(served.switches, name, value)
    return answer(asdict(served.switches))


@blueprint.route("/limits", methods=["GET", "POST"])
@explained_view
def limits() -> Response:
    """Limits: `is_on`, `plan`, `operating_limit` (seconds in ten minutes); POST also empties the counts."""
    served = portal()
    if request.method == "POST":
        given = given_body()
        if set(given) - {"is_on", "plan", "operating_limit"}:
            raise InvalidOrder("give any of is_on, plan, operating_limit")
        if given.get("plan", "standard") not in PLANS:
            raise InvalidOrder(f"unknown plan {given['plan']!r}; one of {sorted(PLANS)}")
        served.limits.plan = given.get("plan", served.limits.plan)
        served.limits.is_on = bool(given.get("is_on", served.limits.is_on))
        served.limits.operating_limit = float(given.get("operating_limit", served.limits.operating_limit))
        served.limits.clear()
    return answer(
        {
            "is_on": served.limits.is_on,
            "plan": served.limits.plan,
            "operating_limit": served.limits.operating_limit,
        }
    )
