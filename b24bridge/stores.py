"""The database's side of every port, over one database. Not what a port promises: that is `core.ports`."""

from dataclasses import dataclass

from b24bridge import clock
from b24bridge.store.crypto import Vault
from b24bridge.store.inbox import SqlInbox
from b24bridge.store.installations import SqlInstallations
from b24bridge.store.jobs import SqlJobs
from b24bridge.store.ledger import StoreLedger
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.portal_settings import SqlSettings
from b24bridge.store.session import Store
from b24bridge.store.statements import StoreStatements


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The database's side of every port."""

    installations: SqlInstallations
    inbox: SqlInbox
    jobs: SqlJobs
    mirror: StoreMirror
    ledger: StoreLedger
    statements: StoreStatements
    settings: SqlSettings

    @classmethod
    def of(cls, store: Store, vault: Vault) -> "Stores":
        """Return the ports over one database."""
        return cls(
            installations=SqlInstallations(store, vault, clock),
            inbox=SqlInbox(store),
            jobs=SqlJobs(store),
            mirror=StoreMirror(store),
            ledger=StoreLedger(store),
            statements=StoreStatements(store),
            settings=SqlSettings(store),
        )
