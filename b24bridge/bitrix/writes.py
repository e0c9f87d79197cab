"""Performs each kind of action, once, with our mark; and finds what an action made. Nothing here decides or retries.

A success of the wrong shape is Unknown: the portal did something that we cannot name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.markers import is_marked, notice_tag, task_tag, task_xml_id
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.actions import Action, CloseTask, DropLabel, Notify, PutLabel, PutTask
from b24bridge.core.errors import BridgeError, NotFound, Refused, Unknown

DAY_ENDS = time(18)
LONGEST_TITLE = 250
AWAITING_CONTROL, COMPLETED = "4", "5"
CLOSED_TITLES = {"ru": "Задача снята", "en": "Task closed"}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    """Changes one portal. `zone` is the portal's, in which a task is due at 18:00."""

    client: PortalClient
    cards: Cards
    zone: ZoneInfo
    language: str = "ru"

    def perform(self, action: Action, key: str, done_by: Mapping[str, str]) -> str:
        """Send one change once and return the id of the object. Raises Unknown and the rest of PortalError."""
        match action:
            case PutTask():
                return self._put_task(action, key)
            case CloseTask():
                return self._close_task(action, done_by)
            case PutLabel():
                return self.cards.put_label(action)
            case DropLabel():
                return self.cards.drop_label(action)
            case Notify():
                return self._notify(action, key)

    def find(self, action: Action, key: str, done_by: Mapping[str, str]) -> str | None:
        """Return the object that this action made, or None when it did not happen.

        A notice cannot be looked up; it is sent again, because a second one with the same TAG replaces the first
        (api-reference/chats/notifications/im-notify-system-add.md).
        """
        match action:
            case PutTask():
                return self._find_task(action, key)
            case CloseTask():
                number = done_by.get(action.closes_step)
                return number if number is not None and self._is_closed(number) else None
            case PutLabel() | DropLabel():
                return str(action.client) if self.cards.is_settled(action) else None
            case Notify():
                return None

    def _put_task(self, action: PutTask, key: str) -> str:
        name = self.cards.name(action.client) if "{client}" in action.title else ""
        due = datetime.combine(action.deadline, DAY_ENDS, self.zone)
        fields = {
            "TITLE": action.title.replace("{client}", name)[:LONGEST_TITLE],
            "RESPONSIBLE_ID": action.owner,
            "DEADLINE": due.isoformat(),
            "DESCRIPTION": bbcode(action.text),
            "UF_CRM_TASK": [str(action.client)],
            "TAGS": [task_tag(key)],
            "XML_ID": task_xml_id(key),
            "ALLOW_CHANGE_DEADLINE": "Y",
        }
        result = self.client.write("tasks.task.add", {"fields": fields}).result
        return made("tasks.task.add", lambda: result["task"]["id"])

    def _find_task(self, action: PutTask, key: str) -> str | None:
        params = {
            "filter": {"TAG": task_tag(key), "UF_CRM_TASK": str(action.client)},
            "select": ["ID", "XML_ID", "TAGS"],
            "order": {"ID": "asc"},
        }
        tasks = rows_of(self.client.read("tasks.task.list", params), "tasks", "tasks.task.list")
        return next((str(task["id"]) for task in tasks if is_marked(task, key)), None)

    def _close_task(self, action: CloseTask, done_by: Mapping[str, str]) -> str:
        number = done_by.get(action.closes_step)
        if number is None:
            raise NotFound("tasks.task.complete", "NOT_FOUND", f"no task was put by step {action.closes_step!r}")
        if self._is_closed(number):
            return number
        result = self.client.write("tasks.task.complete", {"taskId": number}).result
        made("tasks.task.complete", lambda: result["task"]["id"])
        self._say_why(action)
        return number

    def _is_closed(self, number: str) -> bool:
        """Say whether a task is over; one that is gone is over too."""
        params = {"filter": {"ID": number}, "select": ["ID", "STATUS"]}
        tasks = rows_of(self.client.read("tasks.task.list", params), "tasks", "tasks.task.list")
        return all(str(task.get("status")) in (AWAITING_CONTROL, COMPLETED) for task in tasks)

    def _say_why(self, action: CloseTask) -> None:
        """Leave a line in the client's timeline: a log record, which is no comment and so no touch of the client.

        The task is closed by now; a line that cannot be written is told to the operator and undoes nothing.
        """
        fields = {
            "entityTypeId": action.client.type_id,
            "entityId": action.client.id,
            "title": CLOSED_TITLES.get(self.language, CLOSED_TITLES["en"]),
            "text": action.text,
            "iconCode": "info",
        }
        try:
            self.client.write("crm.timeline.logmessage.add", {"fields": fields})
        except BridgeError as error:
            log.warning("reason_not_written", client=str(action.client), error=str(error))

    def _notify(self, action: Notify, key: str) -> str:
        params = {"USER_ID": action.person, "MESSAGE": plain_brackets(action.text), "TAG": notice_tag(key)}
        result = self.client.write("im.notify.system.add", params).result
        if result is False:
            raise Refused("im.notify.system.add", "NOT_SENT", f"the portal sent no notice to user {action.person}")
        return made("im.notify.system.add", lambda: result)


def made(method: str, pick: Callable[[], Any]) -> str:
    """Return the id that a successful answer names. Raises Unknown when it is not where the documents put it."""
    try:
        number = str(pick())
    except (KeyError, TypeError, IndexError):
        number = ""
    if not (number.isascii() and number.isdigit() and int(number)):
        raise Unknown(method, "UNEXPECTED_ANSWER", "success without the number of the object")
    return number


def bbcode(text: str) -> str:
    """Return text in which no bracket opens a BBCode mark; a task shows the references as brackets."""
    return text.replace("[", "&#91;").replace("]", "&#93;")


def plain_brackets(text: str) -> str:
    """Return text in which no bracket opens a BBCode mark, for messages, which show references as they are."""
    return text.replace("[", "(").replace("]", ")")
