"""What stops a hand-over, though the client is forgotten: money, deals, the head's word, what we cannot see (4.2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistants._release_case import DEBTORS, LAPSED, Case
from assistants._segments import segment_of
from b24bridge.core.decisions import Because
from b24bridge.core.ids import DEAL
from b24bridge.core.sentences import counted_en, counted_ru, day_en, day_ru, days_en, days_ru
from b24bridge.core.statements import Said

LARGEST = 4
YEAR = timedelta(days=365)
OWING = frozenset({"OVERDUE", "PROMISED", "BROKEN"})
NOT_DUE, LAST_LEVEL = "L-1", "L5"
BLIND_RU = {"mail": "почту", "calls": "звонки"}
BLIND_EN = {"mail": "mail", "calls": "calls"}


@dataclass(frozen=True, slots=True)
class Block:
    """Why a client is not handed over now, and until when, where that is known; `blind` are channels we do not see."""

    because: Because
    until: date | None = None
    is_urgent: bool = False
    blind: tuple[str, ...] = ()


def stopped_for_all(case: Case) -> Block | None:
    """Return what stops the hand-over of any client, an orphan or one that is given up too (rulings 25)."""
    return next(_first((_dispute, _legal), case), None)


def blinded(case: Case) -> Block | None:
    """Return a blind spot: an owner whose mail or calls the portal does not see (rulings 27)."""
    channels = case.owner.blind
    if not channels:
        return None
    ru = " и ".join(BLIND_RU.get(name, name) for name in channels)
    en = " and ".join(BLIND_EN.get(name, name) for name in channels)
    return Block(
        Because(
            f"Портал не видит {ru} ответственного, поэтому его клиентов не передаём.",
            f"The portal does not see the owner's {en}, so none of his clients is handed over.",
        ),
        blind=channels,
    )


def stopped(case: Case) -> Block | None:
    """Return what stops the hand-over of a forgotten client whose manager was told."""
    checks = (blinded, _dispute, _legal, _called, _hot_deal, _owing, _winback, _lately, _often)
    return next(_first(checks, case), None)


def reserved(case: Case) -> Block | None:
    """Return that only the supervisor may decide: the countdown runs all the same, and stops where the head is asked."""
    settings, fact = case.settings, case.fact
    is_largest = settings.vip_by_size and segment_of(fact, settings.segment_bounds, case.today) == LARGEST
    if not is_largest and str(fact.client) not in settings.vip_clients:
        return None
    return Block(
        Because("Важный клиент: передать его может только директор.", "A key client: only the supervisor may hand it over.")
    )


def _first(checks: tuple[Callable[[Case], Block | None], ...], case: Case) -> Iterator[Block]:
    return (block for check in checks if (block := check(case)) is not None)


def _dispute(case: Case) -> Block | None:
    if not case.said(Said.DISPUTE):
        return None
    return Block(Because("Открыт спор по счёту.", "An invoice is in dispute."))


def _legal(case: Case) -> Block | None:
    debtors = case.fact.verdicts.get(DEBTORS)
    if debtors is None or debtors.state != "LEGAL":
        return None
    return Block(Because("Долг передан юристам.", "The debt is with the lawyers."))


def _called(case: Case) -> Block | None:
    if case.forgotten is None or not case.forgotten.facts.get("called_in_vain"):
        return None
    words = Because("Клиент звонил сам, сначала ему надо ответить.", "The client called; he must be answered first.")
    return Block(words, is_urgent=True)


def _hot_deal(case: Case) -> Block | None:
    settings = case.settings
    for each in case.fact.belongings:
        if each.entity.type_id != DEAL:
            continue
        number = each.entity.id
        if each.stage_id in settings.late_stages:
            return Block(Because(f"Сделка №\u00a0{number} на поздней стадии.", f"Deal {number} is in a late stage."))
        until = each.answered_on + timedelta(days=settings.holdout_deal_days) if each.answered_on else None
        if until is not None and case.today <= until:
            ru, en = day_ru(until, case.today), day_en(until, case.today)
            return Block(
                Because(f"Сделка №\u00a0{number} живая, ждём до {ru}.", f"Deal {number} is alive, we wait until {en}."), until
            )
    return None


def _owing(case: Case) -> Block | None:
    debtors = case.fact.verdicts.get(DEBTORS)
    if debtors is None or debtors.state not in OWING or debtors.facts.get("level") in {NOT_DUE, LAST_LEVEL}:
        return None
    return Block(Because("Клиент должен: сначала деньги.", "The client owes money, which comes first."))


def _winback(case: Case) -> Block | None:
    lapsed = case.fact.verdicts.get(LAPSED)
    if lapsed is None or lapsed.state != "WINBACK":
        return None
    until = lapsed.since + timedelta(days=case.settings.winback_days) if lapsed.since else None
    if until is not None and case.today >= until:
        return None
    return Block(Because("Менеджер возвращает ушедшего покупателя.", "The manager is winning the buyer back."), until)


def _lately(case: Case) -> Block | None:
    days = case.settings.release_cooldown
    until = max((each.on for each in case.hand_overs), default=date.min) + timedelta(days=days)
    if case.today >= until:
        return None
    return Block(
        Because(f"Клиента передавали меньше чем {days_ru(days)} назад.", f"Handed over less than {days_en(days)} ago."), until
    )


def _often(case: Case) -> Block | None:
    lately = [each.on for each in case.hand_overs if each.on > case.today - YEAR]
    most = case.settings.max_per_year
    if len(lately) < most:
        return None
    until = lately[-most] + YEAR
    return Block(
        Because(
            f"За 365 дней клиента уже передавали {counted_ru(len(lately), 'раз', 'раза', 'раз')}.",
            f"Handed over {counted_en(len(lately), 'time', 'times')} within 365 days already.",
        ),
        until,
    )
