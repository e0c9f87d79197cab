"""Verdicts about clients, as an assistant gives them, and their keys."""

from datetime import UTC, date, datetime, timedelta

from b24bridge.core.actions import CloseTask, DropLabel, PutLabel, PutTask
from b24bridge.core.decisions import Because, Decision, Skip
from b24bridge.core.ids import action_key
from b24bridge.core.ledger import Outcome, PlanStatus, State
from tests.records import co

PORTAL, OTHER = "portal-a", "portal-b"
NAME = "forgotten_clients"
AT = datetime(2026, 11, 2, 3, tzinfo=UTC)
LATER = AT + timedelta(days=1)
AUTO = {"task": "auto", "label": "auto", "notify": "auto"}
APPROVE, OBSERVE = dict.fromkeys(AUTO, "approve"), dict.fromkeys(AUTO, "observe")
LEASE_S = 75.0
FIRST = co(1)


def because(text="silent for 82 days"):
    return Because(f"по-русски: {text}", text)


def skip(client=FIRST, state="CALM", **changed):
    return Skip(assistant=NAME, client=client, state=state, because=because("all is well"), **changed)


def put_task(client, step="task"):
    return PutTask(client=client, step=step, owner=5, title="Call {client}", text="why", deadline=date(2026, 11, 5))


def put_label(client):
    return PutLabel(client=client, step="label", label="forgotten", since=date(2026, 11, 1), next_on=None, why="why")


def decision(client=FIRST, anchor="activity:51", actions=None, state="FORGOTTEN", **changed):
    return Decision(
        assistant=NAME,
        client=client,
        state=state,
        because=changed.pop("because", because()),
        anchor=anchor,
        actions=(put_task(client), put_label(client)) if actions is None else actions,
        **changed,
    )


def closing(client=FIRST, anchor="activity:51"):
    actions = (
        CloseTask(client=client, step="close", closes_step="task", text="called"),
        DropLabel(client=client, step="unlabel", label="forgotten"),
    )
    return decision(client, anchor, actions, state="CALM", closes=True, because=because("the client called"))


def key(step, client=FIRST, anchor="activity:51"):
    return action_key(PORTAL, NAME, client, anchor, step)


def tell(ledger, verdicts, modes, at, portal=PORTAL):
    """Record verdicts as a run of their own, every assistant in the same modes; return how many new actions there are."""
    plan = ledger.begin_plan(portal, "scan", at)
    new = ledger.record(portal, verdicts, {verdict.assistant: modes for verdict in verdicts}, at, plan)
    ledger.end_plan(portal, plan, PlanStatus.OPEN, "", at, len(verdicts))
    return new


def claim(ledger, which, worker="w1", at=AT):
    """Claim an action as it was decided."""
    row = ledger.find(which)
    return None if row is None else ledger.claim(which, worker, at, LEASE_S, row.action)


def send(ledger, step, client=FIRST, at=AT, anchor="activity:51", effect=None):
    """Send an action as the worker does; the object it makes is named after its step."""
    assert claim(ledger, key(step, client, anchor), at=at) is not None
    done = Outcome(state=State.DONE, object_id=None if effect else f"{step}-object", effect=effect)
    ledger.settle(key(step, client, anchor), done, at)
