"""The scenario table of an assistant: reading it, and what each row is judged with."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Decision, Skip
from tests.assistants.givens import fact_of
from tests.builders import MONDAY

FOLDER = Path(__file__).parent


@cache
def scenarios(name: str) -> list[dict[str, Any]]:
    """Return the rows of an assistant's table."""
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return rows


def judged(row: dict[str, Any], rule: Rule) -> tuple[Skip, date]:
    """Return the verdict on a row, and the day it is taken on. A draft is completed as the only one of its run."""
    today: date = row.get("today", MONDAY)
    fact = fact_of(today, row.get("facts", {}))
    settings = rule.assistant.settings(**row.get("settings", {}))
    verdict = rule.decide(fact, settings, today)
    if isinstance(verdict, Decision) and verdict.is_draft:
        assert rule.arrange is not None
        [verdict] = rule.arrange([(fact, verdict)], settings, today)
    return verdict, today
