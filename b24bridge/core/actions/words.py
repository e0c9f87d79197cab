"""Actions that say something: a notice to an employee, a note in the timeline, a letter to the client. Data only."""

from dataclasses import dataclass
from typing import ClassVar

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Send a person a notice inside the portal; a second one with the same key replaces the first."""

    kind: ClassVar[str] = "notice"
    action_class: ClassVar[str] = "notify"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    person: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Write into the client's timeline, for people to read: a comment of ours, which is no touch."""

    kind: ClassVar[str] = "note"
    action_class: ClassVar[str] = "notify"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    text: str
    cascade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLetter:
    """Send the client a letter from an employee's address, through the portal's e-mail activity. It cannot be taken back.

    `{client}` in text and subject is replaced when it is sent; the address is read then too and stored nowhere.
    `documents` are what it asks to be paid, with `total`: a letter is never sent about other documents or sums than those
    somebody consented to.
    """

    kind: ClassVar[str] = "letter"
    action_class: ClassVar[str] = "outbound"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    person: int
    subject: str
    text: str
    level: str
    documents: tuple[str, ...]
    total: Money
