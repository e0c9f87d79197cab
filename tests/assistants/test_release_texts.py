"""What Client release writes on the portal, and that its actions can be kept and repeated."""

import json

from assistants._release_verdicts import NAME
from assistants.client_release import Settings, arrange, assistant, decide
from b24bridge.core.actions import Notify, Observe, Reassign, WriteNote, cascade_of, essence, from_json, to_json
from tests.assistants.givens import fact_of
from tests.builders import MONDAY

PEOPLE = {"people": [{"id": 1, "is_head": True}, {"id": 2, "name": "Пётр Иванов"}, {"id": 3, "name": "Анна Белова"}, {"id": 4}]}
OVER = {
    "verdicts": {"forgotten_clients": "FORGOTTEN"},
    "tasks": {"forgotten_clients": {"put": -14, "due": -11}},
    "roster": PEOPLE,
    "belongings": [{"id": "C_5"}, {"id": "D_1"}],
}
HANDED = {
    "owner": {"id": 3, "name": "Анна Белова"},
    "roster": PEOPLE,
    "hand_overs": [{"at": -3, "from": 2, "to": 3}],
    "episode": {"anchor": "activity:1", "opened": -10},
}


def proposal(**given):
    fact = fact_of(MONDAY, OVER | given)
    [verdict] = arrange([(fact, decide(fact, Settings(), MONDAY))], Settings(), MONDAY)
    return verdict


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_note_tells_the_new_owner_all():
    """The note in the timeline says who handed over, the last contacts, open money, and the tasks that stay with people."""
    given = {
        "touches": [{"call": -100, "by": 2}, {"letter": -90, "ignored": "mailing"}],
        "deals": [(120000, 50)],
        "documents": [{"invoice": 7, "sum": 50000, "paid": 20000}, {"invoice": 8, "sum": 10, "status": "S"}],
        "plans": [{"task": 3, "id": 960}, {"meeting_planned": 4}],
    }
    verdict = decide(fact_of(MONDAY, HANDED | given), Settings(), MONDAY)
    [note] = [action for action in verdict.actions if isinstance(action, WriteNote)]
    assert plain(note.text).split("\n\n") == [
        "Передан 20 ноября: Пётр Иванов → Анна Белова.",
        "Последние контакты:\n— 25 августа: письмо, рассылка не защищает\n— 15 августа: звонок, клиент ответил",
        "Открытые деньги: сделка № 1, ≈ 120 тыс. ₽; счёт 7, не оплачено ≈ 30 тыс. ₽.",
        "Задачи, которые остались у людей: 960.",
    ]


def test_everybody_is_told_in_his_own_words():
    """The new owner learns by when to call, the former one until when he may object, the head what happened."""
    verdict = decide(fact_of(MONDAY, HANDED), Settings(), MONDAY)
    told = {action.person: plain(action.text) for action in verdict.actions if isinstance(action, Notify)}
    assert told == {
        3: "Вам передан клиент ООО «Кедр». Свяжитесь с ним до 24 ноября: история и договорённости — в карточке.",
        2: "Клиент ООО «Кедр» передан другому менеджеру: Анна Белова. Оспорить можно до 25 ноября.",
        1: "Клиент ООО «Кедр» передан: Пётр Иванов → Анна Белова.",
    }


def test_a_hand_over_is_one_cascade_to_one_receiver():
    """Its steps share a cascade and name the receiver, and consent to one receiver is none to another."""
    steps = [action for action in proposal().actions if cascade_of(action)]
    assert {cascade_of(step) for step in steps} == {"hand_over:CO_12:to:3"}
    assert all(step.step.endswith(":to:3") for step in steps)
    owners = [step for step in steps if isinstance(step, Reassign)]
    assert [(str(step.entity), step.from_owner, step.to_owner) for step in owners] == [
        ("CO_12", 2, 3),
        ("C_5", 2, 3),
        ("D_1", 2, 3),
    ]
    other = proposal(episode={"anchor": "activity:1", "steps": ["reassign:CO_12:to:4"]}).actions
    assert not {essence(step) for step in steps} & {essence(step) for step in other if cascade_of(step)}
    assert all(step.person == 2 and step.is_on for step in steps if isinstance(step, Observe))


def test_the_same_proposal_comes_back_while_it_is_carried_out():
    """Judged again with its steps in the ledger, a proposal is the same, action by action."""
    first = proposal()
    known = {"anchor": first.anchor, "steps": [action.step for action in first.actions]}
    again = proposal(episode=known)
    assert [essence(action) for action in again.actions] == [essence(action) for action in first.actions]


def test_actions_survive_the_ledger():
    """Every action comes back from JSON as it was, and the facts are JSON."""
    verdicts = [proposal(), decide(fact_of(MONDAY, HANDED), Settings(), MONDAY)]
    for verdict in verdicts:
        json.dumps(verdict.facts)
        for action in verdict.actions:
            assert from_json(json.loads(json.dumps(to_json(action)))) == action


def test_an_orphan_is_shown_to_his_head():
    """The client of somebody who has left stands in the lists of his head."""
    orphan = fact_of(MONDAY, {"owner": {"id": 8, "is_active": False}, "roster": PEOPLE})
    assert decide(orphan, Settings(), MONDAY).owner_id == 1
    assert decide(fact_of(MONDAY, {}), Settings(), MONDAY).owner_id == 2


def test_every_setting_describes_itself():
    """Each setting has a title, a hint and a unit, in both languages."""
    for field in Settings.model_fields.values():
        assert field.title
        assert field.description.endswith(".")
        extra = field.json_schema_extra
        assert extra["unit"]
        assert extra["title_ru"]
        assert extra["hint_ru"].endswith(".")


def test_name_is_that_of_the_file():
    """The assistant bears the name of its module, reads three others, and hands nobody over without consent."""
    assert assistant.name == NAME
    assert set(assistant.after) == {"forgotten_clients", "debtors", "lapsed_buyers"}
    assert assistant.modes["reassign"] == "approve"
