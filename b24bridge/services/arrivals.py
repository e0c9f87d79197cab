"""Who stands at the door: what a portal posts when the application is installed or opened. Not what we make of it."""

from dataclasses import dataclass, field
from typing import Protocol

from b24bridge.core.installations import Application, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a POST of the portal claims (api-reference/widgets/_includes/widget_data.md). Nothing of it is signed."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    application_token: str = field(repr=False)
    member_id: str
    oauth_endpoint: str
    language: str = ""
    placement: str = "DEFAULT"
    entity_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the authorization server says of a token: for which application, portal and user it was made."""

    client_id: str
    member_id: str
    domain: str
    endpoint: str
    scope: tuple[str, ...]
    user_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the portal says of a token's user; `skew` is how many seconds its clock is ahead of ours."""

    user_id: int
    name: str
    is_admin: bool
    time_zone: str | None = None
    skew: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person in the frame, verified: who, where, and what he may see."""

    member_id: str
    user_id: int
    name: str
    is_admin: bool
    language: str
    origin: str


class Authority(Protocol):
    """The authorization server and the first questions to a portal, for tokens that nobody has verified yet."""

    def identify(self, oauth_endpoint: str, access_token: str) -> Identity:
        """Ask `app.info` of an allowed authorization server. Raises WebhookRejected or AccessLost when it does not vouch."""

    def meet(self, identity: Identity) -> None:
        """Take note that none of us has ever called this portal, so that nothing of its limit is used up yet."""

    def profile(self, identity: Identity, access_token: str) -> Profile:
        """Ask the portal who the token's user is."""

    def renew(self, application: Application, oauth_endpoint: str, tokens: Tokens) -> Tokens:
        """Return the next pair of tokens. Raises AccessLost when the old one is worth nothing any more."""
