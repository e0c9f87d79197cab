"""Writes the tables of docs/assistants.md from the settings and the scenarios: `python -m tests.assistants.rendering`."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from b24bridge.core.assistants import discover
from tests.assistants.scenarios import scenarios

PAGE = Path(__file__).parents[2] / "docs" / "assistants.md"


def settings_table(schema: type[BaseModel]) -> str:
    """Return a table of an assistant's settings with defaults, units and bounds."""
    rows = []
    for name, field in schema.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        low, high = (next((getattr(m, key) for m in field.metadata if hasattr(m, key)), None) for key in ("ge", "le"))
        bounds = "" if low is None else f"{low} to {high}"
        rows.append((f"`{name}`", _value(field.default), str(extra["unit"]), bounds, str(field.description)))
    return _table(("setting", "default", "unit", "bounds", "means"), rows)


def scenario_table(rows: Iterable[Mapping]) -> str:
    """Return a table of scenarios: what is given and what must come of it."""
    lines = []
    for row in rows:
        given = _pairs(row.get("settings", {}), "`{}`") + _pairs(row.get("facts", {}), "{}")
        if "today" in row:
            given.append(f"today {row['today']}")
        expect = dict(row["expect"])
        state = expect.pop("state")
        lines.append((row["case"], "; ".join(given), f"**{state}**", "; ".join(_pairs(expect, "{}"))))
    return _table(("case", "given (days from today)", "state", "and"), lines)


def rendered(page: str) -> str:
    """Return the page with both tables of every assistant as they are now."""
    for name, rule in discover("assistants").items():
        page = _between(page, f"settings:{name}", settings_table(rule.assistant.settings))
        page = _between(page, f"scenarios:{name}", scenario_table(scenarios(name)))
    return page


def _between(page: str, mark: str, text: str) -> str:
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end -->)", re.DOTALL)
    assert pattern.search(page), f"docs/assistants.md has no place for {mark}"
    return pattern.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def _pairs(values: Mapping, style: str) -> list[str]:
    return [f"{style.format(name)} {_value(value)}" for name, value in values.items()]


def _value(value) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case dict():
            return " ".join(f"{name} {_value(inner)}" for name, inner in value.items()) or "none"
        case list() | tuple():
            return ", ".join(_value(inner) for inner in value) or "none"
        case _:
            return str(value)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [" | ".join(head)]
    lines.append(" | ".join("---" for _ in lines[0].split(" | ")))
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text("utf-8")), "utf-8")
