"""Sealing secrets for the database: encrypted, and bound to whom they belong to. Not where keys come from."""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from b24bridge.core.errors import BridgeError, ConfigError

PATH = "B24BRIDGE_SECRET_KEYS"
MAKE = "Make one with `python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'`."


class ForeignSecret(BridgeError):
    """A stored secret belongs to another owner: somebody copied rows of the database by hand."""


class Vault:
    """Seals with the first key and opens with any of them, so a new key goes in front of the old ones."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take Fernet keys as text. Raises ConfigError when there is none, or one that is no key; it is never quoted."""
        if not keys:
            raise ConfigError(PATH, "there is no key to encrypt tokens with", MAKE)
        self._fernet = MultiFernet([_fernet(number, key) for number, key in enumerate(keys, start=1)])

    def __repr__(self) -> str:
        """Show nothing of the keys."""
        return "Vault()"

    def seal(self, owner: str, secret: str) -> str:
        """Return the secret encrypted together with its owner, such as `tokens of portal X`."""
        return self._fernet.encrypt(json.dumps([owner, secret]).encode()).decode()

    def open(self, owner: str, sealed: str) -> str:
        """Return the secret. Raises ConfigError when no key fits, ForeignSecret when it was sealed for another owner."""
        try:
            sealed_for, secret = json.loads(self._fernet.decrypt(sealed))
        except (InvalidToken, ValueError):
            fix = "Put the key it was sealed with back into the list, or install the application again."
            raise ConfigError(PATH, f"none of the keys opens the {owner}", fix) from None
        if sealed_for != owner:
            raise ForeignSecret(f"what is stored as the {owner} is the {sealed_for}")
        return str(secret)

    def reseal(self, owner: str, sealed: str) -> str:
        """Return the same secret sealed with the first key. Raises as `open` does."""
        return self.seal(owner, self.open(owner, sealed))


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode()


def _fernet(number: int, key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise ConfigError(PATH, f"key {number} is no Fernet key", MAKE) from None


def secret_of(client_id: str) -> str:
    """Name the owner of an application's secret."""
    return f"secret of application {client_id}"


def application_token_of(member_id: str) -> str:
    """Name the owner of the token that events of a portal bear."""
    return f"application token of portal {member_id}"


def tokens_of(member_id: str) -> str:
    """Name the owner of a portal's pair of tokens."""
    return f"tokens of portal {member_id}"
