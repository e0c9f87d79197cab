"""Recovery: what became of actions whose outcome nobody knows. Looked up by their marker, never sent on a guess.

A look-up right after a lost answer is not safe: the portal may commit the first request later. So it waits until the
portal's longest request must be over (limits.md: 60 s in the cloud), then reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.actions import CloseTask
from b24bridge.core.errors import Refused
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Ledger
from b24bridge.services.apply import SLACK_S
from b24bridge.services.clocks import Clock

EVERY = timedelta(minutes=10)
MOST_ROUNDS = 8
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover:
    """Settles doubt."""

    ledger: Ledger
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
            log.warning("doubt_settled", portal=row.member_id, key=row.key, kind=row.action.kind, state=str(outcome.state))
        counts = self.ledger.action_counts(installation.member_id)
        is_doubt = counts.get(State.UNKNOWN, 0) + counts.get(State.SENDING, 0)
        return self.look_at() if is_doubt else self.clock.now() + EVERY

    def _look(self, portal: Portal, row: ActionRow) -> Outcome:
        try:
            found = portal.find(row.action, row.key, self._done_by(row))
        except Refused as error:  # one that cannot be looked up must not hold up the others
            return Outcome(state=State.PARKED, note=f"could not be looked up: {error}")
        if found is not None:
            return Outcome(state=State.DONE, object_id=found, note="found by its marker")
        if row.attempts >= MOST_ROUNDS:
            return Outcome(state=State.PARKED, note=f"no trace after {row.attempts} tries")
        return Outcome(state=State.NEW, note="looked up: it did not happen")

    def _done_by(self, row: ActionRow) -> Mapping[str, str]:
        if not isinstance(row.action, CloseTask):
            return {}
        opened = self.ledger.sibling(row, row.action.closes_step)
        return {row.action.closes_step: opened.object_id} if opened is not None and opened.object_id else {}
