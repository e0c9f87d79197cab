"""Reading streams from a sandbox over HTTP: how many requests it takes, where it resumes, what a portal does not give."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24bridge import clock
from b24bridge.bitrix.streams import companies
from b24bridge.bitrix.streams.site import Site
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.bitrix.userfields import UserFields
from b24bridge.core.errors import Refused
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.streams import Cursor, Stream
from tests.contracts.sandbox_rows import LINES, when
from tests.sandboxed import Sandboxed, line, sandboxed

CARD = EntityId(COMPANY, 12)


def crowd(count: int) -> list[str]:
    """Return a portal with so many companies more than the small one."""
    life = {"assignedById": 1, "createdTime": when(1), "updatedTime": when(1)}
    many = (line("company", id=100 + number, title=f"№ {number}", **life) for number in range(count))
    return [*LINES, *many]


def read(site: Sandboxed, stream: Stream, cursor: Cursor | None = None) -> tuple[list[Any], Cursor]:
    """Read a stream to its end in one visit."""
    pages = list(site.bridge().pages(stream, cursor))
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    return [record for page in pages for record in page.records], pages[-1].cursor


def walk_of(site: Sandboxed, chunk: int) -> Walk:
    """Return the walk through companies, in chunks of about that many rows."""
    client = site.client()
    walk = companies.source(Site(client, clock, UserFields(client), ZoneInfo("Europe/Moscow"), "RUB"))
    return Walk(site=walk.site, listing=walk.listing, read=walk.read, chunk=chunk)


def test_a_first_pass_takes_few_requests() -> None:
    """2,602 companies are 53 pages: our fields, both ends of the list, then fifty pages to a request, few in vain."""
    with sandboxed(crowd(2600)) as site:
        records, _ = read(site, Stream.COMPANIES)
        assert len({record.id for record in records}) == len(records) == 2602
        assert site.requests() == 4
        assert sum(call["method"] == "crm.item.list" for call in site.calls()) <= 57
        assert site.breaches() == {}


def test_a_sweep_of_an_unchanged_portal_reads_no_row() -> None:
    """The second reading asks one request a stream and is given no company."""
    with sandboxed(crowd(60)) as site:
        bridge = site.bridge()
        (*_, last) = bridge.pages(Stream.COMPANIES, None)
        site.mark()
        (page,) = bridge.pages(Stream.COMPANIES, last.cursor)
        assert (page.records, page.is_last) == ((), True)
        assert site.requests() == 1
        (call,) = [call for call in site.calls() if call["method"] == "crm.item.list"]
        assert call["params"]["filter"][">=updatedTime"] < str(last.cursor["since"])


@pytest.mark.parametrize("stream", [Stream.STAGE_MOVES, Stream.CALLS])
def test_what_only_grows_is_swept_in_one_request(stream: Stream) -> None:
    """Lists that only grow cost one request when nothing was added, and the last rows come again in it."""
    with sandboxed(LINES) as site:
        records, cursor = read(site, stream)
        site.mark()
        again, after = read(site, stream, cursor)
        assert site.requests() == 1
        assert (bool(again), set(again) <= set(records), after) == (True, True, cursor)


def test_a_new_stage_comes_with_the_next_sweep() -> None:
    """A deal that a person moved after the first pass leaves a new line of history."""
    with sandboxed(LINES) as site:
        _, cursor = read(site, Stream.STAGE_MOVES)
        site.client().write("crm.item.update", {"entityTypeId": 1, "id": 4, "fields": {"stageId": "NEW", "title": "x"}})
        site.client().write("crm.item.add", {"entityTypeId": 1, "fields": {"title": "Новый", "stageId": "NEW"}})
        records, after = read(site, Stream.STAGE_MOVES, cursor)
        assert len({record.entity.id for record in records if record.entity.type_id == 1}) == 2
        assert after != cursor


def test_an_interrupted_first_pass_goes_on_where_it_was() -> None:
    """A slice that ends after a page loses nothing and reads nothing twice; the pass keeps the moment it began at."""
    with sandboxed(crowd(240)) as site:
        first = next(walk_of(site, 50).pages({}))
        assert (first.is_last, sorted(first.cursor)) == (False, ["after", "began", "last"])
        rest = list(walk_of(site, 50).pages(first.cursor))
        ids = [record.id for page in (first, *rest) for record in page.records]
        assert (len(ids), len(set(ids))) == (242, 242)
        assert rest[-1].cursor == {"since": first.cursor["began"]}


def test_an_interrupted_sweep_goes_on_where_it_was() -> None:
    """A sweep over a mass edit can be cut too; the next one starts from when this one began."""
    with sandboxed(crowd(240)) as site:
        first = next(walk_of(site, 50).pages({"since": "2026-10-01T00:00:00+00:00"}))
        assert sorted(first.cursor) == ["after", "began", "since"]
        rest = list(walk_of(site, 50).pages(first.cursor))
        assert len({record.id for page in (first, *rest) for record in page.records}) == 242
        assert rest[-1].cursor == {"since": first.cursor["began"]}


def test_a_change_during_the_first_pass_is_swept_up() -> None:
    """A company that changed behind the reader's back while it was reading on comes with the first sweep."""
    with sandboxed(crowd(240)) as site:
        pages = walk_of(site, 50).pages({})
        next(pages)
        site.client().write("crm.item.update", {"entityTypeId": 4, "id": 100, "fields": {"title": "Позже"}})
        (*_, last) = pages
        assert 100 in {record.id for record in read(site, Stream.COMPANIES, last.cursor)[0]}


