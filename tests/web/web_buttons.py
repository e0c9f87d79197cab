"""Buttons of a client as the drawings show them, what was said before, and what comes next."""

from datetime import date, timedelta

from b24bridge.core.client_screen import HistoryLine
from b24bridge.core.ids import INVOICE, EntityId
from b24bridge.core.screens import Ahead
from b24bridge.core.screens_buttons import Bill, Button, ButtonsView, Option, StatementLine
from b24bridge.core.statements import Said
from tests.web.web_answers import both
from tests.web.web_screens import NOW, roubles

CHANNELS = (
    Option("whatsapp", both("WhatsApp", "WhatsApp")),
    Option("telegram", both("Telegram", "Telegram")),
    Option("personal", both("Лично", "In person")),
    Option("other", both("Другое", "Other")),
)
BILLS = (Bill(id=EntityId(INVOICE, 1219), number="1219", outstanding=roubles(86_000), due_on=date(2026, 11, 10)),)
BUTTONS = ButtonsView(
    buttons=(
        Button(kind=Said.KEEP, reasons=CHANNELS, until=date(2026, 12, 7), quota="last"),
        Button(
            kind=Said.PAUSE,
            latest=date(2027, 1, 22),
            reasons=(Option("holiday", both("Клиент в отпуске", "Client on holiday")),),
        ),
        Button(kind=Said.PROMISE, latest=date(2026, 12, 23)),
        Button(
            kind=Said.DISPUTE,
            reasons=(Option("goods", both("Товар не тот", "Wrong goods")), Option("paid", both("Уже оплачено", "Paid"))),
        ),
        Button(kind=Said.GIVE_UP),
        Button(kind=Said.GONE, reasons=(Option("closed", both("Закрылся", "Closed down")),)),
    ),
    owner_name="Дмитрий Иванов",
    bills=BILLS,
    statements=(
        StatementLine(
            id=3,
            kind=Said.KEEP,
            by_name="Дмитрий Иванов",
            at=NOW - timedelta(days=9),
            until=date(2026, 11, 28),
            reason=both("WhatsApp"),
            note="согласуем объём на декабрь",
        ),
        StatementLine(
            id=2, kind=Said.GONE, by_name="Дмитрий Иванов", at=NOW - timedelta(days=30), is_granted=False, is_open=False
        ),
    ),
)
CLOSED = ButtonsView(buttons=(Button(kind=Said.KEEP, quota="over"), Button(kind=Said.MORE_KEEPS)), owner_name="Дмитрий Иванов")
HISTORY = (HistoryLine(at=NOW - timedelta(hours=7), what=both("Отмечен как забытый, создана задача"), key="altair"),)
AHEAD = (Ahead(date(2026, 11, 26), "task_due"), Ahead(date(2026, 12, 3), "warning"), Ahead(date(2026, 12, 7), "hand_over"))
