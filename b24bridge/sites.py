"""Portals as this process reaches them: sessions, tokens, throttles put together. Only `bootstrap` makes one of these."""

from dataclasses import dataclass, field

from requests import Session

from b24bridge import clock
from b24bridge.authority import Doorkeeper
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.oauth import AuthorizationServer
from b24bridge.bitrix.portal import BitrixPortal
from b24bridge.bitrix.throttle import Limiter
from b24bridge.core.errors import AccessLost
from b24bridge.core.installations import Installation, Status
from b24bridge.core.ports import Installations
from b24bridge.services.install import origin_of
from b24bridge.services.policies import Policies
from b24bridge.services.tokens import TokenKeeper
from config.process import ProcessSettings

NOBODY = "nobody"
LONGEST_WAIT_S, SHORT_WAIT_S = 20.0, 3.0


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A token of a person at the door: never renewed, never kept."""

    token: str = field(repr=False)

    def current(self) -> str:
        """Return the token."""
        return self.token

    def renew(self, stale: str) -> str:  # noqa: ARG002 - the port
        """Raise AccessLost: somebody else's token is not ours to renew."""
        raise AccessLost("oauth/token", "expired_token", "opened with a token that is no longer alive")


@dataclass(frozen=True, slots=True)
class Sites:
    """Makes clients of portals; they share one session, so connections are kept open between visits."""

    settings: ProcessSettings
    installations: Installations
    limiter: Limiter
    policies: Policies
    session: Session

    def connect(self, installation: Installation) -> BitrixPortal:
        """Return a portal to read and change, for one worker."""
        keeper = TokenKeeper(member_id=installation.member_id, installations=self.installations, authority=self.doorkeeper())
        portal = self.policies.loaded(installation).portal
        client = self._client(self.policies.told(installation), keeper, is_background=True)
        return BitrixPortal(client, language=portal.language, keep_names=portal.keep_names, clock=clock)

    def doorkeeper(self) -> Doorkeeper:
        """Return the one who asks who stands at the door."""
        hosts = self.settings.insecure_hosts
        server = AuthorizationServer(
            session=self.session,
            clock=clock,
            timeout_s=self.settings.portal_timeout_s,
            hosts=self.settings.oauth_hosts,
            insecure_hosts=hosts,
        )
        return Doorkeeper(server, self._stranger, self.limiter.meet)

    def _stranger(self, endpoint: str, token: str) -> PortalClient:
        """Return a client for a token that nobody has verified yet; people wait for it, so it goes before bulk work."""
        origin = origin_of(endpoint)
        installation = Installation(
            member_id=NOBODY,
            client_id=NOBODY,
            domain=origin.partition("://")[2],
            endpoint=endpoint,
            oauth_endpoint="",
            scope=(),
            status=Status.ACTIVE,
            installed_at=clock.now(),
            application_token="",
        )
        return self._client(installation, Borrowed(token), is_background=False)

    def _client(self, installation: Installation, tokens: "TokenKeeper | Borrowed", *, is_background: bool) -> PortalClient:
        longest_wait_s = LONGEST_WAIT_S if is_background else SHORT_WAIT_S
        throttle = self.limiter.throttle(
            installation.domain,
            installation.license_family,
            is_background=is_background,
            longest_wait_s=longest_wait_s,
        )
        return PortalClient(
            installation,
            tokens,
            throttle,
            session=self.session,
            clock=clock,
            timeout_s=self.settings.portal_timeout_s,
            insecure_hosts=self.settings.insecure_hosts,
        )
