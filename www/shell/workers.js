// @ts-check
// Starts the page's workers.
//
// A worker that is started from an address has the policy of its own HTTP answer, which on a host
// without headers is none at all. One that is started from a blob inherits the page's: what the page
// may not do, its workers may not do either, on every host, and also after the page has locked its
// network. And a blob starts from a file and in a sandbox, where addresses do not.
(function () {
  "use strict";
  /**
   * @typedef {object} Parts what a worker is made of
   * @property {string} glue the JavaScript that wasm-bindgen wrote, as a classic script
   * @property {string} init the name of its function that starts the module
   * @property {WebAssembly.Module} module
   */
  /** @type {Map<string, Promise<Parts>>} */
  var made = new Map();
  /** Workers that run, with the port to their first lines. @type {Map<Worker, { name: string, port: MessagePort }>} */
  var running = new Map();
  /** Vocabularies that no cache keeps, by file name. @type {Map<string, Uint8Array>} */
  var packs = new Map();
  /** The modules that were started since the page was opened. @type {Set<string>} */
  var started = new Set();
  /** Requests that are answered in part, and wait for vocabularies. @type {Set<number>} */
  var open = new Set();
  /** What the workers are at, for the lock. */
  var at = { loading: 0, fetched: 0, counted: false, troubled: false };

  /** @param {string} name */
  function files(name) {
    var meta = document.querySelector('meta[name="farebox-' + name + '"]');
    var loader = (meta && meta.getAttribute("content")) || "./" + name + "_loader.js";
    var stem = loader.replace(/_loader\.js$/, "");
    return { glue: stem + ".js", wasm: stem + "_bg.wasm" };
  }

  /** @param {Response} answer @param {string} name */
  function whole(answer, name) {
    if (!answer.ok) throw new Error("the host answers " + answer.status + " for " + name);
    return answer;
  }

  /** Vocabularies that stand in the page itself, where it is the single file. @type {Promise<void> | undefined} */
  var inline;
  async function takeInline() {
    for (var element of document.querySelectorAll('script[data-farebox-file$=".pack"]')) {
      var name = element.getAttribute("data-farebox-file") || "";
      var answer = await window.farebox.files.get(name);
      packs.set(name.replace(/^vocab\//, ""), new Uint8Array(await answer.arrayBuffer()));
    }
  }

  /** @param {string} name @returns {Promise<Parts>} */
  async function make(name) {
    inline = inline || takeInline();
    await inline;
    var file = files(name);
    var get = window.farebox.files.get;
    var answers = await Promise.all([get(file.glue), get(file.wasm)]);
    var wasm = whole(answers[1], file.wasm);
    // Compiling on the way needs the right MIME type, which not every host sends.
    var kind = wasm.headers.get("content-type");
    var module =
      kind === "application/wasm" ? WebAssembly.compileStreaming(wasm) : wasm.arrayBuffer().then(WebAssembly.compile);
    var made = classic(await whole(answers[0], file.glue).text(), name);
    return { glue: made.glue, init: made.init, module: await module };
  }

  /**
   * The glue as a classic script: Chromium starts no module from a blob where a page has no origin, as in a
   * file or a sandbox. @param {string} glue @param {string} name
   */
  function classic(glue, name) {
    var exported = /^export \{[^}]*?(\w+) as default[^}]*\};?$/m.exec(glue);
    if (!exported || /^import\b/m.test(glue)) throw new Error("the worker module " + name + " is of another form");
    return { glue: glue.replace(exported[0], "").replaceAll("import.meta.url", "location.href"), init: exported[1] };
  }

  /** A module, made once: it then starts without a network. @param {string} name */
  function load(name) {
    var parts = made.get(name);
    if (!parts) {
      parts = make(name);
      made.set(name, parts);
      // What failed may go well the next time.
      parts.catch(function () {
        made.delete(name);
      });
    }
    return parts;
  }

  /** What every worker runs behind its glue: it waits for its module and its place. */
  var FIRST_LINES = function (/** @type {any} */ init) {
    addEventListener("message", function begin(event) {
      event.stopImmediatePropagation();
      removeEventListener("message", begin);
      var told = event.data;
      var packs = told.packs;
      // The Rust side looks here for vocabularies before it asks a cache or the host.
      /** @type {any} */ (self).farebox = { base: told.base, closed: told.closed, packs: packs };
      told.port.onmessage = function (/** @type {MessageEvent} */ asked) {
        if (asked.data.packs) {
          asked.data.packs.forEach(function (/** @type {Uint8Array} */ bytes, /** @type {string} */ name) {
            packs.set(name, bytes);
          });
        } else if (asked.data.try) {
          var answer = function (/** @type {boolean} */ refused) {
            told.port.postMessage({ refused: refused });
          };
          var refusal = false;
          addEventListener("securitypolicyviolation", function () {
            refusal = true;
          });
          fetch(asked.data.try).then(
            function () { answer(false); },
            function () { setTimeout(function () { answer(refusal); }, 50); }
          );
        } else {
          told.port.postMessage({ packs: packs });
        }
      };
      init({ module_or_path: told.module }).catch(function (/** @type {any} */ error) {
        // A rejection ends in the worker; what is thrown reaches the page.
        setTimeout(function () {
          throw error;
        });
      });
    });
  };

  /**
   * Starts a worker of a module such as `engine`; it says `ready` when it listens.
   * @param {string} name @returns {Promise<Worker>}
   */
  async function start(name) {
    var ready = await load(name);
    started.add(name);
    var text = ready.glue + "\n(" + FIRST_LINES + ")(" + ready.init + ");\n";
    var url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    var worker = new Worker(url, { name: name });
    var ports = new MessageChannel();
    running.set(worker, { name: name, port: ports.port1 });
    worker.addEventListener("message", function (event) {
      URL.revokeObjectURL(url);
      watch(event.data);
    });
    var terminate = worker.terminate;
    worker.terminate = function () {
      running.delete(worker);
      open.clear();
      terminate.call(worker);
    };
    var lock = window.farebox.lock;
    worker.postMessage(
      {
        module: ready.module,
        base: window.farebox.files.single ? null : document.baseURI,
        closed: lock.shut ? "locked" : lock.state === "single" ? "single" : null,
        packs: packs,
        port: ports.port2,
      },
      [ports.port2]
    );
    return worker;
  }

  /** Follows what workers say, to know when nothing is missing. @param {any} said */
  function watch(said) {
    if (!said || typeof said !== "object") return;
    if (said.type === "loading") at.loading += 1;
    if (said.type === "counted") at.fetched += at.loading;
    if (said.more) {
      open.add(said.id);
    } else if (said.type === "counted" || said.type === "failed" || said.type === "opened") {
      open.delete(said.id);
      if (!open.size) at.loading = 0;
      at.troubled = said.type === "failed" || (said.troubles || []).length > 0;
      at.counted = at.counted || said.type === "counted";
    }
    dispatchEvent(new Event("farebox-worker"));
  }

  /** Asks a worker's first lines. @param {MessagePort} port @param {any} question @returns {Promise<any>} */
  function ask(port, question) {
    return new Promise(function (answered) {
      // A worker that counts a large text answers when it is done.
      var late = setTimeout(answered, 30000, {});
      port.onmessage = function (event) {
        clearTimeout(late);
        answered(event.data);
      };
      port.postMessage(question);
    });
  }

  /** Takes the vocabularies that only the workers hold into the page's memory. */
  async function collect() {
    for (var entry of running.values()) {
      var answer = await ask(entry.port, {});
      (answer.packs || new Map()).forEach(function (/** @type {Uint8Array} */ bytes, /** @type {string} */ name) {
        packs.set(name, bytes);
      });
    }
  }

  /** Gives workers, those that run and those to come, a vocabulary. @param {string} name @param {Uint8Array} bytes */
  function give(name, bytes) {
    packs.set(name, bytes);
    running.forEach(function (entry) {
      entry.port.postMessage({ packs: new Map([[name, bytes]]) });
    });
    dispatchEvent(new Event("farebox-packs"));
  }

  /**
   * Ends every worker in a way that its owner takes for a stop, and starts another.
   * @returns {Promise<boolean>} whether as many run again
   */
  async function restart() {
    var ended = Array.from(running.keys());
    ended.forEach(function (worker) {
      worker.terminate();
      worker.dispatchEvent(new ErrorEvent("error", { message: "farebox-restart", cancelable: true }));
    });
    for (var tries = 0; tries < 100 && running.size < ended.length; tries += 1) {
      await new Promise(function (later) {
        setTimeout(later, 50);
      });
    }
    return running.size >= ended.length;
  }

  /** Whether every running worker's browser refuses it this address. @param {string} url */
  async function refuses(url) {
    var answers = await Promise.all(
      Array.from(running.values(), function (entry) {
        return ask(entry.port, { try: url });
      })
    );
    return answers.every(function (answer) {
      return answer.refused === true;
    });
  }

  /** The names of all modules that the page may start. */
  function names() {
    return Array.from(document.querySelectorAll('meta[name^="farebox-"][content$="_loader.js"]'), function (meta) {
      return (meta.getAttribute("name") || "").slice("farebox-".length);
    });
  }

  Object.assign(window.farebox, {
    workers: {
      start: start, load: load, names: names, started: started, at: at, packs: packs,
      collect: collect, give: give, restart: restart, refuses: refuses,
    },
  });
})();
