"""What a portal posts when it opens or installs us, read from the body alone. Nothing here is verified yet."""

import json
from collections import Counter

from flask import Request
from werkzeug.datastructures import MultiDict

from b24bridge.core.errors import WebhookRejected
from b24bridge.core.forms import Form, nested, pairs_of
from b24bridge.services.arrivals import Arrival

HOUR_S = 3600
MAX_DIGITS = 18
# Each of these decides whom we believe, so each comes exactly once.
ONCE = ("AUTH_ID", "REFRESH_ID", "APPLICATION_TOKEN", "member_id", "SERVER_ENDPOINT")
ANNOUNCED = ("access_token", "refresh_token", "application_token", "member_id", "server_endpoint")


class Posted(dict[str, str]):
    """The values of a posted form by name; of a name given twice the last, and `all` of them if asked for."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        """Keep the pairs in order. Raises WebhookRejected (400) for what no form of ours could post."""
        super().__init__({name: value for name, value in nested(pairs).items() if isinstance(value, str)})
        self._pairs = pairs

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a name, in order: the boxes that were ticked."""
        return tuple(value for each, value in self._pairs if each == name)


def flat_form(request: Request) -> Posted:
    """Return a posted form. Raises WebhookRejected (400)."""
    return Posted(pairs_of(request.get_data(cache=True)))


def opening(request: Request) -> Arrival:
    """Return what was posted when a page of ours was opened (api-reference/widgets/_includes/widget_data.md)."""
    pairs = pairs_of(request.get_data(cache=True))
    counts = Counter(name for name, _ in pairs)
    if any(counts[name] > 1 for name in ONCE):
        raise WebhookRejected("doubled_key")
    form = flat_form(request)
    if not all(form.get(name) for name in ONCE):
        raise WebhookRejected("missing_key", 401)
    placement = form.get("PLACEMENT") or "DEFAULT"
    return Arrival(
        access_token=form["AUTH_ID"],
        refresh_token=form["REFRESH_ID"],
        expires_in=number_of(form.get("AUTH_EXPIRES", "")) or HOUR_S,
        application_token=form["APPLICATION_TOKEN"],
        member_id=form["member_id"],
        oauth_endpoint=form["SERVER_ENDPOINT"],
        language=_language(request.args),
        placement=placement,
        entity_id=_entity_id(form.get("PLACEMENT_OPTIONS", "")),
    )


def announced(auth: Form) -> Arrival:
    """Return what ONAPPINSTALL brings, whose tokens make an application without pages usable (settings/app-installation)."""
    texts = {name: value for name, value in auth.items() if isinstance(value, str)}
    if not all(
        texts.get(name) for name in ("access_token", "refresh_token", "application_token", "member_id", "server_endpoint")
    ):
        raise WebhookRejected("missing_key", 401)
    return Arrival(
        access_token=texts["access_token"],
        refresh_token=texts["refresh_token"],
        expires_in=number_of(texts.get("expires_in", "")) or HOUR_S,
        application_token=texts["application_token"],
        member_id=texts["member_id"],
        oauth_endpoint=texts["server_endpoint"],
    )


def number_of(text: str) -> int | None:
    """Return the number that ASCII digits write, or None; `str.isdigit` alone accepts what `int` refuses."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def _language(query: MultiDict[str, str]) -> str:
    return query.get("LANG", "")[:2].lower()


def _entity_id(options: str) -> int | None:
    """Return the id of the card a widget stands on; other placements bring other options, or none."""
    try:
        found = json.loads(options) if options else {}
    except (ValueError, RecursionError):
        raise WebhookRejected("placement_options", 400) from None
    given = found.get("ID") if isinstance(found, dict) else None
    return number_of(str(given)) if isinstance(given, int | str) else None
