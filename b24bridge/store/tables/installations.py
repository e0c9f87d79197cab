"""Tables of who has installed us. What is called `sealed` is encrypted and bound to its owner: see `store.crypto`."""

from sqlalchemy import Boolean, Column, Float, Integer, Table, Text

from b24bridge.store.tables.columns import Json, Moment, Number, metadata, portal_column

# Known before any portal: a local application's keys are given out when it is registered.
applications = Table(
    "applications",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("sealed_secret", Text, nullable=False),
)

installations = Table(
    "installations",
    metadata,
    portal_column(),
    Column("client_id", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("oauth_endpoint", Text, nullable=False),
    Column("scope", Json, nullable=False),
    Column("status", Text, nullable=False),
    Column("installed_at", Moment, nullable=False),
    Column("sealed_application_token", Text, nullable=False),
    Column("user_id", Number),
    Column("is_admin", Boolean, nullable=False),
    Column("time_zone", Text),
    Column("currency", Text, nullable=False),
    Column("license_family", Text, nullable=False),
    Column("skew", Float, nullable=False),
    Column("note", Text, nullable=False),
)

# Apart from the installation, so that destroying them is one DELETE.
tokens = Table(
    "tokens",
    metadata,
    portal_column(),
    Column("sealed_pair", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("user_id", Number),
)

# Who renews the tokens of a portal: `turn` counts up, so that a late holder cannot give back another's lock.
refresh_locks = Table(
    "refresh_locks",
    metadata,
    portal_column(),
    Column("turn", Integer, nullable=False),
    Column("held_until", Moment),
)
