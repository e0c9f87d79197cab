"""The ledger: what may happen once, and what happened. Not who decides it (assistants), nor who does it (services)."""

from b24bridge.store.ledger.store import StoreLedger

__all__ = ["StoreLedger"]
