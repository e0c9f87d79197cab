"""What Lapsed buyers does to the portal within an episode, step by step, and how all of it is taken back."""

from collections.abc import Sequence
from datetime import date

from assistants._ladder import climb, descend
from assistants._lapsed_case import TASK, Case
from assistants._lapsed_texts import closing, description, head_texts, title, yearly
from assistants._lapsed_words import because, why
from b24bridge.core.actions import Action, CloseTask, DropLabel, PutLabel, PutTask
from b24bridge.core.decisions import Because

LAPSED, AT_RISK = "lapsed", "at_risk"
CLOSE, REST, UNMARK, UNMARK_AT_RISK = "close", "rest", "unlabel", "unlabel:at_risk"
PING = "ping:"
# The step of each state's label, and which label it is.
MARKS = {
    "AT_RISK": (AT_RISK, AT_RISK),
    "LAPSED": ("label", LAPSED),
    "WINBACK": ("winback", LAPSED),
    "DORMANT": ("dormant", LAPSED),
}


def marked(state: str, case: Case, since: date, next_on: date) -> Sequence[Action]:
    """Return what marks the client; being lapsed replaces being at risk."""
    client, (step, label) = case.fact.client, MARKS[state]
    risk = case.worth(state).at_risk
    mark = PutLabel(client=client, step=step, label=label, since=since, next_on=next_on, why=why(state, case), risk=risk)
    if label == LAPSED and AT_RISK in case.steps:
        return DropLabel(client=client, step=UNMARK_AT_RISK, label=AT_RISK), mark
    return (mark,)


def asked(state: str, case: Case) -> Sequence[Action]:
    """Return the task, and what follows when it changes nothing; nothing where nobody could be asked."""
    person = case.assignee_id
    if person is None:
        return ()
    task = PutTask(
        client=case.fact.client,
        step=TASK,
        owner=person,
        title=title(case),
        text=description(state, case),
        deadline=case.deadline,
    )
    return task, *climb(case.rung(state), case.fact, person, case.today, lambda: head_texts(state, case), case.settings)


def rested(case: Case, years: int) -> Sequence[Action]:
    """Return what lets a dormant client alone: the tasks are taken back, and once a year somebody gets in touch."""
    client, person, text = case.fact.client, case.assignee_id, closing(because("DORMANT", case), case)
    actions: list[Action] = []
    if TASK in case.steps:
        actions.append(CloseTask(client=client, step=REST, closes_step=TASK, text=text))
    actions += descend(case.fact, text)
    if years and person is not None:
        heading, words = yearly(case)
        step = f"{PING}{years}"
        actions.append(PutTask(client=client, step=step, owner=person, title=heading, text=words, deadline=case.deadline))
    return actions


def taken_back(case: Case, reason: Because) -> tuple[Action, ...]:
    """Return what takes back all that the open episode did."""
    client, text = case.fact.client, closing(reason, case)
    actions: list[Action] = []
    if REST not in case.steps:
        actions += [CloseTask(client=client, step=CLOSE, closes_step=TASK, text=text), *descend(case.fact, text)]
    pings = sorted(step for step in case.steps if step.startswith(PING))
    actions += [CloseTask(client=client, step=f"{CLOSE}:{step}", closes_step=step, text=text) for step in pings]
    actions.append(DropLabel(client=client, step=UNMARK, label=LAPSED))
    actions.append(DropLabel(client=client, step=UNMARK_AT_RISK, label=AT_RISK))
    return tuple(actions)
