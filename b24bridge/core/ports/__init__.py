"""Ports: what the use cases need from the world. Each is held to one contract suite on two databases.

Not a description of any database or of Bitrix24: a port speaks the words of the glossary only.
"""

from b24bridge.core.ports.identity import Installations, Settings
from b24bridge.core.ports.inbox import Inbox, InboxRow
from b24bridge.core.ports.jobs import Jobs
from b24bridge.core.ports.knowledge import Facts, Mirror
from b24bridge.core.ports.ledger import Ledger
from b24bridge.core.ports.statements import Statements

__all__ = [
    "Facts",
    "Inbox",
    "InboxRow",
    "Installations",
    "Jobs",
    "Ledger",
    "Mirror",
    "Settings",
    "Statements",
]
