"""Users of the portal, the dismissed ones too (api-reference/user/user-get.md). There is no event for a dismissal."""

from itertools import chain

from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Site, parsed
from b24bridge.bitrix.streams.walk import Listing, Whole
from b24bridge.core.records import Person
from b24bridge.core.streams import Stream

METHOD = "user.get"
SELECT = ("ID", "ACTIVE", "NAME", "LAST_NAME", "UF_DEPARTMENT")


def person(row: Row) -> Person:
    """Return the user that a row is."""
    name = " ".join(part for part in (row.text("NAME"), row.text("LAST_NAME")) if part)
    return Person(id=row.identity("ID"), is_active=row.flag("ACTIVE"), name=name, department_ids=row.numbers("UF_DEPARTMENT"))


LISTING = Listing(
    method=METHOD,
    params={"FILTER": {}, "sort": "ID", "order": "ASC", "select": list(SELECT)},
    id_key="ID",
    by_ids="ID",
    rows_key="",
    row_id="ID",
    filter_key="FILTER",
)
ACTIVE = {"ACTIVE": True}


def source(site: Site) -> Whole:
    """Return how people are read: all of them each time, because nothing tells of a change."""
    return Whole(
        read=lambda: parsed(Stream.PEOPLE, chain.from_iterable(LISTING.pages(site, 0)), person), opens=(LISTING.head(0),)
    )


def active_ids(site: Site) -> list[int]:
    """Return the numbers of everybody who works here now."""
    rows = LISTING.pages(site, 0, ACTIVE)
    return [int(row["ID"]) for row in chain.from_iterable(rows)]
