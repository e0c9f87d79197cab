"""What the port Portal promises, asked of the portal in memory and of our adapter on a sandbox over HTTP alike."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.actions import Action, CloseTask, DropLabel, Notify, PutLabel, PutTask
from b24bridge.core.errors import NotFound
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Element, Order, PaymentRow, Record, Shipment
from b24bridge.core.streams import Stream
from tests.contracts.portal_records import CARD, COMMENT, COMPANY_12, PERSON, RECORDS, TASK_301, at
from tests.contracts.portal_worlds import DoubleWorld, SandboxWorld
from tests.contracts.sandbox_rows import LINES
from tests.sandboxed import sandboxed

KEY = "k234567abcdefghijklmnopqrs"
HANDLER = "https://bridge.example/b24/event"
WHOLE = [Stream.STATUSES, Stream.CURRENCIES, Stream.DEPARTMENTS, Stream.PEOPLE, Stream.ABSENCES]
CHANGING = [
    *(Stream.COMPANIES, Stream.CONTACTS, Stream.LEADS, Stream.DEALS, Stream.INVOICES, Stream.ACTIVITIES, Stream.TASKS),
    *(Stream.ORDERS, Stream.PAYMENTS, Stream.SHIPMENTS),
]
MONEY = [Stream.INVOICES, Stream.ORDERS, Stream.PAYMENTS, Stream.SHIPMENTS]


@pytest.fixture(params=["double", "sandbox"])
def world(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "double":
        yield DoubleWorld()
        return
    with sandboxed(LINES) as site:
        world = SandboxWorld(site)
        world.visit().prepare(HANDLER, [])
        yield world
        assert site.breaches() == {}


def read(world: Any, stream: Stream, cursor: Any = None) -> tuple[list[Record], Any]:
    """Read a stream to its end as the use cases do, and return its records and the last cursor."""
    records: list[Record] = []
    for page in world.visit().pages(stream, cursor):
        assert page.parked == ()
        records, cursor, is_last = [*records, *page.records], page.cursor, page.is_last
    assert is_last
    return records, cursor


def task(**changes: Any) -> PutTask:
    values = {"client": CARD, "step": "task", "owner": 1, "title": "Забытый клиент: {client}", "text": "x"} | changes
    return PutTask(deadline=date(2026, 11, 25), **values)


def label(**changes: Any) -> PutLabel:
    values = {
        "client": CARD,
        "step": "label",
        "label": "forgotten",
        "since": date(2026, 11, 1),
        "next_on": None,
        "why": "82 дня",
    }
    return PutLabel(**(values | changes))


@pytest.mark.parametrize("stream", list(Stream))
def test_every_stream_gives_its_records(world: Any, stream: Stream) -> None:
    """Each stream read from the beginning gives exactly the portal's rows, as our records."""
    records, _ = read(world, stream)
    assert set(records) == RECORDS[stream]
    assert len(records) == len(RECORDS[stream])


@pytest.mark.parametrize("stream", CHANGING)
def test_an_unchanged_portal_gives_a_sweep_nothing(world: Any, stream: Stream) -> None:
    """A second reading of a portal on which nothing happened yields no row."""
    _, cursor = read(world, stream)
    assert read(world, stream, cursor)[0] == []


@pytest.mark.parametrize("stream", WHOLE)
def test_short_lists_are_read_whole_each_time(world: Any, stream: Stream) -> None:
    """A list that is read whole says so, so that what is gone is seen to be gone."""
    (page,) = world.visit().pages(stream, None)
    assert page.replaces_all


def test_a_sweep_gives_what_a_person_changed(world: Any) -> None:
    """A company renamed after the first pass comes with the next sweep, alone."""
    _, cursor = read(world, Stream.COMPANIES)
    world.rename("Ромашка-Север")
    records, after = read(world, Stream.COMPANIES, cursor)
    assert [(record.id, record.title) for record in records] == [(12, "Ромашка-Север")]
    assert after != cursor


