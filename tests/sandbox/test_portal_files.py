"""Portal files: loading, refusing with line numbers, relative times, and the way there and back."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from b24sandbox.clock import Clock, Dice
from b24sandbox.portal import Portal
from b24sandbox.portal_file import PortalFileError, dump, load
from b24sandbox.seeding import read_seed
from b24sandbox.seeds.generate import generate
from b24sandbox.serve import Server
from tests.sandbox.client import Caller

HEAD = {"time_zone": "Europe/Moscow", "currency": "RUB", "plan": "standard", "now": "2026-11-23T09:12:00+03:00"}
ADMIN = {"ID": "1", "ACTIVE": True, "ADMIN": True, "NAME": "A", "UF_DEPARTMENT": [1]}


def line(entity: str, **fields: Any) -> str:
    return json.dumps({"entity": entity, "fields": fields})


def loaded(*more: str) -> Portal:
    portal = Portal(clock=Clock(speed=0), dice=Dice(1))
    load(portal, [line("portal", **HEAD), line("user", **ADMIN), *more])
    return portal


def test_rows_are_loaded_as_they_stand() -> None:
    """Ids are kept, text becomes the stored kind, times relative to now are resolved in the portal's zone."""
    portal = loaded(
        line("company", id="7", title="C", assignedById="1", createdTime="@-82d 14:30", isMyCompany="N"),
        line("deal", id=9, title="D", companyId=7, contactIds=[], begindate="@-5d", createdTime="@-90m", opportunity="10.50"),
    )
    company, deal = portal.table("company").rows[7], portal.table("deal").rows[9]
    assert company["assignedById"] == 1
    assert company["createdTime"].astimezone(portal.zone).isoformat() == "2026-09-02T14:30:00+03:00"
    assert company["updatedTime"] == company["createdTime"]
    assert deal["begindate"].isoformat() == "2026-11-18"
    assert deal["createdTime"].astimezone(portal.zone).isoformat() == "2026-11-23T07:42:00+03:00"
    assert deal["opportunity"] == 10.5
    assert portal.delivery.parcels == []
    assert len(portal.table("stagehistory")) == 0


@pytest.mark.parametrize(
    ("given", "first", "links"),
    [
        ({"companyId": 11, "companyIds": [10, 11, 12]}, 11, [11, 10, 12]),
        ({"companyIds": [10, 11]}, 10, [10, 11]),
        ({"companyId": 11}, 11, [11]),
        ({"companyId": 13, "companyIds": [10, 11]}, 10, [10, 11]),
    ],
)
def test_the_single_link_is_the_primary_one(given: dict[str, Any], first: int, links: list[int]) -> None:
    """A contact's primary company may stand anywhere in the list of its companies; one that is not there is none."""
    contact = loaded(line("contact", id=5, name="P", **given)).table("contact").rows[5]
    assert (contact["companyId"], contact["companyIds"]) == (first, links)


def test_the_clock_starts_at_now() -> None:
    """The file's `now` becomes the portal's present."""
    assert loaded().clock.now().isoformat() == "2026-11-23T06:12:00+00:00"


def test_links_that_no_list_returns_are_kept() -> None:
    """Payments, activities, orders and stage history have the links of the rulings."""
    portal = loaded(
        line("activity", ID="5", OWNER_TYPE_ID="4", OWNER_ID="7", TYPE_ID="2", SUBJECT="s",
             BINDINGS=[{"OWNER_TYPE_ID": "4", "OWNER_ID": "7"}, {"OWNER_TYPE_ID": "3", "OWNER_ID": "8"}]),
        line("payment", id=1, entityTypeId=31, entityId=3, sum=5, paid="Y"),
        line("order", id=2, clients=[{"entityTypeId": 4, "entityId": 7, "isPrimary": "Y"}]),
        line("stagehistory", ID=3, entityTypeId=2, OWNER_ID=9, TYPE_ID=1, CREATED_TIME="@-1d", STAGE_ID="NEW"),
    )  # fmt: skip
    assert portal.table("activity").group_ids("binding", (3, 8)) == {5}
    assert portal.table("payment").group_ids("owner", (31, 3)) == {1}
    assert portal.table("order").rows[2]["clients"][0]["entityId"] == 7
    assert portal.table("stagehistory").group_ids("owner", (2, 9)) == {3}


