"""The frame's token: a quarter of an hour for one person of one portal, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from b24bridge.core.errors import ConfigError, WebhookRejected
from b24bridge.web.tokens import LIFETIME, Expired, FrameTokens
from config.process import ProcessSettings
from tests.web.web_bridge import KEY
from tests.web.web_screens import ADMIN, NOW

CHANGES = [
    lambda token: token[:-2] + token[-2:].swapcase(),
    lambda token: token.replace(".", ""),
    lambda _: "",
    lambda _: "я",
    lambda token: token * 50,
]
HEADERS = [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer x.y"}, {"Authorization": "Bearer"}]
OTHER = Fernet.generate_key().decode()


def tokens(*keys):
    return FrameTokens(ProcessSettings(secret_keys=tuple(SecretStr(key) for key in keys), _env_file=None))


def test_a_token_says_who_opened_the_page():
    """A token given to a person is read back as that person of that portal."""
    token, entry = tokens(KEY).give(ADMIN, NOW)
    assert tokens(KEY).read(token, NOW) == entry
    assert entry.visitor == ADMIN


def test_a_token_ends_after_a_quarter_of_an_hour_and_moving_between_pages_prolongs_nothing():
    """A token that is passed on from page to page ends when the first one did."""
    signer = tokens(KEY)
    _, entry = signer.give(ADMIN, NOW)
    passed_on = signer.write(signer.read(signer.write(entry), NOW + timedelta(minutes=14)))
    assert signer.read(passed_on, NOW + LIFETIME - timedelta(seconds=1)).visitor == ADMIN
    with pytest.raises(Expired) as expired:
        signer.read(passed_on, NOW + LIFETIME)
    assert expired.value.visitor == ADMIN


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_token_is_nobodys(change):
    """A token that we did not write, whatever its length or letters, is refused."""
    signer = tokens(KEY)
    with pytest.raises(WebhookRejected):
        signer.read(change(signer.give(ADMIN, NOW)[0]), NOW)


def test_keys_change_without_throwing_anybody_out():
    """The first key signs and all are accepted; a key that was taken away is not."""
    old = tokens(KEY).give(ADMIN, NOW)[0]
    assert tokens(OTHER, KEY).read(old, NOW).visitor == ADMIN
    new = tokens(OTHER, KEY).give(ADMIN, NOW)[0]
    with pytest.raises(WebhookRejected):
        tokens(KEY).read(new, NOW)


def test_without_a_key_nothing_starts():
    """Settings without a secret key are an error that names the setting and the way out."""
    with pytest.raises(ConfigError, match="B24BRIDGE_SECRET_KEYS"):
        tokens()


def test_a_page_that_was_open_too_long_says_so_inside_its_portal(bridge, page, token):
    """An expired page is answered in words, in its own frame, with the way to a fresh one."""
    assert token
    bridge.moment = NOW + timedelta(minutes=16)
    answer = page("overview")
    assert answer.status_code == 401
    assert "Страница открыта слишком долго." in answer.text
    assert 'data-command="reloadWindow"' in answer.text
    assert "https://portal.bitrix24.com" in answer.headers["Content-Security-Policy"]


def test_a_token_is_renewed_only_with_a_fresh_token_of_the_portal(bridge, fragment, web):
    """Renewal asks the portal again who is there; without its fresh token there is none."""
    answer = fragment("token", AUTH_ID="fresh")
    assert answer.status_code == 200
    assert answer.json["expires_in"] == 900
    renewed = web.post("/b24/page/overview", data={"token": answer.json["token"]})
    assert renewed.status_code == 200
    assert fragment("token", AUTH_ID="stolen").status_code == 403
    assert fragment("token").status_code == 401


def test_a_token_of_one_portal_asks_for_that_portal_only(bridge, web, page):
    """What is asked, and who may frame the answer, follows from the token, never from the request."""
    signer = FrameTokens(bridge.settings)
    stranger = replace(ADMIN, member_id="f" * 32, origin="https://other.bitrix24.com")
    answer = web.post("/b24/page/overview?member_id=x", data={"token": signer.give(stranger, NOW)[0], "member_id": "x"})
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors https://other.bitrix24.com")


@pytest.mark.parametrize("headers", HEADERS)
def test_pieces_of_pages_need_the_token_in_its_header(web, headers):
    """Without the page's token in the header nothing is given out."""
    assert web.post("/api/v1/findings/forgotten_clients", data={"limit": "1"}, headers=headers).status_code == 401
