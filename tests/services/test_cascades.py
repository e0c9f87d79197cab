"""Hand-overs step by step: when a step that moves something fails, the rest is not done and what was done goes back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from b24bridge.core.actions import MoveTask, Observe, Undo, WriteNote
from b24bridge.core.errors import Busy, Refused, Unknown
from b24bridge.core.ledger import Conflict, Effect, Reversal, State
from b24bridge.core.streams import Stream
from tests.handovers import CASCADE, reassign
from tests.records import co, deal, deal_id
from tests.services.office import Office
from tests.services.scripts import ANNA, AUTO, IVAN, OLGA, Script, staffed

CLIENT = co(1)
STEPS = ("owner", "deal", "task", "watch", "note")


@pytest.fixture
def script() -> Script:
    return Script("release")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office in which Ivan's client with its deal is to go to Anna."""
    office = staffed(store, script, modes=AUTO)
    office.company(1, None, owner_id=IVAN)
    office.portal.put(deal(7, company_id=1, owner_id=IVAN, updated_at=office.clock.now()))
    office.read()
    script.call_for(
        CLIENT,
        reassign(CLIENT, "owner", CLIENT, ANNA),
        reassign(CLIENT, "deal", deal_id(7), ANNA),
        MoveTask(client=CLIENT, step="task", from_owner=IVAN, to_owner=ANNA, cascade=CASCADE),
        Observe(client=CLIENT, step="watch", entity=CLIENT, person=IVAN, cascade=CASCADE),
        WriteNote(client=CLIENT, step="note", text="handed over", cascade=CASCADE),
        state="PENDING",
    )
    office.scan.run(office.installation)
    return office


def states(office: Office) -> dict[str, str]:
    return {step: str(state) for (_, step), state in office.states().items() if step in STEPS}


def owners(office: Office) -> tuple[int, int]:
    """Return who has the client, and who its deal."""
    return office.portal.rows[Stream.COMPANIES][1].owner_id, office.portal.rows[Stream.DEALS][7].owner_id


def failing(office: Office, step: str, error: Exception, *, once: bool = False) -> None:
    """Let the portal fail at one step."""
    perform = office.portal.perform

    def perform_or_fail(action, key, done_by):
        if action.step == step:
            if once:
                office.portal.perform = perform
            raise error
        return perform(action, key, done_by)

    office.portal.perform = perform_or_fail


REFUSED = Refused("crm.item.update", "ACCESS_DENIED")


def test_steps_follow_each_other(office):
    """Client, deal, watching, note, in this order; where there is no task to move along nobody waits for one."""
    done: list[str] = []
    perform = office.portal.perform
    office.portal.perform = lambda action, key, done_by: done.append(action.step) or perform(action, key, done_by)

    office.send()

    assert done == ["owner", "deal", "watch", "note"]
    assert owners(office) == (ANNA, ANNA)
    assert states(office) == {**dict.fromkeys(STEPS, "done"), "task": "cancelled"}


def test_when_the_deal_cannot_move_the_client_goes_back(office):
    """Nothing further is done, the client is Ivan's again, and the journal says why of each."""
    failing(office, "deal", REFUSED)

    office.send()
    office.send()

    assert owners(office) == (IVAN, IVAN)
    assert states(office) == {
        "owner": "undone",
        "deal": "parked",
        "task": "cancelled",
        "watch": "cancelled",
        "note": "cancelled",
    }
    assert office.portal.effects.notes == {}
    note = next(row.note for row in office.rows() if row.action.step == "note")
    assert note == "an earlier step failed: crm.item.update: ACCESS_DENIED"


def test_when_a_person_took_the_deal_meanwhile_the_client_goes_back(office):
    """Overtaken is as good as refused: half a hand-over is no state to leave."""
    row = office.portal.rows[Stream.DEALS][7]
    office.portal.put(replace(row, owner_id=OLGA))

    office.send()
    office.send()

    assert owners(office) == (IVAN, OLGA)
    assert states(office)["owner"] == "undone"


def test_going_back_leaves_alone_what_a_person_changed(office):
    """Somebody gave the client to Olga before we could take it back: it stays hers, and the journal says so."""
    failing(office, "deal", REFUSED)
    take_back = office.portal.revert

    def revert(action, key, effect):
        row = office.portal.rows[Stream.COMPANIES][1]
        office.portal.put(replace(row, owner_id=OLGA))
        return take_back(action, key, effect)

    office.portal.revert = revert
    office.send()
    office.send()

    assert owners(office) == (OLGA, IVAN)
    undo = next(row for row in office.rows() if isinstance(row.action, Undo))
    assert (undo.state, undo.note) == (State.CANCELLED, "changed by somebody since, left alone")
    assert [(each.ours, each.now) for each in undo.conflicts] == [(ANNA, OLGA)]


def test_what_a_lost_try_took_back_is_back(office):
    """The portal shows the change no more, whatever others wrote beside it since: it is undone, and they are named."""
    failing(office, "deal", REFUSED)
    beside = (Conflict(field="why", ours="a", now="b"),)

    def revert(_action, _key, effect):
        return Reversal(effect=Effect(object_id=effect.object_id), conflicts=beside, was_back=True)

    office.portal.revert = revert
    office.send()
    office.send()

    undo = next(row for row in office.rows() if isinstance(row.action, Undo))
    assert (undo.state, undo.conflicts) == (State.DONE, beside)


@pytest.mark.parametrize("step", ["watch", "note"])
def test_what_moves_nobody_may_fail_alone(office, step):
    """A note that could not be written is parked; client and deal stay where they went, and the rest is done."""
    failing(office, step, REFUSED)

    office.send()
    office.send()

    assert owners(office) == (ANNA, ANNA)
    assert states(office) == {**dict.fromkeys(STEPS, "done"), "task": "cancelled", step: "parked"}


def test_a_busy_portal_only_delays_the_rest(office):
    """What was done stays, what is left goes out when the portal is ready, each once."""
    failing(office, "deal", Busy("m", "QUERY_LIMIT", retry_at=office.clock.now() + timedelta(seconds=9)), once=True)
    with pytest.raises(Busy):
        office.send()
    assert owners(office) == (ANNA, IVAN)

    office.clock.advance(10)
    office.send()

    assert owners(office) == (ANNA, ANNA)
    assert states(office)["note"] == "done"


def test_a_step_in_doubt_holds_up_the_rest_until_it_is_known(office):
    """Nothing further is sent before the doubt is settled; then it goes on."""
    failing(office, "deal", Unknown("batch", "timeout"), once=True)
    office.send()
    assert states(office) == {"owner": "done", "deal": "unknown", "task": "new", "watch": "new", "note": "new"}
    office.clock.advance(80)

    office.recover.run(office.installation, office.portal)
    office.send()

    assert owners(office) == (ANNA, ANNA)
    assert states(office)["note"] == "done"


def test_doubt_that_cannot_be_settled_takes_all_of_it_back(office):
    """A step that nobody can look up is parked, and the client goes back."""
    failing(office, "deal", Unknown("batch", "timeout"), once=True)
    office.send()
    office.clock.advance(80)
    office.portal.fail_with["find"] = REFUSED

    office.recover.run(office.installation, office.portal)
    office.send()

    assert owners(office) == (IVAN, IVAN)
    assert states(office)["owner"] == "undone"
