"""The steps of a hand-over, in the order in which they must happen (4.2), and what is left of one that was cut short.

Each step bears the receiver in its name: consent to one receiver is no consent to another.
"""

from collections.abc import Collection, Iterator

from assistants._release_case import Case
from b24bridge.core.actions import Action, MoveTask, Observe, Reassign
from b24bridge.core.ids import CONTACT, DEAL, INVOICE, LEAD
from b24bridge.core.roster import Belonging, HandOver

TO = ":to:"
OPEN_WORK = (LEAD, DEAL, INVOICE)
REASSIGN, MOVE, OBSERVE, UNOBSERVE = "reassign:", "move:", "observe:", "unobserve:"
ACTIVITY = "activity:"


def cascade(case: Case, from_owner: int, to_owner: int) -> list[Action]:
    """Return the steps: the client, its contacts, open leads, deals and invoices, tasks and plans, then the observers.

    What belongs to somebody else stays his, and so does a contact that another company shares. Nobody who has left observes.
    """
    return _steps(case, from_owner, to_owner, {from_owner})


def rest(case: Case, trial: HandOver) -> list[Action]:
    """Return the steps of a hand-over that began and are not done: none that was not decided with it."""
    known = case.fact.episode.steps - case.fact.episode.taken.keys() if case.fact.episode else frozenset()
    steps = _steps(case, trial.from_owner, trial.to_owner, {trial.from_owner, trial.to_owner})
    return [step for step in steps if step.step in known]


def kept_receiver(case: Case) -> int | None:
    """Return who was chosen on an earlier day of the episode and did not get the client yet."""
    episode, prefix = case.fact.episode, f"{REASSIGN}{case.fact.client}{TO}"
    if episode is None:
        return None
    waiting = sorted(step for step in episode.steps if step.startswith(prefix) and step not in episode.taken)
    return int(waiting[0].removeprefix(prefix)) if waiting else None


def unobserved(case: Case, trial: HandOver) -> list[Action]:
    """Return what lets the former owner go where the hand-over made him an observer."""
    taken = case.fact.episode.taken if case.fact.episode else {}
    owners = {trial.from_owner, trial.to_owner}
    steps = _observers(case, trial.from_owner, trial.to_owner, owners, is_on=False)
    return [step for step in steps if step.step.replace(UNOBSERVE, OBSERVE, 1) in taken]


def _steps(case: Case, from_owner: int, to_owner: int, owners: Collection[int]) -> list[Action]:
    return [
        *_owners(case, from_owner, to_owner),
        *_tasks(case, from_owner, to_owner),
        *(_observers(case, from_owner, to_owner, owners) if _is_at_work(case, from_owner) else ()),
    ]


def _owners(case: Case, from_owner: int, to_owner: int) -> Iterator[Reassign]:
    client, name = case.fact.client, _name(case, to_owner)
    for entity in (client, *(each.entity for each in _moving(case, from_owner))):
        step = f"{REASSIGN}{entity}{TO}{to_owner}"
        yield Reassign(client=client, step=step, entity=entity, from_owner=from_owner, to_owner=to_owner, cascade=name)


def _moving(case: Case, from_owner: int) -> list[Belonging]:
    """Return what goes with the client: contacts first, then leads, deals and invoices."""
    own = [each for each in case.fact.belongings if each.owner_id == from_owner]
    contacts = [each for each in own if each.entity.type_id == CONTACT and not each.has_other_company]
    work = [each for each in own if each.entity.type_id in OPEN_WORK]
    return [
        *sorted(contacts, key=lambda each: each.entity),
        *sorted(work, key=lambda each: (OPEN_WORK.index(each.entity.type_id), each.entity)),
    ]


def _tasks(case: Case, from_owner: int, to_owner: int) -> Iterator[MoveTask]:
    client, name = case.fact.client, _name(case, to_owner)
    if any(task.is_open and not task.is_would for task in case.fact.tasks.values()):
        holder = from_owner if _is_at_work(case, from_owner) else case.owner.head_id or from_owner
        step = f"{MOVE}task{TO}{to_owner}"
        yield MoveTask(client=client, step=step, from_owner=holder, to_owner=to_owner, cascade=name)
    planned = {
        int(plan.source.removeprefix(ACTIVITY))
        for plan in case.fact.appointments
        if plan.source.startswith(ACTIVITY) and plan.responsible_id == from_owner
    }
    for number in sorted(planned):
        step = f"{MOVE}{ACTIVITY}{number}{TO}{to_owner}"
        yield MoveTask(client=client, step=step, from_owner=from_owner, to_owner=to_owner, cascade=name, activity_id=number)


def _observers(case: Case, from_owner: int, to_owner: int, owners: Collection[int], *, is_on: bool = True) -> Iterator[Observe]:
    """Yield what the former owner goes on watching, or no longer: the client, and the open work of `owners`."""
    client, name, verb = case.fact.client, _name(case, to_owner), OBSERVE if is_on else UNOBSERVE
    work = [each for each in case.fact.belongings if each.entity.type_id in OPEN_WORK and each.owner_id in owners]
    for entity in (client, *sorted(each.entity for each in work)):
        step = f"{verb}{entity}{TO}{to_owner}"
        yield Observe(client=client, step=step, entity=entity, person=from_owner, cascade=name, is_on=is_on)


def _is_at_work(case: Case, person: int) -> bool:
    if person == case.owner.id:
        return case.owner.is_active
    known = case.fact.roster.people.get(person)
    return known is not None and known.is_active


def _name(case: Case, to_owner: int) -> str:
    return f"hand_over:{case.fact.client}{TO}{to_owner}"
