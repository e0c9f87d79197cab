"""Elements of smart processes (api-reference/crm/universal/events/); of those only smart invoices are mirrored."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.events import fields_of, number_in
from b24bridge.core.ids import INVOICE
from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import ADDED_CHANGED_DELETED, row


@handles(*(f"ONCRMDYNAMICITEM{what}{kind}" for what in ADDED_CHANGED_DELETED for kind in ("", f"_{INVOICE}")))
def invoices(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at a smart invoice; other types mean nothing to us."""
    is_invoice = number_in(fields_of(data), "ENTITY_TYPE_ID") == INVOICE
    return row(Stream.INVOICES, topic.removesuffix(f"_{INVOICE}"), data) if is_invoice else ()
