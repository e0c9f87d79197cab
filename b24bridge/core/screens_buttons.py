"""What a person may say about a client by a button, what each would do, and what was said already."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from b24bridge.core.decisions import Because
from b24bridge.core.ids import INVOICE, ORDER, EntityId
from b24bridge.core.money import Money
from b24bridge.core.statements import Said

Quota = Literal["left", "last", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What somebody said by a button. `reason` is a code of the button's `reasons` (for `keep` the channel).

    `until` is the promised day, or the last day of a pause or a waiver; `document` None means all of them.
    """

    kind: Said
    reason: str = ""
    note: str = ""
    until: date | None = None
    amount: Money | None = None
    document: EntityId | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a closed list: its code and its words."""

    code: str
    words: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button this visitor may press now, and what it would do.

    `until` is the portal day to which pressing it today protects (keep), or the day to offer first; `latest` the last day
    that may be chosen, None where no day is asked for. `quota` is the tightest of the limits of `keep` and `pause`: `left`
    times remain for this case after this one (`left` says how many), it is the `last` before an answer of the client, or it
    is `over`: then it cannot be pressed and `more_keeps` stands among the buttons.
    """

    kind: Said
    reasons: tuple[Option, ...] = ()
    until: date | None = None
    latest: date | None = None
    quota: Quota | None = None
    left: int | None = None

    @property
    def is_closed(self) -> bool:
        """Say whether it is shown but cannot be pressed."""
        return self.quota == "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An unpaid document of the client. Dates are the portal's own; `due_on` is None where none is known."""

    id: EntityId
    number: str
    outstanding: Money
    issued_on: date | None = None
    due_on: date | None = None

    @property
    def path(self) -> str:
        """Return the address of the document within its portal, empty for a kind that has no page."""
        pages = {INVOICE: "/crm/type/31/details/{}/", ORDER: "/shop/orders/details/{}/"}
        return pages.get(self.id.type_id, "").format(self.id.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """Something said before. `at` is in UTC; `is_granted` is the head's answer where one is asked for, None while he thinks.

    `reason` is in words, `outcome` how it ended; `id` names it for withdrawing.
    """

    id: int
    kind: Said
    by_name: str
    at: datetime
    until: date | None = None
    amount: Money | None = None
    reason: Because | None = None
    note: str = ""
    is_open: bool = True
    is_granted: bool | None = None
    outcome: Because | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonsView:
    """The buttons of one client for one visitor. `buttons` is empty for somebody who may not press; then `owner_name` may.

    Promise and dispute are among them only if something is unpaid: `bills`.
    """

    buttons: tuple[Button, ...] = ()
    owner_name: str = ""
    bills: tuple[Bill, ...] = ()
    statements: tuple[StatementLine, ...] = ()

    def of(self, kind: Said) -> Button | None:
        """Return the button of a kind, or None when this visitor has it not."""
        return next((button for button in self.buttons if button.kind is kind), None)
