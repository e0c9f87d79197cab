"""Any bytes: no request of a stranger makes a route fail, and the next request is served."""

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b24bridge.web.app import create_app
from tests.web.web_bridge import PlainBridge
from tests.web.web_screens import MEMBER, TOKEN

FORM = "application/x-www-form-urlencoded"
WEB = create_app(PlainBridge()).test_client()
PATHS = st.sampled_from(
    [
        *("/b24/event", "/b24/install", "/b24/app", "/b24/widget/CRM_COMPANY_DETAIL_TAB", "/b24/widget/%00"),
        *(
            "/b24/page/findings",
            "/b24/page/decisions",
            "/b24/page/press",
            "/api/v1/findings/forgotten_clients",
            "/api/v1/token",
        ),
    ]
)
NAMES = st.sampled_from(
    [
        *("event", "data[FIELDS][ID]", "data[]", "data", "auth[member_id]", "auth[application_token]", "auth", "ts"),
        *("AUTH_ID", "REFRESH_ID", "APPLICATION_TOKEN", "member_id", "SERVER_ENDPOINT", "PLACEMENT_OPTIONS", "AUTH_EXPIRES"),
        *("token", "limit", "owner", "client", "[", "]", "a[b", "a]b[", ""),
    ]
)
ODD = ["²", "%00", "%ED%A0%80", "{", "9" * 5000]
VALUES = st.sampled_from([MEMBER, TOKEN, "ONCRMDEALUPDATE", "ONAPPINSTALL", "5", *ODD]) | st.text()
BOUNDED = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@BOUNDED
@given(PATHS, st.binary(max_size=2000))
def test_bytes_of_any_kind_are_refused_in_order(path, body):
    """Whatever bytes arrive, the answer is a refusal."""
    assert WEB.post(path, data=body, content_type=FORM).status_code < 500


@BOUNDED
@given(PATHS, st.lists(st.tuples(NAMES, VALUES), max_size=12))
def test_forms_of_any_shape_are_refused_in_order(path, pairs):
    """Whatever is put under the names we read, in whatever order and number, nothing fails."""
    body = "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")
    assert WEB.post(path, data=body, content_type=FORM).status_code < 500
    assert WEB.get("/healthz").status_code == 200


@BOUNDED
@given(st.text(max_size=200), st.text(max_size=50))
def test_addresses_of_any_kind_are_refused_in_order(path, query):
    """Whatever address is asked for, the answer is in order."""
    assert WEB.get(f"/b24/{quote(path)}", query_string={"LANG": query}).status_code < 500
