"""Errors: each has its answer in one table, and none shows what is inside."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from b24bridge.core import errors
from b24bridge.core.errors import BridgeError
from b24bridge.web.errors import TABLE, Forbidden, failure_of
from b24bridge.web.words import catalogues

SECRET = "9d4c7166007e9c94001e30ba"
CASES = [
    (errors.AccessLost("user.get", "expired_token", SECRET), 403, "access_lost"),
    (errors.Busy("m", "QUERY_LIMIT_EXCEEDED", retry_at=datetime(2026, 11, 23, tzinfo=UTC)), 503, "busy"),
    (errors.ConfigError("a.b", SECRET, "mend it"), 503, "config"),
    (errors.NotFound("m", "NOT_FOUND"), 404, "not_found"),
    (errors.PlanChanged(), 409, "plan_changed"),
    (errors.PortalError("m", "ODD", SECRET), 503, "portal"),
    (errors.RefreshInProgress(), 503, "refreshing"),
    (errors.Refused("m", "ACCESS_DENIED"), 422, "refused"),
    (errors.Unavailable("m", "timeout"), 503, "unavailable"),
    (errors.Unknown("m", "timeout"), 503, "unknown_outcome"),
    (errors.UnknownPortal(), 403, "unknown_portal"),
    (errors.UnsafePlan(), 409, "unsafe_plan"),
    (errors.WebhookRejected("foreign_member_id"), 403, "foreign_member_id"),
    (errors.WebhookRejected("authorization_server_silent", 503), 503, "authorization_server_silent"),
]


@pytest.mark.parametrize(("error", "status", "code"), CASES, ids=lambda case: type(case).__name__)
def test_each_error_has_its_answer_in_words_with_a_code(bridge, opened, error, status, code):
    """A page that cannot be shown says so in words, with a code and a time for support, and keeps the details to itself."""
    bridge.error = error
    answer = opened()
    assert answer.status_code == status
    assert f"Код {code}, 2026-11-23 06:12:00 UTC" in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize(("error", "status", "code"), CASES, ids=lambda case: type(case).__name__)
def test_a_piece_of_a_page_that_fails_leaves_a_notice_in_its_place(bridge, fragment, error, status, code):
    """Where a piece cannot be loaded, the notice takes its place and the rest of the page stays."""
    bridge.error = error
    answer = fragment("findings/forgotten_clients")
    assert (answer.status_code, "<html" in answer.text) == (status, False)
    assert f"Код {code}" in answer.text


def test_every_error_of_the_core_is_in_the_table():
    """A new kind of error has to get its answer before it can be raised."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BridgeError)]
    inherited = {kind for kind in kinds if set(kind.__mro__) & set(TABLE)}
    own = {kind for kind in kinds if issubclass(kind, errors.WebhookRejected)}
    assert set(kinds) - inherited - own == {BridgeError}
    assert all(failure.words in catalogue for failure in TABLE.values() for catalogue in catalogues().values())


def test_a_bug_answers_with_a_code_that_finds_it_in_the_log(bridge, web, token, caplog):
    """What nobody expected is never a traceback: the person gets a code, the log gets the same code with everything."""
    bridge.error = RuntimeError(SECRET)
    answer = web.post("/b24/page/findings", data={"token": token})
    code = failure_of(bridge.error).code
    assert answer.status_code == 500
    assert f"Код {code}" in answer.text
    assert "Не получилось загрузить. Остальное на странице работает." in answer.text
    assert not {SECRET, "Traceback", "RuntimeError"} & set(answer.text.split())
    assert code in caplog.text
    assert "https://portal.bitrix24.com" in answer.headers["Content-Security-Policy"]


def test_an_event_that_meets_a_bug_is_not_taken(bridge, web):
    """An event that could not be committed for any reason is answered 503, in JSON, since no person reads it."""
    bridge.error = RuntimeError("boom")
    body = "event=ONAPPTEST&auth%5Bmember_id%5D=a&auth%5Bapplication_token%5D=b"
    answer = web.post("/b24/event", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 503
    assert set(answer.json) == {"error", "at"}


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/b24/event", {"json": {"event": "x"}}, 415),
        ("/b24/event", {"data": {"a": "b"}, "headers": {"Transfer-Encoding": "chunked"}}, 411),
        ("/b24/event", {"data": {"a": "x" * 300_000}}, 413),
        ("/b24/app", {"data": {"a": "x" * 300_000}}, 413),
        ("/nowhere", {"data": {"a": "b"}}, 404),
        ("//b24//event", {"data": {"a": "b"}}, 404),
        ("/healthz", {"data": {"a": "b"}}, 405),
    ],
)
def test_requests_out_of_bounds_are_refused_before_they_are_read(web, path, options, status):
    """Only bounded forms are read: other types, chunked bodies and long ones are refused."""
    assert web.post(path, **options).status_code == status


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW"])
@pytest.mark.parametrize("path", ["/b24/event", "/b24/app", "/api/v1/token", "/healthz"])
def test_methods_that_no_route_has_are_refused(web, method, path):
    """TRACE and every other method without a route is refused."""
    assert web.open(path, method=method, content_type="application/x-www-form-urlencoded").status_code == 405


def test_somebody_without_a_right_is_told_in_the_same_way(bridge):
    """A page that is not somebody's is an ordinary answer, not a failure of ours."""
    with Flask("empty").app_context():
        assert failure_of(Forbidden("Рыбаков")).status == 403
