"""Events: every documented body is understood, and nothing that could not be one gets in."""

import json
from urllib.parse import urlencode

import pytest

from b24bridge.core.errors import WebhookRejected
from b24bridge.core.events import parse
from b24bridge.core.forms import pairs_of
from tests.reference import reference

MEMBER = "da45a03b265edd8787f8a258d793cc5d"
SAMPLES = {
    "ONAPPINSTALL": ("ONAPPINSTALL", ""),
    "ONAPPMETHODCONFIRM": ("ONAPPMETHODCONFIRM", ""),
    "ONAPPPAYMENT": ("ONAPPPAYMENT", ""),
    "ONAPPUNINSTALL": ("ONAPPUNINSTALL", ""),
    "ONAPPUPDATE": ("ONAPPUPDATE", ""),
    "ONCRMACTIVITYADD": ("ONCRMACTIVITYADD", "999"),
    "ONCRMCOMPANYADD": ("ONCRMCOMPANYADD", "2917"),
    "ONCRMCOMPANYDELETE": ("ONCRMCOMPANYDELETE", "2917"),
    "ONCRMCOMPANYUPDATE": ("ONCRMCOMPANYUPDATE", "2917"),
    "ONCRMCONTACTUPDATE": ("ONCRMCONTACTUPDATE", "82"),
    "ONCRMDEALADD": ("ONCRMDEALADD", "6641"),
    "ONCRMDEALMOVETOCATEGORY": ("ONCRMDEALMOVETOCATEGORY", "6675"),
    "ONCRMDEALUPDATE": ("ONCRMDEALUPDATE", "759"),
    "ONCRMDYNAMICITEMADD": ("ONCRMDYNAMICITEMADD", "1220:22"),
    "ONCRMDYNAMICITEMUPDATE.invoice31": ("ONCRMDYNAMICITEMUPDATE", "31:22"),
    "ONCRMLEADADD": ("ONCRMLEADADD", "1000983"),
    "ONCRMTIMELINECOMMENTADD": ("ONCRMTIMELINECOMMENTADD", "999"),
    "ONCRMTIMELINECOMMENTADD.src": ("ONCRMTIMELINECOMMENTADD", "999"),
    "ONOFFLINEEVENT": ("ONOFFLINEEVENT", ""),
    "ONPAYMENTENTITYSAVED": ("ONPAYMENTENTITYSAVED", "300"),
    "ONSALEORDERSAVED": ("ONSALEORDERSAVED", "300"),
    "ONTASKADD": ("ONTASKADD", "123"),
    "ONTASKCOMMENTADD": ("ONTASKCOMMENTADD", "555"),
    "ONTASKCOMMENTADD.newcard": ("ONTASKCOMMENTADD", "555"),
    "ONTASKDELETE": ("ONTASKDELETE", "123"),
    "ONTASKUPDATE": ("ONTASKUPDATE", "123"),
    "ONUSERADD": ("ONUSERADD", "123"),
    "ONVOXIMPLANTCALLEND": ("ONVOXIMPLANTCALLEND", "7953"),
    "app.no_tokens": ("ONCRMDEALADD", "7405"),
    "overview.app": ("ONCRMDEALADD", "7405"),
    "overview.webhook": ("ONCRMDEALADD", "7405"),
}


def event(**changes):
    """Parse a deal event with some keys changed; None leaves one out."""
    values = {
        "event": "ONCRMDEALUPDATE",
        "data[FIELDS][ID]": "5",
        "ts": "1766047124",
        "auth[member_id]": MEMBER,
        "auth[application_token]": "secret",
    } | changes
    return parse([(name, value) for name, value in values.items() if value is not None])


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_understood(name):
    """Each documented body gives its topic, its object and its portal."""
    found = parse(pairs_of(reference("bitrix24", "samples", "events", f"{name}.form").read_bytes().strip()))
    assert (found.topic, found.object_id) == SAMPLES[name]
    assert found.member_id
    assert found.ts
    assert bool(found.application_token) == (name != "ONAPPPAYMENT")


def test_no_sample_is_left_out():
    """Every sample there is has its expectation here."""
    assert {path.stem for path in reference("bitrix24", "samples", "events").glob("*.form")} == set(SAMPLES)


