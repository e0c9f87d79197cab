"""The journal: what was done, and taking it back. Nothing is taken back before it was said what that means."""

from dataclasses import dataclass

from b24bridge.core.screens_undo import UndoScope, UndoView
from b24bridge.web.arriving import Posted, number_of
from b24bridge.web.asked import client_of
from b24bridge.web.errors import Forbidden
from b24bridge.web.pages import Reader
from b24bridge.web.site import Site

SCOPES = ("client", "plan", "hours")
MAX_KEY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """How far taking back has come: the form to choose what, the preview of what was chosen, how many were ordered."""

    is_choosing: bool = False
    preview: UndoView | None = None
    done: int | None = None
    is_wrong: bool = False

    def is_under(self, key: str) -> bool:
        """Say whether the preview stands under the row of this action."""
        return self.preview is not None and self.preview.scope.key == key


def journal(site: Site, reader: Reader, form: Posted) -> str:
    """Return the journal; show the form of undoing several, a preview, or undo first, as the form says."""
    undoing = _undone(site, reader, form) if {"many", "preview", "key", "undo"} & form.keys() else Undoing()
    view = site.bridge.journal(reader.visitor, client_of(form), number_of(form.get("before", "")))
    return site.printer().page("journal.html", reader, view=view, undoing=undoing, scopes=SCOPES)


def scope_of(form: Posted) -> UndoScope | None:
    """Return what a form wants taken back, or None when it does not name exactly one thing."""
    chosen, hours, plan = form.get("scope", ""), number_of(form.get("hours", "")), number_of(form.get("plan", ""))
    try:
        match chosen:
            case "client":
                return UndoScope(client=client_of({"client": form.get("whose", "")}))
            case "plan":
                return UndoScope(plan_id=plan)
            case "hours":
                return UndoScope(hours=hours)
            case _:
                return UndoScope(key=form.get("key", "")[:MAX_KEY])
    except ValueError:
        return None


def _undone(site: Site, reader: Reader, form: Posted) -> Undoing:
    if not reader.sees_all:
        raise Forbidden(reader.situation.admin_name)
    if "many" in form:
        return Undoing(is_choosing=True)
    scope = scope_of(form)
    if scope is None:
        return Undoing(is_choosing=True, is_wrong=True)
    if "undo" in form:
        return Undoing(done=site.bridge.undo(reader.visitor, scope))
    return Undoing(preview=site.bridge.undo_preview(reader.visitor, scope), is_choosing=not scope.key)
