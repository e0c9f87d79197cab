"""Form bodies as the portal writes them: PHP's bracket notation, read iteratively and within bounds.

`data[FIELDS][ID]=5` nests, `a[]=x` appends, `a[0]=x` is a number kept as a key. What the values mean is `core.events`.
"""

import re
from urllib.parse import unquote_to_bytes

from b24bridge.core.errors import WebhookRejected

MAX_DEPTH = 8
MAX_PAIRS = 1000
BAD_REQUEST = 400
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Form = dict[str, "str | Form"]


def pairs_of(body: bytes) -> list[tuple[str, str]]:
    """Return the decoded pairs of an `application/x-www-form-urlencoded` body, in order, repeated names and all.

    Raises WebhookRejected (400) for more than 1,000 pairs and bytes that are not UTF-8.
    """
    if body.count(b"&") >= MAX_PAIRS:
        raise WebhookRejected("too_many_pairs", BAD_REQUEST)
    pairs = []
    for part in body.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def nested(pairs: list[tuple[str, str]]) -> Form:
    """Return pairs as nested dictionaries of text; `a[]` gets the next free number as its key.

    A name given twice keeps its last value, as PHP does; who must not be doubled is checked by `core.events`.
    Raises WebhookRejected (400) for names deeper than eight levels, broken brackets, more than 1,000 pairs, characters
    that cannot be stored, and a name that is both a value and a group.
    """
    if len(pairs) > MAX_PAIRS:
        raise WebhookRejected("too_many_pairs", BAD_REQUEST)
    form: Form = {}
    for name, value in pairs:
        _refuse_unstorable(name)
        _refuse_unstorable(value)
        _place(form, path_of(name), value)
    return form


def path_of(name: str) -> list[str]:
    """Return the keys that a name such as `data[FIELDS][ID]` leads through; an empty key appends.

    Raises WebhookRejected (400) for broken brackets and more than eight levels.
    """
    first, bracket, rest = name.partition("[")
    keys = [first]
    if bracket:
        if not rest.endswith("]"):
            raise WebhookRejected("broken_brackets", BAD_REQUEST)
        keys += rest[:-1].split("][", MAX_DEPTH)
    if len(keys) > MAX_DEPTH:
        raise WebhookRejected("too_deep", BAD_REQUEST)
    if not first or any("[" in key or "]" in key for key in keys):
        raise WebhookRejected("broken_brackets", BAD_REQUEST)
    return keys


def _place(form: Form, keys: list[str], value: str) -> None:
    group = form
    for key in keys[:-1]:
        inner = group.setdefault(key or _next_number(group), {})
        if isinstance(inner, str):
            raise WebhookRejected("value_and_group", BAD_REQUEST)
        group = inner
    last = keys[-1] or _next_number(group)
    if isinstance(group.get(last), dict):
        raise WebhookRejected("value_and_group", BAD_REQUEST)
    group[last] = value


def _next_number(group: Form) -> str:
    """Return the number after the largest one in use, as PHP does for `[]`; absurdly long numbers do not take part."""
    numbers = [int(key) for key in group if key.isascii() and key.isdigit() and len(key) <= 18]
    return str(max(numbers, default=-1) + 1)


def _decoded(text: bytes) -> str:
    try:
        return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise WebhookRejected("not_utf8", BAD_REQUEST) from error


def _refuse_unstorable(text: str) -> None:
    if UNSTORABLE.search(text):
        raise WebhookRejected("unstorable_character", BAD_REQUEST)