def test_personal_data_is_not_kept():
    """Names, addresses and phones of an event are dropped before anything stores it."""
    for name in ("ONUSERADD", "ONVOXIMPLANTCALLEND"):
        found = parse(pairs_of(reference("bitrix24", "samples", "events", f"{name}.form").read_bytes().strip()))
        stored = json.dumps(found.data)
        assert not any(word in stored for word in ("example.com", "Klaus", "+4990"))
        assert set(found.data) <= {"ID", "ACTIVE", "CALL_ID", "CRM_ACTIVITY_ID"}


def test_secrets_do_not_show():
    """An event printed into a log shows no token."""
    assert "secret" not in repr(event())


def test_who_caused_it_is_told_when_known():
    """The user whose token came along is known, a robot's event has none."""
    assert event(**{"auth[user_id]": "7"}).auth_user_id == 7
    assert event().auth_user_id is None
    assert event(ts="soon").ts is None


@pytest.mark.parametrize("name", ["event", "auth[member_id]", "auth[application_token]"])
def test_security_keys_come_once(name):
    """A second topic, portal or token makes the whole event worthless."""
    pairs = [("event", "ONAPPTEST"), ("auth[member_id]", MEMBER), ("auth[application_token]", "x"), (name, "x")]
    with pytest.raises(WebhookRejected, match="doubled_key"):
        parse(pairs)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"event": None}, "bad_topic"),
        ({"event": "ON DEAL"}, "bad_topic"),
        ({"event": None, "event[x]": "1"}, "not_a_value"),
        ({"auth[member_id]": None}, "bad_member_id"),
        ({"auth[member_id]": "ж"}, "bad_member_id"),
        ({"auth[member_id]": "a" * 65}, "bad_member_id"),
        ({"auth[application_token]": "ж"}, "bad_application_token"),
        ({"data[FIELDS][ID]": None}, "no_object_id"),
        ({"data[FIELDS][ID]": "0"}, "no_object_id"),
        ({"data[FIELDS][ID]": "²"}, "bad_object_id"),
        ({"data[FIELDS][ID]": "-1"}, "bad_object_id"),
        ({"data[FIELDS][ID]": "9" * 19}, "bad_object_id"),
        ({"data[FIELDS][ID]": None, "data[FIELDS][ID][x]": "1"}, "bad_object_id"),
        ({"data[FIELDS][ID]": None, "data": "5"}, "not_a_group"),
        ({"data[FIELDS][STAGE_ID]": "x" * 256}, "value_too_long"),
        ({"event": "ONTASKCOMMENTADD"}, "no_object_id"),
        ({"event": "ONCRMDYNAMICITEMADD"}, "no_object_id"),
        ({"event": "ONVOXIMPLANTCALLEND", "data[CALL_ID]": "a b"}, "bad_object_id"),
        ({"event": "ONVOXIMPLANTCALLEND", "data[CALL_ID][x]": "a"}, "not_a_value"),
        ({"event": "ONUSERADD", "data[FIELDS][ID]": "x"}, "bad_object_id"),
    ],
)
def test_what_cannot_be_an_event_is_refused(changes, reason):
    """A body without a proper topic, portal, token or object is refused."""
    with pytest.raises(WebhookRejected) as caught:
        event(**changes)
    assert (caught.value.reason, caught.value.status) == (reason, 400)


def test_call_without_activity_bears_its_own_name():
    """A call that left no activity is told apart by its call id."""
    found = parse(
        list(
            pairs_of(
                urlencode({"event": "OnVoximplantCallEnd", "data[CALL_ID]": "external.5", "auth[member_id]": MEMBER}).encode()
            )
        )
    )
    assert (found.topic, found.object_id) == ("ONVOXIMPLANTCALLEND", "external.5")


def test_equal_numbers_of_two_processes_stay_apart():
    """Element 22 of another process does not swallow the event of invoice 22."""
    one, two = (
        event(event="ONCRMDYNAMICITEMUPDATE", **{"data[FIELDS][ENTITY_TYPE_ID]": kind, "data[FIELDS][ID]": "22"})
        for kind in ("31", "128")
    )
    assert one.object_id != two.object_id
