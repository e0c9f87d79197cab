"""The portal's pages without a browser: every page is drawn, every form does what it says."""

import html
import re
from pathlib import Path

import pytest

from b24sandbox import pages
from b24sandbox.app import create_app
from b24sandbox.apps import EventHandler
from b24sandbox.clock import Clock, Dice
from b24sandbox.pages import bbcode
from b24sandbox.pages.phrases import RUSSIAN
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed
from b24sandbox.tokens import Kind

SOURCES = Path(pages.__file__).parent
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
EVENTS = ("ONCRMACTIVITYADD", "ONCRMACTIVITYUPDATE", "ONCRMTIMELINECOMMENTADD", "ONTASKADD", "ONTASKUPDATE", "ONTASKCOMMENTADD",
          "ONCRMCOMPANYUPDATE", "ONCRMDEALUPDATE", "ONPAYMENTENTITYSAVED", "ONVOXIMPLANTCALLEND")  # fmt: skip


def portal_of(name):
    made = Portal(clock=Clock(speed=0), dice=Dice(7))
    seed(made, read_seed(name))
    return made


@pytest.fixture(scope="module")
def pristine():
    """The demo portal as loaded; nobody touches it."""
    return portal_of("demo")


@pytest.fixture
def portal(pristine):
    """The demo portal with an installed application that hears every event; deliveries are held."""
    made = Portal(settings=pristine.settings, clock=Clock(pristine.clock.now(), speed=0), dice=Dice(7))
    for name, table in pristine.tables.items():
        for row in table.all():
            made.table(name).insert(dict(row))
    app = made.register("local.app", "secret")
    app.handler_url, app.is_present, app.is_installed = "http://127.0.0.1:9/app", True, True
    app.handlers = [EventHandler(made.next_handler_id(), event, "http://127.0.0.1:9/event") for event in EVENTS]
    made.delivery.switch("off")
    return made


@pytest.fixture
def web(portal):
    return create_app(portal).test_client()


def queued(portal):
    return [parcel.event for parcel in portal.delivery.parcels]


