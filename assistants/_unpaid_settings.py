"""The settings of Unpaid orders (specification 4.4), with their bounds, units and words."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from assistants._ladder import head_task_after, hot_amount, supervisor_after
from assistants._settings import BASE_CURRENCY, DAYS, LANGUAGES, WORKING_DAYS, choice, number

PERCENT = "percent"


class Settings(BaseModel):
    """When somebody is asked about a document that is not paid, and what is left alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_amount: int = number(
        1_000, 0, 1_000_000_000, BASE_CURRENCY,
        en=("Least sum", "What is still to be paid on an order must reach this sum."),
        ru=("Наименьшая сумма", "Заказы, по которым осталось оплатить меньше, не беспокоят."),
    )  # fmt: skip
    first_nudge: int = number(
        2, 1, 60, WORKING_DAYS,
        en=("First task", "So long after the issue the manager is asked to find out about payment."),
        ru=("Первая задача", "Через столько после выставления менеджер получает задачу уточнить оплату."),
    )  # fmt: skip
    second_nudge: int = number(
        5, 2, 90, WORKING_DAYS,
        en=("Second task and letter", "So long after the issue comes a second task, and a letter to the client with consent."),
        ru=("Вторая задача и письмо", "Через столько — вторая задача и, с согласия, письмо клиенту."),
    )  # fmt: skip
    head_step: int = number(
        10, 3, 120, WORKING_DAYS,
        en=("Tell the head", "So long after the issue the head hears of it."),
        ru=("Сказать руководителю", "Через столько после выставления об этом узнаёт руководитель."),
    )  # fmt: skip
    stale: int = number(
        20, 4, 250, WORKING_DAYS,
        en=("Prolong or cancel", "So long after the issue the manager is asked to prolong or to cancel the document."),
        ru=("Продлить или аннулировать", "Через столько менеджера просят продлить или аннулировать документ."),
    )  # fmt: skip
    due_reminder: int = number(
        1, 0, 30, WORKING_DAYS,
        en=("Reminder before the due day", "So long before the day to pay by the manager gets a notice; 0 for none."),
        ru=("Напомнить до срока", "За столько до срока оплаты менеджер получает уведомление; 0 — не напоминать."),
    )  # fmt: skip
    validity: int = number(
        30, 1, 365, DAYS,
        en=("Validity", "An invoice older than this must be prolonged; no letter asks to pay it."),
        ru=("Срок действия счёта", "Более старый счёт нужно продлить; письма о его оплате не уходят."),
    )  # fmt: skip
    payments_max_age: int = number(
        24, 1, 400, "working hours",
        en=("Age of payment data", "When the portal's last payment is older, no letters go out; tasks say so."),
        ru=("Свежесть оплат", "Если последняя оплата на портале старше, письма не уходят, а задачи об этом говорят."),
    )  # fmt: skip
    partial_rule: int = number(
        95, 50, 100, PERCENT,
        en=("Counts as paid", "A document of which so much is paid is left to finance."),
        ru=("Считать оплаченным", "Документ, оплаченный на столько, остаётся бухгалтерии."),
    )  # fmt: skip
    partial_reset: int = number(
        10, 1, 100, PERCENT,
        en=("Payment that starts anew", "A payment of so much of the rest starts counting anew; a smaller one does not."),
        ru=("Оплата начинает заново", "Оплата такой доли остатка начинает отсчёт заново, меньшая нет."),
    )  # fmt: skip
    double_within: int = number(
        14, 0, 365, DAYS,
        en=("Doubles", "Of two invoices of one deal with the same sum, issued so close together, only the newer counts."),
        ru=("Дубли", "Из двух счетов одной сделки на одну сумму, выставленных так близко, считается только новый."),
    )  # fmt: skip
    task_deadline: int = number(
        2, 1, 30, WORKING_DAYS,
        en=("Time for the task", "The task about a document is due after so many working days."),
        ru=("Срок задачи", "Столько рабочих дней даётся на задачу о документе."),
    )  # fmt: skip
    hot_amount: int = hot_amount()
    head_task_after: int = head_task_after()
    supervisor_after: int = supervisor_after()
    invoice_stages: tuple[str, ...] = choice(
        (), "stages of deals",
        en=("Stages billed by hand", "A deal in one of these stages that has no invoice counts as an unpaid document."),
        ru=("Стадии без счёта", "Сделка в этой стадии, у которой нет счёта, сама считается неоплаченным документом."),
    )  # fmt: skip
    exclude_types: tuple[str, ...] = choice(
        ("SUPPLIER", "PARTNER", "COMPETITOR"), "company types", is_inherited=True,
        en=("Types left out", "Companies of these types are no clients."),
        ru=("Исключённые типы", "Компании этих типов не клиенты."),
    )  # fmt: skip
    language: Literal["ru", "en"] = choice(
        "ru", "language code", words=LANGUAGES, is_inherited=True,
        en=("Language", "Language of tasks, labels, notices and letters."),
        ru=("Язык", "Язык задач, меток, уведомлений и писем."),
    )  # fmt: skip

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if not self.first_nudge < self.second_nudge < self.head_step < self.stale:
            raise ValueError("first_nudge, second_nudge, head_step and stale must ascend")
        return self
