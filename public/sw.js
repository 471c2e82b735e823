// Warung's service worker: it keeps what the shop is made of, so that every page opens without a
// network from the second launch on. It caches and knows nothing of carts, orders or money.
//
//   pages        out of the cache: one shell for the shop, one for /counter
//   own files    out of the cache: code, styles and icons of the kept version; what is missing or
//                damaged there is fetched again and put back
//   pictures     out of the cache once seen, under a budget; who was not looked at for longest
//                leaves first
//   never        /api, /.well-known, the bank simulator, health checks, version.json
//
// The list below is filled in by the build. A new version waits until a page says `activate`, which
// it does when nothing is being typed or sent. What delivers the outbox while no page is open is in
// a file of its own.
"use strict";

importScripts("/sw-outbox.js");

const PRECACHE = "@precache@";

const SHOP_CACHE = `warung-shop-${PRECACHE.version}`;
const COUNTER_CACHE = `warung-counter-${PRECACHE.version}`;
const PICTURE_CACHE = "warung-pictures";

// A phone with little room gives an app some 50 MB before it starts to throw things away; the
// pictures take at most half, the rest is the catalog's.
const PICTURE_BUDGET = { count: 600, bytes: 24 * 1024 * 1024 };

const UNTOUCHED = ["/api/", "/.well-known/", "/simulator", "/healthz", "/readyz", "/metrics", "/version.json", "/sw.js", "/sw-outbox.js", "/sw-retire.js"];
const FILES = ["/pictures/", "/icons/", "/snippets/", "/manifest.webmanifest"];

// ---- Life of a version --------------------------------------------------------------------

addEventListener("install", (event) => event.waitUntil(Promise.all([install(), leaveAlone(event)])));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data?.type === "activate") event.waitUntil(takeOver());
});

// Said once is not enough: a page that asks for a file at that very moment wakes the version
// before, which then stays for as long as pages go on asking.
let insisting;

function takeOver() {
  insisting ??= setInterval(() => skipWaiting(), 1_000);
  return skipWaiting();
}

// Where browsers offer it, what is never answered here does not even wake this worker. A page that
// goes on sending would keep it awake, and Chromium then waits minutes to put the next version in its
// place. Elsewhere the same paths pass through below.
async function leaveAlone(event) {
  const condition = { or: UNTOUCHED.map((path) => ({ urlPattern: { pathname: `${path}*` } })) };
  await event.addRoutes?.({ condition, source: "network" }).catch(() => undefined);
}

async function install() {
  await keepGroup(SHOP_CACHE, PRECACHE.shop);
  // Who used the counter before goes on having it offline with the new version.
  const names = await caches.keys();
  if (names.some((name) => name.startsWith("warung-counter-"))) await keepGroup(COUNTER_CACHE, PRECACHE.counter);
}

async function activate() {
  clearInterval(insisting);
  const current = [SHOP_CACHE, COUNTER_CACHE, PICTURE_CACHE];
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith("warung-") && !current.includes(name)).map((name) => caches.delete(name)),
  );
  // Claiming makes the very first visit count: its pictures are kept, and the next launch works.
  await clients.claim();
  const pages = await clients.matchAll({ type: "window" });
  if (pages.some((page) => isCounter(new URL(page.url).pathname))) await keepCounter();
}

// All of a group or nothing: half a version would start and then fail on a page nobody tested.
async function keepGroup(cacheName, group) {
  const kept = await Promise.all([fetchShell(group), ...group.files.map(fetchFile)]);
  const keep = async () => {
    const cache = await caches.open(cacheName);
    await Promise.all(kept.map(([url, response]) => cache.put(url, response.clone())));
  };
  // On a full phone the pictures give way to the shop itself.
  await keep().catch(async () => {
    await caches.delete(PICTURE_CACHE);
    await keep();
  });
}

// The counter is kept when it is first opened, so that a shopper never downloads it. A failure is
// no matter for the page that is open now; the next visit tries again.
async function keepCounter() {
  const cache = await caches.open(COUNTER_CACHE);
  if (await cache.match(PRECACHE.counter.shell)) return;
  await keepGroup(COUNTER_CACHE, PRECACHE.counter).catch(() => caches.delete(COUNTER_CACHE));
}

