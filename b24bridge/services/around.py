"""What stands around every page beyond the state of the data: what waits for the visitor, who stopped the robot, what is ahead.

Values only. The state itself is `services.condition`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from b24bridge.core.decisions import MARKED_STATES
from b24bridge.core.ports import Ledger, Settings
from b24bridge.core.screens import Situation
from b24bridge.services.arrivals import Visitor
from b24bridge.services.condition import Condition
from b24bridge.services.consent import Consent

TOLD_BEFORE: Final = timedelta(days=3)
SWITCH: Final = "kill_switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Answers it."""

    ledger: Ledger
    settings: Settings
    consent: Consent
    condition: Condition

    def situation(self, visitor: Visitor) -> Situation:
        """Return what stands around every page of a visitor."""
        found = self.condition.situation(visitor)
        asked = self.consent.asked(visitor)
        found = replace(found, decisions=len(asked.rows) + len(asked.statements))
        if found.running == "stopped":
            who, since = self._stopped(visitor.member_id)
            found = replace(found, who=who, since=since)
        if found.observe_until is not None and found.observe_until - found.today <= TOLD_BEFORE:
            labels, tasks = self._first_night(visitor.member_id)
            found = replace(found, first_labels=labels, first_tasks=tasks)
        return found

    def _stopped(self, member_id: str) -> tuple[str, datetime | None]:
        """Return who stopped the robot, and when by our clock: the author of the oldest version since which it stands."""
        who, since = "", None
        for version in self.settings.history(member_id):
            told: Mapping[str, Any] = version
            if not told["settings"].get(SWITCH):
                break
            who, since = str(told["author"]), datetime.fromisoformat(str(told["saved_at"]))
        return who, since

    def _first_night(self, member_id: str) -> tuple[int, int]:
        """Return how many labels and tasks the assistants would put if they acted today."""
        kept = Counter(
            str(action.get("kind"))
            for row in self.ledger.standings(member_id)
            if row.state in MARKED_STATES
            for action in row.would
        )
        return kept["label"], kept["task"]
