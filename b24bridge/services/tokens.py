"""Tokens of a portal: one renewal per expiry, however many workers notice it. Asking the server is the authority's."""

from dataclasses import dataclass

from b24bridge.core.errors import AccessLost
from b24bridge.core.installations import Status
from b24bridge.core.ports import Installations
from b24bridge.services.arrivals import Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKeeper:
    """The tokens of one portal, as its client asks for them."""

    member_id: str
    installations: Installations
    authority: Authority

    def current(self) -> str:
        """Return the stored access token. Raises AccessLost when there is none."""
        tokens = self.installations.tokens(self.member_id)
        if tokens is None:
            raise AccessLost("oauth/token", "no_tokens", "the portal's administrator must open the application")
        return tokens.access

    def renew(self, stale: str) -> str:
        """Return a token newer than the stale one; whoever comes second gets what the first one fetched.

        The new pair is saved before it is used: the old refresh token may be dead from the moment the server answers
        (settings/oauth/auto-renewal.md does not say). Raises AccessLost, RefreshInProgress, Unavailable.
        """
        with self.installations.refreshing(self.member_id):
            tokens = self.installations.tokens(self.member_id)
            standing = self.installations.find(self.member_id)
            if tokens is None or standing is None:
                return self.current()
            if tokens.access != stale:
                return tokens.access
            application = self.installations.application(standing.client_id)
            if application is None:
                raise AccessLost("oauth/token", "unknown_application", f"add the keys of {standing.client_id} again")
            try:
                fresh = self.authority.renew(application, standing.oauth_endpoint, tokens)
            except AccessLost as lost:
                self.installations.set_status(self.member_id, Status.SUSPENDED, str(lost))
                raise
            self.installations.save_tokens(self.member_id, fresh)
            return fresh.access
