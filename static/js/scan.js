/* The page at the door. Whoever's badge is read, or name is pressed, is kept on this phone first and sent then, so that
   a network that comes and goes loses nobody. */
"use strict";

(() => {
  const page = document.getElementById("scan");
  const part = (name) => document.getElementById(`scan-${name}`);
  const words = JSON.parse(page.dataset.words);
  const { camp } = page.dataset;
  const BADGE = /\/camps\/([^/]+)\/badge\/([A-Za-z0-9_-]+)\/?$/;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: page.dataset.zone });
  const MOST_FOUND = 8;
  const AGAIN = 4000; /* ms in which the same badge before the camera is the same visit */
  const RETRY = 15000;

  let list = new Map();
  let isListFresh = false;
  let waitingCodes = new Set();
  let shown = null; /* the code of whoever stands in the large panel */
  let latest = null; /* the last check-in made on this page, until it is taken back or turns out to be none */

  /* One spelling for what people take for the same, as the site's own search has it. */
  const fold = (text) => text.toLowerCase().replace(/[æøåðþł]/g, (letter) =>
    ({ "æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ł": "l" })[letter])
    .normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("aa", "a").replaceAll("oe", "o");

  const element = (name, text = "", className = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const nameOf = (code) => list.get(code)?.name || words.unnamed.replace("{code}", code.slice(-6));
  const sinceWords = (since) => (since ? words.since.replace("{time}", since) : "");

  const MARKS = { good: "✓", warn: "!", bad: "✗" };
  const show = (kind, name, state, code = null, from = "") => {
    shown = code;
    const panel = part("result");
    panel.dataset.kind = "none";
    void panel.offsetWidth; /* the cue plays again for the next one */
    panel.dataset.kind = kind;
    part("mark").textContent = MARKS[kind];
    part("name").textContent = name;
    part("from").textContent = from;
    part("state").textContent = state;
  };

  const tellTrouble = (text, { signedOut = false, offline = false } = {}) => {
    document.getElementById("offline-note").hidden = !offline;
    part("told").hidden = !text;
    part("trouble").textContent = text;
    part("sign-in").hidden = !signedOut;
  };

  const row = (name, note, button, press) => {
    const item = element("li", "", "arrival-list__person");
    const lines = element("span", "", "arrival-list__words");
    const strong = element("strong");
    strong.append(element("bdi", name));
    lines.append(strong, element("span", note, "muted"));
    item.append(lines);
    if (button) {
      const pressed = element("button", button, "btn button btn-secondary");
      pressed.type = "button";
      pressed.setAttribute("aria-label", `${button} ${name}`);
      pressed.addEventListener("click", press);
      item.append(pressed);
    }
    return item;
  };

  const drawQueue = async () => {
    const all = await scanQueue.all(camp);
    const waiting = all.filter((entry) => !entry.reason);
    const refused = all.filter((entry) => entry.reason);
    waitingCodes = new Set(waiting.filter((entry) => !entry.undoes).map((entry) => entry.code));
    part("pending").hidden = waiting.length === 0;
    part("count").textContent = waiting.length;
    part("queue").replaceChildren(...waiting.map((entry) => row(
      nameOf(entry.code), entry.undoes ? `${clock.format(entry.at)} · ${words.undone}` : clock.format(entry.at),
    )));
    part("refused").hidden = refused.length === 0;
    part("refused-list").replaceChildren(...refused.map((entry) => row(
      nameOf(entry.code), `${clock.format(entry.at)} · ${entry.reason}`, words.forget,
      async () => {
        await scanQueue.remove(entry.key);
        await drawQueue();
      },
    )));
  };

  const drawUndo = () => {
    const button = part("undo");
    button.hidden = !latest;
    if (latest) button.textContent = words.undo.replace("{name}", nameOf(latest.code));
  };

  const told = (entry, answer) => {
    const person = list.get(entry.code);
    if (person && answer.fate !== "refused") person.since = answer.since;
    if (latest?.key === entry.key && answer.fate !== "here") latest = null;
    drawUndo();
    if (shown !== entry.code) return;
    const name = answer.name || nameOf(entry.code);
    const from = person?.organisation || "";
    if (answer.fate === "refused") show("bad", name, answer.reason, entry.code, from);
    else if (answer.fate === "undone") show("warn", name, words.undone, entry.code, from);
    else if (answer.fate === "already") show("warn", name, `${words.already} ${sinceWords(answer.since)}`, entry.code, from);
    else show("good", name, `${words.checked_in} ${sinceWords(answer.since)}`, entry.code, from);
  };

  const explain = (error) => {
    if (error instanceof scanSending.SignedOut) tellTrouble(words.signed_out, { signedOut: true });
    else if (error instanceof scanSending.NotAllowed) tellTrouble(words.not_allowed);
    else if (error instanceof TypeError) tellTrouble("", { offline: true });
    else tellTrouble(words.trouble);
  };

  /* One sending at a time, in this tab and in others of this browser. */
  let sending = null;
  const oneAtATime = (run) => {
    const alone = () => (navigator.locks ? navigator.locks.request("campmatch-check-in", run) : run());
    sending = (sending || Promise.resolve()).then(alone);
    return sending;
  };
  const flush = () => {
    const run = async () => {
      try {
        await scanSending.send(camp, page.dataset, told);
        tellTrouble("");
      } catch (error) {
        explain(error);
      }
      await drawQueue();
    };
    return oneAtATime(run);
  };

  const refreshList = async () => {
    try {
      const found = await scanSending.people(page.dataset.people);
      list = new Map(found.people.map((person) => [person.code, person]));
      isListFresh = !found.isKept;
      part("age").textContent = words.age.replace("{time}", found.at);
      tellTrouble("", { offline: found.isKept });
    } catch (error) {
      isListFresh = false;
      explain(error);
    }
    await drawQueue();
  };

  const checkIn = async (code) => {
    let person = list.get(code);
    if (!person || person.status !== "confirmed") {
      await refreshList();
      person = list.get(code);
    }
    const from = person?.organisation || "";
    const waits = waitingCodes.has(code);
    if (person?.since) return show("warn", person.name, `${words.already} ${sinceWords(person.since)}`, code, from);
    if (waits) return show("warn", nameOf(code), `${words.already}. ${words.will_be_sent}`, code, from);
    if (person && person.status !== "confirmed") return show("bad", person.name, words.unconfirmed, code, from);
    if (!person && isListFresh) return show("bad", words.refused, words.nobody, code);
    latest = await scanQueue.add(camp, code);
    drawUndo();
    if (person) show("good", person.name, `${words.waits}. ${words.will_be_sent}`, code, from);
    else show("warn", words.unknown, words.decided_later, code);
    await drawQueue();
    return flush();
  };

  /* What has never been on its way is forgotten; else the site is told, now or later. */
  const undo = async () => {
    const entry = latest;
    if (!entry) return;
    latest = null;
    drawUndo();
    last = { text: "", at: 0 };
    await oneAtATime(async () => {
      const kept = (await scanQueue.all(camp)).find(({ key }) => key === entry.key);
      if (kept && !kept.tried) await scanQueue.remove(entry.key);
      else await scanQueue.takeBack(entry);
    });
    const person = list.get(entry.code);
    if (person) person.since = null;
    show("warn", nameOf(entry.code), words.undone, entry.code, person?.organisation || "");
    await drawQueue();
    await flush();
  };

  let last = { text: "", at: 0 };
  const read = (text) => {
    const isSame = text === last.text && Date.now() - last.at < AGAIN;
    last = { text, at: Date.now() };
    if (isSame) return;
    const badge = BADGE.exec(text.split(/[?#]/)[0]);
    if (!badge) show("bad", words.refused, words.no_badge);
    else if (badge[1] !== camp) show("bad", words.refused, words.elsewhere);
    else checkIn(badge[2]);
  };

  const CAMERA_FAULTS = { NotAllowedError: "refused_camera", SecurityError: "refused_camera", NotReadableError: "busy_camera" };
  let stop = null;
  const toggleCamera = async () => {
    const button = part("camera");
    const video = part("video");
    if (stop) {
      stop();
      stop = null;
      video.hidden = true;
      delete page.dataset.running;
      button.textContent = words.start;
      part("note").textContent = "";
      return;
    }
    try {
      video.hidden = false;
      stop = await scanCamera.start(video, page.dataset.decoder, read);
      page.dataset.running = "";
      button.textContent = words.stop;
      part("note").textContent = words.look;
    } catch (error) {
      video.hidden = true;
      part("note").textContent = words[CAMERA_FAULTS[error.name] || "no_camera"];
    }
  };

  /* Ready for the next name at once. */
  const pressed = async (code) => {
    const field = document.getElementById("search-q");
    field.value = "";
    part("found").replaceChildren();
    field.focus();
    await checkIn(code);
  };

  const find = () => {
    const wanted = fold(document.getElementById("search-q").value).split(/\s+/).filter(Boolean);
    const found = wanted.length === 0 ? [] : [...list.values()].filter((person) => {
      const text = fold(`${person.name} ${person.organisation}`);
      return wanted.every((word) => text.includes(word));
    });
    const rows = found.slice(0, MOST_FOUND).map((person) => {
      const isHere = person.since || waitingCodes.has(person.code);
      const state = person.since ? `${words.already} ${sinceWords(person.since)}` : isHere ? words.will_be_sent : "";
      return row(
        person.name, [person.organisation, state].filter(Boolean).join(" · "), isHere ? "" : words.check_in,
        () => pressed(person.code),
      );
    });
    if (wanted.length && !found.length) rows.push(element("li", words.not_found, "muted"));
    if (found.length > MOST_FOUND) rows.push(element("li", words.more, "muted"));
    part("found").replaceChildren(...rows);
  };

  const begin = async () => {
    page.hidden = false;
    const canUseCamera = Boolean(navigator.mediaDevices?.getUserMedia);
    part("camera").hidden = !canUseCamera;
    if (!canUseCamera) part("note").textContent = isSecureContext ? words.no_camera : words.insecure;
    part("camera").addEventListener("click", toggleCamera);
    part("undo").addEventListener("click", undo);
    part("search").addEventListener("input", find);
    part("search").addEventListener("submit", (event) => {
      event.preventDefault();
      find();
    });
    await refreshList();
    await flush();
  };

  /* A worker that has only just begun has seen neither the list nor what else the page needs. */
  navigator.serviceWorker?.addEventListener("controllerchange", () => refreshList());
  addEventListener("online", () => refreshList().then(flush));
  document.addEventListener("visibilitychange", () => document.hidden || refreshList().then(flush));
  setInterval(async () => {
    if (!part("pending").hidden) await flush();
  }, RETRY);
  setInterval(() => document.hidden || refreshList(), 60000);
  begin();
})();
