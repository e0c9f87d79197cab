/* The page's half of docs/frame-protocol.md, the token of htmx requests, and the height of the frame. */
(() => {
  "use strict";

  const root = document.documentElement;
  const portal = document.body.dataset.portal || "";
  const appSid = window.name.split("|")[2] || new URLSearchParams(location.search).get("APP_SID") || "";
  const waiting = new Map();
  let lastId = 0;
  let height = 0;
  let token = document.body.dataset.token || "";

  root.classList.add("js");

  function ask(command, params, onAnswer) {
    if (!portal || !appSid || window.parent === window) return false;
    let callback = "";
    if (onAnswer) {
      lastId += 1;
      callback = `b24bridge${lastId}`;
      waiting.set(callback, onAnswer);
    }
    window.parent.postMessage([command, JSON.stringify(params), callback, appSid].join(":"), portal);
    return true;
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== portal || event.source !== window.parent || typeof event.data !== "string") return;
    const colon = event.data.indexOf(":");
    const onAnswer = waiting.get(event.data.slice(0, colon));
    if (colon < 0 || !onAnswer) return;
    waiting.delete(event.data.slice(0, colon));
    let answer = null;
    try {
      answer = JSON.parse(event.data.slice(colon + 1) || "null");
    } catch {
      answer = null;
    }
    onAnswer(answer);
  });

  function fit() {
    const now = Math.ceil(root.getBoundingClientRect().height);
    if (now === height) return;
    height = now;
    ask("resizeWindow", { width: "100%", height });
  }

  function keep(fresh) {
    token = fresh.token;
    document.querySelectorAll("input[name=token]").forEach((field) => {
      field.value = token;
    });
    renewIn(fresh.expires_in);
  }

  function renew() {
    ask("refreshAuth", {}, async (auth) => {
      if (!auth || !auth.AUTH_ID) return;
      const answer = await fetch("/api/v1/token", {
        method: "POST",
        headers: { Authorization: `Bearer ${token}` },
        body: new URLSearchParams({ AUTH_ID: auth.AUTH_ID }),
      }).catch(() => null);
      if (answer && answer.ok) keep(await answer.json());
    });
  }

  function renewIn(seconds) {
    if (seconds > 0) setTimeout(renew, Math.max(seconds - 60, 1) * 1000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-path]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const isAsked = ask("openPath", { path: link.dataset.path }, (answer) => {
        if (answer && answer.result === "error") window.open(link.href, "_blank", "noopener");
      });
      if (isAsked) event.preventDefault();
    }
    const button = event.target.closest("button[data-command]");
    if (button && ask(button.dataset.command, {})) {
      button.disabled = true;
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-unfolds]");
    if (!button) return;
    document.getElementById(button.dataset.unfolds).classList.remove("folded");
    button.remove();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-closes], button[data-resets]");
    if (!button) return;
    const { resets, value } = button.dataset;
    if (resets) {
      const field = document.getElementById(resets);
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
      return;
    }
    const closed = button.closest("details");
    closed.open = false;
    closed.querySelector("summary").focus();
  });

  document.addEventListener(
    "toggle",
    (event) => {
      const field = event.target.open && event.target.matches(".act, .confirm") && event.target.querySelector("form :is(input:not([type=hidden]), select, button)");
      if (field) field.focus();
    },
    true,
  );

  function count() {
    document.querySelectorAll("button[data-counts]").forEach((button) => {
      const ticked = document.querySelectorAll(`input[name="${button.dataset.counts}"]:checked`).length;
      button.textContent = button.dataset.words.replace("#", ticked);
      button.disabled = ticked === 0;
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox]")) count();
    const target = event.target.matches("input[data-fills]") && document.getElementById(event.target.dataset.fills);
    if (target && event.target.files.length) {
      event.target.files[0].text().then((text) => {
        target.value = text;
      });
    }
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented || button.closest("[hx-post]")) return;
    setTimeout(() => button.setAttribute("aria-disabled", "true"));
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submits]");
    if (form) form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details:is(.run, .act, .more, .confirm)[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers.Authorization = `Bearer ${token}`;
    delete event.detail.parameters.token;
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSettle", fit);

  document.querySelector("[data-focus]")?.focus();
  new ResizeObserver(fit).observe(root);
  renewIn(Number(document.body.dataset.expiresIn));
  fit();
})();
