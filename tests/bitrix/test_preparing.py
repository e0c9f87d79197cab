"""Making a portal ready: our fields and tabs on its cards, our handlers for its events, each once."""

from b24bridge.bitrix import fields, subscriptions
from tests.contracts.sandbox_rows import LINES
from tests.sandboxed import sandboxed

HANDLER = "https://bridge.example/b24/event"
TAB = "CRM_COMPANY_DETAIL_TAB"
WIDGETS = {name: f"https://bridge.example/b24/widget/{name}" for name in (TAB, "CRM_CONTACT_DETAIL_TAB")}


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


def test_tabs_are_bound_once_with_their_texts() -> None:
    """Handlers and tabs take two requests; a second preparation only reads, in one, and a tab of another address stays."""
    with sandboxed(LINES) as site:
        site.client().write("placement.bind", {"PLACEMENT": TAB, "HANDLER": "https://old.example/tab"})
        site.bridge().prepare(HANDLER, [])
        site.mark()
        assert site.bridge().prepare(HANDLER, ["ONTASKADD"], WIDGETS) == []
        assert (site.changes(), site.requests()) == (["event.bind", "placement.bind", "placement.bind"], 3)
        site.mark()
        assert site.bridge().prepare(HANDLER, ["ONTASKADD"], WIDGETS) == []
        assert (site.changes(), site.requests()) == ([], 2)
        bound = site.client().read("placement.get").result
        assert [(row["placement"], row["handler"]) for row in bound] == [(TAB, "https://old.example/tab"), *WIDGETS.items()]
        assert [(language, texts["TITLE"]) for language, texts in bound[1]["langAll"].items()] == [
            ("ru", "b24bridge"),
            ("en", "b24bridge"),
        ]
        assert site.breaches() == {}


def test_without_the_scope_the_missing_tabs_are_told_in_words() -> None:
    """A portal that gave us no scope `placement` gets its handlers all the same, and the gap has a name."""
    with sandboxed(LINES, scope=("crm", "task")) as site:
        (problem,) = site.bridge().prepare(HANDLER, ["ONTASKADD"], WIDGETS)
        assert problem.startswith("widgets: placement.get: insufficient_scope")
        assert subscriptions.bound_topics(site.client().read("event.get").result, HANDLER) == {"ONTASKADD"}


def test_a_tab_refused_with_http_200_is_told_in_words() -> None:
    """A placement that takes one widget only is named; the tab beside it is bound."""
    with sandboxed(LINES) as site:
        site.client().write("placement.bind", {"PLACEMENT": "REST_APP_URI", "HANDLER": "https://old.example/app"})
        (problem,) = site.bridge().prepare(HANDLER, [], {"REST_APP_URI": "https://bridge.example/b24/app"} | WIDGETS)
        assert problem.startswith("REST_APP_URI: placement.bind: ERROR_PLACEMENT_MAX_COUNT")
        assert len(site.client().read("placement.get").result) == 3
