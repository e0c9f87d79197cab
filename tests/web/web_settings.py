"""Settings as the drawings show them: a small schema with a field of every kind, a page of it, and what a change would do."""

from datetime import date, timedelta

from b24bridge.core.screens_buttons import Option
from b24bridge.core.screens_form import FormSource, groups_of
from b24bridge.core.screens_settings import (
    ChangeLine,
    ClientLine,
    ManagerDiff,
    ModeRow,
    PageLink,
    PreviewView,
    SettingsView,
    Version,
)
from tests.web.web_answers import both, company
from tests.web.web_screens import NOW, roubles

SCHEMA = {
    "properties": {
        "period": {
            "type": "integer",
            "minimum": 7,
            "maximum": 365,
            "default": 75,
            "unit": "days",
            "title": "Period",
            "title_ru": "Сколько дней без ответа",
            "description": "For clients without a rule of their own",
            "hint_ru": "Для клиентов без своего правила",
        },
        "share": {
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "string"}],
            "default": 0.05,
            "unit": "percent",
            "title": "Share",
            "title_ru": "Доля",
            "description": "Of all",
            "hint_ru": "От всех",
        },
        "respects_tasks": {
            "type": "boolean",
            "default": True,
            "title": "A task protects",
            "title_ru": "Задача на будущее защищает",
            "description": "Put by a person",
            "hint_ru": "Задача, которую поставил человек",
        },
        "method": {
            "enum": ["personal", "fixed"],
            "type": "string",
            "default": "personal",
            "title": "Method",
            "title_ru": "Способ",
            "description": "How",
            "hint_ru": "Как считать",
            "options_ru": {"personal": "по клиенту", "fixed": "для всех"},
        },
        "waiting_stages": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "title": "Waiting stages",
            "title_ru": "Стадии ожидания",
            "description": "Of deals",
            "hint_ru": "Стадии сделок",
        },
        "until": {
            "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
            "default": None,
            "title": "Until",
            "title_ru": "До какого дня",
            "description": "Empty: always",
            "hint_ru": "Пусто: всегда",
        },
        "people": {
            "type": "object",
            "default": {},
            "title": "Deputies",
            "title_ru": "Кто кого замещает",
            "description": "user: user",
            "hint_ru": "номер: номер",
        },
    }
}
STAGES = {"waiting_stages": (Option("C1:THINK", both("Думает", "Thinking")), Option("C1:WAIT", both("Ждёт", "Waiting")))}


def settings_view(page, values, may_edit):
    """A page of settings over the schema above."""
    defaults = {name: about["default"] for name, about in SCHEMA["properties"].items()}
    return SettingsView(
        page=page,
        title=both("Забытые клиенты", "Forgotten clients"),
        intro=both("Когда считать клиента забытым и что с этим делать"),
        pages=(
            PageLink(name="forgotten_clients", title=both("Забытые", "Forgotten"), mode="auto"),
            PageLink(name="portal", title=both("Ограничения", "Limits")),
        ),
        groups=groups_of(SCHEMA, FormSource(defaults | values, defaults, STAGES)),
        modes=(
            ModeRow(action_class="task", mode="auto", default="auto"),
            ModeRow(
                action_class="reassign",
                mode="approve",
                default="approve",
                locked=("auto",),
                unlocks=both("«Автоматически» откроется после проверки на прошлом"),
            ),
        ),
        history=(Version(number=2, at=NOW - timedelta(days=14), author="Алексей Рыбаков", changes=CHANGES),),
        may_edit=may_edit,
        applies_on=date(2026, 11, 24),
    )


CHANGES = (
    ChangeLine(name="period", title=both("Сколько дней без ответа", "Period"), old=both("75 дней"), new=both("60 дней")),
)
PREVIEW = PreviewView(
    now=29,
    then=37,
    changes=CHANGES,
    added=(ClientLine(company(9), "ООО «Вега»", both("61 день без ответа")), ClientLine(company(10), None)),
    removed=(ClientLine(company(5), "ООО «Альтаир»"),),
    risk_now=roubles(1_200_000),
    risk_then=roubles(1_400_000),
    tasks_now=3,
    tasks_then=9,
    managers=(ManagerDiff("Петров", 11, 14),),
)
