"""voximplant.statistic.get (api-reference/telephony/voximplant/voximplant-statistic-get.md)."""

from __future__ import annotations

from b24sandbox import legacy
from b24sandbox.fields.activities import CALL
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import mapping
from b24sandbox.result import Result
from b24sandbox.show import textual


@method("voximplant.statistic.get", "telephony", {"FILTER": "object", "SORT": "string", "ORDER": "string", "start": "integer"})
def voximplant_statistic_get(call: Call) -> Result:
    """A page of the call log that the user may see; SORT and ORDER are plain words, not maps."""
    sort = str(call.params.get("SORT") or "ID").upper()
    if sort not in CALL or sort == "CALL_TYPE":
        call.breach(f"voximplant.statistic.get: cannot sort by {sort!r}")
        sort = "ID"
    rows, total, following = page(
        call.portal.table("call"),
        legacy.criteria(call, CALL, "ID", given=mapping(call.params.get("FILTER"))),
        [(sort, str(call.params.get("ORDER")).upper() == "DESC")],
        call.params.get("start"),
        call.portal.visibility(call.user, "call"),
    )
    return Result([textual(row, CALL, call.portal.zone) for row in rows], total, following)
