"""A profile: how one portal wants its facts gathered. Not its settings as people write them (`config.portal`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from b24bridge.core.calendar import Calendar
from b24bridge.core.evidence import EvidenceRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What gathering facts of a portal needs to know beside its rows.

    `currency` is the one that sums are given in, `deputies` maps a person to who stands in for him, `supervisor_id` is
    the head of those who have none. `purchase_source` is orders, invoices or deals: what counts as a purchase, of deals
    only those of `purchase_categories`, should any be named. A deal in one of `invoice_stages` that has no invoice is a
    document itself. `acts_since` is the portal day on which the assistants began to act, None while they only watch.
    """

    zone: ZoneInfo
    calendar: Calendar
    rules: EvidenceRules
    currency: str = "RUB"
    supervisor_id: int | None = None
    deputies: Mapping[int, int] = field(default_factory=dict)
    purchase_source: str = "deals"
    purchase_categories: tuple[int, ...] = ()
    invoice_stages: frozenset[str] = frozenset()
    acts_since: date | None = None
