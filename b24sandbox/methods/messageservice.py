"""messageservice.*: an application as a provider of SMS (api-reference/messageservice/). No message is ever given to one."""

from __future__ import annotations

import re

from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.methods.application import handler_url
from b24sandbox.methods.bizproc import own_application
from b24sandbox.result import Result

KIND = "sender"
INVALID = "ERROR_SENDER_VALIDATION_FAILURE"
CODE = re.compile(r"[A-Za-z0-9._-]+")
STATUSES = frozenset({"queued", "sent", "delivered", "undelivered", "failed"})


def _code(call: Call) -> str:
    code = str(call.params.get("CODE") or "")
    if not code:
        raise PortalError(INVALID, "Empty sender code!")
    if not CODE.fullmatch(code):
        raise PortalError(INVALID, "Wrong sender code!")
    return code


def _held(call: Call) -> dict[str, str]:
    senders = own_application(call).registered.setdefault(KIND, {})
    code = _code(call)
    if code not in senders:
        raise PortalError("ERROR_SENDER_NOT_FOUND", "Sender not found!")
    return senders[code]


@method(
    "messageservice.sender.add",
    "messageservice",
    {"CODE": "string!", "TYPE": "string!", "HANDLER": "string!", "NAME": "any!", "DESCRIPTION": "any"},
)
def messageservice_sender_add(call: Call) -> Result:
    """Register a provider of messages."""
    senders = own_application(call).registered.setdefault(KIND, {})
    if not call.params:
        raise PortalError(INVALID, "Empty data!")
    code = _code(call)
    handler_url(call, str(call.params.get("HANDLER") or ""))
    if not call.params.get("NAME"):
        raise PortalError(INVALID, "Empty sender NAME!")
    if not call.params.get("TYPE"):
        raise PortalError(INVALID, "Empty sender message TYPE!")
    if call.params["TYPE"] != "SMS":
        raise PortalError(INVALID, "Unknown sender message TYPE!")
    if code in senders:
        raise PortalError("ERROR_SENDER_ALREADY_INSTALLED", "Sender already installed!")
    senders[code] = dict(call.params)
    return Result(value=True)


@method(
    "messageservice.sender.update",
    "messageservice",
    {"CODE": "string!", "HANDLER": "string", "NAME": "any", "DESCRIPTION": "any"},
)
def messageservice_sender_update(call: Call) -> Result:
    """Change a provider."""
    held = _held(call)
    if call.params.get("HANDLER"):
        handler_url(call, str(call.params["HANDLER"]))
    held.update(call.params)
    return Result(value=True)


@method("messageservice.sender.delete", "messageservice", {"CODE": "string!"})
def messageservice_sender_delete(call: Call) -> Result:
    """Remove a provider."""
    _held(call)
    del own_application(call).registered[KIND][_code(call)]
    return Result(value=True)


@method("messageservice.sender.list", "messageservice", {})
def messageservice_sender_list(call: Call) -> Result:
    """Codes of this application's providers."""
    return Result(list(own_application(call).registered.get(KIND, {})))


@method(
    "messageservice.message.status.update", "messageservice", {"CODE": "string!", "MESSAGE_ID": "string!", "STATUS": "string!"}
)  # fmt: skip
def messageservice_message_status_update(call: Call) -> Result:
    """What became of a message; the portal gave none away, so none is found."""
    _held(call)
    if call.params.get("STATUS") not in STATUSES:
        raise PortalError("ERROR_MESSAGE_STATUS_INCORRECT", "Message status incorrect!")
    raise PortalError("ERROR_MESSAGE_NOT_FOUND", "Message not found!")
