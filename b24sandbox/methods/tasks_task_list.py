"""tasks.task.list of REST v2 (api-reference/tasks/tasks-task-list.md)."""

from __future__ import annotations

from typing import Any

from b24sandbox.fields.table import Field
from b24sandbox.fields.tasks import TASK
from b24sandbox.filters import Criteria, Grammar, Test, compile_filter
from b24sandbox.lists import Order, page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, truth
from b24sandbox.result import Result
from b24sandbox.task_names import BY_UPPER, FILTERED, ORDERED, selected
from b24sandbox.task_show import computed, show_task, sub_status


def find(text: str) -> Field | None:
    """The task field that a filter may name; the others are dropped, XML_ID among them."""
    return TASK[BY_UPPER[text]] if text in FILTERED else None


@method(
    "tasks.task.list",
    "task",
    {"order": "object", "filter": "object", "select": "array", "params": "object", "start": "integer"},
    is_exact=True,
)
def tasks_task_list(call: Call) -> Result:
    """A page of the tasks that the user may see, newest id first unless ordered otherwise."""
    rows, total, following = page(
        call.portal.table("task"),
        _criteria(call),
        _order(call),
        call.params.get("start"),
        call.portal.visibility(call.user, "task"),
    )
    names, extra = selected(call), _extra(call)
    return Result({"tasks": [show_task(call.portal, row, names) | computed(row, extra) for row in rows]}, total, following)


def _extra(call: Call) -> set[str]:
    params = {name.upper() for name, value in mapping(call.params.get("params")).items() if truth(value)}
    return params | {str(name).upper() for name in listing(call.params.get("select"))}


def _criteria(call: Call) -> Criteria:
    given = mapping(call.params.get("filter"))
    conditions = {_patterned(key, value): value for key, value in given.items() if key != "::SUBFILTER-PARAMS"}
    special = {"STATUS": _status_test(call), "ONLY_ROOT_TASKS": lambda _value: lambda row: not row.get("parentId")}
    grammar = Grammar(
        find, "id", call.portal.zone, special, lambda name: call.breach(f"tasks.task.list: unknown field {name!r} in filter")
    )
    return compile_filter(conditions, grammar)


def _patterned(key: str, value: Any) -> str:
    """A title with % or _ in it is a pattern."""
    has_signs = isinstance(value, str) and bool({"%", "_"} & set(value))
    return {"TITLE": "=%TITLE", "!TITLE": "!%=TITLE"}.get(key, key) if has_signs else key


def _status_test(call: Call) -> Any:
    negated = any(key.startswith("!") and key.lstrip("!=@") == "STATUS" for key in mapping(call.params.get("filter")))

    def build(value: Any) -> Test:
        wanted = {integer(item) for item in listing(value)}
        return lambda row: ({sub_status(call.portal, row), row.get("status")} & wanted == set()) == negated

    return build


def _order(call: Call) -> Order:
    order: Order = []
    for key, direction in mapping(call.params.get("order")).items():
        if key.upper() in ORDERED:
            order.append((BY_UPPER[key.upper()], str(direction).lower() == "desc"))
        else:
            call.breach(f"tasks.task.list: unknown field {key!r} in order")
    return order or [("id", True)]
