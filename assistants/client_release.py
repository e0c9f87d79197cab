"""Client release: a forgotten client whose manager does nothing goes to a colleague, after a fair countdown and a consent.

It begins where Forgotten clients has given the manager a task. From then on ten of his working days count down; his absence
and every contact stop them. Two days before the end he is warned. Then the head is asked whether the client shall go to the
colleague who has least, with all that belongs to it; if he keeps silent the supervisor reads it, and nothing happens by
itself. The new owner has two working days for a first contact, else the next one is proposed. Clients of an employee who
has left are proposed at once, and so are those that their owner gives up. Debts, disputes, live deals, key clients, recent
hand-overs, and what we cannot see of the owner's work stop it.
"""

from collections.abc import Sequence
from datetime import date

from assistants import _release_trial as after
from assistants._release_blocks import Block, blinded, reserved, stopped, stopped_for_all
from assistants._release_case import DEBTORS, FORGOTTEN, LAPSED, Case
from assistants._release_proposal import Proposal, arranged, propose
from assistants._release_settings import Settings
from assistants._release_texts import warning
from assistants._release_verdicts import leave, mark, stay
from assistants._release_words import (
    B2C,
    GIVEN_UP,
    NOT_FORGOTTEN,
    NOT_TOLD,
    ORPHAN,
    STOP,
    UNKNOWN,
    brief,
    counting,
    joined,
    overdue,
    paused,
    reverted,
)
from assistants._scope import out_of_scope
from b24bridge.core.actions import Action, Notify, WriteNote
from b24bridge.core.assistants import Assistant
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.facts import ClientFact
from b24bridge.core.statements import Said, Statement

__all__ = ["Settings", "arrange", "assistant", "decide"]

WARN, WARN_NOTE = "warn:", "warn_note:"

assistant = Assistant(
    __name__,
    title=Because("Освобождение клиентов", "Client release"),
    short=Because("Освобождение", "Release"),
    place=2,
    reads=ClientFact,
    settings=Settings,
    modes={"label": "auto", "task": "auto", "notify": "auto", "reassign": "approve"},
    after=(FORGOTTEN, DEBTORS, LAPSED),
    counted_in=FORGOTTEN,
)


def decide(fact: ClientFact, settings: Settings, today: date) -> Skip | Decision:
    """Say where a client stands on `today`, the portal's date; a draft waits for `arrange` to find the receiver.

    States: NONE, COUNTDOWN, PAUSED, FINAL_WARNING, PENDING, ESCALATED, BLOCKED, TRIAL, SETTLED, REVERTED; `arrange` adds
    PENDING_NO_RECEIVER; EXCLUDED, HELD, GONE for those who are not judged.
    """
    case = Case(fact, settings, today)
    if (left := _left_alone(case)) is not None:
        return left
    if (trial := case.trial) is not None:
        return after.judged(case, trial)
    if case.is_orphan:
        return _orphan(case)
    if (given_up := case.give_up) is not None:
        return _given_up(case, given_up)
    return _not_forgotten(case) or _forgotten(case)


def arrange(drafts: Sequence[tuple[ClientFact, Decision]], settings: Settings, today: date) -> Sequence[Skip]:
    """Return the drafts of a run with their receivers, in the same order: PENDING, ESCALATED or PENDING_NO_RECEIVER."""
    return arranged(drafts, settings, today)


def _left_alone(case: Case) -> Skip | None:
    """Return the verdict on a client that is not judged, or whose hand-over was taken back."""
    out = out_of_scope(case.fact, case.settings.exclude_types, case.today, takes_orphans=True)
    if out is not None:
        return leave(case, out.state, out.because, until=out.until)
    if case.settings.sales_model == "b2c":
        return leave(case, "NONE", B2C)
    if _is_reverted(case):
        return leave(case, "REVERTED", reverted(case), until=case.waiver.until if case.waiver else None)
    return None


def _is_reverted(case: Case) -> bool:
    undone, episode = case.undone, case.fact.episode
    if undone is None:
        return False
    return case.waiver is not None or (episode is not None and undone.on >= episode.opened_on)


