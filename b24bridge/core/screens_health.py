"""What the page of health shows: what to mend, how fresh the data are, what could not be judged, what we depend on.

Plain values like those of `core.screens`. Moments are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from b24bridge.core.decisions import Because
from b24bridge.core.streams import Stream

Freshness = Literal["fresh", "partial", "stale"]
Severity = Literal["alert", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """How fresh a stream is; `read_at` is None before its first complete reading."""

    stream: Stream
    read_at: datetime | None
    freshness: Freshness = "fresh"
    rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to mend: what, what follows for clients, and how; `code` and `at` are for support."""

    severity: Severity
    what: Because
    consequence: Because
    code: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Clients that could not be judged for one reason."""

    why: Because
    clients: int
    effect: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    """The state of one portal's bridge: what to mend, worst first, then freshness and queues."""

    remarks: tuple[Remark, ...]
    data: tuple[DataLine, ...]
    checked_at: datetime | None = None
    events_waiting: int = 0
    actions_waiting: int = 0
    actions_unknown: int = 0
    parked: int = 0
    unjudged: tuple[Unjudged, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the process depends on, such as `database`, `broker` or `migrations`; `detail` holds no secret."""

    name: str
    is_ok: bool
    detail: str = ""
