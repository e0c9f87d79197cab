"""What a method answers, before it is put into an envelope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Result:
    """What a method answers. `total` and `next` stand beside the result in the envelope when they are set."""

    value: Any
    total: int | None = None
    next: int | None = None
