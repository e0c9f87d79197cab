"""The port `Authority`: the authorization server, and a portal's first answer about a token nobody has verified yet."""

from collections.abc import Callable
from dataclasses import dataclass

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.oauth import AuthorizationServer
from b24bridge.core.errors import AccessLost, PortalError, WebhookRejected
from b24bridge.core.installations import Application, Tokens
from b24bridge.services.arrivals import Identity, Profile

Open = Callable[[str, str], PortalClient]


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Asks who stands at the door. `open_client(endpoint, token)` gives a client that never renews."""

    server: AuthorizationServer
    open_client: Open
    on_first_contact: Callable[[str], None]

    def identify(self, oauth_endpoint: str, access_token: str) -> Identity:
        """Ask `app.info` what a token is. Raises WebhookRejected when no allowed server vouches for it."""
        try:
            info = self.server.app_info(oauth_endpoint, access_token)
        except AccessLost as error:
            raise WebhookRejected("token_not_vouched_for") from error
        except PortalError as error:
            raise WebhookRejected("authorization_server_silent", 503) from error
        return Identity(
            client_id=info.client_id,
            member_id=info.member_id,
            domain=info.domain,
            endpoint=info.endpoint,
            scope=info.scope,
            user_id=info.user_id,
        )

    def meet(self, identity: Identity) -> None:
        """Take note that none of us has ever called this portal."""
        self.on_first_contact(identity.domain)

    def profile(self, identity: Identity, access_token: str) -> Profile:
        """Ask the portal who the token's user is; an inactive one has an empty profile (common/users/profile.md)."""
        client = self.open_client(identity.endpoint, access_token)
        try:
            row = client.read("profile").result
        except PortalError as error:
            raise WebhookRejected("portal_does_not_know_the_user") from error
        if not isinstance(row, dict) or not row.get("ID"):
            raise WebhookRejected("inactive_user")
        return Profile(
            user_id=int(row["ID"]),
            name=" ".join(part for part in (row.get("NAME"), row.get("LAST_NAME")) if part),
            is_admin=row.get("ADMIN") in (True, "Y", "1", 1),
            time_zone=row.get("TIME_ZONE") or None,
            skew=client.skew or 0.0,
        )

    def renew(self, application: Application, oauth_endpoint: str, tokens: Tokens) -> Tokens:
        """Return the next pair of tokens."""
        return self.server.refresh(application, oauth_endpoint, tokens.refresh).tokens
