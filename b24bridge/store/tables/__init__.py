"""The tables, as SQLAlchemy Core sees them. Not objects with identities, and not queries.

Importing this package makes `metadata` know all of them, which migrations rely on.
"""

from b24bridge.store.tables import inbox, installations, jobs, ledger, mirror, portal_settings, portals, statements
from b24bridge.store.tables.columns import metadata

__all__ = ["inbox", "installations", "jobs", "ledger", "metadata", "mirror", "portal_settings", "portals", "statements"]
