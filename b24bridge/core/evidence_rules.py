"""From where on a row counts as evidence. Not the portal's settings as people write them (`config.portal`)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

ROBOT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRules:
    """From where on something counts: talks in seconds, comments in characters. `zone` is the portal's.

    `app_user_id` is the user in whose name our application acts; cards of applications in his name are ours.
    """

    min_talk_s: int = 20
    min_note_len: int = 15
    app_user_id: int | None = None
    zone: ZoneInfo
