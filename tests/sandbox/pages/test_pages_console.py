"""Pages of employees and notifications, and those that steer the sandbox: clock, delivery, faults, call log."""

from tests.sandbox.pages.demo_portal import send


def test_employees_are_shown_with_absence_and_dismissal(web, portal):
    """The demo's absent and dismissed are marked; an absence that is entered and a dismissal show at once."""
    page = web.get("/company/").text
    assert page.count("отсутствует до") == 3
    assert page.count("уволен<") == 1
    send(web, "/_pages/employee/6/absence", **{"from": "2026-11-20", "to": "2026-11-25", "name": "Отпуск"})
    send(web, "/_pages/employee/7/dismiss", as_user=1)
    page = web.get("/company/").text
    assert page.count("отсутствует до") == 4
    assert page.count("уволен<") == 2
    assert portal.user(7)["ACTIVE"] is False


def test_the_last_administrator_stays(web, portal):
    """A portal without an administrator could not be opened: the dismissal is refused, and the page says why."""
    answer = web.post("/_pages/employee/1/dismiss")
    assert answer.status_code == 400
    assert "no administrator" in answer.text
    assert portal.user(1)["ACTIVE"] is True


def test_notifications_are_shown_to_whom_they_were_sent(web, portal):
    """The bell of an employee holds his notifications only; another tab holds everybody's."""
    now = portal.clock.now()
    for user, text in ((6, "Ваш клиент [b]забыт[/b]"), (2, "Чужое")):
        portal.table("notification").insert({"userId": user, "fromId": 1, "message": text, "created": now})
    mine, all_ = web.get("/notifications/?as=6").text, web.get("/notifications/?who=all").text
    assert "<strong>забыт</strong>" in mine
    assert "Чужое" not in mine
    assert "Чужое" in all_


def test_the_clock_is_read_moved_and_set(web, portal):
    """A day forward, then a moment in the portal's zone and a speed; back in time only by setting."""
    before = portal.clock.now()
    send(web, "/_pages/clock/advance", seconds="86400")
    assert (portal.clock.now() - before).total_seconds() == 86400
    send(web, "/_pages/clock/set", now="2027-01-15T08:30", speed="0")
    assert portal.clock.now().isoformat() == "2027-01-15T05:30:00+00:00"
    assert "15\u00a0января, 08:30" in web.get("/clock/").text
    assert web.post("/_pages/clock/advance", data={"seconds": "-5"}).status_code == 400
    assert web.post("/_pages/clock/set", data={"now": "tomorrow", "speed": "1"}).status_code == 400


def test_delivery_is_switched_and_the_log_tells_what_became_of_events(web, portal):
    """Held events wait in the log with their data; a flush tries to send them; losing marks the next as lost."""
    send(web, "/_pages/act/4/11/comment", text="раз")
    page = web.get("/events/").text
    assert "ONCRMTIMELINECOMMENTADD" in page
    assert "ждёт" in page
    assert "access_token" not in page
    portal.delivery.clear()
    send(web, "/_pages/delivery/switch", mode="lose")
    send(web, "/_pages/act/4/11/comment", text="два")
    assert "потеряно" in web.get("/events/").text
    send(web, "/_pages/delivery/flush")
    assert web.post("/_pages/delivery/switch", data={"mode": "sideways"}).status_code == 400


def test_a_fault_is_added_plays_and_is_removed(web, portal):
    """The form's fault is in force for the portal's REST, shows how often it was used, and goes with all others."""
    rule = {"method": "profile", "kind": "expired_token", "when": "before", "times": "2", "seconds": "0", "application": ""}
    send(web, "/_pages/faults/add", **rule)
    assert [(one.method, one.kind, one.times) for one in portal.faults.rules] == [("profile", "expired_token", 2)]
    assert "0 из 2" in web.get("/faults/").text
    portal.faults.take("profile", "before", None)
    assert "1 из 2" in web.get("/faults/").text
    send(web, "/_pages/faults/add", **rule | {"times": "", "kind": "silence", "seconds": "1.5", "application": "local.app"})
    last = portal.faults.rules[-1]
    assert (last.times, last.seconds, last.application) == (None, 1.5, "local.app")
    send(web, "/_pages/faults/clear")
    assert portal.faults.rules == []
    assert web.post("/_pages/faults/add", data=rule | {"kind": "nonsense"}).status_code == 400


def test_the_call_log_shows_calls_and_what_went_wrong(web):
    """REST calls are listed with their outcome; the filters leave one method, or what failed."""
    web.post("/rest/1/wrong/profile")
    web.get("/oauth-server/rest/app.info")
    page = web.get("/calls/").text
    assert "profile" in page
    assert "INVALID_CREDENTIALS" in page
    assert "INVALID_CREDENTIALS" in web.get("/calls/?only=errors").text
    assert "INVALID_CREDENTIALS" not in web.get("/calls/?q=crm.item").text
