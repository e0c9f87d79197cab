"""The action that takes another one back. Only a person orders it."""

from dataclasses import dataclass
from typing import ClassVar

from b24bridge.core.ids import EntityId


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back what another action did (`undoes` is its key), field by field, where nobody changed it since."""

    kind: ClassVar[str] = "undo"
    action_class: ClassVar[str] = "undo"
    is_closing: ClassVar[bool] = True
    client: EntityId
    step: str
    undoes: str
