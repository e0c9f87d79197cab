"""docs/sandbox.md lists what the sandbox has: flags, control routes, faults, switches with their defaults, acts, entities."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from b24sandbox import version3
from b24sandbox.acts import ACTS
from b24sandbox.app import create_app
from b24sandbox.cli import main
from b24sandbox.delivery import MODES
from b24sandbox.entities import ENTITIES
from b24sandbox.faults import ALIASES, OAUTH_KINDS, WIRE_KINDS
from b24sandbox.method import METHODS
from b24sandbox.portal import Portal
from b24sandbox.seeding import seed
from b24sandbox.switches import Switches

SHEET = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def section(title):
    return SHEET.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_flag_is_listed():
    """Each option of the command line stands in the table of flags, and no other does."""
    listed = set(re.findall(r"`(--[a-z-]+)", "\n".join(re.findall(r"^\| (.*?) \|", section("Start"), re.MULTILINE))))
    assert listed == {option for one in main.params for option in one.opts if option.startswith("--")}


def test_every_control_route_is_listed():
    """Each route under /_sandbox/ stands in the table with an example, and no other does."""
    rules = create_app(Portal()).url_map.iter_rules()
    routes = {rule.rule.removeprefix("/_sandbox") for rule in rules if rule.rule.startswith("/_sandbox")}
    rows = re.findall(r"^\| `[A-Z`, ]+ (/[^`]*)` \| .*? \| `curl .*` \|$", section("Control: `/_sandbox/`"), re.MULTILINE)
    assert set(rows) == routes


@pytest.mark.parametrize(("route", "hidden"), [("deliver", {"flushed"}), ("limits", set())])
def test_what_a_route_answers_is_listed(route, hidden):
    """Each key of the short answers stands in the row of its route."""
    answered = create_app(Portal()).test_client().get(f"/_sandbox/{route}").json
    (row,) = re.findall(
        rf"^\| `GET[A-Z`, ]* /{route}` \| (.*?) \| `curl .*` \|$", section("Control: `/_sandbox/`"), re.MULTILINE
    )
    assert set(re.findall(r"`([a-z_]+)`", row)) == set(answered) - hidden


def test_what_is_said_to_be_missing_is_missing():
    """The sheet does not belittle the sandbox: names in its list of what is not built lead nowhere."""
    missing = section("Not built yet")
    families = re.findall(r"`([a-z.]+)\.\*`", missing.partition("* Families:")[2].partition("\n* ")[0])
    assert len(families) > 5
    for family in (*families, "sale.order.add", "sale.payment.add", "bizproc.workflow"):
        assert not any(known.startswith(f"{family}.") or known == family for known in METHODS), family
    assert "REST 3.0 beside tasks and sending mail" in missing
    assert {known.partition(".")[0] for known in version3.METHODS} == {"tasks", "mail", "rest", "documentation"}


def test_every_fault_switch_mode_act_and_entity_is_listed():
    """Names that one may send are all in the sheet; switches with their present defaults."""
    for kind in WIRE_KINDS | OAUTH_KINDS | set(ALIASES):
        assert f"`{kind}`" in section("Faults"), kind
    for name, value in asdict(Switches()).items():
        assert f"| `{name}` | {json.dumps(value).removesuffix('.0')} |" in section("Switches"), name
    for name in (*MODES, *ACTS):
        assert f"`{name}`" in section("Control: `/_sandbox/`"), name
    for entity in ENTITIES.values():
        assert entity.is_internal or entity.name in section("Portal files"), entity.name


def test_the_sample_portal_file_is_one():
    """The lines shown in the sheet make a portal."""
    lines = section("Portal files").partition("```\n")[2].partition("```")[0].splitlines()
    made = Portal()
    seed(made, lines)
    assert made.table("company").rows[5]["title"] == "Волгамаш"
