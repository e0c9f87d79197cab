"""Notes, letters and notices over HTTP: what they say, to whom, and what of it can be taken back."""

from dataclasses import replace

import pytest

from b24bridge.core.actions import (
    Notify,
    SendLetter,
    Undo,
    WriteNote,
)
from b24bridge.core.errors import Refused
from b24bridge.core.ids import EntityId, is_ours, reference_of
from tests.bitrix.effect_rows import CARD, KEY, LETTER, OTHER, PERSON, stored
from tests.sandboxed import Sandboxed

NOTE = WriteNote(client=CARD, step="note", text="Передан: [B]долг[/B] 0 ₽")


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


def test_a_company_without_an_address_is_written_to_through_its_people(site: Sandboxed) -> None:
    """The letter goes to the first person of the company who has an address, and stands on the company's card."""
    number = site.act("add", entityTypeId=4, fields={"title": "Без почты", "assignedById": 1})["entityId"]
    for name, value in (("Немой", ""), ("Бухгалтер", "people@firm.example")):
        mail = [{"typeId": "EMAIL", "valueType": "WORK", "value": value}] if value else []
        site.act("add", entityTypeId=3, fields={"name": name, "companyId": number, "fm": mail})
    site.bridge().perform(replace(LETTER, client=EntityId(4, number)), KEY, {})
    (sent,) = site.rows("letter")
    assert sent["to"] == ["people@firm.example"]


def test_our_letter_is_known_as_ours(site: Sandboxed) -> None:
    """The stream of activities reads our letter with our origin, by which it is no touch."""
    number = int(site.bridge().perform(LETTER, KEY, {}).object_id)
    (activity,) = site.bridge().look("activities", [number])
    assert (activity.origin, activity.direction, activity.type_id) == ("b24bridge", 2, 4)


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (replace(LETTER, client=PERSON), "an e-mail address"),
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
