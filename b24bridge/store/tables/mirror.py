"""Tables of the mirror: one per kind of record, columns named as its fields. Not how they are filled: `store.mirror`.

Every key begins with the portal. `content` is a digest of a row, by which a write that changes nothing is told from one
that does; `gone_at` is when the portal was seen without the row. What activities and tasks are bound to, and the companies
of a contact, stand in tables of their own. `first_seen_at` is the portal's own moment at which a document first came here.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from b24bridge.store.tables.columns import Decimals, Json, Moment, Number, metadata, portal_column

DIGEST_LENGTH = 32


def _number(name: str) -> Column[int]:
    return Column(name, Number, nullable=False)


def _maybe(name: str) -> Column[int]:
    return Column(name, Number)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _mirrored(name: str, *columns: Any, key: tuple[str, ...] = ("id",)) -> Table:
    return Table(
        name,
        metadata,
        portal_column(primary_key=False),
        *columns,
        Column("content", String(DIGEST_LENGTH), nullable=False),
        Column("gone_at", Moment),
        PrimaryKeyConstraint("portal_id", *key),
    )


def _bound(name: str, *columns: Any, key: tuple[str, ...]) -> Table:
    whose = portal_column(primary_key=False)
    return Table(name, metadata, whose, *columns, PrimaryKeyConstraint("portal_id", *key), sqlite_with_rowid=False)


def _client(name: str, *columns: Any) -> Table:
    return _mirrored(
        name,
        _number("id"),
        _maybe("owner_id"),
        Column("owner_since", Moment),
        Column("created_at", Moment),
        Column("updated_at", Moment),
        Column("title", Text),
        _flag("hold"),
        Column("hold_until", Date),
        Column("hold_reason", Text),
        *columns,
    )


people = _mirrored(
    "people", _number("id"), _flag("is_active"), Column("name", Text, nullable=False), Column("department_ids", Json)
)
departments = _mirrored(
    "departments", _number("id"), Column("name", Text, nullable=False), _maybe("parent_id"), _maybe("head_id")
)
absences = _mirrored(
    "absences",
    _number("person_id"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    key=("person_id", "first_day", "last_day"),
)
stages = _mirrored(
    "stages",
    Column("entity_type_id", Integer, nullable=False),
    Column("stage_id", Text, nullable=False),
    Column("semantics", Text, nullable=False),
    Column("sort", Integer, nullable=False),
    key=("entity_type_id", "stage_id"),
)
currencies = _mirrored(
    "currencies",
    Column("code", Text, nullable=False),
    Column("rate", Decimals, nullable=False),
    _flag("is_base"),
    key=("code",),
)

companies = _client("companies", Column("company_type", Text), _flag("is_mine"))
contacts = _client("contacts")
# `position` 0 is the contact's primary company.
contact_companies = _bound(
    "contact_companies",
    _number("contact_id"),
    _number("company_id"),
    Column("position", Integer, nullable=False),
    Index(None, "portal_id", "company_id", "contact_id"),
    key=("contact_id", "company_id"),
)
elements = _mirrored(
    "elements",
    Column("type_id", Integer, nullable=False),
    _number("id"),
    _maybe("company_id"),
    _maybe("contact_id"),
    _maybe("owner_id"),
    Column("stage_id", Text, nullable=False),
    Column("semantics", Text, nullable=False),
    Column("amount", Decimals, nullable=False),
    Column("currency", Text, nullable=False),
    Column("created_at", Moment),
    Column("updated_at", Moment),
    Column("category_id", Integer, nullable=False),
    Column("moved_at", Moment),
    _maybe("moved_by"),
    _maybe("created_by"),
    Column("origin", Text),
    Column("begins_on", Date),
    Column("closes_on", Date),
    Column("probability", Integer),
    _flag("is_recurring"),
    Column("number", Text, nullable=False, server_default=""),
    _maybe("parent_deal"),
    Column("first_seen_at", Moment),
    Index(None, "portal_id", "company_id"),
    Index(None, "portal_id", "contact_id"),
    key=("type_id", "id"),
)
# `entity_type` and `entity_id` name the deal or invoice that an order or a payment hangs on.
orders = _mirrored(
    "orders",
    _number("id"),
    Column("number", Text, nullable=False),
    _maybe("company_id"),
    _maybe("contact_id"),
    _maybe("owner_id"),
    Column("amount", Decimals, nullable=False),
    Column("currency", Text, nullable=False),
    _flag("is_paid"),
    _flag("is_cancelled"),
    _flag("is_shipped"),
    Column("created_at", Moment),
    Column("updated_at", Moment),
    _maybe("created_by"),
    Column("paid_at", Moment),
    Column("origin", Text),
    Column("entity_type", Integer),
    _maybe("entity_id"),
    Column("first_seen_at", Moment),
    Index(None, "portal_id", "company_id"),
    Index(None, "portal_id", "contact_id"),
    Index(None, "portal_id", "entity_type", "entity_id"),
)
payments = _mirrored(
    "payments",
    _number("id"),
    _maybe("order_id"),
    Column("entity_type", Integer),
    _maybe("entity_id"),
    Column("amount", Decimals, nullable=False),
    Column("currency", Text, nullable=False),
    _flag("is_paid"),
    Column("paid_at", Moment),
    Column("updated_at", Moment),
    Column("due_at", Moment),
    _flag("is_return"),
    _flag("is_disputed"),
    Column("origin", Text),
    Index(None, "portal_id", "order_id"),
    Index(None, "portal_id", "entity_type", "entity_id"),
)
shipments = _mirrored(
    "shipments",
    _number("id"),
    _number("order_id"),
    _flag("is_shipped"),
    Column("shipped_at", Moment),
    Column("updated_at", Moment),
    Index(None, "portal_id", "order_id"),
)
stage_moves = _mirrored(
    "stage_moves",
    Column("entity_type", Integer, nullable=False),
    _number("id"),
    _number("entity_id"),
    Column("stage_id", Text, nullable=False),
    Column("semantics", Text, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Index(None, "portal_id", "entity_type", "entity_id"),
    key=("entity_type", "id"),
)

activities = _mirrored(
    "activities",
    _number("id"),
    Column("type_id", Integer, nullable=False),
    Column("provider", Text, nullable=False),
    Column("direction", Integer, nullable=False),
    _flag("is_completed"),
    Column("created_at", Moment),
    Column("updated_at", Moment),
    Column("starts_at", Moment),
    Column("ends_at", Moment),
    Column("deadline", Moment),
    _maybe("author_id"),
    _maybe("responsible_id"),
    Column("origin", Text),
    Column("text_length", Integer, nullable=False),
)
activity_bindings = _bound(
    "activity_bindings",
    Column("entity_type", Integer, nullable=False),
    _number("entity_id"),
    _number("activity_id"),
    Index(None, "portal_id", "activity_id"),
    key=("entity_type", "entity_id", "activity_id"),
)
calls = _mirrored(
    "calls",
    _number("id"),
    _maybe("activity_id"),
    Column("duration", Integer, nullable=False),
    _flag("is_failed"),
    Index(None, "portal_id", "activity_id"),
)
comments = _mirrored(
    "comments",
    _number("id"),
    Column("entity_type", Integer, nullable=False),
    _number("entity_id"),
    _maybe("author_id"),
    Column("created_at", Moment, nullable=False),
    Column("words", Text, nullable=False),
    Column("text_length", Integer, nullable=False),
    Column("is_repeat", Boolean, nullable=False, default=False),
    Index(None, "portal_id", "entity_type", "entity_id"),
    Index(None, "portal_id", "author_id", "created_at", "id"),
)
tasks = _mirrored(
    "tasks",
    _number("id"),
    Column("status", Integer, nullable=False),
    _maybe("responsible_id"),
    _maybe("author_id"),
    Column("created_at", Moment),
    Column("updated_at", Moment),
    Column("deadline", Moment),
    Column("deadline_set_at", Moment),
    Column("postponed", Integer, nullable=False),
    Column("marker", Text),
)
task_bindings = _bound(
    "task_bindings",
    Column("entity_type", Integer, nullable=False),
    _number("entity_id"),
    _number("task_id"),
    Index(None, "portal_id", "task_id"),
    key=("entity_type", "entity_id", "task_id"),
)

# How far a reader of a stream has got; `read_at` is when it last reached the end.
cursors = _bound(
    "cursors", Column("stream", String(30), nullable=False), Column("cursor", Json), Column("read_at", Moment), key=("stream",)
)
