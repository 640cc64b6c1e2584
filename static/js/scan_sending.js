/* Talks to the site: the list of who is expected, and sending what waits. Nothing leaves the queue but by an answer. */
"use strict";

const scanSending = (() => {
  const AT_ONCE = 50;

  class SignedOut extends Error {}
  class NotAllowed extends Error {}
  class Trouble extends Error {}

  let token = document.querySelector('meta[name="csrf-token"]').content;

  /* The answer as values; throws TypeError where there is no network, else one of the above. */
  const values = async (response) => {
    if (response.redirected) throw new SignedOut();
    if (response.status === 403 || response.status === 404) throw new NotAllowed();
    if (!response.ok) throw new Trouble();
    return response.json();
  };

  /* Who is expected, and whether the worker had to answer instead of the site. */
  const people = async (address) => {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    const isKept = response.headers.has("x-kept");
    const found = await values(response);
    if (!isKept) token = found.token;
    return { ...found, isKept };
  };

  const post = async (address, entries) => {
    const sent = entries.map(({ key, code, at, undoes }) => ({ key, code, undoes, ago: (Date.now() - at) / 1000 }));
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sent }),
    });
  };

  /* Send all that waits; `told` hears what became of each. A session may have ended or begun anew since the page came:
     then the token is another one, which the list brings. */
  const send = async (camp, addresses, told) => {
    const waiting = (await scanQueue.all(camp)).filter((entry) => !entry.reason);
    if (waiting.length && !navigator.onLine) throw new TypeError("no network");
    for (let first = 0; first < waiting.length; first += AT_ONCE) {
      const part = waiting.slice(first, first + AT_ONCE);
      await scanQueue.begin(part);
      let response = await post(addresses.send, part);
      if (response.status === 400) {
        await people(addresses.people);
        response = await post(addresses.send, part);
      }
      const { answers } = await values(response);
      for (const answer of answers) {
        const entry = part.find(({ key }) => key === answer.key);
        if (!entry) continue;
        if (answer.fate === "refused") await scanQueue.refuse(entry, answer.reason);
        else await scanQueue.remove(entry.key);
        told(entry, answer);
      }
    }
  };

  return { people, send, SignedOut, NotAllowed };
})();
