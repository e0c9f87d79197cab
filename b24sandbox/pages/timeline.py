"""What happened with an item, newest first: activities, comments, log messages and moves of stages.

A client's timeline also has the moves of its deals and invoices, which Bitrix24 shows in their own cards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from b24sandbox.activities import CALL, INCOMING, LETTER, MEETING, TASK
from b24sandbox.entities import BY_ENTITY, CrmType
from b24sandbox.pages import addresses, bbcode
from b24sandbox.pages.card_fields import stage_name, title
from b24sandbox.pages.wording import Wording
from b24sandbox.portal import Portal
from b24sandbox.store import Row

CLIENT_LINKS = {3: "contactIds", 4: "companyId"}
ORIGINS = {"IMOPENLINES_SESSION": "Chat", "CRM_WEBFORM": "Web form"}
STAGE_FIELDS = {1: "STATUS_ID"}
HTML_TEXT = 3
NOTHING = Markup("")


@dataclass(frozen=True)
class Entry:
    """One line. `at` orders it; `author` is a user's id, 0 for a robot, -1 where the portal does not keep it."""

    at: datetime
    kind: str
    heading: str
    text: Markup = NOTHING
    detail: str = ""
    author: int = 0
    link: str = ""
    activity_id: int = 0
    is_planned: bool = False


def entries(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> list[Entry]:
    """Everything on one item, planned activities included, newest first."""
    found = [
        *_activities(portal, crm_type, row, words),
        *_comments(portal, crm_type, row, words),
        *_log_messages(portal, crm_type, row),
        *_moves(portal, crm_type, row, words),
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _activities(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> Iterator[Entry]:
    calls = portal.table("call")
    for item in portal.table("activity").grouped("binding", (crm_type.id, row["id"])):
        kind, label = _kind(item)
        heading = item.get("SUBJECT") or words.text(label)
        details = [] if heading == words.text(label) else [words.text(label)]
        call = next(iter(calls.grouped("CRM_ACTIVITY_ID", item["ID"])), None) if kind == "call" else None
        if call is not None:
            length = call.get("CALL_DURATION") or 0
            details.append(words.duration(length) if length else words.text("nobody answered"))
        if kind == "meeting" and item.get("START_TIME"):
            details.append(words.moment(item["START_TIME"]))
        if item.get("DEADLINE") and item.get("COMPLETED") != "Y" and kind != "meeting":
            details.append(words.text("until {when}", when=words.moment(item["DEADLINE"])))
        is_task = kind == "task" and item.get("ASSOCIATED_ENTITY_ID")
        yield Entry(
            at=item.get("CREATED") or item["LAST_UPDATED"],
            kind=kind,
            heading=heading,
            text=_text(item),
            detail=" · ".join(details),
            author=item.get("RESPONSIBLE_ID") or 0,
            link=addresses.task(item.get("RESPONSIBLE_ID") or 0, item["ASSOCIATED_ENTITY_ID"]) if is_task else "",
            activity_id=item["ID"],
            is_planned=item.get("COMPLETED") != "Y",
        )


def _kind(item: Row) -> tuple[str, str]:
    incoming = item.get("DIRECTION") == INCOMING
    if item.get("PROVIDER_ID") in ORIGINS:
        return "chat", ORIGINS[item["PROVIDER_ID"]]
    return {
        CALL: ("call", "Incoming call" if incoming else "Outgoing call"),
        LETTER: ("letter", "Incoming letter" if incoming else "Outgoing letter"),
        MEETING: ("meeting", "Meeting"),
        TASK: ("task", "Task"),
    }.get(item.get("TYPE_ID") or 0, ("other", "Activity"))


def _text(item: Row) -> Markup:
    text = item.get("DESCRIPTION")
    if item.get("DESCRIPTION_TYPE") == HTML_TEXT and text:
        return escape(Markup(text).striptags())  # noqa: S704 - escaped again
    return bbcode.render(text)


def _comments(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> Iterator[Entry]:
    for item in portal.table("comment").grouped("owner", (crm_type.symbol, row["id"])):
        text = bbcode.render(item.get("COMMENT"))
        yield Entry(item["CREATED"], "comment", words.text("Comment"), text, author=item.get("AUTHOR_ID") or 0)


def _log_messages(portal: Portal, crm_type: CrmType, row: Row) -> Iterator[Entry]:
    for item in portal.table("logmessage").grouped("owner", (crm_type.id, row["id"])):
        yield Entry(item["created"], "log", item["title"], bbcode.render(item.get("text")), author=item.get("authorId") or 0)


def _moves(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> Iterator[Entry]:
    if crm_type.status_prefix:
        yield from _moves_of(portal, crm_type, row, words, is_own=True)
    for entity in ("lead", "deal", "invoice") if crm_type.id in CLIENT_LINKS else ():
        for item in portal.table(entity).grouped(CLIENT_LINKS[crm_type.id], row["id"]):
            yield from _moves_of(portal, BY_ENTITY[entity], item, words, is_own=False)


def _moves_of(portal: Portal, crm_type: CrmType, item: Row, words: Wording, *, is_own: bool) -> Iterator[Entry]:
    before = ""
    records = portal.table("stagehistory").grouped("owner", (crm_type.id, item["id"]))
    for record in sorted(records, key=lambda record: (record["CREATED_TIME"], record["ID"])):
        stage_id = record.get(STAGE_FIELDS.get(crm_type.id, "STAGE_ID"))
        now = stage_name(portal, crm_type, stage_id, record.get("CATEGORY_ID") or 0)
        heading = words.text("Stage changed") if is_own else title(crm_type, item)
        text = escape(f"{before} → {now}" if before else now)
        kind_word = "" if is_own else words.text(crm_type.title)
        link = "" if is_own else addresses.item(crm_type, item["id"])
        yield Entry(record["CREATED_TIME"], "stage", heading, text, kind_word, author=-1, link=link)
        before = now