def test_cursors_bear_the_portals_clock() -> None:
    """A portal whose clock is far from ours is swept from its own moment, not from ours."""
    far = line("portal", time_zone="Europe/Moscow", currency="RUB", plan="standard", now="2031-01-05T12:00:00+03:00")
    with sandboxed([far, *LINES[1:]]) as site:
        _, cursor = read(site, Stream.CONTACTS)
        assert abs(datetime.fromisoformat(str(cursor["since"])) - site.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("stream", "scope"),
    [
        *((Stream.CALLS, "telephony"), (Stream.ABSENCES, "calendar"), (Stream.TASKS, "task")),
        *((Stream.ORDERS, "sale"), (Stream.PAYMENTS, "sale"), (Stream.SHIPMENTS, "sale")),
    ],
)
def test_a_stream_that_a_portal_does_not_give_is_a_gap(stream: Stream, scope: str) -> None:
    """Without its scope an optional stream is one empty page, changes no cursor, and is told."""
    scopes = tuple(name for name in ("crm", "task", "user_brief", "telephony", "calendar", "sale") if name != scope)
    with sandboxed(LINES, scope=scopes) as site:
        bridge = site.bridge()
        (page,) = bridge.pages(stream, {"after": 5})
        assert (page.records, page.cursor, page.is_last, page.replaces_all) == ((), {"after": 5}, True, False)
        (gap,) = bridge.gaps()
        assert str(stream) in gap
        assert "insufficient_scope" in gap


def test_a_stream_that_decisions_need_is_no_gap() -> None:
    """Without the scope of the CRM nothing is read quietly: the refusal is raised."""
    with sandboxed(LINES, scope=("task",)) as site, pytest.raises(Refused):
        read(site, Stream.DEALS)


@pytest.mark.parametrize(
    ("keep_names", "titles"),
    [("all", ("Ромашка [Юг]", "Анна Ли")), ("companies", ("Ромашка [Юг]", None)), ("none", (None, None))],
)
def test_names_are_read_only_where_they_may_be_kept(keep_names: Any, titles: tuple[Any, Any]) -> None:
    """What a setting does not allow to keep is not asked for."""
    with sandboxed(LINES) as site:
        bridge = site.bridge(keep_names=keep_names)
        assert (bridge.look(Stream.COMPANIES, [12])[0].title, bridge.look(Stream.CONTACTS, [7])[0].title) == titles


def test_a_hold_that_people_set_is_read() -> None:
    """Once our fields exist, what people write into them comes with the client."""
    with sandboxed(LINES) as site:
        site.bridge().prepare("https://bridge.example/b24/event", [])
        fields = {"ufCrmB24bHold": "Y", "ufCrmB24bHoldUntil": "2026-12-31", "ufCrmB24bHoldReason": "друг директора"}
        site.client().write("crm.item.update", {"entityTypeId": 4, "id": 12, "fields": fields})
        (company,) = site.bridge().look(Stream.COMPANIES, [12])
        assert (company.hold, str(company.hold_until), company.hold_reason) == (True, "2026-12-31", "друг директора")


def test_more_than_fifty_rows_are_looked_at_in_one_request() -> None:
    """Fifty numbers fill a command, and fifty commands a request."""
    with sandboxed(crowd(240)) as site:
        bridge = site.bridge()
        bridge.look(Stream.COMPANIES, [12])
        site.mark()
        assert len(bridge.look(Stream.COMPANIES, range(100, 340))) == 240
        assert site.requests() == 1


