"""Links between contacts and companies, deals, leads as the old methods see them: with an order and a primary one.

The links are those of `contactIds` and `companyIds`; the order is kept with the item that has the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from b24sandbox.entities import BY_ENTITY, CrmType
from b24sandbox.items import update_item
from b24sandbox.portal import Portal
from b24sandbox.store import Row

STEP = 10


@dataclass(frozen=True)
class Link:
    """One link from the side that a method asks for."""

    other_id: int
    sort: int
    is_primary: bool


@dataclass(frozen=True)
class Side:
    """The links of `owner` items to `other` ones; `field` is the list, kept with the owner unless `is_inverse`."""

    owner: str
    other: str
    field: str
    is_inverse: bool = False

    @property
    def owner_type(self) -> CrmType:
        """The type whose item the method names."""
        return BY_ENTITY[self.owner]

    @property
    def key(self) -> str:
        """What the methods call the id of the linked item: COMPANY_ID or CONTACT_ID."""
        return f"{self.other.upper()}_ID"


def links(portal: Portal, side: Side, row: Row) -> list[Link]:
    """Links of an item in their order."""
    if side.is_inverse:
        holders = portal.table(side.other).grouped(side.field, row["id"])
        found = [
            Link(holder["id"], _sort(holder, row["id"], side.field), _is_first(holder, row["id"], side)) for holder in holders
        ]
    else:
        found = [Link(other, _sort(row, other, side.field), _is_first(row, other, side)) for other in row.get(side.field) or ()]
    return sorted(found, key=lambda link: (link.sort, link.other_id))


def _is_first(holder: Row, other_id: int, side: Side) -> bool:
    return bool((holder.get(side.field) or [None])[0] == other_id)


def _sort(holder: Row, other_id: int, field: str) -> int:
    held = (holder.get("linkSorts") or {}).get(str(other_id))
    return int(held) if held is not None else STEP * ((holder.get(field) or []).index(other_id) + 1)


def write(portal: Portal, side: Side, row: Row, wanted: list[Link], user_id: int) -> None:
    """Make these the links of an item. Exactly one becomes primary: the one marked last, else the first."""
    if side.is_inverse:
        _write_inverse(portal, side, row, wanted, user_id)
        return
    marked = [link for link in wanted if link.is_primary][-1:]
    order = marked + [link for link in sorted(wanted, key=lambda link: link.sort) if link not in marked]
    portal.table(side.owner).change(row["id"], {"linkSorts": {str(link.other_id): link.sort for link in wanted}})
    update_item(portal, side.owner_type, row, {side.field: [link.other_id for link in order] or None}, user_id)


def _write_inverse(portal: Portal, side: Side, row: Row, wanted: list[Link], user_id: int) -> None:
    by_id = {link.other_id: link for link in wanted}
    present = {holder["id"] for holder in portal.table(side.other).grouped(side.field, row["id"])}
    inner = Side(side.other, side.owner, side.field)
    for other_id in sorted(present | set(by_id)):
        holder = portal.table(side.other).rows[other_id]
        kept = [link for link in links(portal, inner, holder) if link.other_id != row["id"]]
        link = by_id.get(other_id)
        new = [Link(row["id"], link.sort, link.is_primary)] if link else []
        write(portal, inner, holder, kept + new, user_id)


def as_rows(side: Side, found: list[Link]) -> list[dict[str, Any]]:
    """Links as `items.get` shows them."""
    return [
        {side.key: link.other_id, "SORT": link.sort, "ROLE_ID": 0, "IS_PRIMARY": "Y" if link.is_primary else "N"}
        for link in found
    ]
