// The calculator in other pages: the element, the frame, and what host pages do to them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { openPage, SITE } from "./support/browser.mjs";
import { host, SITE_FOLDER } from "./support/host.mjs";

const CANARY = "canary-b6d02e";

/** Serves pages by path, each a text or `{ body, headers }`, on an origin of their own. */
async function pages(t, byPath) {
  const server = createServer((request, response) => {
    const page = byPath[new URL(request.url, "http://host").pathname];
    if (page === undefined) return response.writeHead(204).end();
    const { body = page, headers = {} } = typeof page === "string" ? {} : page;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

const script = (site) => `<script src="${site}embed.js"></script>`;

/** The site on an origin that lets others load it. */
async function open(t, body, { headers, site, options } = {}) {
  site ??= (await shared(t)).address;
  const address = await pages(t, { "/": { body: `<!doctype html><meta charset="utf-8"><title>Host</title>${body(site)}`, headers } });
  const opened = await openPage(t, options);
  await opened.page.goto(address);
  return { ...opened, site, address };
}

/** The site with `Access-Control-Allow-Origin: *`. */
function shared(t, fault) {
  return host(t, fault, SITE_FOLDER, { "access-control-allow-origin": "*" });
}

const settled = (element) => element.locator("[part=total]").filter({ hasText: /[0-9]/ }).waitFor({ timeout: 60_000 });
const total = async (element) => {
  await settled(element);
  return element.locator("[part=total]").innerText();
};

test("a state says whether special tokens count as one each", async (t) => {
  // What<|endoftext|>, one turn without an answer, on GPT-5.5, with the switch on (src/scenario/link/links.txt).
  const { page } = await open(t, (site) => `${script(site)}<token-cost state="f1.h8FOb3BlbmFpL2dwdC01LjXJUVdoYXQ8fGVuZG9mdGV4dHw-R3NwZWNpYWyiygDLAMwBzaFP3OM"></token-cost>`);
  // Two tokens at $5 a million tokens.
  assert.equal(await total(page.locator("token-cost")), "$0.00001");
});

test("an element on another origin counts and prices, as the engine does", async (t) => {
  const { page, watch } = await open(t, (site) => `${script(site)}
    <token-cost model="anthropic/claude-opus-5" input="50000" output="15000"></token-cost>
    <token-cost model="openai/gpt-5.5" input="What will this cost?" output="0" compact></token-cost>`);
  const [first, second] = [page.locator("token-cost").first(), page.locator("token-cost").last()];
  // 50,000 at $5 and 15,000 at $25 a million tokens: 0.25 + 0.375.
  assert.equal(await total(first), "$0.6250");
  // Five tokens at $5 a million tokens.
  assert.equal(await total(second), "$0.000025");
  assert.equal(await second.locator("[part=sureness]").innerText(), "exact");
  const loads = watch.requests.filter(({ url }) => url.endsWith("farebox_bg.wasm"));
  assert.equal(loads.length, 1, "two elements load the engine once");
});

test("attributes, fields, events and states", async (t) => {
  const { page } = await open(t, (site) => `${script(site)}<token-cost id="a" loading="eager" system="4000" input="1000" turns="10" cache></token-cost><token-cost id="b" loading="eager"></token-cost>
    <script>window.seen = []; for (const type of ["tc-change", "tc-error"]) document.addEventListener(type, (event) => seen.push([event.target.id, type, event.detail]));</script>`);
  const [a, b] = [page.locator("#a"), page.locator("#b")];
  const before = await total(a);
  await a.evaluate((element) => element.setAttribute("turns", "20"));
  await page.waitForFunction((before) => document.querySelector("#a").shadowRoot.querySelector("[part=total]").textContent !== before, before);
  await a.getByLabel("Model").selectOption("openai/gpt-5.5");
  await page.waitForFunction(() => document.querySelector("#a").estimate?.model === "openai/gpt-5.5");
  const state = await a.evaluate((element) => element.getState());
  assert.match(state, /^f1\.[\w-]+$/);
  await b.evaluate((element, state) => element.setState(state), state);
  assert.deepEqual(await b.evaluate((element) => ({ ...element.estimate })), await a.evaluate((element) => ({ ...element.estimate })));

  // A bad value: a sentence, an event, and the figure stays.
  const figure = await total(a);
  for (const [name, value, says] of [["turns", "many", /Turns is “many”, and should be a whole number from 1 to 1000\./], ["currency", "dollars", /Currency is “dollars”/], ["theme", "pink", /auto, light or dark/]]) {
    await a.evaluate((element, [name, value]) => element.setAttribute(name, value), [name, value]);
    await a.locator("[part~=error]").filter({ hasText: says }).waitFor();
    assert.equal(await total(a), figure);
    await a.evaluate((element, name) => element.removeAttribute(name), name);
    if (name === "turns") await a.evaluate((element) => element.setAttribute("turns", "20"));
  }
  assert.equal(await a.evaluate((element) => element.setState("f1.broken").catch(({ code }) => code)), "link_damaged");
  await page.waitForFunction(() => seen.some(([id, type, { code }]) => id === "a" && type === "tc-error" && code === "link_damaged"));
  assert.equal(await total(a), figure);
  const seen = await page.evaluate(() => seen);
  assert.ok(seen.every(([, , { v }]) => v === 1));
  assert.ok(seen.some(([id, type, { total, method }]) => id === "a" && type === "tc-change" && /^[\d.]+$/.test(total) && method));

  // A model that there is not: no old figure beside it.
  await b.evaluate((element) => element.setAttribute("model", "openai/gpt-nothing"));
  await b.locator("[part~=error]").filter({ hasText: "gpt-nothing" }).waitFor();
  assert.equal(await b.locator("[part=total]").innerText(), "–");
});

test("a size is typed as its locale writes it, and never read as another one", async (t) => {
  const { page } = await open(t, (site) => `${script(site)}<token-cost loading="eager" locale="de" system="4.000" input="1000" output="500"></token-cost>`);
  const element = page.locator("token-cost");
  // 5,000 at $5 and 500 at $25 a million tokens.
  assert.equal(await total(element), "0,0375\u00a0$");
  const field = element.locator("[part~=output-field] :is(input, textarea)").or(element.locator(":is(input, textarea)[part~=output-field]"));
  await field.fill("1.500");
  await element.locator("[part=total]", { hasText: "0,0625" }).waitFor();
  await field.fill("1,5");
  await element.locator("[part~=error]", { hasText: "“1,5”" }).waitFor();
  assert.equal(await total(element), "0,0625\u00a0$");
});

test("the same figure as the page", async (t) => {
  const { page, site } = await open(t, (site) => `${script(site)}<token-cost loading="eager" model="anthropic/claude-opus-5" system="You are terse. Grüße, 世界!" input="800" output="700" turns="12" cache></token-cost>`);
  const element = page.locator("token-cost");
  await settled(element);
  const { total: ours, state } = await element.evaluate((element) => ({ ...element.estimate }));
  await page.goto(`${SITE}#${state}`);
  await page.locator(".fare .total").waitFor();
  await page.waitForFunction(() => document.querySelector("#turns")?.value === "12");
  assert.equal(await page.locator(".total").getAttribute("data-total"), ours);
  assert.ok(site !== SITE);
});

test("a link of the page: what is led otherwise counts, and what an element cannot count is named", async (t) => {
  const { page } = await openPage(t);
  await page.goto(SITE);
  await page.locator(".fare .total").waitFor();
  const links = {};
  for (const id of ["retries", "plan-act-review"]) {
    const before = await page.locator(".total").getAttribute("data-total");
    await page.locator('button[popovertarget="examples"]').first().click();
    await page.locator(`[data-example="${id}"]`).click();
    await page.waitForFunction((before) => document.querySelector(".total").dataset.total !== before, before);
    links[id] = { total: await page.locator(".total").getAttribute("data-total"), link: await page.evaluate(() => fareboxShare.ask("link").text) };
  }
  const { page: other } = await open(t, (site) => `${script(site)}<token-cost loading="eager"></token-cost>`);
  const element = other.locator("token-cost");
  await settled(element);
  await element.evaluate((element, link) => element.setState(link), links.retries.link);
  assert.equal(await element.evaluate((element) => element.estimate.total), links.retries.total);
  assert.doesNotMatch(await element.locator("[part=note]").innerText(), /Not in this figure/);
  await element.evaluate((element, link) => element.setState(link), links["plan-act-review"].link);
  assert.match(await element.locator("[part=note]").innerText(), /Not in this figure: stages; open it in Farebox/);
});

test("looks follow the host: properties, parts, themes; and nothing jumps", async (t) => {
  const { page } = await open(t, (site) => `${script(site)}<style>token-cost { --tc-background: rgb(1, 2, 3); --tc-radius: 0px; --tc-total-size: 40px; } token-cost::part(total) { color: rgb(9, 8, 7); }</style>
    <script>window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; }).observe({ type: "layout-shift", buffered: true });</script>
    <token-cost loading="eager" input="1000"></token-cost><p>After it</p>`);
  const element = page.locator("token-cost");
  await settled(element);
  const style = (part, name) => element.locator(`[part=${part}]`).evaluate((node, name) => getComputedStyle(node)[name], name);
  assert.equal(await style("card", "backgroundColor"), "rgb(1, 2, 3)");
  assert.equal(await style("card", "borderTopLeftRadius"), "0px");
  assert.equal(await style("total", "fontSize"), "40px");
  assert.equal(await style("total", "color"), "rgb(9, 8, 7)");
  const ink = await style("card", "color");
  await element.evaluate((element) => element.setAttribute("theme", "dark"));
  assert.notEqual(await style("card", "color"), ink);
  assert.equal(await page.evaluate(() => shift), 0);
  const css = await readFile(new URL("../../www/embed/embed.js", import.meta.url), "utf8");
  const docs = await readFile(new URL("../../docs/embedding.md", import.meta.url), "utf8");
  const properties = new Set(css.match(/--tc-[a-z-]+/g));
  assert.ok(properties.size >= 12);
  for (const name of properties) assert.ok(docs.includes(`\`${name}\``), `${name} is documented`);
});

test("loaded twice, moved, removed, and beside a stranger's element", async (t) => {
  const { page } = await open(t, (site) => `${script(site)}${script(site)}<div id="one"><token-cost loading="eager" input="1000"></token-cost></div><div id="two"></div>`);
  const element = page.locator("token-cost");
  const figure = await total(element);
  await page.evaluate(() => document.querySelector("#two").append(document.querySelector("token-cost")));
  await element.evaluate((element) => element.setAttribute("output", "900"));
  await page.waitForFunction((figure) => document.querySelector("token-cost").shadowRoot.querySelector("[part=total]").textContent !== figure, figure);
  await page.evaluate(() => document.querySelector("token-cost").remove());

  const stranger = await open(t, (site) => `<script>customElements.define("token-cost", class extends HTMLElement {});</script>${script(site)}<token-cost></token-cost>`);
  assert.match(stranger.watch.warnings.join(), /another script has defined <token-cost>/);
});

test("it waits until it is near the window", async (t) => {
  const { page, watch } = await open(t, (site) => `${script(site)}<div style="height: 4000px"></div><token-cost input="1000"></token-cost>`);
  const loads = () => watch.requests.filter(({ url }) => url.endsWith(".wasm")).length;
  await page.waitForLoadState("networkidle");
  assert.equal(loads(), 0);
  await page.locator("token-cost").scrollIntoViewIfNeeded();
  await settled(page.locator("token-cost"));
  assert.equal(loads(), 1);
});

test("a strict policy for styles, and a price table of one's own", async (t) => {
  const book = JSON.parse(await readFile(`${SITE_FOLDER}prices.json`, "utf8"));
  const site = await shared(t, (path) => (path === "/own.json" ? { body: JSON.stringify(book) } : path === "/broken.json" ? { body: "{}" } : undefined));
  const origin = new URL(site.address).origin;
  const policy = `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}; style-src 'none'`;
  const { page } = await open(t, (site) => `${script(site)}<token-cost loading="eager" input="1000" price-table="${site}own.json"></token-cost><token-cost id="bad" loading="eager" price-table="${site}broken.json"></token-cost>`, { site: site.address, headers: { "content-security-policy": policy } });
  await settled(page.locator("token-cost").first());
  assert.notEqual(await page.locator("[part=card]").first().evaluate((card) => getComputedStyle(card).borderTopLeftRadius), "0px");
  await page.locator("#bad [part~=error]").filter({ hasText: /price/i }).waitFor();
});

test("where the engine cannot be loaded, the element shows the frame", async (t) => {
  const site = await host(t); // without leave for other origins
  const { page, watch } = await open(t, (site) => `${script(site)}<token-cost loading="eager" model="openai/gpt-5.5" system="${CANARY}" input="1000" output="500"></token-cost>`, { site: site.address });
  watch.expect(/CORS|ERR_FAILED/);
  const frame = page.frameLocator("iframe");
  await frame.locator("[part=total]").filter({ hasText: /[0-9]/ }).waitFor({ timeout: 60_000 });
  await page.locator("token-cost [part=note]").filter({ hasText: "The text of system is not handed to a frame" }).waitFor();
  assert.ok(!(await page.locator("iframe").getAttribute("src")).includes("canary"));
  const height = await page.locator("iframe").evaluate((frame) => frame.clientHeight);
  const inner = await frame.locator("html").evaluate((root) => root.getBoundingClientRect().height);
  assert.ok(Math.abs(height - inner) <= 1, `${height} px for ${inner} px`);
});

test("a frame tells its height to the page that greets it, and to nobody else", async (t) => {
  const { page, site } = await open(t, (site) => `<script>window.heard = []; addEventListener("message", ({ origin, data }) => heard.push([origin, data]));</script>
    <iframe data-token-cost title="Cost" width="600" height="300" src="${site}embed.html#model=openai/gpt-5.5&amp;input=1000"></iframe>`);
  const frame = page.frameLocator("iframe");
  await frame.locator("[part=total]").filter({ hasText: /[0-9]/ }).waitFor({ timeout: 60_000 });
  assert.deepEqual(await page.evaluate(() => heard), [], "nothing before the handshake");
  await page.evaluate((address) => {
    const script = document.createElement("script");
    script.src = address;
    document.head.append(script);
    document.querySelector("iframe").addEventListener("tc-change", ({ detail }) => { window.told = detail; });
  }, `${site}embed-frame.js`);
  await page.waitForFunction(() => heard.some(([, { tokenCost }]) => tokenCost.type === "height"));
  const fits = () => page.evaluate(async () => {
    await new Promise((later) => setTimeout(later, 120));
    return document.querySelector("iframe").clientHeight;
  });
  const inner = () => frame.locator("html").evaluate((root) => Math.ceil(root.getBoundingClientRect().height));
  assert.equal(await fits(), await inner());
  // Idle: no message in two seconds. A change of content: at most two.
  const count = () => page.evaluate(() => heard.length);
  let before = await count();
  await page.waitForTimeout(2_000);
  assert.equal((await count()) - before, 0);
  await frame.locator("token-cost").evaluate((element) => element.setAttribute("compact", ""));
  assert.equal(await fits(), await inner());
  const heights = await page.evaluate((before) => heard.slice(before).filter(([, { tokenCost }]) => tokenCost.type === "height").length, before);
  assert.ok(heights >= 1 && heights <= 2, `${heights} messages`);
  assert.ok((await page.evaluate(() => heard)).every(([origin, { tokenCost }]) => origin === new URL(site).origin && tokenCost.v === 1));
  assert.match(await page.evaluate(() => told.total), /^[\d.]+$/);

  // Set from outside without a reload; foreign messages change nothing.
  await page.evaluate(() => tokenCostFrame(document.querySelector("iframe")).set({ theme: "dark", model: "x" }));
  await frame.locator("token-cost[theme=dark]").waitFor();
  assert.equal(await frame.locator("token-cost").getAttribute("model"), "openai/gpt-5.5");
  const was = await fits();
  await page.evaluate(() => {
    for (const data of [null, 7, "x", { tokenCost: 1 }, { tokenCost: { v: 1, type: "height", height: 9_000 } }, { tokenCost: { v: 2, type: "height", height: 5 } }]) {
      postMessage(data, "*");
      document.querySelector("iframe").contentWindow.postMessage(data, "*");
    }
  });
  assert.equal(await fits(), was);
});

test("no text of a prompt crosses a message, an address, storage or a log", async (t) => {
  const { page, watch, context } = await open(t, (site) => `<script>window.heard = []; addEventListener("message", ({ data }) => heard.push(JSON.stringify(data)));</script><script src="${site}embed-frame.js"></script>${script(site)}
    <token-cost loading="eager" compact></token-cost><iframe data-token-cost title="Cost" width="600" height="300" src="${site}embed.html#model=openai/gpt-5.5"></iframe>
    <script>for (const type of ["tc-change", "tc-error"]) document.addEventListener(type, ({ detail }) => heard.push(JSON.stringify(detail)));</script>`);
  const logs = [];
  context.on("console", (message) => logs.push(message.text()));
  await page.locator("token-cost").evaluate((element, canary) => element.setAttribute("input", canary), `Tell me about ${CANARY} please`);
  const frame = page.frameLocator("iframe");
  await frame.getByLabel(/First message/).fill(`A secret ${CANARY}`);
  await frame.getByLabel(/System prompt/).fill(`${CANARY} `.repeat(30));
  await frame.locator("[part=sureness]").filter({ hasText: "exact" }).waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => heard.filter((text) => text.includes('"sizes"')).length >= 3);
  const states = [await page.locator("token-cost").evaluate((element) => element.getState()), await frame.locator("token-cost").evaluate((element) => element.getState())];
  const kept = (where) => where.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  const seen = [
    ...(await page.evaluate(() => heard)),
    ...states.map((state) => Buffer.from(state.slice(3), "base64url").toString("latin1")),
    ...states,
    await kept(page.locator("body")),
    await kept(frame.locator("body")),
    ...watch.requests.map(({ request }) => `${request.url()} ${request.postData() ?? ""}`),
    await frame.locator("[part=link]").getAttribute("href"),
    ...logs,
  ];
  assert.ok(seen.length > 8);
  for (const text of seen) assert.ok(!text.includes("canary") && !encodeURIComponent(text).includes("canary"), text);
  // Only who asks for the texts gets them.
  const whole = await page.locator("token-cost").evaluate((element) => element.getState({ texts: true }));
  assert.ok(Buffer.from(whole.slice(3), "base64url").toString("latin1").includes(CANARY));
});

test("in a sandbox without an origin: a figure with leave, a sentence without", async (t) => {
  const sandbox = (site) => `<iframe data-token-cost sandbox="allow-scripts" title="Cost" width="600" height="300" src="${site}embed.html#input=1000"></iframe><script src="${site}embed-frame.js"></script>`;
  const allowed = await open(t, sandbox);
  const frame = allowed.page.frameLocator("iframe");
  await frame.locator("[part=total]").filter({ hasText: /[0-9]/ }).waitFor({ timeout: 60_000 });
  await allowed.page.waitForFunction(() => document.querySelector("iframe").style.height !== "");

  const site = await host(t);
  const shut = await open(t, sandbox, { site: site.address });
  shut.watch.expect(/CORS|ERR_FAILED/);
  const text = shut.page.frameLocator("iframe").locator("[part~=error]");
  await text.filter({ hasText: /could not be loaded from .* Open http:.* itself\./ }).waitFor();
});

test("under a policy that takes frames only", async (t) => {
  const site = await shared(t);
  const origin = new URL(site.address).origin;
  const { page } = await open(t, (site) => `<iframe title="Cost" width="600" height="560" src="${site}embed.html#model=openai/gpt-5.5&amp;turns=3&amp;readonly"></iframe>`, {
    site: site.address,
    headers: { "content-security-policy": `default-src 'self'; script-src 'none'; frame-src ${origin}` },
  });
  const frame = page.frameLocator("iframe");
  await frame.locator("[part=total]").filter({ hasText: /[0-9]/ }).waitFor({ timeout: 60_000 });
  assert.ok(await frame.getByLabel("Model").isDisabled());
});

test("the demo page writes lines that work", async (t) => {
  const { page } = await openPage(t);
  await page.goto(`${SITE}embed-demo.html`);
  await settled(page.locator("#live"));
  await page.locator("#set [name=model] option[value='openai/gpt-5.5']").waitFor({ state: "attached" });
  await page.locator("#set [name=model]").selectOption("openai/gpt-5.5");
  await page.locator("#set [name=turns]").fill("3");
  await page.locator("#set [name=cache]").check();
  const figure = await page.waitForFunction(() => {
    const { estimate } = document.querySelector("#live");
    return estimate?.model === "openai/gpt-5.5" && estimate.turns === 3 && estimate.total;
  });
  const snippet = await page.locator("#snippet").inputValue();
  assert.match(snippet, /<token-cost [^>]*model="openai\/gpt-5\.5"[^>]*turns="3"[^>]* cache><\/token-cost>/);
  const { page: other } = await open(t, (site) => snippet.replaceAll(SITE, site));
  await settled(other.locator("token-cost"));
  assert.equal(await other.evaluate(() => document.querySelector("token-cost").estimate.total), await figure.jsonValue());
  await page.locator("#set [name=form]").selectOption("frame");
  assert.match(await page.locator("#snippet").inputValue(), /<iframe data-token-cost [^>]*embed\.html#model=openai%2Fgpt-5\.5&amp;/);
});

test("where the demo page may not copy, its lines are selected and a sentence says so", async (t) => {
  const { page } = await openPage(t);
  await page.goto(`${SITE}embed-demo.html`);
  await settled(page.locator("#live"));
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")); });
  await page.locator("#copy").click();
  await page.locator("#copied", { hasText: "does not let the page copy: the lines are selected" }).waitFor();
  assert.ok(await page.locator("#snippet").evaluate((field) => field.selectionStart === 0 && field.selectionEnd === field.value.length && field.value.length > 0));
});

test("the parent's part is small", async () => {
  const size = gzipSync(await readFile(`${SITE_FOLDER}embed-frame.js`)).length;
  assert.ok(size <= 1_500, `${size} bytes`);
});
