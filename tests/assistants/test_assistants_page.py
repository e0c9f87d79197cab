"""docs/assistants.md says what the assistants do today."""

from b24bridge.core.assistants import discover
from tests.assistants.rendering import PAGE, rendered


def test_tables_are_current():
    """The page's tables are those of the present settings and scenarios; `python -m tests.assistants.rendering` writes them."""
    page = PAGE.read_text("utf-8")
    assert rendered(page) == page


def test_every_assistant_has_a_section():
    """Each assistant has a heading with its title."""
    page = PAGE.read_text("utf-8")
    rules = discover("assistants")
    assert "forgotten_clients" in rules
    assert all(f"## {rule.assistant.title.en}" in page for rule in rules.values())
