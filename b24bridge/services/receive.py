"""Receiving an event: verify, commit, answer. No call to a portal, no Redis and no decision on this path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from b24bridge.core.decisions import Json
from b24bridge.core.errors import UnknownPortal, WebhookRejected
from b24bridge.core.events import Event
from b24bridge.core.installations import Status
from b24bridge.core.jobs import SETUP
from b24bridge.core.ports import Inbox, Installations, Jobs, Mirror
from b24bridge.services.clocks import Clock
from b24bridge.services.install import same

UNINSTALLED = "ONAPPUNINSTALL"
UPDATED = "ONAPPUPDATE"
TEST = "ONAPPTEST"
# Local applications hear of their own removal only if they ask to: settings/app-uninstallation.md
LIFE_EVENTS = (UNINSTALLED, UPDATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Takes verified events into the inbox."""

    installations: Installations
    inbox: Inbox
    jobs: Jobs
    mirror: Mirror
    clock: Clock

    def receive(self, event: Event) -> None:
        """Commit an event. Raises UnknownPortal or WebhookRejected, after which nothing of it was kept.

        Events are compared with the token that came with the verified installation
        (api-reference/events/safe-event-handlers.md); their own access tokens are never stored: they belong to
        whoever caused the change.
        """
        standing = self.installations.find(event.member_id)
        if standing is None or standing.status is Status.UNINSTALLED:
            raise UnknownPortal
        if not same(event.application_token, standing.application_token):
            raise WebhookRejected("wrong_application_token")
        if event.topic == UNINSTALLED:
            self._leave(event.member_id, event.data)
        elif event.topic == UPDATED:
            # Handlers are removed when the app is updated: api-reference/events/event-bind.md
            self.jobs.plan(event.member_id, SETUP, self.clock.now())
        elif event.topic != TEST:
            data = cast("Mapping[str, Json]", event.data)  # text in nested groups is JSON
            self.inbox.put(event.member_id, event.topic, event.object_id, data, self.clock.now())

    def _leave(self, member_id: str, data: Mapping[str, object]) -> None:
        self.installations.set_status(member_id, Status.UNINSTALLED, "ONAPPUNINSTALL")
        if str(data.get("CLEAN", "")) == "1":
            self.mirror.erase(member_id)
