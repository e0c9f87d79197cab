"""Every error that the platform is known to write, through the client: what it means for a read and for a write."""

import json

import pytest
import responses

from b24bridge.core.errors import AccessLost, Busy, DomainMoved, NotFound, PortalError, Refused, Unavailable, Unknown
from tests.bitrix.doubles import ENDPOINT, Desk
from tests.reference import reference

LOST = (
    "access_denied",
    "no_auth_found",
    "portal_deleted",
    "src_application_not_found",
    "src_authorization_error",
    "src_error_oauth",
    "src_invalid_token",
    "src_payment_required",
    "expired_token",
    "user_access_error",
)
REFUSED = (
    "empty_code",
    "error_batch_length_exceeded",
    "error_batch_method_not_allowed",
    "error_manifest_is_not_available",
    "error_method_not_found",
    "event_not_found",
    "html_description",
    "insufficient_scope",
    "invalid_credentials",
    "invalid_request",
    "item_invalid_filter",
    "item_not_intranet",
    "numeric_long",
    "numeric_zero",
    "offline_access_denied",
    "src_method_confirm_denied",
    "src_method_confirm_waiting",
    "src_wrong_auth_type",
    "string_zero",
    "with_argument_http200",
)
UNDOCUMENTED = ("empty_code", "html_description", "numeric_long", "numeric_zero", "string_zero")  # their status decides
V3_REFUSED = (
    "accessdeniedexception",
    "idempotencykeyreusedexception",
    "insufficientscopeexception",
    "invalididempotencykeyexception",
    "invalidjsonexception",
    "unknowndtopropertyexception",
    "unknownfilteroperatorexception",
    "validation",
)
UNSURE = ("error_unexpected_answer", "internal_server_error", "src_connection_error")
MEANINGS: dict[str, tuple[type[PortalError], type[PortalError]]] = {
    **{f"v2_{name}": (AccessLost, AccessLost) for name in LOST},
    **{f"v2_{name}": (Refused, Refused) for name in REFUSED},
    **{f"v3_{name}": (Refused, Refused) for name in V3_REFUSED},
    **{f"v2_{name}": (Unavailable, Unknown) for name in UNSURE},
    **{f"v2_{name}": (Busy, Busy) for name in ("operation_time_limit", "overload_limit", "query_limit_exceeded")},
    "v2_todo_not_found": (NotFound, NotFound),
    "v3_entitynotfoundexception": (NotFound, NotFound),
}


def sample(name: str) -> tuple[int, str]:
    """Return the status and body of a sample; one without a documented status comes with 500."""
    stored = json.loads(reference("bitrix24", "samples", "errors", f"{name}.json").read_text())
    return stored["status"] or 500, json.dumps(stored["body"])


def test_every_sample_is_in_the_table():
    """No known error is left without a meaning."""
    known = {path.stem for path in reference("bitrix24", "samples", "errors").glob("*.json")}
    assert known == set(MEANINGS)


@pytest.mark.parametrize("name", MEANINGS)
def test_an_error_of_a_read_has_its_meaning(desk: Desk, web: responses.RequestsMock, name: str):
    """A read's error says who must act, with the portal's own code and a text without markup."""
    status, body = sample(name)
    web.post(ENDPOINT + "crm.item.list", body=body, status=status)
    with pytest.raises(PortalError) as raised:
        desk.client.read("crm.item.list")
    assert type(raised.value) is MEANINGS[name][0]
    error = json.loads(body)["error"]
    assert raised.value.code == str(error["code"] if isinstance(error, dict) else error)
    assert "<" not in str(raised.value)


@pytest.mark.parametrize("name", MEANINGS)
def test_an_error_of_a_write_is_sure_or_unknown_and_never_repeated(desk: Desk, web: responses.RequestsMock, name: str):
    """A write goes out once; only when the portal refused its token does it go out with another one."""
    status, body = sample(name)
    web.post(ENDPOINT + "tasks.task.add", body=body, status=status)
    with pytest.raises(PortalError) as raised:
        desk.client.write("tasks.task.add", {"fields": {}})
    assert type(raised.value) is MEANINGS[name][1]
    is_stale = raised.value.code.lower() in ("expired_token", "no_auth_found", "invalid_token")
    assert len(web.calls) == (2 if is_stale else 1)


@pytest.mark.parametrize("name", [name for name in MEANINGS if name.removeprefix("v2_") not in UNDOCUMENTED])
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_the_case_of_a_code_and_its_status_change_nothing(desk: Desk, web: responses.RequestsMock, name: str, change):
    """A documented code means the same in either case and with any status."""
    document = json.loads(sample(name)[1])
    if isinstance(document["error"], dict):
        document["error"]["code"] = change(document["error"]["code"])
    else:
        document["error"] = change(document["error"])
    for status in (200, 400, 503):
        web.post(ENDPOINT + "x", json=document, status=status)
        with pytest.raises(PortalError) as raised:
            desk.client.write("x")
        assert type(raised.value) is MEANINGS[name][1]
        web.reset()


def test_a_portal_that_moved_names_its_new_host(desk: Desk, web: responses.RequestsMock):
    """A redirect is not followed: it would turn the POST into a GET and take the token to an unverified host."""
    head = reference("bitrix24", "samples", "errors", "redirect_302.txt").read_text()
    location = next(line.partition(": ")[2].strip() for line in head.splitlines() if line.startswith("Location"))
    web.post(ENDPOINT + "crm.item.list", status=302, headers={"Location": location})
    with pytest.raises(DomainMoved) as raised:
        desk.client.read("crm.item.list")
    assert raised.value.host == "new-name.bitrix24.com"
    assert len(web.calls) == 1
