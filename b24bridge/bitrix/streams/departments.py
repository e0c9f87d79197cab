"""The structure of the company (api-reference/departments/department-get.md). Heads come where the portal tells them."""

from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Site, parsed
from b24bridge.bitrix.streams.walk import Whole
from b24bridge.core.records import Department
from b24bridge.core.streams import Stream

METHOD = "department.get"
BY_ID = {"sort": "ID", "order": "ASC"}


def department(row: Row) -> Department:
    """Return the department that a row is."""
    return Department(
        id=row.identity("ID"), name=row.text("NAME") or "", parent_id=row.number("PARENT"), head_id=row.number("UF_HEAD")
    )


def source(site: Site) -> Whole:
    """Return how departments are read: this list knows offsets only, so it is kept in an order that does not change."""
    return Whole(
        read=lambda: parsed(Stream.DEPARTMENTS, site.listed(METHOD, BY_ID, start_key="START"), department),
        opens=((METHOD, BY_ID),),
    )
