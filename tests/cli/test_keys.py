"""Where the keys come from that encrypt tokens."""

import pytest

from b24bridge.core.errors import ConfigError
from b24bridge.keys import FILE, keys_of
from config.process import ProcessSettings


def settings(tmp_path, **given) -> ProcessSettings:
    return ProcessSettings(_env_file=None, data_dir=tmp_path / "data", **given)


def test_named_keys_are_taken_in_their_order(tmp_path):
    """The first encrypts; nothing is made."""
    assert keys_of(settings(tmp_path, secret_keys="new, old")) == ("new", "old")
    assert not (tmp_path / "data").exists()


def test_the_embedded_default_makes_its_key_once(tmp_path):
    """In a file that only we can read, the same from then on."""
    first = keys_of(settings(tmp_path))

    assert keys_of(settings(tmp_path)) == first
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0


def test_a_named_database_without_a_key_is_refused(tmp_path):
    """Tokens are never stored under a key that is lost with the folder."""
    with pytest.raises(ConfigError, match="B24BRIDGE_SECRET_KEYS"):
        keys_of(settings(tmp_path, database_url="postgresql://u@h/d"))
