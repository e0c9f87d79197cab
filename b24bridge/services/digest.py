"""The digest: once a working day each head hears, in one message, what is new among his people's clients.

Every message is an action of the ledger, so a crash or a second worker sends none twice. The words are `core.digest`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from b24bridge.core.actions import Notify
from b24bridge.core.assistants import Rule
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import MARKED_STATES, SOON_STATES, Because
from b24bridge.core.digest import News, Part, digest
from b24bridge.core.ids import USER, EntityId, action_key
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import BRIDGE, ActionRow, Standing, State
from b24bridge.core.ports import Ledger, Mirror
from b24bridge.services import judged
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, our_moment, portal_now
from b24bridge.services.condition import Horizon
from b24bridge.services.findings import UNJUDGED, sum_of
from b24bridge.services.sight import Sight, sight_of

TOLD_BEFORE = timedelta(days=3)
LINE, SUPERVISOR = "line", "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a portal wants to be told: at which time of a working day (None: never), in which language, who stands above all."""

    at: time | None
    language: str
    calendar: Calendar
    supervisor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Tells heads and administrators."""

    ledger: Ledger
    mirror: Mirror
    clock: Clock
    rules: Mapping[str, Rule]
    habit: Callable[[Installation], Habit]
    horizon: Callable[[Installation], Horizon]

    def run(self, installation: Installation) -> tuple[int, datetime | None]:
        """Order today's messages if their hour has come; return how many are new, and when to look again (UTC)."""
        habit, now = self.habit(installation), portal_now(installation, self.clock.now())
        if habit.at is None:
            return 0, None
        told = 0
        if habit.calendar.is_working(now.date()) and now.time() >= habit.at:
            told = sum(self._tell(installation, habit, person, now) for person in self._heads(installation, habit))
        return told, our_moment(installation, _next(now, habit))

    def tell_of_halt(self, installation: Installation, because: Because, now: datetime) -> None:
        """Tell the administrator at once that a run was halted."""
        if installation.user_id is not None:
            habit = self.habit(installation)
            ru = f"b24bridge остановил план и ждёт вашего решения. {because.ru}"
            en = f"b24bridge halted a plan and waits for your decision. {because.en}"
            self._order(installation, habit, installation.user_id, f"halt:{now.date()}", [Because(ru, en)], now)

    def _heads(self, installation: Installation, habit: Habit) -> Sequence[int]:
        """Return who is told: heads of departments, who stands above all, and the administrator who installed us."""
        people = self.mirror.people(installation.member_id)
        heads = {department.head_id for department in self.mirror.departments(installation.member_id).values()}
        wanted = heads | {habit.supervisor_id, installation.user_id}
        return sorted(person for person in wanted if person is not None and person in people and people[person].is_active)

    def _tell(self, installation: Installation, habit: Habit, person: int, now: datetime) -> bool:
        lines = digest(self._news(installation, habit, person, now))
        return bool(lines) and self._order(installation, habit, person, f"digest:{now.date()}", lines, now)

    def _order(
        self, installation: Installation, habit: Habit, person: int, step: str, lines: Sequence[Because], now: datetime
    ) -> bool:
        member_id, about = installation.member_id, EntityId(USER, person)
        text = "\n".join(line.ru if habit.language == "ru" else line.en for line in lines)
        row = ActionRow(
            key=action_key(member_id, BRIDGE, about, step, "notice"),
            member_id=member_id,
            assistant=BRIDGE,
            client=about,
            anchor=step,
            action=Notify(client=about, step="notice", person=person, text=text),
            state=State.NEW,
            because=lines[0],
            decided_at=now,
        )
        return self.ledger.order(member_id, row)

    def _news(self, installation: Installation, habit: Habit, person: int, now: datetime) -> News:
        member_id, today = installation.member_id, now.date()
        sight = self._sight(installation, habit, person)
        since = _day_before(today, habit.calendar)
        seen = {name: self._seen(member_id, name, sight) for name in self.rules}
        rows = [row for rows in seen.values() for row in rows]
        clients = {row.client for row in rows}
        waiting = [row for row in self.ledger.waiting(member_id, now) if sight.covers(self._owner(row, seen))]
        done = self.ledger.done_since(member_id, our_moment(installation, datetime.combine(since, time(), now.tzinfo)))
        marked = [row for row in rows if row.state in MARKED_STATES and not self.rules[row.assistant].assistant.counted_in]
        starts_on = self.horizon(installation).observe_until
        is_soon = starts_on is not None and _is_last_chance(starts_on - TOLD_BEFORE, today, habit.calendar)
        return News(
            today=today,
            risk=sum_of(marked),
            parts=[self._part(name, rows, since) for name, rows in seen.items()],
            waiting=len({row.client for row in waiting}),
            answer_by=min((row.answer_by.astimezone(now.tzinfo).date() for row in waiting if row.answer_by), default=None),
            escalated=self._escalated(member_id, rows, habit, person),
            called=self._named(member_id, [row for row in rows if _called_since(row, since)]),
            unjudged=len({row.client for row in rows if row.state == UNJUDGED}),
            robot=sum(row.client in clients and not row.ordered_by for row in done),
            starts_on=starts_on if is_soon else None,
            first_night=_first_night(rows) if is_soon else None,
        )

    def _part(self, name: str, rows: Sequence[Standing], since: date) -> Part:
        found = [row for row in rows if row.state in MARKED_STATES]
        return Part(
            title=self.rules[name].assistant.title,
            marked=len(found),
            new=sum(row.since is not None and row.since > since for row in found),
            soon=sum(row.state in SOON_STATES for row in rows),
            risk=sum_of(found),
            is_counted_elsewhere=bool(self.rules[name].assistant.counted_in),
        )

    def _escalated(self, member_id: str, rows: Sequence[Standing], habit: Habit, person: int) -> Sequence[tuple[str, Because]]:
        wanted = (LINE, SUPERVISOR) if person == habit.supervisor_id else (LINE,)
        found = [row for row in rows if row.facts.get("escalated") in wanted]
        names = self.mirror.titles(member_id, [row.client for row in found])
        return [(names.get(row.client, str(row.client)), judged.said(row.facts, "brief") or row.because) for row in found]

    def _named(self, member_id: str, rows: Sequence[Standing]) -> Sequence[str]:
        names = self.mirror.titles(member_id, [row.client for row in rows])
        return [names.get(row.client, str(row.client)) for row in rows]

    def _seen(self, member_id: str, name: str, sight: Sight) -> Sequence[Standing]:
        return [row for row in self.ledger.standings(member_id, name) if sight.covers(row.owner_id)]

    def _owner(self, row: ActionRow, seen: Mapping[str, Sequence[Standing]]) -> int | None:
        return next((each.owner_id for each in seen.get(row.assistant, ()) if each.client == row.client), None)

    def _sight(self, installation: Installation, habit: Habit, person: int) -> Sight:
        if person in (habit.supervisor_id, installation.user_id):
            return Sight(None, is_head=True)
        member_id = installation.member_id
        visitor = Visitor(member_id=member_id, user_id=person, name="", is_admin=False, language="", origin="")
        return sight_of(visitor, self.mirror.people(member_id), self.mirror.departments(member_id))


def _called_since(row: Standing, since: date) -> bool:
    """Say whether the client called in vain after the last digest."""
    called_on = judged.day(judged.one(row.facts, "called_in_vain"), "on")
    return called_on is not None and called_on >= since


def _first_night(rows: Sequence[Standing]) -> Mapping[str, int]:
    return Counter(str(action.get("kind")) for row in rows for action in row.would)


def _is_last_chance(day: date, today: date, calendar: Calendar) -> bool:
    """Say whether today is the last working day on which something may be told that is due on `day`."""
    return today <= day < calendar.add(today, 1)


def _day_before(today: date, calendar: Calendar) -> date:
    return calendar.add(today, -1)


def _next(now: datetime, habit: Habit) -> datetime:
    """Return the next moment of the digest after now."""
    at = habit.at or time()
    today = datetime.combine(now.date(), at, now.tzinfo)
    if now < today and habit.calendar.is_working(now.date()):
        return today
    return datetime.combine(habit.calendar.add(now.date(), 1), at, now.tzinfo)
