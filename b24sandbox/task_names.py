"""Names of task fields: camelCase in answers, capitals in requests, and which of them a filter or an order may use."""

from __future__ import annotations

from b24sandbox.fields.tasks import TASK
from b24sandbox.method import Call
from b24sandbox.params import listing
from b24sandbox.task_show import EVERY

BY_UPPER = {field.upper: name for name, field in TASK.items()} | {
    "REAL_STATUS": "status",
    "ACCOMPLICE": "accomplices",
    "AUDITOR": "auditors",
    "TAG": "tags",
}
FILTERED = frozenset({
    "ID", "PARENT_ID", "GROUP_ID", "CREATED_BY", "STATUS_CHANGED_BY", "PRIORITY", "FORUM_TOPIC_ID", "RESPONSIBLE_ID", "TITLE",
    "TAG", "REAL_STATUS", "MARK", "SITE_ID", "ADD_IN_REPORT", "DATE_START", "DEADLINE", "CREATED_DATE", "CLOSED_DATE",
    "CHANGED_DATE", "ACCOMPLICE", "AUDITOR", "DEPENDS_ON", "STAGE_ID", "SPRINT_ID", "BACKLOG_ID", "UF_CRM_TASK",
})  # fmt: skip
ORDERED = frozenset({
    "ID", "TITLE", "TIME_SPENT_IN_LOGS", "DATE_START", "CREATED_DATE", "CHANGED_DATE", "CLOSED_DATE", "ACTIVITY_DATE",
    "START_DATE_PLAN", "END_DATE_PLAN", "DEADLINE", "REAL_STATUS", "PRIORITY", "MARK", "GROUP_ID", "TIME_ESTIMATE",
    "ALLOW_CHANGE_DEADLINE", "ALLOW_TIME_TRACKING", "MATCH_WORK_TIME", "FAVORITE", "SORTING", "IS_PINNED", "IS_PINNED_IN_GROUP",
})  # fmt: skip
COMPUTED = {"creator", "responsible", "group", "accomplicesData", "auditorsData", "subStatus", "newCommentsCount", "counter"}


def name_of(text: str) -> str | None:
    """CamelCase name of a task field written either way; None if there is none."""
    return text if text in TASK else BY_UPPER.get(text.upper())


def selected(call: Call) -> list[str]:
    """CamelCase names of the fields that `select` asks for, unknown ones noted; everything without one."""
    given = [str(item) for item in listing(call.params.get("select"))]
    if not given or "*" in given:
        return [*EVERY, *(name for name in map(name_of, given) if name and name not in EVERY)]
    names = []
    for item in given:
        name = name_of(item)
        if name:
            names.append(name)
        elif item not in COMPUTED and item.upper() not in {"COUNTERS", "NEW_COMMENTS_COUNT"}:
            call.breach(f"{call.method}: unknown field {item!r} in select")
    return names
