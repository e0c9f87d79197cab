"""What a scenario gives beside touches and dates: documents, statements, colleagues, verdicts. Days count from `today`.

`{invoice: 7, sum: 1000, issued: -20, due: -5}`, `{keep: -3, until: 11}`, `{id: 3, value: 1000, received: [-2]}`,
`{id: C_5, owner: 2}`, `{put: -3, due: 0}`, `{at: -10, from: 2, to: 3}`: one builder for each.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from b24bridge.core.decisions import Because, Skip
from b24bridge.core.documents import Document, Payment
from b24bridge.core.facts import ClientFact, TaskSeen
from b24bridge.core.habits import Habits
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.roster import Belonging, Colleague, HandOver, Roster
from b24bridge.core.statements import Said, Statement
from tests.builders import CLIENT, OWNER, at_or_none, client_fact, day, episode, moment

DOCUMENTS = {"invoice": "SI", "order": "O", "deal": "D"}


def fact_of(today: date, given: Mapping[str, Any]) -> ClientFact:
    """Return the fact that a scenario's `facts` describe; keys that are not here are those of `client_fact`."""
    given = dict(given)
    client = EntityId.parse(given.get("client", str(CLIENT)))
    for name, build in _LISTS.items():
        if name in given:
            given[name] = tuple(build(today, spec, number, client) for number, spec in enumerate(given[name], 1))
    for name, read in _SINGLES.items():
        if name in given:
            given[name] = read(today, given[name], client)
    if "blind" in (given.get("owner") or {}):
        given["owner"] = given["owner"] | {"blind": tuple(given["owner"]["blind"])}
    if "documents" in given:
        given["documents"] = tuple(sorted(given["documents"], key=lambda document: document.entity))
    return client_fact(today, **given)


def document(today: date, spec: dict, number: int, client: EntityId) -> Document:
    """Return the document that `{invoice: 7, sum: 1000, paid: 400, due: -5}` describes; `rate: null` has no rate."""
    name = next(key for key in spec if key in DOCUMENTS)
    currency, total, paid = spec.get("currency", "RUB"), Decimal(str(spec["sum"])), Decimal(str(spec.get("paid", 0)))
    payments = [Payment(id=n, amount=Money(Decimal(str(sum_)), currency), at=at_or_none(today, on))
                for n, (on, sum_) in enumerate(spec.get("payments", []), 1)]  # fmt: skip
    rate = spec.get("rate", 1)
    issued = spec.get("issued", -10)
    return Document(
        entity=EntityId.parse(f"{DOCUMENTS[name]}_{spec[name]}"),
        title=spec.get("title", f"Счёт {spec[name]}"),
        number=str(spec.get("number", spec[name])),
        amount=Money(total, currency),
        paid=Money(paid, currency),
        base=None if rate is None else Money(max(total - paid, Decimal(0)) * Decimal(str(rate)), "RUB"),
        semantics=spec.get("status", "P"),
        stage_id=spec.get("stage", "N"),
        owner_id=spec.get("owner", OWNER),
        issued_on=day(today, issued),
        seen_on=day(today, spec.get("seen", issued if issued is not None else -10)) or today,
        due_on=day(today, spec.get("due")),
        shipped_on=day(today, spec.get("shipped")),
        is_shipped=spec.get("is_shipped", spec.get("shipped") is not None),
        is_disputed=spec.get("disputed", False),
        is_by_person=spec.get("by_person", True),
        paid_on=day(today, spec.get("paid_on")),
        payments=tuple(payments),
        order_key=spec.get("order_key", ""),
    )


def statement(today: date, spec: dict, number: int, client: EntityId) -> Statement:
    """Return what `{promise: -3, until: 5, amount: 1000, document: SI_7}` says: the kind, and on which day."""
    kind = next(said for said in Said if said.value in spec)
    return Statement(
        id=spec.get("id", number),
        client=client,
        kind=kind,
        by=spec.get("by", OWNER),
        at=moment(today, spec[kind.value]),
        until=day(today, spec.get("until")),
        amount=Money(Decimal(str(spec["amount"])), spec.get("currency", "RUB")) if "amount" in spec else None,
        document=EntityId.parse(spec["document"]) if "document" in spec else None,
        reason=spec.get("reason", ""),
        note=spec.get("note", ""),
        is_granted=spec.get("granted"),
        closed_at=at_or_none(today, spec.get("closed")),
        outcome=spec.get("outcome", ""),
    )


