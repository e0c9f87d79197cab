"""What being installed on a portal means: an address, tokens, and how much we may do. Not where it is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """`active` works, `suspended` waits for the portal's administrator, `uninstalled` is silent."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    UNINSTALLED = "uninstalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The keys that a portal gave our local application when it was registered there."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A pair of tokens of one user; `expires_at` is aware, in UTC."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    user_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Our being installed on one portal.

    `endpoint` is the portal's REST address with a slash at the end, `oauth_endpoint` that of its authorization server;
    both come from `app.info` of an allowed authorization server, never from a POST. `skew` is how many seconds the
    portal's clock is ahead of ours; `installed_at` is by the portal's clock.
    """

    member_id: str
    client_id: str
    domain: str
    endpoint: str
    oauth_endpoint: str
    scope: tuple[str, ...]
    status: Status
    installed_at: datetime
    application_token: str = field(repr=False)
    user_id: int | None = None
    is_admin: bool = False
    time_zone: str | None = None
    currency: str = "RUB"
    license_family: str = ""
    skew: float = 0.0
    note: str = ""
