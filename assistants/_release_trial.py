"""What follows a hand-over: the new owner's first contact, the next receiver if there is none, and the quiet end."""

from datetime import date, timedelta

from assistants._ladder import HEAD_TASK
from assistants._release_blocks import stopped_for_all
from assistants._release_cascade import TO, rest, unobserved
from assistants._release_case import Case
from assistants._release_proposal import Proposal, propose
from assistants._release_texts import farewell, hop_text, hop_title, note, report, welcome
from assistants._release_verdicts import RELEASED, RELEASING, leave, mark_released, stay, unmarks
from assistants._release_words import MOVED_BY_HAND, OVER, handed, joined, no_contact, on_trial, settled
from b24bridge.core.actions import Action, Notify, PutTask, WriteNote
from b24bridge.core.decisions import Because, Json, Skip
from b24bridge.core.roster import HandOver

LAST_CHANCE = timedelta(days=14)


def judged(case: Case, trial: HandOver) -> Skip:
    """Return where a client stands that was handed over in this episode: TRIAL, SETTLED, or on to the next receiver."""
    if case.owner.id != trial.to_owner:
        return leave(case, "NONE", MOVED_BY_HAND)
    answers = case.answers_of(trial)
    answered_on = answers[0].at.date() if answers else None
    if _is_over(case, trial, answered_on):
        return leave(case, "NONE", OVER)
    if answered_on is not None:
        return _settled(case, trial, answered_on)
    if not case.tries_of(trial) and case.today >= case.first_contact_by(trial) and not case.is_kept_since(trial.on):
        return _untouched(case, trial)
    because = on_trial(case, trial)
    until = case.first_contact_by(trial)
    actions = [*_handed(case, trial, because, until), *_unobserve(case)]
    return stay(case, "TRIAL", because, actions, since=trial.on, until=until, facts=_facts(case, trial))


def _settled(case: Case, trial: HandOver, answered_on: date) -> Skip:
    because = settled(case, trial, answered_on)
    until = answered_on + timedelta(days=case.settings.label_days)
    marked = _handed(case, trial, because, until) if case.today < until else [*rest(case, trial), *unmarks(case, RELEASED)]
    actions = [*marked, *_unobserve(case)]
    return stay(case, "SETTLED", because, actions, since=answered_on, until=until, facts=_facts(case, trial))


def _untouched(case: Case, trial: HandOver) -> Skip:
    """Return what follows when the new owner did nothing: the next receiver, or the head when there were enough of them."""
    because = joined(handed(case, trial), no_contact(case))
    due = case.first_contact_by(trial)
    if case.hops < case.settings.max_hops:
        block = stopped_for_all(case)
        if block is None:
            return propose(case, Proposal(because, due, f"hop:{case.hops}"))
        return stay(case, "BLOCKED", joined(because, block.because), [], since=due, until=block.until)
    actions, head = _handed(case, trial, because, due), case.owner.head_id
    if head is not None:
        deadline = case.fact.calendar.add(case.today, case.settings.new_owner_first_contact)
        actions.append(
            PutTask(
                client=case.fact.client,
                step=HEAD_TASK,
                owner=head,
                title=hop_title(case),
                text=hop_text(case, because),
                deadline=deadline,
            )
        )
    facts = _facts(case, trial) | {"escalated": "line"}
    return stay(case, "TRIAL", because, [*actions, *_unobserve(case)], since=trial.on, until=due, facts=facts)


def _handed(case: Case, trial: HandOver, because: Because, next_on: date) -> list[Action]:
    """Return what is left of the hand-over, and what tells people of it: the mark, the note, the notices."""
    client, to = case.fact.client, f"{TO}{trial.to_owner}"
    told = note(case, handed(case, trial))
    actions = [
        *rest(case, trial),
        *unmarks(case, RELEASING),
        mark_released(case, because, trial.to_owner, trial.on, next_on),
        WriteNote(client=client, step=f"note{to}", text=told),
        Notify(client=client, step=f"tell_new{to}", person=trial.to_owner, text=welcome(case, trial)),
    ]
    former = case.fact.roster.people.get(trial.from_owner)
    if former is not None and former.is_active:
        actions.append(Notify(client=client, step=f"tell_old{to}", person=trial.from_owner, text=farewell(case, trial)))
    head = former.head_id if former is not None else case.owner.head_id
    if head is not None and head not in (trial.to_owner, trial.from_owner):
        actions.append(Notify(client=client, step=f"tell_head{to}", person=head, text=report(case, trial)))
    return actions


def _unobserve(case: Case) -> list[Action]:
    """Return what lets former owners go whose time as observers is over."""
    days, opened = timedelta(days=case.settings.observer_days), case.fact.episode
    over = [each for each in case.hand_overs if opened and opened.opened_on <= each.on <= case.today - days]
    return [step for each in over for step in unobserved(case, each)]


def _is_over(case: Case, trial: HandOver, answered_on: date | None) -> bool:
    """Say whether the former owner watches no more and the mark is due to go; what cannot be sent is not waited for long."""
    last = trial.on + timedelta(days=case.settings.observer_days)
    if answered_on is not None:
        last = max(last, answered_on + timedelta(days=case.settings.label_days))
    taken = case.fact.episode.taken if case.fact.episode else {}
    is_done = all(step.step in taken for step in _unobserve(case))
    return case.today >= last and (is_done or case.today >= last + LAST_CHANCE)


def _facts(case: Case, trial: HandOver) -> dict[str, Json]:
    contests = [said for said in case.fact.statements if said.kind == "contest" and said.at.date() >= trial.on]
    return {
        "handed_on": trial.on.isoformat(),
        "from_owner": trial.from_owner,
        "to_owner": trial.to_owner,
        "hops": case.hops,
        "contest_until": case.fact.calendar.add(trial.on, case.settings.contest_window).isoformat(),
        "contest": {"id": contests[-1].id, "by": contests[-1].by, "granted": contests[-1].is_granted} if contests else None,
    }
