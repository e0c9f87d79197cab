"""Writing to a sandbox over HTTP: once, with our mark, and nothing that is there already."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from b24bridge.bitrix import markers
from b24bridge.bitrix.effects.answers import made
from b24bridge.core.actions import CloseTask, DropLabel, Notify, PutLabel, PutTask
from b24bridge.core.errors import Busy, NotFound, Refused, Unknown
from b24bridge.core.ids import COMPANY, CONTACT, EntityId
from tests.contracts.sandbox_rows import LINES
from tests.sandboxed import Sandboxed, sandboxed

KEY = "k234567abcdefghijklmnopqrs"
CARD, PERSON = EntityId(COMPANY, 12), EntityId(CONTACT, 7)
HANDLER = "https://bridge.example/b24/event"
TASK = PutTask(
    client=CARD,
    step="task",
    owner=1,
    title="Забытый клиент: {client} — 82 дн.",
    text="Молчит [URL=https://evil.example]82 дня[/URL]",
    deadline=date(2026, 11, 25),
)
LABEL = PutLabel(
    client=CARD,
    step="label",
    label="forgotten",
    since=date(2026, 11, 1),
    next_on=date(2026, 11, 25),
    why="молчит 82 дня",
)
DROP = DropLabel(client=CARD, step="unlabel", label="forgotten")
CLOSE = CloseTask(client=CARD, step="close", closes_step="task", text="Клиент ответил")


@pytest.fixture
def site() -> Iterator[Sandboxed]:
    with sandboxed(LINES) as site:
        site.bridge().prepare(HANDLER, [])
        site.mark()
        yield site
        assert site.breaches() == {}


def row(site: Sandboxed, entity: str, number: Any) -> dict[str, Any]:
    """Return one row as stored."""
    return next(row for row in site.rows(entity) if str(row["id"]) == str(number))


def test_a_task_is_marked_bound_and_harmless(site: Sandboxed) -> None:
    """The task bears its key, is bound to the client, is due at 18:00 of the portal, and shows no smuggled link."""
    number = site.bridge().perform(TASK, KEY, {}).object_id
    task = row(site, "task", number)
    assert (task["title"], task["responsibleId"]) == ("Забытый клиент: Ромашка [Юг] — 82 дн.", 1)
    assert (task["xmlId"], task["tags"], task["ufCrmTask"]) == (f"b24b:{KEY}", [f"b24b:{KEY[:12]}"], ["CO_12"])
    assert task["deadline"].startswith("2026-11-25T18:00:00+03:00")
    assert "[" not in task["description"]
    assert task["allowChangeDeadline"] == "Y"
    assert site.changes() == ["tasks.task.add"]


def test_actions_right_after_their_grounds_read_nothing_more(site: Sandboxed) -> None:
    """The card comes with the grounds, so a task and a label behind them are one request each."""
    bridge = site.bridge()
    bridge.grounds(CARD, [CARD], site.now())
    site.mark()
    bridge.perform(TASK, KEY, {})
    bridge.perform(LABEL, KEY, {})
    assert [call["method"] for call in site.calls()] == ["tasks.task.add", "crm.item.update"]


def test_a_contacts_task_bears_its_full_name(site: Sandboxed) -> None:
    """A contact is called by name and family name."""
    number = site.bridge().perform(replace(TASK, client=PERSON), KEY, {}).object_id
    assert row(site, "task", number)["title"] == "Забытый клиент: Анна Ли — 82 дн."


def test_a_task_whose_answer_is_lost_is_unknown_and_found(site: Sandboxed) -> None:
    """When the portal made the task and its answer did not come, nobody sends a second one: the marker finds the first."""
    site.faults({"method": "tasks.task.add", "kind": "502", "when": "after"})
    with pytest.raises(Unknown):
        site.bridge().perform(TASK, KEY, {})
    found = site.bridge().find(TASK, KEY, {})
    assert found is not None
    assert row(site, "task", found.object_id)["xmlId"] == f"b24b:{KEY}"
    assert site.changes() == ["tasks.task.add"]


def test_a_task_that_was_never_made_is_not_found(site: Sandboxed) -> None:
    """When the portal failed before it did anything, the outcome is unknown too, and the look-up says that nothing is there."""
    site.faults({"method": "tasks.task.add", "kind": "502", "when": "before"})
    with pytest.raises(Unknown):
        site.bridge().perform(TASK, KEY, {})
    assert site.bridge().find(TASK, KEY, {}) is None


def test_a_write_that_must_wait_is_surely_not_done(site: Sandboxed) -> None:
    """A portal that is busy says that it did nothing."""
    site.faults({"method": "tasks.task.add", "kind": "QUERY_LIMIT_EXCEEDED"})
    with pytest.raises(Busy):
        site.bridge().perform(TASK, KEY, {})
    assert site.bridge().find(TASK, KEY, {}) is None


def test_a_persons_own_task_is_never_taken_for_ours(site: Sandboxed) -> None:
    """A task with our tag but another key in XML_ID is another action's."""
    first = site.bridge().perform(TASK, KEY, {})
    twin = KEY[:12] + "zzzzzzzzzzzzzz"
    assert site.bridge().find(TASK, twin, {}) is None
    assert site.bridge().find(TASK, KEY, {}) == first


def test_a_closed_task_is_not_closed_again(site: Sandboxed) -> None:
    """Completing costs a look, the completion and the reason; a second time costs the look."""
    done_by = {"task": site.bridge().perform(TASK, KEY, {}).object_id}
    site.mark()
    site.bridge().perform(CLOSE, KEY, done_by)
    assert site.changes() == ["tasks.task.complete", "crm.timeline.logmessage.add"]
    site.mark()
    site.bridge().perform(CLOSE, KEY, done_by)
    assert (site.changes(), site.requests()) == ([], 1)


