"""Actions: single changes to the portal, as data. Performing them is `b24bridge.bitrix.effects`.

Doubt policy, the same for all: an action is sent once; when the outcome is unknown it is looked up by its marker before
anything is sent again. Closing ones undo what an episode did; they stay right whatever the client does next.
"""

from b24bridge.core.actions.cards import DropLabel, MoveTask, Observe, PutLabel, Reassign
from b24bridge.core.actions.kinds import KINDS, Action, asks_consent, cascade_of, essence
from b24bridge.core.actions.plain import from_json, to_json
from b24bridge.core.actions.tasks import CloseTask, JoinTask, LeaveTask, PutTask
from b24bridge.core.actions.undo import Undo
from b24bridge.core.actions.words import Notify, SendLetter, WriteNote

__all__ = [
    "KINDS",
    "Action",
    "CloseTask",
    "DropLabel",
    "JoinTask",
    "LeaveTask",
    "MoveTask",
    "Notify",
    "Observe",
    "PutLabel",
    "PutTask",
    "Reassign",
    "SendLetter",
    "Undo",
    "WriteNote",
    "asks_consent",
    "cascade_of",
    "essence",
    "from_json",
    "to_json",
]
