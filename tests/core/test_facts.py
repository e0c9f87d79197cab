"""A fact as one assistant reads it."""

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because, Skip
from b24bridge.core.facts import ClientFact, Episode
from b24bridge.core.ids import EntityId

CLIENT = EntityId(4, 1)
EPISODE = Episode(anchor="activity:51", opened_on=date(2026, 11, 2))
FACT = ClientFact(
    member_id="portal",
    client=CLIENT,
    calendar=Calendar(),
    title="Romashka",
    episodes={"debtors": EPISODE},
    closed={"debtors": frozenset({"invoice:1"})},
)


def test_an_assistant_sees_its_own_episode_and_what_others_said():
    """Everything else is as it was, and the fact itself stays as it was."""
    said = {"forgotten_clients": Skip(assistant="forgotten_clients", client=CLIENT, state="CALM", because=Because("да", "yes"))}
    seen = FACT.seen_by("debtors", said)
    assert seen == replace(FACT, episode=EPISODE, closed_anchors=frozenset({"invoice:1"}), verdicts=said)
    assert (FACT.episode, FACT.closed_anchors, FACT.verdicts) == (None, frozenset(), {})


def test_an_assistant_without_a_past_sees_none():
    """Another's episode is never taken for its own, and nobody can change what he sees."""
    seen = FACT.seen_by("debtors", {}).seen_by("unpaid_orders", {})
    assert seen == FACT
    with pytest.raises(FrozenInstanceError):
        seen.title = "other"
