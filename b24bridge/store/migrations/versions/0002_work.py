"""Work: events that wait, verbs that are due, lanes, signs of life."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _heartbeats()
    _rejects()
    _inbox()
    _jobs()
    _lanes()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in (
        "lanes",
        "jobs",
        "inbox",
        "rejects",
        "heartbeats",
    ):
        op.drop_table(table)


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("process", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("process", name="pk_heartbeats"),
    )


def _rejects() -> None:
    op.create_table(
        "rejects",
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("reason", "day", name="pk_rejects"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("parked_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_inbox_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_oldest", "inbox", ["portal_id", "received_at", "id"])
    op.create_index(
        "uq_inbox_waiting",
        "inbox",
        ["portal_id", "topic", "object_id"],
        unique=True,
        sqlite_where=sa.text("leased_until IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("leased_until IS NULL AND parked_at IS NULL"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("is_running", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_jobs_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "verb", name="pk_jobs"),
    )


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("held_until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_lanes_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", name="pk_lanes"),
    )
