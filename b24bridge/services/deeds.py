"""What was done, counted by kind for people: tasks, labels, letters, hand-overs. Not what it was about."""

from collections import Counter
from collections.abc import Iterable, Mapping

from b24bridge.core.actions import Reassign
from b24bridge.core.ledger import ActionRow, State
from b24bridge.core.screens_overview import Deed, RobotLine

KINDS: Mapping[str, Deed] = {
    "task": "tasks",
    "join_task": "tasks",
    "label": "labels",
    "drop_label": "labels",
    "notice": "notices",
    "letter": "letters",
    "undo": "undone",
}


def deeds_of(rows: Iterable[ActionRow]) -> tuple[RobotLine, ...]:
    """Return how often each kind of thing was done; a hand-over counts once, with all that moved along."""
    counts: Counter[Deed] = Counter()
    for row in rows:
        if row.state is State.PARKED:
            counts["failed"] += 1
        elif isinstance(row.action, Reassign):
            counts["hand_overs"] += row.action.entity == row.client
        elif row.action.kind in KINDS:
            counts[KINDS[row.action.kind]] += 1
    return tuple(RobotLine(deed, count) for deed, count in counts.items() if count)
