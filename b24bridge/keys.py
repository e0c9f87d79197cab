"""Where the keys come from that encrypt tokens: the environment, or on the embedded default a file made once."""

import os

from b24bridge.core.errors import ConfigError
from b24bridge.store.crypto import MAKE, new_key
from config.process import ProcessSettings

FILE = "secret.key"


def keys_of(settings: ProcessSettings) -> tuple[str, ...]:
    """Return the keys, the first of which encrypts. Raises ConfigError outside the embedded default when there is none."""
    if settings.secret_keys:
        return tuple(key.get_secret_value() for key in settings.secret_keys)
    if not settings.is_embedded:
        raise ConfigError("B24BRIDGE_SECRET_KEYS", "a database is named but no key to encrypt tokens with", MAKE)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.data_dir / FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(new_key())
    except FileExistsError:
        pass
    return (path.read_text(encoding="ascii").strip(),)
