"""Touches: contacts with a client, each with its evidence. What they protect is computed in `core.protection`.

Kinds follow the specification: `contact` (the client answered), `sent`, `attempt`, `deal` (a stage moved forward),
`note` and `keep` (claims). A touch that does not count is kept with the reason, so that screens can show it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a touch is evidence of, strongest first."""

    CONTACT = "contact"
    SENT = "sent"
    ATTEMPT = "attempt"
    DEAL = "deal"
    NOTE = "note"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One contact with a client.

    `at` is aware, in the portal's zone. `source` names the row it comes from, such as `activity:51`. `channel` is one of
    call, missed_call, letter, meeting, chat, form, sms, comment, todo, deal, payment, other. `ignored` is empty when the
    touch counts, else why it does not: robot, ours, mailing, future, planned, short, repeat, backward, missed (the client
    called in vain), unknown (a kind of activity that we cannot weigh). `until` is the day that a keep gives by itself.
    """

    at: datetime
    kind: Kind
    source: str
    channel: str
    direction: int = 0
    actor_id: int | None = None
    duration: int = 0
    is_backdated: bool = False
    ignored: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An open task or a planned call or meeting: contact that is still to come. Aware moments, in the portal's zone.

    `granted_at` is the creation or the last change of the deadline; protection never reaches beyond 90 days from it.
    """

    source: str
    granted_at: datetime
    deadline: datetime | None
    postponed: int = 0
    responsible_id: int | None = None
