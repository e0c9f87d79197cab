"""Long lists cut into pages of fifty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SIZE = 50


@dataclass(frozen=True)
class Sheet:
    """One page of a list: `rows` of `total`, the number of this page from 1, and of the last one."""

    rows: list[Any]
    total: int
    number: int
    last: int

    @property
    def first_place(self) -> int:
        """Place of the first row in the whole list, from 1; 0 for an empty list."""
        return (self.number - 1) * SIZE + 1 if self.rows else 0


def cut(rows: Sequence[Any], wished: str | None) -> Sheet:
    """The wished page, or the nearest there is; anything that is no number is the first."""
    last = max(1, -(-len(rows) // SIZE))
    number = min(max(1, int(wished)), last) if (wished or "").isdigit() and wished else 1
    return Sheet(list(rows[(number - 1) * SIZE : number * SIZE]), len(rows), number, last)
