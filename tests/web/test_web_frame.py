"""Pages in the frame: who gets which, what they say, and what every answer carries."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest

from b24bridge.core.streams import Stream
from tests.reference import reference
from tests.web.web_screens import NOW, ORIGIN


def words_of(answer):
    """The page as a person reads it: with plain spaces."""
    return answer.text.replace("\u00a0", " ")


def test_opening_the_application_shows_the_forgotten_clients_first(bridge, opened):
    """The documented opening leads to the list of forgotten clients, money first, each with its reason and next date."""
    answer = opened()
    assert answer.status_code == 200
    for words in ("<h1>Забытые клиенты</h1>", "АО «Волгамаш»", "Осталось 2 раб. дня", "<b>212 тыс. ₽</b>"):
        assert words in words_of(answer)
    assert "23 клиента сюда не попали" in words_of(answer)
    (arrival,) = bridge.opened
    assert (arrival.placement, arrival.language, arrival.entity_id) == ("DEFAULT", "ru", None)


def test_the_language_is_the_portals_and_english_for_all_others(opened):
    """Russian portals get Russian, all others English."""
    assert '<html lang="en">' in opened(language="de").text
    assert "<h1>Forgotten clients</h1>" in opened(language="en").text


def test_a_page_may_be_framed_by_its_own_portal_and_brings_no_cookie(opened):
    """Only the verified portal frames a page; nothing is inline, nothing is remembered by the browser."""
    headers = opened().headers
    policy = headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {ORIGIN}")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "X-Frame-Options"} & set(headers.keys())


def test_what_is_not_a_verified_page_is_framed_by_nobody(web):
    """Pages shown before anybody is verified cannot be put into a frame."""
    for path in ("/b24/app", "/healthz", "/static/frame.css", "/static/htmx.min.js"):
        with web.get(path) as answer:
            assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_the_documented_widget_body_is_understood(web, bridge):
    """The documented body of a card tab names its card by PLACEMENT_OPTIONS; a placement that we do not offer is none."""
    body = (reference("bitrix24", "samples", "open") / "placement_deal_tab.body.form").read_text()
    assert web.post("/b24/widget/CRM_DEAL_DETAIL_TAB?LANG=en", data=dict(parse_qsl(body))).status_code == 404
    assert web.post("/b24/widget/CRM_COMPANY_DETAIL_TAB?LANG=en", data=dict(parse_qsl(body))).status_code == 200
    assert bridge.opened[-1].entity_id == 8061


def test_the_card_tab_shows_its_one_client_and_no_other(opened):
    """The tab in a company's card says where this client stands: mark, sentence, dates, latest contacts."""
    answer = opened("/b24/widget/CRM_COMPANY_DETAIL_TAB", PLACEMENT_OPTIONS='{"ID":"5"}')
    for words in ("Забытый 82 дн.", "Срок задачи 26 ноября", "под риском ≈ 64 тыс. ₽", "рассылка не защищает"):
        assert words in words_of(answer)
    assert "2 сен</td>" not in words_of(answer), "the tab shows the latest four"
    assert "Волгамаш" not in answer.text
    assert "<nav" not in answer.text


def test_the_page_of_a_client_shows_its_money_its_people_and_every_contact(page):
    """Beside the sentence stand the arithmetic of the sum, whose client it is, and contacts with what they are worth."""
    text = words_of(page("client", client="CO_5"))
    for words in (
        "10 % от того, что клиент может купить за 90 дней (473 тыс. ₽), и открытых сделок с учётом вероятности (170 тыс. ₽)",
        "<dt>Руководитель</dt><dd>Ольга Белова</dd>",
        "<dt>Открытые сделки</dt><dd>1 на 340 тыс. ₽</dd>",
        "Задача № 17",
        "Звонок, 6 мин 12 с",
        "рассылка не защищает",
        "сверх числа засчитываемых",
        '<b class="nowrap">до 20 ноя</b>',
        "Без ответа клиента защита не продлится дальше 1 марта 2027.",
    ):
        assert words in text


def test_the_card_tab_of_an_unknown_client_says_that_nothing_is_done(opened):
    """A client that was never judged gets the sentence that we do not know, and therefore do nothing."""
    answer = opened("/b24/widget/CRM_COMPANY_DETAIL_TAB", PLACEMENT_OPTIONS='{"ID":"999"}')
    assert "Не знаем, когда был последний контакт. Поэтому ничего не делаем." in answer.text


@pytest.mark.parametrize("options", ["[" * 60_000, "{", '{"ID":"²"}', '{"ID":["5"]}', "7", ""])
def test_placement_options_of_any_shape_never_break_the_tab(opened, options):
    """Options that name no card are refused in words, whatever they are."""
    assert opened("/b24/widget/CRM_COMPANY_DETAIL_TAB", PLACEMENT_OPTIONS=options).status_code in {400, 404}


