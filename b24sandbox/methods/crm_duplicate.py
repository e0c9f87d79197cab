"""crm.duplicate.findbycomm (api-reference/crm/duplicates/)."""

from __future__ import annotations

import re

from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.params import listing
from b24sandbox.result import Result

ENTITIES = ("lead", "contact", "company")
MOST = 20
EXTENSION = re.compile(r"(доб|ext|#|;).*$", re.IGNORECASE)


def _comparable(kind: str, value: str) -> str:
    if kind == "EMAIL":
        return value.strip().casefold()
    digits = re.sub(r"\D", "", EXTENSION.sub("", value))
    return f"7{digits[1:]}" if len(digits) == 11 and digits.startswith("8") else digits


@method("crm.duplicate.findbycomm", "crm", {"type": "string!", "values": "array!", "entity_type": "string"})
def crm_duplicate_findbycomm(call: Call) -> Result:
    """Ids of leads, contacts and companies with one of these phones or letters' addresses; [] if there are none.

    Twenty found of one kind end the search. Extensions of phones do not count.
    """
    kind = str(call.params.get("type") or "").upper()
    if not kind:
        raise PortalError("Communication type is not defined", "Parameter 'type' is required.")
    if kind not in {"PHONE", "EMAIL"}:
        text = f"Communication type '{kind}' is not supported in current context"
        raise PortalError(text, text)
    values = {_comparable(kind, str(value)) for value in listing(call.params.get("values"))[:MOST]}
    if not values:
        raise PortalError("Communication values is not defined", "Parameter 'values' is required.")
    wanted = str(call.params.get("entity_type") or "").lower()
    found: dict[str, list[int]] = {}
    for entity in ENTITIES:
        ids = _owners(call, entity, kind, values) if wanted in {"", entity} else []
        if ids:
            found[entity.upper()] = ids
        if len(ids) >= MOST:
            break
    return Result(found or [])


def _owners(call: Call, entity: str, kind: str, values: set[str]) -> list[int]:
    is_visible = call.portal.visibility(call.user, entity)
    return [
        row["id"]
        for row in call.portal.table(entity).all()
        if any(item["typeId"] == kind and _comparable(kind, item["value"]) in values for item in row.get("fm") or ())
        and (is_visible is None or is_visible(row))
    ][:MOST]
