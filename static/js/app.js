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

  const sayThatItFailed = () => {
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

  const enliven = (root) => {
    focusErrors(root);
    refreshCountdowns();
    offerCopying(root);
  };
  document.addEventListener("DOMContentLoaded", () => enliven(document));
  document.addEventListener("htmx:afterSettle", (event) => enliven(event.target));
  setInterval(refreshCountdowns, 15000);
})();
