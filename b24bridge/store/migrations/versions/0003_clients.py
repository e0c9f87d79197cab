"""The mirror of clients: people, dictionaries, companies, contacts, leads, deals and invoices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _absences()
    _companies()
    _contact_companies()
    _contacts()
    _currencies()
    _cursors()
    _departments()
    _elements()
    _people()
    _stages()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in (
        "stages",
        "people",
        "elements",
        "departments",
        "cursors",
        "currencies",
        "contacts",
        "contact_companies",
        "companies",
        "absences",
    ):
        op.drop_table(table)


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_absences_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "person_id", "first_day", "last_day", name="pk_absences"),
    )


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("owner_since", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("title", sa.Text, nullable=True),
        sa.Column("hold", sa.Boolean, nullable=False),
        sa.Column("hold_until", sa.Date, nullable=True),
        sa.Column("hold_reason", sa.Text, nullable=True),
        sa.Column("company_type", sa.Text, nullable=True),
        sa.Column("is_mine", sa.Boolean, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_companies_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_companies"),
    )


def _contact_companies() -> None:
    op.create_table(
        "contact_companies",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("contact_id", NUMBER, nullable=False),
        sa.Column("company_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["portal_id"], ["portals.id"], name="fk_contact_companies_portal_id_portals", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("portal_id", "contact_id", "company_id", name="pk_contact_companies"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_contact_companies_portal_id_company_id_contact_id", "contact_companies", ["portal_id", "company_id", "contact_id"]
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("owner_since", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("title", sa.Text, nullable=True),
        sa.Column("hold", sa.Boolean, nullable=False),
        sa.Column("hold_until", sa.Date, nullable=True),
        sa.Column("hold_reason", sa.Text, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_contacts_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_contacts"),
    )


def _currencies() -> None:
    op.create_table(
        "currencies",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("rate", sa.Text, nullable=False),
        sa.Column("is_base", sa.Boolean, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_currencies_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "code", name="pk_currencies"),
    )


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("stream", sa.String(30), nullable=False),
        sa.Column("cursor", JSON, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_cursors_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "stream", name="pk_cursors"),
        sqlite_with_rowid=False,
    )


def _departments() -> None:
    op.create_table(
        "departments",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parent_id", NUMBER, nullable=True),
        sa.Column("head_id", NUMBER, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_departments_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_departments"),
    )


def _elements() -> None:
    op.create_table(
        "elements",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("type_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("company_id", NUMBER, nullable=True),
        sa.Column("contact_id", NUMBER, nullable=True),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("stage_id", sa.Text, nullable=False),
        sa.Column("semantics", sa.Text, nullable=False),
        sa.Column("amount", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("category_id", sa.Integer, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=True),
        sa.Column("moved_by", NUMBER, nullable=True),
        sa.Column("begins_on", sa.Date, nullable=True),
        sa.Column("closes_on", sa.Date, nullable=True),
        sa.Column("probability", sa.Integer, nullable=True),
        sa.Column("is_recurring", sa.Boolean, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_elements_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "type_id", "id", name="pk_elements"),
    )
    op.create_index("ix_elements_portal_id_company_id", "elements", ["portal_id", "company_id"])
    op.create_index("ix_elements_portal_id_contact_id", "elements", ["portal_id", "contact_id"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("department_ids", JSON, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_people_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_people"),
    )


def _stages() -> None:
    op.create_table(
        "stages",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("entity_type_id", sa.Integer, nullable=False),
        sa.Column("stage_id", sa.Text, nullable=False),
        sa.Column("semantics", sa.Text, nullable=False),
        sa.Column("sort", sa.Integer, nullable=False),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_stages_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "entity_type_id", "stage_id", name="pk_stages"),
    )
