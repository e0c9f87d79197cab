"""Rows of the portal: what it holds, filling it, going back to the start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from flask import Response, request

from b24sandbox import moments, portal_file, seeding
from b24sandbox.acts import ACTS
from b24sandbox.control.blueprint import LINES, InvalidOrder, blueprint, explained_view, line_of
from b24sandbox.entities import ENTITIES
from b24sandbox.rest import answer, portal
from b24sandbox.show_row import as_json


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
            "acts": sorted(ACTS),
        }
    )


@blueprint.post("/reset")
@explained_view
def reset() -> Response:
    """Back to the seed."""
    seeding.reset(portal())
    return answer({"ok": True})


@blueprint.post("/seed")
@explained_view
def seed() -> Response:
    """Fill the portal from a portal file in the body, or from a seed by `{"name": "demo"}`."""
    text = request.get_data().decode("utf-8")
    head = request.get_json(silent=True)
    name = head.get("name") if isinstance(head, dict) and set(head) == {"name"} else None
    seeding.seed(portal(), seeding.read_seed(str(name)) if name else text.splitlines())
    return answer({"ok": True, "rows": {name: len(table) for name, table in portal().tables.items()}})


@blueprint.get("/state")
def state() -> Response:
    """The portal as a portal file."""
    served = portal()
    with served.lock:
        lines = list(portal_file.dump(served))
    return Response((f"{line}\n" for line in lines), content_type=LINES)


@blueprint.get("/state/<entity>")
@explained_view
def state_of(entity: str) -> Response:
    """Rows of one entity as stored, one JSON object a line."""
    served = portal()
    if entity not in ENTITIES:
        raise InvalidOrder(f"unknown entity {entity!r}; one of {', '.join(ENTITIES)}")

    def lines() -> Iterator[str]:
        for row in served.table(entity).all():
            with served.lock:
                line = line_of(as_json(row, served.zone))
            yield line

    return Response(lines(), content_type=LINES)
