"""A plan as somebody sees it before he consents, and the code that says it is still the same. Not its storage."""

import hashlib
import json
from collections.abc import Iterable

from b24bridge.core.actions import essence
from b24bridge.core.ledger import ActionRow

SHOWN = 16


def check_code(rows: Iterable[ActionRow]) -> str:
    """Return the code of what waits for consent: the same for the same actions, whatever their order and wording."""
    parts = sorted((row.key, repr(essence(row.action))) for row in rows)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:SHOWN]
