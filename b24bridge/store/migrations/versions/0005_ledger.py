"""The ledger: what may happen once, and what happened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _actions()
    _episodes()
    _journal()
    _standings()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in (
        "standings",
        "journal",
        "episodes",
        "actions",
    ):
        op.drop_table(table)


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(26), nullable=False),
        sa.Column("assistant", sa.Text, nullable=False),
        sa.Column("client_type", sa.Integer, nullable=False),
        sa.Column("client_id", NUMBER, nullable=False),
        sa.Column("anchor", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("action_class", sa.Text, nullable=False),
        sa.Column("action", JSON, nullable=False),
        sa.Column("because_ru", sa.Text, nullable=False),
        sa.Column("because_en", sa.Text, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("worker", sa.Text, nullable=True),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("object_id", sa.Text, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_actions_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.UniqueConstraint("key", name="uq_actions_key"),
    )
    op.create_index("ix_actions_portal_id_client_type_client_id", "actions", ["portal_id", "client_type", "client_id"])
    op.create_index("ix_actions_portal_id_state_id", "actions", ["portal_id", "state", "id"])


def _episodes() -> None:
    op.create_table(
        "episodes",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("assistant", sa.Text, nullable=False),
        sa.Column("client_type", sa.Integer, nullable=False),
        sa.Column("client_id", NUMBER, nullable=False),
        sa.Column("anchor", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_episodes_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "assistant", "client_type", "client_id", "anchor", name="pk_episodes"),
    )
    op.create_index(
        "uq_episodes_open",
        "episodes",
        ["portal_id", "assistant", "client_type", "client_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("assistant", sa.Text, nullable=False),
        sa.Column("client_type", sa.Integer, nullable=False),
        sa.Column("client_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(26), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("text_ru", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("because_ru", sa.Text, nullable=False),
        sa.Column("because_en", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_journal_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_portal_id_client_type_client_id_id", "journal", ["portal_id", "client_type", "client_id", "id"])
    op.create_index("ix_journal_portal_id_id", "journal", ["portal_id", "id"])


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("assistant", sa.Text, nullable=False),
        sa.Column("client_type", sa.Integer, nullable=False),
        sa.Column("client_id", NUMBER, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("because_ru", sa.Text, nullable=False),
        sa.Column("because_en", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=True),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("risk", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.Text, nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("would", JSON, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("judged_on", sa.Date, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_standings_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "assistant", "client_type", "client_id", name="pk_standings"),
    )
    op.create_index("ix_standings_portal_id_assistant_state", "standings", ["portal_id", "assistant", "state"])
    op.create_index("ix_standings_portal_id_client_type_client_id", "standings", ["portal_id", "client_type", "client_id"])
