"""A job: one verb of the bridge on one portal, and when it is next due. Not the work itself: that is `services`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

SETUP: Final = "setup"
LOOK: Final = "look"
SYNC: Final = "sync"
SCAN: Final = "scan"
APPLY: Final = "apply"
RECOVER: Final = "recover"
DIGEST: Final = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """When a verb such as `sweep` is next due on a portal (UTC; None: only when asked), and how its last tries went."""

    member_id: str
    verb: str
    due_at: datetime | None
    attempts: int = 0
    error: str = ""