def _orphan(case: Case) -> Skip:
    if (block := stopped_for_all(case)) is not None:
        return _blocked(case, block)
    if case.waiver is not None:
        return leave(case, "PAUSED", paused(case), until=case.waiver.until)
    episode = case.fact.episode
    over = max((said.id for said in case.said(Said.WAIVER)), default=0)
    moment = f"orphan:{over}" if over else "orphan"
    since = episode.opened_on if episode else case.today
    return propose(case, Proposal(ORPHAN, since, moment, f"orphan:{case.owner.id}"))


def _given_up(case: Case, said: Statement) -> Skip:
    if (block := stopped_for_all(case)) is not None:
        return _blocked(case, block)
    name = f"give_up:{said.id}"
    return propose(case, Proposal(GIVEN_UP, said.at.date(), name, name))


def _not_forgotten(case: Case) -> Skip | None:
    """Return the verdict on a client that Forgotten clients does not call forgotten, or None."""
    state = case.forgotten.state if case.forgotten else ""
    if state in {"FORGOTTEN", "SNOOZED"}:
        return None
    block = stopped_for_all(case) if case.fact.episode is not None else None
    if block is not None:
        return _blocked(case, block)
    return leave(case, "NONE", UNKNOWN if state == "UNKNOWN" else NOT_FORGOTTEN)


def _forgotten(case: Case) -> Skip:
    """Return where a client stands that is forgotten, and whose owner is at work."""
    is_snoozed = case.forgotten is not None and case.forgotten.state == "SNOOZED"
    if not is_snoozed and (block := blinded(case)) is not None:
        return _blocked(case, block)
    if case.task is None:
        return leave(case, "NONE", NOT_TOLD)
    if case.waiver is not None:  # what was refused may be proposed again only in an episode of its own
        return leave(case, "PAUSED", paused(case), until=case.countdown.ends_on)
    if is_snoozed:
        return _paused(case)
    block = _stopped(case)
    return _counted(case) if block is None else _blocked(case, block)


def _stopped(case: Case) -> Block | None:
    """Return what stops a countdown: looked at when somebody was told, else, and for key clients, when it is over."""
    is_over = case.countdown.left == 0
    block = stopped(case) if is_over or not case.is_would else None
    return block or (reserved(case) if is_over else None)


def _counted(case: Case) -> Skip:
    """Return where the countdown stands."""
    task, countdown = case.task, case.countdown
    assert task is not None
    if countdown.left == 0 and countdown.ends_on is not None:
        return propose(case, Proposal(overdue(case), countdown.ends_on, countdown.ends_on.isoformat()))
    if case.is_away:
        return _paused(case)
    because = joined(counting(case), STOP)
    facts: dict[str, Json] = {"brief": brief(counting(case))}
    if countdown.left > case.settings.final_warning:
        actions = [_mark(case, because)] if case.today > task.deadline else []
        return stay(case, "COUNTDOWN", because, actions, since=task.put_on, until=countdown.ends_on, facts=facts)
    actions, since = _warned(case, because), _warned_on(case)
    return stay(case, "FINAL_WARNING", because, actions, since=since, until=countdown.ends_on, facts=facts)


def _warned(case: Case, because: Because) -> list[Action]:
    client, ends_on, text = case.fact.client, case.countdown.ends_on, warning(case, because)
    return [
        _mark(case, because),
        Notify(client=client, step=f"{WARN}{ends_on}", person=case.owner.id, text=text),
        WriteNote(client=client, step=f"{WARN_NOTE}{ends_on}", text=text),
    ]


def _warned_on(case: Case) -> date | None:
    """Return the working day on which the last warning is due."""
    ends_on = case.countdown.ends_on
    return case.fact.calendar.add(ends_on, -case.settings.final_warning) if ends_on else None


def _paused(case: Case) -> Skip:
    because, until = paused(case), case.countdown.ends_on
    return stay(case, "PAUSED", because, [], since=None, until=until)


def _mark(case: Case, because: Because) -> Action:
    task, ends_on = case.task, case.countdown.ends_on
    return mark(case, because, str(ends_on), task.put_on if task else None, ends_on)


def _blocked(case: Case, block: Block) -> Skip:
    facts: dict[str, Json] = {"escalated": "line"} if block.is_urgent else {}
    if block.blind:
        facts["blind"] = list(block.blind)
    return leave(case, "BLOCKED", block.because, until=block.until, facts=facts)
