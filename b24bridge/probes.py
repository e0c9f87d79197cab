"""Looking at what the process depends on: keys, database, migrations, broker, workers. Changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import redis
from sqlalchemy.exc import SQLAlchemyError

from b24bridge import clock
from b24bridge.core.errors import BridgeError, ConfigError
from b24bridge.core.screens_health import Check
from b24bridge.keys import keys_of
from b24bridge.store.jobs import SqlJobs
from b24bridge.store.migrations import is_current
from b24bridge.store.session import open_store
from config.process import DATABASE_FILE, ProcessSettings

BROKER_FIX = "Run `b24bridge up`, which brings its own broker, or start Redis or Valkey and set B24BRIDGE_REDIS_URL"
ASLEEP = timedelta(minutes=3)
UNMADE = "made by the first `b24bridge up`"


def broker_url(settings: ProcessSettings) -> str:
    """Return the broker's URL. Raises ConfigError when none is named and no `up` runs in the data folder."""
    if settings.redis_url:
        return settings.redis_url
    raise ConfigError("B24BRIDGE_REDIS_URL", "there is no broker", BROKER_FIX)


def require_tables(settings: ProcessSettings) -> None:
    """Raise ConfigError when the database does not answer, or is not at this version. Makes no file."""
    if settings.is_embedded and not (settings.data_dir / DATABASE_FILE).exists():
        raise ConfigError("B24BRIDGE_DATA_DIR", f"there is no database in {settings.data_dir}", "Run `b24bridge db upgrade`")
    try:
        _migrations(settings)
    except SQLAlchemyError as error:
        fix = "Check the URL and that the server runs"
        raise ConfigError("B24BRIDGE_DATABASE_URL", f"the database does not answer ({type(error).__name__})", fix) from error


def probe(settings: ProcessSettings) -> list[Check]:
    """Return what was found; quick, and without asking any portal. Makes no file: a fresh machine stays as it is."""
    public = Check("public_url", bool(settings.public_url), settings.public_url)
    if settings.is_embedded and not (settings.data_dir / DATABASE_FILE).exists():
        unmade = [Check(name, is_ok=True, detail=UNMADE) for name in ("keys", "database", "migrations")]
        return [*unmade, _checked("broker", lambda: _broker(settings)), Check("worker", is_ok=False, detail="none yet"), public]
    keys = _checked("keys", lambda: f"{len(keys_of(settings))} key(s)")
    return [keys, *readiness(settings), _checked("worker", lambda: _workers(settings)), public]


def readiness(settings: ProcessSettings) -> list[Check]:
    """Return what a process needs before it can serve: database, migrations and broker."""
    return [
        _checked("database", lambda: _database(settings)),
        _checked("migrations", lambda: _migrations(settings)),
        _checked("broker", lambda: _broker(settings)),
    ]


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, is_ok=True, detail=look())
    except (BridgeError, SQLAlchemyError, redis.RedisError, OSError) as error:
        return Check(name, is_ok=False, detail=type(error).__name__ if not isinstance(error, BridgeError) else str(error))


def _database(settings: ProcessSettings) -> str:
    store = open_store(settings.database)
    try:
        with store.reading() as connection:
            return connection.dialect.name
    finally:
        store.close()


def _migrations(settings: ProcessSettings) -> str:
    if not is_current(settings.database):
        raise ConfigError("database", "its tables are not at this version", "Run `b24bridge db upgrade`")
    return "current"


def _broker(settings: ProcessSettings) -> str:
    server = redis.Redis.from_url(broker_url(settings), socket_connect_timeout=2, socket_timeout=2)
    try:
        server.ping()
        info = server.info("server")
    finally:
        server.close()
    return str(info.get("redis_version", ""))


def _workers(settings: ProcessSettings) -> str:
    store = open_store(settings.database)
    try:
        beats = SqlJobs(store).beats()
    finally:
        store.close()
    asleep = [name for name in ("beat",) if name not in beats or clock.now() - beats[name] > ASLEEP]
    if asleep:
        raise ConfigError("worker", f"no sign of life of: {', '.join(asleep)}", "Start `b24bridge worker` and `b24bridge beat`")
    return ", ".join(f"{name} {at:%H:%M:%S}" for name, at in sorted(beats.items()))