def test_looking_leaves_out_what_is_gone(world: Any) -> None:
    """Rows asked for by number come once each; a number that the portal does not have is left out."""
    assert world.visit().look(Stream.COMPANIES, [12, 12, 999]) == [COMPANY_12]
    assert list(world.visit().look(Stream.TASKS, [301])) == [TASK_301]
    assert list(world.visit().look(Stream.COMMENTS, [3, 4])) == [COMMENT]
    assert list(world.visit().look(Stream.DEALS, [])) == []


@pytest.mark.parametrize("stream", [*CHANGING, Stream.CALLS, Stream.PEOPLE])
def test_looking_gives_what_reading_gives(world: Any, stream: Stream) -> None:
    """A row looked at by its number is the same record as the stream gives."""
    for record in RECORDS[stream]:
        number = record.entity.id if isinstance(record, Element) else record.id
        assert list(world.visit().look(stream, [number])) == [record]


def test_comments_are_read_per_card(world: Any) -> None:
    """The comments of a card come with the words by which repeats are told, and other cards have none."""
    assert list(world.visit().comments([CARD, PERSON])) == [COMMENT]
    assert list(world.visit().comments([PERSON])) == []


def test_activities_that_others_own_are_found_by_their_links(world: Any) -> None:
    """A meeting of two companies is found through the one that does not own it; what a client's own cards own is left out."""
    meeting = next(record for record in RECORDS[Stream.ACTIVITIES] if record.id == 52)
    other = EntityId(4, 13)
    assert list(world.visit().linked([[other, PERSON]])) == [meeting]
    assert list(world.visit().linked([[PERSON], [other]])) == [meeting]
    assert list(world.visit().linked([[CARD, other], [PERSON]])) == []
    assert list(world.visit().linked([])) == []


def test_grounds_hold_all_that_may_have_changed(world: Any) -> None:
    """Right before a write one reading gives the client, its fresh activities and tasks, and its comments."""
    since = TASK_301.updated_at
    grounds = world.visit().grounds(CARD, [CARD, PERSON], since)
    fresh = {record for record in RECORDS[Stream.ACTIVITIES] if record.id in {51, 52}}
    assert set(grounds) == {COMPANY_12, TASK_301, COMMENT} | fresh


def test_grounds_hold_what_changed_in_its_documents(world: Any) -> None:
    """An invoice and an order that changed come with the payments that were made, and nothing that stayed as it was."""
    since, invoice = at(8), EntityId(31, 9)
    owned = [CARD, invoice, *(EntityId(14, record.order_id) for record in RECORDS[Stream.PAYMENTS])]
    grounds = world.visit().grounds(CARD, owned, since)
    money = {record for record in grounds if isinstance(record, Element | Order | PaymentRow | Shipment)}
    assert {(type(record), getattr(record, "id", 9)) for record in money} == {
        *((Element, 9), (Order, 21)),
        *((PaymentRow, 71), (PaymentRow, 74)),
    }
    assert money <= {record for stream in MONEY for record in RECORDS[stream]}


def test_grounds_of_a_client_that_is_gone_lack_it(world: Any) -> None:
    """A deleted client is missing in its grounds, which is how the use cases learn of it."""
    world.delete_company()
    assert COMPANY_12 not in world.visit().grounds(CARD, [], TASK_301.updated_at)


def test_a_task_is_put_once_and_found_by_its_marker(world: Any) -> None:
    """A task is not there before it is put; afterwards its marker leads to it, and the mirror knows it as ours."""
    assert world.visit().find(task(), KEY, {}) is None
    effect = world.visit().perform(task(), KEY, {})
    number = effect.object_id
    assert world.visit().find(task(), KEY, {}) == effect
    assert world.visit().find(task(), "another" + KEY, {}) is None
    assert world.title_of(number) == "Забытый клиент: Ромашка [Юг]"
    (record,) = world.visit().look(Stream.TASKS, [int(number)])
    assert (record.marker, record.bindings, record.responsible_id) == (KEY, (CARD,), 1)
    assert record.deadline == datetime(2026, 11, 25, 18, tzinfo=ZoneInfo("Europe/Moscow"))


