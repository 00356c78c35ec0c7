// The main path and the lock in three engines: Firefox and WebKitGTK here, Chromium in all other files.

import assert from "node:assert/strict";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { host, SINGLE_FILE } from "./support/host.mjs";
import { drive, missing } from "./support/webdriver.mjs";

const TEXT = "What will this cost, and why? Что это стоит? いくらですか。";

/** Chooses a model, types a text, and reads its tokens and its price off the page. */
async function walk(browser) {
  await browser.until(`return document.querySelector(".fare .total") !== null`);
  await browser.run(`
    const put = (id, value, kind) => {
      const field = document.getElementById(id);
      field.value = value;
      field.dispatchEvent(new Event(kind, { bubbles: true }));
    };
    put("model", "openai/gpt-5.5", "change");
    put("cache", "off", "change");
    put("turns", "1", "input");
    put("output", "500", "input");`);
  await browser.type("#first", TEXT);
  await browser.until(`return document.querySelector(".sureness:not(.settling)") !== null && /^exact/.test(document.querySelector(".sureness").textContent)`);
  const pico = BigInt(o200k(TEXT)) * 5_000_000n + 500n * 30_000_000n;
  assert.equal(await browser.run(`return document.querySelector(".total").dataset.total`), `0.${pico.toString().padStart(12, "0")}`.replace(/0+$/, ""));
  assert.match(await browser.run(`return document.querySelector("#first").closest("section").querySelector(".count").textContent`), new RegExp(`^${o200k(TEXT)} tokens`));
}

for (const name of ["firefox", "webkit"]) {
  test(`${name}: the main path, the lock, and a reload without the host`, { skip: missing(name) }, async (t) => {
    const server = await host(t);
    const browser = await drive(t, name);
    await browser.go(server.address);
    await walk(browser);
    await browser.until(`return window.farebox.lock.state !== "open" && window.farebox.lock.state !== "closing"`);
    assert.equal(await browser.run(`return window.farebox.lock.state`), "locked");
    await browser.until(`return window.farebox.offline.state === "ready"`);
    server.asked.length = 0;
    await browser.run(`
      const to = arguments[0];
      fetch(to + "fetch").catch(() => {});
      navigator.sendBeacon(to + "beacon", "prompt");
      new Image().src = to + "image";
      try { new WebSocket(to.replace("http", "ws") + "socket"); } catch {}
      new Worker(URL.createObjectURL(new Blob(["fetch('" + to + "worker').catch(() => {})"])));
      document.head.append(Object.assign(document.createElement("script"), { src: to + "script" }));`, server.address);
    await new Promise((later) => setTimeout(later, 1_000));
    assert.deepEqual(server.asked, []);
    await server.close();
    // As its user does: WebDriver's own reload goes past the service worker in Firefox.
    // Nobody is there to answer whether what was typed may be lost.
    await browser.run(`window.farebox.reloads = true; location.reload()`);
    await browser.until(`return document.getElementById("first")?.value === "" && window.farebox.lock.state === "open"`);
    await walk(browser);
  });

  test(`${name}: the page as one file, from a folder`, { skip: missing(name) }, async (t) => {
    const browser = await drive(t, name);
    await browser.go(pathToFileURL(SINGLE_FILE).href);
    await walk(browser);
    assert.match(await browser.run(`return document.querySelector("farebox-badge summary").textContent`), /one file/);
  });
}
