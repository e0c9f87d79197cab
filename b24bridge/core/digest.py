"""The daily digest of one person: at most twelve lines, money first, and nothing when there is nothing new. Only its words.

Each line says one thing in both languages. Whom it is for, and what he may see, is decided by `services.digest`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from b24bridge.core.decisions import Because
from b24bridge.core.money import Money
from b24bridge.core.sentences import counted_en, counted_ru, day_en, day_ru, money_en, money_ru

MOST_LINES = 12
MOST_NAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One assistant's clients: how many are marked, how many of them since the last digest, what is at risk with them."""

    title: Because
    marked: int
    new: int = 0
    soon: int = 0
    risk: Money | None = None
    is_counted_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What there is to tell one person. `waiting` are consents asked of him, the first until `answer_by`.

    `escalated` are clients that need him, with the short reason; `called` those who called in vain; `robot` counts what was
    done since the last digest. `starts_on` is the day on which observation ends, told three days before with the first
    night's numbers.
    """

    today: date
    risk: Money | None = None
    parts: Sequence[Part] = ()
    waiting: int = 0
    answer_by: date | None = None
    escalated: Sequence[tuple[str, Because]] = ()
    called: Sequence[str] = ()
    unjudged: int = 0
    robot: int = 0
    failed: int = 0
    halted: Because | None = None
    starts_on: date | None = None
    first_night: Mapping[str, int] | None = None

    @property
    def is_worth_telling(self) -> bool:
        """Say whether anything is new."""
        fresh = any(part.new for part in self.parts)
        return bool(fresh or self.waiting or self.escalated or self.called or self.failed or self.halted or self.starts_on)


def digest(news: News) -> tuple[Because, ...]:
    """Return the lines of a digest, at most twelve; none when nothing is new."""
    if not news.is_worth_telling:
        return ()
    lines = [*_alarms(news), *_money(news), *_waiting(news), *_people(news), *map(_part, filter(_is_shown, news.parts))]
    return tuple([*lines, *_rest(news)][:MOST_LINES])


def _alarms(news: News) -> list[Because]:
    lines = [news.halted] if news.halted else []
    if news.starts_on is not None:
        night = news.first_night or {}
        labels, tasks = night.get("label", 0), night.get("task", 0)
        lines.append(
            Because(
                f"{day_ru(news.starts_on, news.today)} включатся метки, задачи и уведомления. Первой ночью: "
                f"{counted_ru(labels, 'метка', 'метки', 'меток')}, {counted_ru(tasks, 'задача', 'задачи', 'задач')}. "
                "Перенести можно на странице «Обзор».",
                f"On {day_en(news.starts_on, news.today)} labels, tasks and notifications switch on. First night: "
                f"{counted_en(labels, 'label', 'labels')}, {counted_en(tasks, 'task', 'tasks')}. "
                "You can postpone it on the Overview page.",
            )
        )
    return lines


def _money(news: News) -> list[Because]:
    if news.risk is None:
        return []
    shares = [part for part in news.parts if part.risk and not part.is_counted_elsewhere]
    ru = ", ".join(f"{part.title.ru} {money_ru(part.risk)}" for part in shares if part.risk)
    en = ", ".join(f"{part.title.en} {money_en(part.risk)}" for part in shares if part.risk)
    return [Because(f"Под риском {money_ru(news.risk)}: {ru}.", f"At risk {money_en(news.risk)}: {en}.")]


def _waiting(news: News) -> list[Because]:
    if not news.waiting:
        return []
    ru = f"Ждут вашего решения: {news.waiting}" + (
        f", ответить до {day_ru(news.answer_by, news.today)}" if news.answer_by else ""
    )
    en = f"Waiting for you: {news.waiting}" + (f", answer by {day_en(news.answer_by, news.today)}" if news.answer_by else "")
    return [Because(f"{ru}.", f"{en}.")]


def _people(news: News) -> list[Because]:
    lines = [Because(f"{name}. {why.ru}", f"{name}. {why.en}") for name, why in news.escalated[:MOST_NAMES]]
    more = len(news.escalated) - MOST_NAMES
    if more > 0:
        lines.append(Because(f"И ещё {more}, где нужны вы.", f"And {more} more that need you."))
    if news.called:
        names, left = ", ".join(news.called[:MOST_NAMES]), len(news.called) - MOST_NAMES
        ru, en = (f" и ещё {left}", f" and {left} more") if left > 0 else ("", "")
        lines.append(Because(f"Звонили сами, им не ответили: {names}{ru}.", f"They called and nobody answered: {names}{en}."))
    return lines


def _is_shown(part: Part) -> bool:
    return bool(part.marked or part.soon)


def _part(part: Part) -> Because:
    ru = f"{part.title.ru}: {part.marked}" + (f" (новых {part.new})" if part.new else "")
    en = f"{part.title.en}: {part.marked}" + (f" ({part.new} new)" if part.new else "")
    soon_ru, soon_en = (f", скоро ещё {part.soon}", f", {part.soon} more soon") if part.soon else ("", "")
    return Because(f"{ru}{soon_ru}.", f"{en}{soon_en}.")


def _rest(news: News) -> list[Because]:
    lines = []
    if news.unjudged:
        ru = counted_ru(news.unjudged, "клиента", "клиентов", "клиентов")
        en = counted_en(news.unjudged, "client", "clients")
        lines.append(Because(f"Не смогли оценить {ru}.", f"Could not judge {en}."))
    if news.robot or news.failed:
        failed_ru, failed_en = (f", не удалось {news.failed}", f", {news.failed} failed") if news.failed else ("", "")
        ru, en = counted_ru(news.robot, "действие", "действия", "действий"), counted_en(news.robot, "action", "actions")
        lines.append(Because(f"Робот сделал {ru}{failed_ru}.", f"The robot did {en}{failed_en}."))
    return lines
