"""Pages of clients: lists, the overview, one client and its tab, and what is said about it by a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort

from b24bridge.core.decisions import Because
from b24bridge.core.errors import ConfigError, NotFound
from b24bridge.core.ids import EntityId
from b24bridge.core.screens import Filters
from b24bridge.core.statements import Said
from b24bridge.web.arriving import Posted, number_of
from b24bridge.web.asked import STEP, client_of, filters_of
from b24bridge.web.errors import Forbidden
from b24bridge.web.pages import Reader
from b24bridge.web.said import Slip, pressed_of
from b24bridge.web.site import Site

FIRST = "forgotten_clients"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The state of a client's buttons on a page: which form is open with what in it, what went wrong, what was done."""

    kind: Said | None = None
    form: Posted | None = None
    slip: Slip | None = None
    done: Because | None = None


def first(site: Site, reader: Reader) -> str:
    """Return what opens first: the list, or what happens until there is one."""
    if not reader.situation.is_first_count_done:
        return site.printer().page("start.html", reader)
    return findings(site, reader, Posted([]))


def findings(site: Site, reader: Reader, form: Posted) -> str:
    """Return the list of an assistant."""
    shown = listed(site, reader, form.get("assistant") or FIRST, filters_of(form))
    return site.printer().page("findings.html", reader, **shown)


def listed(site: Site, reader: Reader, assistant: str, filters: Filters) -> dict[str, object]:
    """Return what both the page and its list show. A name that no assistant has is a page that does not exist."""
    try:
        view = site.bridge.findings(reader.visitor, assistant, filters)
    except KeyError as error:
        if error.args != (assistant,):
            raise
        abort(404)
    tab = next(tab for tab in view.tabs if tab.assistant == view.assistant)
    return {"view": view, "tab": tab, "filters": filters, "step": STEP}


def overview(site: Site, reader: Reader, form: Posted) -> str:
    """Return the overview, of one department if one was chosen."""
    department = number_of(form.get("department", ""))
    view = site.bridge.overview(reader.visitor, department)
    return site.printer().page("overview.html", reader, view=view, department=department)


def health(site: Site, reader: Reader, form: Posted) -> str:  # noqa: ARG001 -- pages have one shape
    """Return the state of the bridge, to administrators only."""
    if not reader.visitor.is_admin:
        raise Forbidden(reader.situation.admin_name)
    return site.printer().page("health.html", reader, view=site.bridge.condition(reader.visitor))


def client(site: Site, reader: Reader, form: Posted) -> str:
    """Return one client's page, with the form of a button open if one was chosen in a list."""
    named, _, kind = form.get("open", "").partition(" ")
    asked = {**form, "client": named, "kind": kind} if named else form
    return _client(site, reader, _known(asked), Saying(kind=said_of(asked)))


def press(site: Site, reader: Reader, form: Posted) -> str:
    """Record what was said by a button, and show the client again: with what follows, or with what is wrong."""
    whom, is_tab = _known(form), form.get("tab") == "1"
    saying = _said(site, reader, whom, form)
    return tab(site, reader, whom, saying) if is_tab else _client(site, reader, whom, saying)


def tab(site: Site, reader: Reader, whom: EntityId, saying: Saying | None = None) -> str:
    """Return the tab inside a client's card."""
    view = site.bridge.client(reader.visitor, whom)
    buttons = site.bridge.buttons(reader.visitor, whom) if view else None
    return site.printer().page("tab.html", reader, view=view, buttons=buttons, saying=saying or Saying(), is_tab=True)


def said_of(form: Mapping[str, str]) -> Said | None:
    """Return the button that a form names, or None."""
    return next((kind for kind in Said if kind == form.get("kind")), None)


def _said(site: Site, reader: Reader, whom: EntityId, form: Posted) -> Saying:
    """Return what came of pressing a button; somebody who may not press it is refused, whatever his form says."""
    kind = said_of(form)
    if site.bridge.client(reader.visitor, whom) is None:
        raise NotFound("client", "not_found")
    buttons = site.bridge.buttons(reader.visitor, whom)
    button = buttons.of(kind) if kind else None
    if kind is None or button is None:
        raise Forbidden(buttons.owner_name or reader.situation.admin_name)
    today: date = reader.situation.today
    pressed = pressed_of(button, buttons.bills, form, today, reader.situation.currency)
    if isinstance(pressed, Slip):
        return Saying(kind=kind, form=form, slip=pressed)
    try:
        return Saying(done=site.bridge.press(reader.visitor, whom, pressed))
    except ConfigError as error:
        return Saying(kind=kind, form=form, slip=Slip(error.path, "refused"))


def _client(site: Site, reader: Reader, whom: EntityId, saying: Saying) -> str:
    view = site.bridge.client(reader.visitor, whom)
    if view is None:
        raise NotFound("client", "not_found")
    buttons = site.bridge.buttons(reader.visitor, whom)
    return site.printer().page("client.html", reader, view=view, buttons=buttons, saying=saying, is_tab=False)


def _known(form: Mapping[str, str]) -> EntityId:
    whom = client_of(form)
    if whom is None:
        raise NotFound("client", "not_found")
    return whom
