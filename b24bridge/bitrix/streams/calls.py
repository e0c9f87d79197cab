"""The telephony's own list of calls, append only (api-reference/telephony/voximplant/voximplant-statistic-get.md)."""

from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Site, parsed
from b24bridge.bitrix.streams.walk import Growth, Listing
from b24bridge.core.records import Call
from b24bridge.core.streams import Stream

METHOD = "voximplant.statistic.get"
SUCCESS = "200"


def call(row: Row) -> Call:
    """Return the call that a row is; without a result code its duration alone speaks."""
    return Call(
        id=row.identity("ID"),
        activity_id=row.number("CRM_ACTIVITY_ID"),
        duration=row.count("CALL_DURATION"),
        is_failed=row.text("CALL_FAILED_CODE") not in (None, SUCCESS),
    )


LISTING = Listing(
    method=METHOD,
    params={"FILTER": {}, "SORT": "ID", "ORDER": "ASC"},
    id_key="ID",
    by_ids="ID",
    rows_key="",
    row_id="ID",
    filter_key="FILTER",
)


def source(site: Site) -> Growth:
    """Return how calls are read."""
    return Growth(site=site, listing=LISTING, read=lambda rows: parsed(Stream.CALLS, rows, call))
