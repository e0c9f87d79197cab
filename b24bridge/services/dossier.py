"""One client's page: its finding, what protects it, what it is worth and whose it is. Not who may see it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from b24bridge.core.client_screen import HistoryLine, Profile, Sums
from b24bridge.core.decisions import CALM_STATES
from b24bridge.core.facts import ClientFact
from b24bridge.core.ledger import ActionRow, Standing
from b24bridge.core.money import Money
from b24bridge.core.records import Person
from b24bridge.core.screens import Ahead, ClientView, Finding
from b24bridge.services import judged
from b24bridge.services.contacts import contacts_of
from b24bridge.services.deeds import what_of
from b24bridge.services.findings import finding_of
from b24bridge.services.judged import Facts

HUNDRED = 100
AHEAD = 4
DECIDING = frozenset({"COUNTDOWN", "FINAL_WARNING", "PAUSED", "PENDING"})


def dossier_of(standing: Standing, finding: Finding, fact: ClientFact | None, people: Mapping[int, Person]) -> ClientView:
    """Return the page of a client as last judged; `fact` is None when the portal no longer has it."""
    return ClientView(
        finding=finding,
        answered_on=judged.day(standing.facts, "last_answer_on"),
        protected_until=judged.day(standing.facts, "protected_until"),
        ceiling=judged.day(standing.facts, "ceiling"),
        contacts=contacts_of(standing, fact, people) if fact else (),
        sums=_sums(standing.facts, fact.currency) if fact else None,
        profile=_profile(standing.facts, fact, people) if fact else None,
    )


def ahead_of(standings: Sequence[Standing], today: date) -> tuple[Ahead, ...]:
    """Return the next four dates on which something happens to a client, soonest first."""
    coming = {
        (found.next_on, found.next_what)
        for found in (finding_of(row, {}, {}) for row in standings if row.state not in CALM_STATES)
        if found.next_on is not None and found.next_what is not None and found.next_on >= today
    }
    return tuple(Ahead(on, what) for on, what in sorted(coming)[:AHEAD])


def decided_on(standings: Sequence[Standing]) -> date | None:
    """Return the day on which somebody decides whether the client goes to another manager, if it is heading there."""
    near = [row for row in standings if row.state in DECIDING]
    return next((day for row in near if (day := judged.day(row.facts, "decision_on") or row.until)), None)


def segment_of(standing: Standing) -> str:
    """Return the size of a client, such as K2; empty where it has none."""
    return judged.word(standing.facts, "segment")


def history_of(rows: Sequence[ActionRow], people: Mapping[int, Person]) -> tuple[HistoryLine, ...]:
    """Return what was done about a client, newest first."""
    done = [row for row in rows if row.done_at is not None]
    lines = [HistoryLine(at=row.done_at, what=what_of(row.action, people), key=row.key) for row in done if row.done_at]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _sums(facts: Facts, currency: str) -> Sums | None:
    share, future, pipeline = (judged.amount(facts, name) for name in ("share", "future", "pipeline"))
    if share is None or future is None or pipeline is None:
        return None
    return Sums(share=round(share * HUNDRED), future=Money(future, currency), pipeline=Money(pipeline, currency))


def _profile(facts: Facts, fact: ClientFact, people: Mapping[int, Person]) -> Profile:
    head = people.get(fact.owner.head_id or 0) if fact.owner else None
    bought = judged.amount(facts, "revenue")
    deals = sum((judged.amount(deal, "amount") or Decimal() for deal in judged.several(facts, "deals")), Decimal())
    return Profile(
        head_name=head.name if head else "",
        rule_days=judged.number(facts, "period"),
        bought=None if bought is None else Money(bought, fact.currency),
        last_purchase_on=judged.day(facts, "last_purchase_on"),
        deals=Money(deals, fact.currency) if deals else None,
    )
