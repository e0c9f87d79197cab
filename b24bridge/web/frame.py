"""Our pages inside the portal's frame: opened by a POST of the portal, then moved between by forms with our token."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, request

from b24bridge.core.errors import NotFound
from b24bridge.core.ids import CARD_TABS, EntityId
from b24bridge.core.screens import Filters
from b24bridge.web.arriving import flat_form, number_of, opening
from b24bridge.web.asked import STEP, client_of, filters_of
from b24bridge.web.errors import Forbidden
from b24bridge.web.pages import Reader, door
from b24bridge.web.site import Site

FIRST = "forgotten_clients"
Form = Mapping[str, str]
Page = Callable[["Pages", Reader, Form], str]


class Pages:
    """Every page of the application, by what its name stands for."""

    def __init__(self, site: Site) -> None:
        """Keep what pages are made of."""
        self._bridge, self._printer = site.bridge, site.printer

    def first(self, reader: Reader) -> str:
        """Return what opens first: the list, or what happens until there is one."""
        if not reader.situation.is_first_count_done:
            return self._printer().page("start.html", reader)
        return self.findings(reader, {})

    def findings(self, reader: Reader, form: Form) -> str:
        """Return the list of an assistant."""
        return self._printer().page(
            "findings.html", reader, **self.listed(reader, form.get("assistant") or FIRST, filters_of(form))
        )

    def listed(self, reader: Reader, assistant: str, filters: Filters) -> dict[str, object]:
        """Return what both the page and its list show. A name that no assistant has is a page that does not exist."""
        try:
            view = self._bridge.findings(reader.visitor, assistant, filters)
        except KeyError as error:
            if error.args != (assistant,):
                raise
            abort(404)
        tab = next(tab for tab in view.tabs if tab.assistant == view.assistant)
        return {"view": view, "tab": tab, "filters": filters, "step": STEP}

    def overview(self, reader: Reader, form: Form) -> str:
        """Return the overview, of one department if one was chosen."""
        department = number_of(form.get("department", ""))
        view = self._bridge.overview(reader.visitor, department)
        return self._printer().page("overview.html", reader, view=view, department=department)

    def health(self, reader: Reader, form: Form) -> str:  # noqa: ARG002 -- pages have one shape
        """Return the state of the bridge, to administrators only."""
        if not reader.visitor.is_admin:
            raise Forbidden(reader.situation.admin_name)
        return self._printer().page("health.html", reader, view=self._bridge.condition(reader.visitor))

    def client(self, reader: Reader, form: Form) -> str:
        """Return one client's page."""
        client = client_of(form)
        view = self._bridge.client(reader.visitor, client) if client else None
        if view is None:
            raise NotFound("client", "not_found")
        return self._printer().page("client.html", reader, view=view)

    def tab(self, reader: Reader, client: EntityId) -> str:
        """Return the tab inside a client's card."""
        view = self._bridge.client(reader.visitor, client)
        return self._printer().page("tab.html", reader, view=view)


PAGES: Mapping[str, Page] = {
    "findings": Pages.findings,
    "overview": Pages.overview,
    "health": Pages.health,
    "client": Pages.client,
}


def frame(site: Site) -> Blueprint:
    """Return the routes of our pages."""
    routes, pages = Blueprint("frame", __name__), Pages(site)

    @routes.post("/b24/app")
    def app() -> str:
        return pages.first(site.enter(opening(request)))

    @routes.post("/b24/widget/<placement>")
    def widget(placement: str) -> str:
        arrival = opening(request)
        if placement not in CARD_TABS:
            abort(404)
        reader = site.enter(arrival)
        if arrival.entity_id is None:
            raise NotFound("client", "not_found")
        return pages.tab(reader, EntityId(CARD_TABS[placement], arrival.entity_id))

    @routes.post("/b24/page/<name>")
    def page(name: str) -> str:
        form = flat_form(request)
        reader = site.holder(form.get("token", ""))
        if name not in PAGES:
            abort(404)
        return PAGES[name](pages, reader, form)

    @routes.get("/b24/app")
    @routes.get("/b24/install")
    @routes.get("/b24/widget/<placement>")
    def outside(placement: str = "") -> str:  # noqa: ARG001 -- the address is checked, whoever asks
        return door(request.args.get("LANG", ""), site.now())

    return routes
