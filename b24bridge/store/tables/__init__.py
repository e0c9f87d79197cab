"""The tables, as SQLAlchemy Core sees them. Not objects with identities, and not queries."""
