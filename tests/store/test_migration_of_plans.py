"""The step to plans keeps what the ledger knew: actions that were done keep their day, and nothing waits for consent."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, create_engine, text

from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import State
from b24bridge.store.ledger import StoreLedger
from b24bridge.store.migrations import migrate
from b24bridge.store.session import open_store, parse_url
from b24bridge.store.tables.columns import Moment

SENT = datetime(2026, 11, 2, 3, tzinfo=UTC)
OLD = """INSERT INTO actions (portal_id, key, assistant, client_type, client_id, anchor, step, kind, action_class, action,
    because_ru, because_en, decided_at, state, attempts, sent_at, note)
    VALUES (1, :key, 'forgotten_clients', 4, 1, 'start', :step, 'drop_label', 'label', :action,
    'р', 'e', :sent_at, :state, 1, :sent_at, '')"""
ACTION = '{"kind": "drop_label", "client": "CO_1", "step": "unlabel", "label": "forgotten"}'


@pytest.fixture
def old_url(database_url):
    """Return a database from before there were plans, with an action that was done and one that was not sent yet."""
    migrate(database_url, "0007")
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO portals (id, member_id) VALUES (1, 'portal-a')"))
        for state in ("done", "new"):
            row = {"key": state, "step": state, "state": state, "action": ACTION, "sent_at": SENT}
            connection.execute(text(OLD).bindparams(bindparam("sent_at", type_=Moment)), row)
    engine.dispose()
    return database_url


def test_what_was_done_before_keeps_its_day(old_url):
    """It was done when it was sent; what was not sent yet is due as before, without any plan."""
    migrate(old_url)
    store = open_store(old_url)
    ledger = StoreLedger(store)
    done, new = ledger.of_client("portal-a", EntityId(4, 1))
    assert (done.state, done.done_at, done.plan_id) == (State.DONE, SENT, None)
    assert (new.done_at, new.answered_by, new.ordered_by) == (None, 0, 0)
    assert [row.key for row in ledger.due("portal-a", 10, SENT)] == ["new"]
    store.close()
