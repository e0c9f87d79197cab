"""The two faces of a client link: `companyId` with `companyIds`, `contactId` with `contactIds`.

A company's contacts are kept with the contacts.
"""

from __future__ import annotations

from b24sandbox.entities import CrmType
from b24sandbox.portal import Portal
from b24sandbox.store import Row

CONTACTS, COMPANIES = ("contactId", "contactIds"), ("companyId", "companyIds")
PAIRS = {1: CONTACTS, 2: CONTACTS, 31: CONTACTS, 3: COMPANIES}


def normalise(crm_type: CrmType, values: Row) -> None:
    """Make the single link and the list agree in values to be written; of both given, the list has the last word."""
    single, many = PAIRS.get(crm_type.id, ("", ""))
    if many and many in values:
        values[single] = (values[many] or [None])[0]
    elif single and single in values:
        values[many] = [values[single]] if values[single] else None


def spread(portal: Portal, crm_type: CrmType, row: Row, values: Row) -> None:
    """Carry a company's `contactIds` over to the contacts."""
    if crm_type.id != 4 or "contactIds" not in values:
        return
    row.pop("contactIds", None)
    wanted = set(values["contactIds"] or ())
    contacts = portal.table("contact")
    present = {contact["id"] for contact in contacts.grouped("companyIds", row["id"])}
    for contact_id in wanted ^ present:
        contact = contacts.rows[contact_id]
        companies = [item for item in contact.get("companyIds") or [] if item != row["id"]]
        if contact_id in wanted:
            companies.append(row["id"])
        contacts.change(contact_id, {"companyIds": companies or None, "companyId": companies[0] if companies else None})
