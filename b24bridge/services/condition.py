"""The condition of one portal's bridge: how fresh, what waits, what a person must mend. Nothing is asked of the portal."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from b24bridge.core.decisions import Because
from b24bridge.core.errors import UnknownPortal
from b24bridge.core.installations import Installation, Status
from b24bridge.core.jobs import APPLY, LOOK, RECOVER, SCAN, SETUP, SYNC
from b24bridge.core.ledger import State
from b24bridge.core.ports import Inbox, Installations, Jobs, Ledger, Mirror
from b24bridge.core.screens import Running, Situation
from b24bridge.core.screens_health import DataLine, Freshness, HealthView, Remark, Severity
from b24bridge.core.streams import Stream
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, portal_now, zone_of
from b24bridge.services.sight import staff_of
from b24bridge.services.sync import SWEPT
from b24bridge.services.unjudged import TO_TELL, unjudged_of

SHOWN = (
    *(Stream.COMPANIES, Stream.CONTACTS, Stream.DEALS, Stream.INVOICES),
    *(Stream.ACTIVITIES, Stream.COMMENTS, Stream.TASKS, Stream.PEOPLE),
)
TOLD_BEFORE = timedelta(days=3)
PARTIAL_AFTER, STALE_AFTER = timedelta(hours=1), timedelta(hours=24)
STEPS = {
    SETUP: Because("настройка портала", "setting the portal up"),
    SYNC: Because("чтение изменений", "reading what changed"),
    LOOK: Because("разбор событий", "looking at events"),
    SCAN: Because("оценка клиентов", "judging the clients"),
    APPLY: Because("действия на портале", "acting on the portal"),
    RECOVER: Because("проверка неясных итогов", "looking up unclear outcomes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """What settings say of acting at all: until when it is only watched, and whether somebody stopped it."""

    observe_until: date | None
    is_stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Answers how the bridge of a portal is."""

    installations: Installations
    mirror: Mirror
    ledger: Ledger
    inbox: Inbox
    jobs: Jobs
    clock: Clock
    horizon: Callable[[Installation], Horizon]
    told: Callable[[Installation], Installation]
    waiting: Callable[[Visitor], int] = lambda _: 0

    def situation(self, visitor: Visitor) -> Situation:
        """Return what stands around every page."""
        installation = self.installation(visitor.member_id)
        fresh, staff = self.mirror.freshness(visitor.member_id), staff_of(visitor, self.mirror)
        oldest = min(((fresh[stream], stream) for stream in SHOWN if stream in fresh), default=None)
        running, horizon = self._running(installation, fresh), self.horizon(installation)
        today = portal_now(installation, self.clock.now()).date()
        night = self._first_night(visitor.member_id, horizon.observe_until, today)
        return Situation(
            running=running,
            zone=str(zone_of(installation)),
            today=today,
            currency=installation.currency,
            data_as_of=oldest[0] if oldest else None,
            observe_until=horizon.observe_until,
            progress=round(100 * sum(stream in fresh for stream in SWEPT) / len(SWEPT)) if running == "reading" else None,
            stream=oldest[1] if oldest and running == "stale" else None,
            since=oldest[0] if oldest and running == "stale" else None,
            admin_name=person.name if (person := staff.people.get(installation.user_id or 0)) else "",
            is_head=staff.sight.is_head,
            is_first_count_done=bool(self.ledger.tally(visitor.member_id)),
            skew=installation.skew,
            decisions=self.waiting(visitor),
            first_labels=None if night is None else night["label"],
            first_tasks=None if night is None else night["task"],
        )

    def _first_night(self, member_id: str, starts_on: date | None, today: date) -> Counter[str] | None:
        """Return what the first night would bring, by kind of action, three days before it comes; else None."""
        if starts_on is None or starts_on - today > TOLD_BEFORE:
            return None
        return Counter(str(action.get("kind")) for row in self.ledger.standings(member_id) for action in row.would)

    def view(self, visitor: Visitor) -> HealthView:
        """Return the page of health."""
        member_id = visitor.member_id
        states, fresh = self.ledger.action_counts(member_id), self.mirror.freshness(member_id)
        return HealthView(
            remarks=self._remarks(member_id),
            data=self.data(member_id),
            checked_at=min(fresh.values(), default=None),
            events_waiting=self.inbox.waiting().get(member_id, 0),
            actions_waiting=states.get(State.NEW, 0),
            actions_unknown=states.get(State.UNKNOWN, 0) + states.get(State.SENDING, 0),
            parked=states.get(State.PARKED, 0) + len(self.inbox.parked(member_id)),
            unjudged=unjudged_of(self.ledger.standings(member_id, states=TO_TELL)),
        )

    def data(self, member_id: str) -> tuple[DataLine, ...]:
        """Return how fresh the streams are that people ask about."""
        fresh, counts = self.mirror.freshness(member_id), self.mirror.counts(member_id)
        return tuple(
            DataLine(
                stream=stream,
                read_at=fresh.get(stream),
                freshness=self._freshness(fresh.get(stream)),
                rows=counts.get(stream, 0),
            )
            for stream in SHOWN
        )

    def _running(self, installation: Installation, fresh: Mapping[Stream, datetime]) -> Running:
        horizon = self.horizon(installation)
        if installation.status is not Status.ACTIVE:
            return "noaccess"
        if horizon.is_stopped:
            return "stopped"
        if any(stream not in fresh for stream in SWEPT):
            return "reading"
        if min(fresh[stream] for stream in SWEPT) < self.clock.now() - STALE_AFTER:
            return "stale"
        return "observe" if horizon.observe_until is not None else "ok"

    def _freshness(self, read_at: datetime | None) -> Freshness:
        age = STALE_AFTER if read_at is None else self.clock.now() - read_at
        return "fresh" if age < PARTIAL_AFTER else "partial" if age < STALE_AFTER else "stale"

    def _remarks(self, member_id: str) -> tuple[Remark, ...]:
        installation, remarks = self.installation(member_id), []
        if installation.status is not Status.ACTIVE:
            what = Because("Портал не пускает нас.", "The portal does not let us in.")
            then = Because("Ничего не считаем и не меняем.", "Nothing is counted or changed.")
            remarks.append(Remark(severity="alert", what=what, consequence=then, code=installation.note[:80]))
        elif installation.note:
            what = Because("Не всё удалось настроить на портале.", "Not everything could be set up on the portal.")
            then = Because("Чего портал не дал, того не видно и не делаем.", "What it refused is neither seen nor done.")
            remarks.append(Remark(severity="warning", what=what, consequence=then, code=installation.note[:200]))
        for job in self.jobs.all(member_id):
            if job.error:
                step = STEPS.get(job.verb, Because(job.verb, job.verb))
                what = Because(f"Не получается: {step.ru}.", f"Does not succeed: {step.en}.")
                then = Because("Повторим сами.", "It is tried again by itself.")
                severity: Severity = "alert" if job.verb == APPLY else "warning"
                remarks.append(Remark(severity=severity, what=what, consequence=then, code=job.error[:80], at=job.due_at))
        return tuple(sorted(remarks, key=lambda remark: remark.severity))

    def installation(self, member_id: str) -> Installation:
        """Return a portal's installation, as its people want it read.

        Raises UnknownPortal: a frame's token outlives an uninstallation by minutes.
        """
        installation = self.installations.find(member_id)
        if installation is None or installation.status is Status.UNINSTALLED:
            raise UnknownPortal
        return self.told(installation)