def belonging(today: date, spec: dict, number: int, client: EntityId) -> Belonging:
    """Return what `{id: D_5, owner: 2, stage: NEW, answered: -3, shared: true}` describes."""
    return Belonging(
        entity=EntityId.parse(spec["id"]),
        owner_id=spec.get("owner", OWNER),
        stage_id=spec.get("stage", ""),
        has_other_company=spec.get("shared", False),
        answered_on=day(today, spec.get("answered")),
    )


def hand_over(today: date, spec: dict, number: int, client: EntityId) -> HandOver:
    """Return the hand-over that `{at: -10, from: 2, to: 3, undone: true}` describes."""
    on = day(today, spec["at"]) or today
    return HandOver(on=on, from_owner=spec["from"], to_owner=spec["to"], is_undone=spec.get("undone", False))


def colleague(today: date, spec: dict) -> Colleague:
    """Return the employee that `{id: 3, value: 1000, clients: 5, absent: [[-1, 4]], received: [-2]}` describes."""
    return Colleague(
        id=spec["id"],
        name=spec.get("name", f"Сотрудник {spec['id']}"),
        is_active=spec.get("active", True),
        department_ids=tuple(spec.get("departments", [1])),
        is_head=spec.get("is_head", False),
        head_id=spec.get("head_id", 1),
        absences=tuple((day(today, first) or today, day(today, last) or today) for first, last in spec.get("absent", [])),
        since=day(today, spec.get("since", -900)),
        value=Decimal(str(spec.get("value", 0))),
        clients=spec.get("clients", 10),
        open_tasks=spec.get("tasks", 0),
        received=tuple(day(today, on) or today for on in spec.get("received", [])),
        given=tuple(day(today, on) or today for on in spec.get("given", [])),
    )


def roster(today: date, spec: dict) -> Roster:
    """Return the roster that `{people: [{id: 3}], clients: 120, parents: {2: 1}}` describes."""
    people = [colleague(today, person) for person in spec.get("people", [])]
    return Roster(
        people={person.id: person for person in people},
        clients=spec.get("clients", 100),
        parents=spec.get("parents", {1: None}),
    )


def task_seen(today: date, spec: dict) -> TaskSeen:
    """Return the task that `{put: -5, due: -2, open: true, would: false}` describes."""
    return TaskSeen(
        put_on=day(today, spec["put"]) or today,
        deadline=day(today, spec["due"]) or today,
        is_open=spec.get("open", True),
        is_would=spec.get("would", False),
    )


def verdict(today: date, spec: str | dict, assistant: str, client: EntityId) -> Skip:
    """Return what an assistant said: a state alone, or `{state: FORGOTTEN, since: -3, until: -4, facts: {…}, money: 1000}`."""
    spec = {"state": spec} if isinstance(spec, str) else spec
    return Skip(
        assistant=assistant,
        client=client,
        state=spec["state"],
        because=Because("Так сказано.", "So it was said."),
        since=day(today, spec.get("since")),
        until=day(today, spec.get("until")),
        money_at_risk=Money(Decimal(str(spec["money"])), "RUB") if "money" in spec else None,
        facts=spec.get("facts", {}),
        owner_id=spec.get("owner"),
    )


_LISTS: Mapping[str, Callable[[date, Any, int, EntityId], Any]] = {
    "documents": document,
    "statements": statement,
    "belongings": belonging,
    "hand_overs": hand_over,
    "written_on": lambda today, offset, _number, _client: day(today, offset),
}
_SINGLES: Mapping[str, Callable[[date, Any, EntityId], Any]] = {
    "roster": lambda today, spec, _: roster(today, spec),
    "habits": lambda _today, spec, _: Habits(**spec),
    "tasks": lambda today, spec, _: {name: task_seen(today, task) for name, task in spec.items()},
    "verdicts": lambda today, spec, client: {name: verdict(today, said, name, client) for name, said in spec.items()},
    "episodes": lambda today, spec, _: {name: episode(today, inner) for name, inner in spec.items()},
    "payments_at": lambda today, offset, _: at_or_none(today, offset),
    "acts_since": lambda today, offset, _: day(today, offset),
}
