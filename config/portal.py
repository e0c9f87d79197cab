"""The settings of one portal as its people write them: who, where, when, and how much each assistant may do.

Not an assistant's own settings: those live in its file and are checked by `config.loading`. No value is set here either;
`config/defaults/portal.yaml` is the only place with defaults.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from config.fields import Strict, said
from config.limits import LimitSettings

Mode = Literal["off", "observe", "approve", "auto"]
ActionClass = Literal["label", "task", "notify", "reassign", "outbound", "stage"]
PersonId = Annotated[int, Field(ge=1, le=10**18 - 1)]


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, LookupError, OSError) as error:
        raise ValueError("not a time zone; write it like Europe/Moscow") from error


class CalendarSettings(Strict):
    """Which days people work: a country's calendar, and the portal's exceptions to it."""

    country: str | None = Field(
        pattern=r"^[A-Z]{2}$",
        title="Country",
        description="Its public holidays are days off; empty: none, Monday to Friday.",
        json_schema_extra=said(
            "country code", "Страна", "Её праздники — выходные; пусто: с понедельника по пятницу без праздников."
        ),
    )
    days_off: tuple[date, ...] = Field(
        max_length=400,
        title="Further days off",
        description="Further days on which nobody works.",
        json_schema_extra=said(
            "dates", "Ещё выходные", "Другие дни, когда никто не работает; по одному в строке, например 2026-12-31."
        ),
    )
    worked_days: tuple[date, ...] = Field(
        max_length=400,
        title="Worked days",
        description="Weekends and holidays on which people do work.",
        json_schema_extra=said("dates", "Рабочие выходные", "Выходные и праздники, когда у вас работают; по одному в строке."),
    )


class TouchSettings(Strict):
    """From where on a talk or a comment counts as a contact."""

    min_talk_s: int = Field(
        ge=0,
        le=600,
        title="Shortest talk",
        description="A call shorter than this is an attempt, not a talk.",
        json_schema_extra=said("seconds", "Самый короткий разговор", "Звонок короче этого — попытка, а не разговор."),
    )
    min_note_len: int = Field(
        ge=0,
        le=1000,
        title="Shortest comment",
        description="A comment shorter than this protects nobody.",
        json_schema_extra=said("characters", "Самый короткий комментарий", "Комментарий короче этого никого не защищает."),
    )


class AssistantEntry(BaseModel):
    """One assistant's part of the portal's settings: its modes, and beside them its own settings, checked by its schema."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    mode: Mapping[ActionClass, Mode] = Field(
        default_factory=dict,
        title="Modes",
        description="What may be done without asking, by class of action; classes left out keep the assistant's own mode.",
        json_schema_extra=said(
            "mode", "Режимы", "Что можно делать без спроса, по видам действий; остальные виды остаются в режиме помощника."
        ),
    )


class PortalSettings(Strict):
    """The settings of one portal. `time_zone` and `currency` left empty mean the portal's own."""

    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = Field(
        title="Time zone",
        description="Where days begin and end, such as Europe/Moscow; empty: that of the portal.",
        json_schema_extra=said(
            "time zone", "Часовой пояс", "По нему начинаются и кончаются дни, например Europe/Moscow; пусто: как на портале."
        ),
    )
    language: Literal["ru", "en"] = Field(
        title="Language",
        description="Language of tasks, labels and notices.",
        json_schema_extra=said(
            "language code", "Язык", "Язык задач, меток и уведомлений.", ru=("Русский", "Russian"), en=("Английский", "English")
        ),
    )
    currency: str | None = Field(
        pattern=r"^[A-Z]{3}$",
        title="Currency",
        description="Money is added up in it, such as RUB; empty: the portal's base currency.",
        json_schema_extra=said(
            "currency code", "Валюта", "В ней складываем деньги, например RUB; пусто: базовая валюта портала."
        ),
    )
    calendar: CalendarSettings = Field(
        title="Working days",
        description="Which days people work.",
        json_schema_extra=said("group", "Рабочие дни", "В какие дни у вас работают."),
    )
    touches: TouchSettings = Field(
        title="Contacts",
        description="What counts as a contact.",
        json_schema_extra=said("group", "Контакты", "Что считается контактом."),
    )
    keep_names: Literal["companies", "all", "none"] = Field(
        title="Names of clients",
        description="Whose names the bridge may store.",
        json_schema_extra=said(
            "choice",
            "Имена клиентов",
            "Чьи имена можно хранить у нас.",
            companies=("Компаний", "Companies'"),
            all=("Всех", "Everybody's"),
            none=("Ничьи", "Nobody's"),
        ),
    )
    observe_days: int = Field(
        ge=0,
        le=365,
        title="Watch at first",
        description="After installation only watch, for so long.",
        json_schema_extra=said("days", "Сначала наблюдать", "Столько дней после установки только наблюдаем."),
    )
    observe_until: date | None = Field(
        title="Watch until",
        description="Only watch until this day, instead of the days above; on that day the assistants begin to act.",
        json_schema_extra=said(
            "date", "Наблюдать до", "Наблюдаем до этого дня, и в этот день помощники начинают действовать; важнее числа дней."
        ),
    )
    supervisor_id: PersonId | None = Field(
        title="Supervisor",
        description="Who is asked when a department has no head at work.",
        json_schema_extra=said("employee", "Директор", "Кого спрашивать, когда у отдела нет руководителя на месте."),
    )
    deputies: Mapping[PersonId, PersonId] = Field(
        title="Deputies",
        description="Who stands in for whom while absent.",
        json_schema_extra=said("employee: employee", "Заместители", "Кто кого замещает на время отсутствия."),
    )
    exclude_types: tuple[str, ...] = Field(
        max_length=100,
        title="Types left out",
        description="Types of companies that are no clients, as in the portal's list of company types.",
        json_schema_extra=said(
            "company types",
            "Исключённые типы",
            "Компании этих типов не клиенты; по одному в строке, как в списке типов компаний на портале.",
        ),
    )
    digest_at: time | None = Field(
        title="Daily digest",
        description="When heads get it, on working days; empty: never.",
        json_schema_extra=said(
            "time of day", "Ежедневная сводка", "Когда её получают руководители по рабочим дням; пусто: никогда."
        ),
    )
    limits: LimitSettings = Field(
        title="Limits",
        description="How much may be done at most.",
        json_schema_extra=said("group", "Ограничения", "Сколько можно сделать самое большее."),
    )
    kill_switch: bool = Field(
        title="Stop everything",
        description="Stop every change on the portal at once; counting goes on.",
        json_schema_extra=said(
            "yes or no", "Остановить всё", "Сразу перестать менять что-либо на портале; подсчёт продолжается."
        ),
    )
    assistants: Mapping[str, AssistantEntry] = Field(
        title="Assistants",
        description="Each assistant's modes and its own settings.",
        json_schema_extra=said("group", "Помощники", "Режимы каждого помощника и его собственные настройки."),
    )

    @field_validator("deputies")
    @classmethod
    def _nobody_for_himself(cls, deputies: Mapping[int, int]) -> Mapping[int, int]:
        if any(person == deputy for person, deputy in deputies.items()):
            raise ValueError("nobody can stand in for himself")
        return deputies
