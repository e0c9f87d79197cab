"""What the drawings of decisions, journal, buttons and settings show, as plain values of 23 November 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from b24bridge.core.decisions import Because
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.screens import AssistantLine
from b24bridge.core.screens_decisions import (
    DecisionGroup,
    DecisionRow,
    DecisionsView,
    Exchange,
    LetterShown,
    LimitBar,
    Moving,
    PutOffLine,
)
from b24bridge.core.screens_journal import Change, ConflictLine, JournalRow, JournalView, PlanChoice
from b24bridge.core.screens_overview import ManagerLine, Returned, RobotLine, WaitingLine, Week
from b24bridge.core.screens_undo import UndoLine, UndoView
from tests.web.web_screens import NOW, OVERVIEW, TODAY, roubles


def both(russian, english="In plain English"):
    """A sentence in both languages."""
    return Because(russian, english)


def company(number):
    """A client of the portal."""
    return EntityId(COMPANY, number)


def move(number, name, giver, taker, money, why="меньше всех клиентов, новичок, свободна", **more):
    """A hand-over that waits for consent."""
    return DecisionRow(
        key=f"move{number}",
        client=company(number),
        code=f"c0de{number}",
        why=both("без ответа 121 день, предупреждён 18 ноября"),
        name=name,
        from_name=giver,
        to_name=taker,
        to_why=both(why),
        moves=(Moving("contact", 3), Moving("deal", 1), Moving("invoice", 1)),
        money=roubles(money),
        kept_until=date(2026, 12, 23),
        **more,
    )


LETTER = LetterShown(
    sender_name="Павел Литвинов",
    recipient_name="ООО «Лазурит»",
    level=both("третье напоминание", "third reminder"),
    subject="Оплата счёта № 1184",
    text="Добрый день!\n\nНапоминаем об оплате счёта № 1184. [#k8]",
    total=roubles(Decimal("140200.50")),
)
MOVES = (
    move(101, "ООО «Кедр-Трейд»", "Петров", "Захарова", 112_000),
    move(102, "ООО «Полимер-Юг»", "Петров", "Кузнецова", 94_000, "удержала 5 из 5 полученных"),
    move(103, "ИП Нагорный В. С.", "Иванов", "Захарова", 61_000),
)
MAIL = DecisionRow(
    key="mail1",
    client=company(104),
    code="c0de104",
    why=both("2 счёта, старший просрочен на 31 день"),
    name="ООО «Лазурит»",
    from_name="Литвинов",
    letter=LETTER,
    money=roubles(140_000),
)
GONE = DecisionRow(
    key="say:7",
    client=company(105),
    why=both("не отвечает год"),
    name="ООО «Закат»",
    said=both("Петров: фирма закрылась"),
    from_name="Петров",
)
CONTEST = DecisionRow(
    key="say:8",
    client=company(106),
    why=both("передан 20 ноября"),
    name="ООО «Меридиан»",
    said=both("Петров просит вернуть клиента"),
)
DROPPED = move(107, "ООО «Фабрика окон»", "Петров", "Литвинов", 38_000, state="dropped", outcome=both("клиент ответил в 10:42"))
DOING = move(108, "ООО «Лидер-М»", "Петров", "Литвинов", 54_000, state="approved")
DECISIONS = DecisionsView(
    groups=(
        DecisionGroup(group="move", rows=(*MOVES, DROPPED, DOING), money=roubles(267_000)),
        DecisionGroup(group="mail", rows=(MAIL,), money=roubles(140_000), delay_min=30),
        DecisionGroup(group="gone", rows=(GONE,), money=roubles(15_000)),
        DecisionGroup(group="contest", rows=(CONTEST,)),
    ),
    code="7f3a91c2e04b55aa",
    made_at=NOW - timedelta(hours=7),
    answer_by=NOW + timedelta(days=3),
    money=roubles(422_000),
    exchanges=(
        Exchange(name="Петров", gives=2, money=roubles(-206_000)),
        Exchange(name="Захарова", gets=2, money=roubles(173_000)),
    ),
    limits=(
        LimitBar(what=both("Передач по порталу за день", "Hand-overs a day"), used=6, most=9),
        LimitBar(what=both("Новых задач Петрову за день", "New tasks for Petrov a day"), used=10, most=10),
    ),
    put_off=(PutOffLine(count=2, what=both("задачи Петрову, больше 10 в день мы не ставим"), until=date(2026, 11, 24)),),
    done=(RobotLine("tasks", 17), RobotLine("labels", 14), RobotLine("notices", 5)),
)

JOURNAL = JournalView(
    rows=(
        JournalRow(
            key="sphere",
            at=NOW - timedelta(minutes=6),
            what=both("Создана задача «Уточнить оплату счёта № 1207»"),
            result="unknown",
            client=company(1),
            name="ООО «Сфера»",
            assistant=both("Неоплаченные заказы", "Unpaid orders"),
            why=both("счёт от 12 ноября"),
            looks_at=NOW + timedelta(minutes=4),
        ),
        JournalRow(
            key="altair",
            at=NOW - timedelta(hours=7),
            what=both("создана задача со сроком 26 ноября"),
            result="done",
            client=company(5),
            name="ООО «Альтаир»",
            changes=(Change(field=both("Метка", "Label"), old=None, new=both("Забытый", "Forgotten")),),
            may_undo=True,
        ),
        JournalRow(
            key="arkada",
            at=NOW - timedelta(days=3),
            what=both("Отмена передачи от 19 ноября"),
            result="part",
            by_name="Ольга Белова",
            client=company(2),
            name="ООО «Аркада»",
            undone_on=date(2026, 11, 20),
            undone_by="Белова",
            conflicts=(
                ConflictLine(
                    field=both("Ответственный", "Owner"),
                    ours=both("Захарова"),
                    now=both("Литвинов"),
                    who="Сергей Петров",
                    at=datetime(2026, 11, 20, 8, 20, tzinfo=UTC),
                ),
                ConflictLine(field=both("Метка", "Label"), ours=both("Передан"), now=both("нет")),
            ),
        ),
        JournalRow(
            key="lazurit",
            at=NOW - timedelta(days=3, hours=1),
            what=both("Отправлено письмо об оплате счёта № 1184"),
            result="done",
            client=company(104),
            name="ООО «Лазурит»",
            is_letter=True,
        ),
        JournalRow(
            key="digest", at=NOW - timedelta(days=3, hours=2), what=both("Отправлена сводка руководителю"), result="dropped"
        ),
    ),
    following=118,
    per_day={TODAY: 38, date(2026, 11, 20): 41},
    may_undo=True,
    plans=(PlanChoice(id=9, made_at=NOW - timedelta(hours=7), count=36),),
)


def undo_view(scope):
    """What taking back would do: one action comes back, a letter cannot, one was changed by people."""
    line = JOURNAL.rows[1]
    return UndoView(
        scope=scope,
        restored=(UndoLine(key="altair", at=line.at, what=both("Метка: Забытый → нет"), client=line.client, name=line.name),),
        letters=(
            UndoLine(key="lazurit", at=line.at, what=both("Письмо об оплате"), client=company(104), name="ООО «Лазурит»"),
        ),
        changed=(UndoLine(key="arkada", at=line.at, what=both("Ответственный"), why=both("сменил Петров 20 ноября")),),
    )


SERIES = (("lapsed_buyers", 2_100_000), ("forgotten_clients", 1_200_000), ("unpaid_orders", 600_000), ("debtors", 400_000))
TREND = tuple(
    Week(
        first_day=date(2026, 9, 7) + timedelta(weeks=n),
        sums=tuple((name, roubles(amount + 20_000 * n)) for name, amount in SERIES) if n != 2 else (),
        is_known=n != 2,
    )
    for n in range(12)
)
WAITING = (
    WaitingLine(group="move", count=3, money=roubles(267_000), answer_by=date(2026, 11, 26)),
    WaitingLine(group="contest", count=1),
)
MANAGERS = (
    ManagerLine(
        person_id=1,
        name="Дмитрий Иванов",
        clients=212,
        marked=8,
        cleared=6,
        on_time=75,
        overdue=1,
        keeps=3,
        risk=roubles(980_000),
    ),
    ManagerLine(person_id=4, name="Тимур Гареев", clients=154, marked=2, away_until=date(2026, 11, 27), is_to_check=True),
)
ROBOT = (RobotLine("tasks", 46), RobotLine("undone", 2))
RETURNED = Returned(days=30, clients=3, money=roubles(240_000))

FULL = replace(
    OVERVIEW,
    assistants=(
        *OVERVIEW.assistants,
        AssistantLine(
            assistant="client_release",
            title=both("Освобождение", "Release"),
            risk=None,
            clients=17,
            mode="approve",
            is_counted_elsewhere=True,
        ),
        AssistantLine(assistant="debtors", title=both("Должники", "Debtors"), risk=roubles(400_000), clients=12, mode="off"),
    ),
    trend=TREND,
    acted_on=date(2026, 10, 5),
    decisions=WAITING,
    managers=MANAGERS,
    robot=ROBOT,
    returned=RETURNED,
)
