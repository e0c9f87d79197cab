"""The zone of a portal that does not tell it."""

from datetime import datetime

import pytest

from b24bridge.bitrix.zones import moments_of, zone_of
from tests.sandboxed import line, sandboxed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["2026-11-23T09:00:00+03:00"], "Europe/Moscow"),
        (["2026-11-23T09:00:00+10:00"], "Asia/Vladivostok"),
        (["2026-11-23T09:00:00+01:00"], "Europe/Berlin"),
        (["2026-11-23T09:00:00+00:00"], "UTC"),
        (["2026-11-23T09:00:00+00:00", "2026-07-01T09:00:00+01:00"], "Europe/London"),
        (["2026-11-23T09:00:00+02:00", "2026-07-01T09:00:00+03:00"], "Europe/Kyiv"),
        (["2027-01-01T20:30:00-05:00"], "America/New_York"),
        (["2026-06-14T12:00:00+05:45"], "Asia/Kathmandu"),
        (["2026-06-14T12:00:00+05:45", "2026-06-14T12:00:00+03:00"], None),
        ([], None),
    ],
)
def test_a_zone_is_one_that_prints_so(printed: list[str], expected: str | None) -> None:
    """Offsets in winter and in summer tell zones apart; where they do not, the likelier zone is taken."""
    assert zone_of(map(datetime.fromisoformat, printed)) == expected


@pytest.mark.parametrize("said", [None, False, [], {}, [None], "now", ["2026-11-23"], [{"ID": "1", "CREATED": ""}]])
def test_what_is_no_moment_tells_no_zone(said: object) -> None:
    """Dates without an offset, other fields and nothing at all are passed over."""
    assert moments_of(said) == []


def test_a_portal_in_winter_knows_its_summer() -> None:
    """On a portal in winter time a company made in summer tells the zone, which the present time alone does not."""
    portal = {"time_zone": "Europe/London", "now": "2026-03-01T09:00:00+00:00", "currency": "RUB"}
    admin = line("user", ID=1, ACTIVE=True, ADMIN=True, NAME="A")
    summer = line("company", id=1, title="Ромашка", createdTime="2025-07-01T09:00:00+01:00")
    with sandboxed([line("portal", **portal), admin, summer]) as site:
        zone = site.bridge().about()["time_zone"]
    assert zone == "Europe/London"
