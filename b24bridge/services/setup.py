"""Making a portal ready: what it says of itself, our fields and tabs on its cards, our handlers for its events.

Runs after an installation and then hourly, because handlers vanish when an application is updated
(api-reference/events/event-bind.md) and rights change without a word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from b24bridge.core.installations import Installation
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Installations, Jobs
from b24bridge.services.clocks import Clock, zone_at

EVERY = timedelta(hours=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Prepares portals for the rest of the work."""

    installations: Installations
    jobs: Jobs
    clock: Clock
    handler_url: str
    topics: Sequence[str]
    widgets: Mapping[str, str] = field(default_factory=dict)
    first_verbs: Sequence[str]

    def run(self, installation: Installation, portal: Portal) -> datetime:
        """Prepare a portal and return when to look again. What could not be done is kept as the installation's note."""
        about = portal.about()
        names = ("time_zone", "currency", "license_family", "is_admin")
        known = {name: about[name] for name in names if about.get(name) not in (None, "")}
        if installation.time_zone is None and "time_zone" not in known:
            known["time_zone"] = zone_at(str(about.get("time") or ""))
        gaps = portal.prepare(self.handler_url, self.topics, self.widgets)
        if gaps:
            log.warning("setup_gaps", portal=installation.member_id, gaps=list(gaps))
        self.installations.change(installation.member_id, note="; ".join(gaps), **known)
        now = self.clock.now()
        have = {job.verb for job in self.jobs.all(installation.member_id)}
        for verb in self.first_verbs:
            if verb not in have:
                self.jobs.plan(installation.member_id, verb, now)
        return now + EVERY
