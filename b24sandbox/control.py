"""`/_sandbox/`: the control of a portal for tests, demos and judges. Not a part of any portal, and not protected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request

from b24sandbox import acts, installation, moments, portal_file, seeding
from b24sandbox.apps import App
from b24sandbox.delivery import MODES
from b24sandbox.entities import ENTITIES
from b24sandbox.faults import InvalidFault
from b24sandbox.portal import Portal
from b24sandbox.rest import answer, portal
from b24sandbox.show_row import as_json

blueprint = Blueprint("control", __name__, url_prefix="/_sandbox")
LINES = "application/x-ndjson; charset=utf-8"
View = Callable[..., Response]


class InvalidOrder(ValueError):
    """A control request that cannot be carried out."""


def _explained(view: View) -> View:
    @wraps(view)
    def explained(*args: Any, **names: Any) -> Response:
        try:
            return view(*args, **names)
        except (InvalidOrder, InvalidFault, acts.InvalidAct, portal_file.PortalFileError, LookupError, ValueError) as error:
            return answer({"error": str(error) or type(error).__name__}, 400)

    return explained


def _given() -> dict[str, Any]:
    given = request.get_json(silent=True)
    if given is None and request.get_data():
        raise InvalidOrder("the body is no JSON; send application/json")
    return given if isinstance(given, dict) else {}


def _app(given: dict[str, Any]) -> App:
    app = portal().apps.get(str(given.get("client_id", "")))
    if app is None:
        raise InvalidOrder(f"unknown client_id {given.get('client_id')!r}; known are {sorted(portal().apps)}")
    return app


def _user(served: Portal, given: dict[str, Any]) -> int:
    user_id = int(given.get("user_id") or served.first_admin()["ID"])
    if served.user(user_id) is None:
        raise InvalidOrder(f"there is no user {user_id}")
    return user_id


@blueprint.get("/")
def index() -> Response:
    """Settings of the portal and what it holds."""
    served = portal()
    return answer(
        {
            "settings": asdict(served.settings),
            "address": served.address,
            "now": moments.show(served.clock.now(), served.zone),
            "rows": {name: len(table) for name, table in served.tables.items()},
            "apps": [app.show() for app in served.apps.values()],
            "acts": sorted(acts.ACTS),
        }
    )


@blueprint.post("/reset")
@_explained
def reset() -> Response:
    """Back to the seed."""
    seeding.reset(portal())
    return answer({"ok": True})


@blueprint.post("/seed")
@_explained
def seed() -> Response:
    """Fill the portal from a portal file in the body, or from a seed by `{"name": "demo"}`."""
    text = request.get_data().decode("utf-8")
    head = request.get_json(silent=True)
    name = head.get("name") if isinstance(head, dict) and set(head) == {"name"} else None
    seeding.seed(portal(), seeding.read_seed(str(name)) if name else text.splitlines())
    return answer({"ok": True, "rows": {name: len(table) for name, table in portal().tables.items()}})


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
@_explained
def set_clock() -> Response:
    """`now` sets it (ISO 8601), `advance` moves it by seconds, `speed` makes it run."""
    served, given = portal(), _given()
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
@_explained
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
@_explained
def deliver() -> Response:
    """`mode` on, off, lose, double or shuffle; flush sends what is queued now and answers with it."""
    served, flushed = portal(), []
    if request.method == "POST":
        mode = str(_given().get("mode", ""))
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
            "flushed": [parcel.show() for parcel in flushed],
        }
    )


@blueprint.route("/switches", methods=["GET", "POST"])
@_explained
def switches() -> Response:
    """What the documents leave open, and this portal's answers; POST changes the named ones."""
    served = portal()
    for name, value in (_given() if request.method == "POST" else {}).items():
        if not hasattr(served.switches, name):
            raise InvalidOrder(f"unknown switch {name!r}; one of {sorted(asdict(served.switches))}")
        setattr(served.switches, name, value)
    return answer(asdict(served.switches))


@blueprint.route("/limits", methods=["GET", "POST"])
@_explained
def limits() -> Response:
    """Limits: `is_on`, `plan`, `operating_limit` (seconds in ten minutes); POST also empties the counts."""
    served = portal()
    if request.method == "POST":
        given = _given()
        if set(given) - {"is_on", "plan", "operating_limit"}:
            raise InvalidOrder("give any of is_on, plan, operating_limit")
        for name, value in given.items():
            setattr(served.limits, name, value)
        served.limits.clear()
    return answer(
        {
            "is_on": served.limits.is_on,
            "plan": served.limits.plan,
            "operating_limit": served.limits.operating_limit,
        }
    )


