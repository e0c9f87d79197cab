"""Whom no assistant may touch: clients that are gone, ours, partners, on hold, or without an owner at work (4.0.1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from b24bridge.core.decisions import Because
from b24bridge.core.facts import ClientFact
from b24bridge.core.sentences import day_en, day_ru
from b24bridge.core.statements import Said

GONE, EXCLUDED, HELD = "GONE", "EXCLUDED", "HELD"


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """The state of a client that is not judged, and why."""

    state: str
    because: Because
    until: date | None = None


def out_of_scope(
    fact: ClientFact, exclude_types: Collection[str], today: date, *, takes_orphans: bool = False
) -> OutOfScope | None:
    """Return why a client is not judged at all, or None. A hold goes before an owner who has left.

    With `takes_orphans` a client whose owner has left is judged all the same (rulings 25).
    """
    if fact.is_gone:
        return _out(GONE, "Клиент удалён или объединён с другим.", "The client was deleted or merged into another.")
    if fact.is_mine or fact.company_type in exclude_types or _is_said_gone(fact):
        return _no_client(fact)
    if fact.hold and (fact.hold_until is None or today <= fact.hold_until):
        return _held(fact, today)
    if fact.owner is None:
        return _out(EXCLUDED, "Ответственный неизвестен.", "The owner is unknown.")
    if not fact.owner.is_active and not takes_orphans:
        return _out(
            EXCLUDED, "Ответственный уволен, клиент остался без хозяина.", "The owner has left, nobody looks after the client."
        )
    return None


def _is_said_gone(fact: ClientFact) -> bool:
    return bool(fact.statements) and any(said.kind is Said.GONE and said.is_open for said in fact.statements)


def _no_client(fact: ClientFact) -> OutOfScope:
    if fact.is_mine:
        return _out(EXCLUDED, "Это наша собственная компания.", "This is our own company.")
    if _is_said_gone(fact):
        return _out(EXCLUDED, "Больше не клиент: так решил руководитель.", "No longer a client: the head has said so.")
    kind = fact.company_type
    return _out(EXCLUDED, f"Компании типа {kind} не проверяются.", f"Companies of type {kind} are not watched.")


def _out(state: str, ru: str, en: str) -> OutOfScope:
    return OutOfScope(state, Because(ru, en))


def _held(fact: ClientFact, today: date) -> OutOfScope:
    until, reason = fact.hold_until, (fact.hold_reason or "").strip().rstrip(".")
    ru = "На паузе" + (f" до {day_ru(until, today)}" if until else "") + "."
    en = "On hold" + (f" until {day_en(until, today)}" if until else "") + "."
    why = (
        Because(f"Причина: {reason}.", f"Reason: {reason}.")
        if reason
        else Because("Причина не указана.", "No reason is given.")
    )
    return OutOfScope(HELD, Because(f"{ru} {why.ru}", f"{en} {why.en}"), until)
