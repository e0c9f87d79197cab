"""One client as Lapsed buyers sees it on one day: the fact, the settings and what follows from both. No words."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import Final

from assistants._ladder import Rung, ladder
from assistants._lapsed_pace import Pace, guarded_days, pace_of, season_of
from assistants._lapsed_settings import Settings
from assistants._segments import segment_of
from b24bridge.core.cached import cached_property
from b24bridge.core.facts import ClientFact, Purchase
from b24bridge.core.people import is_away
from b24bridge.core.protection import Spans, counting
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Touch
from b24bridge.core.worth import Worth, worth

NAME: Final = "lapsed_buyers"
TASK: Final = "task"
SHARES: Final = {"AT_RISK": Decimal("0.25"), "LAPSED": Decimal("0.40"), "WINBACK": Decimal("0.40"), "DORMANT": Decimal("0.40")}
USUAL_TOUCHES: Final = 6
YEAR: Final = timedelta(days=365)
COUNTED: Final = Spans()


@dataclass(frozen=True)
class Case:
    """What is decided from; everything else is computed when asked for, once."""

    fact: ClientFact
    settings: Settings
    today: date

    @cached_property
    def purchases(self) -> tuple[Purchase, ...]:
        """Return the days on which the client bought, until today."""
        return tuple(bought for bought in self.fact.purchases if bought.on <= self.today)

    @property
    def last(self) -> Purchase:
        """Return the last purchase. Only for clients that have bought."""
        return self.purchases[-1]

    @property
    def pause(self) -> int:
        """Return how many days ago the client bought last."""
        return (self.today - self.last.on).days

    @cached_property
    def pace(self) -> Pace | None:
        """Return the pace at which the client buys, or None where its purchases tell none."""
        return pace_of(self.purchases, self.fact.habits, self.settings)

    @cached_property
    def season(self) -> int | None:
        """Return the pause of the same season a year before, if it is minded."""
        return season_of(self.purchases, self.today) if self.settings.season_guard else None

    def lapsed_after(self, pace: Pace) -> int:
        """Return from which pause on, in days, the client is lapsed; the season of last year may excuse longer ones."""
        return pace.lapsed_after if self.season is None else max(pace.lapsed_after, guarded_days(self.season) + 1)

    def on(self, days: int) -> date:
        """Return the day on which the pause has lasted so many days."""
        return self.last.on + timedelta(days=days)

    @cached_property
    def yearly_money(self) -> Decimal:
        """Return for how much the client bought in the year up to its last purchase, in the portal's currency."""
        return sum((b.amount.amount for b in self.purchases if b.on > self.last.on - YEAR), Decimal(0))

    def worth(self, state: str) -> Worth:
        """Return what is at risk in a state, with its parts."""
        return worth(SHARES[state], self.purchases, self.fact.deals, self.today, self.fact.currency)

    @property
    def lost(self) -> Statement | None:
        """Return what was said of the client's leaving for good, unless it has bought since."""
        said = [statement for statement in self.fact.statements if statement.kind is Said.LOST and statement.is_open]
        newest = max(said, key=lambda statement: statement.at, default=None)
        return None if newest is None or (self.purchases and self.last.on > newest.at.date()) else newest

    @cached_property
    def returned(self) -> tuple[Purchase, int] | None:
        """Return the purchase of the last weeks that ended an episode of being lapsed, with the pause it ended in days."""
        known = set(self.fact.closed_anchors) | ({self.fact.episode.anchor} if self.fact.episode else set())
        ended = {anchor.partition("~")[0] for anchor in known}
        since = self.today - timedelta(days=self.settings.returned_days)
        for number, (before, bought) in enumerate(pairwise(self.purchases), 1):
            pause = (bought.on - before.on).days
            if bought.on > since and anchor_of(before) in ended and self._was_lapsed(number, pause):
                return bought, pause
        return None

    def _was_lapsed(self, purchases: int, pause: int) -> bool:
        """Say whether the pause after the first so many purchases was that of a lapsed client."""
        then = pace_of(self.purchases[:purchases], self.fact.habits, self.settings)
        return then is not None and pause >= then.lapsed_after

    @cached_property
    def anchor(self) -> str:
        """Return the moment of the client's life that an episode begins from: its last purchase.

        An episode of that pause that is open keeps its name; when one is over already (a hold ended), a number tells the
        new one apart.
        """
        anchor = name = anchor_of(self.last)
        episode, number = self.fact.episode, 1
        if episode is not None and episode.anchor.partition("~")[0] == anchor:
            return episode.anchor
        while name in self.fact.closed_anchors:
            number += 1
            name = f"{anchor}~{number}"
        return name

    @property
    def is_overtaken(self) -> bool:
        """Say whether the open episode is that of an earlier pause."""
        return self.fact.episode is not None and (not self.purchases or self.fact.episode.anchor != self.anchor)

    @property
    def steps(self) -> frozenset[str]:
        """Return the steps that the ledger knows of in the open episode."""
        return self.fact.episode.steps if self.fact.episode else frozenset()

    def is_control(self, pace: Pace) -> bool:
        """Say whether the client is in the control group of the quarter in which it came to be at risk."""
        begun = self.on(pace.at_risk_after)
        lot = f"{self.fact.member_id}|{self.fact.client}|{begun.year}-{(begun.month - 1) // 3}"
        return int.from_bytes(sha256(lot.encode()).digest()[:8]) % 100 < self.settings.control_share

    def efforts(self, pace: Pace) -> list[Touch]:
        """Return the owner's contacts with the client in this episode, since it was lapsed."""
        episode, owner = self.fact.episode, self.fact.owner
        assert owner is not None  # a client without owner is out of scope
        if episode is None:
            return []
        since = max(episode.opened_on, self.on(self.lapsed_after(pace)))
        counted = (touch for touch in counting(self.fact.touches, COUNTED) if touch.at.date() >= since)
        return [touch for touch in counted if touch.actor_id is not None and touch.actor_id in {owner.id, self.assignee_id}]

    @property
    def segment(self) -> int:
        """Return the client's segment, 0 to 4."""
        return segment_of(self.fact, self.settings.segment_bounds, self.today)

    @property
    def budget(self) -> int:
        """Return after how many contacts the attempt to win the client back is given up."""
        usual = self.settings.touch_budget or round(self.fact.habits.touches_before_win or 0) or USUAL_TOUCHES
        return usual * self.segment

    @property
    def assignee_id(self) -> int | None:
        """Return who gets the task: the owner; who stands in for him when he is away all its term; the head of an orphan."""
        owner = self.fact.owner
        assert owner is not None  # a client without owner is out of scope
        if not owner.is_active:
            return owner.head_id
        if not is_away(owner.absences, self.today, self.deadline, self.fact.calendar):
            return owner.id
        return owner.deputy_id or owner.head_id or owner.id

    @property
    def deadline(self) -> date:
        """Return when a task made today is due; one that stands keeps its day."""
        seen = self.fact.tasks.get(NAME)
        return seen.deadline if seen else self.fact.calendar.add(self.today, self.settings.task_deadline)

    def rung(self, state: str) -> Rung:
        """Return how far the matter has gone up."""
        return ladder(self.fact, TASK, self.deadline, self.today, self.worth(state).at_risk, self.settings)


def anchor_of(purchase: Purchase) -> str:
    """Return the name of the pause that began with a purchase."""
    return f"purchase:{purchase.on}"
