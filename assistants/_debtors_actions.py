"""What Debtors does about a client in each state and at each level, as actions. Why stands in `_debtors_words`."""

from datetime import date

from assistants._debtors_case import Case
from assistants._debtors_texts import (
    broken,
    call,
    decide_on,
    demand,
    fee,
    hand_to_lawyer,
    notice,
    ordered,
    overpaid,
    settle,
)
from assistants._debtors_words import why
from assistants._documents import by_currency, is_open
from assistants._dunning_episode import Complaint, assignee, closed_task, complain, deadline_of, task
from assistants._dunning_guards import unapplied
from assistants._dunning_letters import Dun, letter
from assistants._tongue import spoken
from b24bridge.core.actions import Action, DropLabel, Notify, PutLabel, PutTask
from b24bridge.core.documents import Document
from b24bridge.core.money import Money

DEBTOR, PROMISED, DISPUTED = "debtor", "promised", "disputed"
MARK, UN, SETTLE, CALL, DEMAND, LAWYER = "label:", "un", "dispute:", "L2:", "L4:", "L5:"
TASKS = (CALL, DEMAND, LAWYER, SETTLE, "head_task:")
HEAD_LEVEL, DEMAND_LEVEL, LAST = 3, 4, 5


def letters(level: str, documents: tuple[Document, ...], case: Case) -> list[Action]:
    """Return the letters of a level that may be proposed: one for all documents of a currency, from the owner's address."""
    owner = case.fact.owner
    person = None if owner is None else owner.id if owner.is_active else owner.head_id
    if person is None or not documents or case.hindrance is not None:
        return []
    tongue = spoken(case.settings.language, case.today)
    key = documents[0].entity
    return [
        letter(
            Dun(
                level=level,
                documents=group,
                due={each.entity: case.due_day(each) for each in group},
                fee=fee(group, case, tongue) if level == f"L{HEAD_LEVEL}" else "",
            ),
            case.fact.client,
            f"letter:{level}:{key}:{currency}",
            person,
            tongue,
        )
        for currency, group in by_currency(documents).items()
    ]


def pressed(state: str, case: Case) -> tuple[str | None, list[Action]]:
    """Return to whom a pressing debt is escalated, and what is done at its level: state OVERDUE or BROKEN."""
    level, key = case.ageing.level, str(case.pressing[0].entity)
    if not level:
        return None, []
    actions = [_label(state, case), *_notices(state, case)]
    if level in {1, HEAD_LEVEL}:
        actions += letters(f"L{level}", case.pressing, case)
    if level == 2:
        actions += _called(state, case, CALL + key)
    if level == DEMAND_LEVEL:
        actions += _for_head(DEMAND + key, demand(state, case), case)
    if level == LAST:
        actions += lawyers(state, case)
    if level < HEAD_LEVEL:
        return None, actions
    asked_by = (DEMAND + key, LAWYER + key) if level > HEAD_LEVEL else ()
    complaint = _complaint(state, key, case.ageing.days[HEAD_LEVEL - 1], case, asked_by)
    escalated, told = complain(case.fact, complaint, case.overdue, case.settings, case.today)
    return escalated, actions + told


def resting(state: str, case: Case) -> list[Action]:
    """Return what is done while the carrying debt is promised or disputed: its label stays, a promise answers the call."""
    step = CALL + str(case.carrying.entity if case.carrying else "")
    actions: list[Action] = [_label(state, case)] if case.ageing.level else []
    if state == "PROMISED" and case.fact.episode is not None and step in case.fact.episode.steps:
        actions.append(closed_task(case.fact, step, why(state, case)))
    return actions


def aside(state: str, case: Case) -> tuple[str | None, list[Action]]:
    """Return what promised and disputed debts call for, in whatever state: labels, the manager's task, later the head's."""
    actions: list[Action] = []
    promise = case.promise
    if promise is not None and case.promised:
        actions.append(_mark(f"{PROMISED}:{promise.said.id}", PROMISED, state, promise.first, promise.until, case))
    if not case.disputed:
        return None, actions
    since, until = case.dispute_days
    said = next(iter(case.disputes), None)
    key = str(said.id) if said else str(case.disputed[0].entity)
    actions.append(_mark(f"{DISPUTED}:{key}", DISPUTED, state, since, until, case))
    if said is not None:
        due = deadline_of(case.fact, since, case.settings.call_deadline, case.today)
        actions += task(case.fact, SETTLE + key, *settle(state, case), due, case.today)
    if case.today < until:
        return None, actions
    complaint = _complaint(state, f"{DISPUTED}:{key}", until, case)
    escalated, told = complain(case.fact, complaint, case.overdue, case.settings, case.today)
    return escalated, actions + told


