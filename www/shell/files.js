// @ts-check
// Where the page's own files come from: from the host, from memory once the network is locked, or from
// the page itself where it is the single file.
//
// Classic scripts under `www/shell` share one object, `window.farebox`. What they do is no part of the
// domain: it is the page's dealings with its host and its browser.
(function () {
  "use strict";
  /** Files held in memory, by their name beside the page. @type {Map<string, Blob>} */
  var held = new Map();
  /** Whether this page is the single file, which has no host. */
  var single = document.querySelector('meta[name="farebox-single"]') !== null;

  /** The bytes of a file that stands packed in the page. @param {string} name @returns {Promise<Blob | undefined>} */
  async function inline(name) {
    var element = document.querySelector('script[data-farebox-file="' + CSS.escape(name) + '"]');
    if (!element) return undefined;
    var text = atob(element.textContent || "");
    var bytes = Uint8Array.from(text, function (letter) {
      return letter.charCodeAt(0);
    });
    // A vocabulary is packed in itself.
    if (element.getAttribute("data-packed") === null) return new Blob([bytes]);
    var stream = /** @type {ReadableStream} */ (new Response(bytes).body);
    return new Response(stream.pipeThrough(new DecompressionStream("deflate-raw"))).blob();
  }

  /** What a browser's cache holds of a file, where this page may have one. @param {string} url */
  async function cached(url) {
    try {
      return await caches.match(url);
    } catch {
      return undefined;
    }
  }

  /**
   * A file beside the page. Never asks the host where there is none, or once the network is locked.
   * @param {string} name relative to the page @param {RequestInit} [options] @returns {Promise<Response>}
   */
  async function get(name, options) {
    name = name.replace(/^\.\//, "");
    var here = held.get(name) || (single ? await inline(name) : undefined);
    if (here) return new Response(here);
    if (single) return new Response(null, { status: 404 });
    var url = new URL(name, document.baseURI).href;
    if (window.farebox.lock.shut) {
      var kept = await cached(url);
      if (kept) return kept;
      throw new TypeError("the network is locked");
    }
    return fetch(url, options);
  }

  /** Loads a file into memory, so that it is there without a network. @param {string} name */
  async function hold(name) {
    name = name.replace(/^\.\//, "");
    if (held.has(name)) return;
    var answer = await get(name);
    if (answer.ok) held.set(name, await answer.blob());
  }

  // The scripts behind this one add their parts.
  window.farebox = /** @type {Farebox} */ ({ files: { get: get, hold: hold, held: held, single: single } });
})();
