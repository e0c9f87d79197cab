"""Money at risk: what the loss of a client may cost (specification 4.0.13). How it is written is `core.sentences`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from b24bridge.core.facts import OpenDeal, Purchase
from b24bridge.core.money import Money

YEAR = 365
QUARTER = 90
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The parts of the sum, so that a screen can show the arithmetic; all in one currency, rounded to cents."""

    revenue: Decimal
    future: Decimal
    pipeline: Decimal
    overdue: Decimal
    at_risk: Money


def worth(
    share: Decimal,
    purchases: Sequence[Purchase],
    deals: Sequence[OpenDeal],
    today: date,
    currency: str,
    overdue: Decimal = Decimal(0),
) -> Worth:
    """Return what is at risk when `share` of such clients (0 to 1) are lost for good.

    `purchases` and `deals` are in `currency`, the portal's own; sums without a rate are not among them and are shown
    apart. Revenue is that of the 365 days up to `today`; a young client's is not stretched to less than 90 days.
    """
    first_day = today - timedelta(days=YEAR)
    revenue = sum((bought.amount.amount for bought in purchases if first_day < bought.on <= today), Decimal(0))
    known_for = (today - min((bought.on for bought in purchases), default=today)).days
    # Run rate × 90 / 365: the year cancels out.
    future = revenue * QUARTER / max(QUARTER, min(YEAR, known_for))
    pipeline = sum((deal.amount.amount * deal.probability / HUNDRED for deal in deals), Decimal(0))
    at_risk = Money(share * (future + pipeline) + overdue, currency).rounded()
    return Worth(revenue=revenue, future=future, pipeline=pipeline, overdue=overdue, at_risk=at_risk)
