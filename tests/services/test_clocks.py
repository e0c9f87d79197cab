"""The portal's own time: its zone, its clock, and what can be read off its answers."""

from datetime import UTC, datetime

import pytest

from b24bridge.services.clocks import our_moment, portal_now, zone_at, zone_of
from tests.services.clocks import START, StoppedClock
from tests.services.office import installation


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("2026-11-23T09:12:00+03:00", "Europe/Moscow"),
        ("2026-11-23T09:12:00+05:00", "Etc/GMT-5"),
        ("2026-11-23T09:12:00-04:00", "Etc/GMT+4"),
        ("2026-11-23T09:12:00+00:00", "Etc/GMT+0"),
        ("2026-11-23T09:12:00+05:30", None),
        ("2026-11-23T09:12:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_an_offset_names_a_zone(moment, zone):
    """Whole hours do; anything else is not guessed."""
    assert zone_at(moment) == zone
    if zone:
        known = installation(StoppedClock(), time_zone=zone)
        assert portal_now(known, START).utcoffset() == datetime.fromisoformat(moment).utcoffset()


def test_a_portal_without_a_zone_is_in_moscow():
    """Until it says otherwise."""
    assert zone_of(installation(StoppedClock(), time_zone=None)).key == "Europe/Moscow"


def test_a_portals_moment_and_ours_belong_together():
    """A clock that is an hour ahead shows ten when ours shows nine, and back."""
    ahead = installation(StoppedClock(), skew=3600.0)

    there = portal_now(ahead, START)

    assert there.astimezone(UTC).hour == START.hour + 1
    assert our_moment(ahead, there) == START
