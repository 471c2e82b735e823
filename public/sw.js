// Warung's service worker: it keeps what the shop is made of, so that every page opens without a
// network from the second launch on. It caches and knows nothing of carts, orders or money.
//
//   pages        out of the cache: one shell for the shop, one for /counter
//   own files    out of the cache: code, styles and icons of the kept version
//   pictures     out of the cache once seen, under a budget, the oldest leave first
//   never        /api, /.well-known, the bank simulator, health checks, version.json
//
// The list below is filled in by the build. A new version waits until a page says `activate`.
"use strict";

const PRECACHE = "@precache@";

const SHOP_CACHE = `warung-shop-${PRECACHE.version}`;
const COUNTER_CACHE = `warung-counter-${PRECACHE.version}`;
const PICTURE_CACHE = "warung-pictures";

// A phone with little room gives an app some 50 MB before it starts to throw things away; the
// pictures take at most half, the rest is the catalog's.
const PICTURE_BUDGET = { count: 600, bytes: 24 * 1024 * 1024 };

const UNTOUCHED = ["/api/", "/.well-known/", "/simulator", "/healthz", "/readyz", "/metrics", "/version.json", "/sw.js"];
const FILES = ["/pictures/", "/icons/", "/snippets/", "/manifest.webmanifest"];

// ---- Life of a version --------------------------------------------------------------------

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data?.type === "activate") event.waitUntil(skipWaiting());
});

async function install() {
  await keepGroup(SHOP_CACHE, PRECACHE.shop);
  // Who used the counter before goes on having it offline with the new version.
  const names = await caches.keys();
  if (names.some((name) => name.startsWith("warung-counter-"))) await keepGroup(COUNTER_CACHE, PRECACHE.counter);
}

async function activate() {
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
  const cache = await caches.open(cacheName);
  await Promise.all(kept.map(([url, response]) => cache.put(url, response)));
}

// The counter is kept when it is first opened, so that a shopper never downloads it. A failure is
// no matter for the page that is open now; the next visit tries again.
async function keepCounter() {
  const cache = await caches.open(COUNTER_CACHE);
  if (await cache.match(PRECACHE.counter.shell)) return;
  await keepGroup(COUNTER_CACHE, PRECACHE.counter).catch(() => caches.delete(COUNTER_CACHE));
}

async function fetchShell(group) {
  const response = await fetch(group.shell, { cache: "no-cache", credentials: "omit" });
  refuseUnusable(response, group.shell);
  // A hotel's login page also answers 200 with a page; and so does a server that has moved on to
  // the next version between the two requests. Neither mentions this version's files.
  const text = await response.clone().text();
  if (!group.mentions.every((name) => text.includes(name))) throw new Error(`${group.shell} is not this version's page`);
  return [group.shell, response];
}

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
    event.respondWith(answerFile(request, url));
  }
});

const isCounter = (path) => path === "/counter" || path.startsWith("/counter/");

// The kept response carries the headers it came with, its Content-Security-Policy included.
async function answerPage(event, path) {
  const counter = isCounter(path);
  const shell = counter ? PRECACHE.counter.shell : PRECACHE.shop.shell;
  const kept = await matchIn(counter ? COUNTER_CACHE : SHOP_CACHE, shell);
  if (kept) return kept;
  if (counter) event.waitUntil(keepCounter());
  return fetch(event.request);
}

// A page of an older version may still be open and ask for its own files: any cache will do,
// because files that differ have different names.
async function answerFile(request, url) {
  const kept =
    (await matchIn(SHOP_CACHE, url.pathname)) ??
    (await matchIn(COUNTER_CACHE, url.pathname)) ??
    (await caches.match(url.pathname));
  return kept ?? fetch(request);
}

async function matchIn(cacheName, path) {
  if (!(await caches.has(cacheName))) return undefined;
  return (await caches.open(cacheName)).match(path);
}

// ---- Pictures -------------------------------------------------------------------------------

async function answerPicture(event, url) {
  const kept = await matchIn(PICTURE_CACHE, url.pathname);
  if (kept) return kept;
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

// Sizes of the kept pictures in the order they came, read from the cache once per life of this
// worker. Writes run one after the other, or two of them could both find the budget unspent.
let pictureSizes;
let pictureQueue = Promise.resolve();

function keepPicture(path, response) {
  const work = async () => {
    const cache = await caches.open(PICTURE_CACHE);
    pictureSizes ??= await readPictureSizes(cache);
    const body = await response.blob();
    if (body.size > PICTURE_BUDGET.bytes / 10) return;
    const headers = new Headers(response.headers);
    // The body is kept unpacked, so the length on the wire would be the wrong one.
    headers.delete("content-encoding");
    headers.set("content-length", String(body.size));
    await cache.put(path, new Response(body, { status: 200, headers }));
    pictureSizes.delete(path);
    pictureSizes.set(path, body.size);
    await dropOldestPictures(cache);
  };
  // A full disk or a cache thrown away meanwhile costs the picture's place, nothing else.
  pictureQueue = pictureQueue.then(work).catch(() => { pictureSizes = undefined; });
  return pictureQueue;
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
