"""Currencies and their rates (api-reference/crm/currency/crm-currency-list.md)."""

from decimal import Decimal

from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.streams.site import Site, parsed
from b24bridge.bitrix.streams.walk import Whole
from b24bridge.core.records import Currency
from b24bridge.core.streams import Stream

METHOD = "crm.currency.list"


def currency(row: Row) -> Currency:
    """Return the currency that a row is. Raises UnreadableRowError when it has no code or no usable rate.

    AMOUNT is the price of AMOUNT_CNT units in the portal's base currency.
    """
    code, is_base = row.text("CURRENCY"), row.flag("BASE")
    units = row.count("AMOUNT_CNT", 1)
    rate = Decimal(1) if is_base else row.amount("AMOUNT") / units if units > 0 else Decimal(0)
    if code is None or rate <= 0:
        raise UnreadableRowError("CURRENCY or AMOUNT is missing")
    return Currency(code=code, rate=rate, is_base=is_base)


def source(site: Site) -> Whole:
    """Return how currencies are read."""
    return Whole(read=lambda: parsed(Stream.CURRENCIES, site.listed(METHOD, {}), currency), opens=((METHOD, {}),))
