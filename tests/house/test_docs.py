"""The docs say what is true: links lead somewhere, settings and commands are listed, words are used as the glossary says."""

import ast
import re
from pathlib import Path

import click
import pytest

from b24bridge.cli import cli
from config.process import ProcessSettings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BRIDGE = sorted(path for folder in ("b24bridge", "assistants", "handlers", "config") for path in (ROOT / folder).rglob("*.py"))
# Words that mean something else in this house (design section 4, docs/glossary.md).
BANNED = {"tenant", "webhook", "utils", "helper", "helpers", "common", "customer", "incident", "cache", "cached"}
# A manager is a salesperson: `ManagerLine` is the line of one. A class that ends so would be an object that manages.
BANNED_LAST = "manager"
# Names that others gave: the platform's word for what was turned away, and Python's own decorator.
OTHERS = {"WebhookRejected", "cached_property"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """Every relative link and picture of a page exists."""
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []


def test_every_setting_of_the_process_is_in_the_example():
    """The example environment lists each setting with its description and default, and nothing else."""
    text = (ROOT / ".env.example").read_text("utf-8")
    listed = re.findall(r"^# B24BRIDGE_(\w+)=", text, re.MULTILINE)

    assert listed == [name.upper() for name in ProcessSettings.model_fields]
    assert all(field.description and field.description in text for field in ProcessSettings.model_fields.values())


def commands(group: click.Group, before: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        found += commands(command, f"{before}{name} ") if isinstance(command, click.Group) else [before + name]
    return found


def test_every_command_has_a_help_text():
    """Each command of the command line says in a sentence what it does."""
    silent = []
    for name in commands(cli):
        command: click.Command = cli
        for part in name.split():
            assert isinstance(command, click.Group)
            command = command.commands[part]
        if not (command.help or "").strip().endswith("."):
            silent.append(name)

    assert silent == []


def test_the_glossarys_words_are_used():
    """No name in our code is a synonym that the glossary has given up."""
    found = []
    for path in BRIDGE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+", node.name)]
                is_wrong = not BANNED.isdisjoint(words) or words[-1:] == [BANNED_LAST]
                found += [f"{path.name}: {node.name}"] if is_wrong and node.name not in OTHERS else []

    assert found == []


def test_both_readmes_tell_the_same():
    """The Russian README has as many headings, commands and pictures as the English one."""
    shape = [
        re.findall(r"^(#+|```|!\[)", (ROOT / name).read_text("utf-8"), re.MULTILINE) for name in ("README.md", "README.ru.md")
    ]

    assert shape[0] == shape[1]
