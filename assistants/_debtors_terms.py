"""The settings of Debtors that say what a debt is: proof of delivery, terms, least sum. Levels are in `_debtors_settings`."""

from typing import Literal, Self

from pydantic import BaseModel, model_validator

from assistants._documents import Terms
from assistants._settings import BASE_CURRENCY, DAYS, LANGUAGES, choice, number


class TermsSettings(BaseModel):
    """Which unpaid documents are debts."""

    delivery_proof: Literal["due_date", "shipment", "stage"] = choice(
        "due_date", "due_date, shipment or stage",
        en=("What makes a debt", "Past its due day a document is a debt: always, once it is shipped, or in certain stages."),
        ru=("Что делает долгом", "После срока документ становится долгом: всегда, после отгрузки или на указанных стадиях."),
        words={"due_date": ("Срок", "Due day"), "shipment": ("Отгрузка", "Shipment"), "stage": ("Стадия", "Stage")},
    )  # fmt: skip
    delivered_stages: tuple[str, ...] = choice(
        (), "stage ids",
        en=("Stages of delivery", "In these stages a document counts as delivered."),
        ru=("Стадии выдачи", "На этих стадиях документ считается выданным."),
    )  # fmt: skip
    terms_days: int = number(
        14, 0, 365, DAYS,
        en=("Terms", "A shipped document without a day to pay by is due so long after the shipment."),
        ru=("Отсрочка", "Отгруженный документ без срока оплаты нужно оплатить через столько после отгрузки."),
    )  # fmt: skip
    min_debt: int = number(
        1_000, 0, 1_000_000_000, BASE_CURRENCY,
        en=("Least debt", "A smaller overdue document stays with Unpaid orders."),
        ru=("Наименьший долг", "Меньший просроченный документ остаётся в «Неоплаченных заказах»."),
    )  # fmt: skip
    min_debt_share: int = number(
        5, 0, 1_000, "thousandths of a year's purchases",
        en=("Least debt of a buyer", "The least debt also grows with what the client bought within a year."),
        ru=("Наименьший долг покупателя", "Наименьший долг растёт и с покупками клиента за год."),
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

    @property
    def terms(self) -> Terms:
        """Return what these settings make of a document."""
        return Terms(
            delivery_proof=self.delivery_proof,
            delivered_stages=self.delivered_stages,
            terms_days=self.terms_days,
            min_debt=self.min_debt,
            min_debt_share=self.min_debt_share,
        )

    @model_validator(mode="after")
    def _proves_something(self) -> Self:
        if self.delivery_proof == "stage" and not self.delivered_stages:
            raise ValueError("delivery_proof stage needs delivered_stages")
        return self
