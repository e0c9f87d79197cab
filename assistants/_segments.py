"""The segment of a client by the size of its deals (S-16), for those who want shorter periods for larger clients."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from b24bridge.core.facts import ClientFact

USUAL = 2
LAST_YEAR = timedelta(days=365)


def segment_of(fact: ClientFact, bounds: Sequence[int], today: date) -> int:
    """Return 0 to 4: how many of the ascending `bounds` (sums in the portal's currency) the client reaches.

    What counts is the largest open deal, else the last purchase within 365 days; a client with neither is a usual one
    (rulings 1).
    """
    sums = [deal.amount.amount for deal in fact.deals]
    recent = [bought.amount.amount for bought in fact.purchases if today - LAST_YEAR < bought.on <= today]
    size: Decimal | None = max(sums) if sums else recent[-1] if recent else None
    return USUAL if size is None else sum(size >= bound for bound in bounds)
