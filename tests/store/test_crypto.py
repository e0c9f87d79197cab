"""Secrets at rest: unreadable without a key, useless to anybody else, and gone when they are destroyed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.store.crypto import ForeignSecret, Vault, new_key
from b24bridge.store.installations import SqlInstallations
from b24bridge.store.rotation import rotate_keys
from b24bridge.store.session import open_store
from tests.clocks import HandClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OLD, NEW = new_key(), new_key()
APPLICATION = Application(client_id="local.1", client_secret="canary client secret")
PAIR = Tokens(access="canary access", refresh="canary refresh", expires_at=NOON + timedelta(hours=1))
CANARIES = ("canary client secret", "canary access", "canary refresh", "canary application token")


def installation(member_id: str) -> Installation:
    return Installation(
        member_id=member_id,
        client_id="local.1",
        domain="one.example",
        endpoint="https://one.example/rest/",
        oauth_endpoint="https://oauth.example/rest/",
        scope=("crm",),
        status=Status.ACTIVE,
        installed_at=NOON,
        application_token="canary application token",
    )


def opened(store, *keys: str) -> SqlInstallations:
    return SqlInstallations(store, Vault(keys), HandClock())


def fill(installations: SqlInstallations) -> None:
    installations.register(APPLICATION)
    for member_id in ("one", "two"):
        installations.save(installation(member_id), PAIR)


def bytes_of(folder: Path) -> bytes:
    """Return everything that lies in a folder, SQLite's log included."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_sealed_and_opened():
    """What is sealed for an owner is opened for that owner, and looks like nothing in between."""
    vault = Vault([NEW])
    sealed = vault.seal("tokens of portal one", "Тайна")
    assert vault.open("tokens of portal one", sealed) == "Тайна"
    assert "Тайна" not in sealed
    assert vault.seal("tokens of portal one", "Тайна") != sealed


def test_sealed_for_somebody_else():
    """A secret that was sealed for one portal cannot be used as another's."""
    vault = Vault([NEW])
    with pytest.raises(ForeignSecret) as refused:
        vault.open("tokens of portal two", vault.seal("tokens of portal one", "hush"))
    assert "hush" not in str(refused.value)


def test_first_key_seals_all_open():
    """A new key in front seals from now on, while the old ones still open what they sealed."""
    sealed = Vault([OLD]).seal("x", "hush")
    assert Vault([NEW, OLD]).open("x", sealed) == "hush"
    assert Vault([NEW]).open("x", Vault([NEW, OLD]).reseal("x", sealed)) == "hush"


@pytest.mark.parametrize("keys", [[], [""], ["short"], [NEW, "я" * 44], [NEW, "x" * 44]])
def test_bad_keys(keys):
    """No key, or one that is no key, is refused with the way to make one, and never quoted."""
    with pytest.raises(ConfigError) as refused:
        Vault(keys)
    assert refused.value.path == "B24BRIDGE_SECRET_KEYS"
    assert not any(key in str(refused.value) for key in keys if key)


@pytest.mark.parametrize("sealed", ["", "nonsense", "я"])
def test_damaged_secret(sealed):
    """A secret that was damaged is a lost one: the integrator is told what to do."""
    with pytest.raises(ConfigError):
        Vault([NEW]).open("tokens of portal one", sealed)


def test_key_is_lost(store):
    """Without the key nothing is opened, and the integrator is told which setting it is about."""
    fill(opened(store, OLD))
    for read in (lambda it: it.tokens("one"), lambda it: it.find("one"), lambda it: it.application("local.1")):
        with pytest.raises(ConfigError, match="B24BRIDGE_SECRET_KEYS"):
            read(opened(store, NEW))


def test_rotation(store):
    """After a rotation the old key can be thrown away."""
    fill(opened(store, OLD))
    assert rotate_keys(store, Vault([NEW, OLD])) == 5
    fresh = opened(store, NEW)
    assert (fresh.application("local.1"), fresh.tokens("one"), fresh.tokens("two")) == (APPLICATION, PAIR, PAIR)
    assert fresh.all() == [installation("one"), installation("two")]


def test_rotation_beside_a_renewal(store):
    """A pair of tokens that is saved while keys rotate is not put back to the older one."""
    renewed = Tokens(access="newer", refresh="newer", expires_at=NOON, user_id=1)
    fill(opened(store, OLD))

    class Interrupted(Vault):
        def reseal(self, owner: str, sealed: str) -> str:
            if owner == "tokens of portal one":
                opened(store, NEW, OLD).save_tokens("one", renewed)
            return super().reseal(owner, sealed)

    rotate_keys(store, Interrupted([NEW, OLD]))
    assert (opened(store, NEW).tokens("one"), opened(store, NEW).tokens("two")) == (renewed, PAIR)


def test_moved_row(store):
    """Tokens copied by hand to another portal's row are refused there."""
    fill(opened(store, NEW))
    with store.writing() as connection:
        connection.execute(text("UPDATE tokens SET sealed_pair = (SELECT min(sealed_pair) FROM tokens)"))
        connection.execute(text("UPDATE installations SET sealed_application_token = (SELECT min(sealed_pair) FROM tokens)"))
    installations = opened(store, NEW)
    refused = 0
    for member_id in ("one", "two"):
        try:
            installations.tokens(member_id)
        except ForeignSecret:
            refused += 1
        with pytest.raises(ForeignSecret):
            installations.find(member_id)
    assert refused == 1


def test_nothing_readable_on_disk(sqlite_url, tmp_path):
    """No secret lies readable in any file of the database."""
    store = open_store(sqlite_url)
    fill(opened(store, NEW))
    content = bytes_of(tmp_path)
    assert b"one.example" in content
    assert not [canary for canary in CANARIES if canary.encode() in content]
    store.close()


def test_nothing_left_on_disk(sqlite_url, tmp_path):
    """When a portal leaves, even the sealed tokens are overwritten, in the file and in the log."""
    store = open_store(sqlite_url)
    installations = opened(store, NEW)
    fill(installations)
    with store.reading() as connection:
        sealed = [*connection.scalars(text("SELECT sealed_pair FROM tokens")), *connection.scalars(text(SEALED_APPLICATION))]
    assert all(secret.encode() in bytes_of(tmp_path) for secret in sealed)
    for member_id in ("one", "two"):
        installations.set_status(member_id, Status.UNINSTALLED)
    assert not [secret for secret in sealed if secret.encode() in bytes_of(tmp_path)]
    store.close()


SEALED_APPLICATION = "SELECT sealed_application_token FROM installations"


def test_leaving_does_not_wait_for_readers(sqlite_url):
    """A long reader does not hold up a portal that leaves; its tokens are out of reach at once."""
    store = open_store(sqlite_url)
    installations = opened(store, NEW)
    fill(installations)
    with store.reading() as connection:
        connection.scalar(text("SELECT count(*) FROM tokens"))
        installations.set_status("one", Status.UNINSTALLED)
        assert not store.scrub()
        assert installations.tokens("one") is None
    assert store.scrub()
    store.close()


def test_nothing_in_representations(store):
    """What is printed by accident holds no secret."""
    installations = opened(store, NEW)
    fill(installations)
    shown = repr([APPLICATION, PAIR, installation("one"), installations.find("one"), Vault([NEW]), vars(installations)])
    assert not [canary for canary in (*CANARIES, NEW) if canary in shown]
