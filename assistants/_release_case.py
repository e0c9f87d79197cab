"""One client as Client release sees it on one day: the fact, the settings and what follows from both. No words."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assistants._release_countdown import Clock, Countdown, count_down, pauses
from assistants._release_settings import Settings
from b24bridge.core.cached import cached_property
from b24bridge.core.decisions import Skip
from b24bridge.core.facts import ClientFact, Owner, TaskSeen
from b24bridge.core.roster import HandOver
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind, Touch
from b24bridge.core.worth import YEAR, Worth, worth

FORGOTTEN, DEBTORS, LAPSED = "forgotten_clients", "debtors", "lapsed_buyers"
LOST_SHARE = Decimal("0.10")
TRIES = frozenset({Kind.SENT, Kind.ATTEMPT})


@dataclass(frozen=True)
class Case:
    """What is decided from; everything else is computed when asked for, once."""

    fact: ClientFact
    settings: Settings
    today: date

    @property
    def owner(self) -> Owner:
        """Return who answers for the client; one without owner is out of scope."""
        assert self.fact.owner is not None
        return self.fact.owner

    @property
    def is_orphan(self) -> bool:
        """Say whether the owner has left."""
        return not self.owner.is_active

    @property
    def forgotten(self) -> Skip | None:
        """Return what Forgotten clients said today."""
        return self.fact.verdicts.get(FORGOTTEN)

    @property
    def task(self) -> TaskSeen | None:
        """Return the task by which the manager was told."""
        return self.fact.tasks.get(FORGOTTEN)

    @property
    def is_would(self) -> bool:
        """Say whether the manager was told nothing yet, and all this only would be so."""
        return self.task is not None and self.task.is_would

    @cached_property
    def worth(self) -> Worth:
        """Return what is at risk, with its parts: the same sum as Forgotten clients counts."""
        return worth(LOST_SHARE, self.fact.purchases, self.fact.deals, self.today, self.fact.currency)

    @cached_property
    def value(self) -> Decimal:
        """Return what the client weighs in a book: a year's revenue and its open deals, in the portal's currency."""
        first = self.today - timedelta(days=YEAR)
        bought = (bought.amount.amount for bought in self.fact.purchases if first < bought.on <= self.today)
        return sum(bought, Decimal(0)) + sum((deal.amount.amount for deal in self.fact.deals), Decimal(0))

    @cached_property
    def countdown(self) -> Countdown:
        """Return where the countdown stands that began with the manager's task (rulings 4 and 10)."""
        task, forgotten, settings = self.task, self.forgotten, self.settings
        assert task is not None
        assert forgotten is not None
        waived = [(said.at.date(), said.until) for said in self.said(Said.WAIVER) if said.until is not None]
        clock = Clock(
            calendar=self.fact.calendar,
            absences=self.owner.absences,
            postponed=(*waived, *pauses(forgotten, self.fact.episodes.get(FORGOTTEN), self.today)),
            least=settings.least_left,
            not_before=task.deadline,
        )
        return count_down(task.put_on, settings.release_after, self.today, clock)

    @property
    def is_away(self) -> bool:
        """Say whether the owner is absent today."""
        return any(first <= self.today <= last for first, last in self.owner.absences)

    @cached_property
    def hand_overs(self) -> tuple[HandOver, ...]:
        """Return the hand-overs that stand, oldest first."""
        return tuple(sorted((each for each in self.fact.hand_overs if not each.is_undone), key=lambda each: each.on))

    @property
    def trial(self) -> HandOver | None:
        """Return the hand-over by which the client came to its owner within this episode."""
        episode, last = self.fact.episode, self.hand_overs[-1] if self.hand_overs else None
        if episode is None or last is None or last.on < episode.opened_on:
            return None
        return last

    @property
    def hops(self) -> int:
        """Return how many receivers this episode has had."""
        opened = self.fact.episode.opened_on if self.fact.episode else self.today
        return sum(each.on >= opened for each in self.hand_overs)

    @property
    def undone(self) -> HandOver | None:
        """Return the newest hand-over if it was taken back."""
        newest = max(self.fact.hand_overs, key=lambda each: each.on, default=None)
        return newest if newest is not None and newest.is_undone else None

    @property
    def waiver(self) -> Statement | None:
        """Return the head's word that keeps the client with its owner today."""
        waivers = [said for said in self.said(Said.WAIVER) if said.until is not None and self.today <= said.until]
        return max(waivers, key=lambda said: (said.until or self.today, said.id), default=None)

    def is_kept_since(self, day: date) -> bool:
        """Say whether the head has kept the client with its owner since a day, be it that his word has run out."""
        return any(said.at.date() >= day for said in self.said(Said.WAIVER))

    def said(self, kind: Said) -> list[Statement]:
        """Return what was said of a kind and still holds."""
        return [said for said in self.fact.statements if said.kind is kind and said.is_open]

    @property
    def give_up(self) -> Statement | None:
        """Return the owner's word that he hands the client over by himself, unless it was done, or the head said no."""
        last = max(self.said(Said.GIVE_UP), key=lambda said: said.id, default=None)
        if last is None or any(each.on >= last.at.date() for each in self.hand_overs):
            return None
        return None if any(said.at > last.at for said in self.said(Said.WAIVER)) else last

    def answers_of(self, trial: HandOver) -> list[Touch]:
        """Return the client's answers to its new owner; a letter of the client names nobody."""
        return [touch for touch in self._touches_of(trial) if touch.kind is Kind.CONTACT]

    def tries_of(self, trial: HandOver) -> list[Touch]:
        """Return what the new owner did to reach the client, and its answers."""
        return [touch for touch in self._touches_of(trial) if touch.kind is Kind.CONTACT or self._is_try(touch, trial)]

    @staticmethod
    def _is_try(touch: Touch, trial: HandOver) -> bool:
        return touch.kind in TRIES and touch.actor_id == trial.to_owner

    def first_contact_by(self, trial: HandOver) -> date:
        """Return the working day on which the new owner must have contacted the client; his absence does not count."""
        clock = Clock(self.fact.calendar, self.owner.absences, (), 1, trial.on)
        return count_down(trial.on, self.settings.new_owner_first_contact, self.today, clock).ends_on or date.max

    def _touches_of(self, trial: HandOver) -> list[Touch]:
        people = (trial.to_owner, None)
        touches = [touch for touch in self.fact.touches if not touch.ignored and touch.at.date() >= trial.on]
        return [touch for touch in touches if touch.actor_id in people]
