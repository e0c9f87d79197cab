"""Why a client stands where it does, as Lapsed buyers says it. Texts of tasks and notices are in `_lapsed_texts`.

A habit is said in words, «обычно раз в 24 дня, прошёл 71 день»; parts without data are left out.
"""

from datetime import date
from typing import Final

from assistants._lapsed_case import Case
from assistants._lapsed_pace import Measure, Pace, guarded_days
from assistants._tongue import Tongue, both, spoken
from b24bridge.core.decisions import Because, Json
from b24bridge.core.sentences import counted_en, counted_ru, cut, joined, money_text
from b24bridge.core.statements import Statement

LONGEST_WHY: Final = 255
NEVER: Final = Because("Покупок ещё не было.", "Nothing has been bought yet.")
OPENINGS: Final = {
    "BUYER": ("Покупает как обычно.", "Buys as usual."),
    "DUE": ("Ждём заказ.", "An order is due."),
    "AT_RISK": ("Может уйти.", "May be leaving."),
    "LAPSED": ("Ушедший.", "Lapsed."),
    "WINBACK": ("Возвращаем.", "Being won back."),
    "DORMANT": ("Уснувший: контактов было достаточно, напомним через год.", "Dormant: contacts enough, we remind in a year."),
}


def because(state: str, case: Case) -> Because:
    """Return the reason for a state that was judged, in both languages."""
    if not case.purchases:
        return NEVER
    return Because(*(explain(state, case, tongue) for tongue in both(case.today)))


def why(state: str, case: Case) -> str:
    """Return the reason as it stands on the client's card."""
    return cut(explain(state, case, spoken(case.settings.language, case.today, is_short=True)), LONGEST_WHY)


def brief(case: Case) -> dict[str, Json]:
    """Return the reason by language for a list, whose other columns say the state and what comes next."""
    tongues = both(case.today)
    return {tongue.language: joined([habit(case, tongue), _last(case, tongue)]) for tongue in tongues}


def explain(state: str, case: Case, tongue: Tongue) -> str:
    """Return the reason in one language; short days make it fit the client's card."""
    pace = case.pace
    if pace is None:
        few = tongue.pick(
            "Покупка одна, а пауз на портале мало, чтобы судить о следующей.",
            "One purchase only, and the portal knows too few pauses to tell of the next.",
        )
        return joined([few, _last(case, tongue)])
    if state == "RETURNED":
        return _returned(case, tongue)
    told = [tongue.pick(*OPENINGS[state]), habit(case, tongue), _last(case, tongue)]
    if state in {"AT_RISK", "LAPSED"}:
        told.append(_limit(state, case, pace, tongue))
    if state == "WINBACK":
        told.append(_efforts(case, pace, tongue))
    if state == "AT_RISK":
        told.append(_season(case, pace, tongue))
    return joined([*told, *([] if tongue.is_short else [_control(state, case, pace, tongue), _source(case, tongue)])])


def small() -> Because:
    """Return why a client that buys little is left alone."""
    return Because("Покупает меньше, чем нужно, чтобы за ним следить.", "Buys for less than it takes to be watched.")


def lost(said: Statement, today: date) -> Because:
    """Return that a client has left for good, and who said so when."""
    note = said.note.strip().rstrip(".")
    day_ru, day_en = (tongue.day(said.at.date()) for tongue in both(today))
    more = f" — {note}." if note else "."
    return Because(f"Ушёл: так сказано {day_ru}{more}", f"Has left: so it was said on {day_en}{more}")


