"""Ready-made settings: each names every assistant, and they differ from the defaults the way their names say."""

import pytest

from b24bridge.core.assistants import discover
from b24bridge.core.errors import ConfigError
from config.loading import LoadedSettings, load_portal, preset, presets

RULES = discover("assistants")
SCHEMAS = {name: rule.assistant.settings for name, rule in RULES.items()}
DEFAULT = load_portal({}, SCHEMAS)
LONG, SHORT = "b2b_long_cycle", "b2c"
# From the soonest step to the last: a longer cycle has all of them later, quick buyers all of them sooner or as soon.
STEPS = {
    "forgotten_clients": ("warn_before", "period", "hard_ceiling_days", "task_deadline", "protects_sent", "protects_deal"),
    "lapsed_buyers": ("clamp_min", "clamp_max", "fixed_days", "winback_days", "returned_days", "task_deadline"),
    "unpaid_orders": ("first_nudge", "second_nudge", "head_step", "stale", "validity", "task_deadline"),
    "debtors": ("level1", "level2", "level3", "level4", "level5", "call_deadline", "promise_horizon"),
}
OF_RELEASE = ("release_after", "final_warning", "approve_ttl", "new_owner_first_contact", "release_cooldown")


def loaded(name: str) -> LoadedSettings:
    return load_portal(preset(name), SCHEMAS)


@pytest.mark.parametrize("name", presets())
def test_a_preset_speaks_of_every_assistant(name):
    """A preset is valid, has something to say of each of the five assistants, and repeats no default of theirs."""
    settings = loaded(name)

    assert set(settings.portal.assistants) == set(RULES)
    for assistant, entry in settings.portal.assistants.items():
        own = entry.model_extra or {}
        assert own, assistant
        assert [
            key for key in own if getattr(settings.assistants[assistant], key) == getattr(DEFAULT.assistants[assistant], key)
        ] == []


@pytest.mark.parametrize("name", presets())
def test_a_preset_lets_nobody_act_more(name):
    """A preset changes terms, never what may be done without asking, the limits, the watching or the stop."""
    settings = loaded(name).portal

    assert all(entry.mode == {} for entry in settings.assistants.values())
    assert (settings.limits, settings.observe_days, settings.kill_switch) == (
        DEFAULT.portal.limits,
        DEFAULT.portal.observe_days,
        DEFAULT.portal.kill_switch,
    )


@pytest.mark.parametrize(("assistant", "field"), [(name, field) for name, fields in STEPS.items() for field in fields])
def test_long_deals_get_more_time_and_quick_buyers_less(assistant, field):
    """Every step comes later than usual where deals are long, and no later than usual where buyers are quick."""
    usual, late, soon = (getattr(each.assistants[assistant], field) for each in (DEFAULT, loaded(LONG), loaded(SHORT)))

    assert soon <= usual < late


@pytest.mark.parametrize("field", OF_RELEASE)
def test_a_client_with_long_deals_is_handed_over_later(field):
    """The countdown to a hand-over and all around it is longer where deals are long."""
    assert getattr(loaded(LONG).assistants["client_release"], field) > getattr(DEFAULT.assistants["client_release"], field)


def test_private_customers_are_handed_to_nobody():
    """With private customers no client is handed over, their letters are counted, and their names are not kept."""
    settings = loaded(SHORT)

    assert settings.assistants["client_release"].sales_model == "b2c"  # type: ignore[attr-defined]
    assert settings.assistants["debtors"].person_guard  # type: ignore[attr-defined]
    assert settings.portal.keep_names == "none"


def test_unknown_preset_is_refused():
    """A preset that does not exist is named with its neighbours."""
    assert set(presets()) == {LONG, SHORT}
    with pytest.raises(ConfigError, match="Did you mean b2c"):
        preset("b2x")
