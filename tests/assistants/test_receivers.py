"""Who gets which client when a run hands out several of them."""

import itertools
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from assistants._receivers import Books, choose, eligible, told
from assistants.client_release import Settings, arrange, decide
from tests.assistants.givens import colleague, fact_of
from tests.builders import MONDAY

RULES = Settings()


def orphan(number: int, money: float, people: list[dict], **given):
    """Return a client whose manager has left, with a year's revenue of so much."""
    facts = {
        "client": f"CO_{number}",
        "owner": {"id": 99, "is_active": False},
        "purchases": [[-10, money]],
        "roster": {"people": people},
    }
    fact = fact_of(MONDAY, facts | given)
    return fact, decide(fact, RULES, MONDAY)


def handed(drafts) -> list[int]:
    return [verdict.facts["receiver"]["id"] for verdict in arrange(drafts, RULES, MONDAY)]


def test_the_largest_is_placed_while_everybody_is_free():
    """Clients are placed by money, each receiver is charged with what he got, and the answer keeps the question's order."""
    people = [{"id": 3, "value": 100}, {"id": 4, "value": 150}]
    drafts = [orphan(1, 40, people), orphan(2, 1000, people), orphan(3, 500, people)]
    assert handed(drafts) == [4, 3, 4]


def test_a_client_that_called_is_placed_first():
    """Of orphans the one that called goes before the larger one (rulings 25)."""
    people = [{"id": 3, "value": 0}, {"id": 4, "value": 100}]
    called = {"verdicts": {"forgotten_clients": {"state": "EXCLUDED", "facts": {"called_in_vain": {"on": "2026-11-20"}}}}}
    assert handed([orphan(1, 1000, people), orphan(2, 500, people, **called)]) == [4, 3]


def test_what_was_promised_yesterday_is_charged_before_today():
    """Whoever was promised a client keeps it, its money counts, and it is not counted twice as received."""
    people = [{"id": 3, "value": 0, "received": [0]}, {"id": 4, "value": 100}]
    kept = {"episode": {"anchor": "orphan:99", "steps": ["reassign:CO_1:to:3"]}}
    assert handed([orphan(2, 500, people), orphan(1, 900, people, **kept)]) == [4, 3]


def test_nobody_gets_more_than_his_share_of_a_day():
    """After five clients the next one goes to whoever has more by money."""
    people = [{"id": 3, "value": 0}, {"id": 4, "value": 10_000}]
    assert handed([orphan(number, 1, people) for number in range(1, 7)]) == [3, 3, 3, 3, 3, 4]


def test_a_third_of_many_goes_to_newcomers():
    """Of ten clients in a run newcomers get three, the first one among them."""
    people = [{"id": 3, "value": 5}, {"id": 5, "value": 6}, {"id": 4, "value": 10_000, "since": -10}]
    rules = Settings(received_a_day=100)
    drafts = [orphan(number, 1, people) for number in range(1, 11)]
    receivers = [verdict.facts["receiver"]["id"] for verdict in arrange(drafts, rules, MONDAY)]
    assert receivers.count(4) == 3
    assert receivers[0] == 4


def test_a_run_without_drafts():
    """Nothing to arrange is nothing arranged."""
    assert arrange([], RULES, MONDAY) == []


people_strategy = st.lists(
    st.fixed_dictionaries(
        {
            "value": st.integers(0, 5),
            "since": st.sampled_from([-900, -20]),
            "received": st.lists(st.integers(-100, 0), max_size=6).map(sorted),
            "absent": st.sampled_from([[], [[2, 3]]]),
        }
    ),
    min_size=2,
    max_size=6,
).map(lambda rows: [row | {"id": number} for number, row in enumerate(rows, 10)])


@settings(max_examples=60, deadline=None)
@given(people_strategy, st.randoms(use_true_random=False))
def test_the_choice_does_not_hang_on_the_order_of_anything(people, shuffler):
    """The same people and clients, in any order, come to the same hand-overs."""
    shuffled = list(people)
    shuffler.shuffle(shuffled)
    money = {1: 5, 2: 5, 3: 900}
    here = [orphan(number, amount, people) for number, amount in money.items()]
    there = [orphan(number, amount, shuffled) for number, amount in reversed(money.items())]
    first, second = arrange(here, RULES, MONDAY), arrange(there, RULES, MONDAY)
    assert [verdict.facts.get("receiver") for verdict in first] == [
        verdict.facts.get("receiver") for verdict in reversed(second)
    ]


@settings(max_examples=60, deadline=None)
@given(people_strategy)
def test_the_chosen_one_is_eligible_and_explained(people):
    """Whoever is chosen may take the client, stands first among the candidates, and no reason is empty."""
    fact, _ = orphan(1, 100, people)
    pool = eligible(fact, RULES, MONDAY)
    assert all(not person.absences for person in pool)
    if pool:
        books = Books(RULES, MONDAY)
        choice = choose(pool, books)
        rows = told(choice, books)
        assert choice.pool[0] == choice.receiver
        assert rows[0]["id"] == choice.receiver.id
        assert all(row["why"]["ru"] and 0 <= Decimal(row["score"]) <= 1 for row in rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 179), st.integers(2, 5))
def test_equal_books_go_to_the_newcomer_first(value, days, others):
    """Among people who have the same, and have received nothing lately, the newcomer is next."""
    old = [colleague(MONDAY, {"id": number, "value": value}) for number in range(10, 10 + others)]
    new = colleague(MONDAY, {"id": 50, "value": value, "since": -days})
    for pool in itertools.islice(itertools.permutations([*old, new]), 6):
        assert choose(pool, Books(RULES, MONDAY)).receiver.id == 50