def test_a_reason_that_cannot_be_written_undoes_nothing(site: Sandboxed) -> None:
    """The task is closed although the card took no line about it."""
    done_by = {"task": site.bridge().perform(TASK, KEY, {}).object_id}
    site.faults({"method": "crm.timeline.logmessage.add", "kind": "ACCESS_DENIED"})
    assert site.bridge().perform(CLOSE, KEY, done_by).object_id == done_by["task"]
    assert row(site, "task", done_by["task"])["status"] == 5


def test_our_closing_is_no_touch_of_the_client(site: Sandboxed) -> None:
    """Neither a comment nor a change of the card comes from closing a task."""
    before = row(site, "company", 12)
    done_by = {"task": site.bridge().perform(TASK, KEY, {}).object_id}
    site.bridge().perform(CLOSE, KEY, done_by)
    assert len(site.rows("comment")) == 1
    assert row(site, "company", 12)["lastActivityTime"] == before["lastActivityTime"]


def test_a_label_that_is_there_is_not_written(site: Sandboxed) -> None:
    """Putting the same label again reads and writes nothing; a new reason is written."""
    site.bridge().perform(LABEL, KEY, {})
    assert site.changes() == ["crm.item.update"]
    site.mark()
    site.bridge().perform(LABEL, KEY, {})
    assert site.changes() == []
    site.bridge().perform(replace(LABEL, why="молчит 83 дня"), KEY, {})
    assert row(site, "company", 12)["ufCrmB24bWhy"] == "молчит 83 дня"


def test_a_label_says_since_when_and_why(site: Sandboxed) -> None:
    """The dates are the portal's days and the reason is cut to what the field takes."""
    site.bridge().perform(replace(LABEL, why="ы" * 300), KEY, {})
    company = row(site, "company", 12)
    assert (company["ufCrmB24bSince"][:10], company["ufCrmB24bNext"][:10]) == ("2026-11-01", "2026-11-25")
    assert company["ufCrmB24bWhy"] == "ы" * 255


def test_only_our_own_label_is_taken_off(site: Sandboxed) -> None:
    """Another state of ours stays with its dates; with the last one everything beside it goes; then there is nothing to do."""
    site.bridge().perform(LABEL, KEY, {})
    site.bridge().perform(replace(LABEL, label="debtor"), KEY, {})
    site.bridge().perform(DROP, KEY, {})
    assert len(row(site, "company", 12)["ufCrmB24bState"]) == 1
    assert row(site, "company", 12)["ufCrmB24bWhy"]
    site.bridge().perform(DropLabel(client=CARD, step="unlabel", label="debtor"), KEY, {})
    bare = row(site, "company", 12)
    assert not any(bare.get(name) for name in ("ufCrmB24bState", "ufCrmB24bSince", "ufCrmB24bNext", "ufCrmB24bWhy"))
    site.mark()
    site.bridge().perform(DROP, KEY, {})
    assert site.changes() == []


def test_a_label_changes_nothing_else_on_the_card(site: Sandboxed) -> None:
    """What people keep on the card, their own fields and the owner, is not part of what we send."""
    site.bridge().perform(LABEL, KEY, {})
    (call,) = [call for call in site.calls() if call["method"] == "crm.item.update"]
    assert set(call["params"]["fields"]) == {"ufCrmB24bState", "ufCrmB24bSince", "ufCrmB24bNext", "ufCrmB24bWhy"}


def test_a_label_without_our_fields_is_refused() -> None:
    """On a portal without our fields a label is refused in words, and taking one off is done already."""
    with sandboxed(LINES) as site:
        with pytest.raises(Refused, match="forgotten"):
            site.bridge().perform(LABEL, KEY, {})
        assert site.bridge().perform(DROP, KEY, {}).object_id == "CO_12"
        assert site.bridge().find(LABEL, KEY, {}) is None
        assert site.changes() == []
        assert site.breaches() == {}


def test_a_notice_bears_its_tag(site: Sandboxed) -> None:
    """A notice goes to its person under a tag by which a repeat replaces it, and opens no BBCode."""
    site.bridge().perform(Notify(client=CARD, step="remind", person=1, text="[B]Ждёт[/B]"), KEY, {})
    (notice,) = site.rows("notification")
    assert (notice["userId"], notice["tag"], notice["message"]) == (1, f"b24b|{KEY}", "(B)Ждёт(/B)")


@pytest.mark.parametrize(
    "result", [{}, None, [], {"task": {}}, {"task": {"id": "x"}}, {"task": {"id": 0}}, {"task": {"id": "²"}}]
)
def test_a_success_without_a_number_is_unknown(result: Any) -> None:
    """An answer that names no object may hide one, so nothing is sent again on its strength."""
    with pytest.raises(Unknown):
        made("tasks.task.add", lambda: result["task"]["id"])


def test_a_mark_leads_back_to_its_key() -> None:
    """Whatever a portal keeps of our marks, they are told from people's tags."""
    assert markers.marker_of(markers.task_xml_id(KEY), []) == KEY
    assert markers.marker_of(None, {"1": {"title": "b24"}, "2": {"title": markers.task_tag(KEY)}}) == KEY[:12]
    assert markers.marker_of("", ["срочно"]) is None


def test_a_gone_client_is_not_found(site: Sandboxed) -> None:
    """A task about a deleted client is not made."""
    site.client().write("crm.item.delete", {"entityTypeId": 4, "id": 12})
    site.mark()
    with pytest.raises(NotFound):
        site.bridge().perform(TASK, KEY, {})
    assert site.changes() == []
