"""The page of decisions: what waits for consent, and the answer. Somebody consents to what he saw, or to nothing."""

from dataclasses import dataclass

from flask import abort

from b24bridge.core.errors import PlanChanged
from b24bridge.core.screens_decisions import DecisionRow, DecisionsView
from b24bridge.web.arriving import Posted
from b24bridge.web.errors import Forbidden
from b24bridge.web.pages import Reader
from b24bridge.web.site import Site

REASONS = ("working", "asked", "receiver", "data", "other")
SELECTED, GROUP = "selected", "group:"
MAX_NOTE = 500
PRESELECTED = ("move", "mail", "task", "label", "notify", "stage", "gone", "keeps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How far an answer has come: which rows are being confirmed or rejected in place, and what came of the last one."""

    selected: frozenset[str]
    confirming: tuple[DecisionRow, ...] = ()
    rejecting: tuple[DecisionRow, ...] = ()
    is_reason_missing: bool = False
    note: str = ""
    approved: int = 0
    rejected: int = 0
    changed: int = 0

    def is_asked(self, row: DecisionRow) -> bool:
        """Say whether the form of rejection stands under this row: it is the only one being rejected."""
        return self.rejecting == (row,)


def decisions(site: Site, reader: Reader, form: Posted) -> str:
    """Return the page; approve, ask for confirmation, open the form of rejection, or reject first, as the form says."""
    refuse_others(reader)
    view = site.bridge.decisions(reader.visitor)
    for wish, answer in (("approve", _approve), ("reject", _reject), ("ask", _ask)):
        if wish in form:
            return _shown(site, reader, answer(site, reader, form, view))
    return _shown(site, reader, Answering(selected=_preselected(view)), view)


def row(site: Site, reader: Reader, key: str) -> DecisionRow:
    """Return one row as it stands now, for a page that watches it being done."""
    refuse_others(reader)
    groups = site.bridge.decisions(reader.visitor).groups
    found = next((each for group in groups for each in group.rows if each.key == key), None)
    return found if found is not None else abort(404)


def refuse_others(reader: Reader) -> None:
    """Let nobody in but heads and administrators. Raises Forbidden."""
    if not reader.sees_all:
        raise Forbidden(reader.situation.admin_name)


def _approve(site: Site, reader: Reader, form: Posted, view: DecisionsView) -> Answering:
    rows, selected = _meant(form["approve"], form, view), _selected(form, view)
    if form.get("code") != view.code:
        return Answering(selected=_preselected(view), changed=_differing(form, view))
    if len(rows) > 1 and form.get("confirmed") != "1":
        return Answering(selected=selected, confirming=rows)
    if not rows:
        return Answering(selected=selected)
    try:
        approved = site.bridge.approve(reader.visitor, [each.key for each in rows], view.code)
    except PlanChanged:
        now = site.bridge.decisions(reader.visitor)
        return Answering(selected=_preselected(now), changed=_differing(form, now))
    return Answering(selected=selected - {each.key for each in rows}, approved=approved)


def _ask(site: Site, reader: Reader, form: Posted, view: DecisionsView) -> Answering:  # noqa: ARG001 -- answers have one shape
    return Answering(selected=_selected(form, view), rejecting=_meant(form["ask"], form, view))


def _reject(site: Site, reader: Reader, form: Posted, view: DecisionsView) -> Answering:
    rows, selected = _meant(form["reject"], form, view), _selected(form, view)
    reason, note = form.get("reason", ""), " ".join(form.get("note", "").split())[:MAX_NOTE]
    if not rows:
        return Answering(selected=selected, changed=1)
    if reason not in REASONS:
        return Answering(selected=selected, rejecting=rows, is_reason_missing=True, note=note)
    rejected = site.bridge.reject(reader.visitor, [each.key for each in rows], reason, note)
    return Answering(selected=selected - {each.key for each in rows}, rejected=rejected)


def _shown(site: Site, reader: Reader, answering: Answering, view: DecisionsView | None = None) -> str:
    """Render the page as things stand after the answer."""
    view = view or site.bridge.decisions(reader.visitor)
    return site.printer().page(
        "decisions.html", reader, view=view, answering=answering, reasons=REASONS, may_answer=may_answer(reader)
    )


def may_answer(reader: Reader) -> bool:
    """Say whether consent means anything now: while the robot only watches, nothing would be done."""
    situation = reader.situation
    return situation.running != "observe" and situation.observe_until is None


def _meant(wish: str, form: Posted, view: DecisionsView) -> tuple[DecisionRow, ...]:
    """Return the waiting rows that a button means: one by its key, those of a group, or those that were ticked."""
    if wish == SELECTED:
        keys = frozenset(form.all("key")) | frozenset(form.get("keys", "").split())
        return tuple(each for each in view.waiting if each.key in keys)
    if wish.startswith(GROUP):
        group = wish.removeprefix(GROUP)
        return tuple(each for found in view.groups if found.group == group for each in found.waiting)
    return tuple(each for each in view.waiting if each.key == wish)


def _selected(form: Posted, view: DecisionsView) -> frozenset[str]:
    ticked = frozenset(form.all("key")) | frozenset(form.get("ticked", "").split())
    return ticked & {each.key for each in view.waiting}


def _preselected(view: DecisionsView) -> frozenset[str]:
    return frozenset(each.key for group in view.groups if group.group in PRESELECTED for each in group.waiting)


def _differing(form: Posted, view: DecisionsView) -> int:
    """Count the rows that came, went or changed since the page was shown; at least one did."""
    seen = frozenset(form.get("seen", "").split())
    return max(len(seen ^ {each.seen for each in view.waiting}), 1)
