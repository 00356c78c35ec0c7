// Firefox and WebKitGTK by WebDriver, in plain HTTP: enough of it to walk the main path.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { LONG } from "./browser.mjs";

/** The browsers that this machine may have: how their driver is started, and what it is asked for. */
const BROWSERS = {
  firefox: {
    driver: process.env.GECKODRIVER,
    browser: process.env.FIREFOX,
    capabilities: (program) => ({
      browserName: "firefox",
      "moz:firefoxOptions": {
        binary: program,
        args: ["-headless"],
        // A browser that asks its maker for anything would be seen as the page's doing.
        prefs: { "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false },
      },
    }),
    arguments: (port) => ["--port", String(port), "--websocket-port", "0"],
  },
  webkit: {
    driver: process.env.WEBKIT_DRIVER,
    browser: process.env.WEBKIT_DRIVER,
    // The driver finds its own small browser.
    capabilities: () => ({}),
    arguments: (port) => [`--port=${port}`],
  },
};

/** Why a browser is not tried, where it is not: nothing when all is there, or when it must be there. */
export function missing(name) {
  const { driver, browser } = BROWSERS[name];
  return !LONG && !(driver && browser) ? `${name} or its driver is not here` : false;
}

/** Starts a browser with a driver of its own, until the test ends. */
export async function drive(t, name) {
  const { driver, browser, capabilities, arguments: withPort } = BROWSERS[name];
  if (!driver || !browser) throw new Error(`${name} and its driver must be here: see CONTRIBUTING.md`);
  const port = await freePort();
  const display = name === "webkit" ? await openDisplay(t) : {};
  const process_ = spawn(driver, withPort(port), { stdio: "ignore", env: { ...process.env, ...display } });
  t.after(() => process_.kill());
  const base = `http://127.0.0.1:${port}`;
  await until(async () => (await call("GET", `${base}/status`)).ready !== false, 20_000);
  const started = await call("POST", `${base}/session`, { capabilities: { alwaysMatch: capabilities(browser) } });
  const session = new Session(`${base}/session/${started.sessionId}`);
  t.after(() => session.end());
  return session;
}

/** A display for a browser that needs one. */
async function openDisplay(t) {
  if (process.env.DISPLAY) return {};
  const { XVFB } = process.env;
  if (!XVFB) throw new Error("no display: install Xvfb (Debian's package xvfb)");
  // It picks a free number and tells it.
  const server = spawn(XVFB, ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  t.after(() => server.kill());
  const [number] = await new Promise((told) => server.stdout.once("data", (data) => told(String(data).trim().split("\n"))));
  return { DISPLAY: `:${number}` };
}

class Session {
  constructor(base) {
    this.base = base;
  }

  go(url) {
    return call("POST", `${this.base}/url`, { url });
  }

  /** Runs the body of a function in the page. */
  run(body, ...args) {
    return call("POST", `${this.base}/execute/sync`, { script: body, args });
  }

  /** Waits until the body of a function gives something true in the page, and gives it. */
  until(body, limit = 40_000) {
    return until(() => this.run(body), limit, body);
  }

  /** Types into a field, as a person does. */
  async type(selector, text) {
    const found = await call("POST", `${this.base}/element`, { using: "css selector", value: selector });
    const [element] = Object.values(found);
    await call("POST", `${this.base}/element/${element}/value`, { text });
  }

  end() {
    return call("DELETE", this.base).catch(() => {});
  }
}

async function call(method, url, body) {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${url}: ${value?.error}: ${value?.message}`);
  return value;
}

async function until(look, limit, what = "the driver") {
  const end = Date.now() + limit;
  let last;
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`waited ${limit} ms for ${what}${last ? ` (${last.message})` : ""}`);
}

function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
