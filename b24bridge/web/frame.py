"""Our pages inside the portal's frame: opened by a POST of the portal, then moved between by forms with our token."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, request

from b24bridge.core.errors import NotFound
from b24bridge.core.ids import CARD_TABS, EntityId
from b24bridge.web import pages_clients, pages_decisions, pages_journal, pages_orders, pages_settings
from b24bridge.web.arriving import Posted, flat_form, opening
from b24bridge.web.pages import Reader, door
from b24bridge.web.site import Site

Page = Callable[[Site, Reader, Posted], str | Response]

PAGES: Mapping[str, Page] = {
    "findings": pages_clients.findings,
    "overview": pages_clients.overview,
    "client": pages_clients.client,
    "press": pages_clients.press,
    "health": pages_clients.health,
    "decisions": pages_decisions.decisions,
    "journal": pages_journal.journal,
    "settings": pages_settings.settings,
    "yaml": pages_settings.yaml,
    "stop": pages_orders.stop,
    "postpone": pages_orders.postpone,
}


def frame(site: Site) -> Blueprint:
    """Return the routes of our pages."""
    routes = Blueprint("frame", __name__)

    @routes.post("/b24/app")
    def app() -> str:
        return pages_clients.first(site, site.enter(opening(request)))

    @routes.post("/b24/widget/<placement>")
    def widget(placement: str) -> str:
        arrival = opening(request)
        if placement not in CARD_TABS:
            abort(404)
        reader = site.enter(arrival)
        if arrival.entity_id is None:
            raise NotFound("client", "not_found")
        return pages_clients.tab(site, reader, EntityId(CARD_TABS[placement], arrival.entity_id))

    @routes.post("/b24/page/<name>")
    def page(name: str) -> str | Response:
        form = flat_form(request)
        reader = site.holder(form.get("token", ""))
        if name not in PAGES:
            abort(404)
        return PAGES[name](site, reader, form)

    @routes.get("/b24/app")
    @routes.get("/b24/install")
    @routes.get("/b24/widget/<placement>")
    def outside(placement: str = "") -> str:  # noqa: ARG001 -- the address is checked, whoever asks
        return door(request.args.get("LANG", ""), site.now())

    return routes