def send(web, path, as_user=6, **fields):
    answer = web.post(f"{path}?as={as_user}", data=fields)
    assert answer.status_code == 303, html.unescape(answer.text)
    return answer.location


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ["demo", "empty"])
def test_every_page_within_reach_is_drawn(name, language):
    """Following every link from the first page, each answers, and none carries a script or a style of its own."""
    web = create_app(portal_of(name)).test_client()
    web.get(f"/?lang={language}")
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = web.get(path)
        assert answer.status_code in {200, 302}, path
        assert not INLINE.search(answer.text), path
        links = (html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', answer.text))
        waiting += [link for link in links if not link.startswith("/_")]
    assert len(seen) > {"demo": 400, "empty": 14}[name]


def test_pages_are_closed_to_other_sites(web):
    """A page loads nothing from elsewhere, and only the portal itself may frame it; an application's origin may be framed."""
    policy = web.get("/crm/company/list/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "frame-src 'self' http://127.0.0.1:9;" in policy


def test_every_sentence_has_a_translation_and_every_translation_a_sentence():
    """Sentences of the templates are all in the Russian table, and the table holds no others."""
    code = "\n".join(path.read_text() for path in SOURCES.glob("*.py") if path.name != "phrases.py")
    templates = "\n".join(path.read_text() for path in (SOURCES / "templates").glob("*.html"))
    asked = {next(filter(None, found)) for found in re.findall(r"""\b(?:t|text)\((?:"([^"]+)"|'([^']+)')""", templates + code)}
    assert asked <= set(RUSSIAN)
    everything = templates + code + (SOURCES.parent / "entities.py").read_text()
    assert [key for key in RUSSIAN if f'"{key}"' not in everything and f"'{key}'" not in everything] == []


def test_the_list_is_searched_and_paged(web, portal):
    """Search finds by name and by phone; a list of 120 has three pages, and a page beyond is the last."""
    phone = portal.table("company").rows[11]["fm"][0]["value"]
    for sought in ("каркас-дом", phone):
        page = web.get("/crm/company/list/", query_string={"q": sought}).text
        assert re.findall(r'<th scope="row"><a href="(.*?)"', page) == ["/crm/company/details/11/"]
    assert "101–120 из 120" in web.get("/crm/company/list/?page=9").text
    assert "1–50 из 120" in web.get("/crm/company/list/?page=x").text


ACTS = {
    "call": (
        {"direction": "1", "minutes": "2.5", "subject": "Уточнили срок", "text": ""},
        "Уточнили срок",
        "ONVOXIMPLANTCALLEND",
    ),
    "email": ({"direction": "2", "subject": "Прайс", "text": "Во вложении"}, "Прайс", "ONCRMACTIVITYADD"),
    "meeting": (
        {"subject": "Замер", "at": "2026-11-24T10:00", "minutes": "30", "text": "", "completed": "on"},
        "Замер",
        "ONCRMACTIVITYADD",
    ),
    "comment": ({"text": "Ждут [b]образцы[/b]"}, "<strong>образцы</strong>", "ONCRMTIMELINECOMMENTADD"),
    "task": ({"title": "Перезвонить", "responsibleId": "2", "deadline": "", "text": ""}, "Перезвонить", "ONTASKADD"),
}


@pytest.mark.parametrize("do", ACTS)
def test_what_an_employee_does_is_in_the_timeline(web, portal, do):
    """The card's form leads back to the card, where the thing now stands, and the application's event is queued."""
    fields, shown, event = ACTS[do]
    assert send(web, f"/_pages/act/4/11/{do}", **fields) == f"/crm/company/details/11/?done={do}#timeline"
    page = web.get("/crm/company/details/11/").text
    assert shown in page
    assert event in queued(portal)


def test_a_call_is_kept_as_it_was_told(web, portal):
    """An incoming call of two and a half minutes belongs to who logged it, and the portal's telephony knows it."""
    send(web, "/_pages/act/4/11/call", **ACTS["call"][0])
    activity = list(portal.table("activity").all())[-1]
    call = list(portal.table("call").all())[-1]
    assert (activity["DIRECTION"], activity["RESPONSIBLE_ID"], activity["COMPLETED"]) == (1, 6, "Y")
    assert (call["CALL_DURATION"], call["CALL_TYPE"], call["PORTAL_USER_ID"]) == (150, 2, 6)


def test_a_planned_meeting_stands_apart_until_it_is_completed(web, portal):
    """A meeting that has not taken place is under what is planned; its button moves it to the history."""
    fields = ACTS["meeting"][0] | {"subject": "Ещё не была"}
    send(web, "/_pages/act/4/11/meeting", **{name: value for name, value in fields.items() if name != "completed"})
    number = portal.table("activity").last_id
    form = f"/_pages/activity/{number}/complete"
    assert form in web.get("/crm/company/details/11/").text
    assert send(web, form, back="/crm/company/details/11/").startswith("/crm/company/details/11/")
    page = web.get("/crm/company/details/11/").text
    assert form not in page
    assert "Ещё не была" in page
    assert portal.table("activity").rows[number]["COMPLETED"] == "Y"


def test_changing_a_card_writes_what_was_changed_and_no_more(web, portal):
    """Owner and user fields are saved through the portal's own update; saved again without a change nothing happens."""
    fields = {"assignedById": "2", "ufCrmB24bHold": "on", "ufCrmB24bHoldUntil": "2026-12-01", "ufCrmB24bHoldReason": "Суд"}
    send(web, "/_pages/change/4/11", **fields)
    row = portal.table("company").rows[11]
    assert (row["assignedById"], row["ufCrmB24bHold"], str(row["ufCrmB24bHoldUntil"])) == (2, "Y", "2026-12-01")
    assert queued(portal) == ["ONCRMCOMPANYUPDATE"]
    send(web, "/_pages/change/4/11", **fields)
    assert queued(portal) == ["ONCRMCOMPANYUPDATE"]
    listed = web.get("/crm/company/list/?q=Каркас-Дом").text
    assert "Не трогать: да" in listed
    assert "Не трогать до: 1\u00a0декабря" in listed


def test_a_deal_moves_and_its_move_is_in_both_timelines(web, portal):
    """A new stage chosen in the deal's card is told by an event and shown in the deal's card and its company's."""
    deal = next(row for row in portal.table("deal").all() if row.get("companyId") == 11 and row["closed"] == "N")
    send(web, f"/_pages/change/2/{deal['id']}", assignedById=str(deal["assignedById"]), stageId="WON")
    assert deal["stageId"] == "WON"
    assert queued(portal) == ["ONCRMDEALUPDATE"]
    for path in (f"/crm/deal/details/{deal['id']}/", "/crm/company/details/11/"):
        assert "→ Сделка успешна" in web.get(path).text


def test_a_payment_closes_an_invoice(web, portal):
    """The rest of an invoice is paid with an empty sum; the form then is gone."""
    invoice = portal.table("invoice").rows[2701]
    card = "/crm/type/31/details/2701/"
    assert "36\u00a0000\u00a0₽" in web.get(card).text
    send(web, "/_pages/act/31/2701/pay", sum="")
    assert invoice["stageId"] == "DT31_3:P"
    assert "ONPAYMENTENTITYSAVED" in queued(portal)
    assert "/_pages/act/31/2701/pay" not in web.get(card).text


def test_a_task_is_commented_moved_and_completed(web, portal):
    """The three forms of a task's page change the task and tell of it; the closed one leaves the list of open tasks."""
    task = portal.table("task").rows[1101]
    page = "/company/personal/user/6/tasks/task/view/1101/"
    assert send(web, "/_pages/task/1101/comment", text="Звонил, [i]занято[/i]") == f"{page}?done=comment"
    assert "<em>занято</em>" in web.get(page).text
    send(web, "/_pages/task/1101/deadline", deadline="2026-12-24T18:00")
    assert "24\u00a0декабря, 18:00" in web.get(page).text
    assert page in web.get("/tasks/?who=6").text
    send(web, "/_pages/task/1101/complete")
    assert (task["status"], task["closedBy"]) == (5, 6)
    assert page not in web.get("/tasks/?who=6").text
    assert page in web.get("/company/personal/user/6/tasks/?state=all").text
    assert {"ONTASKCOMMENTADD", "ONTASKUPDATE"} <= set(queued(portal))


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


def test_who_looks_is_chosen_once(web, portal):
    """The employee of the address is remembered by a cookie of the portal; a dismissed one gives way to the administrator."""
    chosen = re.compile(r'value="(\d+)" selected>')
    assert chosen.search(web.get("/company/").text)[1] == "1"
    web.get("/company/?as=6")
    assert chosen.search(web.get("/company/").text)[1] == "6"
    portal.table("user").change(6, {"ACTIVE": False})
    assert chosen.search(web.get("/company/").text)[1] == "1"


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


FORM = {
    "client_id": "local.new",
    "client_secret": "s3",
    "handler_url": "http://127.0.0.1:9/b24/app",
    "install_url": "http://127.0.0.1:9/b24/install",
    "widget_url": "http://127.0.0.1:9/b24/tab",
    "scope": "crm, task",
    "with_ui": "on",
}


def test_an_application_with_a_page_is_installed_in_its_frame(web, portal):
    """The saved form leads to the installer's frame for an administrator; until it finishes, others see a notice."""
    where = send(web, "/_pages/apps/install", as_user=1, **FORM)
    app = portal.apps["local.new"]
    assert (app.is_present, app.is_installed, app.scope) == (True, False, ["crm", "task"])
    page = html.unescape(web.get(where).text)
    assert 'action="http://127.0.0.1:9/b24/install?DOMAIN=' in page
    assert '"INSTALL": true' in page
    assert "установлено не до конца" in web.get(f"{where}?as=6").text
    assert web.post(f"/_pages/frame/{app.id}/finish", data={"user": "6"}).status_code == 403
    assert web.post(f"/_pages/frame/{app.id}/finish", data={"user": "1"}).json == {"installed": True}
    page = html.unescape(web.get(where).text)
    assert 'action="http://127.0.0.1:9/b24/app?DOMAIN=' in page
    assert "Вкладки карточки" in web.get("/crm/company/details/11/").text


def test_the_frame_is_opened_as_documented(web, portal):
    """Query and body of the POST into the frame are the documented ones, with tokens of the employee who opens."""
    page = html.unescape(web.get("/marketplace/app/1/?as=6").text)
    query = re.search(r'action="http://127.0.0.1:9/app\?([^"]*)"', page)[1]
    assert [part.split("=")[0] for part in query.split("&")] == ["DOMAIN", "PROTOCOL", "LANG", "APP_SID"]
    body = dict(re.findall(r'<input type="hidden" name="([A-Za-z_]+)" value="([^"]*)">', page.partition("app-frame")[2]))
    assert set(body) == {
        "AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE", "member_id",
        "status", "PLACEMENT",
    }  # fmt: skip
    assert (body["status"], body["PLACEMENT"], body["member_id"]) == ("L", "DEFAULT", portal.settings.member_id)
    assert portal.tokens.find(body["AUTH_ID"], Kind.ACCESS).user_id == 6
    sid = query.rpartition("=")[2]
    assert f'name="{portal.host}|0|{sid}"' in page
    fresh = web.post("/_pages/frame/1/refresh", data={"user": "6"}).json
    assert set(fresh) == {"AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID"}
    assert portal.tokens.find(fresh["AUTH_ID"], Kind.ACCESS).user_id == 6


def test_the_tab_of_a_company_card_names_its_company(web, portal):
    """The application's tab is opened with the placement's code and the company's id, as text."""
    send(web, "/_pages/apps/install", as_user=1, **FORM | {"install_url": ""})
    number = portal.apps["local.new"].id
    page = html.unescape(web.get(f"/crm/company/details/11/?tab={number}").text)
    assert 'action="http://127.0.0.1:9/b24/tab?DOMAIN=' in page
    assert 'name="PLACEMENT" value="CRM_COMPANY_DETAIL_TAB"' in page
    assert r'value="{"ID":"11","URI":"\/crm\/company\/details\/11\/"}"' in page


def test_an_application_gets_a_version_and_is_deleted(web, portal):
    """A new version takes the handlers away; deletion closes the application and its page."""
    send(web, "/_pages/apps/1/update", as_user=1)
    assert (portal.apps["local.app"].version, portal.apps["local.app"].handlers) == (2, [])
    send(web, "/_pages/apps/1/uninstall", as_user=1, clean="on")
    assert portal.apps["local.app"].is_present is False
    assert web.get("/marketplace/app/1/").status_code == 404


@pytest.mark.parametrize(
    ("path", "fields", "reason"),
    [
        ("/_pages/act/4/11/comment", {"text": " "}, "a comment needs a text"),
        ("/_pages/act/4/99999/comment", {"text": "x"}, "there is no item 4/99999"),
        ("/_pages/act/77/1/comment", {"text": "x"}, "there is no item 77/1"),
        ("/_pages/act/4/11/delete", {}, "the card has no form 'delete'"),
        ("/_pages/act/4/11/call", {"direction": "2"}, "the form lacks 'minutes'"),
        ("/_pages/change/4/99999", {}, "there is no company 99999"),
        ("/_pages/task/99999/complete", {}, "there is no task 99999"),
        ("/_pages/activity/99999/complete", {}, "there is no activity 99999"),
        ("/_pages/employee/6/absence", {"from": "2026-11-25", "to": "2026-11-20", "name": ""}, "an absence ends"),
        ("/_pages/apps/install", FORM | {"handler_url": "ftp://x"}, "is no web address"),
        ("/_pages/apps/install", {"client_id": "local.z"}, "give client_id and client_secret"),
        ("/_pages/clock/set", {"now": "2026-11-25T10:00", "speed": "-1"}, "the speed is"),
    ],
)
def test_what_cannot_be_done_is_told(web, path, fields, reason):
    """A form that cannot be carried out answers 400 with the reason, and nothing is queued."""
    answer = web.post(path, data=fields)
    assert answer.status_code == 400
    assert reason in html.unescape(answer.text)


@pytest.mark.parametrize(
    "path", ["/crm/company/details/99999/", "/crm/quote/list/", "/company/personal/user/99/", "/marketplace/app/9/",
             "/company/personal/user/6/tasks/task/view/99999/"]
)  # fmt: skip
def test_what_is_not_there_is_not_found(web, path):
    """A card of nothing is a 404, not an error of the portal."""
    assert web.get(path).status_code == 404


def test_what_people_type_stays_text(web, portal):
    """Markup in names, comments and tasks is shown and never becomes part of the page."""
    evil = '<img src=x onerror="alert(1)">'
    portal.table("company").change(11, {"title": evil})
    send(web, "/_pages/act/4/11/comment", text=evil)
    send(web, "/_pages/act/4/11/task", title=evil, responsibleId="6", deadline="", text=evil)
    pages_ = ["/crm/company/details/11/", "/crm/company/list/", "/tasks/", f"/crm/company/list/?q={evil}"]
    for path in (*pages_, f"/company/personal/user/6/tasks/task/view/{portal.table('task').last_id}/"):
        page = web.get(path).text
        assert "<img" not in page, path
        assert "&lt;img" in page, path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[b]a[/b] [foo] <i>", "<strong>a</strong> [foo] &lt;i&gt;"),
        ("[b]a [i]b[/b] c", "<strong>a <em>b</em></strong> c"),
        ("a [u]b", "a <u>b</u>"),
        ("a[/b]", "a[/b]"),
        ("a\nb[br]c", "a<br>b<br>c"),
        ("[list]\n[*]a\n[*][b]b[/b][/list]", "<ul><li>a<br></li><li><strong>b</strong></li></ul>"),
        ("[user=3]Пётр[/user]", '<a href="/company/personal/user/3/">Пётр</a>'),
        ("[url=/crm/deal/details/7/]x[/url]", '<a href="/crm/deal/details/7/">x</a>'),
        ("[url=javascript:alert(1)]x[/url]", "[url=javascript:alert(1)]x[/url]"),
        ("[url=//evil.example]x[/url]", "[url=//evil.example]x[/url]"),
        ("[url=/\\evil.example]x[/url]", "[url=/\\evil.example]x[/url]"),
        ('[url=http://a.example" onclick="x]b[/url]', '<a href="http://a.example&#34; onclick=&#34;x" target="_blank" '
         'rel="noopener noreferrer">b</a>'),
        ("см. http://a.example/b.", 'см. <a href="http://a.example/b" target="_blank" rel="noopener noreferrer">'
         "http://a.example/b</a>."),
        (None, ""),
    ],
)  # fmt: skip
def test_bbcode_becomes_safe_html(text, shown):
    """Known tags become elements and are closed in order; addresses that could run something stay text."""
    assert str(bbcode.render(text)) == shown
