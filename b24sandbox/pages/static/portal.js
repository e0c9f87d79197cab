/* The portal page's half of docs/frame-protocol.md: opens applications in frames and answers what they ask. */
(() => {
  "use strict";

  const OPENABLE = [
    /^\/crm\/(deal|lead|contact|company|type)\//,
    /^\/marketplace\//,
    /^\/company\/personal\/user\/\d+\//,
    /^\/workgroups\/group\/\d+\//,
  ];
  const COMMANDS = [
    "getInitData", "refreshAuth", "setInstallFinish", "setInstall", "resizeWindow", "setTitle", "setScroll", "reloadWindow",
    "openPath", "openApplication", "closeApplication", "getInterface", "placementBindEvent",
  ];

  document.documentElement.classList.add("js");

  /* A page of the portal over this one; whenClosed is called once. */
  function openSlider(path, whenClosed) {
    const dialog = document.createElement("dialog");
    const button = document.createElement("button");
    const inner = document.createElement("iframe");
    dialog.className = "slider";
    button.type = "button";
    button.textContent = document.documentElement.lang === "ru" ? "Закрыть" : "Close";
    inner.src = path;
    inner.title = path.split("?")[0];
    dialog.append(button, inner);
    document.body.append(dialog);
    const close = () => dialog.close();
    button.addEventListener("click", close);
    inner.addEventListener("close-slider", close);
    dialog.addEventListener("close", () => {
      dialog.remove();
      whenClosed();
    });
    dialog.showModal();
  }

  function withQuery(path, more) {
    const url = new URL(path, location.origin);
    Object.entries(more).forEach(([name, value]) => url.searchParams.set(name, value));
    return url.pathname + url.search + url.hash;
  }

  function pixels(value) {
    const number = Number(value);
    return Number.isFinite(number) && number > 0 ? number : 0;
  }

  class Frame {
    constructor(box) {
      this.box = box;
      this.facts = JSON.parse(box.dataset.frame);
      this.iframe = box.querySelector("iframe");
    }

    open() {
      this.box.classList.add("is-loading");
      window.addEventListener("message", (event) => this.hear(event));
      this.iframe.addEventListener("load", () => this.box.classList.remove("is-loading"), { once: true });
      this.box.querySelector("form").submit();
    }

    hear(event) {
      if (event.source !== this.iframe.contentWindow || event.origin !== this.facts.origin) return;
      if (typeof event.data !== "string") return;
      const parts = event.data.split(":");
      if (parts.length < 4 || parts.at(-1) !== this.facts.sid || !COMMANDS.includes(parts[0])) return;
      let params = {};
      try {
        params = JSON.parse(parts.slice(1, -2).join(":") || "{}") || {};
      } catch {
        return;
      }
      this[parts[0]](params, (answer) => this.reply(parts.at(-2), answer));
    }

    reply(callback, answer) {
      if (!callback || !this.iframe.contentWindow) return;
      const text = answer === undefined ? "" : JSON.stringify(answer);
      this.iframe.contentWindow.postMessage(`${callback}:${text}`, this.facts.origin);
    }

    async ask(what, more) {
      const body = new URLSearchParams({ user: this.facts.user, ...more });
      const answer = await fetch(`/_pages/frame/${this.facts.app}/${what}`, { method: "POST", body });
      if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
      return answer.json();
    }

    getInitData(params, answer) {
      answer(this.facts.init);
      this.facts.init.FIRST_RUN = false;
    }

    refreshAuth(params, answer) {
      this.ask("refresh", {}).then((fresh) => {
        Object.assign(this.facts.init, fresh);
        answer(fresh);
      }, (problem) => window.alert(problem.message));
    }

    setInstallFinish(params) {
      const isDone = params.value !== false;
      this.ask("finish", { value: isDone }).then(() => {
        location.assign(withQuery(location.href, { install_finished: isDone ? "Y" : "N" }));
      }, (problem) => window.alert(problem.message));
    }

    setInstall(params, answer) {
      this.facts.init.FIRST_RUN = false;
      answer(params);
    }

    resizeWindow(params, answer) {
      const height = pixels(params.height);
      this.iframe.style.width = params.width === "100%" ? "100%" : `${pixels(params.width) || 100}px`;
      if (height) this.iframe.style.height = `${height}px`;
      answer({ width: this.iframe.offsetWidth, height: this.iframe.offsetHeight });
    }

    setTitle(params, answer) {
      const heading = document.querySelector("[data-title]");
      if (heading) heading.textContent = String(params.title ?? "");
      answer(params);
    }

    setScroll(params, answer) {
      if (Number(params.scroll) >= 0) window.scrollTo(0, Number(params.scroll));
      answer(params);
    }

    reloadWindow() {
      location.reload();
    }

    openPath(params, answer) {
      const path = String(params.path ?? "");
      if (!OPENABLE.some((pattern) => pattern.test(path))) {
        answer({ result: "error", errorCode: "PATH_NOT_AVAILABLE" });
        return;
      }
      const more = { from: "rest_placement", from_app: this.facts.code };
      openSlider(withQuery(path, more), () => answer({ result: "close" }));
    }

    openApplication(params, answer) {
      const options = Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith("bx24_")));
      const path = withQuery(`/marketplace/app/${this.facts.app}/`, { options: JSON.stringify(options) });
      openSlider(path, () => answer());
    }

    closeApplication(params, answer) {
      answer();
      if (window.frameElement) window.frameElement.dispatchEvent(new CustomEvent("close-slider"));
    }

    getInterface(params, answer) {
      answer({ command: COMMANDS, event: [] });
    }

    placementBindEvent() {
      /* This portal's placements have no events: whoever subscribes hears nothing. */
    }
  }

  document.querySelectorAll("[data-frame]").forEach((box) => new Frame(box).open());
  document.querySelectorAll("[data-submit]").forEach((field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });
})();
