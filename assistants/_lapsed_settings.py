"""The settings of Lapsed buyers (specification 4.3), with their bounds, units and words."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistants._ladder import head_after, head_task_after, hot_amount, supervisor_after
from assistants._settings import BASE_CURRENCY, DAYS, LANGUAGES, WORKING_DAYS, choice, number, switch

LONGEST = 400


def _share(default: float, en: tuple[str, str], ru: tuple[str, str]) -> Any:
    extra: dict[str, Any] = {"unit": "share of pauses", "title_ru": ru[0], "hint_ru": ru[1]}
    return Field(default, ge=0.001, le=0.5, title=en[0], description=en[1], json_schema_extra=extra)


class Settings(BaseModel):
    """What counts as a purchase, when a pause is too long, and what is done about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purchase_source: Literal["deals", "invoices", "orders"] = choice(
        "deals", "kind of record",
        en=("Purchases are", "A won deal, a paid invoice or a paid order of the shop; one of them for the whole portal."),
        ru=("Покупки — это", "Покупка — выигранная сделка, оплаченный счёт или оплаченный заказ магазина; что-то одно."),
        words={"deals": ("Сделка", "A deal"), "invoices": ("Счёт", "An invoice"), "orders": ("Заказ", "An order")},
    )  # fmt: skip
    categories: tuple[int, ...] = choice(
        (), "numbers of pipelines",
        en=("Pipelines", "Only won deals of these pipelines are purchases; none named: those of all."),
        ru=("Воронки", "Покупками считаются выигранные сделки только этих воронок; если не названы — всех."),
    )  # fmt: skip
    method: Literal["personal", "median", "fixed"] = choice(
        "personal", "method",
        en=("Measure", "By the client's own rhythm, by twice its usual pause, or by a fixed number of days."),
        ru=("Мера", "По собственному ритму клиента, по двум обычным паузам или по постоянному числу дней."),
        words={"personal": ("Свой ритм", "Own rhythm"), "median": ("Две паузы", "Two pauses"), "fixed": ("Число дней", "Days")},
    )  # fmt: skip
    p_soft: float = _share(
        0.10,
        en=("Rare pause", "At risk is who makes a pause that only so large a share of its pauses exceeds."),
        ru=("Редкая пауза", "Может уйти тот, чью паузу превышает лишь такая доля его пауз."),
    )
    p_hard: float = _share(
        0.05,
        en=("Very rare pause", "Lapsed is who makes a pause that only so large a share of its pauses exceeds."),
        ru=("Очень редкая пауза", "Ушедший — тот, чью паузу превышает лишь такая доля его пауз."),
    )
    fixed_days: int = number(
        90, 7, 400, DAYS,
        en=("Fixed pause", "Lapsed after so many days, where the fixed measure is used."),
        ru=("Постоянная пауза", "Ушедший через столько дней, если мера постоянная."),
    )  # fmt: skip
    clamp_min: int = number(
        30, 1, 365, DAYS,
        en=("Not before", "Nobody is lapsed after a shorter pause."),
        ru=("Не раньше", "После более короткой паузы никто не ушедший."),
    )  # fmt: skip
    clamp_max: int = number(
        180, 1, LONGEST, DAYS,
        en=("Not later", "Lapsed after such a pause at the latest, unless the client usually makes longer ones."),
        ru=("Не позже", "Ушедший самое позднее после такой паузы, если у клиента не бывает обычно более долгих."),
    )  # fmt: skip
    min_purchases: int = number(
        3, 2, 50, "purchases",
        en=("Own rhythm from", "A client has a rhythm of its own from so many purchases on."),
        ru=("Свой ритм с", "У клиента есть свой ритм начиная со стольких покупок."),
    )  # fmt: skip
    min_portal_gaps: int = number(
        200, 20, 100_000, "pauses",
        en=("Portal's pauses", "Own rhythms and first pauses are judged once the portal knows so many of them."),
        ru=("Пауз на портале", "Свой ритм и первые паузы оцениваем, когда на портале известно столько пауз."),
    )  # fmt: skip
    min_yearly_money: int = number(
        0, 0, 1_000_000_000, BASE_CURRENCY,
        en=("Money a year", "A client that bought for less in its last year of purchases is left alone."),
        ru=("Денег в год", "Клиента, купившего за свой последний год покупок меньше, не трогаем."),
    )  # fmt: skip
    winback_days: int = number(
        30, 1, 365, DAYS,
        en=("Win-back", "After so long without a purchase since the owner got in touch, the head reads a line."),
        ru=("На возвращение", "Если после первого контакта менеджера столько дней нет покупки, это видит руководитель."),
    )  # fmt: skip
    touch_budget: int = number(
        0, 0, 100, "contacts",
        en=("Contacts to win back", "Times the segment; 0: as many as usually come before a won deal here, or 6."),
        ru=("Контактов на возвращение", "Умножается на сегмент; 0: столько, сколько здесь обычно до выигрыша сделки, или 6."),
    )  # fmt: skip
    segment_bounds: tuple[int, int, int, int] = choice(
        (100_000, 300_000, 500_000, 1_000_000), "sums in the portal's currency",
        en=("Bounds of the sizes", "From which deal on a client is K1, K2, K3 and K4."),
        ru=("Границы размеров", "С какой суммы сделки клиент становится K1, K2, K3 и K4."),
    )  # fmt: skip
    control_share: int = number(
        10, 0, 50, "percent",
        en=("Control group", "For so many lapsed clients nothing is done, to see how many return by themselves."),
        ru=("Контрольная группа", "Для стольких ушедших ничего не делаем, чтобы видеть, сколько вернётся само."),
    )  # fmt: skip
    season_guard: bool = switch(
        True,
        en=("Mind the season", "A pause not much longer than that of the same season a year before is no loss."),
        ru=("Учитывать сезон", "Пауза немногим длиннее прошлогодней в то же время — не потеря."),
    )
    returned_days: int = number(
        60, 1, 365, DAYS,
        en=("Returned for", "Who bought again after being lapsed is shown as returned for so long."),
        ru=("Вернулся в течение", "Купивший снова после ухода столько дней показан как вернувшийся."),
    )  # fmt: skip
    task_deadline: int = number(
        3, 1, 30, WORKING_DAYS,
        en=("Time for the task", "The task about a lapsed client is due after so many working days."),
        ru=("Срок задачи", "Столько рабочих дней даётся на задачу об ушедшем клиенте."),
    )  # fmt: skip
    hot_amount: int = hot_amount()
    head_after: int = head_after()
    head_task_after: int = head_task_after()
    supervisor_after: int = supervisor_after()
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
        if self.p_hard > self.p_soft:
            raise ValueError(f"p_hard ({self.p_hard}) must not be more than p_soft ({self.p_soft})")
        if self.clamp_min > self.clamp_max:
            raise ValueError(f"clamp_min ({self.clamp_min}) must not be more than clamp_max ({self.clamp_max})")
        if self.segment_bounds[0] < 0 or list(self.segment_bounds) != sorted(self.segment_bounds):
            raise ValueError("segment_bounds must ascend from 0 or more")
        return self