def test_a_task_is_closed_once_with_its_reason(world: Any) -> None:
    """The task of an earlier step is completed and the card says why; closing it again changes nothing more."""
    done_by = {"task": world.visit().perform(task(), KEY, {}).object_id}
    close = CloseTask(client=CARD, step="close", closes_step="task", text="Клиент ответил 21.11")
    assert world.visit().find(close, KEY, done_by) is None
    assert world.visit().perform(close, KEY, done_by).object_id == done_by["task"]
    assert world.visit().perform(close, KEY, done_by).object_id == done_by["task"]
    assert world.visit().find(close, KEY, done_by).object_id == done_by["task"]
    assert world.reasons() == ["Клиент ответил 21.11"]
    assert world.visit().look(Stream.TASKS, [int(done_by["task"])])[0].status == 5
    assert list(world.visit().comments([CARD])) == [COMMENT]


def test_a_task_that_is_gone_counts_as_closed(world: Any) -> None:
    """Closing a task that a person deleted is done already."""
    close = CloseTask(client=CARD, step="close", closes_step="task", text="x")
    assert world.visit().perform(close, KEY, {"task": "999"}).object_id == "999"
    assert world.visit().find(close, KEY, {"task": "999"}).object_id == "999"


def test_without_a_task_there_is_nothing_to_close(world: Any) -> None:
    """Closing what no earlier step put is no such object, and looked up it did not happen."""
    close = CloseTask(client=CARD, step="close", closes_step="task", text="x")
    assert world.visit().find(close, KEY, {}) is None
    with pytest.raises(NotFound):
        world.visit().perform(close, KEY, {})


def test_a_label_comes_and_goes(world: Any) -> None:
    """A label appears on the card with its dates and reason, can be told from another one, and is taken off again."""
    drop = DropLabel(client=CARD, step="unlabel", label="forgotten")
    assert world.visit().find(label(), KEY, {}) is None
    assert world.visit().perform(label(), KEY, {}).object_id == "CO_12"
    assert world.visit().find(label(), KEY, {}).object_id == "CO_12"
    assert world.visit().find(label(why="83 дня"), KEY, {}) is None
    assert world.visit().find(drop, KEY, {}) is None
    assert world.visit().perform(label(label="debtor"), KEY, {}).object_id == "CO_12"
    assert world.labels() == {"forgotten", "debtor"}
    assert world.visit().perform(drop, KEY, {}).object_id == "CO_12"
    assert world.labels() == {"debtor"}
    assert world.visit().find(drop, KEY, {}).object_id == "CO_12"


@pytest.mark.parametrize("action", [task(), label(), DropLabel(client=CARD, step="unlabel", label="forgotten")])
def test_nothing_is_done_to_a_client_that_is_gone(world: Any, action: Action) -> None:
    """An action on a deleted client says that it does not exist."""
    world.delete_company()
    with pytest.raises(NotFound):
        world.visit().perform(action, KEY, {})


def test_a_repeated_notice_replaces_itself(world: Any) -> None:
    """A notice sent twice under one key stands once; it cannot be looked up."""
    notice = Notify(client=CARD, step="remind", person=1, text="Клиент ждёт")
    world.visit().perform(notice, KEY, {})
    assert world.visit().perform(notice, KEY, {}).object_id.isdigit()
    assert world.notices() == [(1, "Клиент ждёт")]
    assert world.visit().find(notice, KEY, {}) is None


def test_preparing_twice_changes_nothing_more(world: Any) -> None:
    """Fields, handlers and tabs are made once; preparing a prepared portal has nothing to say."""
    tabs = {"CRM_COMPANY_DETAIL_TAB": "https://bridge.example/b24/widget/CRM_COMPANY_DETAIL_TAB"}
    for _ in range(2):
        assert list(world.visit().prepare(HANDLER, ["ONCRMDEALUPDATE", "ONTASKADD"], tabs)) == []
        assert world.bound() == {("ONCRMDEALUPDATE", HANDLER), ("ONTASKADD", HANDLER), *tabs.items()}


def test_a_portal_tells_of_itself(world: Any) -> None:
    """We learn our user's rights and the portal's currency; nothing was refused to us."""
    about = world.visit().about()
    assert (about["is_admin"], about["currency"]) == (True, "RUB")
    assert list(world.visit().gaps()) == []
