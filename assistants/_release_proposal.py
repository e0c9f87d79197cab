"""The proposal to hand a client over: what the head is asked, and, with all of a run in view, who gets which client."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistants._receivers import Books, choose, eligible, told
from assistants._release_cascade import cascade, kept_receiver
from assistants._release_case import Case
from assistants._release_settings import Settings
from assistants._release_texts import question
from assistants._release_verdicts import mark, stay
from assistants._release_words import HEAD_CHOOSES, NOBODY, brief, given_to, joined, silent_head
from b24bridge.core.actions import Action, Notify, Reassign
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.facts import ClientFact

ASK, ASK_NOBODY = "ask:", "nobody:"
FEW = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why a client is to be handed over, since when, and under which name the head is asked: once for each moment."""

    because: Because
    since: date
    moment: str
    anchor: str = ""


def propose(case: Case, proposal: Proposal) -> Skip:
    """Return the draft of a hand-over: PENDING while the head may answer, then ESCALATED; the receiver is still to be found."""
    asked_on = _asked_on(case, proposal)
    answer_by = case.fact.calendar.add(asked_on, case.settings.approve_ttl)
    because, state = proposal.because, "PENDING"
    if case.today > answer_by:
        because, state = joined(because, silent_head(answer_by, case.today)), "ESCALATED"
    asked = mark(case, because, proposal.moment, proposal.since, answer_by)
    facts: dict[str, Json] = {
        "moment": proposal.moment,
        "head_id": case.owner.head_id,
        "escalated": "supervisor" if state == "ESCALATED" else None,
    }
    verdict = stay(case, state, because, [asked], since=proposal.since, until=answer_by, facts=facts, anchor=proposal.anchor)
    if not isinstance(verdict, Decision) or verdict.closes:
        return verdict
    return replace(verdict, is_draft=True, answer_by=answer_by if state == "PENDING" else None)


def arranged(drafts: Sequence[tuple[ClientFact, Decision]], settings: Settings, today: date) -> list[Skip]:
    """Return the drafts of a run completed, in the same order.

    Clients that were promised to somebody on an earlier day come first, then those who called, then the largest: so the
    largest is placed while everybody is free, and each receiver is charged with what he got.
    """
    cases = [Case(fact, settings, today) for fact, _ in drafts]
    books = Books(settings, today)
    found: dict[int, Skip] = {}
    for index in sorted(range(len(drafts)), key=lambda index: _rank(cases[index])):
        found[index] = _completed(cases[index], drafts[index][1], books)
    return [found[index] for index in range(len(drafts))]


def _rank(case: Case) -> tuple[bool, bool, object, object]:
    called = bool(case.forgotten and case.forgotten.facts.get("called_in_vain"))
    return kept_receiver(case) is None, not called, -case.value, case.fact.client


def _completed(case: Case, draft: Decision, books: Books) -> Decision:
    pool = eligible(case.fact, case.settings, case.today)
    if case.settings.strategy == "head" or len(pool) < FEW:
        return _without_receiver(case, draft, HEAD_CHOOSES if case.settings.strategy == "head" else NOBODY)
    kept = kept_receiver(case)
    choice = choose(pool, books, kept)
    candidates = told(choice, books)
    books.charge(choice.receiver, case.value, is_known=choice.receiver.id == kept)
    because = joined(draft.because, given_to(choice))
    steps = cascade(case, case.owner.id, choice.receiver.id)
    facts: dict[str, Json] = dict(draft.facts) | {
        "brief": brief(because),
        "receiver": {"id": choice.receiver.id, "name": choice.receiver.name},
        "receiver_why": {"ru": choice.why.ru, "en": choice.why.en},
        "receivers": candidates,
        "moves": [str(step.entity) for step in steps if isinstance(step, Reassign)],
    }
    ask = _ask(case, ASK, draft, because)
    return replace(draft, is_draft=False, because=because, facts=facts, actions=(*draft.actions, *ask, *steps))


def _without_receiver(case: Case, draft: Decision, why: Because) -> Decision:
    """Return a hand-over without a receiver: the head must find one, and nothing else happens."""
    because = joined(draft.because, why)
    return replace(
        draft,
        state="PENDING_NO_RECEIVER",
        is_draft=False,
        because=because,
        facts=dict(draft.facts) | {"brief": brief(because), "receiver": None, "receivers": []},
        actions=(*draft.actions, *_ask(case, ASK_NOBODY, draft, because)),
        answer_by=None,
    )


def _ask(case: Case, step: str, draft: Decision, because: Because) -> list[Action]:
    head = case.owner.head_id
    if head is None:
        return []
    name = f"{step}{draft.facts['moment']}"
    return [Notify(client=case.fact.client, step=name, person=head, text=question(case, because))]


def _asked_on(case: Case, proposal: Proposal) -> date:
    """Return the day on which the head was asked; today, if he was not asked yet."""
    taken = case.fact.episode.taken if case.fact.episode else {}
    asked = taken.get(ASK + proposal.moment)
    if asked is not None:
        return asked
    return proposal.since if kept_receiver(case) is not None else case.today