def habit(case: Case, tongue: Tongue) -> str:
    """Return how often the client usually buys, or what it is measured by instead."""
    pace = case.pace
    assert pace is not None
    if pace.own is not None:
        return tongue.pick(
            f"Обычно покупает раз в {_every(pace.own, tongue)}.", f"Usually buys every {_every(pace.own, tongue)}."
        )
    if pace.measure is Measure.FIRST:
        days = tongue.days(pace.lapsed_after)
        return tongue.pick(
            f"Купил один раз; кто покупает снова, в четырёх случаях из пяти делает это за {days}.",
            f"Bought once; of those who buy again, four in five do so within {days}.",
        )
    if pace.usual is not None and pace.measure is Measure.PORTAL:
        usual = _every(pace.usual, tongue)
        return tongue.pick(
            f"Покупок мало, другие клиенты покупают раз в {usual}.", f"Few purchases; other clients buy every {usual}."
        )
    return ""


def _every(days: float, tongue: Tongue) -> str:
    number = max(round(days), 1)
    return counted_ru(number, "день", "дня", "дней") if tongue.language == "ru" else counted_en(number, "day", "days")


def _last(case: Case, tongue: Tongue) -> str:
    day, money, ago = tongue.day(case.last.on), money_text(case.last.amount, tongue.language), case.pause
    passed = counted_ru(ago, "прошёл", "прошло", "прошло").partition("\u00a0")[2]
    if ago == 0:
        return tongue.pick(f"Купил сегодня на {money}.", f"Bought today for {money}.")
    return tongue.pick(
        f"Последняя покупка {day} на {money}, {passed} {tongue.days(ago)}.",
        f"The last purchase was on {day} for {money}, {tongue.days(ago)} ago.",
    )


def _limit(state: str, case: Case, pace: Pace, tongue: Tongue) -> str:
    days = tongue.days(case.lapsed_after(pace))
    if state == "AT_RISK":
        day = tongue.day(case.on(case.lapsed_after(pace)))
        return tongue.pick(f"Ушедшим станет {day}, если не купит.", f"Lapsed on {day} unless it buys.")
    if pace.measure is Measure.PERSONAL and not pace.is_cut:
        share = f"{case.settings.p_hard * 100:g}".replace(".", tongue.pick(",", "."))
        return tongue.pick(
            f"Граница — {days}: дольше длится не больше {share}\u00a0% его пауз.",
            f"The limit is {days}: no more than {share}\u00a0% of its pauses take longer.",
        )
    return tongue.pick(f"Граница — {days}.", f"The limit is {days}.")


def _season(case: Case, pace: Pace, tongue: Tongue) -> str:
    if case.season is None or guarded_days(case.season) < pace.lapsed_after:
        return ""
    days = tongue.days(case.season)
    return tongue.pick(f"Год назад в это же время не покупал {days}.", f"A year ago at this time it did not buy for {days}.")


def _efforts(case: Case, pace: Pace, tongue: Tongue) -> str:
    number, budget = len(case.efforts(pace)), case.budget
    return tongue.pick(f"Контактов с тех пор: {number} из {budget}.", f"Contacts since then: {number} of {budget}.")


def _returned(case: Case, tongue: Tongue) -> str:
    assert case.returned is not None
    bought, pause = case.returned
    day, money, days = tongue.day(bought.on), money_text(bought.amount, tongue.language), tongue.days(pause)
    return tongue.pick(
        f"Вернулся: купил {day} на {money} после паузы в {days}.", f"Returned: bought on {day} for {money} after {days}."
    )


def _control(state: str, case: Case, pace: Pace, tongue: Tongue) -> str:
    if state not in {"AT_RISK", "LAPSED"} or not case.is_control(pace):
        return ""
    return tongue.pick(
        "Контрольная группа: ничего не делаем, чтобы видеть, сколько клиентов вернётся само.",
        "Control group: nothing is done, to see how many clients return by themselves.",
    )


def _source(case: Case, tongue: Tongue) -> str:
    names = {
        "invoices": ("Покупка — оплаченный счёт.", "A purchase is a paid invoice."),
        "orders": ("Покупка — оплаченный заказ магазина.", "A purchase is a paid order of the shop."),
    }
    known = names.get(case.settings.purchase_source)
    return tongue.pick(*known) if known else ""
