"""What a visitor asked a page for, read from its form. Nonsense asks for nothing rather than failing."""

from collections.abc import Mapping

from b24bridge.core.ids import EntityId
from b24bridge.core.screens import Filters
from b24bridge.web.arriving import number_of

STEP, MOST = 50, 5000
MAX_TEXT = 100


def filters_of(form: Mapping[str, str]) -> Filters:
    """Return the filters of a list."""
    return Filters(
        text=form.get("text", "").strip()[:MAX_TEXT],
        owner_id=number_of(form.get("owner", "")),
        department_id=number_of(form.get("department", "")),
        mark=form.get("mark", "")[:MAX_TEXT],
        at_least=number_of(form.get("at_least", "")) or 0,
        limit=min(max(number_of(form.get("limit", "")) or STEP, 1), MOST),
    )


def client_of(form: Mapping[str, str]) -> EntityId | None:
    """Return the client that a form names as `CO_12`, or None."""
    try:
        return EntityId.parse(form.get("client", ""))
    except ValueError:
        return None
