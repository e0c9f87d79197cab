"""Stages of leads, deals and smart invoices, with what they mean (api-reference/crm/status/crm-status-list.md)."""

import re
from collections.abc import Mapping
from typing import Any

from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.core.ids import DEAL, INVOICE, LEAD
from b24bridge.core.records import Stage

METHOD = "crm.status.list"
PIPELINES = re.compile(r"(STATUS|DEAL_STAGE|SMART_INVOICE_STAGE)(_\d+)?", re.ASCII)
TYPES = {"STATUS": LEAD, "DEAL_STAGE": DEAL, "SMART_INVOICE_STAGE": INVOICE}
MEANINGS = {"S": "S", "F": "F", "success": "S", "failure": "F", "apology": "F"}


def is_stage(fields: Any) -> bool:
    """Say whether a row may be a stage of something we mirror: the same list holds sources, types and industries."""
    return not isinstance(fields, Mapping) or PIPELINES.fullmatch(str(fields.get("ENTITY_ID"))) is not None


def stage(row: Row) -> Stage:
    """Return the stage that a row is. Raises UnreadableRowError when it has no code.

    Success and failure come from the portal's own mark and never from the code: `WON` is a name like any other.
    """
    pipeline, stage_id = PIPELINES.fullmatch(row.text("ENTITY_ID") or ""), row.text("STATUS_ID")
    if pipeline is None or stage_id is None:
        raise UnreadableRowError("STATUS_ID or ENTITY_ID is missing")
    extra = row.value("EXTRA")
    mark = row.text("SEMANTICS") or (str(extra.get("SEMANTICS")) if isinstance(extra, dict) else "")
    return Stage(
        entity_type_id=TYPES[pipeline.group(1)], stage_id=stage_id, semantics=MEANINGS.get(mark, "P"), sort=row.count("SORT")
    )
