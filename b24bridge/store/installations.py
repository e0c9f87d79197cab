"""Installations in the database: the port `Installations`. Renewing tokens is `services.tokens`, the lock `refreshing`."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from b24bridge.core.errors import AccessLost, UnknownPortal
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.store import crypto
from b24bridge.store.dialects import insert
from b24bridge.store.refreshing import Clock, RefreshLock
from b24bridge.store.session import Store
from b24bridge.store.tables import installations as t
from b24bridge.store.tables.portals import portal_id, portals

CHANGEABLE = frozenset(field.name for field in fields(Installation)) - {"member_id"}
KEPT_WHEN_UNINSTALLED = frozenset({"status", "note", "application_token"})
_STANDING = select(t.installations, portals.c.member_id).join(portals, portals.c.id == t.installations.c.portal_id)
_PAIR = select(t.tokens).join(portals, portals.c.id == t.tokens.c.portal_id)


class SqlInstallations:
    """Who has installed us, with which tokens; every secret is sealed for its owner."""

    def __init__(self, store: Store, vault: crypto.Vault, clock: Clock) -> None:
        """Take the database, the keys, and the clock by which the refresh lock waits."""
        self._store, self._vault, self._lock = store, vault, RefreshLock(store, clock)

    def register(self, application: Application) -> None:
        """Keep an application's keys, replacing those of the same client_id."""
        sealed = self._vault.seal(crypto.secret_of(application.client_id), application.client_secret)
        row = {"client_id": application.client_id, "sealed_secret": sealed}
        with self._store.writing() as connection:
            statement = insert(connection, t.applications).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["client_id"], set_=row))

    def application(self, client_id: str) -> Application | None:
        """Return the keys of an application, or None when it was never registered."""
        query = select(t.applications.c.sealed_secret).where(t.applications.c.client_id == client_id)
        with self._store.reading() as connection:
            sealed = connection.scalar(query)
        if sealed is None:
            return None
        return Application(client_id=client_id, client_secret=self._vault.open(crypto.secret_of(client_id), sealed))

    def save(self, installation: Installation, tokens: Tokens) -> None:
        """Store an installation that was verified, with its tokens, in one commit; adds the portal when it is new."""
        row = self._to_row(installation.member_id, asdict(installation))
        with self._store.writing() as connection:
            number = portal_id(connection, installation.member_id, create=True)
            statement = insert(connection, t.installations).values(row | {"portal_id": number})
            connection.execute(statement.on_conflict_do_update(index_elements=["portal_id"], set_=row))
            self._put_tokens(connection, number, installation.member_id, tokens)

    def find(self, member_id: str) -> Installation | None:
        """Return the installation of a portal, or None."""
        with self._store.reading() as connection:
            row = connection.execute(_STANDING.where(portals.c.member_id == member_id)).one_or_none()
        return None if row is None else self._from_row(row)

    def all(self) -> Sequence[Installation]:
        """Return every installation, by member_id."""
        with self._store.reading() as connection:
            rows = connection.execute(_STANDING).all()
        return sorted(map(self._from_row, rows), key=lambda installation: installation.member_id)

    def tokens(self, member_id: str) -> Tokens | None:
        """Return the stored pair, or None when there is none."""
        with self._store.reading() as connection:
            row = connection.execute(_PAIR.where(portals.c.member_id == member_id)).one_or_none()
        if row is None:
            return None
        access, refresh = json.loads(self._vault.open(crypto.tokens_of(member_id), row.sealed_pair))
        return Tokens(access=access, refresh=refresh, expires_at=row.expires_at, user_id=row.user_id)

    def save_tokens(self, member_id: str, tokens: Tokens) -> None:
        """Replace the pair in one commit. Raises AccessLost when the portal uninstalled us in the meantime."""
        with self._store.writing() as connection:
            number = portal_id(connection, member_id)
            if _status(connection, number) is Status.UNINSTALLED:
                raise AccessLost("oauth/token", "uninstalled", "no tokens are kept of a portal that uninstalled us")
            self._put_tokens(connection, number, member_id, tokens)

    def refreshing(self, member_id: str) -> AbstractContextManager[None]:
        """Hold the portal's refresh lock. Raises RefreshInProgress when another worker keeps it for too long."""
        return self._lock.hold(member_id)

    def change(self, member_id: str, **columns: Any) -> None:
        """Change columns of an installation. One that is uninstalled keeps its status until it is saved anew."""
        if unknown := columns.keys() - CHANGEABLE:
            raise TypeError(f"an installation has no {', '.join(sorted(unknown))} to change")
        with self._store.writing() as connection:
            number = portal_id(connection, member_id)
            if _status(connection, number) is Status.UNINSTALLED:
                columns = {name: value for name, value in columns.items() if name not in KEPT_WHEN_UNINSTALLED}
            is_leaving = columns.get("status") is Status.UNINSTALLED
            if is_leaving:
                columns["application_token"] = ""
                connection.execute(delete(t.tokens).where(t.tokens.c.portal_id == number))
            if columns:
                ours = t.installations.c.portal_id == number
                connection.execute(update(t.installations).where(ours).values(self._to_row(member_id, columns)))
        if is_leaving:
            self._store.scrub()

    def set_status(self, member_id: str, status: Status, note: str = "") -> None:
        """Change the status and say why; `uninstalled` destroys the tokens at once."""
        self.change(member_id, status=status, note=note)

    def _put_tokens(self, connection: Connection, number: int, member_id: str, tokens: Tokens) -> None:
        sealed = self._vault.seal(crypto.tokens_of(member_id), json.dumps([tokens.access, tokens.refresh]))
        row = {"sealed_pair": sealed, "expires_at": tokens.expires_at, "user_id": tokens.user_id}
        statement = insert(connection, t.tokens).values(row | {"portal_id": number})
        connection.execute(statement.on_conflict_do_update(index_elements=["portal_id"], set_=row))

    def _to_row(self, member_id: str, columns: Mapping[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in columns.items() if name not in {"member_id", "application_token"}}
        if "application_token" in columns:
            owner = crypto.application_token_of(member_id)
            row["sealed_application_token"] = self._vault.seal(owner, columns["application_token"])
        return row

    def _from_row(self, row: Row[Any]) -> Installation:
        columns = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        del columns["portal_id"]
        sealed = columns.pop("sealed_application_token")
        columns |= {"scope": tuple(row.scope), "status": Status(row.status)}
        token = self._vault.open(crypto.application_token_of(row.member_id), sealed)
        return Installation(**columns, application_token=token)


def _status(connection: Connection, number: int) -> Status:
    """Return the status of an installation, which stays so until the transaction ends. Raises UnknownPortal."""
    query = select(t.installations.c.status).where(t.installations.c.portal_id == number).with_for_update()
    status = connection.scalar(query)
    if status is None:
        raise UnknownPortal
    return Status(status)
