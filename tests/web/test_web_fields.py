"""Fields out of schemas: the real ones of portal and assistants become forms, and what a form sends becomes what was meant."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b24bridge.core.assistants import discover
from b24bridge.core.screens_buttons import Option
from b24bridge.core.screens_form import FormSource, groups_of, text_of, values_of
from b24bridge.core.screens_settings import PORTAL_PAGE
from b24bridge.core.screens_units import UNITS
from config.loading import defaults
from config.portal import PortalSettings
from tests.web.web_answers import both
from tests.web.web_settings import SCHEMA, STAGES

RULES = discover("assistants")
WORDS = ("title", "description", "title_ru", "hint_ru", "unit")
IN_FORCE = {name: about["default"] for name, about in SCHEMA["properties"].items()}


def portal_fields():
    """The fields of the portal's own page, with what is in force when nobody sets anything."""
    groups = groups_of(PortalSettings.model_json_schema(), FormSource(defaults(), defaults()), leave_out=("assistants",))
    return {each.name: each for group in groups for each in group.fields}


@pytest.mark.parametrize("name", RULES)
def test_every_setting_of_an_assistant_has_its_words_in_both_languages(name):
    """A setting without a title, a hint or a unit could not be shown to anybody."""
    for field, about in RULES[name].assistant.settings.model_json_schema()["properties"].items():
        assert [key for key in WORDS if not about.get(key)] == [], field


@pytest.mark.parametrize("name", RULES)
def test_the_form_of_an_assistant_gives_back_the_very_values_it_shows(name):
    """Saving a page that nobody touched changes nothing."""
    schema = RULES[name].assistant.settings
    given_values = schema().model_dump(mode="json")
    fields = [
        each for group in groups_of(schema.model_json_schema(), FormSource(given_values, given_values)) for each in group.fields
    ]
    values, problems = values_of(fields, {each.name: each.value for each in fields})
    assert problems == {}
    assert schema.model_validate(values) == schema()
    assert not any(each.is_changed for each in fields)


def test_the_portals_own_settings_become_a_form_with_a_heading_for_each_group():
    """Groups within the settings become headings; what they hold is named with a point."""
    fields = portal_fields()
    assert {"touches.min_talk_s", "calendar.country", "limits.tasks_a_day", "observe_days", "kill_switch"} <= set(fields)
    assert "assistants" not in fields
    assert fields["touches.min_talk_s"].widget == "number"
    assert (fields["touches.min_talk_s"].least, fields["touches.min_talk_s"].most) == ("0", "600")
    assert fields["language"].widget == "segments"
    assert fields["observe_until"].widget == "date"
    assert fields["observe_until"].is_optional
    assert fields["limits.letters_from"].widget == "time"
    assert fields["deputies"].widget == "pairs"
    assert PORTAL_PAGE == "portal"


def test_an_untouched_page_of_the_portal_gives_back_what_is_in_force():
    """Text and back is the same for every kind of setting there is."""
    fields = portal_fields()
    values, problems = values_of(list(fields.values()), {name: each.value for name, each in fields.items()})
    assert problems == {}
    nested = {}
    for name, value in values.items():
        group, _, leaf = name.rpartition(".")
        (nested.setdefault(group, {}) if group else nested)[leaf] = value
    whole = PortalSettings.model_validate(nested | {"assistants": {}})
    assert whole == PortalSettings.model_validate({**defaults(), "assistants": {}})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (Decimal("0.05"), "0.05"),
        ([5, 7], "5\n7"),
        ({5: 7}, "5: 7"),
        (date(2026, 12, 7), "2026-12-07"),
        (time(9, 30), "09:30"),
    ],
)
def test_values_are_shown_as_people_type_them(value, text):
    """Each kind of value has one way of being written in a form."""
    assert text_of(value) == text


def test_a_list_of_the_portal_is_chosen_from_and_nothing_else_is_taken():
    """Stages are ticked by name; one that the portal has not is refused."""
    groups = groups_of(SCHEMA, FormSource(IN_FORCE, IN_FORCE, STAGES))
    fields = [each for group in groups for each in group.fields]
    stages = next(each for each in fields if each.name == "waiting_stages")
    assert stages.widget == "checklist"
    assert values_of([stages], {"waiting_stages": "C1:THINK\nC1:WAIT"})[0] == {"waiting_stages": ["C1:THINK", "C1:WAIT"]}
    assert values_of([stages], {"waiting_stages": "C9:NONE"}) == ({}, {"waiting_stages": "choice"})


