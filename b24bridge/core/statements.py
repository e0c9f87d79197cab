"""Statements: what people told us about a client by a button or a command. Kept by us, never guessed from the portal.

A statement is weighed by the assistants like any other fact. They survive an uninstallation without CLEAN (rulings 21).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


class Said(StrEnum):
    """What was said.

    `keep` "I'm in touch" (a claim, 14 days), `pause` the client is away until a date, `promise` to pay an amount by a date,
    `dispute` about a document or all of them, `waiver` the head lifts every limit until a date, `give_up` the owner hands
    over by himself, `gone` no client any more (asks the head), `contest` the former owner disputes a hand-over (asks the
    head), `lost` the buyer has left, with the reason, `more_keeps` asks the head for another keep.
    """

    KEEP = "keep"
    PAUSE = "pause"
    PROMISE = "promise"
    DISPUTE = "dispute"
    WAIVER = "waiver"
    GIVE_UP = "give_up"
    GONE = "gone"
    CONTEST = "contest"
    LOST = "lost"
    MORE_KEEPS = "more_keeps"


ASKS_THE_HEAD = frozenset({Said.GONE, Said.CONTEST, Said.MORE_KEEPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing said. `at` is the portal's own moment, aware; in facts in its zone, in the store in UTC.

    `until` is the promised day, or the last day of a pause or waiver. `document` is None when all of them are meant.
    `reason` is a code of the closed lists in `services.declare`, `note` free words. `is_granted` is the head's answer where
    one is asked for; `closed_at` ends it (withdrawn, resolved, kept, broken: `outcome` says which).
    """

    id: int
    client: EntityId
    kind: Said
    by: int
    at: datetime
    until: date | None = None
    amount: Money | None = None
    document: EntityId | None = None
    reason: str = ""
    note: str = ""
    is_granted: bool | None = None
    closed_at: datetime | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it still holds: not ended, and granted where somebody must grant it."""
        return self.closed_at is None and (self.kind not in ASKS_THE_HEAD or self.is_granted is True)
