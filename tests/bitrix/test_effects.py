"""Every kind of change to a portal over HTTP: what it sends, what it leaves behind, and how it is taken back field by field."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from b24bridge.core.actions import (
    JoinTask,
    LeaveTask,
    MoveTask,
    Notify,
    Observe,
    PutLabel,
    Reassign,
    SendLetter,
    Undo,
    WriteNote,
)
from b24bridge.core.errors import NotFound, Overtaken, Refused
from b24bridge.core.ids import DEAL, ORDER, EntityId, is_ours, reference_of
from b24bridge.core.ledger import Conflict
from b24bridge.core.money import Money
from tests.bitrix.effect_rows import CARD, CLOSE, DROP, HANDLER, KEY, LABEL, LETTER, LINES, OTHER, PERSON, TASK, stored
from tests.sandboxed import SCOPES, Sandboxed, sandboxed

HAND = Reassign(client=CARD, step="company", entity=CARD, from_owner=1, to_owner=3, cascade="c")
WATCH = Observe(client=CARD, step="watch", entity=CARD, person=5, cascade="c")
NOTE = WriteNote(client=CARD, step="note", text="Передан: [B]долг[/B] 0 ₽")
WITH_LETTERS = (*SCOPES, "user_basic")


@pytest.fixture
def site() -> Iterator[Sandboxed]:
    with sandboxed(LINES, WITH_LETTERS) as site:
        site.bridge().prepare(HANDLER, [])
        site.mark()
        yield site
        assert site.breaches() == {}


def put_task(site: Sandboxed) -> str:
    """Put our task and return its number."""
    number = site.bridge().perform(TASK, KEY, {}).object_id
    site.mark()
    return number


def join(number: str, **changes: Any) -> JoinTask:
    values = {"title": "Счёт не оплачен: {client}", "raises": True} | changes
    return JoinTask(client=CARD, step="task", task_id=number, owner=1, text="x", deadline=date(2026, 11, 26), **values)


def leave(number: str) -> LeaveTask:
    return LeaveTask(
        client=CARD, step="close", closes_step="task", task_id=number, item_key=OTHER, title=TASK.title, text="Оплатили"
    )


def points(site: Sandboxed) -> list[tuple[str, str]]:
    return [(row["TITLE"], row["IS_COMPLETE"]) for row in site.rows("checklistitem") if row["PARENT_ID"]]


def person(site: Sandboxed, entity: str, number: Any, **fields: Any) -> None:
    """Let a person change a card or a task."""
    kinds = {"company": 4, "deal": 2}
    if entity == "task":
        site.act("update_task", taskId=int(number), **fields)
    else:
        site.act("update", entityTypeId=kinds[entity], entityId=number, fields=fields)


def test_a_client_is_handed_over_once(site: Sandboxed) -> None:
    """The owner is read and set; who has it already keeps it without a write."""
    effect = site.bridge().perform(HAND, KEY, {})
    assert (effect.object_id, effect.before, effect.after) == ("CO_12", {"assignedById": 1}, {"assignedById": 3})
    assert stored(site, "company", 12)["assignedById"] == 3
    again = site.bridge().perform(HAND, KEY, {})
    assert (again.after, bool(again.note)) == ({}, True)
    assert site.changes() == ["crm.item.update"]
    assert site.bridge().find(HAND, KEY, {}) == effect


def test_a_persons_choice_of_owner_is_left_alone(site: Sandboxed) -> None:
    """When somebody else is responsible by now, surely nothing is done."""
    person(site, "company", 12, assignedById=5)
    with pytest.raises(Overtaken, match="owner changed"):
        site.bridge().perform(HAND, KEY, {})
    assert site.bridge().find(HAND, KEY, {}) is None
    assert site.changes() == []


def test_a_hand_over_is_taken_back_and_that_too(site: Sandboxed) -> None:
    """The old owner is back; a second time changes nothing; taking the taking back back gives it to the new one again."""
    effect = site.bridge().perform(HAND, KEY, {})
    back = site.bridge().revert(HAND, KEY, effect)
    assert (stored(site, "company", 12)["assignedById"], back.conflicts) == (1, ())
    assert site.bridge().revert(HAND, KEY, effect).effect.after == {}
    site.bridge().revert(HAND, KEY, back.effect)
    assert stored(site, "company", 12)["assignedById"] == 3
    assert site.changes() == ["crm.item.update"] * 3


def test_a_hand_over_that_a_person_changed_stays(site: Sandboxed) -> None:
    """An owner chosen by a person after us is a conflict, and nothing is written."""
    effect = site.bridge().perform(HAND, KEY, {})
    person(site, "company", 12, assignedById=5)
    site.mark()
    back = site.bridge().revert(HAND, KEY, effect)
    assert back.conflicts == (Conflict(field="assignedById", ours=3, now=5),)
    assert (back.effect.after, site.changes()) == ({}, [])


def test_orders_are_not_handed_over_by_these_methods(site: Sandboxed) -> None:
    """An order has no owner that we can set, and nobody watches it: said in words, without a request."""
    with pytest.raises(Refused, match="O_8"):
        site.bridge().perform(replace(HAND, entity=EntityId(ORDER, 8)), KEY, {})
    assert "watch" in site.bridge().perform(replace(WATCH, entity=EntityId(ORDER, 8)), KEY, {}).note
    assert site.requests() == 0


def test_an_observer_comes_and_goes_among_others(site: Sandboxed) -> None:
    """The old owner watches on beside those who did; taken back, one whom a person added later stays."""
    person(site, "company", 12, observers=[4])
    site.mark()
    effect = site.bridge().perform(WATCH, KEY, {})
    assert (effect.before, effect.after) == ({"observers": [4]}, {"observers": [4, 5]})
    assert site.bridge().find(WATCH, KEY, {}) == effect
    assert site.bridge().perform(WATCH, KEY, {}).after == {}
    assert site.changes() == ["crm.item.update"]
    person(site, "company", 12, observers=[4, 5, 3])
    back = site.bridge().revert(WATCH, KEY, effect)
    assert (stored(site, "company", 12)["observers"], back.conflicts) == ([4, 3], ())
    assert site.bridge().find(WATCH, KEY, {}) is None


def test_an_observer_may_be_taken_off(site: Sandboxed) -> None:
    """Watching ends for one person, and taking that back lets him watch again."""
    person(site, "deal", 5, observers=[4, 5])
    off = replace(WATCH, entity=EntityId(DEAL, 5), is_on=False)
    effect = site.bridge().perform(off, KEY, {})
    assert stored(site, "deal", 5)["observers"] == [4]
    site.bridge().revert(off, KEY, effect)
    assert stored(site, "deal", 5)["observers"] == [4, 5]


def test_a_label_bears_sums(site: Sandboxed) -> None:
    """Debt and risk stand beside the label as sums with two decimals, and read back the same."""
    label = replace(LABEL, label="debtor", debt=Money(Decimal("1500.5"), "RUB"), risk=Money(Decimal(2000), "RUB"))
    site.bridge().perform(label, KEY, {})
    company = stored(site, "company", 12)
    assert (company["ufCrmB24bDebt"], company["ufCrmB24bRisk"]) == ("1500.50|RUB", "2000.00|RUB")
    assert site.bridge().find(label, KEY, {}) is not None
    assert site.bridge().find(replace(label, debt=Money(Decimal(1), "RUB")), KEY, {}) is None
    site.bridge().perform(LABEL, KEY, {})
    site.bridge().perform(replace(DROP, label="debtor"), KEY, {})
    company = stored(site, "company", 12)
    assert (company.get("ufCrmB24bDebt"), company["ufCrmB24bRisk"]) == (None, "2000.00|RUB")


def test_a_label_is_taken_back_field_by_field(site: Sandboxed) -> None:
    """A person wrote another reason: it stays and is told; the label and its dates go, another label of ours stays."""
    site.bridge().perform(replace(LABEL, label="debtor", since=None, next_on=None, why=""), OTHER, {})
    effect = site.bridge().perform(LABEL, KEY, {})
    person(site, "company", 12, ufCrmB24bWhy="сам позвоню")
    back = site.bridge().revert(LABEL, KEY, effect)
    company = stored(site, "company", 12)
    assert back.conflicts == (Conflict(field="ufCrmB24bWhy", ours="молчит 82 дня", now="сам позвоню"),)
    assert (len(company["ufCrmB24bState"]), company["ufCrmB24bWhy"]) == (1, "сам позвоню")
    assert (company.get("ufCrmB24bSince"), company.get("ufCrmB24bNext")) == (None, None)


def test_a_dropped_label_comes_back(site: Sandboxed) -> None:
    """Taking back that a label was dropped puts it there again with its dates and reason."""
    site.bridge().perform(LABEL, KEY, {})
    before = stored(site, "company", 12)
    effect = site.bridge().perform(DROP, KEY, {})
    site.bridge().revert(DROP, KEY, effect)
    after = stored(site, "company", 12)
    assert {name: after[name] for name in after if name.startswith("ufCrm")} == {
        name: before[name] for name in before if name.startswith("ufCrm")
    }


def test_a_label_found_after_a_lost_answer_can_be_taken_back(site: Sandboxed) -> None:
    """What a look-up tells of the change is enough to undo it."""
    site.bridge().perform(LABEL, KEY, {})
    found = site.bridge().find(LABEL, KEY, {})
    assert found is not None
    assert site.bridge().revert(LABEL, KEY, found).conflicts == ()
    company = stored(site, "company", 12)
    assert not any(company.get(name) for name in ("ufCrmB24bState", "ufCrmB24bSince", "ufCrmB24bWhy"))


def test_a_task_untouched_is_taken_back(site: Sandboxed) -> None:
    """A task that nobody changed is closed again; taking that back opens it."""
    effect = site.bridge().perform(TASK, KEY, {})
    assert site.bridge().find(TASK, KEY, {}) == effect
    back = site.bridge().revert(TASK, KEY, effect)
    assert (stored(site, "task", effect.object_id)["status"], back.conflicts) == (5, ())
    assert site.bridge().revert(TASK, KEY, effect).effect.after == {}
    site.bridge().revert(TASK, KEY, back.effect)
    assert stored(site, "task", effect.object_id)["status"] == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"deadline": "2026-12-01T18:00:00+03:00"}, "deadline"),
        ({"responsibleId": 3}, "responsibleId"),
        ({"title": "Моё"}, "title"),
    ],
)
def test_a_task_that_a_person_took_up_stays(site: Sandboxed, change: dict[str, Any], field: str) -> None:
    """Any change by a person makes the task his."""
    effect = site.bridge().perform(TASK, KEY, {})
    person(site, "task", effect.object_id, **change)
    site.mark()
    back = site.bridge().revert(TASK, KEY, effect)
    assert ([each.field for each in back.conflicts], site.changes()) == ([field], [])


def test_a_task_that_other_reasons_need_stays(site: Sandboxed) -> None:
    """Another reason joined the task, so taking back the first closes nothing."""
    effect = site.bridge().perform(TASK, KEY, {})
    site.bridge().perform(join(effect.object_id, raises=False), OTHER, {})
    back = site.bridge().revert(TASK, KEY, effect)
    assert [each.field for each in back.conflicts] == ["reasons"]
    assert stored(site, "task", effect.object_id)["status"] == 2


def test_a_closed_task_is_opened_again(site: Sandboxed) -> None:
    """Taking back a completion takes the task up again, once; a task that was over before us is left as it is."""
    done_by = {"task": put_task(site)}
    effect = site.bridge().perform(CLOSE, KEY, done_by)
    assert (effect.before, effect.after) == ({"status": 2}, {"status": 5})
    nothing = site.bridge().perform(CLOSE, KEY, done_by)
    assert site.bridge().revert(CLOSE, KEY, nothing).effect.after == {}
    site.mark()
    for _ in range(2):
        site.bridge().revert(CLOSE, KEY, effect)
    assert (stored(site, "task", done_by["task"])["status"], site.changes()) == (2, ["tasks.task.renew"])


def test_a_reason_joins_the_task_and_raises_it(site: Sandboxed) -> None:
    """The new reason is a point with its reference, and being the foremost one it gives the task its title."""
    number = put_task(site)
    effect = site.bridge().perform(join(number), OTHER, {})
    assert points(site) == [(f"Счёт не оплачен: Ромашка (Юг) (до 26.11.2026) {reference_of(OTHER)}", "N")]
    task = stored(site, "task", number)
    assert (effect.object_id, task["title"], task["priority"]) == (number, "Счёт не оплачен: Ромашка [Юг]", 2)
    assert site.changes() == ["task.checklistitem.add", "tasks.task.update"]
    assert site.bridge().find(join(number), OTHER, {}) is not None
    assert site.bridge().perform(join(number), OTHER, {}).after == {"is_done": False}
    assert len(site.changes()) == 2


def test_a_reason_of_less_weight_leaves_the_title(site: Sandboxed) -> None:
    """A reason that does not go first is a point and nothing more."""
    number = put_task(site)
    site.bridge().perform(join(number, raises=False), OTHER, {})
    assert stored(site, "task", number)["title"].startswith("Забытый клиент")
    assert site.changes() == ["task.checklistitem.add"]


def test_a_reason_cannot_join_a_task_that_is_over(site: Sandboxed) -> None:
    """A task that was completed or deleted takes no more reasons, which is said before anything is sent."""
    number = put_task(site)
    site.bridge().perform(CLOSE, KEY, {"task": number})
    site.mark()
    for gone in (number, "999"):
        with pytest.raises(NotFound):
            site.bridge().perform(join(gone), OTHER, {})
        assert site.bridge().find(join(gone), OTHER, {}) is None
        assert site.bridge().perform(leave(gone), KEY, {}).note
    assert site.changes() == []


def test_a_reason_leaves_and_the_next_goes_on(site: Sandboxed) -> None:
    """Its point is ticked off, the task bears the next reason's title, and the card says why."""
    number = put_task(site)
    site.bridge().perform(join(number), OTHER, {})
    site.mark()
    assert site.bridge().find(leave(number), KEY, {}) is None
    effect = site.bridge().perform(leave(number), KEY, {})
    assert [done for _, done in points(site)] == ["Y"]
    assert stored(site, "task", number)["title"] == "Забытый клиент: Ромашка [Юг] — 82 дн."
    assert site.changes() == ["task.checklistitem.complete", "tasks.task.update", "crm.timeline.logmessage.add"]
    assert site.bridge().find(leave(number), KEY, {}) is not None
    site.bridge().revert(leave(number), KEY, effect)
    assert [done for _, done in points(site)] == ["N"]
    assert stored(site, "task", number)["title"].startswith("Счёт не оплачен")


