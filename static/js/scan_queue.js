/* What was read at the door and has not reached the site yet. It lies in the browser's own database, so that it
   survives a closed tab, a dead battery and a session that has ended; only the site's answer takes it out. */
"use strict";

const scanQueue = (() => {
  const NAME = "campmatch-check-in";
  const STORE = "queue";

  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  /* One transaction; resolves once it is on the disk. */
  const transact = async (mode, act) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode, { durability: "strict" });
        const asked = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  /* Keep that somebody with this badge has come, as of now. */
  const add = async (camp, code) => {
    const entry = { key: newKey(), camp, code, at: Date.now(), reason: "" };
    await transact("readwrite", (store) => store.put(entry));
    return entry;
  };

  /* Keep that a check-in is to be taken back, and forget it itself if it still waits: both or neither. */
  const takeBack = async (entry) => {
    const undo = { key: newKey(), camp: entry.camp, code: entry.code, at: Date.now(), reason: "", undoes: entry.key };
    await transact("readwrite", (store) => {
      store.delete(entry.key);
      return store.put(undo);
    });
    return undo;
  };

  /* Keep that these are on their way: whether they arrived is known by an answer only. */
  const begin = (entries) => transact("readwrite", (store) => {
    let asked = null;
    for (const entry of entries) asked = store.put({ ...entry, tried: true });
    return asked;
  });

  const remove = (key) => transact("readwrite", (store) => store.delete(key));

  const refuse = (entry, reason) => transact("readwrite", (store) => store.put({ ...entry, reason }));

  /* Everything of the camp that waits or was refused, the oldest first. */
  const all = async (camp) => (await transact("readonly", (store) => store.getAll()))
    .filter((entry) => entry.camp === camp).sort((one, other) => one.at - other.at);

  return { add, takeBack, begin, remove, refuse, all };
})();
