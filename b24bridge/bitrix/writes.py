"""Performs each kind of action, once, with our mark; finds what an action made, and takes it back. Nothing here decides.

How a kind is done is in `b24bridge.bitrix.effects`, one file per family. No write is retried, and none goes in a batch: a
success of the wrong shape is Unknown, because the portal did something that we cannot name.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.family import DoneBy, Family
from b24bridge.bitrix.effects.items import Items
from b24bridge.bitrix.effects.labels import Labels
from b24bridge.bitrix.effects.letters import Letters
from b24bridge.bitrix.effects.messages import Notes, Notices
from b24bridge.bitrix.effects.moves import Moves
from b24bridge.bitrix.effects.new_tasks import NewTasks
from b24bridge.bitrix.effects.owners import Owners
from b24bridge.bitrix.effects.reasons import Reasons
from b24bridge.bitrix.effects.task_sheet import TaskSheet
from b24bridge.bitrix.effects.tasks import TaskEffects
from b24bridge.bitrix.effects.timeline import Timeline
from b24bridge.core.actions import (
    Action,
    CloseTask,
    DropLabel,
    JoinTask,
    LeaveTask,
    MoveTask,
    Notify,
    Observe,
    PutLabel,
    PutTask,
    Reassign,
    SendLetter,
    WriteNote,
)
from b24bridge.core.errors import Refused
from b24bridge.core.ledger import Effect, Reversal


class Writes:
    """Changes one portal. `zone` is the portal's, `language` the one in which its people read what we add."""

    def __init__(self, client: PortalClient, cards: Cards, zone: ZoneInfo, language: str = "ru") -> None:
        """Lay out which family does which kind."""
        sheet, lines = TaskSheet(client), Timeline(client, language)
        tasks = TaskEffects(client, cards, sheet, NewTasks(client, zone), lines)
        labels, owners = Labels(cards, cards.fields), Owners(Items(client))
        reasons = Reasons(cards, sheet, lines, language)
        self._families: Mapping[type[Action], Family] = {
            PutTask: tasks,
            CloseTask: tasks,
            JoinTask: reasons,
            LeaveTask: reasons,
            MoveTask: Moves(client, sheet),
            PutLabel: labels,
            DropLabel: labels,
            Reassign: owners,
            Observe: owners,
            Notify: Notices(client),
            WriteNote: Notes(client),
            SendLetter: Letters(client),
        }

    def perform(self, action: Action, key: str, done_by: DoneBy) -> Effect:
        """Send one change once and return its effect. Raises Unknown and the rest of PortalError."""
        return self._family(action).perform(action, key, done_by)

    def find(self, action: Action, key: str, done_by: DoneBy) -> Effect | None:
        """Return the effect of an action in doubt, or None when it did not happen."""
        return self._family(action).find(action, key, done_by)

    def revert(self, action: Action, key: str, effect: Effect) -> Reversal:
        """Take back what an action did. Raises Refused for what nothing takes back."""
        return self._family(action).revert(action, key, effect)

    def _family(self, action: Action) -> Family:
        family = self._families.get(type(action))
        if family is None:
            raise Refused(action.kind, "NO_EFFECT", "this kind of action is made of others and changes nothing itself")
        return family
