"""Reading back, from the ledger's JSON, the numbers that a verdict was given with. A key of another kind is none."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from b24bridge.core.decisions import Because, Json

Facts = Mapping[str, Json]


def day(facts: Facts, name: str) -> date | None:
    """Return a portal date."""
    value = facts.get(name)
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def moment(facts: Facts, name: str) -> datetime | None:
    """Return an aware moment of the portal's clock."""
    value = facts.get(name)
    found = datetime.fromisoformat(value) if isinstance(value, str) and value else None
    return found if found is not None and found.tzinfo else None


def number(facts: Facts, name: str) -> int | None:
    """Return a whole number."""
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def amount(facts: Facts, name: str) -> Decimal | None:
    """Return a sum without its currency."""
    value = facts.get(name)
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def word(facts: Facts, name: str) -> str:
    """Return a word, empty when there is none."""
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def one(facts: Facts, name: str) -> Facts:
    """Return what is told of one thing, such as the touch that decides; empty when nothing is."""
    value = facts.get(name)
    return value if isinstance(value, Mapping) else {}


def several(facts: Facts, name: str) -> list[Facts]:
    """Return what is told of several things."""
    value = facts.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def said(facts: Facts, name: str) -> Because | None:
    """Return a sentence that is there in both languages."""
    ru, en = word(one(facts, name), "ru"), word(one(facts, name), "en")
    return Because(ru, en) if ru and en else None
