"""An authorization server in memory: it vouches for the tokens it was told of."""

from dataclasses import dataclass, field, replace

from b24bridge.core.errors import AccessLost, WebhookRejected
from b24bridge.core.installations import Application, Tokens
from b24bridge.services.arrivals import Arrival, Identity, Profile
from tests.services.clocks import START

ADMIN = Profile(user_id=1, name="Анна Белова", is_admin=True, time_zone="Europe/Moscow")
MANAGER = Profile(user_id=7, name="Иван Петров", is_admin=False)
IDENTITY = Identity(
    client_id="local.1",
    member_id="member",
    domain="portal.example",
    endpoint="https://portal.example/rest/",
    scope=("crm", "task"),
    user_id=1,
)
APPLICATION = Application(client_id="local.1", client_secret="s")
ARRIVAL = Arrival(
    access_token="at-admin",
    refresh_token="rt-admin",
    expires_in=3600,
    application_token="app-token",
    member_id="member",
    oauth_endpoint="https://oauth.example/rest/",
    language="RU",
)


@dataclass
class AuthorityDouble:
    """Implements the Authority port."""

    profiles: dict[str, Profile] = field(default_factory=lambda: {"at-admin": ADMIN, "at-manager": MANAGER})
    identity: Identity = IDENTITY
    renewals: int = 0
    is_refusing: bool = False
    met: list[str] = field(default_factory=list)

    def identify(self, oauth_endpoint: str, access_token: str) -> Identity:
        """Vouch for known tokens."""
        if access_token not in self.profiles:
            raise WebhookRejected("token_not_vouched_for")
        return replace(self.identity, user_id=self.profiles[access_token].user_id)

    def meet(self, identity: Identity) -> None:
        """Remember who was met."""
        self.met.append(identity.member_id)

    def profile(self, identity: Identity, access_token: str) -> Profile:
        """Return whose token it is."""
        return self.profiles[access_token]

    def renew(self, application: Application, oauth_endpoint: str, tokens: Tokens) -> Tokens:
        """Return the next pair."""
        if self.is_refusing:
            raise AccessLost("oauth/token", "invalid_grant")
        self.renewals += 1
        return Tokens(access=f"at-{self.renewals}", refresh=f"rt-{self.renewals}", expires_at=START)
