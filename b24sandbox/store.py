"""The portal's tables in memory: plain dict rows, a sorted list of ids, and indexes that keep pages cheap.

It knows nothing of CRM or REST; whoever holds the portal's lock may write.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

Row = dict[str, Any]
Keys = Callable[[Row], Iterable[Hashable]]


class Table:
    """Rows of one kind by their integer id.

    `key` is the field that carries the id; None numbers the rows without showing the number. `groups` index rows by
    values that a function gives; `cursors` keep rows in the order of a moment that grows.
    """

    def __init__(
        self, name: str, key: str | None = "id", groups: dict[str, Keys] | None = None, cursors: tuple[str, ...] = ()
    ) -> None:
        """Begin with no rows."""
        self.name, self.key = name, key
        self.rows: dict[int, Row] = {}
        self.ids: list[int] = []
        self.last_id = 0
        self._group_keys = groups or {}
        self._groups: dict[str, dict[Hashable, set[int]]] = {group: {} for group in self._group_keys}
        self._cursors: dict[str, list[tuple[Any, int]]] = {field: [] for field in cursors}

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.ids)

    def get(self, row_id: int) -> Row | None:
        """The row as stored, not a copy; None if there is none."""
        return self.rows.get(row_id)

    def all(self) -> Iterator[Row]:
        """Rows in ascending order of id."""
        for row_id in list(self.ids):
            row = self.rows.get(row_id)
            if row is not None:
                yield row

    def insert(self, row: Row) -> int:
        """Store a row; without an id it gets the next one. Raises KeyError if the id is taken."""
        row_id = int(row[self.key]) if self.key and row.get(self.key) is not None else self.last_id + 1
        if row_id in self.rows:
            raise KeyError(row_id)
        if self.key:
            row[self.key] = row_id
        self.rows[row_id] = row
        if row_id > self.last_id:
            self.ids.append(row_id)
            self.last_id = row_id
        else:
            insort(self.ids, row_id)
        self._index(row_id, row)
        return row_id

    def change(self, row_id: int, values: Row) -> None:
        """Overwrite fields of a stored row and keep the indexes true."""
        row = self.rows[row_id]
        self._unindex(row_id, row)
        row.update(values)
        self._index(row_id, row)

    def remove(self, row_id: int) -> Row:
        """Delete a row and return it; its id is never given again."""
        row = self.rows.pop(row_id)
        self._unindex(row_id, row)
        del self.ids[bisect_left(self.ids, row_id)]
        return row

    def grouped(self, group: str, key: Hashable) -> list[Row]:
        """Rows that the group function puts under the key, by ascending id."""
        return [self.rows[row_id] for row_id in sorted(self._groups[group].get(key, ()))]

    def group_ids(self, group: str, key: Hashable) -> set[int]:
        """Ids under one key of a group; not to be changed."""
        return self._groups[group].get(key, set())

    def has_group(self, group: str) -> bool:
        """Whether such an index is kept."""
        return group in self._groups

    def has_cursor(self, field: str) -> bool:
        """Whether rows are kept in the order of this field."""
        return field in self._cursors

    def between(self, low: int, high: int | None = None, *, descending: bool = False) -> Iterator[int]:
        """Ids from `low` to `high`, both exclusive, without copying the list."""
        first = bisect_right(self.ids, low)
        last = bisect_left(self.ids, high) if high is not None else len(self.ids)
        places = range(last - 1, first - 1, -1) if descending else range(first, last)
        return (self.ids[place] for place in places)

    def ids_since(self, field: str, moment: Any) -> list[int]:
        """Ids of rows whose cursor field is at or after the moment; ascending ids."""
        order = self._cursors[field]
        return sorted(row_id for _, row_id in order[bisect_left(order, (moment, 0)) :])

    def count_since(self, field: str, moment: Any) -> int:
        """How many rows `ids_since` would give, without listing them."""
        order = self._cursors[field]
        return len(order) - bisect_left(order, (moment, 0))

    def _index(self, row_id: int, row: Row) -> None:
        for group, keys in self._group_keys.items():
            for key in keys(row):
                self._groups[group].setdefault(key, set()).add(row_id)
        for field, order in self._cursors.items():
            if row.get(field) is not None:
                entry = (row[field], row_id)
                if not order or entry >= order[-1]:
                    order.append(entry)
                else:
                    insort(order, entry)

    def _unindex(self, row_id: int, row: Row) -> None:
        for group, keys in self._group_keys.items():
            for key in keys(row):
                self._groups[group].get(key, set()).discard(row_id)
        for field, order in self._cursors.items():
            if row.get(field) is not None:
                del order[bisect_left(order, (row[field], row_id))]
