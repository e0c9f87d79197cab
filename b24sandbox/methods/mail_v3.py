"""mail.message.send and mail.mailbox.senders of REST 3.0 (api-reference/mail/). A mailbox is an employee's own address."""

from __future__ import annotations

import re

from b24sandbox import version3
from b24sandbox.errors import invalid
from b24sandbox.method import Call
from b24sandbox.params import listing
from b24sandbox.people import full_name
from b24sandbox.result import Result
from b24sandbox.store import Row

ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
IN_BRACKETS = re.compile(r"<([^<>]+)>\s*$")


def _address(text: object) -> str:
    inner = IN_BRACKETS.search(str(text))
    return (inner[1] if inner else str(text)).strip()


@version3.method("mail.mailbox.senders", "mail", {"pagination": "object"})
def mail_mailbox_senders(call: Call) -> Result:
    """Addresses that the token's user may send from."""
    mail, name = call.user.get("EMAIL"), full_name(call.user)
    return Result({"items": [{"email": mail, "name": name, "sender": f"{name} <{mail}>"}] if mail else []})


@version3.method(
    "mail.message.send",
    "mail",
    {"from": "string!", "to": "array!", "subject": "string!", "body": "string!", "cc": "array", "bcc": "array"},
)
def mail_message_send(call: Call) -> Result:
    """Send a letter from the token user's mailbox; it is kept as an outgoing letter and not linked to the CRM."""
    for name in ("from", "to", "subject", "body"):
        if not call.params.get(name):
            raise invalid(name, "Mandatory field is missing" if name == "from" else f"Required field `{name}` is not specified")
    recipients: dict[str, list[str]] = {}
    for name in ("to", "cc", "bcc"):
        recipients[name] = [_address(one) for one in listing(call.params.get(name))]
        if any(not ADDRESS.fullmatch(one) for one in recipients[name]):
            raise invalid(name, "NO_RECIPIENTS" if name == "to" else "RESOLVE_RECIPIENTS_ERROR")
    if _address(call.params["from"]).casefold() != str(call.user.get("EMAIL") or "").casefold():
        raise invalid("from", "MESSAGE_SEND_FAILED")
    row: Row = {
        "from": _address(call.params["from"]),
        "to": [*recipients["to"], *recipients["cc"], *recipients["bcc"]],
        "subject": str(call.params["subject"]),
        "body": str(call.params["body"]),
        "created": call.portal.clock.now(),
        "userId": call.user["ID"],
    }
    call.portal.table("letter").insert(row)
    return Result({"success": True, "to": recipients["to"]})
