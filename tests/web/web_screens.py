"""What the drawings show, as plain values: the screens of one portal on 23 November 2026."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from b24bridge.core.client_screen import ContactRow, Profile, Sums
from b24bridge.core.decisions import Because
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.installations import Installation, Status
from b24bridge.core.money import Money
from b24bridge.core.screens import (
    AssistantLine,
    Badge,
    Choice,
    Figures,
    Finding,
    OverviewView,
    Situation,
)
from b24bridge.core.screens_health import DataLine, HealthView, Remark, Unjudged
from b24bridge.core.streams import Stream
from b24bridge.services.arrivals import Visitor

NOW = datetime(2026, 11, 23, 6, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
MEMBER = "a223c6b3710f85df22e9377d6c4f7553"
TOKEN = "ec1b2074a9d3f5c81b6e40d27a95cf38"
ORIGIN = "https://portal.bitrix24.com"
TITLE = Because("Забытые", "Forgotten")
ADMIN = Visitor(member_id=MEMBER, user_id=67, name="Алексей Рыбаков", is_admin=True, language="ru", origin=ORIGIN)
INSTALLATION = Installation(
    member_id=MEMBER,
    client_id="local.1",
    domain="portal.bitrix24.com",
    endpoint=f"{ORIGIN}/rest/",
    oauth_endpoint="https://oauth.bitrix.info/rest/",
    scope=("crm", "task", "im", "user_brief"),
    status=Status.ACTIVE,
    installed_at=NOW,
    application_token=TOKEN,
    user_id=67,
    is_admin=True,
    time_zone="Europe/Moscow",
)


def roubles(amount):
    """A sum in roubles."""
    return Money(Decimal(amount), "RUB")


def finding(number, name, owner, days, reason, risk, mark="forgotten", next_on=None, step="hand_over", **more):
    """One row, as the drawing of the list has it."""
    return Finding(
        client=EntityId(COMPANY, number),
        badge=Badge(mark, days if mark == "forgotten" else more.pop("n", None)),
        reason=reason,
        name=name,
        owner_name=owner,
        silent_days=days,
        money=roubles(risk),
        next_on=next_on,
        next_what=step,
        **more,
    )


def said(russian):
    """A reason whose English is plain: the tests of words have their own."""
    return Because(russian, "Meeting on 28 July, the rule is 60 days. A task was moved three times and no longer protects.")


ROWS = (
    finding(
        *(1, "АО «Волгамаш»", "Сергей Петров", 118),
        said("Встреча 28 июля, правило 60 дней. Задача переносилась 3 раза и больше не защищает."),
        *(212_000, "left", date(2026, 11, 25)),
        n=2,
        segment="K3",
        open_deals=2,
    ),
    finding(
        *(2, "ООО «Технолайн»", "Дмитрий Иванов", 96),
        said("Письмо клиента 19 августа, правило 75 дней. После этого 4 звонка без ответа."),
        *(148_000, "forgotten", date(2026, 12, 1)),
        segment="K2",
        open_deals=1,
    ),
    finding(
        *(3, "ТД «Северный»", "Мария Кузнецова", 104),
        said("Разговор 11 августа, правило 75 дней. 19 ноября клиент звонил сам, ему не перезвонили."),
        *(131_000, "called", TODAY, "call_back"),
        segment="K2",
    ),
    finding(
        *(4, "ООО «СтройГрад»", "Тимур Гареев", 88),
        said("Встреча 27 августа, правило 75 дней. Гареев в отпуске до 27 ноября, отсчёт остановлен."),
        *(96_000, "paused", date(2026, 11, 30), "countdown_resumes"),
        segment="K2",
        open_deals=1,
    ),
    finding(
        *(5, "ООО «Альтаир»", "Дмитрий Иванов", 82),
        said("Звонок 2 сентября, правило 75 дней. Комментарий 21 октября продлил защиту до 20 ноября."),
        *(64_000, "forgotten", date(2026, 11, 26), "task_due"),
        segment="K2",
        open_deals=1,
    ),
    finding(
        *(6, "ООО «Мир упаковки»", "Мария Кузнецова", 79),
        said("Письмо клиента 5 сентября, правило 75 дней. Кузнецова: клиент в отпуске до 5 декабря."),
        *(58_000, "snoozed", date(2026, 12, 5), "protection_ends"),
        segment="K2",
    ),
    finding(
        *(7, "ИП Савельев А. П.", "Сергей Петров", 91),
        said("Оплата из 1С 24 августа, правило 90 дней. Контактов с ответом после неё не было."),
        *(22_000, "forgotten", date(2026, 11, 26), "task_due"),
        segment="K1",
    ),
)
DATA = (
    DataLine(stream=Stream.COMPANIES, read_at=NOW - timedelta(minutes=4), rows=913),
    DataLine(stream=Stream.DEALS, read_at=NOW - timedelta(minutes=4), rows=2140),
    DataLine(stream=Stream.ACTIVITIES, read_at=NOW - timedelta(hours=2), freshness="partial", rows=38912),
    DataLine(stream=Stream.INVOICES, read_at=None, freshness="stale", rows=0),
)


def contact(day, evidence, channel, until=None, **more):
    """A contact with the client on a day of this year, and the last day it protects."""
    at = datetime(2026, *day, 12, tzinfo=UTC)
    return ContactRow(at=at, channel=channel, evidence=evidence, until=until, actor="Дмитрий Иванов", **more)


CONTACTS = (
    contact((11, 2), "sent", "letter", ignored="mailing"),
    contact((10, 30), "note", "comment"),
    contact((10, 28), "attempt", "call", date(2026, 11, 4), duration=8),
    contact((10, 21), "note", "comment", date(2026, 11, 20), decides=True),
    contact((9, 20), "plan", "task", date(2026, 9, 29), number=17),
    contact((9, 2), "contact", "call", date(2026, 11, 16), duration=372),
)
SUMS = Sums(share=10, future=roubles(473_000), pipeline=roubles(170_000))
PROFILE = Profile(
    head_name="Ольга Белова",
    rule_days=75,
    bought=roubles(1_920_000),
    last_purchase_on=date(2026, 8, 20),
    deals=roubles(340_000),
)
RUNNING = Situation(running="ok", zone="Europe/Moscow", today=TODAY, data_as_of=NOW, admin_name="Алексей Рыбаков")
FIGURES = Figures(
    risk=roubles(1_200_000),
    clients=29,
    risk_change=roubles(-70_000),
    new=9,
    cleared=14,
    snoozed=3,
    mean_silence=96,
    rule_days=75,
    soon=3,
    soon_on=date(2026, 11, 25),
)
OVERVIEW = OverviewView(
    risk=roubles(4_300_000),
    assistants=(
        AssistantLine(
            assistant="forgotten_clients", title=TITLE, risk=roubles(1_200_000), clients=29, mode="auto", new=9, cleared=14
        ),
    ),
    data=DATA,
    first=ROWS[:4],
    change=roubles(-270_000),
    unjudged=23,
    clients=913,
    departments=(Choice(1, "Отдел продаж"),),
)
CONDITION = HealthView(
    remarks=(
        Remark(
            severity="alert",
            what=Because("Одно действие не удалось", "One action failed"),
            consequence=Because("Портал не дал поставить задачу.", "The portal did not let us give a task."),
            code="ACCESS_DENIED",
            at=NOW,
        ),
    ),
    data=DATA,
    checked_at=NOW,
    events_waiting=3,
    parked=1,
    unjudged=(Unjudged(Because("Нет ни одной даты контакта", "No contact date"), 23, Because("не отмечаем", "not marked")),),
)
