"""log.blogpost.add (api-reference/log/log-blogpost-add.md)."""

from __future__ import annotations

import re

from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, truth
from b24sandbox.result import Result
from b24sandbox.store import Row

CODE = "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR"
DESTINATION = re.compile(r"UA|U(\d+)|DR?(\d+)|SG(\d+)")
PARAMS = {
    "POST_MESSAGE": "string!", "POST_TITLE": "string", "DEST": "array", "SPERM": "array", "FILES": "array",
    "IMPORTANT": "string", "IMPORTANT_DATE_END": "string", "SITE_ID": "string", "USER_ID": "integer", "TAGS": "string",
    "BACKGROUND_CODE": "string", "PARSE_PREVIEW": "string",
}  # fmt: skip


def _is_known(call: Call, code: str) -> bool:
    found = DESTINATION.fullmatch(code)
    if found is None:
        return False
    if found[1]:
        return call.portal.user(int(found[1])) is not None
    return not found[2] or call.portal.table("department").get(int(found[2])) is not None


@method("log.blogpost.add", "log", PARAMS)
def log_blogpost_add(call: Call) -> Result:
    """Write a message to the feed of everybody, of people, departments or groups; the answer is its id."""
    if not str(call.params.get("POST_MESSAGE") or "").strip():
        raise PortalError(CODE, "Blog post hasn't been added")
    wanted = [str(code) for code in listing(call.params.get("DEST"))] or ["UA"]
    known = [code for code in wanted if _is_known(call, code)]
    if not known:
        raise PortalError(CODE, "No destination specified")
    author = integer(call.params.get("USER_ID")) if call.is_admin else None
    row: Row = {
        "authorId": author if author and call.portal.user(author) else call.user["ID"],
        "title": str(call.params.get("POST_TITLE") or ""),
        "message": str(call.params["POST_MESSAGE"]),
        "destinations": known,
        "isImportant": "Y" if truth(call.params.get("IMPORTANT")) else "N",
        "created": call.portal.clock.now(),
    }
    return Result(call.portal.table("post").insert(row))
