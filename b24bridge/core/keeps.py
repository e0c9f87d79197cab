"""Keeps: how often a manager's word alone may still protect a client, and the one limit that bites (4.0.8). Pure.

Three limits apply at once: so many for one case, so many in 90 days, and so many words in a row without an answer of the
client. Screens show the tightest only. Each one that the head grants is one more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind, Touch

CLAIMS = frozenset({Kind.NOTE, Kind.KEEP})
KEEPS = frozenset({Said.KEEP, Said.PAUSE})
WINDOW = timedelta(days=90)
WITHDRAWN = "withdrawn"
Bite = Literal["case", "window", "row"]


@dataclass(frozen=True, slots=True)
class Quota:
    """How many keeps may still be pressed, and which limit says so."""

    left: int
    bite: Bite

    @property
    def is_over(self) -> bool:
        """Say whether no keep may be pressed now."""
        return self.left <= 0


def quota(
    statements: Sequence[Statement],
    touches: Sequence[Touch],
    case_since: date | None,
    today: date,
    *,
    per_case: int = 2,
    per_window: int = 3,
    in_a_row: int = 2,
) -> Quota:
    """Return what is left. `case_since` is the day the case began, None while there is none; touches may be unsorted."""
    pressed = [each.at.date() for each in statements if each.kind in KEEPS and not _is_taken_back(each)]
    answers = [touch.at for touch in touches if touch.kind is Kind.CONTACT and not touch.ignored]
    since_answer = max(answers, default=None)
    words = sum(
        touch.kind in CLAIMS and not touch.ignored and (since_answer is None or touch.at > since_answer) for touch in touches
    )
    begun = case_since or (since_answer.date() if since_answer else None)
    in_case = sum(begun is None or day >= begun for day in pressed)
    in_window = sum(day > today - WINDOW for day in pressed)
    limits: tuple[tuple[int, Bite], ...] = (
        (in_a_row - words, "row"),
        (per_case - in_case, "case"),
        (per_window - in_window, "window"),
    )
    left, bite = min(limits, key=lambda each: each[0])
    granted = sum(
        each.kind is Said.MORE_KEEPS and each.is_open and (begun is None or each.at.date() >= begun) for each in statements
    )
    return Quota(max(0, left + granted), bite)


def _is_taken_back(said: Statement) -> bool:
    """Say whether a keep was withdrawn on the day it was pressed: one that has protected for days was used."""
    return said.outcome == WITHDRAWN and said.closed_at is not None and said.closed_at.date() == said.at.date()
