"""What settings come to: modes, facts, the horizon of watching, and the zone and currency in force."""

from datetime import date, timedelta

import pytest

from b24bridge.core.errors import ConfigError
from b24bridge.services.clocks import portal_now
from tests.services.clocks import START
from tests.services.office import MEMBER, NAME, Office

CLASSES = ("label", "task", "notify")


def modes(office: Office, days: int = 0) -> dict[str, str]:
    """Return the modes in force in so many days."""
    now = portal_now(office.installation, office.clock.now() + timedelta(days=days))
    return dict(office.policies.policy(office.installation, now).modes[NAME])


def test_a_new_installation_watches_for_two_weeks_and_then_acts(office):
    """Nobody has to switch it on."""
    assert modes(office, 13) == dict.fromkeys(CLASSES, "observe")
    assert modes(office, 14) == dict.fromkeys(CLASSES, "auto")


def test_a_class_can_be_switched_off_alone(office):
    """What is off stays off, while watching too."""
    office.choose(assistants={NAME: {"mode": {"task": "off"}}})

    assert modes(office) == {"label": "observe", "task": "off", "notify": "observe"}


def test_the_stop_is_in_force_at_once(office):
    """Settings are read each time they are asked for."""
    office.choose(observe_days=0)
    assert not office.policies.policy(office.installation, office.clock.now()).is_stopped

    office.choose(kill_switch=True)

    assert office.policies.policy(office.installation, office.clock.now()).is_stopped
    assert set(modes(office).values()) == {"observe"}


def test_an_assistants_own_settings_reach_it(office):
    """The period that people chose is the one it judges by; what is the portal's is inherited."""
    office.choose(language="en", assistants={NAME: {"period": 60}})

    settings = office.policies.policy(office.installation, office.clock.now()).settings[NAME]

    assert (settings.period, settings.language) == (60, "en")


def test_a_wrong_setting_names_path_problem_and_fix(office):
    """Nothing wrong is ever in force."""
    with pytest.raises(ConfigError) as wrong:
        office.policies.check({"assistants": {NAME: {"period": 5}}})

    assert wrong.value.path == f"assistants.{NAME}.period"
    assert wrong.value.problem
    assert wrong.value.fix


@pytest.mark.parametrize(
    ("chosen", "zone", "currency"),
    [({}, "Europe/Moscow", "RUB"), ({"time_zone": "Asia/Omsk", "currency": "KZT"}, "Asia/Omsk", "KZT")],
)
def test_facts_are_gathered_in_the_zone_and_currency_in_force(office, chosen, zone, currency):
    """What people set goes before what the portal says, for facts and for everything that reads the clock."""
    office.choose(**chosen)

    profile, told = office.policies.profile(MEMBER), office.policies.told(office.installation)

    assert (profile.zone.key, profile.rules.zone.key, profile.currency) == (zone, zone, currency)
    assert (told.time_zone, told.currency) == (zone, currency)


def test_the_rules_of_evidence_are_the_portals(office):
    """Thresholds and our own user, whose records are no evidence, come from settings and installation."""
    office.choose(touches={"min_talk_s": 7}, supervisor_id=9, deputies={5: 6})

    profile = office.policies.profile(MEMBER)

    assert (profile.rules.min_talk_s, profile.rules.app_user_id) == (7, 1)
    assert (profile.supervisor_id, dict(profile.deputies)) == (9, {5: 6})
    assert not profile.calendar.is_working(date(2027, 1, 1))


def test_nobody_gathers_facts_of_a_stranger(office):
    """A portal that is not installed has no profile."""
    with pytest.raises(LookupError, match="stranger"):
        office.policies.profile("stranger")


@pytest.mark.parametrize(
    ("chosen", "until", "is_stopped"),
    [
        ({}, START.date() + timedelta(days=14), False),
        ({"observe_days": 0}, None, False),
        ({"observe_until": "2027-01-11", "kill_switch": True}, date(2027, 1, 11), True),
        ({"observe_until": "2026-11-23"}, None, False),
    ],
)
def test_the_horizon_says_until_when_it_is_only_watched(office, chosen, until, is_stopped):
    """On the day itself the assistants already act."""
    office.choose(**chosen)

    horizon = office.policies.horizon(office.installation)

    assert (horizon.observe_until, horizon.is_stopped) == (until, is_stopped)