def test_user_fields_are_known_to_their_entity() -> None:
    """A user field, wherever it stands in the file, opens its camelCase name on the items."""
    portal = loaded(
        line("company", id=1, title="C", ufCrmB24bHold="Y"),
        line("userfield", id="1", entityId="CRM_COMPANY", fieldName="UF_CRM_B24B_HOLD", userTypeId="boolean"),
    )
    assert portal.table("company").rows[1]["ufCrmB24bHold"] == "Y"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("not json", "line 3: not JSON"),
        ('{"entity": "company"}', "line 3: expected"),
        (line("unicorn", id=1), "line 3: unknown entity 'unicorn'"),
        (line("logmessage", id=1), "line 3: unknown entity"),
        (line("company", id=1, tittle="x"), "line 3: company has no field 'tittle'"),
        (line("company", id=1, createdTime="yesterday"), "line 3: createdTime"),
        (line("company", id=1, assignedById="boss"), "line 3: assignedById"),
        (line("deal", id=1, contactIds=5), "line 3: contactIds takes a list"),
        (line("user", ID=1, NAME="again", ACTIVE=True), "line 3: user 1 is there already"),
        (line("portal", **HEAD), "line 3: a second portal line"),
        (line("company", id=1, createdTime="@-1x"), "line 3: createdTime"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(bad: str, words: str) -> None:
    """The refusal names the line, the problem, and leaves the portal as it was."""
    portal = loaded()
    with pytest.raises(PortalFileError, match=r"^line \d") as refusal:
        load(portal, [line("portal", **HEAD), line("user", **ADMIN), bad])
    assert str(refusal.value).startswith(words)
    assert len(portal.table("user")) == 1


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ({"plan": "golden"}, "unknown plan"),
        ({"colour": "red"}, "unknown portal fields"),
        ({"time_zone": "Mars/Olympus"}, "Mars"),
        ({"time_zone": "Europe"}, "Europe"),
        ({"time_zone": 3, "currency": None}, "currency, time_zone: not a text"),
        ({"now": "soon"}, "soon"),
    ],
)
def test_a_bad_portal_line_is_explained(head: dict[str, Any], words: str) -> None:
    """The first line is checked as well."""
    with pytest.raises(PortalFileError, match=words):
        load(Portal(), [line("portal", **(HEAD | head)), line("user", **ADMIN)])


def test_a_portal_needs_its_first_line_and_an_administrator() -> None:
    """Without a portal line or an administrator nothing is loaded."""
    with pytest.raises(PortalFileError, match="line 1: the first line is the portal"):
        load(Portal(), [line("user", **ADMIN)])
    with pytest.raises(PortalFileError, match="no active administrator"):
        load(Portal(), [line("portal", **HEAD)])


@pytest.mark.parametrize("name", ["empty", "demo"])
def test_a_portal_survives_the_way_out_and_in(name: str) -> None:
    """What is written from a portal loads into the same portal."""
    portal, again = Portal(clock=Clock(speed=0)), Portal(clock=Clock(speed=0))
    load(portal, read_seed(name))
    written = list(dump(portal))
    load(again, written)
    assert list(dump(again)) == written
    assert len(written) > 30


def test_a_file_is_loaded_through_control(server: Server, caller: Caller) -> None:
    """Control takes a file as the body, gives one, and refuses a bad one with its line."""
    text = "\n".join([line("portal", **HEAD), line("user", **ADMIN), line("company", id=42, title="Forty-two")])
    answer = requests.post(f"{server.address}/_sandbox/seed", data=text.encode(), timeout=10)
    assert answer.json()["rows"]["company"] == 1
    assert caller.call("crm.item.get", entityTypeId=4, id=42)["item"]["title"] == "Forty-two"
    given = requests.get(f"{server.address}/_sandbox/state", timeout=10).text
    assert requests.post(f"{server.address}/_sandbox/seed", data=given.encode(), timeout=10).status_code == 200
    bad = requests.post(f"{server.address}/_sandbox/seed", data=b"{}", timeout=10)
    assert (bad.status_code, bad.json()["error"][:7]) == (400, "line 1:")
    assert caller.call("crm.item.get", entityTypeId=4, id=42)


def test_a_seed_is_loaded_by_its_name(server: Server, caller: Caller) -> None:
    """`{"name": "demo"}` fills the portal with the demo; an unknown name is explained."""
    url = f"{server.address}/_sandbox/seed"
    assert requests.post(url, json={"name": "demo"}, timeout=20).json()["rows"]["company"] == 120
    assert len(caller.call("user.get")) == 8
    assert "no such file" in requests.post(url, json={"name": "nowhere"}, timeout=10).json()["error"]


def generated(random_seed: int) -> list[str]:
    portal = Portal(clock=Clock(datetime(2026, 11, 23, tzinfo=UTC), speed=0))
    generate(portal, 3, 5, random_seed)
    assert (len(portal.table("company")), len(portal.table("activity"))) == (3, 5)
    return list(dump(portal))


def test_a_generated_portal_depends_on_its_seed_alone() -> None:
    """The same numbers make the same portal, another seed another; as a file it loads."""
    written = generated(1)
    assert written == generated(1) != generated(2)
    portal = Portal(clock=Clock(speed=0))
    load(portal, written)
    assert list(dump(portal)) == written