def test_a_joined_reason_is_taken_back_beside_a_persons_title(site: Sandboxed) -> None:
    """A person gave the task another title: it stays and is told; the point and the priority go back."""
    number = put_task(site)
    effect = site.bridge().perform(join(number), OTHER, {})
    person(site, "task", number, title="Срочно!")
    back = site.bridge().revert(join(number), OTHER, effect)
    task = stored(site, "task", number)
    assert [(each.field, each.now) for each in back.conflicts] == [("title", "Срочно!")]
    assert (task["title"], task["priority"], [done for _, done in points(site)]) == ("Срочно!", 1, ["Y"])


def test_our_task_changes_hands(site: Sandboxed) -> None:
    """The client's open task goes to the new owner, and back; a person's choice is left alone."""
    done_by = {"task": put_task(site)}
    move = MoveTask(client=CARD, step="move", from_owner=1, to_owner=3, cascade="c")
    assert site.bridge().find(move, KEY, done_by) is None
    effect = site.bridge().perform(move, KEY, done_by)
    assert stored(site, "task", done_by["task"])["responsibleId"] == 3
    assert site.bridge().find(move, KEY, done_by) == effect
    assert site.bridge().perform(move, KEY, done_by).after == {}
    site.bridge().revert(move, KEY, effect)
    assert stored(site, "task", done_by["task"])["responsibleId"] == 1
    assert site.changes() == ["tasks.task.update"] * 2
    person(site, "task", done_by["task"], responsibleId=5)
    with pytest.raises(Overtaken):
        site.bridge().perform(move, KEY, done_by)
    with pytest.raises(NotFound):
        site.bridge().perform(move, KEY, {})


