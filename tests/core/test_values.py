"""The plain values of the core: names, keys, sums, working days, actions, and how assistants are found."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from b24bridge.core import actions, errors
from b24bridge.core.assistants import discover
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because, Decision, Skip
from b24bridge.core.ids import EntityId, action_key
from b24bridge.core.money import Money, to_base
from b24bridge.core.records import Absence, Company, Element
from b24bridge.core.streams import Hint, Stream, hint_of

CLIENT = EntityId(4, 12)


@pytest.mark.parametrize("name", ["CO_12", "C_7", "D_1", "L_5", "SI_999999999999999999"])
def test_entities_are_named_as_on_the_portal(name):
    """A name leads to its entity and back."""
    assert str(EntityId.parse(name)) == name
    assert EntityId.parse(name.lower()) == EntityId.parse(name)


@pytest.mark.parametrize("name", ["", "CO", "CO_", "X_5", "CO_²", "CO_-1", "CO_" + "9" * 19, "CO_1_2"])
def test_what_names_no_entity_is_refused(name):
    """Anything else is refused with an example."""
    with pytest.raises(ValueError, match="CO_12"):
        EntityId.parse(name)


def test_action_keys_depend_on_the_subject_s_life_only():
    """The key is the same for ever, and another one for any other part."""
    parts = ("m", "forgotten_clients", CLIENT, "activity:1", "task")
    key = action_key(*parts)
    assert key == "3aoidrlbqxksybrox2vf3yk5sg", "a changed key makes every task of every portal a second time"
    others = [
        ("n", *parts[1:]),
        (*parts[:2], EntityId(3, 12), *parts[3:]),
        (*parts[:3], "activity:2", "task"),
        (*parts[:4], "x"),
    ]
    assert len({key, *(action_key(*other) for other in others)}) == 5


def test_sums_become_the_portal_s_currency():
    """A known rate converts exactly, an unknown one says so."""
    rates = {"USD": Decimal("90.5")}
    assert to_base(Money(Decimal(2), "USD"), "RUB", rates) == Money(Decimal("181.0"), "RUB")
    assert to_base(Money(Decimal(2), "RUB"), "RUB", rates) == Money(Decimal(2), "RUB")
    assert to_base(Money(Decimal(2), "XXX"), "RUB", rates) is None
    assert Money(Decimal("2.345"), "RUB").rounded() == Money(Decimal("2.35"), "RUB")


def test_working_days_know_exceptions():
    """Days off are skipped, worked weekends are not, forwards and backwards."""
    calendar = Calendar(days_off=frozenset({date(2026, 11, 4)}), worked_days=frozenset({date(2026, 11, 7)}))
    assert calendar.add(date(2026, 11, 3), 1) == date(2026, 11, 5)
    assert calendar.add(date(2026, 11, 6), 1) == date(2026, 11, 7)
    assert calendar.add(date(2026, 11, 9), -1) == date(2026, 11, 7)
    assert calendar.add(date(2026, 11, 8), 0) == date(2026, 11, 8)
    assert calendar.next_working(date(2026, 11, 4)) == date(2026, 11, 5)
    assert calendar.between(date(2026, 11, 3), date(2026, 11, 9)) == 4
    assert calendar.between(date(2026, 11, 9), date(2026, 11, 3)) == 0
    assert hash(calendar) == hash(Calendar(calendar.days_off, calendar.worked_days))


def test_calendar_without_working_days_says_so():
    """Two months without a working day are no calendar."""
    endless = Calendar(days_off=frozenset(date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(90)))
    with pytest.raises(ValueError, match="no working day"):
        endless.next_working(date(2026, 1, 1))


@pytest.mark.parametrize(
    "action",
    [
        actions.PutTask(client=CLIENT, step="task", owner=2, title="t", text="x", deadline=date(2026, 11, 26)),
        actions.CloseTask(client=CLIENT, step="close", closes_step="task", text="x"),
        actions.PutLabel(client=CLIENT, step="label", label="forgotten", since=None, next_on=date(2026, 11, 26), why="y"),
        actions.DropLabel(client=CLIENT, step="unlabel", label="forgotten"),
        actions.Notify(client=CLIENT, step="remind", person=2, text="x"),
    ],
)
def test_actions_survive_json(action):
    """An action comes back from JSON as it was, and knows whether it only undoes."""
    assert actions.from_json(json.loads(json.dumps(actions.to_json(action)))) == action
    assert action.is_closing == (action.kind in {"close_task", "drop_label"})


def test_unknown_actions_are_not_guessed():
    """An action that this version does not know is no action."""
    with pytest.raises(KeyError):
        actions.from_json({"kind": "applaud"})


def test_only_open_decisions_are_marked():
    """A skip and the end of an episode mark nobody."""
    told = {"assistant": "a", "client": CLIENT, "state": "FORGOTTEN", "because": Because("п", "w")}
    assert not Skip(**told).is_marked
    assert Decision(**told, anchor="x", actions=()).is_marked
    assert not Decision(**told, anchor="x", actions=(), closes=True).is_marked


def test_rows_of_clients_have_hints():
    """A row leads back to the hint that an event about it would have been; days off of people to none."""
    company = Company(id=5, owner_id=1, created_at=None, updated_at=None)
    deal = Element(
        entity=EntityId(2, 9),
        company_id=5,
        contact_id=None,
        owner_id=1,
        stage_id="NEW",
        semantics="P",
        amount=Decimal(0),
        currency="RUB",
        created_at=None,
        updated_at=None,
    )
    assert hint_of(company) == Hint(Stream.COMPANIES, 5)
    assert hint_of(deal) == Hint(Stream.DEALS, 9)
    assert hint_of(Absence(person_id=1, first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))) is None


def test_errors_tell_what_to_do():
    """Each error carries what its reader needs, and no more."""
    config = errors.ConfigError("calendar.country", "no holidays are known", "Write RU.", line=3)
    assert str(config) == "line 3: calendar.country: no holidays are known. Write RU."
    assert str(errors.ConfigError("a", "b", "C.")) == "a: b. C."
    assert errors.UnknownPortal().status == 403
    later = datetime(2026, 11, 23, tzinfo=UTC)
    assert errors.Busy("crm.item.list", "QUERY_LIMIT_EXCEEDED", retry_at=later).retry_at == later
    assert str(errors.PortalError("m", "", "why")) == "m: no code (why)"
    assert errors.DomainMoved("m", "new.example").host == "new.example"


def test_assistants_are_found_by_their_files():
    """Every public module of the package is an assistant under its own name, private ones are none; readers come later."""
    rules = discover("assistants")
    places = list(rules)
    assert all(places.index(name) > places.index(read) for name in rules for read in rules[name].assistant.after)
    assert all(name == rule.assistant.name and not name.startswith("_") for name, rule in rules.items())
