/* Times on the reader's own clock, offered where it tells another time than the camp's. The server writes the camp's. */
"use strict";

(() => {
  const KEPT = "clock";
  const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const clock = new Intl.DateTimeFormat("en-GB", TIME);
  const day = (moment, options) => new Intl.DateTimeFormat("en-CA", options).format(moment);
  const weekday = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short" });

  const note = () => document.querySelector("[data-zone-note]");
  const times = () => [...document.querySelectorAll("main time[datetime]")].filter(
    (element) => /^\d\d:\d\d$/.test(element.dataset.camp || element.textContent));

  /* The own clock's text; with its weekday where it is another day there. */
  const onOwnClock = (element, zone) => {
    const moment = new Date(element.dateTime);
    const there = day(moment, { timeZone: zone }), here = day(moment, {});
    return (there === here ? "" : `${weekday.format(moment)} `) + clock.format(moment);
  };

  const show = (isOwn) => {
    const zone = note().dataset.zoneNote;
    for (const element of times()) {
      element.dataset.camp ||= element.textContent;
      element.textContent = isOwn ? onOwnClock(element, zone) : element.dataset.camp;
    }
    for (const element of note().querySelectorAll("[data-camp-clock]")) element.hidden = isOwn;
    for (const element of note().querySelectorAll("[data-own-clock]")) element.hidden = !isOwn;
  };

  const offer = () => {
    if (!note()) return;
    const zone = note().dataset.zoneNote;
    if (times().every((element) => onOwnClock(element, zone) === (element.dataset.camp || element.textContent))) return;
    show(sessionStorage.getItem(KEPT) === "own");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zone-note] button");
    if (!button) return;
    const isOwn = button.hasAttribute("data-camp-clock");
    sessionStorage.setItem(KEPT, isOwn ? "own" : "camp");
    show(isOwn);
    note().querySelector("button:not([hidden])").focus();
  });
  document.addEventListener("DOMContentLoaded", offer);
  document.addEventListener("htmx:afterSettle", offer);
})();