def test_a_person_is_chosen_by_name_and_kept_by_number():
    """One of the portal's people is a select whose value is the employee's number."""
    people = {"supervisor_id": (Option("7", both("Ольга Белова")),)}
    groups = groups_of(
        PortalSettings.model_json_schema(), FormSource(defaults(), defaults(), people), leave_out=("assistants",)
    )
    field = next(each for group in groups for each in group.fields if each.name == "supervisor_id")
    assert field.widget == "select"
    assert values_of([field], {"supervisor_id": "7"})[0] == {"supervisor_id": 7}
    assert values_of([field], {"supervisor_id": ""})[0] == {"supervisor_id": None}
    assert values_of([field], {"supervisor_id": "8"})[1] == {"supervisor_id": "choice"}


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(list(IN_FORCE)), st.text(max_size=40)))
def test_whatever_is_typed_is_a_value_or_a_problem(texts):
    """Every field ends up in exactly one of the two, whatever was typed."""
    fields = [each for group in groups_of(SCHEMA, FormSource(IN_FORCE, IN_FORCE, STAGES)) for each in group.fields]
    values, problems = values_of(fields, texts)
    assert set(values) | set(problems) == set(IN_FORCE)
    assert not set(values) & set(problems)
    if "period" in values:
        assert 7 <= values["period"] <= 365


def test_every_setting_of_the_portal_has_its_words_in_both_languages():
    """Groups too; a choice has words for each of its codes, and a number a unit that the form can write."""
    named = walked(PortalSettings.model_json_schema())
    assert len(named) > 30
    for name, about in named.items():
        assert [key for key in WORDS if not about.get(key)] == [], name


@pytest.mark.parametrize("schema", [PortalSettings, *(rule.assistant.settings for rule in RULES.values())])
def test_choices_and_units_are_words(schema):
    """Nobody reads a code where a word should be."""
    for name, about in walked(schema.model_json_schema()).items():
        is_number = about.get("type") in {"integer", "number"} and "minimum" in about
        assert not is_number or about["unit"] in UNITS or about["unit"] == "employee", name
        for code in about.get("enum", ()):
            assert about["options_ru"][code] != code, name
            assert about["options_en"][code] != code, name


def test_a_choice_that_the_portal_offers_no_more_stays_chosen():
    """A dismissed deputy stays in the form until somebody takes him out; saving the page does not lose him."""
    people = (Option("5", both("Иван", "Ivan")), Option("6", both("Ольга", "Olga")))
    values = {**defaults(), "supervisor_id": 9, "deputies": {"5": 9}}
    source = FormSource(values, defaults(), {"supervisor_id": people, "deputies": people})
    groups = groups_of(PortalSettings.model_json_schema(), source, leave_out=("assistants",))
    fields = {each.name: each for group in groups for each in group.fields}

    supervisor, deputies = fields["supervisor_id"], fields["deputies"]
    found, problems = values_of([supervisor, deputies], {"supervisor_id": supervisor.value, "deputies": deputies.value})

    assert (supervisor.widget, deputies.widget) == ("select", "pairs")
    assert (found, problems) == ({"supervisor_id": 9, "deputies": {"5": "9"}}, {})
    assert values_of([deputies], {"deputies": "5: 77"}) == ({}, {"deputies": "choice"})


def walked(schema: dict) -> dict:
    """Return every property of a schema and of the groups within it, by its dotted name."""
    found = {}
    for name, given_about in schema["properties"].items():
        reference = given_about.get("$ref", "").rpartition("/")[2]
        inner = schema.get("$defs", {}).get(reference, {})
        variants = [each for each in given_about.get("anyOf", []) if each.get("type") != "null"]
        found[name] = {**inner, **(variants[0] if variants else {}), **given_about}
        if "properties" in inner:
            found |= {f"{name}.{own}": about for own, about in walked({**schema, **inner}).items()}
    return found
