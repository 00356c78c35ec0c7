// @ts-check
// The lock: once all that is needed is here, the page takes its own network away.
//
// A policy that is put into a document holds from then on, and nothing in the document can take it out
// again: not this script, not a script that somebody smuggles in. To open it the page must be loaded
// anew. What it cannot cover is said in the panel of `badge.js` and in docs/hosting.md.
(function () {
  "use strict";
  var POLICY =
    "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'; " +
    "img-src data: blob:; base-uri 'none'; form-action 'none'";
  /** What the page hands to itself over a reload, in the window's name: memory of the tab, no storage. */
  var HANDED = "farebox-handed-over:";
  /** How long nothing must have happened before the lock closes by itself, in milliseconds. */
  var QUIET_MS = 1500;

  var farebox = window.farebox;
  /** What the page before this one has left. @type {string | null} */
  var handed = null;
  if (window.name.startsWith(HANDED)) {
    var navigation = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
    // Whoever opens this page in a window may name that as he likes; only a reload is our own.
    if (navigation && navigation.type === "reload") handed = window.name.slice(HANDED.length);
    window.name = "";
  }
  /** @type {PageLock} */
  var lock = {
    /** `open`, `closing`, `locked`, `failed` (this browser does not hold it), or `single` (a page with no host). */
    state: farebox.files.single ? "single" : "open",
    /** Whether the page has no network any more. */
    get shut() {
      return lock.state === "locked" || lock.state === "failed";
    },
    /** Whether it closes by itself; not after it was opened on purpose. */
    byItself: handed === null,
    close: close,
    open: open,
    reload: reload,
  };
  farebox.lock = lock;

  /** @param {PageLock["state"]} state */
  function become(state) {
    lock.state = state;
    dispatchEvent(new Event("farebox-lock"));
  }

  /** Loads all that the page may ask for later, then closes the network and tries whether it is closed. */
  async function close() {
    if (lock.state !== "open") return;
    become("closing");
    // What does not come now is missed later, no more.
    var wanted = farebox.workers.names().filter(function (name) {
      return !document.querySelector('meta[name="farebox-' + name + '"][data-rare]');
    });
    await Promise.allSettled(wanted.map(farebox.workers.load).concat(farebox.files.hold("community.json")));
    await farebox.workers.collect();
    var meta = document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = POLICY;
    document.head.append(meta);
    lock.state = "locked";
    // Workers keep the policy that held when they were started.
    var workers = farebox.workers.restart();
    become((await holds(workers)) ? "locked" : "failed");
  }

  /**
   * Whether the browser refuses the page and its workers what they ask of their own host.
   * @param {Promise<boolean>} workers whether they run again
   */
  async function holds(workers) {
    var url = new URL("./?locked", document.baseURI).href;
    var violated = false;
    document.addEventListener("securitypolicyviolation", function (event) {
      violated = violated || event.blockedURI.startsWith(url) || event.effectiveDirective === "connect-src";
    });
    var sent = await fetch(url).then(
      function () { return true; },
      function () { return false; }
    );
    // The event comes with a task of its own.
    await new Promise(function (later) {
      setTimeout(later, 50);
    });
    return !sent && violated && (await workers) && (await farebox.workers.refuses(url));
  }

  /** What is handed over, by the command that gives it: the one that takes it. The order is kept. */
  var TAKES = /** @type {const} */ ({ state: "restore", steps: "resume", calibrations: "calibrate" });

  /** Loads the page anew, with what was typed, the steps behind it and the calibrations. */
  function reload() {
    var ask = window.fareboxShare && window.fareboxShare.ask;
    var all = Object.keys(TAKES).map(function (gives) {
      return [gives, ask && ask(gives).text];
    });
    window.name = HANDED + JSON.stringify(Object.fromEntries(all));
    farebox.reloads = true;
    location.reload();
  }

  addEventListener("farebox-door", function () {
    /** @type {{ [gives: string]: string }} */
    var all = {};
    try {
      all = JSON.parse(handed || "{}");
    } catch {
      // What somebody else has put there.
    }
    Object.entries(TAKES).forEach(function (pair) {
      if (all[pair[0]]) window.fareboxShare.ask(pair[1], all[pair[0]]);
    });
    handed = null;
  });

  /** Opens the lock: the one way is a fresh document. */
  function open() {
    if (lock.shut) reload();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  var quiet;
  addEventListener("farebox-worker", function () {
    clearTimeout(quiet);
    var at = farebox.workers.at;
    if (lock.byItself && lock.state === "open" && at.counted && !at.loading && !at.troubled) {
      quiet = setTimeout(close, QUIET_MS);
    }
  });
})();
