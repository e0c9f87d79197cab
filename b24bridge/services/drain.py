"""Draining a portal: its one lane, its due verbs in order, for one slice; then others have their turn.

What a verb raises decides when it is tried again; anything unnamed is a bug: kept with its text, shown, and tried ever
more rarely, never for ever at full speed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from b24bridge.core.errors import AccessLost, BridgeError, Busy, DomainMoved, RefreshInProgress, UnknownPortal
from b24bridge.core.installations import Installation, Status
from b24bridge.core.jobs import LOOK, Job
from b24bridge.core.outside import Bell, Portal
from b24bridge.core.ports import Inbox, Installations, Jobs
from b24bridge.services.clocks import Clock
from b24bridge.services.relocate import Relocate
from b24bridge.services.sync import OutOfTime
from b24bridge.services.work import Verb

SOON = timedelta(seconds=5)
NOTICED_S = 2.0
LONGEST_WAIT = timedelta(hours=6)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """Does what is due for one portal."""

    installations: Installations
    jobs: Jobs
    inbox: Inbox
    connect: Callable[[Installation], Portal]
    verbs: Mapping[str, Verb]
    bell: Bell
    relocate: Relocate
    clock: Clock
    worker: str
    slice_s: float
    lease_s: float

    def run(self, member_id: str) -> bool:
        """Drain a portal for at most one slice; return false when another worker holds its lane or nothing may be done."""
        installation = self.installations.find(member_id)
        if installation is None or installation.status is not Status.ACTIVE:
            return False
        if not self.jobs.take(member_id, self.worker, self.clock.now(), self.lease_s):
            return False
        try:
            self._slice(installation)
        except UnknownPortal:  # it was erased meanwhile, jobs and all
            return False
        finally:
            self.jobs.release(member_id, self.worker)
        if self._due(member_id):
            self.bell.ring(member_id)
        return True

    def _slice(self, installation: Installation) -> None:
        out_of_time, portal = self._timer(installation.member_id), self.connect(installation)
        while due := self._due(installation.member_id):
            for verb in [verb for verb in self.verbs if verb in due]:
                self._do(installation, portal, due[verb], out_of_time)
                installation = self._told_time(installation, portal)
                if out_of_time() or not self._still_is(installation):
                    return

    def _still_is(self, installation: Installation) -> bool:
        """Say whether the portal is what it was: open, in its place, with its zone and plan; else this turn is over.

        What a setup has just learnt, such as the zone that days are counted in, is for the next turn, which begins anew.
        """
        now = self.installations.find(installation.member_id)
        return now is not None and known_of(now) == known_of(installation)

    def _told_time(self, installation: Installation, portal: Portal) -> Installation:
        """Keep how far the portal's clock is ahead of ours, when its answers say something new."""
        skew = portal.skew()
        if skew is None or abs(skew - installation.skew) < NOTICED_S:
            return installation
        self.installations.change(installation.member_id, skew=skew)
        return replace(installation, skew=skew)

    def _due(self, member_id: str) -> dict[str, Job]:
        now, jobs = self.clock.now(), {job.verb: job for job in self.jobs.all(member_id) if job.verb in self.verbs}
        look = jobs.get(LOOK, Job(member_id=member_id, verb=LOOK, due_at=None))
        if self.inbox.waiting(now).get(member_id) and look.due_at is None:
            jobs[LOOK] = replace(look, due_at=now)
        return {verb: job for verb, job in jobs.items() if job.due_at is not None and job.due_at <= now}

    def _timer(self, member_id: str) -> OutOfTime:
        """Return the question whether this slice is over; asking it also keeps the lane ours."""
        began = self.clock.monotonic()

        def out_of_time() -> bool:
            is_ours = self.jobs.take(member_id, self.worker, self.clock.now(), self.lease_s)
            return not is_ours or self.clock.monotonic() - began > self.slice_s

        return out_of_time

    def _do(self, installation: Installation, portal: Portal, job: Job, out_of_time: OutOfTime) -> None:
        member_id, verb, now = installation.member_id, job.verb, self.clock.now()
        self.jobs.begin(member_id, verb)
        try:
            self.jobs.finish(member_id, verb, self._next(verb, installation, portal, out_of_time))
        except Busy as busy:
            log.info("portal_busy", portal=member_id, verb=verb, code=busy.code, retry_at=busy.retry_at.isoformat())
            self.jobs.finish(member_id, verb, busy.retry_at)
        except RefreshInProgress:
            self.jobs.finish(member_id, verb, now + SOON)
        except AccessLost as lost:
            log.warning("access_lost", portal=member_id, verb=verb, code=lost.code)
            self.installations.set_status(member_id, Status.SUSPENDED, str(lost))
            self.jobs.finish(member_id, verb, now + LONGEST_WAIT, str(lost))
        except BridgeError as error:
            log.warning("verb_failed", portal=member_id, verb=verb, error=str(error), attempts=job.attempts)
            self.jobs.finish(member_id, verb, self._later(job), str(error))
        except Exception as error:
            log.exception("verb_broke", portal=member_id, verb=verb, attempts=job.attempts)
            self.jobs.finish(member_id, verb, self._later(job), repr(error))

    def _next(self, verb: str, installation: Installation, portal: Portal, out_of_time: OutOfTime) -> datetime | None:
        """Do a verb and return when it is next due: soon, at the new address, when the portal has moved."""
        try:
            return self.verbs[verb](installation, portal, out_of_time)
        except DomainMoved:
            self.relocate.run(installation)
            return self.clock.now() + SOON

    def _later(self, job: Job) -> datetime:
        return self.clock.now() + min(SOON * (1 << min(job.attempts, 20)), LONGEST_WAIT)


def known_of(installation: Installation) -> tuple[object, ...]:
    """Return what a turn was begun with."""
    return (
        installation.status,
        installation.endpoint,
        installation.time_zone,
        installation.currency,
        installation.license_family,
    )
