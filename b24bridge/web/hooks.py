"""The portal's own calls: events, and the installation of an application. Answered at once; the work comes after."""

from flask import Blueprint, Response, request

from b24bridge.core.events import parse
from b24bridge.core.forms import nested, pairs_of
from b24bridge.services.arrivals import Visitor
from b24bridge.services.install import origin_of
from b24bridge.web.arriving import announced, opening
from b24bridge.web.pages import installer
from b24bridge.web.site import Site

INSTALLED = "ONAPPINSTALL"


def hooks(site: Site) -> Blueprint:
    """Return the routes that a portal calls by itself."""
    routes = Blueprint("hooks", __name__)

    @routes.post("/b24/event")
    def event() -> Response:
        return _receive(site)

    @routes.get("/b24/event")
    def event_alive() -> str:
        # The portal asks whether an address answers before it accepts it: FAQ of the marketplace, HEAD.
        return ""

    @routes.post("/b24/install")
    def install() -> Response | str:
        if any(name == "event" for name, _ in pairs_of(request.get_data(cache=True))):
            return _receive(site)
        arrival = opening(request)
        installation = site.bridge.install(arrival)
        visitor = Visitor(
            member_id=installation.member_id,
            user_id=installation.user_id or 0,
            name="",
            is_admin=installation.is_admin,
            language=arrival.language,
            origin=origin_of(installation.endpoint),
        )
        return installer(visitor, installation, site.bridge.situation(visitor), site.now())

    return routes


def _receive(site: Site) -> Response:
    """Commit an event and answer 204; the worker is rung after the answer has gone."""
    pairs = pairs_of(request.get_data(cache=True))
    event = parse(pairs)
    if event.topic == INSTALLED:
        auth = nested(pairs).get("auth", {})
        assert isinstance(auth, dict)  # parse has refused anything else
        site.bridge.install(announced(auth))
    else:
        site.bridge.receive(event)
    answer = Response(status=204)
    answer.call_on_close(lambda: site.bridge.ring(event.member_id))
    return answer
