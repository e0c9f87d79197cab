"""What tasks.task.getFields says of each field: `NAME type`, then the default and the values of an enumeration."""

from __future__ import annotations

from typing import Any

NULL = "null"
FLAG = {"Y": "Yes", "N": "No"}
VALUES: dict[str, Any] = {
    "MARK": {"N": "Negative", "P": "Positive"},
    "PRIORITY": {"0": "Low", "1": "Medium", "2": "High"},
    "STATUS": {"2": "Pending", "3": "In progress", "4": "Awaiting control", "5": "Completed", "6": "Deferred"},
    "DURATION_TYPE": ["secs", "mins", "hours", "days", "weeks", "monts", "years"],
}
_TABLE = """
    ID integer
    PARENT_ID integer 0
    TITLE string
    DESCRIPTION string
    MARK enum null
    PRIORITY enum 1
    STATUS enum 2
    MULTITASK enum N
    NOT_VIEWED enum N
    REPLICATE enum N
    GROUP_ID integer 0
    STAGE_ID integer 0
    SPRINT_ID integer 0
    BACKLOG_ID integer 0
    CREATED_BY integer
    CREATED_DATE datetime
    RESPONSIBLE_ID integer
    ACCOMPLICES array
    AUDITORS array
    CHANGED_BY integer
    CHANGED_DATE datetime
    STATUS_CHANGED_BY integer
    STATUS_CHANGED_DATE datetime
    CLOSED_BY integer null
    CLOSED_DATE datetime null
    ACTIVITY_DATE datetime null
    DATE_START datetime null
    DEADLINE datetime null
    START_DATE_PLAN datetime null
    END_DATE_PLAN datetime null
    GUID string null
    XML_ID string null
    COMMENTS_COUNT integer 0
    SERVICE_COMMENTS_COUNT integer 0
    NEW_COMMENTS_COUNT integer 0
    ALLOW_CHANGE_DEADLINE enum N
    ALLOW_TIME_TRACKING enum N
    TASK_CONTROL enum N
    ADD_IN_REPORT enum N
    FORKED_BY_TEMPLATE_ID enum N
    TIME_ESTIMATE integer
    TIME_SPENT_IN_LOGS integer
    MATCH_WORK_TIME integer
    FORUM_TOPIC_ID integer
    FORUM_ID integer
    SITE_ID string
    SUBORDINATE enum null
    FAVORITE enum null
    EXCHANGE_MODIFIED datetime null
    EXCHANGE_ID integer null
    OUTLOOK_VERSION integer null
    VIEWED_DATE datetime
    SORTING double
    DURATION_PLAN integer
    DURATION_FACT integer
    CHECKLIST array
    DURATION_TYPE enum days
    IS_MUTED enum N
    IS_PINNED enum N
    IS_PINNED_IN_GROUP enum N
    FLOW_ID integer 0
    UF_CRM_TASK crm
    UF_TASK_WEBDAV_FILES disk_file
    UF_MAIL_MESSAGE mail_message
"""
REQUIRED = {"TITLE", "CREATED_BY", "RESPONSIBLE_ID"}


def described() -> dict[str, dict[str, Any]]:
    """The answer of tasks.task.getFields without its envelope."""
    return {name: _field(name, *rest) for name, *rest in (line.split() for line in _TABLE.strip().splitlines())}


def _field(name: str, kind: str, default: str | None = None) -> dict[str, Any]:
    text: dict[str, Any] = {"title": name.replace("_", " ").capitalize(), "type": kind}
    if name == "ID":
        text["primary"] = True
    if name in REQUIRED:
        text["required"] = True
    if kind == "enum":
        text["values"] = VALUES.get(name, FLAG)
    if default is not None:
        text["default"] = None if default == NULL else int(default) if default.isdigit() else default
    return text
