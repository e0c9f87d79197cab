"""Modes in force, and working days from a country's calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.errors import ConfigError
from config.calendars import calendar_of, unknown_years
from config.loading import load_portal
from config.modes import modes_in_force, observes_until
from config.portal import AssistantEntry, CalendarSettings, PortalSettings

OWN = {"label": "auto", "task": "auto", "notify": "auto", "reassign": "approve"}
ZONE = ZoneInfo("Asia/Vladivostok")
INSTALLED = datetime(2026, 11, 1, 20, tzinfo=UTC)  # the morning of 2 November in Vladivostok


def portal(**values) -> PortalSettings:
    loaded = load_portal({key: value for key, value in values.items() if key != "modes"}, {}).portal
    entries = {"a": AssistantEntry(mode=values["modes"])} if "modes" in values else {}
    return loaded.model_copy(update={"assistants": entries})


def modes(settings: PortalSettings, day: int, name: str = "a"):
    return modes_in_force(settings, name, OWN, INSTALLED, datetime(2026, 11, 1, 0, 30, tzinfo=ZONE) + timedelta(days=day - 1))


def test_a_new_installation_only_watches():
    """For fourteen portal days everything observes; on the next one the modes begin."""
    assert set(modes(portal(), 15).values()) == {"observe"}
    assert modes(portal(), 16) == OWN


def test_watching_can_end_on_a_day():
    """A day that people chose replaces the number of days, earlier or later."""
    assert set(modes(portal(observe_until="2026-11-20"), 19).values()) == {"observe"}
    assert modes(portal(observe_until="2026-11-20"), 20) == OWN
    assert modes(portal(observe_until="2026-11-03"), 3) == OWN
    assert observes_until(portal(observe_until="2026-11-20"), INSTALLED, ZONE) == date(2026, 11, 20)


def test_days_begin_in_the_portal_s_zone():
    """The installation's day is the portal's."""
    assert observes_until(portal(observe_days=0), INSTALLED, ZONE) == date(2026, 11, 2)
    assert observes_until(portal(observe_days=0), INSTALLED, UTC) == date(2026, 11, 1)


def test_chosen_modes_replace_the_assistant_s_own():
    """What was chosen is in force, what was not keeps the assistant's mode; classes that it lacks do not appear."""
    settings = portal(modes={"task": "approve", "label": "off", "stage": "auto"})
    assert modes(settings, 28) == OWN | {"task": "approve", "label": "off"}
    assert modes(settings, 28, "another") == OWN


def test_off_is_off_even_while_watching():
    """What is switched off is not even watched."""
    assert modes(portal(modes={"label": "off"}), 5)["label"] == "off"


def test_the_stop_makes_everything_observe():
    """The kill switch lets nothing act, at any time."""
    assert set(modes(portal(kill_switch=True), 28).values()) == {"observe"}


def calendar_settings(**values) -> CalendarSettings:
    return CalendarSettings(**{"country": "RU", "days_off": (), "worked_days": ()} | values)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2024, 4, 27), True),
        (date(2024, 4, 29), False),
        (date(2026, 1, 9), False),
        (date(2026, 11, 4), False),
        (date(2026, 11, 5), True),
        (date(2026, 11, 7), False),
        (date(2027, 2, 20), True),
        (date(2027, 2, 22), False),
    ],
)
def test_russian_transfers_are_known(day, is_working):
    """Public holidays, transferred days off and worked Saturdays are those of the country."""
    assert calendar_of(calendar_settings(), [2024, 2026, 2027]).is_working(day) is is_working


def test_the_portal_s_exceptions_win():
    """People's own days off and worked days replace the country's."""
    settings = calendar_settings(
        days_off=(date(2024, 4, 27), date(2026, 11, 5)), worked_days=(date(2026, 11, 4), date(2026, 11, 7))
    )
    calendar = calendar_of(settings, [2024, 2026])
    days = [date(2024, 4, 27), date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 7)]
    assert [calendar.is_working(day) for day in days] == [False, True, False, True]


def test_without_a_country_every_weekday_is_worked():
    """No country means Monday to Friday."""
    calendar = calendar_of(calendar_settings(country=None), [2026])
    assert calendar.is_working(date(2026, 1, 1))
    assert not calendar.is_working(date(2026, 1, 3))
    assert unknown_years(calendar_settings(country=None), [2099]) == ()


def test_years_without_published_transfers_are_told():
    """A year whose days off nobody has transferred yet is named."""
    assert unknown_years(calendar_settings(), [2099, 2026, 2098]) == (2098, 2099)


def test_unknown_country_is_refused():
    """A country without a calendar is an error of the settings."""
    with pytest.raises(ConfigError, match="no holidays are known"):
        calendar_of(calendar_settings(country="XX"), [2026])
