"""Labels on cards over HTTP: their sums, taking them back field by field, and lists that lack some."""

from dataclasses import replace
from decimal import Decimal

from b24bridge.core.actions import (
    PutLabel,
)
from b24bridge.core.ledger import Conflict
from b24bridge.core.money import Money
from tests.bitrix.effect_acts import person
from tests.bitrix.effect_rows import CARD, DROP, HANDLER, KEY, LABEL, LINES, OTHER, stored
from tests.sandboxed import Sandboxed, sandboxed


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


def test_a_label_taken_back_beside_a_later_one_is_seen_to_be_back(site: Sandboxed) -> None:
    """The first try took the label off and its answer was lost; dates and reason are those of a later label by then."""
    effect = site.bridge().perform(LABEL, KEY, {})
    site.bridge().perform(replace(LABEL, label="debtor", since=None, next_on=None, why="должен"), OTHER, {})
    first, again = (site.bridge().revert(LABEL, KEY, effect) for _ in range(2))
    assert (bool(first.effect.after), first.was_back) == (True, False)
    assert (bool(again.effect.after), again.was_back) == (False, True)
    assert again.conflicts == first.conflicts
    assert again.conflicts


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