async function fetchShell(group) {
  // Not out of the browser's cache either: what a navigation left there names, in its headers, blocks
  // of the catalog that will be gone when this shell is opened again.
  const response = await fetch(group.shell, { cache: "no-store", credentials: "omit" });
  refuseUnusable(response, group.shell);
  // A hotel's login page also answers 200 with a page; and so does a server that has moved on to
  // the next version between the two requests. Neither mentions this version's files.
  const text = await response.clone().text();
  if (!isShell(group, text)) throw new Error(`${group.shell} is not this version's page`);
  return [group.shell, response];
}

const isShell = (group, text) => group.mentions.every((name) => text.includes(name));

async function fetchFile(file) {
  const options = file.integrity ? { integrity: file.integrity } : { cache: "no-cache" };
  const response = await fetch(file.url, { ...options, credentials: "omit" });
  refuseUnusable(response, file.url);
  return [file.url, response];
}

function refuseUnusable(response, url) {
  // A redirected answer can never be given to a navigation again, so it is not worth keeping.
  if (!response.ok || response.redirected) throw new Error(`${url} answered ${response.status}`);
}

// ---- Answering ------------------------------------------------------------------------------

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (UNTOUCHED.some((path) => url.pathname.startsWith(path))) return;
  if (request.mode === "navigate" && !FILES.some((path) => url.pathname.startsWith(path))) {
    event.respondWith(answerPage(event, url.pathname));
  } else if (url.pathname.startsWith("/pictures/")) {
    event.respondWith(answerPicture(event, url));
  } else {
    event.respondWith(answerFile(event, url));
  }
});

const isCounter = (path) => path === "/counter" || path.startsWith("/counter/");

// The kept response carries the headers it came with, its Content-Security-Policy included.
async function answerPage(event, path) {
  const counter = isCounter(path);
  const group = counter ? PRECACHE.counter : PRECACHE.shop;
  const cacheName = counter ? COUNTER_CACHE : SHOP_CACHE;
  const kept = await matchIn(cacheName, group.shell);
  if (kept && isShell(group, await kept.clone().text())) return kept;
  if (kept) await forget(cacheName, group.shell);
  event.waitUntil(counter ? keepCounter() : complete(cacheName, group));
  return fetch(event.request);
}

// A page of an older version may still be open and ask for its own files: any cache will do,
// because files that differ have different names.
async function answerFile(event, url) {
  const path = url.pathname;
  for (const [cacheName, group] of [[SHOP_CACHE, PRECACHE.shop], [COUNTER_CACHE, PRECACHE.counter]]) {
    const file = group.files.find((known) => known.url === path);
    if (!file) continue;
    const kept = await matchIn(cacheName, path);
    if (!kept) break;
    // A page that says which bytes it takes refuses all others, so they are compared first: at a
    // start these are script and styles, which are small. The module is compared below.
    if (event.request.integrity && (await hashOf(kept.clone())) !== file.integrity) {
      await forget(cacheName, path);
      break;
    }
    event.waitUntil(checkOnce(event.clientId, cacheName, file));
    return kept;
  }
  const kept = await caches.match(path);
  if (kept) return kept;
  if (PRECACHE.shop.files.some((known) => known.url === path)) {
    event.waitUntil(complete(SHOP_CACHE, PRECACHE.shop));
  }
  return fetch(event.request);
}

// ---- Healing --------------------------------------------------------------------------------
//
// A phone that dies while it writes, or a disk that forgets, leaves files that are missing or not
// what they were. A page whose files do not even start asks for everything anew by itself (see the
// script in app/index.html); here is what it cannot see.

const checked = new Set();

// Compares a kept file with its hash, once in the life of this worker and after the answer has
// left, because a start should not wait until all of the module is read.
async function checkOnce(clientId, cacheName, file) {
  if (!file.integrity || checked.has(file.url)) return;
  checked.add(file.url);
  // Read anew: taking the page's own response apart would cost the browser its compiled copy.
  const kept = await matchIn(cacheName, file.url);
  if (!kept || (await hashOf(kept)) === file.integrity) return;
  await forget(cacheName, file.url);
  await complete(cacheName, cacheName === SHOP_CACHE ? PRECACHE.shop : PRECACHE.counter);
  (await clients.get(clientId))?.postMessage({ type: "damaged" });
}

async function hashOf(response) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

async function forget(cacheName, path) {
  await (await caches.open(cacheName)).delete(path);
}

