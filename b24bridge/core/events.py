"""Events of the portal: which topic, of which portal, about which object. Whether to believe one is `services.receive`.

Shapes: api-reference/events/index.md and the page of each event; where they differ both are taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from b24bridge.core.errors import WebhookRejected
from b24bridge.core.forms import BAD_REQUEST, Form, nested, path_of

TOPIC = re.compile(r"[A-Z0-9_]{3,64}")
MEMBER_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SECRET = re.compile(r"[!-~]{0,255}")
NUMBER = re.compile(r"[0-9]{1,18}")
CALL = re.compile(r"[A-Za-z0-9_.:-]{1,120}")
ONCE_ONLY = frozenset({("event",), ("auth", "member_id"), ("auth", "application_token")})
# All that anything of ours reads; names, phones and addresses that come along are never stored.
KEPT = frozenset(
    {
        *("ACTION", "ACTIVE", "CALL_ID", "CATEGORY_ID", "CLEAN", "CRM_ACTIVITY_ID", "ENTITY_TYPE_ID"),
        *("FIELDS", "FIELDS_AFTER", "FIELDS_BEFORE", "ID", "LANGUAGE_ID", "MESSAGE_ID", "PREVIOUS_VERSION"),
        *("STAGE_ID", "TASK_ID", "VERSION"),
    }
)
MAX_VALUE = 255

Values = dict[str, "str | Values"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as the portal told it; nothing of it is verified.

    `topic` is in upper case. `object_id` is the number of the object it is about, with its type in front for elements of
    smart processes (`31:22`), the call's own name for a call without activity, and empty for events about none.
    `data` holds text in nested dictionaries, only the keys of KEPT. `ts` is in seconds since 1970, by the portal's clock.
    """

    topic: str
    member_id: str
    application_token: str = field(repr=False)
    object_id: str
    data: Mapping[str, "str | Values"]
    ts: int | None = None
    auth_user_id: int | None = None


def parse(pairs: Sequence[tuple[str, str]]) -> Event:
    """Return the event that the pairs of a request's body are (`core.forms.pairs_of`); the query string is no part of it.

    Raises WebhookRejected (400) when it is no event, names its topic, portal or token more than once, or is about an
    object that cannot exist.
    """
    form = nested(list(pairs))
    _refuse_doubled(pairs)
    auth = _group(form, "auth")
    topic = _matching(TOPIC, _text(form, "event").upper(), "bad_topic")
    data = _kept(_group(form, "data"))
    return Event(
        topic=topic,
        member_id=_matching(MEMBER_ID, _text(auth, "member_id"), "bad_member_id"),
        application_token=_matching(SECRET, _text(auth, "application_token"), "bad_application_token"),
        object_id=_object_id(topic, data),
        data=data,
        ts=_number_or_none(_text(form, "ts")),
        auth_user_id=_number_or_none(_text(auth, "user_id")),
    )


def fields_of(data: Mapping[str, "str | Values"]) -> Mapping[str, "str | Values"]:
    """Return the object's fields: under FIELDS, or FIELDS_AFTER, or FIELDS_BEFORE, or lying in the data themselves.

    Tasks write the word "undefined" for the group they have none of (api-reference/tasks/events-tasks/); comments of
    timelines are documented without FIELDS and sent with it.
    """
    groups = (data.get(name) for name in ("FIELDS", "FIELDS_AFTER", "FIELDS_BEFORE"))
    return next((group for group in groups if isinstance(group, dict)), data)


def number_in(values: Mapping[str, "str | Values"], name: str) -> int:
    """Return the number of an object that a field holds, 0 when it holds none.

    Raises WebhookRejected (400) for anything but up to 18 ASCII digits.
    """
    text = values.get(name, "")
    if text in ("", "undefined"):
        return 0
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise WebhookRejected("bad_object_id", BAD_REQUEST)
    return int(text)


def _of_task_comment(data: Mapping[str, "str | Values"]) -> str:
    # The new task card sends comment 0: api-reference/tasks/comment-item/events-comment/
    return str(number_in(fields_of(data), "TASK_ID") or "")


def _of_dynamic_item(data: Mapping[str, "str | Values"]) -> str:
    # Numbers run per type, and waiting events of one object are merged.
    fields = fields_of(data)
    type_id, number = number_in(fields, "ENTITY_TYPE_ID"), number_in(fields, "ID")
    return f"{type_id}:{number}" if type_id and number else ""


def _of_call(data: Mapping[str, "str | Values"]) -> str:
    return str(number_in(data, "CRM_ACTIVITY_ID") or "") or _matching(CALL, _text(data, "CALL_ID"), "bad_object_id")


def _of_object(data: Mapping[str, "str | Values"]) -> str:
    return str(number_in(fields_of(data), "ID") or "")


OBJECT_RULES: Sequence[tuple[str, Callable[[Mapping[str, "str | Values"]], str]]] = (
    ("ONTASKCOMMENT", _of_task_comment),
    ("ONTASK", _of_object),
    ("ONCRMDYNAMICITEM", _of_dynamic_item),
    ("ONCRM", _of_object),
    ("ONVOXIMPLANTCALL", _of_call),
)


def _object_id(topic: str, data: Mapping[str, "str | Values"]) -> str:
    """Return what a topic's own rule finds; a topic with a rule must be about something."""
    for prefix, rule in OBJECT_RULES:
        if topic.startswith(prefix):
            found = rule(data)
            if not found:
                raise WebhookRejected("no_object_id", BAD_REQUEST)
            return found
    return "" if topic.startswith(("ONAPP", "ONOFFLINE")) else _of_object(data)


def _refuse_doubled(pairs: Sequence[tuple[str, str]]) -> None:
    paths = [tuple(path_of(name)) for name, _ in pairs]
    if any(paths.count(path) > 1 for path in ONCE_ONLY):
        raise WebhookRejected("doubled_key", BAD_REQUEST)


def _kept(group: Form) -> Values:
    """Return a group without the keys that nothing of ours reads; it is at most eight levels deep by `core.forms`."""
    kept: Values = {}
    for name, value in group.items():
        if name in KEPT:
            if isinstance(value, str) and len(value) > MAX_VALUE:
                raise WebhookRejected("value_too_long", BAD_REQUEST)
            kept[name] = value if isinstance(value, str) else _kept(value)
    return kept


def _group(form: Form, name: str) -> Form:
    """Return a group; absent ones are empty, as PHP leaves out empty lists."""
    group = form.get(name, {})
    if isinstance(group, str):
        raise WebhookRejected("not_a_group", BAD_REQUEST)
    return group


def _text(form: Mapping[str, "str | Values"], name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise WebhookRejected("not_a_value", BAD_REQUEST)
    return value


def _matching(pattern: re.Pattern[str], text: str, reason: str) -> str:
    if not pattern.fullmatch(text):
        raise WebhookRejected(reason, BAD_REQUEST)
    return text


def _number_or_none(text: str) -> int | None:
    return int(text) if NUMBER.fullmatch(text) else None
