"""Probes: alive, ready, counted; and nothing secret among it."""

import pytest

from b24bridge.core.screens_health import Check
from tests.web.web_bridge import KEY
from tests.web.web_screens import TOKEN


def test_a_process_that_answers_is_alive(web):
    """Being alive asks for nothing else to work."""
    assert web.get("/healthz").json == {"status": "alive"}


@pytest.mark.parametrize("failing", ["database", "broker", "migrations"])
def test_a_process_is_ready_only_with_all_it_depends_on(bridge, web, failing):
    """One missing dependency is enough to be not ready, and it is named."""
    assert web.get("/readyz").status_code == 200
    bridge.checks = tuple(Check(check.name, check.name != failing, "postgresql://user:secret@db") for check in bridge.checks)
    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, is_ok in answer.json["checks"].items() if not is_ok] == [failing]
    assert "secret" not in answer.text


def test_counts_name_routes_and_reasons_and_hold_nothing_else(web, opened):
    """Answers are counted by route and status, refusals by reason; paths and tokens never appear."""
    opened()
    web.get(f"/secret/{TOKEN}")
    text = web.get("/metrics").text
    assert 'b24bridge_http_answers_total{route="/b24/app",status="200"} 1.0' in text
    assert 'b24bridge_http_answers_total{route="none",status="404"} 1.0' in text
    assert not [secret for secret in (TOKEN, KEY) if secret in text]
