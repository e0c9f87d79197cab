"""What waits for consent and what can be taken back: `plan …`, `undo`, `say`. The same use cases as in the frame.

At the command line one acts as the administrator who installed the application.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from b24bridge.bootstrap import Bridge
from b24bridge.cli.screen import json_option, print_rows
from b24bridge.cli.settings import author
from b24bridge.cli.wired import bridge_of_process, find_portal, portal_argument
from b24bridge.core.actions import SendLetter, to_json
from b24bridge.core.errors import ConfigError, PlanChanged
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import APPLY
from b24bridge.core.ledger import ActionRow, Outcome, Plan, State
from b24bridge.core.money import Money
from b24bridge.core.plans import check_code
from b24bridge.core.screens_buttons import Pressed
from b24bridge.core.screens_undo import UndoScope
from b24bridge.core.statements import Said
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import zone_of

PLAN_COLUMNS = ("plan", "made_at", "kind", "status", "clients", "actions", "note")
ROW_COLUMNS = ("key", "client", "name", "assistant", "what", "money", "answer_by", "because")


@click.group()
def plan() -> None:
    """What the assistants want to do, and your consent to it."""


@plan.command("list")
@portal_argument
@json_option
def list_plans(portal: str, *, as_json: bool) -> None:
    """List the runs that came to something, newest first."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    rows = (plan_row(each, installation) for each in bridge.ledger.plans(installation.member_id))
    print_rows(rows, PLAN_COLUMNS, as_json=as_json)


@plan.command()
@portal_argument
@json_option
def show(portal: str, *, as_json: bool) -> None:
    """Show what waits for consent, with the code that `approve` asks for."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    asked = bridge.consent.asked(administrator(installation))
    rows = list(_asked(bridge, installation, asked.rows))
    print_rows(rows, ROW_COLUMNS, as_json=as_json)
    if not as_json:
        code = check_code(asked.actions)
        click.echo(f"{len(rows)} to decide; check code {code}" if rows else "Nothing to decide.")


@plan.command()
@portal_argument
@click.argument("keys", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that `plan show` showed.")
@click.option("--code", required=True, help="The check code that `plan show` printed: consent to exactly what you saw.")
def approve(portal: str, keys: tuple[str, ...], code: str, *, everything: bool) -> None:
    """Consent to rows of `plan show` by their keys, or to all of them."""
    bridge, visitor, chosen = _chosen(portal, keys, everything=everything)
    try:
        count = bridge.consent.approve(visitor, chosen, code)
    except PlanChanged as error:
        raise ConfigError("--code", "the plan is not what you saw; nothing was done", "Look at `plan show` again") from error
    click.echo(f"{count} approved; they are done within minutes")


@plan.command()
@portal_argument
@click.argument("keys", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that waits.")
@click.option("--reason", type=click.Choice(["working", "asked", "receiver", "data", "other"]), required=True)
@click.option("--note", default="", help="A word to the manager.")
def reject(portal: str, keys: tuple[str, ...], reason: str, note: str, *, everything: bool) -> None:
    """Refuse rows of `plan show` by their keys, or all of them."""
    bridge, visitor, chosen = _chosen(portal, keys, everything=everything)
    click.echo(f"{bridge.consent.reject(visitor, chosen, reason, note)} refused")


@plan.command()
@portal_argument
@json_option
def parked(portal: str, *, as_json: bool) -> None:
    """List what the portal refused, with what it said."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    rows = (action_row(row, installation) | {"why": row.note} for row in bridge.ledger.parked(installation.member_id))
    print_rows(rows, ("key", "client", "kind", "why"), as_json=as_json)


