// @ts-check
// The service worker's other end: what is on this machine, all of it on request, and updates, which are
// offered and never forced. Everything here may be missing or forbidden: then the page runs without.
(function () {
  "use strict";
  var farebox = window.farebox;
  /** How long the host is not asked again whether it has other prices, in milliseconds. */
  var DAY_MS = 24 * 60 * 60 * 1000;
  var CHECKED = "farebox-prices-checked";
  /** Where the host's newer prices wait in the cache. */
  var NEXT = "prices.json?next";

  /** @type {Offline} */
  var offline = {
    /** `none` (this browser or place has no service worker), `coming`, `ready`. */
    state: "none",
    /** What this machine has of the vocabularies, and the bytes that are missing. */
    here: null,
    /** The progress of `everything`, from 0 to 1. */
    progress: null,
    /** A sentence, where `everything` broke off. */
    trouble: null,
    /** What waits to be taken: the prices that change, and whether it is prices alone. */
    update: null,
    everything: everything,
    check: check,
    take: take,
  };
  farebox.offline = offline;

  function tell() {
    dispatchEvent(new Event("farebox-offline"));
  }

  /** Reading it may throw: in a sandbox. @returns {ServiceWorkerContainer | undefined} */
  function container() {
    try {
      return navigator.serviceWorker;
    } catch {
      return undefined;
    }
  }

  /** @param {string} name */
  function address(name) {
    return new URL(name, document.baseURI).href;
  }

  /** @param {ServiceWorker | null | undefined} worker @param {any} question @returns {Promise<any>} */
  function ask(worker, question) {
    return new Promise(function (answered) {
      if (!worker) return answered(null);
      var ports = new MessageChannel();
      ports.port1.onmessage = function (event) {
        answered(event.data);
      };
      worker.postMessage(question, [ports.port2]);
    });
  }

  /** @type {ServiceWorkerRegistration | undefined} */
  var registration;

  async function begin() {
    var workers = container();
    if (farebox.files.single || !workers || !window.isSecureContext) return;
    try {
      // The browser's own cache may answer for a day whether there is a new version.
      registration = await workers.register(address("sw.js"), { updateViaCache: "all" });
    } catch {
      return;
    }
    offline.state = "coming";
    tell();
    registration.addEventListener("updatefound", function () {
      var coming = registration && registration.installing;
      if (coming) coming.addEventListener("statechange", look);
    });
    await workers.ready;
    await look();
    setTimeout(checkDaily, 3000);
  }

  /** Looks what is here, what is in use and should be, and whether a version waits. */
  async function look() {
    try {
      await lookClosely();
    } catch {
      // A storage that is forbidden: the page runs without.
    }
  }

  async function lookClosely() {
    if (!registration || !registration.active) return;
    var list = await ask(registration.active, { do: "list" });
    if (!list) return;
    var used = list.rest.filter(function (/** @type {string} */ name) {
      return farebox.workers.names().some(function (module) {
        var meta = document.querySelector('meta[name="farebox-' + module + '"]');
        var stem = ((meta && meta.getAttribute("content")) || "").replace(/^\.\//, "").replace(/_loader\.js$/, "");
        return farebox.workers.started.has(module) && name.startsWith(stem);
      });
    });
    await ask(registration.active, { do: "keep", names: used });
    offline.here = await whatIsHere();
    offline.update = await whatWaits(list.cache);
    offline.state = "ready";
    tell();
  }

  /** @param {{ cache: string, name: string }[]} places two price books, each in a cache @returns {Promise<any[]>} */
  function books(places) {
    return Promise.all(
      places.map(async function (place) {
        var kept = await (await caches.open(place.cache)).match(address(place.name));
        return kept ? kept.json() : null;
      })
    );
  }

  /** What waits to be taken: a version, or the host's other prices. @param {string} cache the one in use */
  async function whatWaits(cache) {
    var version = registration && registration.waiting ? await ask(registration.waiting, { do: "list" }) : null;
    var next = version ? { cache: version.cache, name: "prices.json" } : { cache: cache, name: NEXT };
    var both = await books([{ cache: cache, name: "prices.json" }, next]);
    var changes = both[0] && both[1] ? farebox.changes(both[0], both[1]) : [];
    return version || changes.length > 0 ? { changes: changes, prices: !version } : null;
  }

  /** Every vocabulary, as the build lists them. @returns {Promise<{ file: string, bytes: number }[]>} */
  async function packs() {
    return (await farebox.files.get("vocab/packs.json")).json();
  }

  async function whatIsHere() {
    var cache = await caches.open("farebox-vocab-v1");
    var have = new Set(
      (await cache.keys()).map(function (request) {
        return request.url;
      })
    );
    var all = await packs();
    var missing = all.filter(function (pack) {
      return !have.has(address("vocab/" + pack.file));
    });
    var bytes = missing.reduce(function (sum, pack) {
      return sum + pack.bytes;
    }, 0);
    return { packs: all.length - missing.length, ofPacks: all.length, missing: bytes };
  }

  /** Fetches every vocabulary and every file of the list that is not here yet. */
  async function everything() {
    if (!registration || farebox.lock.shut || offline.progress !== null) return;
    offline.trouble = null;
    offline.progress = 0;
    tell();
    try {
      var list = await ask(registration.active, { do: "list" });
      var cache = await caches.open("farebox-vocab-v1");
      var all = await packs();
      var done = 0;
      var bytes = all.reduce(function (sum, pack) {
        return sum + pack.bytes;
      }, 0);
      for (var pack of all) {
        var url = address("vocab/" + pack.file);
        if (!(await cache.match(url))) {
          var answer = await fetch(url);
          if (!answer.ok) throw new Error("the host answers " + answer.status + " for " + pack.file);
          // What is damaged the counting worker finds by its hash, and fetches anew.
          await cache.put(url, answer);
        }
        done += pack.bytes;
        offline.progress = done / bytes;
        tell();
      }
      var kept = await ask(registration.active, { do: "keep", names: list.rest });
      if (kept.kept < kept.wanted) throw new Error("not every file of the page came");
    } catch (error) {
      offline.trouble =
        "Not everything could be kept (" + (error instanceof Error ? error.message : error) + "). What came stays; try again with a network and some room.";
    }
    offline.progress = null;
    offline.here = await whatIsHere();
    tell();
  }

  function checkDaily() {
    try {
      var last = Number(localStorage.getItem(CHECKED) || 0);
      // A first visit has just fetched everything.
      if (last === 0) localStorage.setItem(CHECKED, String(Date.now()));
      if (last === 0 || Date.now() - last < DAY_MS) return;
    } catch {
      return;
    }
    check();
  }

  /** Asks the host for a new version and for other prices; says whether it could be asked. */
  async function check() {
    if (!registration || farebox.lock.shut) return false;
    try {
      // Past the browser's own cache, and into it.
      await fetch(address("sw.js"), { cache: "reload" });
      await registration.update();
      var list = await ask(registration.active, { do: "list" });
      var fresh = await fetch(address("prices.json"), { cache: "reload" });
      if (fresh.ok) await (await caches.open(list.cache)).put(address(NEXT), fresh);
      offline.update = await whatWaits(list.cache);
      localStorage.setItem(CHECKED, String(Date.now()));
    } catch {
      return false;
    } finally {
      tell();
    }
    return true;
  }

  /** Takes the update that waits: loads the page anew, with what was typed. */
  async function take() {
    var workers = container();
    if (!registration || !workers || !offline.update) return;
    if (registration.waiting) {
      workers.addEventListener("controllerchange", farebox.lock.reload, { once: true });
      registration.waiting.postMessage({ do: "take" });
      return;
    }
    var list = await ask(registration.active, { do: "list" });
    var cache = await caches.open(list.cache);
    var next = await cache.match(address(NEXT));
    if (next) await cache.put(address("prices.json"), next);
    farebox.lock.reload();
  }

  addEventListener("TrunkApplicationStarted", function () {
    begin();
  });
  // What the first count has fetched is kept now.
  addEventListener("farebox-worker", function () {
    clearTimeout(later);
    later = setTimeout(look, 500);
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  var later;
})();
