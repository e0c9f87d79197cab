"""The verbs of a portal and how one leads to another. When each is due is the jobs table's business, whose turn `drain`'s.

setup → sync → (first time) comments, scan → apply → recover when in doubt
sync (a sweep) and look → judge the clients concerned → apply
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.decisions import Skip
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import APPLY, DIGEST, LOOK, RECOVER, SCAN, SETUP, SYNC
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Jobs, Ledger
from b24bridge.services.apply import Apply
from b24bridge.services.clocks import Clock, our_moment, portal_now
from b24bridge.services.digest import Digest
from b24bridge.services.look import Look
from b24bridge.services.recover import Recover
from b24bridge.services.scan import AT_ONCE, Scan
from b24bridge.services.setup import Setup
from b24bridge.services.sync import Judge, OutOfTime, Sync

NIGHT_BEGINS = 2
NIGHT_MINUTES = 240
APPLY_EVERY = timedelta(minutes=5)
CLIENTS_AT_ONCE = 100
log = structlog.get_logger()
Verb = Callable[[Installation, Portal, OutOfTime], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What can be done for a portal."""

    setup: Setup
    sync: Sync
    look: Look
    scan: Scan
    apply: Apply
    recover: Recover
    digest: Digest
    ledger: Ledger
    jobs: Jobs
    clock: Clock
    sweep_s: float
    told: Callable[[Installation], Installation]

    def verbs(self) -> Mapping[str, Verb]:
        """Return the verbs by name, in the order in which one portal's are done: doubt and people first, bulk last."""
        return {
            SETUP: lambda installation, portal, _: self.setup.run(installation, portal),
            RECOVER: self._recover,
            LOOK: self._as_told(self._look),
            APPLY: self._as_told(self._apply),
            SYNC: self._as_told(self._sync),
            SCAN: self._as_told(self._scan),
            DIGEST: self._as_told(self._digest),
        }

    def _as_told(self, verb: Verb) -> Verb:
        """Return a verb that goes by the zone and the currency that the portal's people set; `setup` learns the portal's."""
        return lambda installation, portal, out_of_time: verb(self.told(installation), portal, out_of_time)

    def _look(self, installation: Installation, portal: Portal, out_of_time: OutOfTime) -> None:
        while self.look.run(installation, portal, self._judge(installation)) and not out_of_time():
            pass

    def _sync(self, installation: Installation, portal: Portal, out_of_time: OutOfTime) -> datetime:
        member_id = installation.member_id
        is_behind = self._is_behind(member_id)
        done = self.sync.run(installation, portal, out_of_time, judge=None if is_behind else self._judge(installation))
        log.info("synced", portal=member_id, changed=done.changed, is_complete=done.is_complete)
        if gaps := portal.gaps():
            log.warning("not_readable", portal=member_id, gaps=list(gaps))
        if done.is_complete and (is_behind or SCAN not in {job.verb for job in self.jobs.all(member_id)}):
            self.jobs.plan(member_id, SCAN, self.clock.now())
        return self.clock.now() + timedelta(seconds=self.sweep_s if done.is_complete else 0)

    def _is_behind(self, member_id: str) -> bool:
        """Say whether the mirror must be read first: nobody can be judged by it, and everybody will be once it is read."""
        return bool(self.scan.stale(member_id))

    def _judge(self, installation: Installation) -> Judge:
        """Return what is told of clients that changed."""
        is_behind = self._is_behind(installation.member_id)

        def judge(clients: Sequence[EntityId]) -> None:
            if not is_behind:
                self._then_apply(installation, self.scan.run(installation, clients).actions)

        return judge

    def _scan(self, installation: Installation, portal: Portal, out_of_time: OutOfTime) -> datetime:
        """Judge every client, once it is sure which are there. Comments are read for those whom nothing else protects."""
        member_id, now = installation.member_id, portal_now(installation, self.clock.now())
        self.scan.refuse_stale(member_id)
        self.sync.compare(installation, portal)
        self.ledger.expire(member_id, now)
        verdicts = _keeping(self.scan.judge(installation, now), out_of_time)
        marked = [verdict.client for verdict in verdicts if verdict.is_marked]
        for place in range(0, len(marked), CLIENTS_AT_ONCE):
            out_of_time()
            self.sync.comments(installation, portal, marked[place : place + CLIENTS_AT_ONCE])
        tally = self.scan.run(installation, each_batch=out_of_time)
        log.info("scanned", portal=member_id, states={"/".join(key): n for key, n in tally.states.items()})
        self.ledger.keep_figures(member_id, now.date())
        if tally.halted is not None:
            log.warning("plan_halted", portal=member_id, because=tally.halted.en)
            self.digest.tell_of_halt(installation, tally.halted, now)
        self._then_apply(installation, tally.actions)
        self.jobs.plan(member_id, DIGEST, self.clock.now())
        return self._next_night(installation)

    def _recover(self, installation: Installation, portal: Portal, _: OutOfTime) -> datetime:
        """Settle doubt, and go on at once with what had to wait for it: a client's actions stand behind the one in doubt."""
        next_at = self.recover.run(installation, portal)
        self._then_apply(installation, len(self.ledger.due(installation.member_id, 1, self.clock.now())))
        return next_at

    def _apply(self, installation: Installation, portal: Portal, out_of_time: OutOfTime) -> datetime:
        is_more = self.apply.run(installation, portal, out_of_time)
        self.jobs.plan(installation.member_id, RECOVER, self.recover.look_at())
        return self.clock.now() + (timedelta() if is_more else APPLY_EVERY)

    def _digest(self, installation: Installation, _: Portal, __: OutOfTime) -> datetime | None:
        """Tell the heads what is new, once a working day at their hour; return when to look again."""
        told, next_at = self.digest.run(installation)
        self._then_apply(installation, told)
        return next_at

    def _then_apply(self, installation: Installation, actions: int) -> None:
        if actions:
            self.jobs.plan(installation.member_id, APPLY, self.clock.now())

    def _next_night(self, installation: Installation) -> datetime:
        """Return the moment of the next night's scan: 02:00 to 06:00 of the portal, each portal at a minute of its own."""
        now = portal_now(installation, self.clock.now())
        minute = sum(installation.member_id.encode()) % NIGHT_MINUTES
        night = now.replace(hour=NIGHT_BEGINS, minute=0, second=0, microsecond=0) + timedelta(minutes=minute)
        return our_moment(installation, night if night > now else night + timedelta(days=1))


def _keeping(verdicts: Iterable[Skip], out_of_time: OutOfTime) -> Iterator[Skip]:
    """Yield the same, asking for the time now and then, which keeps the portal's lane ours."""
    for number, verdict in enumerate(verdicts):
        if number % AT_ONCE == 0:
            out_of_time()
        yield verdict