@plan.command()
@portal_argument
@click.argument("keys", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything parked but letters: those are named one by one.")
def retry(portal: str, keys: tuple[str, ...], *, everything: bool) -> None:
    """Try parked actions again, once what hindered them is mended. Their grounds are read anew first."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    known = {row.key: row for row in bridge.ledger.parked(installation.member_id)}
    chosen = [key for key, row in known.items() if not isinstance(row.action, SendLetter)] if everything else list(keys)
    if unknown := [key for key in chosen if key not in known]:
        raise ConfigError("KEYS", f"nothing parked has the key {unknown[0]}", "Copy keys from `plan parked`")
    for key in chosen:
        bridge.ledger.settle(key, Outcome(state=State.NEW, note="tried again by hand"), bridge.now())
    bridge.jobs.plan(installation.member_id, APPLY, bridge.now())
    click.echo(f"{len(chosen)} will be tried again within minutes")


@click.command()
@portal_argument
@click.option("--key", default="", help="One action, as `journal --json` names it; a hand-over goes back as a whole.")
@click.option("--client", help="Everything that was done about a client, such as CO_12.")
@click.option("--plan", "plan_id", type=int, help="Everything of a run, as `plan list` numbers it.")
@click.option("--hours", type=click.IntRange(1, 720), help="Everything of the last hours.")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken back.")
@json_option
def undo(
    portal: str, key: str, client: str | None, plan_id: int | None, hours: int | None, *, dry_run: bool, as_json: bool
) -> None:
    """Take back what was done, where nobody changed it since. Letters cannot be taken back."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    try:
        scope = UndoScope(key=key, client=client_of(client) if client else None, plan_id=plan_id, hours=hours)
    except ValueError as error:
        raise ConfigError("undo", str(error), "Give one of --key, --client, --plan, --hours") from error
    visitor = administrator(installation)
    if key and bridge.ledger.find(key) is None:
        raise ConfigError("--key", f"there is no action {key!r}", "Copy it from `journal --json`")
    reach = bridge.take_back.reach(visitor, scope)
    rows = (action_row(row, installation) for row in reach.restored)
    print_rows(rows, ("key", "client", "kind", "done_at"), as_json=as_json)
    if not as_json:
        for row in reach.letters:
            click.echo(f"cannot be taken back: the letter to {row.client}")
    if not dry_run:
        click.echo(f"{bridge.take_back.run(visitor, scope)} will be taken back within minutes", err=as_json)


@click.command()
@portal_argument
@click.argument("client")
@click.argument("what", type=click.Choice([str(said) for said in Said]))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The promised day, or the last day of a pause.")
@click.option("--amount", help="The promised sum, in the portal's currency.")
@click.option("--document", help="The document meant, such as SI_8101; without it all of them.")
@click.option("--reason", default="", help="A code of the button's list.")
@click.option("--note", default="", help="In your own words.")
def say(
    portal: str,
    client: str,
    what: str,
    until: datetime | None,
    amount: str | None,
    document: str | None,
    reason: str,
    note: str,
) -> None:
    """Record what a person knows of a client: a contact, a pause, a promise to pay, a dispute."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    pressed = Pressed(
        kind=Said(what),
        reason=reason,
        note=note,
        until=until.date() if until else None,
        amount=_money(amount, installation) if amount else None,
        document=client_of(document) if document else None,
    )
    said = bridge.declare.press(administrator(installation), client_of(client), pressed)
    click.echo(f"{said.ru}\n{said.en}")


def administrator(installation: Installation) -> Visitor:
    """Return who acts at the command line: the administrator who installed the application."""
    return Visitor(
        member_id=installation.member_id,
        user_id=installation.user_id or 0,
        name=author(),
        is_admin=True,
        language="en",
        origin="",
    )


def client_of(text: str) -> EntityId:
    """Return what a name such as CO_12 means. Raises ConfigError."""
    try:
        return EntityId.parse(text)
    except ValueError as error:
        raise ConfigError("CLIENT", str(error), "Copy it from `b24bridge scan`") from error


def plan_row(each: Plan, installation: Installation) -> dict[str, Any]:
    """Return a plan for printing; `made_at` is in the portal's zone."""
    return {
        "plan": each.id,
        "made_at": _when(each.made_at, installation),
        "kind": each.kind,
        "status": str(each.status),
        "clients": each.clients,
        "actions": ", ".join(f"{state} {count}" for state, count in each.states.items()),
        "note": each.note,
    }


def action_row(row: ActionRow, installation: Installation) -> dict[str, Any]:
    """Return an action for printing."""
    return {
        "key": row.key,
        "client": str(row.client),
        "kind": row.action.kind,
        "state": str(row.state),
        "done_at": _when(row.done_at, installation) if row.done_at else None,
        "action": to_json(row.action),
    }


def _asked(bridge: Bridge, installation: Installation, rows: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = bridge.mirror.titles(installation.member_id, [actions[0].client for actions in rows.values()])
    for key, actions in rows.items():
        first = actions[0]
        yield {
            "key": key,
            "client": str(first.client),
            "name": names.get(first.client, ""),
            "assistant": first.assistant,
            "what": ", ".join(dict.fromkeys(action.action.kind for action in actions)),
            "money": f"{first.money.amount:.0f} {first.money.currency}" if first.money else "",
            "answer_by": _when(first.answer_by, installation) if first.answer_by else "",
            "because": first.because.ru,
            "because_en": first.because.en,
            "code": check_code(actions),
            "actions": [to_json(action.action) for action in actions],
        }


def _chosen(portal: str, keys: tuple[str, ...], *, everything: bool) -> tuple[Bridge, Visitor, list[str]]:
    bridge = bridge_of_process()
    visitor = administrator(find_portal(bridge, portal))
    chosen = list(bridge.consent.asked(visitor).rows) if everything else list(keys)
    if not chosen:
        raise ConfigError("KEYS", "nothing is named", "Copy keys from `plan show`, or give --all")
    return bridge, visitor, chosen


def _money(text: str, installation: Installation) -> Money:
    try:
        return Money(Decimal(text), installation.currency)
    except InvalidOperation as error:
        raise ConfigError("--amount", f"{text!r} is no sum", "Write it like 12500.00") from error


def _when(moment: datetime | date, installation: Installation) -> str:
    at = moment.astimezone(zone_of(installation)) if isinstance(moment, datetime) else moment
    return f"{at:%Y-%m-%d %H:%M}"


COMMANDS = (plan, undo, say)
