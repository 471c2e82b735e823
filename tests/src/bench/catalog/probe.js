// Put into every page before its own scripts: sees from outside when something is painted and how
// long the main thread was taken, and never touches what it looks at.
(() => {
  const probe = (window.warungProbe = { long: [], firstPage: 0, found: 0, box: 0 });

  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) probe.long.push([task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });

  // The moment after the next frame was handed over.
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
      }),
    );

  // The first look at the document that holds: when that was painted.
  const whenPainted = (holds, tell) => {
    const observer = new MutationObserver(() => {
      if (!holds()) return;
      observer.disconnect();
      painted().then(tell);
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  };
  const all = (css) => document.querySelectorAll(css);

  whenPainted(
    () => all('[data-test="product-card"]').length >= 24,
    (at) => (probe.firstPage = at),
  );
  whenPainted(
    () => all('[data-test="search-input"]').length > 0,
    (at) => (probe.box = at),
  );
  const wanted = sessionStorage.getItem("wanted");
  if (wanted !== null) {
    whenPainted(
      () => [...all('[data-test="search-result"] .name')].some((name) => name.textContent === wanted),
      (at) => (probe.found = at),
    );
  }

  const mark = (name) => performance.getEntriesByName(name).at(-1)?.startTime ?? 0;
  const until = (holds, millis) =>
    new Promise((done) => {
      const end = performance.now() + millis;
      const look = () => {
        const value = holds();
        if (value || performance.now() > end) done(value);
        else setTimeout(look, 100);
      };
      look();
    });
  const micros = (millis) => Math.round(1000 * millis);
  const longest = (from, to) => Math.max(0, ...probe.long.filter(([at]) => at >= from && at <= to).map(([, took]) => took));

  // Waits, at most so long, for marks of the app and for what is seen from outside.
  probe.wait = (names, seen, millis) =>
    until(() => names.every((name) => mark(name) > 0) && (seen === "" || probe[seen] > 0), millis);

  // When a name is given: until that mark; otherwise until now.
  probe.facts = async (end) => {
    const store = await navigator.storage.estimate();
    const to = end === "" ? performance.now() : mark(end);
    return {
      firstPage: micros(probe.firstPage),
      found: micros(probe.found),
      marks: Object.fromEntries(
        ["catalog.first-page", "catalog.complete", "catalog.open"].map((name) => [name, micros(mark(name))]),
      ),
      indexedDb: store.usageDetails?.indexedDB ?? store.usage ?? 0,
      longest: micros(longest(0, to)),
    };
  };

  // Types a text letter by letter into the page's own box. For every letter the time of the pure
  // query, where the page measures it, and the time to painted results; at last the names shown.
  probe.type = async (text) => {
    const box = document.querySelector('[data-test="search-input"]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    const enter = (value) => {
      set.call(box, value);
      box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
    };
    const begun = performance.now();
    const keys = [];
    for (let length = 1; length <= text.length; length += 1) {
      const typed = text.slice(0, length);
      if (typed.endsWith(" ")) continue;
      performance.clearMarks("search.query");
      performance.clearMeasures("search.query");
      const from = performance.now();
      enter(typed);
      let asked = [];
      while (asked.length === 0 && performance.now() < from + 5000) {
        const at = await painted();
        asked = performance.getEntriesByName("search.query");
        if (asked.length > 0) keys.push([micros(asked.at(-1).duration), micros(at - from)]);
      }
      if (asked.length === 0) throw new Error(`no answer to ${typed}`);
    }
    const names = [...all('[data-test="search-result"] .name')].slice(0, 24).map((name) => name.textContent);
    return { keys, names, longest: micros(longest(begun, performance.now())) };
  };

  // Lets the page notice that a line may be back, and tells how long it took until a number was
  // painted on it that was not there before.
  probe.hear = async (digits, millis) => {
    const shown = () => document.querySelector("main").textContent.replace(/\D/g, "").includes(digits);
    if (shown()) throw new Error(`${digits} is there already`);
    const from = performance.now();
    const at = await new Promise((done) => {
      whenPainted(shown, done);
      setTimeout(done, millis, 0);
      window.dispatchEvent(new Event("online"));
    });
    if (at === 0) throw new Error(`${digits} does not come`);
    return micros(at - from);
  };
})();