@blueprint.get("/calls")
def calls() -> Response:
    """The complete log of calls, one JSON object a line; `?since=N` gives the entries after number N."""
    since = int(request.args.get("since", 0))
    return Response((_line(entry.show()) for entry in portal().calls.since(since)), content_type=LINES)


@blueprint.get("/breaches")
def breaches() -> Response:
    """How often each breach of the documented contract was seen."""
    counts = portal().calls.breaches()
    return answer({"total": sum(counts.values()), "breaches": counts})


@blueprint.get("/events")
def events() -> Response:
    """Every event for every handler, with what became of it, one JSON object a line."""
    parcels = list(portal().delivery.parcels)
    return Response((_line(parcel.show()) for parcel in parcels), content_type=LINES)


@blueprint.get("/state")
def state() -> Response:
    """The portal as a portal file."""
    served = portal()
    with served.lock:
        lines = list(portal_file.dump(served))
    return Response((f"{line}\n" for line in lines), content_type=LINES)


@blueprint.get("/state/<entity>")
@_explained
def state_of(entity: str) -> Response:
    """Rows of one entity as stored, one JSON object a line."""
    served = portal()
    if entity not in ENTITIES:
        raise InvalidOrder(f"unknown entity {entity!r}; one of {', '.join(ENTITIES)}")

    def lines() -> Iterator[str]:
        for row in served.table(entity).all():
            yield _line(as_json(row, served.zone))

    return Response(lines(), content_type=LINES)


@blueprint.post("/act")
@_explained
def do_act() -> Response:
    """An employee does something in the portal's interface: `as`, `do`, and the details of the act."""
    given = _given()
    who = given.pop("as", None)
    result = acts.act(portal(), int(who) if who is not None else None, str(given.pop("do", "")), given)
    return answer({"result": result})


@blueprint.post("/install")
@_explained
def install() -> Response:
    """Install an application as the portal does; what it answered to each POST."""
    served, given = portal(), _given()
    names = {"client_id", "client_secret", "handler_url", "install_url", "scope", "with_ui", "user_id", "finish"}
    if set(given) - names:
        raise InvalidOrder(f"unknown keys {sorted(set(given) - names)}; known are {sorted(names)}")
    known = served.apps.get(str(given.get("client_id", "")))
    form = installation.Registration(
        client_id=str(given["client_id"]),
        client_secret=str(given.get("client_secret") or (known.client_secret if known else "")),
        handler_url=str(given.get("handler_url") or given.get("install_url") or ""),
        install_url=str(given.get("install_url") or ""),
        scope=tuple(given.get("scope") or ()),
        with_ui=bool(given.get("with_ui", True)),
    )
    return answer(installation.install(served, form, _user(served, given), finish=bool(given.get("finish", True))))


@blueprint.post("/finish")
@_explained
def finish() -> Response:
    """The browser calls installFinish: `client_id`."""
    installation.finish_installation(_app(_given()))
    return answer({"installed": True})


@blueprint.post("/open")
@_explained
def open_frame() -> Response:
    """Open the application's frame as a user: `client_id`, `user_id`, `placement`, `placement_options`."""
    served, given = portal(), _given()
    app = _app(given)
    if not app.is_present:
        raise InvalidOrder(f"{app.client_id} is not installed; POST /_sandbox/install first")
    placement = str(given.get("placement") or "DEFAULT")
    url = str(given.get("url") or app.handler_url)
    return answer(installation.visit(served, app, url, _user(served, given), placement, given.get("placement_options")))


@blueprint.post("/uninstall")
@_explained
def uninstall() -> Response:
    """Delete an application: `client_id`, `clean` 0 or 1."""
    given = _given()
    installation.uninstall(portal(), _app(given), clean=bool(int(given.get("clean", 0))))
    return answer({"ok": True})


@blueprint.post("/update")
@_explained
def update() -> Response:
    """A new version of an application: `client_id`. Its handlers vanish."""
    served, given = portal(), _given()
    installation.update(served, _app(given), _user(served, given))
    return answer({"ok": True})


@blueprint.post("/expire")
@_explained
def expire() -> Response:
    """Let access tokens run out now: of `client_id`, or all."""
    portal().tokens.expire(_given().get("client_id"))
    return answer({"ok": True})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
