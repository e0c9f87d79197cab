"""The table of statements: what people told us about clients by a button or a command. Not what follows from them.

They stay when the application is removed without its data, and go with everything else (rulings 21).
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from b24bridge.store.tables.columns import Moment, Number, metadata, portal_column
from b24bridge.store.tables.ledger import Amount

statements = Table(
    "statements",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    portal_column(primary_key=False),
    Column("client_type", Integer, nullable=False),
    Column("client_id", Number, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person_id", Number, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Date),
    Column("amount", Amount),
    Column("currency", Text),
    Column("document", Text),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("is_granted", Boolean),
    Column("answered_by", Number),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    Column("outcome", Text, nullable=False),
    Index(None, "portal_id", "client_type", "client_id"),
)
