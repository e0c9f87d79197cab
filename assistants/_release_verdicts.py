"""What Client release answers: a state with its reason and numbers, and what an episode that ends takes back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistants._ladder import descend
from assistants._release_case import FORGOTTEN, Case
from assistants._release_texts import taken_back, tongue_of
from assistants._release_words import LONGEST, WOULD, brief, joined
from b24bridge.core.actions import Action, DropLabel, PutLabel
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.sentences import cut

NAME = "client_release"
RELEASING, RELEASED = "releasing", "released"
MARK, MARK_RELEASED = "label:", "released:to:"
UNMARK, UNMARK_RELEASED = "unlabel", "unlabel_released"
SHARED = ("silent_days", "last_answer_on", "period", "protected_until", "called_in_vain")


def leave(
    case: Case,
    state: str,
    because: Because,
    *,
    since: date | None = None,
    until: date | None = None,
    facts: Mapping[str, Json] | None = None,
) -> Skip:
    """Return a state in which nothing is done; an open episode ends, and its marks are taken back."""
    told = _told(case, state, because, since, until, facts or {})
    if case.fact.episode is None:
        return Skip(**told)
    return Decision(
        **told,
        anchor=case.fact.episode.anchor,
        actions=(*unmarks(case), *descend(case.fact, taken_back(case, because))),
        closes=True,
    )


def stay(
    case: Case,
    state: str,
    because: Because,
    actions: Sequence[Action],
    *,
    since: date | None,
    until: date | None,
    facts: Mapping[str, Json] | None = None,
    anchor: str = "",
) -> Skip:
    """Return a state with what follows from it; a countdown that only would be one has no actions."""
    if case.is_would and not case.is_orphan:
        return leave(case, state, joined(because, WOULD), since=since, until=until, facts=facts)
    told = _told(case, state, because, since, until, facts or {})
    if not actions and case.fact.episode is None:
        return Skip(**told)
    return Decision(**told, anchor=anchor_of(case, anchor), actions=tuple(actions))


def anchor_of(case: Case, wanted: str = "") -> str:
    """Return the moment of the client's life that the episode began from; an open one keeps its own.

    It is that of the forgotten client's episode unless another is wanted; a number tells apart what begins there again.
    """
    if case.fact.episode is not None:
        return case.fact.episode.anchor
    forgotten = case.fact.episodes.get(FORGOTTEN)
    name = anchor = wanted or (forgotten.anchor if forgotten else "forgotten")
    number = 1
    while name in case.fact.closed_anchors:
        number += 1
        name = f"{anchor}~{number}"
    return name


def mark(case: Case, because: Because, step: str, since: date | None, next_on: date | None) -> PutLabel:
    """Return the mark of a client that may be handed over."""
    return _label(case, RELEASING, MARK + step, because, since, next_on)


def mark_released(case: Case, because: Because, to_owner: int, since: date, next_on: date) -> PutLabel:
    """Return the mark of a client that was handed over."""
    return _label(case, RELEASED, f"{MARK_RELEASED}{to_owner}", because, since, next_on)


def unmarks(case: Case, *labels: str) -> list[Action]:
    """Return what takes our marks off the card, as far as they were put: those named, or both."""
    steps = case.fact.episode.steps if case.fact.episode else frozenset[str]()
    kinds = ((RELEASING, MARK, UNMARK), (RELEASED, MARK_RELEASED, UNMARK_RELEASED))
    return [
        DropLabel(client=case.fact.client, step=step, label=label)
        for label, prefix, step in kinds
        if (not labels or label in labels) and any(known.startswith(prefix) for known in steps)
    ]


def _label(case: Case, label: str, step: str, because: Because, since: date | None, next_on: date | None) -> PutLabel:
    why = cut(tongue_of(case).pick(because.ru, because.en), LONGEST)
    return PutLabel(client=case.fact.client, step=step, label=label, since=since, next_on=next_on, why=why)


def _told(
    case: Case, state: str, because: Because, since: date | None, until: date | None, facts: Mapping[str, Json]
) -> dict[str, Any]:
    owner = case.fact.owner
    is_ours = owner is not None and not owner.is_active
    return {
        "assistant": NAME,
        "client": case.fact.client,
        "state": state,
        "because": because,
        "since": since,
        "until": until,
        "money_at_risk": None if state in {"NONE", "SETTLED", "REVERTED", "EXCLUDED", "HELD", "GONE"} else case.worth.at_risk,
        "facts": _numbers(case) | {"brief": brief(because)} | dict(facts),
        "owner_id": (owner.head_id or owner.id) if owner and is_ours else owner.id if owner else None,
    }


def _numbers(case: Case) -> dict[str, Json]:
    """Return the numbers behind a verdict: those of the forgotten client, the countdown, and the money."""
    forgotten, task = case.forgotten, case.task
    numbers: dict[str, Json] = {name: forgotten.facts.get(name) for name in SHARED} if forgotten else {}
    numbers["deals"] = [
        {"id": deal.id, "amount": str(deal.amount.amount), "probability": deal.probability} for deal in case.fact.deals
    ]
    numbers["value"] = str(case.value)
    numbers["told_on"] = task.put_on.isoformat() if task else None
    numbers["is_would"] = case.is_would
    if task is not None and forgotten is not None and forgotten.state in {"FORGOTTEN", "SNOOZED"} and not case.is_orphan:
        ends_on = case.countdown.ends_on
        numbers["countdown_left"] = case.countdown.left
        numbers["decision_on"] = ends_on.isoformat() if ends_on else None
        numbers["counted_under"] = FORGOTTEN
    return numbers
