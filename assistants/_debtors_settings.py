"""The settings of Debtors (specification 4.5), with their bounds, units and words."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from assistants._debtors_terms import TermsSettings
from assistants._ladder import head_task_after, hot_amount, supervisor_after
from assistants._settings import BASE_CURRENCY, DAYS, TIMES, WORKING_DAYS, choice, number, switch


class Settings(TermsSettings, BaseModel):
    """When a client is reminded of a debt, by whom, and what lets it rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before_due: int = number(
        3, 0, 30, WORKING_DAYS,
        en=("Courteous reminder", "So long before the due day large debts and bad payers are reminded; 0 for nobody."),
        ru=("Вежливое напоминание", "За столько до срока напоминаем о крупных суммах и плохим плательщикам; 0 — никому."),
    )  # fmt: skip
    before_due_amount: int = number(
        50_000, 0, 1_000_000_000, BASE_CURRENCY,
        en=("Large for that reminder", "From this sum on a document is large enough for the courteous reminder."),
        ru=("Крупная сумма", "С этой суммы вежливо напоминаем до срока любому плательщику."),
    )  # fmt: skip
    level1: int = number(
        1, 1, 30, WORKING_DAYS,
        en=("First letter", "So long after the due day the client gets a soft letter about all that is overdue, with consent."),
        ru=("Первое письмо", "Через столько после срока клиенту предлагаем отправить мягкое письмо обо всём просроченном."),
    )  # fmt: skip
    level2: int = number(
        7, 1, 120, DAYS,
        en=("Call", "So long after the due day the manager gets a task to call."),
        ru=("Звонок", "Через столько после срока менеджер получает задачу позвонить."),
    )  # fmt: skip
    level3: int = number(
        15, 2, 180, DAYS,
        en=("Head and statement", "So long after the due day the head reads a line and the client gets a statement."),
        ru=("Руководитель и выписка", "Через столько об этом узнаёт руководитель, а клиенту предлагаем отправить выписку."),
    )  # fmt: skip
    level4: int = number(
        30, 3, 365, DAYS,
        en=("Formal demand", "So long after the due day the head gets its draft in a task; the file itself you make by hand."),
        ru=("Претензия", "Через столько руководитель получает в задаче её черновик; сам документ пока готовят вручную."),
    )  # fmt: skip
    level5: int = number(
        60, 4, 730, DAYS,
        en=("Lawyer", "So long after the due day the lawyer gets a task, and nothing more is written to the client."),
        ru=("Юрист", "Через столько задачу получает юрист, и клиенту больше не пишем."),
    )  # fmt: skip
    first_level: int = number(
        2, 1, 5, "level",
        en=("Begin at most with level", "A debt seen for the first time starts at the level of its age, at most this one."),
        ru=("Начинать не выше ступени", "Впервые увиденный долг начинает со ступени по возрасту, но не выше этой."),
    )  # fmt: skip
    call_deadline: int = number(
        2, 1, 30, WORKING_DAYS,
        en=("Time for the call", "The task to call, or to settle a dispute, is due after so many working days."),
        ru=("Срок звонка", "Столько рабочих дней даётся на задачу позвонить или решить спор."),
    )  # fmt: skip
    min_gap: int = number(
        5, 0, 90, DAYS,
        en=("Between letters", "At least so many days lie between letters to a client, and after a payment."),
        ru=("Между письмами", "Между письмами клиенту и после оплаты проходит не меньше."),
    )  # fmt: skip
    letters_a_month: int = number(
        6, 0, 30, TIMES,
        en=("Letters in 30 days", "A client gets at most so many letters in 30 days."),
        ru=("Писем за 30 дней", "Клиент получает за 30 дней не больше стольких писем."),
    )  # fmt: skip
    payments_max_age: int = number(
        24, 1, 400, "working hours",
        en=("Age of payment data", "When the portal's last payment is older, no letters go out; tasks say so."),
        ru=("Свежесть оплат", "Если последняя оплата на портале старше, письма не уходят, а задачи об этом говорят."),
    )  # fmt: skip
    person_guard: bool = switch(
        True,
        en=(
            "Spare persons",
            "Persons get at most 2 letters a day, 4 a week and 16 a month. Ask your lawyer what the law says.",
        ),
        ru=(
            "Беречь физических лиц",
            "Людям не больше 2 писем в день, 4 в неделю, 16 в месяц. Требования закона уточните у юриста.",
        ),
    )
    promise_horizon: int = number(
        30, 1, 180, DAYS,
        en=("Furthest promise", "A promise to pay counts for no longer than this."),
        ru=("Самое дальнее обещание", "Обещание оплатить действует не дольше."),
    )  # fmt: skip
    promise_grace: int = number(
        1, 0, 10, WORKING_DAYS,
        en=("Grace after a promise", "On this morning after the promised day a promise without the money is broken."),
        ru=("Запас к обещанию", "Утром этого дня после обещанного обещание без денег считается нарушенным."),
    )  # fmt: skip
    promises_allowed: int = number(
        2, 1, 10, TIMES,
        en=("Broken promises", "After so many broken promises the head hears of it at once."),
        ru=("Нарушенных обещаний", "После стольких нарушенных обещаний сразу узнаёт руководитель."),
    )  # fmt: skip
    dispute_pause: int = number(
        10, 1, 60, WORKING_DAYS,
        en=("Dispute", "A dispute that is not settled by then goes to the head."),
        ru=("Спор", "Спор, не решённый за это время, переходит к руководителю."),
    )  # fmt: skip
    good_delay: int = number(
        3, 0, 60, DAYS,
        en=("Good payer", "Who usually pays no later than this after the due day gets no first letter."),
        ru=("Хороший плательщик", "Кто обычно опаздывает не больше, тому первое письмо не отправляем."),
    )  # fmt: skip
    bad_delay: int = number(
        15, 1, 180, DAYS,
        en=("Bad payer", "Who usually pays later than this, or breaks promises, is reminded before the due day."),
        ru=("Плохой плательщик", "Кто обычно опаздывает сильнее или нарушает обещания, тому напоминаем до срока."),
    )  # fmt: skip
    late_fee: int = number(
        0, 0, 100, "hundredths of a percent a day",
        en=("Late fee", "Shown in the statement and the demand for information only; 0 shows none."),
        ru=("Пени", "Показываем в выписке и претензии только для сведения; 0 — не показывать."),
    )  # fmt: skip
    finance_user: int | None = choice(
        None, "employee",
        en=("Finance", "Who signs from the formal demand on, and is asked about payments that belong to no invoice."),
        ru=("Финансист", "Кто подписывает начиная с претензии и кого спросить об оплате, не отнесённой к счёту."),
    )  # fmt: skip
    legal_user: int | None = choice(
        None, "employee",
        en=("Lawyer's account", "Who gets the task of the last level; the head when nobody is named."),
        ru=("Юрист", "Кто получает задачу последней ступени; если не указан — руководитель."),
    )  # fmt: skip
    hot_amount: int = hot_amount()
    head_task_after: int = head_task_after()
    supervisor_after: int = supervisor_after()

    @property
    def level_days(self) -> tuple[int, int, int, int]:
        """Return the ages in days of the levels after the first."""
        return (self.level2, self.level3, self.level4, self.level5)

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if not self.level2 < self.level3 < self.level4 < self.level5:
            raise ValueError("level2, level3, level4 and level5 must ascend")
        if self.good_delay >= self.bad_delay:
            raise ValueError("good_delay must be less than bad_delay")
        return self
