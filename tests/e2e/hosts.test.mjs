// The snippets of docs/hosting.md, in the servers that they are for.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { LONG, openPage } from "./support/browser.mjs";
import { Farebox } from "./support/farebox.mjs";
import { SITE_FOLDER } from "./support/host.mjs";

const { NGINX, APACHE } = process.env;
const without = (program, name) => ({ skip: !LONG && !program ? `${name} is not here` : false });

/** The code blocks of a language in docs/hosting.md. */
async function snippets(language) {
  const text = await readFile(new URL("../../docs/hosting.md", import.meta.url), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map(([, code]) => code);
}

/** A folder with the site in it, readable for a server's own user, and a free port. */
async function place(t) {
  const folder = await mkdtemp(join(tmpdir(), "farebox-host-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(SITE_FOLDER, join(folder, "farebox"), { recursive: true });
  await mkdir(join(folder, "logs"));
  spawnSync("chmod", ["-R", "a+rX", folder]);
  const port = await new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
  return { folder, port };
}

/** Starts a server until the test ends; waits until it answers. */
async function run(t, program, args, address, options = {}) {
  const server = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], ...options });
  let said = "";
  server.stderr.on("data", (data) => (said += data));
  const ended = new Promise((done) => server.once("exit", done));
  t.after(async () => {
    server.kill("SIGTERM");
    await ended;
  });
  for (let tries = 0; tries < 100; tries += 1) {
    // Read to its end: a connection that is left half read may be reset later, in the middle of the test.
    const answers = await fetch(address).then(async (answer) => (await answer.arrayBuffer(), answer.ok)).catch(() => false);
    if (answers) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${program} does not answer at ${address}: ${said}`);
}

/** The page opens, counts exactly, and has what a second visit without a host needs. */
async function assertWorks(t, address) {
  const { page } = await openPage(t);
  await page.goto(address);
  const farebox = new Farebox(page);
  await page.locator(".fare .total").waitFor();
  await farebox.choose({ model: "openai/gpt-5.5" });
  await farebox.write("first", "Served.");
  const counted = await farebox.tokens("first");
  assert.deepEqual([counted.tokens, counted.exact], [o200k("Served."), true]);
  await page.waitForFunction(() => window.farebox.offline.state === "ready");
}

/** The headers that docs/hosting.md speaks of. */
async function assertHeaders(address, encoding) {
  const html = await (await fetch(address)).text();
  const of = async (name, headers = {}) => (await fetch(new URL(name, address), { headers })).headers;
  const wasm = /href="\.\/(app-[0-9a-f]+_bg\.wasm)"/.exec(html)[1];
  const program = await of(wasm, { "accept-encoding": encoding });
  assert.equal(program.get("content-type"), "application/wasm");
  assert.equal(program.get("content-encoding"), encoding);
  assert.match(program.get("cache-control"), /immutable/);
  const pack = JSON.parse(await readFile(`${SITE_FOLDER}vocab/packs.json`, "utf8"))[0].file;
  assert.match((await of(`vocab/${pack}`)).get("cache-control"), /immutable/);
  const page = await of("index.html");
  assert.equal(page.get("cache-control"), "no-cache");
  assert.equal(page.get("x-content-type-options"), "nosniff");
  assert.equal(page.get("content-security-policy"), /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)[1]);
  assert.equal((await of("prices.json")).get("cache-control"), "no-cache");
  assert.equal((await of("sw.js")).get("cache-control"), "max-age=86400");
}

const policy = () => readFile(join(SITE_FOLDER, "../policy.txt"), "utf8");

test("python -m http.server", async (t) => {
  const { folder, port } = await place(t);
  const [command] = await snippets("sh");
  const [program, ...args] = command.trim().replace("dist/site", join(folder, "farebox")).replace("8000", String(port)).split(" ");
  // It writes each request to its error output, which must not fill.
  const address = `http://127.0.0.1:${port}/`;
  await run(t, program, [...args, "--bind", "127.0.0.1"], address);
  await assertWorks(t, address);
});

test("nginx, with the snippet", without(NGINX, "nginx"), async (t) => {
  const { folder, port } = await place(t);
  const [snippet] = await snippets("nginx");
  const [map, location] = snippet.split(/(?=^# In the server block)/m);
  const config = `
    daemon off; pid ${folder}/nginx.pid; error_log stderr; user root;
    events {}
    http {
      include /etc/nginx/mime.types; access_log off;
      client_body_temp_path ${folder}/logs; proxy_temp_path ${folder}/logs; fastcgi_temp_path ${folder}/logs; uwsgi_temp_path ${folder}/logs; scgi_temp_path ${folder}/logs;
      ${map}
      server { listen 127.0.0.1:${port}; ${location.replace("/srv/farebox/", `${folder}/farebox/`).replace("POLICY", (await policy()).trim())} }
    }`;
  await writeFile(join(folder, "nginx.conf"), process.getuid() === 0 ? config : config.replace("user root;", ""));
  const address = `http://127.0.0.1:${port}/farebox/`;
  await run(t, NGINX, ["-c", join(folder, "nginx.conf"), "-p", folder], address);
  await assertHeaders(address, "gzip");
  await assertWorks(t, address);
});

test("Apache, with the snippet", without(APACHE, "apache2"), async (t) => {
  const { folder, port } = await place(t);
  const [snippet] = await snippets("apache");
  const modules = ["mpm_event", "authz_core", "alias", "dir", "mime", "headers", "rewrite"];
  const config = `
    ServerRoot ${folder}
    ServerName 127.0.0.1
    Listen 127.0.0.1:${port}
    PidFile ${folder}/apache.pid
    ErrorLog ${folder}/logs/error.log
    ${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
    ${process.getuid() === 0 ? "User www-data\nGroup www-data" : ""}
    TypesConfig /etc/mime.types
    DirectoryIndex index.html
    ${snippet.replaceAll("/srv/farebox", `${folder}/farebox`).replace("POLICY", (await policy()).trim())}`;
  await writeFile(join(folder, "apache.conf"), config);
  const address = `http://127.0.0.1:${port}/farebox/`;
  await run(t, APACHE, ["-D", "FOREGROUND", "-f", join(folder, "apache.conf")], address);
  await assertHeaders(address, "br");
  await assertWorks(t, address);
});
