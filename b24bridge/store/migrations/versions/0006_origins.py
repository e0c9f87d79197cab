"""Who made a lead, a deal or an invoice, and which application brought it in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; the next full reading fills them."""
    op.add_column("elements", sa.Column("created_by", NUMBER, nullable=True))
    op.add_column("elements", sa.Column("origin", sa.Text, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("elements", "origin")
    op.drop_column("elements", "created_by")
