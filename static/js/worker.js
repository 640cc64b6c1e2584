/* Keeps two pages for the hours without a network, and nothing else: a participant's agenda, and the page at the door
   that reads badges, with its list of who is expected. Each is kept as it last came, with its styles and scripts. It
   is shown only when the network fails, and says how old it is. Whoever signs out, or is asked to sign in, takes them
   along: nothing of one person is left for the next at the same browser. */
"use strict";

const PAGES = "campmatch-pages";
const FILES = "campmatch-files";
const OFFLINE = "/offline";
const PAGE = /^(\/camps\/[^/]+\/agenda|\/console\/[^/]+\/check-in\/scan)$/;
const LIST = /^\/console\/[^/]+\/check-in\/scan\/people$/;
const OF_ONE_CONTENT = /\/assets\/|[?&]v=/; /* an address that never leads to anything else */
const LEAVES = /^\/(sign-in|sign-out|account\/(delete|sign-out-everywhere))(\/|$)/;
const OLDEST = 3 * 24 * 3600 * 1000;
const NOTE = 'id="offline-note" hidden';

let visit = 0; /* counts the people at this browser, so that a page that comes late is not kept for the next */

const forget = () => {
  visit += 1;
  return caches.delete(PAGES);
};

const filesIn = (html) => [...html.matchAll(/(?:href|src)="(\/(?:assets|static)\/[^"]+)"/g)].map((found) =>
  new URL(found[1].replaceAll("&amp;", "&"), location.origin).href);

/* The files of all pages that are kept, and no others. */
const keepFiles = async () => {
  const pages = await caches.open(PAGES);
  const wanted = new Set();
  for (const request of await pages.keys()) {
    if (LIST.test(new URL(request.url).pathname)) continue;
    for (const url of filesIn(await (await pages.match(request)).text())) wanted.add(url);
  }
  const files = await caches.open(FILES);
  const kept = new Set((await files.keys()).map((request) => request.url));
  for (const url of kept) if (!wanted.has(url) && !url.endsWith(OFFLINE)) await files.delete(url);
  const needed = [...wanted].filter((url) => !kept.has(url) || !OF_ONE_CONTENT.test(url));
  await Promise.all(needed.map((url) => files.add(new Request(url, { cache: "no-cache" })).catch(() => {})));
};

const keep = async (url, response, whose) => {
  await response.clone().text();
  if (whose !== visit) return;
  await (await caches.open(PAGES)).put(url, response);
  await keepFiles();
};

const isWhole = (response) => response.status === 200 && response.type === "basic" && !response.redirected;
const isPage = (url, response) => PAGE.test(url.pathname) && isWhole(response);

/* What was kept under this address, if it is young enough. Too old a one is thrown away. */
const keptAt = async (url) => {
  const pages = await caches.open(PAGES);
  const kept = await pages.match(url.href) || await pages.match(url.href, { ignoreSearch: true });
  if (!kept) return null;
  if (Date.now() - Date.parse(kept.headers.get("date")) > OLDEST) {
    await forget();
    return null;
  }
  return kept;
};

/* The page as it was kept, with the sentence shown that tells so. */
const keptPage = async (url) => {
  const kept = await keptAt(url);
  if (!kept) return null;
  const html = (await kept.text()).replace(NOTE, 'id="offline-note"');
  return new Response(html, { headers: kept.headers });
};

/* Who is expected at the door, with a mark on what is not from the site just now. */
const expected = async (event, url) => {
  const whose = visit;
  let response;
  try {
    response = await fetch(event.request);
  } catch (error) {
    const kept = await keptAt(url);
    if (!kept) throw error;
    const headers = new Headers(kept.headers);
    headers.set("X-Kept", "1");
    return new Response(await kept.text(), { headers });
  }
  if (isWhole(response) && whose === visit) {
    const copy = response.clone();
    event.waitUntil(caches.open(PAGES).then((pages) => pages.put(url.href, copy)));
  }
  return response;
};

const withoutNetwork = async (request, url) => {
  const page = request.method === "GET" && PAGE.test(url.pathname) ? await keptPage(url) : null;
  return page || await caches.match(OFFLINE) || Response.error();
};

const navigate = async (event, url) => {
  if (LEAVES.test(url.pathname)) await forget();
  const whose = visit;
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return withoutNetwork(event.request, url);
  }
  if (event.request.method === "GET" && isPage(url, response)) {
    event.waitUntil(keep(url.href, response.clone(), whose));
  }
  return response;
};

/* The page asks for itself while it is looked at; what comes then is younger than what is kept. */
const refreshed = async (event, url) => {
  const whose = visit;
  const response = await fetch(event.request);
  if (isPage(url, response)) event.waitUntil(keep(url.href, response.clone(), whose));
  return response;
};

const file = async (request) => await caches.match(request.url) || fetch(request);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (event.request.method === "GET" && PAGE.test(url.pathname)) event.respondWith(refreshed(event, url));
  else if (event.request.method === "GET" && LIST.test(url.pathname)) event.respondWith(expected(event, url));
  else if (/^\/(assets|static)\//.test(url.pathname)) event.respondWith(file(event.request));
});

/* The page that made this worker start came before it could be kept, so it asks for it. */
self.addEventListener("message", (event) => {
  const url = new URL(event.data, location.origin);
  if (url.origin !== location.origin || !PAGE.test(url.pathname)) return;
  const whose = visit;
  event.waitUntil(fetch(url.href).then((response) => {
    if (isPage(url, response)) return keep(url.href, response, whose);
    return forget();
  }).catch(() => {}));
});
