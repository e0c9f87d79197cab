"""A hand-over as an assistant decides it: the client and its deal change their owner, one after the other."""

from b24bridge.core.actions import Reassign, WriteNote
from tests.records import deal_id
from tests.verdicts import FIRST, decision

CASCADE = "handover:activity:51"


def reassign(client, step, entity, to_owner=9):
    return Reassign(client=client, step=step, entity=entity, from_owner=5, to_owner=to_owner, cascade=CASCADE)


def handover(client=FIRST, to_owner=9, **changed):
    """Return a decision of three steps that follow each other: the client, its deal, a note about both."""
    steps = (
        reassign(client, "owner", client, to_owner),
        reassign(client, "deal", deal_id(7), to_owner),
        WriteNote(client=client, step="note", text="handed over", cascade=CASCADE),
    )
    return decision(client, actions=steps, state="PENDING", **changed)