def test_a_planned_activity_changes_hands(site: Sandboxed) -> None:
    """A planned meeting goes to the new owner and back; one that is over does not."""
    move = MoveTask(client=CARD, step="meeting", from_owner=1, to_owner=3, cascade="c", activity_id=52)
    effect = site.bridge().perform(move, KEY, {})
    assert stored(site, "activity", 52, "ID")["RESPONSIBLE_ID"] == 3
    assert site.bridge().find(move, KEY, {}) == effect
    site.bridge().revert(move, KEY, effect)
    assert stored(site, "activity", 52, "ID")["RESPONSIBLE_ID"] == 1
    assert site.changes() == ["crm.activity.update"] * 2
    for over, error in ((51, Overtaken), (999, NotFound)):
        with pytest.raises(error):
            site.bridge().perform(replace(move, activity_id=over), KEY, {})


def test_a_note_bears_its_reference(site: Sandboxed) -> None:
    """The comment opens no mark, ends in our reference, is found by it, and is deleted when it is taken back."""
    effect = site.bridge().perform(NOTE, KEY, {})
    comment = stored(site, "comment", effect.object_id, "ID")
    assert comment["COMMENT"] == f"Передан: (B)долг(/B) 0 ₽\n{reference_of(KEY)}"
    assert is_ours(comment["COMMENT"])
    assert site.bridge().find(NOTE, KEY, {}) == effect
    assert site.bridge().find(NOTE, OTHER, {}) is None
    back = site.bridge().revert(NOTE, KEY, effect)
    assert site.bridge().find(NOTE, KEY, {}) is None
    assert site.bridge().revert(NOTE, KEY, effect).effect.after == {}
    again = site.bridge().revert(NOTE, KEY, back.effect)
    assert site.bridge().find(NOTE, KEY, {}).object_id == again.effect.object_id


