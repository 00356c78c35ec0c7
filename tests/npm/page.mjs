// A page of somebody else's, from a host of its own, in Chromium.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM } from "./support.mjs";

/** What a page needs to allow, and no more. */
export const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:";

/** Where no Chromium is found, what needs it is skipped; the other files run the same code in Node. */
export const NEEDS_CHROMIUM = { skip: CHROMIUM ? false : "no Chromium is here" };

const KINDS = { ".js": "text/javascript", ".html": "text/html" };

/** Serves the files that `find` gives for a path (it throws where there is none; wasm has a wrong kind), and opens
    one of them. Says what was asked for, and what the page complained about. All ends with the test. */
export async function openPage(t, path, find, policy = POLICY) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const head = { "content-type": KINDS[extname(request.url)] ?? "text/plain", "content-security-policy": policy };
    try {
      response.writeHead(200, head).end(find(request.url));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, ...(await visit(t, `http://127.0.0.1:${server.address().port}${path}`)) };
}

/** Opens an address. Says what the page complained about; all ends with the test. */
export async function visit(t, address) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  await page.goto(address);
  return { page, troubles };
}

/** The files below a folder, by its address or its path. */
export const filesOf = (folder) => (path) => readFileSync(folder instanceof URL ? new URL(`.${path}`, folder) : `${folder}${path}`);
