"""The scenario table of an assistant: reading it, and what each row is judged with."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml

from tests.builders import MONDAY, client_fact

FOLDER = Path(__file__).parent


@cache
def scenarios(name: str) -> list[dict]:
    """Return the rows of an assistant's table."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def judged(row: dict, decide, settings_class):
    """Return the verdict on a row, and the day it is taken on."""
    today: date = row.get("today", MONDAY)
    fact = client_fact(today, **dict(row.get("facts", {})))
    return decide(fact, settings_class(**row.get("settings", {})), today), today
