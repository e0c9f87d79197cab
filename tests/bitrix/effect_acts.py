"""What is done on that portal before a change is tried: our task, reasons on it, and what people do."""

from datetime import date
from typing import Any

from b24bridge.core.actions import (
    JoinTask,
    LeaveTask,
)
from tests.bitrix.effect_rows import CARD, KEY, OTHER, TASK
from tests.sandboxed import Sandboxed


def put_task(site: Sandboxed) -> str:
    """Put our task and return its number."""
    number = site.bridge().perform(TASK, KEY, {}).object_id
    site.mark()
    return number


def join(number: str, **changes: Any) -> JoinTask:
    values = {"title": "Счёт не оплачен: {client}", "raises": True} | changes
    return JoinTask(client=CARD, step="task", task_id=number, owner=1, text="x", deadline=date(2026, 11, 26), **values)


def leave(number: str) -> LeaveTask:
    return LeaveTask(
        client=CARD, step="close", closes_step="task", task_id=number, item_key=OTHER, title=TASK.title, text="Оплатили"
    )


def points(site: Sandboxed) -> list[tuple[str, str]]:
    return [(row["TITLE"], row["IS_COMPLETE"]) for row in site.rows("checklistitem") if row["PARENT_ID"]]


def person(site: Sandboxed, entity: str, number: Any, **fields: Any) -> None:
    """Let a person change a card or a task."""
    kinds = {"company": 4, "deal": 2}
    if entity == "task":
        site.act("update_task", taskId=int(number), **fields)
    else:
        site.act("update", entityTypeId=kinds[entity], entityId=number, fields=fields)
