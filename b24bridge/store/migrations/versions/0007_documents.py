"""Shop orders, payments and shipments; the number and the deal of an invoice, and when a document was first seen."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; let documents known by now be seen today, and invoices be read anew for what they lacked."""
    _orders()
    _payments()
    _shipments()
    op.add_column("elements", sa.Column("number", sa.Text, nullable=False, server_default=""))
    op.add_column("elements", sa.Column("parent_deal", NUMBER, nullable=True))
    op.add_column("elements", sa.Column("first_seen_at", MOMENT, nullable=True))
    op.execute("UPDATE elements SET first_seen_at = CURRENT_TIMESTAMP")
    op.execute("DELETE FROM cursors WHERE stream = 'invoices'")


def downgrade() -> None:
    """Drop them."""
    for column in ("first_seen_at", "parent_deal", "number"):
        op.drop_column("elements", column)
    for table in ("shipments", "payments", "orders"):
        op.drop_table(table)


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("company_id", NUMBER, nullable=True),
        sa.Column("contact_id", NUMBER, nullable=True),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("amount", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("is_paid", sa.Boolean, nullable=False),
        sa.Column("is_cancelled", sa.Boolean, nullable=False),
        sa.Column("is_shipped", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("created_by", NUMBER, nullable=True),
        sa.Column("paid_at", MOMENT, nullable=True),
        sa.Column("origin", sa.Text, nullable=True),
        sa.Column("entity_type", sa.Integer, nullable=True),
        sa.Column("entity_id", NUMBER, nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_orders_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_orders"),
    )
    op.create_index("ix_orders_portal_id_company_id", "orders", ["portal_id", "company_id"])
    op.create_index("ix_orders_portal_id_contact_id", "orders", ["portal_id", "contact_id"])
    op.create_index("ix_orders_portal_id_entity_type_entity_id", "orders", ["portal_id", "entity_type", "entity_id"])


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("order_id", NUMBER, nullable=True),
        sa.Column("entity_type", sa.Integer, nullable=True),
        sa.Column("entity_id", NUMBER, nullable=True),
        sa.Column("amount", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("is_paid", sa.Boolean, nullable=False),
        sa.Column("paid_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("is_return", sa.Boolean, nullable=False),
        sa.Column("is_disputed", sa.Boolean, nullable=False),
        sa.Column("origin", sa.Text, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_payments_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_payments"),
    )
    op.create_index("ix_payments_portal_id_order_id", "payments", ["portal_id", "order_id"])
    op.create_index("ix_payments_portal_id_entity_type_entity_id", "payments", ["portal_id", "entity_type", "entity_id"])


def _shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("portal_id", sa.Integer, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("order_id", NUMBER, nullable=False),
        sa.Column("is_shipped", sa.Boolean, nullable=False),
        sa.Column("shipped_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("content", sa.String(32), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name="fk_shipments_portal_id_portals", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal_id", "id", name="pk_shipments"),
    )
    op.create_index("ix_shipments_portal_id_order_id", "shipments", ["portal_id", "order_id"])
