// Chromium, and a watch over what a page does.
//
// Every test that opens a page through `visit` fails at its end where the page has asked any other
// origin for anything, written an error to the console, thrown, or crashed. A test that provokes such a
// thing says so beforehand with `watch.expect(/…/)`.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after } from "node:test";
import { chromium } from "playwright-core";

/** The site as it ships, at the root of a host. Ends in a slash. */
export const SITE = setting("FAREBOX_SITE");
/** The same site below a path, as on a documentation host. Ends in a slash. */
export const SITE_BELOW = setting("FAREBOX_SITE_BELOW");

/** Whether the long runs were asked for (`cargo xtask test --long`). */
export const LONG = Boolean(process.env.FAREBOX_LONG);

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the end-to-end tests with "cargo xtask test e2e"`);
  return value;
}

let running;

/** One browser for a test file: started when first needed, closed at its end. */
async function browser() {
  running ??= start();
  return running;
}

async function start() {
  const gate = await openGate();
  const browser = await chromium.launch({
    executablePath: setting("CHROMIUM"),
    // Chromium as root, as in a container, starts only without its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    // What is not for this machine goes to the gate, which lets nothing through and remembers: it sees
    // also what a debugger does not report, such as a prefetch or a beacon.
    proxy: { server: gate.address, bypass: "127.0.0.1" },
  });
  return { browser, gate };
}

after(async () => {
  if (!running) return;
  const { browser, gate } = await running;
  await browser.close();
  gate.close();
});

/** What Chromium itself asks for: signing in, updates of its parts, and which fields of forms it could fill. */
const CHROMIUM_OWN = new Set(["accounts.google.com", "content-autofill.googleapis.com", "update.googleapis.com"]);

/** A proxy that refuses everything. */
async function openGate() {
  const asked = [];
  const refuse = (request, answer) => {
    const { hostname } = new URL(request.method === "CONNECT" ? `https://${request.url}` : request.url);
    if (!CHROMIUM_OWN.has(hostname)) asked.push(request.url);
    answer();
  };
  const server = createServer((request, response) => refuse(request, () => response.writeHead(403).end()));
  server.on("connect", (request, socket) => refuse(request, () => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { asked, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/**
 * A new, private profile with a watched page.
 *
 * @param t the test's context
 * @param options playwright's context options, such as `{ viewport, colorScheme, javaScriptEnabled }`
 */
export async function openPage(t, options = {}) {
  const { browser: chromium, gate } = await browser();
  const context = await chromium.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  context.setDefaultTimeout(15_000);
  const watch = new Watch(gate);
  watch.over(context);
  const page = await context.newPage();
  t.after(async () => {
    await context.close();
    watch.assertQuiet();
  });
  return { page, context, watch };
}

/** Opens an address in a new, watched page and waits until the page runs. */
export async function visit(t, address = SITE, options = {}) {
  const opened = await openPage(t, options);
  await opened.page.goto(address);
  await opened.page.locator("#first-paint").waitFor({ state: "detached" });
  return opened;
}

/** What a context's pages and workers do that they should not. */
export class Watch {
  /** Every request that was sent: `{ url, method, type }`, and playwright's `request`. */
  requests = [];
  /** Warnings of the console: kept to read, no fault. */
  warnings = [];
  #faults = [];
  #expected = [];
  #gate;
  #before;

  constructor(gate) {
    this.#gate = gate;
    this.#before = gate.asked.length;
  }

  over(context) {
    context.on("request", (request) => {
      this.requests.push({ request, url: request.url(), method: request.method(), type: request.resourceType() });
    });
    // What the page's policy has stopped was not sent; the console tells of it as an error.
    context.on("requestfailed", (request) => {
      if (request.failure()?.errorText === "csp") this.requests = this.requests.filter((seen) => seen.request !== request);
    });
    context.on("console", (message) => {
      // The page tries its own lock, and the browser tells that it held.
      if (/\/\?locked/.test(message.text())) return;
      // At a new address the browser asks for the page's icon again, which a locked page may not have.
      if (/^Loading the image '[^']*\/icon-\w+\.svg' violates/.test(message.text())) return;
      if (message.type() === "error") this.#faults.push(`console: ${message.text()} (${message.location().url})`);
      if (message.type() === "warning") this.warnings.push(message.text());
    });
    context.on("weberror", (event) => this.#faults.push(`thrown: ${event.error().stack ?? event.error()}`));
    context.on("page", (page) => page.on("crash", () => this.#faults.push("the page crashed")));
  }

  /** A fault that the test provokes: `pattern` must match at least one, and those are let pass. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** Addresses asked that are not of this machine. */
  get offOrigin() {
    const local = (url) => /^(data:|blob:|about:|file:)/.test(url) || new URL(url).hostname === "127.0.0.1";
    const seen = this.requests.map(({ url }) => url).filter((url) => !local(url));
    return [...seen, ...this.#gate.asked.slice(this.#before)];
  }

  /** Forgets all seen so far: only for the test of this watch itself. */
  forget() {
    this.requests = [];
    this.#faults = [];
    this.#expected = [];
    this.#before = this.#gate.asked.length;
  }

  assertQuiet() {
    assert.deepEqual(this.offOrigin, [], "requests to another origin");
    for (const pattern of this.#expected) {
      assert.ok(this.#faults.some((fault) => pattern.test(fault)), `expected ${pattern}, saw ${this.#faults.join("; ") || "nothing"}`);
    }
    const left = this.#faults.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault)));
    assert.deepEqual(left, [], "errors in the page");
  }
}