def lawyers(state: str, case: Case) -> list[Action]:
    """Return the task of the last level: the lawyer's, the head's where no lawyer is named."""
    carrying, lawyer = case.carrying, case.settings.legal_user
    assert carrying is not None  # that is whose level it is
    step, words = LAWYER + str(carrying.entity), hand_to_lawyer(state, case)
    if lawyer is None:
        return _for_head(step, words, case)
    due = _deadline(case)
    return [PutTask(client=case.fact.client, step=step, owner=lawyer, title=words[0], text=words[1], deadline=due)]


def handed_over_on(case: Case) -> date | None:
    """Return the day on which the task of the last level was put about the carrying debt, or None."""
    if case.fact.episode is None or case.carrying is None:
        return None
    return case.fact.episode.taken.get(LAWYER + str(case.carrying.entity))


def taken_back(case: Case) -> list[Action]:
    """Return the end of labels that no longer hold, within an episode that goes on."""
    steps = sorted(case.fact.episode.steps) if case.fact.episode else []
    held = {f"{PROMISED}:{case.promise.said.id}"} if case.promise and case.promised else set()
    held |= {f"{DISPUTED}:{said.id}" for said in case.disputes} | {f"{DISPUTED}:{each.entity}" for each in case.disputed}
    over = [step for step in steps if step.startswith((f"{PROMISED}:", f"{DISPUTED}:")) and step not in held]
    client = case.fact.client
    drops: list[Action] = [DropLabel(client=client, step=UN + step, label=step.partition(":")[0]) for step in over]
    settled = [step for step in steps if step.startswith(SETTLE) and f"{DISPUTED}:{step.removeprefix(SETTLE)}" not in held]
    return drops + [closed_task(case.fact, step, why_settled(case)) for step in settled]


def why_settled(case: Case) -> str:
    """Return what is written where the task about a dispute is closed."""
    return spoken(case.settings.language, case.today).pick("Снято: спор решён.", "Taken back: the dispute is settled.")


def _called(state: str, case: Case, step: str) -> list[Action]:
    return task(case.fact, step, *call(state, case), _deadline(case), case.today)


def _deadline(case: Case) -> date:
    return deadline_of(case.fact, case.ageing.level_on, case.settings.call_deadline, case.today)


def _for_head(step: str, words: tuple[str, str], case: Case) -> list[Action]:
    head = case.fact.owner.head_id if case.fact.owner else None
    due = _deadline(case)
    if head is None:
        return task(case.fact, step, *words, due, case.today)
    return [PutTask(client=case.fact.client, step=step, owner=head, title=words[0], text=words[1], deadline=due)]


def _complaint(state: str, key: str, began_on: date, case: Case, asked_by: tuple[str, ...] = ()) -> Complaint:
    title, text = decide_on(state, case)
    return Complaint(key=key, began_on=began_on, notice=notice(state, case), title=title, text=text, asked_by=asked_by)


def _label(state: str, case: Case) -> PutLabel:
    ageing = case.ageing
    assert case.carrying is not None  # asked of debtors only
    step = f"{MARK}L{ageing.level}:{case.carrying.entity}" + (f":{ageing.events}" if ageing.events else "")
    return _mark(step, DEBTOR, state, ageing.level_on, ageing.next_on, case)


def _mark(step: str, label: str, state: str, since: date, next_on: date | None, case: Case) -> PutLabel:
    debt: Money = case.overdue
    return PutLabel(
        client=case.fact.client, step=step, label=label, since=since, next_on=next_on, why=why(state, case), debt=debt
    )


def _notices(state: str, case: Case) -> list[Action]:
    """Return what people are told once: a broken promise, a new order in spite of the debt, money that belongs nowhere."""
    fact, owner = case.fact, assignee(case.fact, case.today, case.today)
    head = fact.owner.head_id if fact.owner else None
    told: list[tuple[str, int | None, str]] = []
    if state == "BROKEN" and case.broken is not None:
        told.append((f"broken:{case.broken.said.id}", owner, broken(case.broken, case)))
    if case.ageing.level >= HEAD_LEVEL:
        for document in _ordered_since(case.ageing.days[HEAD_LEVEL - 1], case):
            told.append((f"ordered:{document.entity}", owner, ordered(document, case)))
            told.append((f"ordered_head:{document.entity}", head, ordered(document, case)))
    finance = case.settings.finance_user or head
    told += [(f"overpaid:{each.entity}", finance, overpaid(each, case)) for each in unapplied(fact.documents)]
    return [Notify(client=fact.client, step=step, person=person, text=text) for step, person, text in told if person]


def _ordered_since(day: date, case: Case) -> list[Document]:
    return [each for each in case.fact.documents if is_open(each) and each.issued_on is not None and each.issued_on > day]
