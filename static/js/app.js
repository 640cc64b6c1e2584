/* What the pages do beyond forms and links. Everything here is help: without it all pages still work. */
"use strict";

(() => {
  /* The token that proves a change was asked for from our own page goes along with what htmx sends. */
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });

  /* The summary of errors is read at once, on a loaded page as in a part that htmx put in. */
  const focusErrors = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  /* "in 12 minutes" beside a time; the server wrote the first text, in the page's language as here. */
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const refreshCountdowns = () => {
    const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
    for (const element of document.querySelectorAll("time[data-countdown]")) {
      const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
      if (Number.isNaN(seconds)) continue;
      const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= 2 * length) || UNITS[2];
      element.textContent = words.format(Math.round(seconds / size), unit);
    }
  };

  /* What must be right when the phone comes out of the pocket is fetched anew, and every minute while it is
     looked at, or as often as it says: never while somebody is at work in it, and in silence where there is no
     network. */
  const TICK = 5;
  let seconds = 0;
  const isFresh = (element) => element.hasAttribute("data-fresh");
  const refresh = () => {
    const part = document.querySelector("[data-fresh]");
    if (document.hidden || !part || part.contains(document.activeElement)) return;
    htmx.trigger(part, "fresh");
  };
  document.addEventListener("visibilitychange", refresh);
  setInterval(() => {
    const part = document.querySelector("[data-fresh]");
    seconds += TICK;
    if (!part || seconds < Number(part.dataset.fresh)) return;
    seconds = 0;
    refresh();
  }, TICK * 1000);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, xhr } = event.detail;
    if (isFresh(elt) && !xhr.responseText.includes("data-fresh")) event.detail.shouldSwap = false;
  });

  const sayThatItFailed = (event) => {
    if (isFresh(event.detail.elt)) return;
    const corner = document.getElementById("toasts");
    const item = document.createElement("div");
    item.className = "flash flash--bad toasts__item";
    item.textContent = corner.dataset.failed;
    corner.replaceChildren(item);
  };
  document.addEventListener("htmx:responseError", sayThatItFailed);
  document.addEventListener("htmx:sendError", sayThatItFailed);

  /* A menu closes when one looks elsewhere, or with Escape, which leads back to where it was opened. */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Copying is offered only where it works. */
  const offerCopying = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });

  /* A name that was meant goes into its field. Where names are offered so, the browser's own list is one too many. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-fill]");
    if (!button) return;
    const field = document.getElementById(button.dataset.fill);
    field.value = button.value;
    field.focus();
    button.closest("[role=status]").replaceChildren();
  });
  const offerOnce = (root) => {
    for (const field of root.querySelectorAll("input[hx-get][list]")) field.removeAttribute("list");
  };

  const enliven = (root) => {
    offerOnce(root);
    focusErrors(root);
    refreshCountdowns();
    offerCopying(root);
  };
  document.addEventListener("DOMContentLoaded", () => enliven(document));
  document.addEventListener("htmx:afterSettle", (event) => enliven(event.target));
  setInterval(refreshCountdowns, 15000);

  /* A page that is to be at hand without a network is kept by the worker; see worker.js. */
  document.addEventListener("DOMContentLoaded", async () => {
    const note = document.getElementById("offline-note");
    if (!note || !("serviceWorker" in navigator) || !note.hidden) return;
    await navigator.serviceWorker.register(note.dataset.worker);
    const worker = await navigator.serviceWorker.ready;
    worker.active.postMessage(location.href);
  });
})();
