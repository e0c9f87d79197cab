"""Facts: what is known of clients, gathered from the mirror and the ledger. Not what they mean: `core`, `assistants`."""

from b24bridge.store.facts.store import StoreFacts

__all__ = ["StoreFacts"]
