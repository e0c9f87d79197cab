"""The settings of Client release (specification 4.2), with their bounds, units and words."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistants._settings import DAYS, LANGUAGES, TIMES, WORKING_DAYS, choice, number, switch

CLIENTS = "clients"


class Settings(BaseModel):
    """When a forgotten client is handed to a colleague, to whom, and what stops it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sales_model: Literal["b2b", "b2c"] = choice(
        "b2b", "b2b or b2c",
        en=("Kind of sales", "Persons are not handed over: buyers have no manager of their own."),
        ru=("Вид продаж", "При продажах людям клиентов не передаём: у покупателей нет своего менеджера."),
        words={"b2b": ("Компаниям", "To companies"), "b2c": ("Людям", "To persons")},
    )  # fmt: skip
    release_after: int = number(
        10, 1, 90, WORKING_DAYS,
        en=("Countdown", "So long after the manager got his task the hand-over is decided; his absence does not count."),
        ru=("Отсчёт", "Через столько после задачи менеджеру решаем о передаче; дни его отсутствия не считаются."),
    )  # fmt: skip
    final_warning: int = number(
        2, 0, 30, WORKING_DAYS,
        en=("Last warning", "So long before the decision the manager is warned."),
        ru=("Последнее предупреждение", "За столько до решения менеджер получает предупреждение."),
    )  # fmt: skip
    least_left: int = number(
        3, 1, 30, WORKING_DAYS,
        en=("Left after a pause", "When a countdown goes on after a pause, at least so much is left."),
        ru=("Остаток после паузы", "Когда отсчёт продолжается после паузы, остаётся не меньше этого."),
    )  # fmt: skip
    approve_ttl: int = number(
        3, 1, 30, WORKING_DAYS,
        en=("Time for the head", "If the head says nothing for so long, the supervisor reads it; nothing is handed over."),
        ru=("Время руководителю", "Если руководитель молчит дольше, об этом узнаёт директор; сами ничего не передаём."),
    )  # fmt: skip
    strategy: Literal["fair", "head"] = choice(
        "fair", "fair or head",
        en=("Who gets the client", "Whoever has least by money, or whom the head chooses himself."),
        ru=("Кому передать", "Тому, у кого меньше всех по сумме, или кого выберет сам руководитель."),
        words={"fair": ("Поровну", "Evenly"), "head": ("Руководитель", "The head")},
    )  # fmt: skip
    receiver_departments: tuple[int, ...] = choice(
        (), "department numbers",
        en=("Receivers", "Clients go to people of these departments; empty: of the owner's own and those below it."),
        ru=("Получатели", "Клиенты идут людям этих отделов; пусто: отдела ответственного и ниже."),
    )  # fmt: skip
    heads_receive: bool = switch(
        False,
        en=("Heads receive too", "Hand clients to heads of departments as well."),
        ru=("Руководители тоже", "Передавать клиентов и руководителям отделов."),
    )
    max_clients: int = number(
        0, 0, 1_000_000, CLIENTS,
        en=("Clients of one manager", "Whoever has so many gets no more; 0: no bound."),
        ru=("Клиентов у менеджера", "У кого столько клиентов, тому больше не передаём; 0: без предела."),
    )  # fmt: skip
    received_a_day: int = number(
        5, 1, 1000, CLIENTS,
        en=("Received a day", "Whoever got so many today comes after the others."),
        ru=("Получено за день", "Кто сегодня получил столько, идёт после остальных."),
    )  # fmt: skip
    newcomer_share: int = number(
        30, 0, 100, "percent",
        en=("Share of new colleagues", "This share of clients goes to new colleagues first."),
        ru=("Доля новичков", "Такая доля клиентов сначала достаётся новичкам."),
    )  # fmt: skip
    newcomer_days: int = number(
        180, 0, 3650, DAYS,
        en=("New colleagues", "Whoever joined less than this ago is new."),
        ru=("Кто новичок", "Кто работает меньше этого срока."),
    )  # fmt: skip
    previous_owner_cooldown: int = number(
        90, 0, 3650, DAYS,
        en=("Not back to", "A former owner does not get the client again for so long."),
        ru=("Не возвращать", "Прежнему ответственному клиент не достаётся столько дней."),
    )  # fmt: skip
    new_owner_first_contact: int = number(
        2, 1, 30, WORKING_DAYS,
        en=("First contact", "If the new owner does not contact the client for so long, it goes to the next one."),
        ru=("Первый контакт", "Если новый ответственный не связался за этот срок, клиент идёт следующему."),
    )  # fmt: skip
    max_hops: int = number(
        2, 1, 10, TIMES,
        en=("Receivers in a row", "After so many who did not contact the client the head decides."),
        ru=("Получателей подряд", "После стольких, кто не связался с клиентом, решает руководитель."),
    )  # fmt: skip
    release_cooldown: int = number(
        90, 0, 3650, DAYS,
        en=("Between hand-overs", "A client is not handed over again for so long."),
        ru=("Между передачами", "Столько дней клиента не передаём снова."),
    )  # fmt: skip
    max_per_year: int = number(
        2, 1, 50, TIMES,
        en=("Hand-overs in 365 days", "A client is not handed over more often."),
        ru=("Передач за 365 дней", "Чаще клиента не передаём."),
    )  # fmt: skip
    holdout_deal_days: int = number(
        14, 0, 365, DAYS,
        en=("A live deal", "An open deal in which the client answered so lately stops the hand-over."),
        ru=("Живая сделка", "Открытая сделка, в которой клиент отвечал не раньше этого, останавливает передачу."),
    )  # fmt: skip
    late_stages: tuple[str, ...] = choice(
        (), "stages of deals",
        en=("Late stages", "A deal in one of these stages stops the hand-over; codes of stages, one a line."),
        ru=("Поздние стадии", "Сделка в одной из этих стадий останавливает передачу; коды стадий, по одному в строке."),
    )  # fmt: skip
    winback_days: int = number(
        30, 0, 365, DAYS,
        en=("Win-back", "While the owner wins a lapsed buyer back, it stays with him for so long."),
        ru=("Возврат ушедшего", "Пока менеджер возвращает ушедшего покупателя, клиент остаётся у него столько дней."),
    )  # fmt: skip
    vip_by_size: bool = switch(
        True,
        en=("The largest stay", "Clients of the largest size (K4) are handed over by the supervisor only."),
        ru=("Крупные остаются", "Клиентов самого крупного размера (K4) передаёт только директор."),
    )
    vip_clients: tuple[str, ...] = choice(
        (), "clients such as CO_12",
        en=("These stay", "These clients are handed over by the supervisor only; one a line, such as CO_12."),
        ru=("Эти остаются", "Этих клиентов передаёт только директор; по одному в строке, например CO_12."),
    )  # fmt: skip
    segment_bounds: tuple[int, int, int, int] = choice(
        (100_000, 300_000, 500_000, 1_000_000), "sums in the portal's currency",
        en=("Bounds of the sizes", "From which deal on a client is K1, K2, K3 and K4."),
        ru=("Границы размеров", "С какой суммы сделки клиент становится K1, K2, K3 и K4."),
    )  # fmt: skip
    contest_window: int = number(
        3, 0, 30, WORKING_DAYS,
        en=("Time to object", "The former owner may object to the hand-over for so long."),
        ru=("Время на спор", "Прежний ответственный может оспорить передачу столько."),
    )  # fmt: skip
    observer_days: int = number(
        30, 0, 365, DAYS,
        en=("Former owner watches", "The former owner stays an observer for so long."),
        ru=("Прежний наблюдает", "Прежний ответственный остаётся наблюдателем столько дней."),
    )  # fmt: skip
    label_days: int = number(
        14, 0, 365, DAYS,
        en=("The label stays", "The label of a handed over client goes so long after the client answered the new owner."),
        ru=("Метка остаётся", "Метка переданного клиента уходит через столько после ответа клиента новому менеджеру."),
    )  # fmt: skip
    exclude_types: tuple[str, ...] = choice(
        ("SUPPLIER", "PARTNER", "COMPETITOR"), "company types", is_inherited=True,
        en=("Types left out", "Companies of these types are no clients."),
        ru=("Исключённые типы", "Компании этих типов не клиенты."),
    )  # fmt: skip
    language: Literal["ru", "en"] = choice(
        "ru", "language code", words=LANGUAGES, is_inherited=True,
        en=("Language", "Language of labels, notes and notices."),
        ru=("Язык", "Язык меток, заметок и уведомлений."),
    )  # fmt: skip
