"""The verbs of the work itself, by hand: sync, scan, apply, explain, journal."""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from b24bridge import clock
from b24bridge.bootstrap import Bridge
from b24bridge.cli.screen import json_option, print_rows
from b24bridge.cli.wired import bridge_of_process, find_open_portal, find_portal, portal_argument
from b24bridge.core.actions import to_json
from b24bridge.core.decisions import Decision, Skip
from b24bridge.core.errors import ConfigError
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.streams import Stream
from b24bridge.services.clocks import portal_now, zone_of

COLUMNS = ("client", "name", "state", "since", "until", "owner", "money", "because")
DONE_COLUMNS = ("at", "what", "result", "why")


@click.command()
@portal_argument
@click.option("--full", is_flag=True, help="Forget the cursors and read everything again.")
@click.option("--stream", type=click.Choice([str(stream) for stream in Stream]), help="Only this stream.")
@json_option
def sync(portal: str, stream: str | None, *, full: bool, as_json: bool) -> None:
    """Bring the mirror up to date."""
    bridge = bridge_of_process()
    installation = find_open_portal(bridge, portal)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("rows", total=None)
        for name, rows in bridge.sync_now(installation, Stream(stream) if stream else None, full=full):
            progress.update(bar, description=f"{name:<12}", advance=rows)
    counts = bridge.mirror.counts(installation.member_id)
    print_rows(({"stream": name, "rows": rows} for name, rows in counts.items()), ("stream", "rows"), as_json=as_json)


@click.command()
@portal_argument
@click.option("--assistant", help="Only this one.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day of the portal, at 09:00.")
@click.option("--calm", is_flag=True, help="Show the calm clients too; with --json they are always there.")
@json_option
def scan(portal: str, assistant: str | None, on: datetime | None, *, calm: bool, as_json: bool) -> None:
    """Decide about every client and print the plan. Writes nothing to the portal."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    if assistant is not None and assistant not in bridge.scan.rules:
        raise ConfigError("--assistant", f"there is no {assistant!r}", f"Choose from: {', '.join(bridge.scan.rules)}")
    now = portal_now(installation, clock.now())
    if on is not None:
        now = on.replace(hour=9, tzinfo=now.tzinfo)
    if old := bridge.scan.stale(installation.member_id):
        click.echo(f"Not read within a day: {', '.join(old)}. Run `b24bridge sync {portal}` first.", err=True)
    verdicts = bridge.scan.judge(installation, now, assistant)
    if as_json:
        print_rows((verdict_row(verdict) for verdict in verdicts), (), as_json=True)
        return
    shown = [verdict for verdict in verdicts if calm or not verdict.is_calm]
    names = bridge.mirror.titles(installation.member_id, [verdict.client for verdict in shown])
    shown.sort(key=lambda verdict: verdict.money_at_risk.amount if verdict.money_at_risk else 0, reverse=True)
    language = language_of(bridge, installation)
    print_rows((_line(verdict, names, language) for verdict in shown), COLUMNS, as_json=False)


@click.command()
@portal_argument
@json_option
def apply(portal: str, *, as_json: bool) -> None:
    """Judge now, and do what the modes allow. Exit code 1 when something did not succeed."""
    bridge = bridge_of_process()
    installation = find_open_portal(bridge, portal)
    counts = bridge.apply_now(installation)
    rows = ({"state": str(state), "actions": number} for state, number in counts.items())
    print_rows(rows, ("state", "actions"), as_json=as_json)
    if failures := bridge.failures(installation):
        for job in failures:
            click.echo(f"{job.verb}: {job.error}", err=True)
        sys.exit(1)


@click.command()
@portal_argument
@click.argument("client")
@json_option
def explain(portal: str, client: str, *, as_json: bool) -> None:
    """Say why a client (such as CO_12) stands where it stands, and what was done about it."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    try:
        entity = EntityId.parse(client)
    except ValueError as error:
        raise ConfigError("CLIENT", str(error), "Copy it from `b24bridge scan`") from error
    now = portal_now(installation, clock.now())
    verdicts = [verdict_row(verdict) for verdict in bridge.scan.judge(installation, now, clients=[entity])]
    if not verdicts:
        raise ConfigError("CLIENT", f"{client} is not a client of {installation.domain}", "Run `b24bridge sync` if it is new")
    if as_json:
        print_rows(verdicts, (), as_json=True)
        return
    for row in verdicts:
        click.echo(f"{row['assistant']}: {row['state']}\n{row['because']['ru']}\n{row['because']['en']}")
    language, lines = language_of(bridge, installation), bridge.ledger.journal(installation.member_id, entity)
    print_rows((journal_line(line, installation, language) for line in lines), DONE_COLUMNS, as_json=False)


@click.command()
@portal_argument
@click.option("--limit", default=50, show_default=True)
@json_option
def journal(portal: str, limit: int, *, as_json: bool) -> None:
    """Show what was done, newest first."""
    bridge = bridge_of_process()
    installation = find_portal(bridge, portal)
    rows, language = bridge.ledger.journal(installation.member_id, limit=limit), language_of(bridge, installation)
    shown = rows if as_json else [journal_line(row, installation, language) for row in rows]
    print_rows(shown, ("client", *DONE_COLUMNS), as_json=as_json)


def verdict_row(verdict: Skip) -> dict[str, Any]:
    """Return a verdict in the public form of `scan --json` (design section 7)."""
    money = verdict.money_at_risk.rounded() if verdict.money_at_risk else None
    return {
        "client": str(verdict.client),
        "assistant": verdict.assistant,
        "state": verdict.state,
        "since": verdict.since.isoformat() if verdict.since else None,
        "until": verdict.until.isoformat() if verdict.until else None,
        "because": {"ru": verdict.because.ru, "en": verdict.because.en},
        "money_at_risk": {"amount": str(money.amount), "currency": money.currency} if money else None,
        "facts": dict(verdict.facts),
        "actions": [to_json(action) for action in verdict.actions] if isinstance(verdict, Decision) else [],
    }


def journal_line(line: Mapping[str, Any], installation: Installation, language: str) -> dict[str, Any]:
    """Return a line of the journal for people: the portal's time, what became of which action, and why."""
    at = datetime.fromisoformat(line["at"]).astimezone(zone_of(installation))
    result = f"{line['state']} {line['object_id'] or ''}".strip()
    told = {"client": line["client"], "at": f"{at:%Y-%m-%d %H:%M}", "what": line["kind"], "result": result}
    return told | {"why": line["note"] or line["because"][language]}


def language_of(bridge: Bridge, installation: Installation) -> str:
    """Return the language of a portal's people, ru or en."""
    return bridge.policies.loaded(installation).portal.language


def _line(verdict: Skip, names: Mapping[EntityId, str], language: str) -> dict[str, Any]:
    money = verdict.money_at_risk
    return {
        "client": verdict.client,
        "name": names.get(verdict.client, ""),
        "state": verdict.state,
        "since": verdict.since,
        "until": verdict.until,
        "owner": verdict.owner_id,
        "money": f"{money.amount:.0f} {money.currency}" if money else "",
        "because": getattr(verdict.because, language),
    }


COMMANDS = (sync, scan, apply, explain, journal)
