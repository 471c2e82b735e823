// Delivering the outbox with the shop closed: the worker's part of Background Sync.
//
// A page that saves a command leaves the tag `warung-outbox` with the browser, which calls here as
// soon as it finds a line, even when no page is open. Only some browsers do that, and nothing
// depends on it: the page sends the same bytes itself when it is opened, and the shop answers the
// same bytes once and for all with the same verdict (PROTOCOL.md, O3 and O7).
//
// So this file is allowed to be timid. It sends what is frozen and changes nothing but an entry's
// `state`, and only to what it understands entirely: `applied` is stored, and so is the shop's wish
// for patience. Everything else stays `sending`; the page asks again and gets the stored verdict.
//
// Rows are what app/src/platform/db/outbox.rs and domain/src/outbox.rs write: JSON text under the
// command's id, a state as one member named after it, times in milliseconds.
"use strict";

const OUTBOX = {
  tag: "warung-outbox",
  // The page's lock has the same name: one sender on this phone.
  lock: "warung-outbox",
  database: "warung-outbox",
  // Rows of a newer database are for the newer worker that comes with it.
  newestVersion: 1,
  protocol: 1,
  mostAtOnce: 50,
  deadlineMillis: 30_000,
  // Shorter than what the page waits in the end: the browser spreads its own attempts.
  pauseMillis: 5_000,
  reasonsForPatience: ["device-unbound", "order-not-yet-here", "busy"],
};

addEventListener("sync", (event) => {
  if (event.tag === OUTBOX.tag) event.waitUntil(deliver());
});

// Rejects while something could not be delivered, which makes the browser call again later.
async function deliver() {
  const holding = (work) => (navigator.locks ? navigator.locks.request(OUTBOX.lock, work) : work());
  // Waits for a page that is sending, because that page may be closed in the middle of it.
  await holding(deliverHoldingTheLock);
}

async function deliverHoldingTheLock() {
  const db = await openOutbox();
  if (!db) return;
  try {
    for (;;) {
      const batch = nextBatch(await readOutbox(db), Date.now());
      if (batch.length === 0) return;
      const sending = batch.map(beginSending);
      await store(db, sending);
      const answers = await push(sending.map((entry) => entry.bytes));
      await store(db, sending.map((entry) => digest(entry, answers?.get(entry.id), answers !== undefined)));
      tellPages();
      if (answers === undefined) throw new Error("the shop did not answer");
      // What has no clear verdict is the page's; asking again from here would say the same.
      if (!sending.some((entry) => answers.get(entry.id) === "applied")) return;
    }
  } finally {
    db.close();
  }
}

// ---- The database ---------------------------------------------------------------------------

// Nothing if this phone has no outbox yet, or one of a version that is not ours.
async function openOutbox() {
  const request = indexedDB.open(OUTBOX.database);
  // It is not there: the page makes it, with everything that belongs into it.
  request.onupgradeneeded = () => request.transaction.abort();
  const db = await settled(request).catch(() => undefined);
  if (!db) return undefined;
  // Makes way for a page that brings a newer version.
  db.onversionchange = () => db.close();
  if (db.version <= OUTBOX.newestVersion) return db;
  db.close();
  return undefined;
}

async function readOutbox(db) {
  const txn = db.transaction(["entries", "devices"]);
  const [entries, devices] = await Promise.all([
    settled(txn.objectStore("entries").getAll()),
    settled(txn.objectStore("devices").getAll()),
  ]);
  const unbound = devices.map((row) => JSON.parse(row.device)).filter((device) => device.account === null);
  return { entries: entries.map((row) => JSON.parse(row)), unbound: new Set(unbound.map((device) => device.id)) };
}

