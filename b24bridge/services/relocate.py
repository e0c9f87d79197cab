"""A portal that moved to another address: the authorization server says where, the redirect is never followed.

settings/how-to-call-rest-api/change-domen.md: the old address answers 302, and many clients lose the body of the POST.
"""

from dataclasses import dataclass

import structlog

from b24bridge.core.errors import AccessLost
from b24bridge.core.installations import Installation
from b24bridge.core.ports import Installations
from b24bridge.services.arrivals import Authority

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocate:
    """Finds out where a portal is now."""

    installations: Installations
    authority: Authority

    def run(self, installation: Installation) -> None:
        """Keep the address that the authorization server vouches for. Raises AccessLost when it names another portal."""
        tokens = self.installations.tokens(installation.member_id)
        if tokens is None:
            raise AccessLost("app.info", "no_tokens")
        identity = self.authority.identify(installation.oauth_endpoint, tokens.access)
        if identity.member_id != installation.member_id:
            raise AccessLost("app.info", "foreign_portal", "the token is another portal's")
        log.warning("portal_moved", portal=installation.member_id, domain=identity.domain)
        self.installations.change(installation.member_id, domain=identity.domain, endpoint=identity.endpoint)
