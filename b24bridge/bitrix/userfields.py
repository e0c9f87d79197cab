"""Our user fields as one portal has them: read once per worker's visit, completed when asked. Their definitions: `fields`."""

from collections.abc import Mapping, Sequence
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.fields import (
    ADD_METHODS,
    LIST_METHODS,
    UPDATE_METHODS,
    completed,
    definition,
    item_ids,
    missing,
    names_in,
)
from b24bridge.core.errors import PortalError
from b24bridge.core.ids import CODES

Rows = Sequence[Mapping[str, Any]]


class UserFields:
    """The user fields of companies and contacts."""

    def __init__(self, client: PortalClient, language: str = "ru") -> None:
        """Ask nothing yet; `language` is the one in which people read the values of lists."""
        self._client, self._language = client, language
        self._rows: Mapping[int, Rows] | None = None

    def rows(self, type_id: int) -> Rows:
        """Return the fields of companies (4) or contacts (3), asking for both in one request. Raises PortalError."""
        if self._rows is None:
            # A list of user fields has no pages and takes no filter by several names, so it is read whole.
            found = self._client.batch({str(kind): (method, {}) for kind, method in LIST_METHODS.items()})
            self._rows = {kind: rows_of(found[str(kind)]) for kind in LIST_METHODS}
        return self._rows[type_id]

    def has(self, type_id: int, name: str) -> bool:
        """Say whether the field exists."""
        return name in names_in(self.rows(type_id))

    def item_ids(self, type_id: int) -> Mapping[str, int]:
        """Return the numbers of our labels by their names."""
        return item_ids(self.rows(type_id))

    def prepare(self) -> list[str]:
        """Create the fields and labels that are missing; return what could not be done, in words.

        A field that appeared meanwhile is no error: it is there.
        """
        wanted: dict[str, tuple[str, Mapping[str, Any]]] = {
            f"{CODES[kind]} {field.name}": (method, {"fields": definition(field, self._language)})
            for kind, method in ADD_METHODS.items()
            for field in missing(self.rows(kind))
        }
        for kind, method in UPDATE_METHODS.items():
            if (change := completed(self.rows(kind), self._language)) is not None:
                wanted[f"{CODES[kind]} labels"] = (method, {"id": change[0], "fields": change[1]})
        if not wanted:
            return []
        outcomes = self._client.batch(wanted, is_write=True)
        self._rows = None
        failed = {key: error for key, error in outcomes.items() if isinstance(error, PortalError)}
        return [f"{key}: {error}" for key, error in failed.items() if not self._is_there(key)]

    def _is_there(self, key: str) -> bool:
        code, _, name = key.partition(" ")
        return self.has(next(kind for kind in ADD_METHODS if CODES[kind] == code), name)


def rows_of(outcome: Any) -> Rows:
    """Return the rows of a command that lists user fields. Raises the command's error."""
    if isinstance(outcome, PortalError):
        raise outcome
    found = outcome.result.values() if isinstance(outcome.result, Mapping) else outcome.result
    return [row for row in found or () if isinstance(row, Mapping)]
