"""The mirror: our copy of the columns that decisions need. Not the facts gathered from it: `store.facts`."""

from b24bridge.store.mirror.store import StoreMirror

__all__ = ["StoreMirror"]
