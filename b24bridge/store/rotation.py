"""Sealing every stored secret with the newest key, so that an old key can be thrown away. Safe beside working processes."""

from collections.abc import Callable

from sqlalchemy import Column, Select, Table, select, update

from b24bridge.store import crypto
from b24bridge.store.session import Store
from b24bridge.store.tables import installations as t
from b24bridge.store.tables.portals import portals


def rotate_keys(store: Store, vault: crypto.Vault) -> int:
    """Return how many secrets are sealed with the first key now. Raises ConfigError when one of them fits no key."""
    return sum(
        (
            _reseal(store, vault, t.applications.c.sealed_secret, t.applications.c.client_id, crypto.secret_of),
            _reseal(store, vault, t.tokens.c.sealed_pair, portals.c.member_id, crypto.tokens_of),
            _reseal(store, vault, t.installations.c.sealed_application_token, portals.c.member_id, crypto.application_token_of),
        )
    )


def _reseal(store: Store, vault: crypto.Vault, sealed: Column[str], owner: Column[str], owner_of: Callable[[str], str]) -> int:
    """Reseal one column, row by row: who saves a new secret in the meantime has used the first key already."""
    table: Table = sealed.table
    with store.reading() as connection:
        found = connection.execute(_secrets(table, sealed, owner)).all()
    for name, old in found:
        new = vault.reseal(owner_of(name), old)
        with store.writing() as connection:
            connection.execute(update(table).where(sealed == old).values({sealed: new}))
    return len(found)


def _secrets(table: Table, sealed: Column[str], owner: Column[str]) -> Select[str, str]:
    query = select(owner, sealed)
    return query if owner.table is table else query.join_from(table, portals, portals.c.id == table.c.portal_id)
