"""How things are named: CRM entities, clients, and the key that makes an action happen once. Not the things themselves."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final, Self

LEAD: Final = 1
DEAL: Final = 2
CONTACT: Final = 3
COMPANY: Final = 4
ORDER: Final = 14
INVOICE: Final = 31
USER: Final = 0

# Short codes of CRM types: api-reference/crm/data-types.md#object_type
CODES: Final = {LEAD: "L", DEAL: "D", CONTACT: "C", COMPANY: "CO", ORDER: "O", INVOICE: "SI", USER: "U"}
TYPES: Final = {code: type_id for type_id, code in CODES.items()}

# Where our page stands on a client's card: api-reference/widgets/placements.md
CARD_TABS: Final = {"CRM_COMPANY_DETAIL_TAB": COMPANY, "CRM_CONTACT_DETAIL_TAB": CONTACT}


@dataclass(frozen=True, slots=True, order=True)
class EntityId:
    """One CRM entity of a portal: its type (1 lead, 2 deal, 3 contact, 4 company, 14 order, 31 smart invoice) and its number.

    An employee has no such type; 0 is ours, for what is done about him and no client: a digest.
    """

    type_id: int
    id: int

    def __str__(self) -> str:
        """Return the portal's own short form, such as `CO_12`."""
        return f"{CODES[self.type_id]}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the entity that `CO_12` names. Raises ValueError when the text is no such name."""
        code, _, number = text.upper().partition("_")
        if code not in TYPES or not (number.isascii() and number.isdigit()) or len(number) > 18:
            raise ValueError(f"{text!r} does not name a CRM entity; write it like CO_12 (company) or C_7 (contact)")
        return cls(TYPES[code], int(number))


def action_key(member_id: str, assistant: str, client: EntityId, anchor: str, step: str) -> str:
    """Return the 26 characters that name one action for ever.

    They depend only on the life of the subject (the portal, the client, the episode's anchor, the step), never on a
    date or a row number, so a rebuilt or restored database computes the same ones.
    """
    text = "|".join((member_id, assistant, str(client), anchor, step))
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:26]


REFERENCE = re.compile(r"\[#[a-z2-7]{8}\]\s*\Z")


def reference_of(key: str) -> str:
    """Return the visible mark at the end of a text of ours, where the portal keeps no other: `[#k234567a]`."""
    return f"[#{key[:8]}]"


def is_ours(text: str) -> bool:
    """Say whether a text (a comment, a point of a checklist) ends in our reference, whichever action wrote it."""
    return REFERENCE.search(text) is not None