def test_a_note_that_a_person_changed_stays(site: Sandboxed) -> None:
    """Somebody wrote into our comment, so it is his now."""
    effect = site.bridge().perform(NOTE, KEY, {})
    fields = {"id": int(effect.object_id), "fields": {"COMMENT": "дописал"}}
    site.client().write("crm.timeline.comment.update", fields)
    site.mark()
    back = site.bridge().revert(NOTE, KEY, effect)
    assert ([each.now for each in back.conflicts], site.changes()) == (["дописал"], [])


def test_a_letter_goes_to_the_client_as_plain_words(site: Sandboxed) -> None:
    """Address and name are read at that moment; nothing of either becomes a header or HTML."""
    letter = replace(LETTER, subject="Оплата\r\nBcc: x@evil.example", text="<b>Здравствуйте</b>,\n{client}!")
    effect = site.bridge().perform(letter, KEY, {})
    (sent,) = site.rows("letter")
    assert (sent["from"], sent["to"]) == ("Марина Белова <marina@shop.example>", ["buh@romashka.example"])
    assert sent["subject"] == "Оплата Bcc: x@evil.example"
    assert sent["body"] == (f"&lt;b&gt;Здравствуйте&lt;/b&gt;,<br>\nРомашка [Юг]!<br>\n<br>\n{reference_of(KEY)}")
    activity = stored(site, "activity", effect.object_id, "ID")
    assert (activity["ORIGINATOR_ID"], activity["ORIGIN_ID"], activity["RESPONSIBLE_ID"]) == ("b24bridge", KEY, 1)
    assert (site.changes(), effect.after) == (["crm.activity.add"], {})
    assert site.bridge().find(letter, KEY, {}) == effect
    assert site.bridge().find(letter, OTHER, {}) is None