// Puts back all of a group that is missing, one at a time with whoever else does. Without a line it
// stays missing until the next time; the page gets its own answer from the network meanwhile.
let completing = Promise.resolve();

function complete(cacheName, group) {
  const work = async () => {
    const cache = await caches.open(cacheName);
    const putBack = async (url, fetchIt) => {
      if (!(await cache.match(url))) await cache.put(...(await fetchIt()));
    };
    await putBack(group.shell, () => fetchShell(group));
    await Promise.all(group.files.map((file) => putBack(file.url, () => fetchFile(file))));
  };
  completing = completing.then(work).catch(() => undefined);
  return completing;
}

async function matchIn(cacheName, path) {
  if (!(await caches.has(cacheName))) return undefined;
  return (await caches.open(cacheName)).match(path);
}

// ---- Pictures -------------------------------------------------------------------------------

async function answerPicture(event, url) {
  const kept = await matchIn(PICTURE_CACHE, url.pathname);
  if (kept) {
    event.waitUntil(inTurn((cache) => moveToEnd(cache, url.pathname)));
    return kept;
  }
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return placeholder();
  }
  if (response.ok && !response.redirected && response.type === "basic") {
    event.waitUntil(keepPicture(url.pathname, response.clone()));
  }
  return response;
}

// A picture not seen before and no line to fetch it by: a quiet shape of the same size instead of
// the browser's sign for something broken. It is not kept, so the real one comes with the line.
function placeholder() {
  const shape =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="#a08a76" ' +
    'stroke-opacity=".55" stroke-linejoin="round"><path d="M5 11 16 5l11 6v11l-11 6-11-6z"/>' +
    '<path d="m5 11 11 6 11-6M16 17v11"/></g></svg>';
  return new Response(shape, { headers: { "content-type": "image/svg+xml", "cache-control": "no-store" } });
}

// Sizes of the kept pictures, what was not looked at for longest first, read from the cache once per
// life of this worker. Changes come one after the other, or two could both find the budget unspent.
let pictureSizes;
let pictureQueue = Promise.resolve();

function inTurn(change) {
  const work = async () => {
    // Who lets all pictures go does not tell this worker.
    if (!(await caches.has(PICTURE_CACHE))) pictureSizes = undefined;
    const cache = await caches.open(PICTURE_CACHE);
    pictureSizes ??= await readPictureSizes(cache);
    await change(cache);
  };
  // A full disk or a cache thrown away meanwhile costs the picture's place, nothing else.
  pictureQueue = pictureQueue.then(work).catch(() => { pictureSizes = undefined; });
  return pictureQueue;
}

function keepPicture(path, response) {
  return inTurn(async (cache) => {
    const body = await response.blob();
    if (body.size > PICTURE_BUDGET.bytes / 10) return;
    const headers = new Headers(response.headers);
    // The body is kept unpacked, so the length on the wire would be the wrong one.
    headers.delete("content-encoding");
    headers.set("content-length", String(body.size));
    await putLast(cache, path, new Response(body, { status: 200, headers }), body.size);
    await dropOldestPictures(cache);
  });
}

// A cache lists what it keeps in the order it was put. Only what has come into the older half is put
// again, or every look would cost a write.
async function moveToEnd(cache, path) {
  const size = pictureSizes.get(path);
  const older = Math.ceil(pictureSizes.size / 2);
  if (size === undefined || ![...pictureSizes.keys()].slice(0, older).includes(path)) return;
  const kept = await cache.match(path);
  if (kept) await putLast(cache, path, kept, size);
}

async function putLast(cache, path, response, size) {
  await cache.delete(path);
  await cache.put(path, response);
  pictureSizes.delete(path);
  pictureSizes.set(path, size);
}

async function readPictureSizes(cache) {
  const sizes = new Map();
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    sizes.set(new URL(request.url).pathname, Number(kept?.headers.get("content-length") ?? 0));
  }
  return sizes;
}

async function dropOldestPictures(cache) {
  let bytes = 0;
  for (const size of pictureSizes.values()) bytes += size;
  for (const [path, size] of pictureSizes) {
    if (pictureSizes.size <= PICTURE_BUDGET.count && bytes <= PICTURE_BUDGET.bytes) return;
    await cache.delete(path);
    pictureSizes.delete(path);
    bytes -= size;
  }
}
