"""Making a portal ready: our fields on its cards, our handlers for its events, each once."""

from b24bridge.bitrix import fields, subscriptions
from tests.contracts.sandbox_rows import LINES
from tests.sandboxed import sandboxed

HANDLER = "https://bridge.example/b24/event"


def test_fields_and_handlers_are_made_once() -> None:
    """A second preparation reads and changes nothing; handlers of another address are left alone."""
    with sandboxed(LINES) as site:
        other = {"event": "ONCRMDEALUPDATE", "handler": "https://old.example/hook"}
        site.client().write("event.bind", other)
        site.bridge().prepare(HANDLER, ["OnCrmDealUpdate", "ONTASKADD"])
        site.mark()
        assert site.bridge().prepare(HANDLER, ["ONCRMDEALUPDATE", "ONTASKADD"]) == []
        assert site.changes() == []
        bound = {(row["event"].upper(), row["handler"]) for row in site.client().read("event.get").result}
        assert bound == {("ONCRMDEALUPDATE", HANDLER), ("ONTASKADD", HANDLER), ("ONCRMDEALUPDATE", "https://old.example/hook")}


def test_only_missing_fields_are_made() -> None:
    """A portal that kept our fields from an earlier installation keeps them, with their values' numbers."""
    with sandboxed(LINES) as site:
        site.bridge().prepare(HANDLER, [])
        labels = [row for row in site.rows("userfield") if row["FIELD_NAME"] == fields.STATE]
        whys = [row for row in site.rows("userfield") if row["FIELD_NAME"] == "UF_CRM_B24B_WHY"]
        site.client().write(
            "crm.company.userfield.delete", {"id": next(r["ID"] for r in whys if r["ENTITY_ID"] == "CRM_COMPANY")}
        )
        site.mark()
        assert site.bridge().prepare(HANDLER, []) == []
        assert site.changes() == ["crm.company.userfield.add"]
        assert [row for row in site.rows("userfield") if row["FIELD_NAME"] == fields.STATE] == labels


def test_what_cannot_be_prepared_is_told_in_words() -> None:
    """An event that needs a scope we lack is named; the others are bound all the same."""
    with sandboxed(LINES) as site:
        (problem,) = site.bridge().prepare(HANDLER, ["ONCRMDEALUPDATE", "ONNOSUCHEVENT"])
        assert "ONNOSUCHEVENT" in problem
        assert subscriptions.bound_topics(site.client().read("event.get").result, HANDLER) == {"ONCRMDEALUPDATE"}


def test_a_new_label_joins_the_old_ones() -> None:
    """A list of states made by an older version is completed and loses none of its values."""
    old = {"ID": "5", "FIELD_NAME": fields.STATE, "LIST": [{"ID": "1", "VALUE": "Забытый", "XML_ID": "forgotten"}]}
    number, change = fields.completed([old], "en") or ("", {})
    assert number == "5"
    assert change["LIST"][0] == old["LIST"][0]
    assert [item["XML_ID"] for item in change["LIST"]] == [item.xml_id for item in fields.LABELS]
    assert "ID" not in change["LIST"][1]