// Resolves when the browser says that it is on the disk. What a page has settled meanwhile stays.
function store(db, entries) {
  const txn = db.transaction("entries", "readwrite", { durability: "strict" });
  const rows = txn.objectStore("entries");
  for (const entry of entries) {
    const present = rows.get(entry.id);
    present.onsuccess = () => {
      if (present.result !== undefined && isUnsent(JSON.parse(present.result))) {
        rows.put(JSON.stringify(entry), entry.id);
      }
    };
  }
  return new Promise((resolve, reject) => {
    txn.oncomplete = () => resolve();
    txn.onabort = () => reject(txn.error);
  });
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// ---- An entry's way -------------------------------------------------------------------------

// What one device signed and nobody answered yet, by its numbers, never overtaking its earlier command
// about the same order, even one that waits for a newer app. One device, because two people on a phone
// share no request; and none that nobody is bound to yet, because the shop would not look at it. What was
// done here for an order that is carried for another phone waits for that order (phone/src/batch.rs).
function nextBatch({ entries, unbound }, now) {
  const heldBack = new Set();
  const isToGo = (entry) => isUnsent(entry) || entry.state.wedged?.reason === "update-needed";
  const orders = entries.filter((entry) => entry.id === entry.subject && isToGo(entry) && !unbound.has(entry.device));
  const placedBy = new Map(orders.map((entry) => [entry.subject, entry.device]));
  const about = ({ subject, device }) => `${device} ${subject}`;
  const isCarried = ({ subject, device }) => placedBy.has(subject) && placedBy.get(subject) !== device;
  const batch = [];
  for (const entry of entries.sort((one, other) => one.seq - other.seq)) {
    if (entry.state.wedged?.reason === "update-needed") heldBack.add(about(entry));
    if (!isUnsent(entry)) continue;
    const sameKey = batch.length === 0 || batch[0].device === entry.device;
    const isReady = isDue(entry.state, now) && !unbound.has(entry.device);
    const mayGo = isReady && sameKey && !heldBack.has(about(entry)) && !isCarried(entry);
    if (mayGo && batch.length < OUTBOX.mostAtOnce) batch.push(entry);
    else heldBack.add(about(entry));
  }
  return batch;
}

const isUnsent = ({ state }) => Boolean(state.queued ?? state.sending);

// The browser calls because there is a line, so a pause after a bad line is over. A pause the shop
// asked for is kept.
function isDue({ queued }, now) {
  if (!queued || queued.not_before === null) return true;
  return queued.not_before <= now || !queued.last?.asked;
}

function beginSending(entry) {
  const { attempts } = entry.state.queued ?? entry.state.sending;
  return { ...entry, state: { sending: { attempts: attempts + 1 } } };
}

// The entry as it stands after the push. `verdict` is missing where the shop said none.
function digest(entry, verdict, wasAnswered) {
  const { attempts } = entry.state.sending;
  const now = Date.now();
  const wait = (millis, last) => ({ ...entry, state: { queued: { attempts, not_before: now + millis, last } } });
  if (!wasAnswered) return wait(OUTBOX.pauseMillis, "unreachable");
  if (verdict === "applied") return { ...entry, state: { answered: { verdict, at: now } } };
  const { after_seconds: seconds, reason } = verdict?.retry ?? {};
  if (Number.isSafeInteger(seconds) && seconds >= 0 && OUTBOX.reasonsForPatience.includes(reason)) {
    return wait(Math.max(1, seconds) * 1000, { asked: reason });
  }
  return entry;
}

// ---- The shop -------------------------------------------------------------------------------

// Verdicts by command id, or nothing where what came back is not the shop's answer to this push: a
// login page, a proxy's apology, half a body.
async function push(commands) {
  try {
    const response = await fetch("/api/v1/commands", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ v: OUTBOX.protocol, commands }),
      // A command is believed for its signature, not for a session.
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(OUTBOX.deadlineMillis),
    });
    const type = response.headers.get("content-type") ?? "";
    if (!response.ok || type.split(";")[0].trim().toLowerCase() !== "application/json") return undefined;
    const { answers } = await response.json();
    if (!Array.isArray(answers) || answers.length !== commands.length) return undefined;
    return new Map(answers.map((answer) => [answer.id, answer.verdict]));
  } catch {
    return undefined;
  }
}

// Pages that are open read the outbox anew (app/src/platform/broadcast.rs).
function tellPages() {
  const channel = new BroadcastChannel("warung");
  channel.postMessage("outbox");
  channel.close();
}
