"""How much may be done at most, as a portal's people write it. Held to by `services`; the values are in the defaults."""

from datetime import time
from decimal import Decimal

from pydantic import Field

from config.fields import Strict, said


class LimitSettings(Strict):
    """How much may be done at most. What is above is put off, the least money first; a run too large as a whole is halted."""

    tasks_a_day: int = Field(
        ge=0,
        le=1000,
        title="Tasks a day",
        description="New tasks for one manager a day.",
        json_schema_extra=said("tasks", "Задач в день", "Новых задач одному менеджеру за день."),
    )
    open_tasks: int = Field(
        ge=0,
        le=1000,
        title="Open tasks",
        description="Our open tasks of one manager.",
        json_schema_extra=said("tasks", "Открытых задач", "Наших открытых задач у одного менеджера."),
    )
    hand_overs_a_run: int = Field(
        ge=0,
        le=1000,
        title="Hand-overs in a check",
        description="Clients handed over in one check.",
        json_schema_extra=said("clients", "Передач за проверку", "Клиентов, переданных за одну проверку."),
    )
    hand_overs_a_day: int = Field(
        ge=0,
        le=1000,
        title="Hand-overs a day",
        description="Clients handed over a day.",
        json_schema_extra=said("clients", "Передач в день", "Клиентов, переданных за день."),
    )
    book_share_a_week: Decimal = Field(
        ge=0,
        le=100,
        title="Share of one manager",
        description="Share of one manager's clients handed over in 7 days.",
        json_schema_extra=said(
            "percent", "Доля клиентов менеджера", "Какую часть клиентов одного менеджера можно передать за 7 дней."
        ),
    )
    portal_share_a_day: Decimal = Field(
        ge=0,
        le=100,
        title="Share of all clients",
        description="Share of all clients handed over a day.",
        json_schema_extra=said("percent", "Доля всех клиентов", "Какую часть всех клиентов можно передать за день."),
    )
    orphan_share_a_day: Decimal = Field(
        ge=0,
        le=100,
        title="Share for those who left",
        description="The same for clients of employees who have left.",
        json_schema_extra=said("percent", "Доля для уволенных", "То же для клиентов уволенных сотрудников."),
    )
    received_a_day: int = Field(
        ge=0,
        le=1000,
        title="Received a day",
        description="Clients one receiver gets a day.",
        json_schema_extra=said("clients", "Получает за день", "Сколько клиентов за день получает один менеджер."),
    )
    letters_gap_days: int = Field(
        ge=0,
        le=90,
        title="Between letters",
        description="Between letters to one client, all assistants together.",
        json_schema_extra=said("days", "Между письмами", "Между письмами одному клиенту от всех помощников вместе."),
    )
    letters_a_month: int = Field(
        ge=0,
        le=100,
        title="Letters in 30 days",
        description="Letters to one client in 30 days.",
        json_schema_extra=said("letters", "Писем за 30 дней", "Писем одному клиенту за 30 дней."),
    )
    letters_an_hour: int = Field(
        ge=0,
        le=10_000,
        title="Letters an hour",
        description="Letters of the whole portal an hour.",
        json_schema_extra=said("letters", "Писем в час", "Писем со всего портала за час."),
    )
    letters_from: time = Field(
        title="Letters from",
        description="Letters leave on working days from this time on.",
        json_schema_extra=said("time of day", "Письма с", "В рабочие дни письма уходят с этого времени."),
    )
    letters_till: time = Field(
        title="Letters until",
        description="Letters leave on working days until this time.",
        json_schema_extra=said("time of day", "Письма до", "В рабочие дни письма уходят до этого времени."),
    )
    cancel_window_min: int = Field(
        ge=0,
        le=1440,
        title="Time to take a letter back",
        description="A letter waits so long before it leaves.",
        json_schema_extra=said("minutes", "Время отменить письмо", "Столько письмо ждёт перед отправкой."),
    )
    breaker_clients: int = Field(
        ge=1,
        le=100_000,
        title="Too many clients",
        description="A check with more clients than this may be halted.",
        json_schema_extra=said("clients", "Слишком много клиентов", "Проверку, где клиентов больше, можно остановить."),
    )
    breaker_times_median: int = Field(
        ge=1,
        le=100,
        title="More than usual",
        description="It is halted if it is so many times the usual one of the last 14 checks.",
        json_schema_extra=said(
            "times", "Больше обычного", "Останавливаем, если это во столько раз больше обычной из последних 14 проверок."
        ),
    )
    breaker_share: Decimal = Field(
        gt=0,
        le=100,
        title="Too large a share",
        description="It is halted too if it is a greater share of all clients than this.",
        json_schema_extra=said(
            "percent", "Слишком большая доля", "Останавливаем и тогда, когда это большая доля всех клиентов."
        ),
    )
    breaker_failed_share: Decimal = Field(
        gt=0,
        le=100,
        title="Failures",
        description="A check is halted when more of its actions fail.",
        json_schema_extra=said("percent", "Неудачи", "Проверку останавливаем, когда не удалось больше действий."),
    )
