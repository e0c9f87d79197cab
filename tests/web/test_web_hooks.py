"""Events and installations: what the portal posts is answered at once, and only what it may post."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest

from b24bridge.core.errors import Unavailable
from tests.reference import reference
from tests.web.web_screens import MEMBER, ORIGIN, TOKEN

FORM = "application/x-www-form-urlencoded"
EVENT = {
    "event": "ONCRMCOMPANYUPDATE",
    "data[FIELDS][ID]": "2917",
    "ts": "1743165490",
    "auth[member_id]": MEMBER,
    "auth[application_token]": TOKEN,
}


def post_event(web, path="/b24/event", **changes):
    body = {name: value for name, value in {**EVENT, **changes}.items() if value is not None}
    return web.post(path, data=urlencode(body), content_type=FORM)


def test_an_event_is_committed_answered_without_a_word_and_then_rung_for(web, bridge):
    """An event of an installed portal is committed, answered 204 at once, and its worker is rung afterwards."""
    answer = post_event(web)
    answer.close()
    assert (answer.status_code, answer.data) == (204, b"")
    assert [(event.topic, event.object_id) for event in bridge.received] == [("ONCRMCOMPANYUPDATE", "2917")]
    assert bridge.rung == [MEMBER]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("path", ["/b24/event", "/b24/install", "/b24/app", "/b24/widget/CRM_COMPANY_DETAIL_TAB"])
def test_a_portal_that_only_checks_an_address_hears_that_it_answers(web, method, path):
    """A portal asks by GET or HEAD whether an address answers before it accepts the application."""
    assert getattr(web, method)(path).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"auth[application_token]": "x" * 32}, 403, "wrong_application_token"),
        ({"auth[application_token]": None}, 403, "wrong_application_token"),
        ({"auth[member_id]": "f" * 32}, 403, "unknown_portal"),
        ({"event": None}, 400, "bad_topic"),
        ({"data[FIELDS][ID]": "²"}, 400, "bad_object_id"),
    ],
)
def test_what_is_no_event_of_an_installed_portal_is_turned_away_and_counted(web, bridge, changes, status, reason):
    """A wrong or missing secret, a strange portal and a body that is no event are refused, and only counted."""
    answer = post_event(web, **changes)
    assert (answer.status_code, answer.json["error"]) == (status, reason)
    assert not bridge.received
    assert f'b24bridge_http_rejects_total{{reason="{reason}"}} 1.0' in web.get("/metrics").text


def test_a_doubled_secret_is_refused(web):
    """A body that names its secret twice would let one party read the first and another the second."""
    body = f"{urlencode(EVENT)}&auth%5Bapplication_token%5D={TOKEN}"
    assert web.post("/b24/event", data=body, content_type=FORM).json["error"] == "doubled_key"


def test_an_event_that_could_not_be_committed_is_not_acknowledged(web, bridge):
    """When the commit fails the portal is told to come back: what was answered 2xx is never lost."""
    bridge.error = Unavailable("inbox", "locked")
    answer = post_event(web)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert not bridge.rung


@pytest.mark.parametrize("path", ["/b24/event", "/b24/install"])
def test_an_application_without_pages_installs_itself_by_an_event(web, bridge, path):
    """ONAPPINSTALL brings the tokens of an application that has no page, to either address."""
    body = (reference("bitrix24", "samples", "events") / "ONAPPINSTALL.form").read_bytes()
    assert web.post(path, data=body, content_type=FORM).status_code == 204
    (arrival,) = bridge.installed
    assert (arrival.member_id, arrival.expires_in) == (MEMBER, 3600)
    assert arrival.oauth_endpoint == "https://oauth.bitrix.info/rest/"


def test_an_installation_event_without_tokens_proves_nothing(web, bridge):
    """ONAPPINSTALL without the tokens that prove it is refused."""
    assert post_event(web, event="ONAPPINSTALL").status_code == 401
    assert not bridge.installed


def test_the_installer_asks_for_rights_and_is_framed_by_its_own_portal_only(web, bridge, opened):
    """The first page names each right with what it is for, and only the verified portal may frame it."""
    bridge.standing = replace(bridge.standing, running="reading", observe_until=date(2026, 12, 7))
    answer = opened("/b24/install")
    assert answer.status_code == 200
    assert "7 декабря включатся метки" in answer.text
    assert len(bridge.installed) == 1
    assert 'data-command="setInstallFinish"' in answer.text
    assert "Нет права «Телефония». Без него звонок короче 20 секунд не отличить от разговора." in answer.text
    assert f"frame-ancestors {ORIGIN}" in answer.headers["Content-Security-Policy"]


def test_somebody_who_may_not_install_is_sent_to_his_administrator(web, bridge, opened):
    """A person without administrator's rights gets no button but the way to somebody who has them."""
    bridge.installation = replace(bridge.installation, is_admin=False)
    answer = opened("/b24/install")
    assert "Попросите администратора портала" in answer.text
    assert "data-command" not in answer.text
