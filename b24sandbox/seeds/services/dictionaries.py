"""What the portal's administrator has set up: two funnels, projects and retainers, and invoices."""

from __future__ import annotations

from b24sandbox.seeds.demo.dictionaries import STATUSES as USUAL
from b24sandbox.seeds.demo.rows import DEAL, INVOICE

RETAINERS = 1
DOLLAR = "80.0000"
STATUSES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    **{name: values for name, values in USUAL.items() if not name.startswith("DEAL_STAGE")},
    "DEAL_STAGE": (
        ("NEW", "Запрос", None),
        ("PREPARATION", "Обследование", None),
        ("EXECUTING", "Работы", None),
        ("WON", "Акт подписан", "S"),
        ("LOSE", "Отказ", "F"),
    ),
    "DEAL_STAGE_1": (
        ("C1:NEW", "Месяц открыт", None),
        ("C1:PREPARATION", "Заявки собраны", None),
        ("C1:EXECUTING", "Месяц закрывается", None),
        ("C1:WON", "Месяц закрыт", "S"),
        ("C1:LOSE", "Договор расторгнут", "F"),
    ),
}
FUNNELS = ((0, "Проекты", DEAL, "Y"), (RETAINERS, "Абонентское обслуживание", DEAL, "N"), (3, "Счета", INVOICE, "Y"))
