"""Settings of portals in the database: the port `Settings`. What they mean, and whether they are right, is `config.portal`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from b24bridge.core.decisions import Json
from b24bridge.store.session import Store
from b24bridge.store.tables.portal_settings import portal_settings
from b24bridge.store.tables.portals import portal_id, portals


class SqlSettings:
    """Settings of portals; every version ever saved is kept, with who saved it and when."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store

    def load(self, member_id: str) -> Mapping[str, Json]:
        """Return what was set for a portal; empty when nothing was."""
        with self._store.reading() as connection:
            row = connection.execute(_versions(member_id).limit(1)).one_or_none()
        return {} if row is None else dict(row.settings)

    def save(self, member_id: str, values: Mapping[str, Json], author: str, at: datetime) -> int:
        """Store a new version and return its number, counted from 1."""
        with self._store.writing() as connection:
            number = portal_id(connection, member_id)
            # Two people who save at once get two versions
            connection.execute(select(portals.c.id).where(portals.c.id == number).with_for_update())
            newest = select(func.max(portal_settings.c.version)).where(portal_settings.c.portal_id == number)
            version = (connection.scalar(newest) or 0) + 1
            row = {"portal_id": number, "version": version, "settings": dict(values), "author": author, "saved_at": at}
            connection.execute(insert(portal_settings).values(row))
        return version

    def history(self, member_id: str) -> Sequence[Mapping[str, Json]]:
        """Return every version, newest first: `version`, `author`, `saved_at` (ISO 8601, UTC), `settings`."""
        with self._store.reading() as connection:
            rows = connection.execute(_versions(member_id)).all()
        return [
            {"version": row.version, "author": row.author, "saved_at": row.saved_at.isoformat(), "settings": row.settings}
            for row in rows
        ]


def _versions(member_id: str) -> Select[Any]:
    query = select(portal_settings).join(portals, portals.c.id == portal_settings.c.portal_id)
    return query.where(portals.c.member_id == member_id).order_by(portal_settings.c.version.desc())
