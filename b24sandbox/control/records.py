"""The records of what happened, and doing things as an employee."""

from __future__ import annotations

from flask import Response, request

from b24sandbox.acts import act
from b24sandbox.control.blueprint import LINES, blueprint, explained_view, given_body, line_of
from b24sandbox.rest import answer, portal


@blueprint.get("/calls")
@explained_view
def calls() -> Response:
    """The complete log of calls, one JSON object a line; `?since=N` gives the entries after number N."""
    since = int(request.args.get("since", 0))
    return Response((line_of(entry.show()) for entry in portal().calls.since(since)), content_type=LINES)


@blueprint.get("/breaches")
def breaches() -> Response:
    """How often each breach of the documented contract was seen."""
    counts = portal().calls.breaches()
    return answer({"total": sum(counts.values()), "breaches": counts})


@blueprint.get("/events")
def events() -> Response:
    """Every event for every handler, with what became of it, one JSON object a line."""
    parcels = list(portal().delivery.parcels)
    return Response((line_of(parcel.show()) for parcel in parcels), content_type=LINES)


@blueprint.post("/act")
@explained_view
def do_act() -> Response:
    """An employee does something in the portal's interface: `as`, `do`, and the details of the act."""
    given = given_body()
    who = given.pop("as", None)
    result = act(portal(), int(who) if who is not None else None, str(given.pop("do", "")), given)
    return answer({"result": result})