def test_our_letter_is_known_as_ours(site: Sandboxed) -> None:
    """The stream of activities reads our letter with our origin, by which it is no touch."""
    number = int(site.bridge().perform(LETTER, KEY, {}).object_id)
    (activity,) = site.bridge().look("activities", [number])
    assert (activity.origin, activity.direction, activity.type_id) == ("b24bridge", 2, 4)


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (replace(LETTER, client=PERSON), "no e-mail"),
        (replace(LETTER, person=3), "no address of user 3"),
        (replace(LETTER, person=2), "user 2 is dismissed"),
        (replace(LETTER, text="Сумма {total}"), "{total}"),
        (replace(LETTER, client=EntityId(4, 999)), "not found"),
    ],
)
def test_a_letter_that_cannot_go_is_refused_in_words(site: Sandboxed, letter: SendLetter, why: str) -> None:
    """Without an address, a sender or all its words, surely nothing was sent."""
    with pytest.raises(Refused, match=f"(?i){why}"):
        site.bridge().perform(letter, KEY, {})
    assert (site.changes(), site.rows("letter")) == ([], [])


def test_what_people_have_read_cannot_be_taken_back(site: Sandboxed) -> None:
    """Letters and notices say so; an undo is no effect of its own."""
    notice = Notify(client=CARD, step="remind", person=1, text="x")
    for action in (notice, LETTER):
        effect = site.bridge().perform(action, KEY, {})
        with pytest.raises(Refused, match="cannot be taken back"):
            site.bridge().revert(action, KEY, effect)
    with pytest.raises(Refused):
        site.bridge().perform(Undo(client=CARD, step="undo", undoes=OTHER), KEY, {})