def test_an_old_activity_is_not_asked_for_its_links() -> None:
    """Beyond 400 days no touch protects anybody, so only the fresh meeting's links are asked for."""
    old = line(
        "activity", ID=40, OWNER_TYPE_ID=4, OWNER_ID=12, TYPE_ID=1, PROVIDER_ID="CRM_MEETING", SUBJECT="Старая", COMPLETED="Y",
        CREATED="2024-01-01T12:00:00+03:00", LAST_UPDATED="2024-01-01T12:00:00+03:00", RESPONSIBLE_ID=1,
        BINDINGS=[{"OWNER_TYPE_ID": 4, "OWNER_ID": 12}],
    )  # fmt: skip
    with sandboxed([*LINES, old]) as site:
        records, _ = read(site, Stream.ACTIVITIES)
        asked = {int(call["params"]["activityId"]) for call in site.calls() if call["method"] == "crm.activity.binding.list"}
        assert ({record.id for record in records}, asked) == ({40, 51, 52, 53}, {51, 52, 53})


def test_only_deadlines_that_protect_are_asked_for_their_history() -> None:
    """A closed task's history is nobody's concern."""
    with sandboxed(LINES) as site:
        read(site, Stream.TASKS)
        asked = [call["params"]["taskId"] for call in site.calls() if call["method"] == "tasks.task.history.list"]
        assert [int(number) for number in asked] == [301]


def test_an_error_never_ends_a_list_quietly() -> None:
    """When the portal stops answering in the middle of a pass, the pass ends with an error and not with a last page."""
    with sandboxed(crowd(600)) as site:
        pages = walk_of(site, 50).pages({})
        next(pages)
        site.faults({"method": "crm.item.list", "kind": "insufficient_scope", "times": None})
        with pytest.raises(Refused):
            list(pages)


def test_links_that_are_refused_leave_the_owner() -> None:
    """An activity whose links are closed to us belongs to its owner, and the gap is told; a page is not lost for it."""
    with sandboxed(LINES) as site:
        site.faults({"method": "crm.activity.binding.list", "kind": "insufficient_scope", "times": None})
        bridge = site.bridge()
        meeting = {record.id: record for page in bridge.pages(Stream.ACTIVITIES, None) for record in page.records}[52]
        assert meeting.bindings == (CARD,)
        assert "crm.activity.binding.list" in " ".join(bridge.gaps())


def test_a_long_list_of_activities_tells_owners_alone() -> None:
    """The first pass over many activities asks for no links, says so, and is not longer than its pages."""
    life = {"CREATED": when(20), "LAST_UPDATED": when(20), "COMPLETED": "Y", "RESPONSIBLE_ID": 1, "SUBJECT": "Звонок"}
    links = [{"OWNER_TYPE_ID": 4, "OWNER_ID": 12}, {"OWNER_TYPE_ID": 4, "OWNER_ID": 13}]
    many = [line("activity", ID=100 + n, OWNER_TYPE_ID=4, OWNER_ID=12, TYPE_ID=2, BINDINGS=links, **life) for n in range(600)]
    with sandboxed([*LINES, *many]) as site:
        records, _ = read(site, Stream.ACTIVITIES)
        assert {(record.bindings, record.has_all_links) for record in records if record.id >= 100} == {((CARD,), False)}
        assert not [call for call in site.calls() if call["method"] == "crm.activity.binding.list"]
        found = site.bridge().linked([[EntityId(4, 13)]])
        assert {record.id for record in found} == set(range(650, 700))
        assert {(record.bindings, record.has_all_links) for record in found} == {((CARD, EntityId(4, 13)), True)}


def test_a_flood_of_changes_is_read_in_the_fewest_requests() -> None:
    """2,602 rows that changed are 53 pages: the first one counts them, and two requests have the rest."""
    with sandboxed(crowd(2600)) as site:
        bridge = site.bridge()
        bridge.look(Stream.COMPANIES, [12])
        site.mark()
        (page, last) = bridge.pages(Stream.COMPANIES, {"since": "2026-10-01T00:00:00+00:00"})
        assert len({record.id for record in (*page.records, *last.records)}) == 2602
        assert site.requests() == 1 + 2
        assert sum(call["method"] == "crm.item.list" for call in site.calls()) <= 55
