// The worker that ends all workers, for the day a released one turns out to be broken.
//
// `warung-server serve --retire-worker` serves it as /sw.js. Phones fetch that file past every
// cache, at the latest a day after their last look; what they get then throws away everything that
// was kept to open the shop, takes itself off the phone, and loads the open pages anew, once: a
// page that is loaded after that has no worker to be told by. The databases are not touched.
"use strict";

addEventListener("install", (event) => event.waitUntil(skipWaiting()));
addEventListener("activate", (event) => event.waitUntil(retire()));
// What a page says to any newer worker when the person wants it.
addEventListener("message", (event) => {
  if (event.data?.type === "activate") event.waitUntil(skipWaiting());
});

// Said once is not enough: a page that asks for a file at that very moment wakes the worker before,
// which then stays for as long as pages go on asking. A worker that is idle ends by itself, and the
// timer with it.
const insisting = setInterval(() => skipWaiting(), 1_000);

async function retire() {
  clearInterval(insisting);
  for (const name of await caches.keys()) await caches.delete(name);
  // Only pages the broken worker looked after; they would go on without one otherwise.
  const pages = await clients.matchAll({ type: "window" });
  await registration.unregister();
  // A page that is well loads itself where it is (the script in app/index.html). One that is so
  // broken that it does not is sent to where it began.
  for (const page of pages) page.postMessage({ type: "retired" });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const page of pages) {
    if (await clients.get(page.id)) await page.navigate(page.url).catch(() => undefined);
  }
}
