"""Being installed and being opened. Nothing posted is believed: the authorization server is asked what the token is.

The vendor's own recipe stores whatever tokens are posted, which hands a portal to whoever posts first; see
settings/oauth/simple-way.md, note on `app.info`.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta

from b24bridge.core.errors import UnknownPortal, WebhookRejected
from b24bridge.core.installations import Installation, Status, Tokens
from b24bridge.core.jobs import SETUP
from b24bridge.core.ports import Installations, Jobs
from b24bridge.services.arrivals import Arrival, Authority, Identity, Profile, Visitor
from b24bridge.services.clocks import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The two ways through the door; both verify before they believe."""

    installations: Installations
    jobs: Jobs
    authority: Authority
    clock: Clock

    def install(self, arrival: Arrival) -> Installation:
        """Store a verified installation and plan its setup. Raises WebhookRejected when it cannot be verified."""
        identity = self._identify(arrival)
        standing = self.installations.find(identity.member_id)
        if standing is None:
            self.authority.meet(identity)
        profile = self.authority.profile(identity, arrival.access_token)
        is_standing = standing is not None and standing.status is Status.ACTIVE and standing.client_id == identity.client_id
        if standing is not None and is_standing and standing.is_admin and not profile.is_admin:
            return standing
        now = self.clock.now()
        installation = Installation(
            member_id=identity.member_id,
            client_id=identity.client_id,
            domain=identity.domain,
            endpoint=identity.endpoint,
            oauth_endpoint=arrival.oauth_endpoint,
            scope=identity.scope,
            status=Status.ACTIVE,
            # By the portal's clock, as all that its days are counted from: docs/adr/0005-the-portals-clock.md
            installed_at=standing.installed_at
            if standing is not None and is_standing
            else now + timedelta(seconds=profile.skew),
            application_token=arrival.application_token,
            user_id=profile.user_id,
            is_admin=profile.is_admin,
            time_zone=profile.time_zone,
            skew=profile.skew,
        )
        self.installations.save(installation, self._tokens(arrival, profile))
        self._wake(identity.member_id)
        return installation

    def open(self, arrival: Arrival) -> Visitor:
        """Return who opened the frame. Raises UnknownPortal or WebhookRejected when that cannot be verified."""
        standing = self.installations.find(arrival.member_id)
        if standing is None or standing.status is Status.UNINSTALLED:
            raise UnknownPortal
        if not same(arrival.application_token, standing.application_token):
            raise WebhookRejected("wrong_application_token")
        identity = self._identify(arrival)
        profile = self.authority.profile(identity, arrival.access_token)
        if standing.status is Status.SUSPENDED and profile.is_admin:
            self.installations.save_tokens(standing.member_id, self._tokens(arrival, profile))
            self.installations.set_status(standing.member_id, Status.ACTIVE)
            self._wake(standing.member_id)
        return Visitor(
            member_id=identity.member_id,
            user_id=profile.user_id,
            name=profile.name,
            is_admin=profile.is_admin,
            language=arrival.language.lower(),
            origin=origin_of(identity.endpoint),
        )

    def renew(self, visitor: Visitor, access_token: str) -> Visitor:
        """Return the same visitor, verified again by a fresh token. Raises UnknownPortal, or WebhookRejected for another."""
        standing = self.installations.find(visitor.member_id)
        if standing is None or standing.status is Status.UNINSTALLED:
            raise UnknownPortal
        identity = self.authority.identify(standing.oauth_endpoint, access_token)
        profile = self.authority.profile(identity, access_token)
        if (identity.member_id, profile.user_id) != (visitor.member_id, visitor.user_id):
            raise WebhookRejected("another_person")
        return replace(visitor, name=profile.name, is_admin=profile.is_admin)

    def _wake(self, member_id: str) -> None:
        """Have the setup done, and at once again what failed while the portal did not let us in."""
        failed = [job.verb for job in self.jobs.all(member_id) if job.error]
        for verb in (SETUP, *failed):
            self.jobs.plan(member_id, verb, self.clock.now())

    def _identify(self, arrival: Arrival) -> Identity:
        identity = self.authority.identify(arrival.oauth_endpoint, arrival.access_token)
        if arrival.member_id and identity.member_id != arrival.member_id:
            raise WebhookRejected("foreign_member_id")
        if self.installations.application(identity.client_id) is None:
            raise WebhookRejected("unknown_application")
        return identity

    def _tokens(self, arrival: Arrival, profile: Profile) -> Tokens:
        expires_at = self.clock.now() + timedelta(seconds=arrival.expires_in)
        return Tokens(
            access=arrival.access_token, refresh=arrival.refresh_token, expires_at=expires_at, user_id=profile.user_id
        )


def same(given: str, stored: str) -> bool:
    """Compare two secrets in constant time; an empty stored one equals nothing."""
    return bool(stored) and hmac.compare_digest(given.encode(), stored.encode())


def origin_of(endpoint: str) -> str:
    """Return `https://portal.example` of `https://portal.example/rest/`."""
    scheme, _, rest = endpoint.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
