"""What somebody said about a client by a button, read from its form. Whether he may say it is the bridge's to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.screens_buttons import Bill, Button, Pressed
from b24bridge.core.statements import Said
from b24bridge.web.arriving import Posted

MAX_NOTE = 500
MOST = Decimal(10) ** 12
NOTED = frozenset({Said.KEEP})
PAID = frozenset({Said.PROMISE})


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a form: the field, and which words say it (`act.slip.<problem>`)."""

    field: str
    problem: str


def pressed_of(button: Button, bills: Sequence[Bill], form: Posted, today: date, currency: str) -> Pressed | Slip:
    """Return what was said, or the first thing that is wrong with it."""
    document = _document(form.get("document", ""), bills)
    paid_in = document or next(iter(bills), None)
    amount = _amount(form.get("amount", "")) if button.kind in PAID else None
    pressed = Pressed(
        kind=button.kind,
        reason=form.get("reason", "") if button.reasons else "",
        note=" ".join(form.get("note", "").split())[:MAX_NOTE],
        until=_day(form.get("until", "")) if button.latest else None,
        amount=Money(amount, paid_in.outstanding.currency if paid_in else currency) if amount is not None else None,
        document=document.id if document else None,
    )
    wrong = _wrong(pressed, button, today)
    if form.get("document") and document is None:
        wrong = "document"
    return Slip(wrong, wrong) if wrong else pressed


def _wrong(pressed: Pressed, button: Button, today: date) -> str:
    """Return the field that keeps a button from being pressed, `quota` when it is closed, or nothing."""
    checks = {
        "quota": not button.is_closed,
        "reason": not button.reasons or pressed.reason in {option.code for option in button.reasons},
        "note": bool(pressed.note) or button.kind not in NOTED,
        "amount": pressed.amount is not None or button.kind not in PAID,
        "until": button.latest is None or (pressed.until is not None and today <= pressed.until <= button.latest),
    }
    return next((name for name, is_right in checks.items() if not is_right), "")


def _document(text: str, bills: Sequence[Bill]) -> Bill | None:
    try:
        named = EntityId.parse(text) if text else None
    except ValueError:
        return None
    return next((bill for bill in bills if bill.id == named), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    """Return a sum as people write it: spaces between the thousands, a comma or a point before the hundredths."""
    plain = "".join(text.split()).replace(",", ".")
    try:
        amount = Decimal(plain) if plain.isascii() else Decimal(0)
    except InvalidOperation:
        return None
    return round(amount, 2) if amount.is_finite() and 0 < amount < MOST else None
