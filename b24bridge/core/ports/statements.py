"""The port of what people told us about clients."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.core.ids import EntityId
from b24bridge.core.statements import Statement


class Statements(Protocol):
    """What people told us about clients."""

    def say(self, member_id: str, statement: Statement) -> int:
        """Store a statement and return its number; its own `id` is not looked at."""

    def find(self, member_id: str, number: int) -> Statement | None:
        """Return one statement, or None."""

    def of(self, member_id: str, clients: Sequence[EntityId]) -> Mapping[EntityId, Sequence[Statement]]:
        """Return all statements about clients, oldest first, the ended ones too."""

    def asked(self, member_id: str) -> Sequence[Statement]:
        """Return what waits for a head's answer, oldest first."""

    def answer(self, member_id: str, number: int, by: int, at: datetime, *, is_granted: bool) -> bool:
        """Keep the head's answer; false when there was one already."""

    def close(self, member_id: str, number: int, outcome: str, at: datetime) -> bool:
        """End a statement; false when it was over already."""
