// @ts-check
// `<farebox-badge>`: what the page may send, in three words, and in its panel the lock, what is on this
// machine, updates, and vocabulary files dropped onto the page.
(function () {
  "use strict";
  var farebox = window.farebox;

  /**
   * @param {string} tag @param {Record<string, string> | null} attributes @param {...(Node | string | null)} children
   */
  function element(tag, attributes, ...children) {
    var made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(function (entry) {
      made.setAttribute(entry[0], entry[1]);
    });
    made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== null)));
    return made;
  }

  /** @param {string} text @param {() => void} act @param {boolean} [disabled] */
  function button(text, act, disabled) {
    var made = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, text));
    made.disabled = disabled === true;
    made.addEventListener("click", act);
    return made;
  }

  /** @param {number} bytes */
  function size(bytes) {
    return bytes < 100000 ? Math.ceil(bytes / 1000) + " kB" : (bytes / 1e6).toFixed(1) + " MB";
  }

  /** What the badge says, and what its colour means. @returns {[string, string]} */
  function state() {
    switch (farebox.lock.state) {
      case "locked": return ["locked: this tab has no network", "closed"];
      case "failed": return ["not locked: this browser does not hold the lock", "bad"];
      case "single": return ["one file: it has no network", "closed"];
      case "closing": return ["locking the network…", ""];
      default: return ["nothing you type leaves this tab", ""];
    }
  }

  var COVERS =
    "It covers whatever a page can send: requests, beacons, sockets, pictures, scripts, frames, forms and prefetching, by the page and by its workers. " +
    "It does not cover: leaving the page by a link or an address, peer-to-peer calls (WebRTC), a look-up of a name (preconnect), browser extensions, and the browser's own question whether this page has a new version, which holds nothing that you typed.";

  function network() {
    var part = element("section", null, element("h2", null, "Network"));
    var lock = farebox.lock;
    if (lock.state === "single") {
      part.append(
        element("p", null, "This page is a file that holds all it needs, and its own policy allows it no connection at all."),
        element("p", { class: "soft" }, COVERS)
      );
    } else if (lock.shut) {
      part.append(
        element(
          "p", null,
          lock.state === "locked"
            ? "The page has taken its own network away, and has tried it: the browser refused both the page and its counting worker. Nothing in the page can undo that."
            : "The page has asked for no network, but this browser still let it ask its host. What its policy says at the start still holds: it may talk to its own host only."
        ),
        element("p", { class: "soft" }, COVERS),
        button("Unlock", lock.open),
        element("p", { class: "soft" }, "Unlocking loads the page anew. What you typed is handed over in this tab's memory; no storage sees it.")
      );
    } else {
      part.append(
        element("p", null, "The browser lets this page talk to the host that it came from and to nobody else. " +
          (lock.byItself ? "Once your text is counted and all is here, it locks itself out of that as well." : "It stays open until you lock it.")),
        button("Lock now", lock.close, lock.state === "closing")
      );
    }
    return part;
  }

  function machine() {
    var offline = farebox.offline;
    if (!offline || offline.state === "none" || !offline.here) return null;
    var here = offline.here;
    var part = element("section", null, element("h2", null, "Without a network"));
    part.append(
      element("p", null, "This page opens without its host. On this machine: " + here.packs + " of " + here.ofPacks + " tokenizers.")
    );
    if (offline.progress !== null) {
      part.append(element("progress", { max: "1", value: String(offline.progress), "aria-label": "Fetching tokenizers" }));
    } else if (here.missing > 0) {
      part.append(button("Make every tokenizer available offline (" + size(here.missing) + ")", offline.everything, farebox.lock.shut));
    }
    if (farebox.lock.shut && here.missing > 0) part.append(element("p", { class: "soft" }, "Unlock first: a locked page fetches nothing."));
    if (offline.trouble) part.append(element("p", { class: "notice error", role: "alert" }, offline.trouble));
    if (!offline.update) {
      part.append(button("Look for an update", function () {
        offline.check().then(function (/** @type {boolean} */ asked) {
          said = asked ? (offline.update ? "" : "There is none.") : "The host cannot be asked now.";
          dispatchEvent(new Event("farebox-offline"));
        });
      }, farebox.lock.shut));
      if (said) part.append(element("p", { role: "status" }, said));
    }
    return part;
  }
  var said = "";

  function update() {
    var waits = farebox.offline && farebox.offline.update;
    if (!waits) return null;
    var part = element("section", { class: "update" }, element("h2", null, waits.prices ? "New prices" : "A new version"));
    if (waits.changes.length === 0) part.append(element("p", null, "It changes no price."));
    else {
      part.append(
        element("p", null, "Prices of " + waits.changes.length + (waits.changes.length === 1 ? " model change:" : " models change:")),
        element("dl", null, ...waits.changes.flatMap(function (/** @type {{ model: string, text: string }} */ change) {
          return [element("dt", null, change.model), element("dd", null, change.text)];
        }))
      );
    }
    part.append(
      button("Take it now", farebox.offline.take),
      element("p", { class: "soft" }, "The page is loaded anew with what you typed. Until then nothing changes.")
    );
    return part;
  }

  /** What became of dropped vocabularies. */
  var dropped = "";

  function vocabularies() {
    if (!farebox.files.single && !dropped) return null;
    var part = element("section", null, element("h2", null, "Tokenizers"));
    if (farebox.files.single) {
      part.append(element("p", null, "In this file: " + Array.from(farebox.workers.packs.keys(), function (file) {
        return String(file).split(".")[0];
      }).join(", ") + ", and the estimators. For another, drop its .pack file (from the folder vocab of the site) anywhere onto the page."));
    }
    if (dropped) part.append(element("p", { role: "status" }, dropped));
    return part;
  }

  class Badge extends HTMLElement {
    /** @type {HTMLElement | undefined} */
    #summary;
    /** @type {HTMLElement | undefined} */
    #panel;

    connectedCallback() {
      if (!this.#summary) {
        this.#summary = element("summary", null);
        this.#panel = element("div", { class: "panel" });
        var details = element("details", null, this.#summary, this.#panel);
        details.addEventListener("keydown", function (event) {
          if (event.key !== "Escape") return;
          details.removeAttribute("open");
          /** @type {HTMLElement} */ (details.firstElementChild).focus();
        });
        this.append(details);
      }
      for (var name of ["farebox-lock", "farebox-offline", "farebox-packs"]) addEventListener(name, this);
      this.handleEvent();
    }

    disconnectedCallback() {
      for (var name of ["farebox-lock", "farebox-offline", "farebox-packs"]) removeEventListener(name, this);
    }

    handleEvent() {
      if (!this.#summary || !this.#panel) return;
      var now = state();
      var news = farebox.offline && farebox.offline.update ? element("strong", null, " · update available") : null;
      this.#summary.replaceChildren(element("span", { class: "dot", "aria-hidden": "true" }), now[0], ...(news ? [news] : []));
      this.dataset.state = now[1];
      var focused = this.#panel.contains(document.activeElement);
      this.#panel.replaceChildren(...[update(), network(), machine(), vocabularies()].filter((part) => part !== null));
      if (focused) this.#summary.focus();
    }
  }
  customElements.define("farebox-badge", Badge);

  // Dropped vocabulary files are for the counting worker, not for the part that they fall on.
  addEventListener("drop", function (event) {
    var files = Array.from((event.dataTransfer && event.dataTransfer.files) || []);
    var packs = files.filter((file) => file.name.endsWith(".pack"));
    if (packs.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(packs);
  }, true);
  addEventListener("dragover", function (event) {
    if (farebox.files.single && event.dataTransfer && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });

  /** @param {File[]} files */
  async function take(files) {
    var known = await (await farebox.files.get("vocab/packs.json")).json();
    var taken = [], refused = [];
    for (var file of files) {
      var pack = known.find((/** @type {{ file: string, bytes: number }} */ pack) => pack.file === file.name && pack.bytes === file.size);
      if (pack) {
        // Its hash is checked by the worker, each time that it loads it.
        farebox.workers.give(file.name, new Uint8Array(await file.arrayBuffer()));
        taken.push(pack.id);
      } else {
        refused.push(file.name);
      }
    }
    dropped = [
      taken.length ? "Here now: " + taken.join(", ") + "." : "",
      refused.length ? "Not a vocabulary of this version, so not used: " + refused.join(", ") + "." : "",
    ].join(" ").trim();
    var badge = document.querySelector("farebox-badge details");
    if (badge) badge.setAttribute("open", "");
    dispatchEvent(new Event("farebox-offline"));
  }
})();
