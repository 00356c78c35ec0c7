// @ts-check
// The service worker: the page opens without its host.
//
// At install it takes the shell, from one version, whole or not at all. What is used later (the counting
// engine, the wide price book) it keeps when it comes by. Vocabularies are kept by the counting worker.
// A new version waits until the user takes it. It answers for files of this page only, and sends nothing
// that it is told: its messages hold names of its own list and no more.

/** @typedef {{ name: string, sha256: string | null }} Entry a file, and its hash where its name has none */
// `cargo xtask` writes the list here.
/** @type {{ version: string, shell: Entry[], rest: string[], packs: string[] }} */
const LIST = /*LIST*/ { version: "", shell: [], rest: [], packs: [] };
const SITE = "farebox-site-";
const OWN = SITE + LIST.version;
/** Where the counting worker keeps vocabularies: `src/worker/packs.rs`. */
const PACKS = "farebox-vocab-v1";
const KNOWN = new Set([...LIST.shell.map(({ name }) => name), ...LIST.rest]);

/** @type {any} */
const worker = self;
const scope = () => worker.registration.scope;
/** @param {string} name */
const address = (name) => new URL(name, scope()).href;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(OWN);
  await Promise.all(LIST.shell.map((entry) => take(cache, entry)));
}

/** Puts one file into the cache, from an older version's where its name says that it is the same. @param {Cache} cache @param {Entry} entry */
async function take(cache, { name, sha256 }) {
  const url = address(name);
  const named = hashed(name);
  const older = named ? await caches.match(url) : undefined;
  // A browser's own cache may hold an old file under a name without a hash.
  const answer = older ?? (await fetch(url, { cache: named ? "default" : "no-cache" }));
  if (!answer.ok) throw new Error(`the host answers ${answer.status} for ${name}`);
  if (sha256) {
    const digest = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
    const found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    // The page is of another version than this list, or something on the way changed it.
    if (found !== sha256) throw new Error(`${name} is not of this version`);
  }
  await cache.put(url, plain(answer));
}

/** A redirected answer may not be given to a navigation: some hosts redirect index.html. @param {Response} answer */
function plain(answer) {
  if (!answer.redirected) return answer;
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

/** A year's caching is right for names with a hash: a part of ten or more hexadecimal digits. @param {string} name */
function hashed(name) {
  return name.split(/[-._/]/).some((part) => /^[0-9a-f]{10,}$/.test(part));
}

async function activate() {
  // A tab of the version before may still be open: what it has not loaded yet stays for it.
  const versions = (await caches.keys()).filter((name) => name.startsWith(SITE) && name !== OWN);
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
  const packs = await caches.open(PACKS);
  const wanted = new Set(LIST.packs.map((file) => address(`vocab/${file}`)));
  for (const { url } of await packs.keys()) if (!wanted.has(url)) await packs.delete(url);
  await worker.clients.claim();
}

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Whoever asks to reload wants the host's answer.
  if (request.method !== "GET" || request.cache === "reload" || !url.href.startsWith(scope())) return;
  const path = url.pathname.slice(new URL(scope()).pathname.length);
  const name = path === "index.html" ? "" : path;
  if (KNOWN.has(name)) event.respondWith(answer(name, request));
});

/** @param {string} name @param {Request} request */
async function answer(name, request) {
  const url = address(name);
  const cache = await caches.open(OWN);
  const found = (await cache.match(url)) ?? (hashed(name) ? await caches.match(url) : undefined);
  if (found) return found;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(url, plain(fresh.clone()));
  return fresh;
}

worker.addEventListener("message", (/** @type {any} */ event) => {
  const reply = (/** @type {any} */ said) => event.ports[0]?.postMessage(said);
  const asked = event.data ?? {};
  if (asked.do === "take") worker.skipWaiting();
  if (asked.do === "list") reply({ cache: OWN, version: LIST.version, rest: LIST.rest, packs: LIST.packs });
  if (asked.do === "keep") event.waitUntil(keep(asked.names).then(reply));
});

/** Keeps files of the list that were used before this worker ran; says how many it has. @param {unknown} names */
async function keep(names) {
  const cache = await caches.open(OWN);
  const wanted = LIST.rest.filter((name) => Array.isArray(names) && names.includes(name));
  const kept = wanted.map(async (name) => (await cache.match(address(name))) || take(cache, { name, sha256: null }));
  const done = await Promise.allSettled(kept);
  return { kept: done.filter(({ status }) => status === "fulfilled").length, wanted: wanted.length };
}
