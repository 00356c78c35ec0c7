// A host that can misbehave: the site as it ships, with faults on purpose. For the site with the
// headers of a good host, use SITE and SITE_BELOW of browser.mjs.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `cargo xtask` has put the site. */
export const SITE_FOLDER = fileURLToPath(new URL("../../../dist/site/", import.meta.url));

/** The page as one file, where `cargo xtask` has put it. */
export const SINGLE_FILE = fileURLToPath(new URL("../../../dist/farebox.html", import.meta.url));

const KINDS = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves the site until the test ends.
 *
 * `fault(path)` may give, for a path such as `/vocab/x.pack`, what to do instead of answering well:
 * `{ status }`, `{ body }`, `{ kind }` (another MIME type), `{ caching }`
 * (the header), `{ delay }` (milliseconds), `{ until }` (a promise), `{ cut: true }` (the connection breaks). It may change its mind from one request to the next. `headers` go with
 * every good answer.
 */
export async function host(t, fault = () => undefined, folder = SITE_FOLDER, headers = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    asked.push(path);
    const wrong = fault(path) ?? {};
    if (wrong.delay) await new Promise((later) => setTimeout(later, wrong.delay));
    await wrong.until;
    if (wrong.cut) return request.socket.destroy();
    const name = normalize(path.endsWith("/") ? `${path}index.html` : path);
    try {
      const body = wrong.body ?? (await readFile(join(folder, name)));
      const kind = wrong.kind ?? KINDS[extname(name)] ?? "application/octet-stream";
      response.writeHead(wrong.status ?? 200, { "content-type": kind, "cache-control": wrong.caching ?? "no-store", ...headers }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  server.on("upgrade", (request, socket) => {
    asked.push(new URL(request.url, "http://host").pathname);
    socket.destroy();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  t.after(close);
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, close };
}
