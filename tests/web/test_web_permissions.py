"""Who may open and order what: a manager his own clients, a head his people, an administrator everything."""

from dataclasses import replace
from datetime import date

import pytest

from b24bridge.core.screens_buttons import ButtonsView
from tests.web.web_answers import DECISIONS

CLOSED_TO_MANAGERS = [
    ("decisions", {}),
    ("decisions", {"approve": "move101", "code": DECISIONS.code}),
    ("decisions", {"reject": "selected", "keys": "move101", "reason": "working"}),
    ("journal", {"key": "altair"}),
    ("journal", {"undo": "1", "key": "altair"}),
    ("journal", {"many": "1"}),
    ("settings", {}),
    ("settings", {"save": "1"}),
    ("yaml", {"download": "1"}),
    ("yaml", {"import": "1", "text": "language: ru"}),
    ("stop", {"stop": "1"}),
    ("postpone", {"until": "now"}),
    ("health", {}),
]


@pytest.fixture
def go(bridge, opened, web):
    """Open the application as somebody and go to a page by a direct link."""

    def go(name, *, is_admin=False, is_head=False, **asked):
        bridge.visitor = replace(bridge.visitor, is_admin=is_admin)
        bridge.standing = replace(bridge.standing, is_head=is_head)
        token = opened().text.partition('data-token="')[2].partition('"')[0]
        path = f"/api/v1/{name}" if "/" in name else f"/b24/page/{name}"
        headers = {"Authorization": f"Bearer {token}"}
        return web.post(path, data={"token": token, **asked}, headers=headers)

    return go


@pytest.mark.parametrize(("name", "asked"), CLOSED_TO_MANAGERS)
def test_a_manager_is_turned_away_and_told_who_can_help(bridge, go, name, asked):
    """A direct link to what is a head's or an administrator's names the administrator, and nothing is done."""
    answer = go(name, **asked)
    assert answer.status_code == 403
    assert "обратитесь к администратору: Алексей Рыбаков." in answer.text
    assert bridge.done == []


@pytest.mark.parametrize("name", ["decisions/move101", "settings/forgotten_clients"])
def test_pieces_of_closed_pages_are_closed_too(go, name):
    """What htmx asks for is as closed as the page it is part of."""
    assert go(name).status_code == 403


def test_a_manager_has_his_clients_and_the_journal_without_undoing(go):
    """His tabs are his clients, the lists and the journal; nothing in the journal can be undone by him."""
    text = go("journal").text
    assert "Мои клиенты" in text
    for words in ("Решения", "Настройки", "Состояние", "Отменить несколько", "Остановить всё", 'name="key"'):
        assert words not in text


def test_a_managers_overview_is_about_himself(go):
    """His overview says how many of his clients are marked and shows nobody else's numbers."""
    text = go("overview").text
    assert "У вас отмечено 29\u00a0клиентов, под риском" in text
    for words in ("Ждут вашего решения", "Менеджеры", "Робот за 7 дней"):
        assert words not in text


def test_a_head_decides_and_stops_but_reads_settings(bridge, go):
    """A head answers for his people, may stop the robot, sees the settings and cannot change them."""
    assert go("decisions", is_head=True).status_code == 200
    assert "Менять настройки может администратор" in go("settings", is_head=True).text
    assert (
        go("settings", is_head=True, save="1", **{"set.period": "60", "set.share": "1", "set.method": "fixed"}).status_code
        == 403
    )
    assert go("yaml", is_head=True, text="language: ru", **{"import": "x"}).status_code == 200
    assert go("health", is_head=True).status_code == 403
    assert bridge.done == []
    go("stop", is_head=True, stop="1")
    assert bridge.done == [("stop", True)]


def test_buttons_of_others_are_not_drawn_and_not_obeyed(bridge, go):
    """Who may not press sees who may; a form posted all the same is refused."""
    bridge.buttoned = ButtonsView(owner_name="Дмитрий Иванов")
    assert "Подтвердить контакт может Дмитрий Иванов или руководитель." in go("client", client="CO_5").text
    answer = go("press", client="CO_5", kind="keep", reason="whatsapp", note="Договорились")
    assert answer.status_code == 403
    assert bridge.done == []
    assert go("press", client="CO_99", kind="keep").status_code == 404


@pytest.mark.parametrize(("until", "days"), [("now", 0), ("later", 14), ("stay", None)])
def test_the_end_of_the_observation_is_loud_and_can_be_moved(bridge, go, until, days):
    """Three days before it ends the strip tells what the first night would bring; one click moves the day."""
    bridge.standing = replace(
        bridge.standing, running="observe", observe_until=date(2026, 11, 26), first_labels=14, first_tasks=17
    )
    text = go("overview", is_admin=True).text.replace("\u00a0", " ")
    assert "Через 3 дня, 26 ноября, включатся метки, задачи и уведомления. Первой ночью: 14 меток, 17 задач." in text
    go("postpone", is_admin=True, until=until)
    assert bridge.done == [("postpone", days)]


def test_orders_that_mean_nothing_are_not_given(bridge, go):
    """A form that says neither stop nor go, nor a known day, orders nothing."""
    assert go("stop", is_admin=True, stop="maybe").status_code == 200
    assert go("postpone", is_admin=True, until="never").status_code == 200
    assert bridge.done == []
