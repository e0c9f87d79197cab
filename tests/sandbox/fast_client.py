"""What a stranger's client does with a portal: fast_bitrix24 as it is, in a process of its own, one line of JSON out.

Called with the address of an incoming webhook; SSL_CERT_FILE names the authority to trust.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from fast_bitrix24 import Bitrix


def tell(address: str) -> dict[str, Any]:
    """Lists by counted pages, single calls and writes in batches, of every kind that the client has."""
    portal = Bitrix(address, verbose=False)
    companies = portal.get_all("crm.company.list", {"select": ["ID", "TITLE"]})
    made = portal.call("crm.contact.add", [{"fields": {"NAME": f"C{number}"}} for number in range(60)])
    return {
        "companies": sorted(int(row["ID"]) for row in companies),
        "items": sorted(row["id"] for row in portal.get_all("crm.item.list", {"entityTypeId": 4})),
        "deals": len(portal.get_all("crm.deal.list", {"filter": {"CLOSED": "N"}})),
        "tasks": len(portal.get_all("tasks.task.list")),
        "users": len(portal.get_all("user.get")),
        "departments": len(portal.get_all("department.get")),
        "moves": len(portal.get_all("crm.stagehistory.list", {"entityTypeId": 2})),
        "made": len(made),
        "read": sorted(portal.get_by_ID("crm.contact.get", made[:3])),
        "batch": sorted(portal.call_batch({"halt": 0, "cmd": {"me": "user.current", "all": "crm.company.list?start=-1"}})),
    }


if __name__ == "__main__":
    print(json.dumps(tell(sys.argv[1])))  # noqa: T201
