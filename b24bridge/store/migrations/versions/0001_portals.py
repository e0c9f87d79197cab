"""Portals: who has installed us, with which tokens and settings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _applications()
    _portals()
    _installations()
    _portal_settings()
    _refresh_locks()
    _tokens()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in (
        "tokens",
        "refresh_locks",
        "portal_settings",
        "installations",
        "portals",
        "applications",
    ):
        op.drop_table(table)


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("sealed_secret", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="pk_applications"),
    )


def _portals() -> None:
    op.create_table(
        "portals",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("member_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_portals"),
        sa.UniqueConstraint("member_id", name="uq_portals_member_id"),
    )


def _installations() -> None:
    op.create_table(
        "installations",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("oauth_endpoint", sa.Text, nullable=False),
        sa.Column("scope", JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.Column("sealed_application_token", sa.Text, nullable=False),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("is_admin", sa.Boolean, nullable=False),
        sa.Column("time_zone", sa.Text, nullable=True),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("license_family", sa.Text, nullable=False),
        sa.Column("skew", sa.Float, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_installations_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", name="pk_installations"),
    )


def _portal_settings() -> None:
    op.create_table(
        "portal_settings",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_portal_settings_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "version", name="pk_portal_settings"),
    )


def _refresh_locks() -> None:
    op.create_table(
        "refresh_locks",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_refresh_locks_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", name="pk_refresh_locks"),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("sealed_pair", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_tokens_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", name="pk_tokens"),
    )
