"""Assistants that say what a test says, so that a use case is tried on exactly the decisions it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from b24bridge.core.actions import Action
from b24bridge.core.assistants import Assistant, Rule
from b24bridge.core.decisions import Because, Decision, Skip
from b24bridge.core.ids import EntityId, action_key
from b24bridge.core.money import Money
from b24bridge.core.records import Department
from b24bridge.store.session import Store
from tests.records import employee
from tests.services.office import MEMBER, Office
from tests.verdicts import decision

HEAD, OTHER_HEAD, IVAN, OLGA, ANNA = 3, 7, 5, 6, 9

AUTO: Mapping[str, str] = dict.fromkeys(("task", "label", "notify", "reassign", "outbound"), "auto")
ASKING: Mapping[str, str] = {**AUTO, "reassign": "approve", "outbound": "approve"}


def staffed(store: Store, *scripts: "Script", modes: Mapping[str, str] = ASKING, **chosen: Any) -> Office:
    """Return an office of the north (Ivan, Anna and their head) and the south (Olga and hers), past its observation."""
    rules = {script.name: script.rule(modes, len(scripts) - number) for number, script in enumerate(scripts)}
    office = Office(store, rules=rules)
    office.choose(**{"observe_days": 0, "keep_names": "all"} | chosen)
    office.portal.put(
        Department(id=1, name="All", parent_id=None, head_id=None),
        Department(id=2, name="North", parent_id=1, head_id=HEAD),
        Department(id=4, name="South", parent_id=1, head_id=OTHER_HEAD),
        *(employee(number, 2, name=f"North {number}") for number in (HEAD, IVAN, ANNA)),
        *(employee(number, 4, name=f"South {number}") for number in (OTHER_HEAD, OLGA)),
        employee(1, 1, name="Administrator"),
    )
    return office


class NoSettings(BaseModel):
    """It has none."""


@dataclass
class Script:
    """What one assistant calls for: actions by client, each client's in an episode of its own."""

    name: str
    wants: dict[EntityId, Decision] = field(default_factory=dict)

    def call_for(self, client: EntityId, *actions: Action, risk: str = "", anchor: str = "a:1", **changed: Any) -> None:
        """Have these actions called for from now on, with so much money at risk."""
        money = Money(Decimal(risk), "RUB") if risk else None
        made = decision(client, anchor, actions, money_at_risk=money, **{"owner_id": 5} | changed)
        self.wants[client] = replace(made, assistant=self.name)

    def end(self, client: EntityId, *actions: Action) -> None:
        """Have the client's episode end with these actions."""
        self.wants[client] = replace(self.wants[client], actions=actions, closes=True, state="NONE")

    def forget(self, client: EntityId) -> None:
        """Have nothing called for any more."""
        del self.wants[client]

    def decide(self, fact: Any, settings: Any, today: date) -> Skip:
        """Return what the test says."""
        calm = Skip(
            assistant=self.name,
            client=fact.client,
            state="NONE",
            because=Because("всё хорошо", "all is well"),
            owner_id=fact.owner.id if fact.owner else None,
        )
        return self.wants.get(fact.client, calm)

    def rule(self, modes: Mapping[str, str] = AUTO, priority: int = 0) -> Rule:
        """Return the assistant."""
        title = Because(f"Помощник {self.name}", f"Assistant {self.name}")
        return Rule(Assistant(f"assistants.{self.name}", title, object, NoSettings, modes, priority), self.decide)

    def key(self, client: EntityId, step: str, anchor: str = "a:1") -> str:
        """Return the key of a step."""
        return action_key(MEMBER, self.name, client, anchor, step)
