"""The settings of Forgotten clients (specification 4.1 and 4.0.3), with their bounds, units and words."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistants import _ladder as ladder
from assistants._settings import DAYS, LANGUAGES, choice, number, switch

Period = Annotated[int, Field(ge=7, le=365)]

SEGMENTS = (None, "period_k1", "period_k2", "period_k3", "period_k4")


class Settings(BaseModel):
    """When a client counts as forgotten, what protects it, and what is done about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: int = number(
        75, 7, 365, DAYS,
        en=("Period", "After an answer of the client, it is protected for so long."),
        ru=("Период", "После ответа клиента он защищён столько дней."),
    )  # fmt: skip
    warn_before: int = number(
        7, 0, 60, DAYS,
        en=("Warn before", "So long before the end of protection the client is listed as soon to be forgotten."),
        ru=("Предупредить за", "За столько дней до конца защиты клиент попадает в список «скоро забудем»."),
    )  # fmt: skip
    hard_ceiling_days: int = number(
        180, 7, 730, DAYS,
        en=("Ceiling", "Without an answer of the client nothing protects it for longer than this."),
        ru=("Предел без ответа", "Без ответа клиента ничто не защищает его дольше."),
    )  # fmt: skip
    protects_sent: int = number(
        30, 0, 365, DAYS,
        en=("A letter protects", "A letter, message or invoice of ours protects for so long."),
        ru=("Письмо защищает", "Наше письмо, сообщение или счёт защищает столько дней."),
    )  # fmt: skip
    protects_attempt: int = number(
        7, 0, 365, DAYS,
        en=("An attempt protects", "A call that did not get through protects for so long."),
        ru=("Попытка защищает", "Звонок, который не состоялся, защищает столько дней."),
    )  # fmt: skip
    protects_deal: int = number(
        30, 0, 365, DAYS,
        en=("A deal's step protects", "A new deal, or one moved forward by a person, protects for so long."),
        ru=("Шаг сделки защищает", "Новая сделка или её движение вперёд руками человека защищает столько дней."),
    )  # fmt: skip
    protects_note: int = number(
        30, 0, 365, DAYS,
        en=("A comment protects", "A manager's comment or finished to-do with a text protects for so long."),
        ru=("Комментарий защищает", "Комментарий менеджера или выполненное дело с текстом защищает столько дней."),
    )  # fmt: skip
    protects_keep: int = number(
        14, 0, 60, DAYS,
        en=("A confirmation protects", "A manager's confirmed contact without a record protects for so long."),
        ru=("Подтверждение защищает", "Подтверждённый менеджером контакт без записи защищает столько дней."),
    )  # fmt: skip
    max_claims: int = number(
        2, 0, 10, "times",
        en=("Comments that count", "Between two answers of the client only so many comments and confirmations protect."),
        ru=("Сколько слов засчитать", "Между двумя ответами клиента защищают только столько комментариев и подтверждений."),
    )  # fmt: skip
    max_attempts: int = number(
        4, 0, 20, "times",
        en=("Letters and attempts that count", "Between two answers of the client only so many letters and attempts protect."),
        ru=("Сколько писем и попыток засчитать", "Между двумя ответами клиента защищают только столько писем и попыток."),
    )  # fmt: skip
    respect_active_task: bool = switch(
        True,
        en=("A task protects", "An open task of the owner or his head protects until its deadline."),
        ru=("Задача защищает", "Открытая задача ответственного или его руководителя защищает до её срока."),
    )
    active_task_horizon: int = number(
        90, 1, 365, DAYS,
        en=("A plan protects at most", "A task or planned contact protects no longer than this from when it was set."),
        ru=("План защищает не дольше", "Задача или запланированный контакт защищает не дольше этого срока с постановки."),
    )  # fmt: skip
    active_task_max_postpones: int = number(
        2, 0, 20, "times",
        en=("Put off at most", "A task that was put off more often no longer protects."),
        ru=("Переносов не больше", "Задача, которую переносили чаще, больше не защищает."),
    )  # fmt: skip
    respect_planned_activity: bool = switch(
        True,
        en=("A planned contact protects", "A planned call, meeting or to-do protects until its day."),
        ru=("Запланированный контакт защищает", "Запланированный звонок, встреча или дело защищает до своего дня."),
    )
    task_deadline: int = number(
        3, 1, 30, "working days",
        en=("Time for the task", "The task about a forgotten client is due after so many working days."),
        ru=("Срок задачи", "Столько рабочих дней даётся на задачу о забытом клиенте."),
    )  # fmt: skip
    min_age_days: int = number(
        14, 0, 365, DAYS,
        en=("New clients", "A client younger than this is left alone."),
        ru=("Новые клиенты", "Клиента моложе этого возраста не трогаем."),
    )  # fmt: skip
    include_never_bought: bool = switch(
        True,
        en=("Those who never bought", "Watch clients that have not bought anything yet as well."),
        ru=("Ни разу не купившие", "Следить и за клиентами, которые ещё ничего не покупали."),
    )
    period_by_segment: bool = switch(
        False,
        en=("Period by size", "Give larger clients a shorter period; the smallest are then not watched."),
        ru=("Период по размеру клиента", "Крупным клиентам короче период; самые мелкие тогда не проверяются."),
    )
    period_k1: int = number(
        90, 7, 365, DAYS,
        en=("Period K1", "Period of small clients, when it goes by size."),
        ru=("Период K1", "Период небольших клиентов, если он зависит от размера."),
    )  # fmt: skip
    period_k2: int = number(
        75, 7, 365, DAYS,
        en=("Period K2", "Period of usual clients, when it goes by size."),
        ru=("Период K2", "Период обычных клиентов, если он зависит от размера."),
    )  # fmt: skip
    period_k3: int = number(
        60, 7, 365, DAYS,
        en=("Period K3", "Period of large clients, when it goes by size."),
        ru=("Период K3", "Период крупных клиентов, если он зависит от размера."),
    )  # fmt: skip
    period_k4: int = number(
        45, 7, 365, DAYS,
        en=("Period K4", "Period of the largest clients, when it goes by size."),
        ru=("Период K4", "Период самых крупных клиентов, если он зависит от размера."),
    )  # fmt: skip
    segment_bounds: tuple[int, int, int, int] = choice(
        (100_000, 300_000, 500_000, 1_000_000), "sums in the portal's currency",
        en=("Bounds of the sizes", "From which deal on a client is K1, K2, K3 and K4."),
        ru=("Границы размеров", "С какой суммы сделки клиент становится K1, K2, K3 и K4."),
    )  # fmt: skip
    period_by_category: Mapping[int, Period] = choice(
        {}, "days by funnel number",
        en=("Period by funnel", "Period of clients whose largest open deal is in this funnel; goes before their size."),
        ru=("Период по воронке", "Период клиентов, чья самая крупная сделка в этой воронке; важнее размера."),
    )  # fmt: skip
    period_by_type: Mapping[str, Period] = choice(
        {}, "days by company type",
        en=("Period by type", "Period of companies of this type, where neither funnel nor size says otherwise."),
        ru=("Период по типу", "Период компаний этого типа, если воронка и размер не говорят иного."),
    )  # fmt: skip
    waiting_stages: Mapping[str, Annotated[int, Field(ge=1, le=365)]] = choice(
        {}, "days by stage of deals",
        en=("Waiting stages", "A client with an open deal in this stage, such as Thinking, is given these days instead."),
        ru=("Стадии ожидания", "Клиенту со сделкой в этой стадии, например «Думает», даётся столько дней вместо периода."),
    )  # fmt: skip
    dormant_after_episodes: int = number(
        3, 1, 50, "times",
        en=("No client any more?", "Forgotten so often without an answer, the client is proposed to be let go."),
        ru=("Больше не клиент?", "Если клиента забыли столько раз без его ответа, предложим его отпустить."),
    )  # fmt: skip
    hot_amount: int = ladder.hot_amount()
    head_after: int = ladder.head_after()
    head_task_after: int = ladder.head_task_after()
    supervisor_after: int = ladder.supervisor_after()
    exclude_types: tuple[str, ...] = choice(
        ("SUPPLIER", "PARTNER", "COMPETITOR"), "company types", is_inherited=True,
        en=("Types left out", "Companies of these types are no clients."),
        ru=("Исключённые типы", "Компании этих типов не клиенты."),
    )  # fmt: skip
    language: Literal["ru", "en"] = choice(
        "ru", "language code", words=LANGUAGES, is_inherited=True,
        en=("Language", "Language of tasks, labels and notices."),
        ru=("Язык", "Язык задач, меток и уведомлений."),
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        by_size = [self.period_of(k) or 0 for k in range(1, 5)] if self.period_by_segment else []
        longest = max([self.period, *by_size, *self.period_by_category.values(), *self.period_by_type.values()])
        if self.hard_ceiling_days < longest:
            raise ValueError(f"hard_ceiling_days ({self.hard_ceiling_days}) must not be less than the period ({longest})")
        if self.segment_bounds[0] < 0 or list(self.segment_bounds) != sorted(self.segment_bounds):
            raise ValueError("segment_bounds must ascend from 0 or more")
        return self

    def period_of(self, segment: int) -> int | None:
        """Return the period of a segment in days; None for the smallest, which is not watched."""
        name = SEGMENTS[segment]
        return None if name is None else int(getattr(self, name))