def test_labels_that_an_older_version_lacked_are_added() -> None:
    """A portal whose list has only our first label gets the others, and the old one keeps its number."""
    with sandboxed(LINES) as site:
        for kind in ("company", "contact"):
            fields = {"FIELD_NAME": "UF_CRM_B24B_STATE", "USER_TYPE_ID": "enumeration", "MULTIPLE": "Y"}
            items = {"LIST": [{"VALUE": "Забытый", "XML_ID": "forgotten"}]}
            site.client().write(f"crm.{kind}.userfield.add", {"fields": fields | items})
        first = states(site)["forgotten"]
        assert list(site.bridge().prepare(HANDLER, [])) == []
        assert states(site)["forgotten"] == first
        every = {"forgotten", "releasing", "released", "at_risk", "lapsed", "unpaid", "debtor", "promised", "disputed"}
        assert set(states(site)) == every
        for name in every:
            site.bridge().perform(PutLabel(client=CARD, step="l", label=name, since=None, next_on=None, why=""), KEY, {})
        assert len(stored(site, "company", 12)["ufCrmB24bState"]) == len(every)
        assert site.breaches() == {}


def states(site: Sandboxed) -> dict[str, str]:
    rows = (row for row in site.rows("userfield") if row["FIELD_NAME"] == "UF_CRM_B24B_STATE")
    return {item["XML_ID"]: item["ID"] for row in rows if row["ENTITY_ID"] == "CRM_COMPANY" for item in row["LIST"]}
