"""A page that stands for the portal around our frame: it opens it by a POST and speaks its half of docs/frame-protocol.md."""

import json
import threading
from contextlib import contextmanager
from html import escape

from flask import Flask
from werkzeug.serving import make_server

SID = "dd8cec11e347088fe87c44870a9f1dba"
SCRIPT = """
window.heard = [];
window.addEventListener("message", (event) => {
  if (event.origin !== APP || typeof event.data !== "string") return;
  const parts = event.data.split(":");
  const [sid, callback] = [parts.pop(), parts.pop()];
  const command = parts.shift();
  const params = JSON.parse(parts.join(":") || "null");
  if (sid !== SID) return;
  window.heard.push({command, params});
  const frame = document.querySelector("iframe");
  const answers = {
    resizeWindow: () => {
      frame.style.height = `${params.height}px`;
      return {width: frame.offsetWidth, height: frame.offsetHeight};
    },
    refreshAuth: () => ({AUTH_ID: "fresh", AUTH_EXPIRES: 3600, REFRESH_ID: "next"}),
    openPath: () => ({result: "close"}),
  };
  if (callback && answers[command]) {
    frame.contentWindow.postMessage(`${callback}:${JSON.stringify(answers[command]())}`, APP);
  } else if (answers[command]) {
    answers[command]();
  }
});
document.forms[0].submit();
"""


def portal_page(app_origin, path, body, language, width):
    """Return the portal's page with our frame in it."""
    address = f"{app_origin}{path}?DOMAIN=localhost&amp;LANG={language}&amp;APP_SID={SID}"
    fields = "".join(f'<input name="{escape(k)}" value="{escape(v)}">' for k, v in body.items())
    script = SCRIPT.replace("APP", json.dumps(app_origin)).replace("SID", json.dumps(SID))
    return f"""<!doctype html><title>portal</title><body style="margin:0">
<iframe name="localhost|0|{SID}" style="border:0;width:{width}px;height:200px"></iframe>
<form method="post" target="localhost|0|{SID}" action="{address}">
<div hidden>{fields}</div><button>open</button></form><script>{script}</script>"""


@contextmanager
def serving(app, host):
    """Serve a WSGI application on a free port of the loopback; yield its origin."""
    server = make_server(host, 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def portal(pages):
    """Return the portal's server: each path of `pages` is a page of it."""
    app = Flask("portal")

    @app.get("/<name>")
    def page(name):
        return pages.get(name, "")

    return app
