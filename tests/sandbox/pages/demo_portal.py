"""The demo portal for tests of the pages, with an application that hears events, and a guest that speaks to its frame."""

from functools import cache
from html import escape, unescape

from flask import Flask, request

from b24sandbox.apps import EventHandler
from b24sandbox.clock import Clock, Dice
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed

EVENTS = (
    "ONCRMACTIVITYADD", "ONCRMACTIVITYUPDATE", "ONCRMTIMELINECOMMENTADD", "ONTASKADD", "ONTASKUPDATE", "ONTASKCOMMENTADD",
    "ONCRMCOMPANYUPDATE", "ONCRMDEALUPDATE", "ONPAYMENTENTITYSAVED", "ONVOXIMPLANTCALLEND",
)  # fmt: skip
INSTALL_FORM = {
    "client_id": "local.new",
    "client_secret": "s3",
    "handler_url": "http://127.0.0.1:9/b24/app",
    "install_url": "http://127.0.0.1:9/b24/install",
    "scope": "crm, task",
    "with_ui": "on",
}
GUEST = """<!doctype html><html lang="ru"><title>Гость</title><h1>Гость {path}</h1>
<output id="posted">{posted}</output><div id="box"></div>
<script>
const asked = new URLSearchParams(location.search), heard = new Map();
let last = 0;
addEventListener("message", (event) => {{
  const colon = event.data.indexOf(":"), text = event.data.slice(colon + 1);
  (heard.get(event.data.slice(0, colon)) || (() => {{}}))(text ? JSON.parse(text) : null);
}});
function say(command, params, sid = asked.get("APP_SID")) {{
  last += 1;
  parent.postMessage([command, JSON.stringify(params), `k${{last}}`, sid].join(":"), `http://${{asked.get("DOMAIN")}}`);
  return new Promise((told) => {{ heard.set(`k${{last}}`, told); }});
}}
</script></html>"""


def portal_of(name):
    """A portal of a seed whose clock stands still."""
    made = Portal(clock=Clock(speed=0), dice=Dice(7))
    seed(made, read_seed(name))
    return made


@cache
def _pristine():
    return portal_of("demo")


def demo_portal():
    """The demo portal, an application installed on it that hears every event; deliveries are held."""
    loaded = _pristine()
    made = Portal(settings=loaded.settings, clock=Clock(loaded.clock.now(), speed=0), dice=Dice(7))
    for name, table in loaded.tables.items():
        for row in table.all():
            made.table(name).insert(dict(row))
    app = made.register("local.app", "secret")
    app.handler_url, app.is_present, app.is_installed = "http://127.0.0.1:9/app", True, True
    app.handlers = [EventHandler(made.next_handler_id(), event, "http://127.0.0.1:9/event") for event in EVENTS]
    made.delivery.switch("off")
    return made


def guest():
    """An application's server: each page says what was posted to it and can `say` commands to the portal."""
    app = Flask("guest")

    @app.post("/<path>")
    def page(path):
        posted = " ".join(f"{name}={value}" for name, value in request.form.items())
        return GUEST.format(path=path, posted=escape(posted))

    return app


def queued(portal):
    """Names of the events that the application is to hear, oldest first."""
    return [parcel.event for parcel in portal.delivery.parcels]


def send(web, path, as_user=6, **fields):
    """Send a form as an employee; the address that the answer leads to."""
    answer = web.post(f"{path}?as={as_user}", data=fields)
    assert answer.status_code == 303, unescape(answer.text)
    return answer.location
