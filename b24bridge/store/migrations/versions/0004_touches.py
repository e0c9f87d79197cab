"""The mirror of touches: activities, calls, comments, tasks and stage history."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _activities()
    _activity_bindings()
    _calls()
    _comments()
    _stage_moves()
    _task_bindings()
    _tasks()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in (
        "tasks",
        "task_bindings",
        "stage_moves",
        "comments",
        "calls",
        "activity_bindings",
        "activities",
    ):
        op.drop_table(table)


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("type_id", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("direction", sa.Integer, nullable=False),
        sa.Column("is_completed", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("starts_at", MOMENT, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("deadline", MOMENT, nullable=True),
        sa.Column("author_id", NUMBER, nullable=True),
        sa.Column("responsible_id", NUMBER, nullable=True),
        sa.Column("origin", sa.Text, nullable=True),
        sa.Column("text_length", sa.Integer, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_activities_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_activities"),
    )


def _activity_bindings() -> None:
    op.create_table(
        "activity_bindings",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("entity_type", sa.Integer, nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("activity_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["portal_id"], ["portals.id"], name="fk_activity_bindings_portal_id_portals", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("portal_id", "entity_type", "entity_id", "activity_id", name="pk_activity_bindings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_activity_bindings_portal_id_activity_id", "activity_bindings", ["portal_id", "activity_id"])


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("activity_id", NUMBER, nullable=True),
        sa.Column("duration", sa.Integer, nullable=False),
        sa.Column("is_failed", sa.Boolean, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_calls_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_calls"),
    )
    op.create_index("ix_calls_portal_id_activity_id", "calls", ["portal_id", "activity_id"])


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entity_type", sa.Integer, nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("author_id", NUMBER, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("text_length", sa.Integer, nullable=False),
        sa.Column("is_repeat", sa.Boolean, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_comments_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_comments"),
    )
    op.create_index("ix_comments_portal_id_author_id_created_at_id", "comments", ["portal_id", "author_id", "created_at", "id"])
    op.create_index("ix_comments_portal_id_entity_type_entity_id", "comments", ["portal_id", "entity_type", "entity_id"])


def _stage_moves() -> None:
    op.create_table(
        "stage_moves",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("entity_type", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("stage_id", sa.Text, nullable=False),
        sa.Column("semantics", sa.Text, nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_stage_moves_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "entity_type", "id", name="pk_stage_moves"),
    )
    op.create_index("ix_stage_moves_portal_id_entity_type_entity_id", "stage_moves", ["portal_id", "entity_type", "entity_id"])


def _task_bindings() -> None:
    op.create_table(
        "task_bindings",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("entity_type", sa.Integer, nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("task_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_task_bindings_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "entity_type", "entity_id", "task_id", name="pk_task_bindings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_task_bindings_portal_id_task_id", "task_bindings", ["portal_id", "task_id"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("responsible_id", NUMBER, nullable=True),
        sa.Column("author_id", NUMBER, nullable=True),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("deadline", MOMENT, nullable=True),
        sa.Column("deadline_set_at", MOMENT, nullable=True),
        sa.Column("postponed", sa.Integer, nullable=False),
        sa.Column("marker", sa.Text, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_tasks_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_tasks"),
    )
