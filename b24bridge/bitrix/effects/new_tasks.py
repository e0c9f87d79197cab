"""Making a task: by REST 3.0 where the portal has it, because only there a repeated request makes no second task.

api-reference/rest-v3.md (Idempotency-Key) and api-reference/tasks/tasks-task-add-rest-v3.md; else tasks-task-add.md. Only a
portal that says itself that it lacks the newer method is asked by the older one: a task whose fate is unknown never is.
"""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.answers import made
from b24bridge.bitrix.effects.texts import bbcode
from b24bridge.bitrix.markers import task_tag, task_xml_id
from b24bridge.core.actions import PutTask
from b24bridge.core.errors import BridgeError, Refused, Unavailable

ADD, UPDATE, OPENAPI = "tasks.task.add", "tasks.task.update", "rest.documentation.openapi"
SCOPE = "tasks"
DAY_ENDS = time(18)
NEEDS_RESULT = {"CODE": 3, "VALUE": "Y"}
NOT_THERE = frozenset({"error_method_not_found", "insufficient_scope", "bitrix_rest_v3_exception_insufficientscopeexception"})
log = structlog.get_logger()


class NewTasks:
    """Tasks to be made on one portal; what the portal can do is asked once a visit. `zone` is the portal's."""

    def __init__(self, client: PortalClient, zone: ZoneInfo) -> None:
        """Ask nothing yet."""
        self._client, self._zone = client, zone
        self._has_version3: bool | None = None

    @property
    def may_have_version3(self) -> bool:
        """Whether our application was given what REST 3.0 asks for."""
        return SCOPE in self._client.installation.scope

    def put(self, action: PutTask, key: str, title: str) -> tuple[str, datetime]:
        """Make a task, due at 18:00 of the portal's day, and return its number and when it is due."""
        due = datetime.combine(action.deadline, DAY_ENDS, self._zone)
        if self._is_version3():
            try:
                return self._by_version3(action, key, title, due), due
            except Refused as error:
                if error.code.lower() not in NOT_THERE:
                    raise
                self._has_version3 = False  # and surely nothing was made
        return self._by_version2(action, key, title, due), due

    def _is_version3(self) -> bool:
        """Say whether the portal makes tasks by REST 3.0. Raises what a read raises when it cannot tell now."""
        if self._has_version3 is None:
            self._has_version3 = self.may_have_version3 and self._asked()
        return self._has_version3

    def _asked(self) -> bool:
        try:
            document = self._client.read3(OPENAPI).result
        except Refused:
            return False
        except Unavailable as error:
            if error.code != "unusable_answer":
                raise
            return False
        paths = document.get("paths") if isinstance(document, dict) else None
        return isinstance(paths, dict) and f"/{ADD}" in paths

    def _by_version2(self, action: PutTask, key: str, title: str, due: datetime) -> str:
        fields = {
            "TITLE": title,
            "RESPONSIBLE_ID": action.owner,
            "DEADLINE": due.isoformat(),
            "DESCRIPTION": bbcode(action.text),
            "UF_CRM_TASK": [str(action.client)],
            "TAGS": [task_tag(key)],
            "XML_ID": task_xml_id(key),
            "ALLOW_CHANGE_DEADLINE": "Y",
            "SE_PARAMETER": [NEEDS_RESULT],
        }
        result = self._client.write(ADD, {"fields": fields}).result
        return made(ADD, lambda: result["task"]["id"])

    def _by_version3(self, action: PutTask, key: str, title: str, due: datetime) -> str:
        fields = {
            "title": title,
            "creatorId": self._our_user(),
            "responsibleId": action.owner,
            "deadline": due.isoformat(),
            "description": bbcode(action.text),
            "crmItemIds": [str(action.client)],
            "xmlId": task_xml_id(key),
            "allowsChangeDeadline": True,
            "requireResult": True,
        }
        result = self._client.write3(ADD, {"fields": fields}, key).result
        number = made(ADD, lambda: result["item"]["id"])
        if result["item"].get("xmlId") != task_xml_id(key):
            self._mark(number, key)
        return number

    def _mark(self, number: str, key: str) -> None:
        """Put our mark on a task that came without it; the task is there by now, whatever becomes of this."""
        fields = {"XML_ID": task_xml_id(key), "TAGS": [task_tag(key)]}
        try:
            self._client.write(UPDATE, {"taskId": number, "fields": fields})
        except BridgeError as error:
            log.warning("task_not_marked", task=number, error=str(error))

    def _our_user(self) -> int:
        known = self._client.installation.user_id
        if known:
            return known
        profile: Any = self._client.read("profile").result
        return int(made("profile", lambda: profile["ID"]))
