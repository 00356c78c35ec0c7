// The element in handbooks as they are made: MkDocs Material with instant navigation, Docusaurus. What makes
// them is fetched from PyPI and npm, so these run with `cargo xtask test e2e --long`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { LONG, openPage } from "./support/browser.mjs";
import { host, SITE_FOLDER } from "./support/host.mjs";

const FIXTURES = fileURLToPath(new URL("hosts/", import.meta.url));
const WORK = fileURLToPath(new URL("../../target/hosts/", import.meta.url));
const skip = LONG ? false : "runs with --long";

function run(program, args, options) {
  try {
    execFileSync(program, args, { stdio: "pipe", timeout: 540_000, ...options });
  } catch (failed) {
    assert.fail(`${program} ${args.join(" ")}: ${failed.stderr || failed.message}`);
  }
}

/** The site, for other origins, and an empty folder that is served. */
async function hosts(t, name) {
  const site = await host(t, undefined, SITE_FOLDER, { "access-control-allow-origin": "*" });
  const folder = `${WORK}${name}-site`;
  mkdirSync(folder, { recursive: true });
  return { site, folder, book: await host(t, undefined, folder) };
}

const settled = (page) => page.locator("token-cost [part=total]").filter({ hasText: /[0-9]/ }).waitFor({ timeout: 60_000 });

test("in MkDocs Material with instant navigation, ten pages on", { skip }, async (t) => {
  const { site, folder, book } = await hosts(t, "mkdocs");
  const python = `${WORK}mkdocs/bin/python`;
  if (!existsSync(`${WORK}mkdocs/bin/mkdocs`)) {
    run("python3", ["-m", "venv", `${WORK}mkdocs`]);
    run(python, ["-m", "pip", "install", "-q", "-r", `${FIXTURES}mkdocs/requirements.txt`]);
  }
  const env = { ...process.env, SITE_URL: book.address, EMBED: `${site.address}embed.js` };
  run(python, ["-m", "mkdocs", "build", "-q", "-f", `${FIXTURES}mkdocs/mkdocs.yml`, "-d", folder], { env });

  const { page, watch } = await openPage(t);
  await page.goto(book.address);
  await page.evaluate(() => { window.same = true; });
  for (let go = 0; go < 5; go += 1) {
    await page.locator("nav.md-nav--primary").getByRole("link", { name: "Costs", exact: true }).click();
    await page.getByRole("heading", { name: "Costs" }).waitFor();
    await settled(page);
    assert.equal(await page.locator("token-cost").count(), 1);
    await page.locator("nav.md-nav--primary").getByRole("link", { name: "More", exact: true }).click();
    await page.getByRole("heading", { name: "More" }).waitFor();
    await settled(page);
    assert.equal(await page.locator("token-cost [part=total]").innerText(), "$0.6250");
    assert.equal(await page.locator("token-cost").count(), 1);
  }
  assert.ok(await page.evaluate(() => window.same), "the page was never loaded anew");
  assert.equal(watch.requests.filter(({ url }) => url.endsWith("farebox_bg.wasm")).length, 1);
});

test("in a Docusaurus build", { skip }, async (t) => {
  const { site, folder, book } = await hosts(t, "docusaurus");
  const work = `${WORK}docusaurus`;
  cpSync(`${FIXTURES}docusaurus`, work, { recursive: true });
  if (!existsSync(`${work}/node_modules/.bin/docusaurus`)) run("npm", ["install", "--no-audit", "--no-fund"], { cwd: work });
  const env = { ...process.env, EMBED: `${site.address}embed.js`, DOCUSAURUS_NO_TELEMETRY: "1" };
  run("npx", ["docusaurus", "build", "--out-dir", folder], { cwd: work, env });

  const { page } = await openPage(t);
  await page.goto(book.address);
  for (let go = 0; go < 3; go += 1) {
    await page.getByRole("article").getByRole("link", { name: "costs" }).click();
    await settled(page);
    await page.getByRole("article").getByRole("link", { name: "the start" }).click();
    await page.getByRole("heading", { name: "Start", exact: true }).waitFor();
    assert.equal(await page.locator("token-cost").count(), 0);
  }
  await page.goto(`${book.address}costs/`);
  await settled(page);
});
