"""Which mode is in force: off, observe, approve or auto, per assistant and class of action. Not who obeys it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo

from config.portal import PortalSettings

OFF = "off"
OBSERVE = "observe"


def observes_until(portal: PortalSettings, installed_at: datetime, zone: tzinfo | None) -> date:
    """Return the portal's day on which the assistants may first act; before it they only watch."""
    if portal.observe_until is not None:
        return portal.observe_until
    return installed_at.astimezone(zone).date() + timedelta(days=portal.observe_days)


def modes_in_force(
    portal: PortalSettings, assistant_name: str, defaults: Mapping[str, str], installed_at: datetime, now: datetime
) -> dict[str, str]:
    """Return the mode of each class of action that the assistant has, by class.

    `defaults` are the assistant's own modes, `installed_at` is aware, `now` is the portal's own moment, aware and in the
    portal's zone. What is off stays off; everything else only watches during the observation and while stopped.
    """
    entry = portal.assistants.get(assistant_name)
    chosen: Mapping[str, str] = {str(name): mode for name, mode in entry.mode.items()} if entry else {}
    wanted = {name: chosen.get(name, mode) for name, mode in defaults.items()}
    only_watches = portal.kill_switch or now.date() < observes_until(portal, installed_at, now.tzinfo)
    return {name: OBSERVE if only_watches and mode != OFF else mode for name, mode in wanted.items()}
