"""Plans, consent, effects and what people said; how much was marked on which day."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and columns; what is done by now was done when it was sent."""
    _plans()
    _figures()
    _statements()
    for table, columns in (("actions", _of_actions()), ("journal", _of_journal())):
        for column in columns:
            op.add_column(table, column)
    op.add_column("standings", sa.Column("marked_on", sa.Date, nullable=True))
    op.execute("UPDATE actions SET done_at = sent_at WHERE state = 'done'")
    op.execute("UPDATE actions SET there_at = sent_at")
    op.create_index("ix_actions_portal_id_plan_id", "actions", ["portal_id", "plan_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_actions_portal_id_plan_id", "actions")
    op.drop_column("standings", "marked_on")
    for table, columns in (("journal", _of_journal()), ("actions", _of_actions())):
        for column in reversed(columns):
            op.drop_column(table, column.name)
    for table in ("statements", "figures", "plans"):
        op.drop_table(table)


def _of_actions() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("plan_id", NUMBER, nullable=True),
        sa.Column("cascade", sa.Text, nullable=False, server_default=""),
        sa.Column("risk", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.Text, nullable=True),
        sa.Column("answer_by", MOMENT, nullable=True),
        sa.Column("answered_by", NUMBER, nullable=False, server_default="0"),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("is_refused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_put_off", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_ordered", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("ordered_by", NUMBER, nullable=False, server_default="0"),
        sa.Column("there_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("effect", JSON, nullable=True),
        sa.Column("conflicts", JSON, nullable=True),
    )


def _of_journal() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("person_id", NUMBER, nullable=False, server_default="0"),
        sa.Column("plan_id", NUMBER, nullable=True),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("clients", sa.Integer, nullable=False),
        sa.Column("sizes", JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_plans_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_portal_id_kind_id", "plans", ["portal_id", "kind", "id"])


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("assistant", sa.Text, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        sa.Column("clients", sa.Integer, nullable=False),
        sa.Column("risk", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_figures_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "day", "assistant", "owner_id", name="pk_figures"),
    )


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("client_type", sa.Integer, nullable=False),
        sa.Column("client_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("amount", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.Text, nullable=True),
        sa.Column("document", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("is_granted", sa.Boolean, nullable=True),
        sa.Column("answered_by", NUMBER, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_statements_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_index("ix_statements_portal_id_client_type_client_id", "statements", ["portal_id", "client_type", "client_id"])
