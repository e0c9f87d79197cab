"""Settings of the process, read from the environment. Each is documented here; `.env.example` lists them.

Not the settings of a portal: those are `config.portal`.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DATABASE_FILE = "bridge.sqlite3"
RUNNING_FILE = "running.env"
OAUTH_HOSTS = ("oauth.bitrix.info", "oauth.bitrix24.tech")


class ProcessSettings(BaseSettings):
    """What one installation of the bridge needs to know; every name gets the prefix `B24BRIDGE_`."""

    model_config = SettingsConfigDict(env_prefix="B24BRIDGE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path(".b24bridge"), description="folder of the embedded default: database, broker, keys")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the data folder")
    redis_url: str = Field("", description="Redis-compatible URL; empty: the embedded server of `b24bridge up`")
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="comma list of Fernet keys: the first encrypts, all decrypt; empty: made in the data folder"
    )
    public_url: str = Field("", description="address under which portals reach us, without a slash at the end")
    oauth_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        OAUTH_HOSTS, description="the only authorization servers that ever get a client secret, host or host:port"
    )
    insecure_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="portals that may be plain http or in a private network, host or host:port"
    )
    ca_bundle: str = Field(
        "",
        description="PEM file of the certificate authorities to trust in place of the built-in ones; empty: the built-in ones",
    )
    portal_timeout_s: float = Field(65, ge=1, le=600, description="seconds to wait for a portal's answer; its own limit is 60")
    slice_s: float = Field(20, ge=1, le=120, description="seconds one portal may keep a worker before others have their turn")
    sweep_s: float = Field(300, ge=1, le=900, description="seconds between two sweeps of what changed on a portal")
    tick_s: float = Field(30, ge=1, le=60, description="seconds between two rounds of the beat, which rings for waiting work")
    flower_password: SecretStr = Field(SecretStr(""), description="password of Flower's user `admin`; empty: made at start")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @field_validator("secret_keys", "oauth_hosts", "insecure_hosts", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("ca_bundle")
    @classmethod
    def _is_file(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError(f"{value} is no file; name a PEM file, such as the ca.pem that `b24sandbox --tls` writes")
        return value

    @field_validator("public_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def is_embedded(self) -> bool:
        """Say whether the database is the embedded default."""
        return not self.database_url

    @property
    def database(self) -> str:
        """Return the database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / DATABASE_FILE}"


def read_settings() -> ProcessSettings:
    """Return the settings of this process: the environment, else `.env`, else what a running `b24bridge up` wrote down.

    `up` writes its broker's address and the like into its data folder, so that other commands find them.
    """
    settings = ProcessSettings()
    running = settings.data_dir / RUNNING_FILE
    if not running.exists():
        return settings
    return ProcessSettings(_env_file=(running, ".env"))
