"""Sums of money. Different currencies are never added; rates come from the portal. Not formatting for screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency."""

    amount: Decimal
    currency: str

    def rounded(self) -> "Money":
        """Return the same sum to two decimals, halves up."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_UP), self.currency)


def to_base(money: Money, base: str, rates: Mapping[str, Decimal]) -> Money | None:
    """Return the sum in the base currency, or None when the portal has no rate for it.

    `rates` holds the price of one unit of each currency in the base currency.
    """
    if money.currency == base:
        return money
    rate = rates.get(money.currency)
    return None if rate is None else Money(money.amount * rate, base)