@pytest.mark.parametrize("name", ["AUTH_ID", "REFRESH_ID", "APPLICATION_TOKEN", "member_id", "SERVER_ENDPOINT"])
def test_an_opening_that_lacks_a_key_is_refused(bridge, opened, name):
    """Each value that decides whom we believe has to be there."""
    assert opened(**{name: None}).status_code == 401
    assert not bridge.opened


def test_keys_in_the_address_count_for_nothing(web, bridge, opening):
    """Tokens are taken from the body alone: an address ends up in logs."""
    answer = web.post(f"/b24/app?{opening}", data={"PLACEMENT": "DEFAULT"})
    assert answer.status_code == 401
    assert not bridge.opened


def test_pages_lead_to_each_other_by_plain_forms(page):
    """Every page is reached by a form with the page's token, so scripts may be off."""
    assert "<h1>Обзор</h1>" in words_of(page("overview"))
    assert "↓ на 270 тыс. ₽ (6 %) меньше за неделю" in words_of(page("overview"))
    assert "Одно действие не удалось" in page("health").text
    assert "<h1>ООО «Альтаир»</h1>" in page("client", client="CO_5").text
    assert page("client", client="CO_99").status_code == 404
    assert page("findings", assistant="nobody").status_code == 404
    assert page("passwords").status_code == 404


def test_filters_reach_the_question_within_bounds(bridge, page):
    """What the filter row says reaches the use case; nonsense asks for everything."""
    page("findings", text=" волга ", owner="2", at_least="100000", mark="snoozed", department="x", limit="99999999")
    asked = bridge.asked[-1]
    assert (asked.text, asked.owner_id, asked.at_least, asked.mark) == ("волга", 2, 100_000, "snoozed")
    assert (asked.department_id, asked.limit) == (None, 5000)


def test_a_list_says_when_nobody_fits_and_when_nobody_is_forgotten(bridge, page):
    """An empty list is good news, or a filter that can be cleared: two different sentences."""
    assert "Под фильтр никто не подходит." in page("findings", text="zzz").text
    bridge.rows = ()
    assert "Забытых клиентов нет. Следующая проверка сегодня ночью." in page("findings").text


def test_a_long_list_comes_in_portions(bridge, page):
    """A list of more than fifty shows fifty and offers the next ones by number."""
    bridge.rows = tuple(replace(bridge.rows[0], client=replace(bridge.rows[0].client, id=n)) for n in range(1, 71))
    text = words_of(page("findings"))
    assert "Показано 50 из 70" in text
    assert "Показать ещё 20" in text


def test_the_administrators_page_is_closed_to_others_and_names_who_can_help(bridge, opened, web):
    """Somebody who is no administrator does not see the tab, and a direct way in names the administrator."""
    bridge.visitor = replace(bridge.visitor, is_admin=False)
    text = opened().text
    assert "Состояние" not in text.partition("</header>")[0]
    token = text.partition('data-token="')[2].partition('"')[0]
    answer = web.post("/b24/page/health", data={"token": token})
    assert answer.status_code == 403
    assert "обратитесь к администратору: Алексей Рыбаков." in answer.text
    assert ORIGIN in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"running": "observe", "observe_until": date(2026, 12, 7)}, "Режим наблюдения до 7 декабря: показываем"),
        ({"running": "stale", "stream": Stream.INVOICES, "since": NOW - timedelta(days=1)}, "Данные устарели: счета от 22"),
        ({"running": "stopped", "who": "Белова", "since": NOW}, "Остановлено: Белова, 09:12"),
        ({"running": "noaccess"}, "Нет доступа к порталу"),
    ],
)
def test_a_strip_above_the_page_says_what_holds_the_robot_back(bridge, opened, changes, words):
    """Observing, old data, a stop and lost access are said above every page, not in a log."""
    bridge.standing = replace(bridge.standing, **changes)
    assert words in words_of(opened()).partition("</header>")[2]


def test_until_the_first_count_the_page_tells_what_is_going_on(bridge, opened):
    """Before there is anything to list, the first page shows the progress and what comes next."""
    bridge.standing = replace(
        bridge.standing, running="reading", progress=61, observe_until=date(2026, 12, 7), is_first_count_done=False
    )
    text = words_of(opened())
    for words in ("Смотрим, но ничего не меняем", "61 %", "7 декабря — помощники начнут действовать", "Чего мы не делаем"):
        assert words in text


def test_a_client_whose_name_is_not_kept_is_called_by_its_number(bridge, opened):
    """Where the portal's settings keep no names, a client is its kind and number."""
    bridge.rows = (replace(bridge.rows[0], name=None),)
    assert "Компания № 1" in words_of(opened())


def test_names_from_the_portal_are_text_and_never_markup(bridge, opened):
    """A client's name is shown as it is written, whatever it is written to do."""
    bridge.rows = (replace(bridge.rows[0], name="<script>alert(1)</script>"),)
    assert "<script>alert" not in opened().text
