"""calendar.accessibility.get and calendar.settings.get (api-reference/calendar/)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from b24sandbox import moments
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing
from b24sandbox.result import Result
from b24sandbox.store import Row

SHOWN = "%d.%m.%Y %H:%M:%S"
HOLIDAYS = "1.01,2.01,3.01,4.01,5.01,6.01,7.01,8.01,23.02,8.03,1.05,9.05,12.06,4.11"


@method("calendar.accessibility.get", "calendar", {"users": "array!", "from": "string!", "to": "string!"})
def calendar_accessibility_get(call: Call) -> Result:
    """Absences and meetings of users in a period of whole days; a user without any has an empty array."""
    for name in ("from", "to", "users"):
        if not call.params.get(name):
            text = f'The required parameter "{name}" for the method "calendar.accessibility.get" is not set.'
            raise PortalError("", text)
    try:
        first, last = (moments.read_day(str(call.params[name])) for name in ("from", "to"))
    except ValueError as error:
        raise PortalError("", f"Invalid date: {error}") from error
    users = [integer(one) or 0 for one in listing(call.params["users"])]
    return Result({str(user_id): _of_user(call, user_id, first, last) for user_id in users})


def _of_user(call: Call, user_id: int, first: date, last: date) -> list[dict[str, Any]]:
    events = []
    for row in call.portal.table("absence").grouped("userId", user_id):
        began, ended, is_whole = _span(call, row)
        if began.date() <= last and ended.date() >= first:
            events.append(_event(call, row, began, ended, is_whole=is_whole))
    return events


def _span(call: Call, row: Row) -> tuple[datetime, datetime, bool]:
    zone = call.portal.zone
    ends = [
        value.astimezone(zone) if isinstance(value, datetime) else datetime.combine(value, time(), zone)
        for value in (row["from"], row["to"])
    ]
    return ends[0], ends[1], not isinstance(row["from"], datetime)


def _event(call: Call, row: Row, began: datetime, ended: datetime, *, is_whole: bool) -> dict[str, Any]:
    return {
        "ID": str(row["id"]),
        "NAME": row.get("name") or "",
        "DATE_FROM": began.strftime("%d.%m.%Y" if is_whole else SHOWN),
        "DATE_TO": ended.strftime("%d.%m.%Y" if is_whole else SHOWN),
        "DATE_FROM_TS_UTC": str(int(began.timestamp())),
        "DATE_TO_TS_UTC": str(int(ended.timestamp())),
        "~USER_OFFSET_FROM": _offset(began),
        "~USER_OFFSET_TO": _offset(ended),
        "DT_SKIP_TIME": "Y" if is_whole else "N",
        "TZ_FROM": call.portal.settings.time_zone,
        "TZ_TO": call.portal.settings.time_zone,
        "ACCESSIBILITY": "absent",
        "IMPORTANCE": "normal",
        "EVENT_TYPE": "",
    }


def _offset(moment: datetime) -> int:
    return int((moment.utcoffset() or timedelta()).total_seconds())


@method("calendar.settings.get", "calendar")
def calendar_settings_get(call: Call) -> Result:
    """The portal's working hours and holidays; holidays bear no year."""
    del call
    return Result(
        {
            "work_time_start": "9",
            "work_time_end": "19",
            "year_holidays": HOLIDAYS,
            "year_workdays": "",
            "week_holidays": ["SA", "SU"],
            "week_start": "MO",
            "user_name_template": "#NAME# #LAST_NAME#",
            "sync_by_push": False,
            "user_show_login": True,
            "path_to_user": "/company/personal/user/#user_id#/",
            "path_to_user_calendar": "/company/personal/user/#user_id#/calendar/",
            "path_to_group": "/workgroups/group/#group_id#/",
            "path_to_group_calendar": "/workgroups/group/#group_id#/calendar/",
            "path_to_vr": "",
            "path_to_rm": "",
            "rm_iblock_type": "",
            "rm_iblock_id": "",
            "dep_manager_sub": True,
            "denied_superpose_types": [],
            "pathes_for_sites": "",
            "forum_id": "8",
            "rm_for_sites": True,
            "path_to_type_company_calendar": "",
            "path_to_type_location": "",
            "path_to_type_open_event": "",
        }
    )
