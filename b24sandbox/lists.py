"""Pages of list methods: 50 rows, offset paging with a count, and start=-1 without one.

A keyed page (`>id`, ascending ids, start=-1) costs as much as its rows; a counted page looks at every match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from b24sandbox.filters import Criteria
from b24sandbox.params import integer
from b24sandbox.store import Row, Table

PAGE = 50
Order = list[tuple[str, bool]]


def page(
    table: Table,
    criteria: Criteria,
    order: Order,
    start: Any,
    is_visible: Callable[[Row], bool] | None = None,
    size: int = PAGE,
) -> tuple[list[Row], int | None, int | None]:
    """The rows of one page, then total and next; both None with start=-1. `order` holds field and descending."""
    offset = integer(start, 0) or 0
    found = matching(table, criteria, is_visible, descending=_is_keyed(table, order) and order[0][1])
    if offset < 0:
        return list(islice(ordered(found, table, order), size)), None, None
    rows = list(ordered(found, table, order))
    return rows[offset : offset + size], len(rows), offset + size if offset + size < len(rows) else None


def _is_keyed(table: Table, order: Order) -> bool:
    return bool(order) and order[0][0] == table.key


def ordered(rows: Iterator[Row], table: Table, order: Order) -> Iterator[Row]:
    """Rows in the order asked for; rows come by id, so an order by id needs no sorting."""
    if not order or _is_keyed(table, order):
        return rows
    return iter(arranged(rows, order))


def arranged(rows: Iterable[Row], order: Order) -> list[Row]:
    """Rows in the order asked for, wherever they come from."""
    result = list(rows)
    for name, descending in reversed(order):
        result.sort(key=lambda row: _sort_key(row.get(name)), reverse=descending)
    return result


def _sort_key(value: Any) -> tuple[bool, Any]:
    if isinstance(value, str):
        return True, value.casefold()
    if isinstance(value, (list, dict)):
        return True, str(value)
    return value is not None, value


def matching(
    table: Table, criteria: Criteria, is_visible: Callable[[Row], bool] | None = None, *, descending: bool = False
) -> Iterator[Row]:
    """Rows that match and may be seen, by id."""
    for row_id in _candidates(table, criteria, descending=descending):
        row = table.rows.get(row_id)
        if row is not None and criteria.matches(row) and (is_visible is None or is_visible(row)):
            yield row


def _candidates(table: Table, criteria: Criteria, *, descending: bool) -> Iterator[int]:
    narrow = _narrow(table, criteria)
    if narrow is None:
        return table.between(criteria.low, criteria.high, descending=descending)
    return iter(sorted(narrow, reverse=descending))


def _narrow(table: Table, criteria: Criteria) -> list[int] | set[int] | None:
    if criteria.ids is not None:
        return criteria.ids
    best: list[int] | set[int] | None = None
    for name, values in criteria.equals.items():
        if table.has_group(name):
            ids = set().union(*(table.group_ids(name, value) for value in values))
            best = ids if best is None or len(ids) < len(best) else best
    for name, moment in criteria.since.items():
        if table.has_cursor(name) and table.count_since(name, moment) < (len(table) if best is None else len(best)):
            best = table.ids_since(name, moment)
    return best
