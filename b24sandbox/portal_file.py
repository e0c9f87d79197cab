"""Portal files: JSON Lines that fill a portal and are written from one, `{"entity": NAME, "fields": {...}}` a line.

Rows come in as stored: ids kept, no events, no side effects. Every refusal names its line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from b24sandbox import moments
from b24sandbox.crm_fields import user_fields
from b24sandbox.entities import BY_ENTITY, ENTITIES, Entity
from b24sandbox.fields.table import Fields
from b24sandbox.limits import PLANS
from b24sandbox.portal import Portal, Settings
from b24sandbox.row_shapes import settle, to_stored
from b24sandbox.show_row import as_json
from b24sandbox.store import Row
from b24sandbox.values import InvalidValue, NotIterable, read

SETTING_NAMES = {field.name for field in fields(Settings)}
FIRST = ("userfield",)
NEEDED = {
    "status": ("ENTITY_ID", "STATUS_ID", "NAME"),
    "userfield": ("ENTITY_ID", "FIELD_NAME", "USER_TYPE_ID"),
    "absence": ("userId", "from", "to"),
    "activity": ("OWNER_TYPE_ID", "OWNER_ID", "TYPE_ID"),
    "comment": ("ENTITY_TYPE", "ENTITY_ID"),
    "stagehistory": ("entityTypeId", "OWNER_ID", "CREATED_TIME"),
    "task": ("title", "responsibleId"),
}


class PortalFileError(ValueError):
    """A line that a portal file may not have; the text names the line, the problem and the fix."""


@dataclass(frozen=True)
class Line:
    """One parsed line with its number."""

    number: int
    entity: str
    fields: Row


def load(portal: Portal, text: Iterable[str]) -> None:
    """Replace the portal's rows and settings by the file's. Raises PortalFileError and then leaves the portal as it was."""
    lines = list(_lines(text))
    settings, now = _settings(portal, lines)
    draft = Portal(settings=settings, clock=portal.clock, dice=portal.dice)
    rows = [line for line in lines if line.entity != "portal"]
    for line in sorted(rows, key=lambda line: line.entity not in FIRST):
        _store(draft, line, now)
    _complete(draft)
    with portal.lock:
        portal.settings, portal.tables = settings, draft.tables
        portal.last_multifield = draft.last_multifield
        portal.limits.plan = settings.plan
        if any(line.entity == "portal" and "now" in line.fields for line in lines):
            portal.clock.set(now)


def _lines(text: Iterable[str]) -> Iterator[Line]:
    for number, raw in enumerate(text, 1):
        if not raw.strip():
            continue
        try:
            parsed = json.loads(raw)
        except ValueError as error:
            raise PortalFileError(f"line {number}: not JSON ({error}); write one object a line") from error
        if not isinstance(parsed, dict) or set(parsed) != {"entity", "fields"} or not isinstance(parsed["fields"], dict):
            raise PortalFileError(f'line {number}: expected {{"entity": NAME, "fields": {{...}}}} and nothing else')
        if parsed["entity"] != "portal" and (parsed["entity"] not in ENTITIES or ENTITIES[parsed["entity"]].is_internal):
            known = ", ".join(["portal", *(name for name, entity in ENTITIES.items() if not entity.is_internal)])
            raise PortalFileError(f"line {number}: unknown entity {parsed['entity']!r}; one of {known}")
        yield Line(number, parsed["entity"], parsed["fields"])


def _settings(portal: Portal, lines: list[Line]) -> tuple[Settings, datetime]:
    if not lines or lines[0].entity != "portal":
        raise PortalFileError("line 1: the first line is the portal: time_zone, currency, plan and now")
    if any(line.entity == "portal" for line in lines[1:]):
        number = next(line.number for line in lines[1:] if line.entity == "portal")
        raise PortalFileError(f"line {number}: a second portal line; there is one, the first")
    given = dict(lines[0].fields)
    unknown = set(given) - SETTING_NAMES - {"now"}
    if unknown:
        raise PortalFileError(f"line 1: unknown portal fields {sorted(unknown)}; known are {sorted({*SETTING_NAMES, 'now'})}")
    no_text = sorted(name for name, value in given.items() if not isinstance(value, str))
    if no_text:
        raise PortalFileError(f"line 1: {', '.join(no_text)}: not a text; every field of the portal is one")
    now_text = given.pop("now", None)
    settings = Settings(**given)
    if settings.plan not in PLANS:
        raise PortalFileError(f"line 1: unknown plan {settings.plan!r}; one of {sorted(PLANS)}")
    try:
        zone = ZoneInfo(settings.time_zone)
        now = moments.read(now_text, zone) if now_text else portal.clock.now()
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PortalFileError(f"line 1: {error}; give time_zone as Europe/Moscow, now as 2026-11-23T09:00:00+03:00") from error
    return settings, now


def _store(portal: Portal, line: Line, now: datetime) -> None:
    entity = ENTITIES[line.entity]
    known, zone = _fields(portal, entity), portal.zone
    row: Row = {}

    def moment(text: str) -> datetime:
        return moments.resolve(text, now, zone) if text.startswith("@") else moments.read(text, zone)

    for name, value in to_stored(line.entity, line.fields).items():
        if name not in known:
            raise PortalFileError(f"line {line.number}: {line.entity} has no field {name!r}; see `fields` of the sandbox")
        try:
            row[name] = read(known[name], value, zone, moment)
        except NotIterable as error:
            raise PortalFileError(f"line {line.number}: {name} takes a list, got {error}") from error
        except InvalidValue as error:
            raise PortalFileError(f"line {line.number}: {error}") from error
    for name in NEEDED.get(line.entity, ()):
        if row.get(name) is None:
            raise PortalFileError(f"line {line.number}: {line.entity} needs {name}")
    row = {name: value for name, value in row.items() if value is not None}
    try:
        settle(portal, line.entity, row, moment)
        portal.table(line.entity).insert(row)
    except KeyError as error:
        raise PortalFileError(f"line {line.number}: {line.entity} {error} is there already; ids are unique") from error
    except ValueError as error:
        raise PortalFileError(f"line {line.number}: {error}") from error


def _fields(portal: Portal, entity: Entity) -> Fields:
    crm_type = BY_ENTITY.get(entity.name)
    return entity.fields | user_fields(portal, crm_type) if crm_type else entity.fields


def _complete(portal: Portal) -> None:
    try:
        portal.first_admin()
    except LookupError as error:
        raise PortalFileError(f"no line: {error}") from error


def dump(portal: Portal) -> Iterator[str]:
    """The portal as a portal file, the present moment as its `now`."""
    head = asdict(portal.settings) | {"now": moments.show(portal.clock.now(), portal.zone)}
    yield _line("portal", head)
    for name, entity in ENTITIES.items():
        if not entity.is_internal:
            for row in portal.table(name).all():
                yield _line(name, as_json(row, portal.zone))


def _line(entity: str, values: dict[str, Any]) -> str:
    return json.dumps({"entity": entity, "fields": values}, ensure_ascii=False)
