"""Letters that the portal sent to the outside world; nothing leaves the machine."""

from __future__ import annotations

from b24sandbox.params import listing
from b24sandbox.portal import Portal
from b24sandbox.store import Row


def send_letter(portal: Portal, activity: Row, user_id: int) -> None:
    """Record the letter of an e-mail activity."""
    portal.table("letter").insert(
        {
            "from": (activity.get("SETTINGS") or {}).get("MESSAGE_FROM")
            if isinstance(activity.get("SETTINGS"), dict)
            else None,
            "to": [item.get("VALUE") for item in listing(activity.get("COMMUNICATIONS")) if isinstance(item, dict)],
            "subject": activity.get("SUBJECT"),
            "body": activity.get("DESCRIPTION"),
            "created": portal.clock.now(),
            "userId": user_id,
            "activityId": activity["ID"],
        }
    )
