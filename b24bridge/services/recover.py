"""Recovery: what became of actions whose outcome nobody knows. Looked up by their marker, never sent on a guess.

A look-up right after a lost answer is not safe: the portal may commit the first request later. So it waits until the
portal's longest request must be over (limits.md: 60 s in the cloud), then reads.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.actions import SendLetter, Undo
from b24bridge.core.errors import Refused
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Ledger
from b24bridge.services.apply import SLACK_S
from b24bridge.services.cascades import Cascades
from b24bridge.services.clocks import Clock
from b24bridge.services.desk import Desk

EVERY = timedelta(minutes=10)
MOST_ROUNDS = 8
LETTER_SOUGHT_FOR, LETTER_LOOKED_AT_EVERY = timedelta(hours=24), timedelta(hours=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover:
    """Settles doubt."""

    ledger: Ledger
    desk: Desk
    cascades: Cascades
    clock: Clock
    server_max_s: float

    def look_at(self) -> datetime:
        """Return when something that is sent now may be looked up, should its answer be lost."""
        return self.clock.now() + timedelta(seconds=self.server_max_s + SLACK_S)

    def run(self, installation: Installation, portal: Portal) -> datetime:
        """Look up every action in doubt whose time has come; return when to look again."""
        for row in self.ledger.in_doubt(installation.member_id, self.clock.now()):
            outcome = self._look(portal, row)
            self.ledger.settle(row.key, outcome, self.clock.now())
            if outcome.state is State.PARKED:
                self.cascades.stop(row, outcome.note, self.clock.now())
            log.warning("doubt_settled", portal=row.member_id, key=row.key, kind=row.action.kind, state=str(outcome.state))
        counts = self.ledger.action_counts(installation.member_id)
        is_doubt = counts.get(State.UNKNOWN, 0) + counts.get(State.SENDING, 0)
        return self.look_at() if is_doubt else self.clock.now() + EVERY

    def _look(self, portal: Portal, row: ActionRow) -> Outcome:
        if isinstance(row.action, Undo):
            return Outcome(state=State.NEW, note="taking back is safe to repeat")
        try:
            found = portal.find(row.action, row.key, self.desk.done_by(row))
        except Refused as error:  # one that cannot be looked up must not hold up the others
            return Outcome(state=State.PARKED, note=f"could not be looked up: {error}")
        if found is not None:
            return Outcome(state=State.DONE, object_id=found.object_id, effect=found, note="found by its marker")
        if isinstance(row.action, SendLetter):
            return self._letter(row)
        if row.attempts >= MOST_ROUNDS:
            return Outcome(state=State.PARKED, note=f"no trace after {row.attempts} tries")
        return Outcome(state=State.NEW, note="looked up: it did not happen")

    def _letter(self, row: ActionRow) -> Outcome:
        """Settle a letter of which the portal shows no trace: it may have left all the same, so it is not sent again.

        It is looked for a day long; then a person must find out whether the client got it.
        """
        age = self.clock.now() - (row.sent_at or self.clock.now())
        if age < LETTER_SOUGHT_FOR:
            later = self.clock.now() + LETTER_LOOKED_AT_EVERY
            return Outcome(state=State.UNKNOWN, note="no trace of the letter yet", not_before=later)
        return Outcome(state=State.PARKED, note="no trace of the letter in a day: ask the client whether it came")
