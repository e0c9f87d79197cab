"""The tabs that installed applications bound to cards by placement.bind; what opens inside one is `frames`."""

from __future__ import annotations

from dataclasses import dataclass

from b24sandbox.apps import App, Widget
from b24sandbox.entities import CrmType
from b24sandbox.pages.wording import Wording
from b24sandbox.portal import Portal


@dataclass(frozen=True)
class Tab:
    """One tab of a card; `number` names it in the address of the page."""

    number: str
    app: App
    widget: Widget
    title: str


def tabs(portal: Portal, crm_type: CrmType, words: Wording) -> list[Tab]:
    """The tabs of a type's cards in the order they were bound; none of an application that is not installed."""
    code = f"{crm_type.uf_entity}_DETAIL_TAB"
    return [
        Tab(f"{app.id}-{place}", app, widget, _title(widget, words))
        for app in portal.apps.values()
        if app.is_installed
        for place, widget in enumerate(app.widgets)
        if widget.placement == code
    ]


def _title(widget: Widget, words: Wording) -> str:
    texts = widget.languages.get(words.language)
    return str((isinstance(texts, dict) and texts.get("TITLE")) or widget.title or words.text("Application"))
