"""Takes the pictures of the README and the docs: our pages in the frame of the sandbox portal. Not a test of them.

Run `python -m docs.pictures.take` in the repository's root, with the requirements of development installed. It starts
everything itself, waits until every forgotten client has its task, and overwrites the pictures beside this file.
"""

import requests
from playwright.sync_api import Browser

from b24bridge.cli.stack import SANDBOX_APP, SCOPE
from docs.pictures.walking import APP, MENU, Running, Window, browser, running, wait, window

CLIENT = "Вагонное депо Мшинское"
ROWS, TASKS, OTHER = 5, 15, 4
LISTS = {
    "client_release": "release",
    "lapsed_buyers": "lapsed",
    "unpaid_orders": "unpaid",
    "debtors": "debtors",
}


def act(everything: Running, wide: Window) -> None:
    """Let the assistants act, and wait until they have put the tasks of the screens that are shown."""
    wait("the list", lambda: wide.rows() > 0)
    everything.command("config", "set", everything.domain, "observe_days=0", "limits.breaker_clients=1000", "keep_names=all")
    wait("the tasks", lambda: everything.tasks() >= TASKS)


def take_sections(wide: Window) -> None:
    """Take what a head opens by its tab: the lists of all assistants, the overview, the decisions, health."""
    for language in ("ru", "en"):
        wide.open(APP, language)
        wide.take(f"findings.{language}", until=f"#list tbody tr:nth-child({ROWS})")
        wide.go("overview")
        wide.take(f"overview.{language}", until="#first")
    wide.open(APP, "ru")
    for name, picture in LISTS.items():
        wide.turn(".tabs", name)
        wide.take(f"{picture}.ru", until=f"#list tbody tr:nth-child({ROWS}), #list tbody tr:last-child")
    wide.go("health")
    wide.take("health.ru")


def take_client(everything: Running, of: Browser, wide: Window) -> None:
    """Take a client's page, and its tab in the card with the form of a word open."""
    wide.open(APP, "ru")
    wide.press(f"button.client:has-text('{CLIENT}')")
    wide.take("client.ru")
    portal, card = everything.addresses["portal"], window(of, everything.addresses["portal"], 900 + MENU)
    number = next(row["id"] for row in everything.rows("company") if row["title"] == CLIENT)
    card.page.goto(f"{portal}/crm/company/details/{number}/?as=1&lang=ru")
    card.page.click(".tabs a[href*='tab=']")
    card.frame.click("details.act summary")
    card.take("widget.ru")


def take_decisions(everything: Running, wide: Window) -> None:
    """Take the decisions while one is being refused; approve one, change it by hand, take it back: a conflict."""
    wide.open(APP, "ru")
    wide.go("decisions")
    row = wide.frame.locator(".answers button[name=ask]").first
    key = str(row.get_attribute("value"))
    wide.press(f"button[name=ask][value='{key}']")
    wide.take("decisions.ru")
    wide.press("#reject button[form=plan]")
    wide.press(f"button[name=approve][value='{key}']")
    wait("the hand-over", lambda: wide.shows("journal", f"button[name=key][value='{key}']"))
    client = wide.frame.locator(f"tr:has(button[name=key][value='{key}']) button.client")
    number = str(client.first.get_attribute("value")).removeprefix("CO_")
    told = {"as": 1, "do": "update", "entityTypeId": 4, "entityId": number, "fields": {"assignedById": OTHER}}
    requests.post(f"{everything.addresses['portal']}/_sandbox/act", json=told, timeout=10).raise_for_status()
    wide.press(f"button[name=key][value='{key}']")
    wide.press("#undo button[name=undo]")
    wait("the conflict", lambda: wide.shows("journal", ".under .notice-warning"))
    wide.take("journal.ru", until="table.journal tbody tr:nth-child(9)")


def take_settings(wide: Window) -> None:
    """Take a page of settings with a field in error and what the others would change."""
    wide.go("settings")
    frame = wide.frame
    frame.fill("#set-period", "60")
    frame.locator("#preview .bars").wait_for()
    frame.fill("#set-warn_before", "100")
    wide.press("button[name=save]")
    wide.frame.fill("#set-period", "60")
    wide.frame.locator("#preview dl").wait_for()
    wide.take("settings.ru", until="#settings .card:first-of-type .setting:nth-of-type(7)")


def take_install(everything: Running, of: Browser) -> None:
    """Take the installer, opened by the portal as for a new application."""
    page = of.new_page(viewport={"width": 1280 + MENU, "height": 900}, locale="ru-RU")
    installing = Window(page, everything.addresses["portal"])
    app = everything.addresses["app"]
    told = {
        "client_id": SANDBOX_APP.client_id,
        "install_url": f"{app}/b24/install",
        "handler_url": f"{app}/b24/app",
        "scope": list(SCOPE),
        "finish": False,
    }
    control = f"{everything.addresses['portal']}/_sandbox"
    requests.post(f"{control}/uninstall", json={"client_id": SANDBOX_APP.client_id}, timeout=30).raise_for_status()
    requests.post(f"{control}/install", json=told, timeout=30).raise_for_status()
    installing.open(APP, "ru")
    installing.take("install.ru")


def take_all(everything: Running, of: Browser) -> None:
    """Take every picture."""
    wide = window(of, everything.addresses["portal"], 1280 + MENU)
    act(everything, wide)
    take_sections(wide)
    take_client(everything, of, wide)
    take_decisions(everything, wide)
    take_settings(wide)
    whole = window(of, everything.addresses["portal"], 1280)
    whole.open(APP, "ru")
    whole.save("portal.ru")
    take_install(everything, of)


if __name__ == "__main__":
    with running() as started, browser() as chromium:
        take_all(started, chromium)
