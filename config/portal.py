"""The settings of one portal as its people write them: who, where, when, and how much each assistant may do.

Not an assistant's own settings: those live in its file and are checked by `config.loading`. No value is set here either;
`config/defaults/portal.yaml` is the only place with defaults.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

Mode = Literal["off", "observe", "approve", "auto"]
ActionClass = Literal["label", "task", "notify", "reassign", "outbound", "stage"]
PersonId = Annotated[int, Field(ge=1, le=10**18 - 1)]


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, LookupError, OSError) as error:
        raise ValueError("not a time zone; write it like Europe/Moscow") from error


def _unit(name: str) -> dict[str, Any]:
    return {"unit": name}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class CalendarSettings(_Strict):
    """Which days people work: a country's calendar, and the portal's exceptions to it."""

    country: str | None = Field(
        pattern=r"^[A-Z]{2}$",
        description="country whose public holidays are days off; empty: none, Monday to Friday",
        json_schema_extra=_unit("country code"),
    )
    days_off: tuple[date, ...] = Field(
        max_length=400, description="further days on which nobody works", json_schema_extra=_unit("dates")
    )
    worked_days: tuple[date, ...] = Field(
        max_length=400, description="weekends and holidays on which people do work", json_schema_extra=_unit("dates")
    )


class TouchSettings(_Strict):
    """From where on a talk or a comment counts as a contact."""

    min_talk_s: int = Field(
        ge=0, le=600, description="a call shorter than this is an attempt, not a talk", json_schema_extra=_unit("seconds")
    )
    min_note_len: int = Field(
        ge=0, le=1000, description="a comment shorter than this protects nobody", json_schema_extra=_unit("characters")
    )


class LimitSettings(_Strict):
    """How much may be done at most. What is above is put off, the least money first; a run too large as a whole is halted."""

    tasks_a_day: int = Field(ge=0, le=1000, description="new tasks for one manager a day", json_schema_extra=_unit("tasks"))
    open_tasks: int = Field(ge=0, le=1000, description="our open tasks of one manager", json_schema_extra=_unit("tasks"))
    hand_overs_a_run: int = Field(ge=0, le=1000, description="clients handed over in a run", json_schema_extra=_unit("clients"))
    hand_overs_a_day: int = Field(ge=0, le=1000, description="clients handed over a day", json_schema_extra=_unit("clients"))
    book_share_a_week: Decimal = Field(
        ge=0, le=100, description="share of one manager's clients handed over in 7 days", json_schema_extra=_unit("percent")
    )
    portal_share_a_day: Decimal = Field(
        ge=0, le=100, description="share of all clients handed over a day", json_schema_extra=_unit("percent")
    )
    orphan_share_a_day: Decimal = Field(
        ge=0,
        le=100,
        description="the same for clients of employees who have left",
        json_schema_extra=_unit("percent"),
    )
    received_a_day: int = Field(
        ge=0, le=1000, description="clients one receiver gets a day", json_schema_extra=_unit("clients")
    )
    letters_gap_days: int = Field(
        ge=0, le=90, description="between letters to one client, all assistants together", json_schema_extra=_unit("days")
    )
    letters_a_month: int = Field(
        ge=0, le=100, description="letters to one client in 30 days", json_schema_extra=_unit("letters")
    )
    letters_an_hour: int = Field(
        ge=0, le=10_000, description="letters of the portal an hour", json_schema_extra=_unit("letters")
    )
    letters_from: time = Field(description="letters leave on working days from", json_schema_extra=_unit("time of day"))
    letters_till: time = Field(description="letters leave on working days until", json_schema_extra=_unit("time of day"))
    cancel_window_min: int = Field(
        ge=0, le=1440, description="a letter waits so long before it leaves", json_schema_extra=_unit("minutes")
    )
    breaker_clients: int = Field(
        ge=1, le=100_000, description="a run with more clients than this may be halted", json_schema_extra=_unit("clients")
    )
    breaker_times_median: int = Field(
        ge=1, le=100, description="… if it is so many times the usual one of the last 14 runs", json_schema_extra=_unit("times")
    )
    breaker_share: Decimal = Field(
        gt=0, le=100, description="… or a greater share of all clients than this", json_schema_extra=_unit("percent")
    )
    breaker_failed_share: Decimal = Field(
        gt=0,
        le=100,
        description="a run is halted when more of its actions fail",
        json_schema_extra=_unit("percent"),
    )


class AssistantEntry(BaseModel):
    """One assistant's part of the portal's settings: its modes, and beside them its own settings, checked by its schema."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    mode: Mapping[ActionClass, Mode] = Field(
        default_factory=dict,
        description="what may be done without asking, by class of action; classes left out keep the assistant's own mode",
        json_schema_extra=_unit("mode"),
    )


class PortalSettings(_Strict):
    """The settings of one portal. `time_zone` and `currency` left empty mean the portal's own."""

    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = Field(
        description="time zone in which days begin and end; empty: that of the portal", json_schema_extra=_unit("time zone")
    )
    language: Literal["ru", "en"] = Field(
        description="language of tasks, labels and notices", json_schema_extra=_unit("language code")
    )
    currency: str | None = Field(
        pattern=r"^[A-Z]{3}$",
        description="currency in which money is added up; empty: the portal's base currency",
        json_schema_extra=_unit("currency code"),
    )
    calendar: CalendarSettings = Field(description="working days", json_schema_extra=_unit("group"))
    touches: TouchSettings = Field(description="what counts as a contact", json_schema_extra=_unit("group"))
    keep_names: Literal["companies", "all", "none"] = Field(
        description="whose names the bridge may store: companies only, contacts too, or nobody's",
        json_schema_extra=_unit("choice"),
    )
    observe_days: int = Field(
        ge=0, le=365, description="after installation only watch, for so long", json_schema_extra=_unit("days")
    )
    observe_until: date | None = Field(
        description="only watch until this day, instead of observe_days; on that day the assistants begin to act",
        json_schema_extra=_unit("date"),
    )
    supervisor_id: PersonId | None = Field(
        description="who is asked when a department has no head at work", json_schema_extra=_unit("user id")
    )
    deputies: Mapping[PersonId, PersonId] = Field(
        description="who stands in for whom while absent", json_schema_extra=_unit("user id: user id")
    )
    exclude_types: tuple[str, ...] = Field(
        max_length=100,
        description="types of companies that are no clients, as in the portal's list of company types",
        json_schema_extra=_unit("company types"),
    )
    digest_at: time | None = Field(
        description="when heads get the daily digest, on working days; empty: never", json_schema_extra=_unit("time of day")
    )
    limits: LimitSettings = Field(description="how much may be done at most", json_schema_extra=_unit("group"))
    kill_switch: bool = Field(
        description="stop every change on the portal at once; counting goes on", json_schema_extra=_unit("yes or no")
    )
    assistants: Mapping[str, AssistantEntry] = Field(
        description="each assistant's modes and its own settings", json_schema_extra=_unit("group")
    )

    @field_validator("deputies")
    @classmethod
    def _nobody_for_himself(cls, deputies: Mapping[int, int]) -> Mapping[int, int]:
        if any(person == deputy for person, deputy in deputies.items()):
            raise ValueError("nobody can stand in for himself")
        return deputies
