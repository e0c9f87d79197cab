"""Orders to the robot as a whole: stop, go on, watch for longer. Each shows the page it was given on."""

from b24bridge.web.arriving import Posted
from b24bridge.web.pages import Reader
from b24bridge.web.pages_clients import first
from b24bridge.web.pages_decisions import refuse_others
from b24bridge.web.site import Site

POSTPONED = {"now": 0, "later": 14, "stay": None}


def stop(site: Site, reader: Reader, form: Posted) -> str:
    """Stop the robot (`stop` is 1) or let it go on (0)."""
    refuse_others(reader)
    if form.get("stop") in {"0", "1"}:
        site.bridge.stop(reader.visitor, form["stop"] == "1")
    return first(site, site.again(reader))


def postpone(site: Site, reader: Reader, form: Posted) -> str:
    """Begin to act now, watch for 14 days more, or until somebody says otherwise."""
    refuse_others(reader)
    if form.get("until") in POSTPONED:
        site.bridge.postpone(reader.visitor, POSTPONED[form["until"]])
    return first(site, site.again(reader))
