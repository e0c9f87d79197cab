"""The number of days that each assistant's list shows beside a client, and the step it announces. Not their words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from b24bridge.core.ledger import Standing
from b24bridge.core.screens import Step
from b24bridge.services import judged
from b24bridge.services.judged import Facts

WEEK: Final = timedelta(days=7)
Days = tuple[int | None, date | None]


def days_of(standing: Standing) -> Days:
    """Return how many days, and from or until which portal day: without an answer, without a purchase, overdue, waiting.

    For a release working days until the decision. (None, None) where nothing tells them.
    """
    return MEASURES.get(standing.assistant, _silent)(standing)


def counts_silence(assistant: str) -> bool:
    """Say whether an assistant's number is that of days without an answer, which is held against a rule."""
    return MEASURES.get(assistant, _silent) is _silent


def soon_of(assistant: str, seen: Sequence[Standing], today: date) -> tuple[list[Standing], Step]:
    """Return the clients with whom an assistant's next step is near, and that step."""
    states, step = SOON.get(assistant, SOON[""])
    until = date.max if step != "hand_over" else today + WEEK
    return [row for row in seen if row.state in states and (row.until or today) <= until], step


def _silent(standing: Standing) -> Days:
    facts = standing.facts
    return judged.number(facts, "silent_days"), judged.day(facts, "last_answer_on") or judged.day(facts, "start")


def _left(standing: Standing) -> Days:
    return judged.number(standing.facts, "countdown_left"), judged.day(standing.facts, "decision_on")


def _paused(standing: Standing) -> Days:
    return judged.number(standing.facts, "pause_days"), judged.day(standing.facts, "last_purchase_on")


def _waited(standing: Standing) -> Days:
    return _since(standing, judged.day(_document(standing.facts, "lead"), "issued_on"))


def _overdue(standing: Standing) -> Days:
    return _since(standing, judged.day(_document(standing.facts, "carrying"), "due_on"))


def _since(standing: Standing, start: date | None) -> Days:
    return (None, None) if start is None else ((standing.judged_on - start).days, start)


def _document(facts: Facts, which: str) -> Facts:
    """Return the document that a verdict was given for."""
    named = judged.word(facts, which)
    return next((each for each in judged.several(facts, "documents") if judged.word(each, "id") == named), {})


MEASURES: Mapping[str, Callable[[Standing], Days]] = {
    "forgotten_clients": _silent,
    "client_release": _left,
    "lapsed_buyers": _paused,
    "unpaid_orders": _waited,
    "debtors": _overdue,
}
SOON: Mapping[str, tuple[frozenset[str], Step]] = {
    "": (frozenset({"WARNED"}), "protection_ends"),
    "client_release": (frozenset({"COUNTDOWN", "FINAL_WARNING"}), "hand_over"),
    "lapsed_buyers": (frozenset({"DUE"}), "order_expected"),
    "unpaid_orders": (frozenset({"ISSUED"}), "nudge"),
    "debtors": (frozenset({"PROMISED"}), "promise_ends"),
}
