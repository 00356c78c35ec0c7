// <token-cost>: what a call or a conversation costs, within any page. docs/embedding.md has its attributes,
// events, methods, properties and parts.
//
// It counts and prices with the engine of the Farebox package, which lies beside this script: the same
// figures as on the page itself, and no second framework. Whatever the host page does with it (loads it
// twice, moves it about, forbids it things), there is a figure or a sentence, never a blank.
(function () {
  "use strict";

  const NAME = "token-cost";
  const VERSION = 1;
  const known = globalThis.customElements?.get(NAME);
  if (!globalThis.customElements || known) {
    // Loaded twice, or an older one was first: that one goes on. A stranger's element is worth a word.
    if (known && !known.fareboxVersion) console.warn("Farebox: another script has defined <token-cost>, so this one does not.");
    return;
  }

  const script = document.currentScript ?? document.querySelector('script[src*="embed.js"]');
  /** The folder of this script: the engine, the vocabularies and the page lie in it. */
  const HOME = new URL(".", script?.src || document.baseURI);
  const ATTRIBUTES = ["model", "system", "tools", "input", "later", "output", "turns", "cache", "currency", "locale", "theme", "compact", "readonly", "price-table", "state"];
  /** What the figures here take into account, or need not: futures change none. A state may have more. */
  const COMPUTED = new Set(["version", "model", "tier", "modifiers", "date", "time", "deal", "system", "tools", "first", "later", "output", "turns", "cache", "conduct", "special", "futures"]);
  const MOST_TURNS = 1_000;
  const MOST_TOKENS = 100_000_000;

  /** An error with a stable code and a sentence. */
  class Trouble extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  // ---- The engine: one for every price table, whose module is loaded and compiled once

  const engines = new Map();

  function engine(prices) {
    if (!engines.has(prices)) {
      // A failed start may be tried again.
      engines.set(prices, start(prices).catch((why) => {
        engines.delete(prices);
        throw why;
      }));
    }
    return engines.get(prices);
  }

  async function start(prices) {
    let Farebox;
    try {
      ({ Farebox } = await import(new URL("./embed-engine/index.js", HOME).href));
    } catch {
      throw new Trouble("engine_unreachable", `The calculator could not be loaded from ${HOME.href}`);
    }
    const farebox = await Farebox.load();
    if (prices) farebox.usePrices(await text(prices));
    return { farebox, models: farebox.models().filter(({ kind }) => kind === "chat") };
  }

  async function text(address) {
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
      return await answer.text();
    } catch (why) {
      throw new Trouble("prices_unreachable", `The price table ${address} cannot be loaded (${why.message})`);
    }
  }

  // ---- Looks

  const CSS = `
    :host { display: block; color-scheme: light dark; min-width: 0; }
    :host([hidden]) { display: none; }
    :host([theme="light"]) { color-scheme: light; }
    :host([theme="dark"]) { color-scheme: dark; }
    * { box-sizing: border-box; margin: 0; }
    [hidden] { display: none !important; }
    .card {
      --ink: var(--tc-color, light-dark(#191b20, #eceae3));
      --soft: var(--tc-muted, light-dark(#5a5d65, #a3a6af));
      --hair: var(--tc-border, light-dark(#dedacd, #2e313a));
      --sheet: var(--tc-background, light-dark(#fffdf8, #1a1c22));
      --field: var(--tc-field-background, light-dark(#ffffff, #121317));
      --gap: var(--tc-gap, 0.75em);
      font: var(--tc-font-size, 15px)/1.45 var(--tc-font, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif);
      font-variant-numeric: tabular-nums; color: var(--ink); background: var(--sheet);
      border: 1px solid var(--hair); border-radius: var(--tc-radius, 10px); box-shadow: var(--tc-shadow, none);
      padding: var(--tc-padding, 1em 1.15em); display: grid; gap: var(--gap); container-type: inline-size;
    }
    .controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(9em, 1fr)); gap: 0.55em 0.8em; }
    label { display: grid; gap: 0.2em; align-content: start; color: var(--soft); font-size: 0.85em; }
    label.wide { grid-column: 1 / -1; }
    select, input, textarea {
      width: 100%; min-height: 2.4em; padding: 0.3em 0.55em; font: inherit; font-size: 1.15em; color: var(--ink);
      background: var(--field); border: 1px solid var(--hair); border-radius: calc(var(--tc-radius, 10px) * 0.7);
    }
    .wide select { max-width: 24em; }
    textarea { height: 3.9em; resize: vertical; }
    :focus-visible { outline: 2px solid var(--tc-focus, light-dark(#1f6feb, #79b0ff)); outline-offset: 1px; }
    .total { font-size: var(--tc-total-size, 2.5em); font-weight: var(--tc-total-weight, 650); line-height: 1.15; min-height: 1.15em; color: var(--tc-total-color, var(--ink)); overflow-wrap: anywhere; }
    .sure { color: var(--soft); font-size: 0.9em; min-height: 1.45em; }
    .sure b { font-weight: 600; color: var(--tc-exact, light-dark(#26693f, #6cc591)); }
    .sure b.rough { color: var(--tc-estimated, light-dark(#8a5a0b, #e6bb6c)); }
    table { width: 100%; border-collapse: collapse; font-size: 0.9em; }
    .bill { min-height: 7.6em; }
    th, td { padding: 0.12em 0 0.12em 0.8em; text-align: right; font-weight: 400; white-space: nowrap; }
    th { text-align: left; padding-left: 0; white-space: normal; }
    .note { color: var(--soft); font-size: 0.85em; min-height: 2.9em; }
    .error { color: var(--tc-error, light-dark(#a8321a, #ff9d84)); }
    .foot { font-size: 0.85em; min-height: 1.45em; }
    a { color: var(--tc-accent, light-dark(#8a5a0b, #e0ad55)); }
    .compact { gap: 0; }
    .compact .note { min-height: 1.45em; }
    iframe { display: block; width: 100%; height: 30em; border: 0; }
  `;
  let sheet;

  function make(tag, part, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    if (part) element.part = part;
    element.append(...children);
    return element;
  }

  // ---- Values

  /** A whole number with its thousands apart, as some locale writes it: `5,000`, `5.000`, `5 000`. */
  const GROUPED = /^\d{1,3}(?:([.,_'’\s])\d{3})(?:\1\d{3})*$/;

  /** A text to be counted, or a whole number: a size in tokens. */
  function part(said, name) {
    const trimmed = said.trim();
    if (/^\d[\d,_ ]*$/.test(trimmed) || GROUPED.test(trimmed)) return { tokens: whole(trimmed, name, 0, MOST_TOKENS) };
    return trimmed ? said : { tokens: 0 };
  }

  function whole(said, name, least, most) {
    // What the element shows as 5.000 or 5’000 in its locale can be typed so; anything else with a mark is refused.
    const bare = said.trim();
    const number = GROUPED.test(bare) ? Number(bare.replace(/\D/g, "")) : /^\d+$/.test(bare) ? Number(bare) : NaN;
    if (!(number >= least && number <= most)) {
      throw new Trouble("bad_value", `${name} is “${brief(said)}”, and should be a whole number from ${least} to ${most}`);
    }
    return number;
  }

  /** `EUR 0.92 2026-11-20`: a code, how much of it a dollar is, and the day of that rate. */
  function currency(said) {
    const [, code, perDollar, dated] = said.trim().match(/^([A-Z]{3})\s+(\d+(?:\.\d+)?)\s+(\d{4}-\d\d-\d\d)$/) ?? [];
    if (code) return { code, perDollar, dated };
    throw new Trouble("bad_value", `currency is “${brief(said)}”, and should be a code, its rate for a dollar and the day of the rate, such as “EUR 0.92 2026-11-20”`);
  }

  function brief(said) {
    return said.length > 40 ? `${said.slice(0, 40)}…` : said;
  }

  /**
   * An amount, a decimal text, with the decimals that the calculator shows (`Money::readable_decimals`): two from a
   * hundred on, four below, more where the first three figures of a small one would not show.
   */
  function money(amount, code, locale) {
    const [, zeros] = amount.match(/^-?0\.(00+)[1-9]/) ?? [];
    const decimals = zeros ? zeros.length + 3 : /^-?\d{3}/.test(amount) ? 2 : 4;
    return new Intl.NumberFormat(locale, { style: "currency", currency: code, minimumFractionDigits: Math.min(decimals, 4), maximumFractionDigits: Math.min(decimals, 20) }).format(amount);
  }

  const BUCKETS = { input: "Input", cacheRead: "Cache read", cacheWrite: "Cache write", cacheWrite1h: "Cache write, 1 h", output: "Output", reasoning: "Reasoning" };

  class TokenCost extends HTMLElement {
    static fareboxVersion = VERSION;
    static observedAttributes = ATTRIBUTES;

    #scenario = { model: "anthropic/claude-opus-5", system: { tokens: 0 }, tools: { tokens: 0 }, first: { tokens: 1_000 }, later: 1_000, output: 500, turns: 1, cache: false };
    /** Whether a later turn adds what the first one did. */
    #laterFollows = true;
    /** What is wrong with an attribute or a field, by its name. */
    #wrong = new Map();
    #extra = [];
    #parts;
    #started = false;
    #watching;
    #asked = 0;
    #waiting;
    #answer;
    #last;

    connectedCallback() {
      this.#build();
      // One that is moved within the page goes on as it is.
      if (this.#started) return;
      if (this.getAttribute("loading") === "eager" || typeof IntersectionObserver === "undefined") {
        this.#start();
        return;
      }
      this.#watching = new IntersectionObserver((seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) this.#start();
      }, { rootMargin: "300px" });
      this.#watching.observe(this);
    }

    disconnectedCallback() {
      this.#watching?.disconnect();
      clearTimeout(this.#waiting);
    }

    attributeChangedCallback(name, before, now) {
      if (before === now) return;
      this.#take(name, now);
      if (this.#parts) {
        this.#layOut();
        this.#showFields();
      }
      this.#recompute(0);
    }

    /** The state as a text for `setState`: a share link's. Texts have become sizes, unless asked for. */
    async getState({ texts = false } = {}) {
      const { farebox } = await this.#engine();
      if (!texts && this.#hasTexts()) await this.#compute();
      return farebox.writeLink(texts ? this.#scenario : this.#sized());
    }

    /** Takes a state or a share link; where it is no good, nothing changes and the promise is rejected. */
    async setState(state) {
      try {
        const { farebox } = await this.#engine();
        const link = String(state).replace(/^[^#]*#/, "");
        const { scenario, named, unknown } = farebox.readLink(link);
        this.#extra = [...new Set([...named.filter((name) => !COMPUTED.has(name)), ...unknown])];
        this.#scenario = scenario;
        this.#laterFollows = false;
        this.#wrong.clear();
      } catch (why) {
        // What was here before is as good as it was.
        this.#tell(why, true);
        throw why;
      }
      this.#showFields();
      await this.#compute();
    }

    /** The last estimate, as `tc-change` has it; null before the first. */
    get estimate() {
      return this.#last ?? null;
    }

    // -- What is set

    #take(name, said) {
      this.#wrong.delete(name);
      const scenario = this.#scenario;
      try {
        switch (name) {
          case "model": if (said) scenario.model = said; break;
          case "system": scenario.system = part(said ?? "", name); break;
          case "tools": scenario.tools = part(said ?? "", name); break;
          case "input":
            scenario.first = part(said ?? "1000", name);
            if (this.#laterFollows) scenario.later = scenario.first.tokens ?? 0;
            break;
          case "later":
            this.#laterFollows = said === null;
            scenario.later = said === null ? scenario.first.tokens ?? 0 : whole(said, name, 0, MOST_TOKENS);
            break;
          case "output": scenario.output = whole(said ?? "500", name, 0, MOST_TOKENS); break;
          case "turns": scenario.turns = whole(said ?? "1", name, 1, MOST_TURNS); break;
          case "cache": scenario.cache = said !== null && !/^(off|false|no|0)$/i.test(said); break;
          case "currency": {
            const { currency: _, ...deal } = scenario.deal ?? {};
            if (said !== null) deal.currency = currency(said);
            // A scenario that agrees nothing has no such field.
            if (Object.keys(deal).length) scenario.deal = deal;
            else delete scenario.deal;
            break;
          }
          case "locale": if (said) Intl.NumberFormat(said); break;
          case "theme":
            if (said !== null && !["auto", "light", "dark"].includes(said)) throw new Trouble("bad_value", `theme is “${brief(said)}”, and should be auto, light or dark`);
            break;
          case "state": if (said !== null && this.#started) this.setState(said).catch(() => {}); break;
        }
      } catch (why) {
        const sentence = why instanceof RangeError ? new Trouble("bad_value", `${name} is “${brief(said)}”, which is no language that this browser knows`) : why;
        this.#wrong.set(name, sentence);
      }
    }

    get #locale() {
      const said = this.getAttribute("locale");
      return said && !this.#wrong.has("locale") ? said : "en";
    }

    get #prices() {
      const said = this.getAttribute("price-table");
      return said ? new URL(said, document.baseURI).href : "";
    }

    #engine() {
      return engine(this.#prices);
    }

    #hasTexts() {
      const { system, tools, first } = this.#scenario;
      return [system, tools, first].some((part) => typeof part === "string");
    }

    /** The scenario with sizes in place of texts, as they were counted last. */
    #sized() {
      const sizes = this.#answer?.sizes ?? {};
      const scenario = { ...this.#scenario };
      for (const name of ["system", "tools", "first"]) {
        if (typeof scenario[name] === "string") scenario[name] = { tokens: sizes[name] ?? 0 };
      }
      return scenario;
    }

    // -- What is computed

    #start() {
      this.#started = true;
      this.#watching?.disconnect();
      if (this.hasAttribute("state")) this.#take("state", this.getAttribute("state"));
      else this.#recompute(0);
    }

    #recompute(later) {
      if (!this.#started || !this.isConnected) return;
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.#compute().catch(() => {}), later);
    }

    async #compute() {
      const asked = ++this.#asked;
      try {
        const { farebox, models } = await this.#engine();
        if (asked !== this.#asked) return;
        this.#listModels(models);
        const answer = await this.#simulate(farebox);
        if (asked !== this.#asked) return;
        this.#answer = answer;
        this.#show(farebox, models);
      } catch (why) {
        if (asked !== this.#asked) return;
        if (why.code === "engine_unreachable") this.#fallBack(why);
        this.#tell(why);
        throw why;
      }
    }

    async #simulate(farebox) {
      const { model, date, time, tier, modifiers, deal, system, tools, first, later, output, turns, cache, conduct, special = false } = this.#scenario;
      const request = { model, system, tools, turns, cache, special, output: { tokens: output }, user: [first, ...Array(turns - 1).fill({ tokens: later })] };
      if (date) request.date = date;
      if (time) request.time = time;
      if (tier) request.tier = tier;
      if (modifiers) request.modifiers = modifiers;
      if (deal && Object.keys(deal).length) request.deal = deal;
      if (conduct) request.conduct = conduct;
      const simulated = await farebox.simulate(request);
      const sizes = { system: simulated.system.tokens, tools: simulated.tools.tokens, first: simulated.turns[0].sent.user };
      return { simulated, sizes };
    }

    // -- What is shown

    #build() {
      if (this.#parts) return;
      sheet ??= new CSSStyleSheet();
      if (!sheet.cssRules.length) sheet.replaceSync(CSS);
      const root = this.attachShadow({ mode: "open", delegatesFocus: true });
      root.adoptedStyleSheets = [sheet];
      const field = (name, label, tag, properties = {}, wide = false) => {
        const control = make(tag, `field ${name}-field`, { name, autocomplete: "off", ...properties });
        return [control, make("label", "label", { className: wide ? "wide" : "" }, label, control)];
      };
      const typed = (name) => ({ oninput: (event) => this.#typed(name, event.target.value) });
      const number = (name) => ({ type: "text", inputMode: "numeric", ...typed(name) });
      const [model, modelLabel] = field("model", "Model", "select", { onchange: () => this.#typed("model", model.value) }, true);
      const [system, systemLabel] = field("system", "System prompt: a text, or its size in tokens", "textarea", { ...typed("system"), spellcheck: false }, true);
      const [input, inputLabel] = field("input", "First message: a text, or its size in tokens", "textarea", { ...typed("input"), spellcheck: false }, true);
      const [later, laterLabel] = field("later", "Each later turn adds", "input", number("later"));
      const [output, outputLabel] = field("output", "Answer, tokens", "input", number("output"));
      const [turns, turnsLabel] = field("turns", "Turns", "input", number("turns"));
      const [cache, cacheLabel] = field("cache", "Prompt cache", "select", { onchange: () => this.#typed("cache", cache.value) });
      cache.append(new Option("Off", "off"), new Option("On", "on"));
      const controls = make("div", "controls", { className: "controls" }, modelLabel, systemLabel, inputLabel, turnsLabel, laterLabel, outputLabel, cacheLabel);
      const total = make("p", "total", { className: "total", textContent: "…" });
      total.setAttribute("aria-live", "polite");
      const sure = make("p", "sureness", { className: "sure" });
      const bill = make("div", "bill", { className: "bill" });
      const note = make("p", "note", { className: "note" });
      const open = make("a", "link", { target: "_blank", rel: "noopener", href: HOME.href, textContent: "Open in Farebox" });
      const foot = make("p", "foot", { className: "foot" }, open);
      const card = make("section", "card", { className: "card" }, controls, make("div", "result", {}, total, sure), bill, note, foot);
      card.setAttribute("aria-label", "What it costs");
      root.append(card);
      this.#parts = { card, controls, fields: { model, system, input, later, output, turns, cache }, total, sure, bill, note, foot, open };
      this.#layOut();
      this.#showFields();
    }

    #layOut() {
      const { card, controls, bill, foot, fields } = this.#parts;
      const compact = this.hasAttribute("compact");
      card.classList.toggle("compact", compact);
      controls.hidden = bill.hidden = foot.hidden = compact;
      for (const control of Object.values(fields)) {
        if (control.tagName === "SELECT") control.disabled = this.hasAttribute("readonly");
        else control.readOnly = this.hasAttribute("readonly");
      }
    }

    #typed(name, said) {
      this.#take(name, said);
      if (name === "input" && this.#laterFollows) this.#showFields();
      this.#recompute(name === "model" || name === "cache" ? 0 : 200);
    }

    /** Writes what is set into the fields, but not over what somebody types. */
    #showFields() {
      if (!this.#parts) return;
      const { fields } = this.#parts;
      const { model, system, first, later, output, turns, cache } = this.#scenario;
      const said = (part) => (typeof part === "string" ? part : part.tokens ? String(part.tokens) : "");
      const show = { model, system: said(system), input: said(first), later: String(later), output: String(output), turns: String(turns), cache: cache ? "on" : "off" };
      if (![...fields.model.options].some(({ value }) => value === model)) fields.model.append(new Option(model, model));
      for (const [name, value] of Object.entries(show)) {
        if (this.shadowRoot.activeElement !== fields[name]) fields[name].value = value;
      }
    }

    #listModels(models) {
      const { model: list } = this.#parts.fields;
      if (list.dataset.listed === this.#prices && list.options.length >= models.length) return;
      const groups = Map.groupBy ? Map.groupBy(models, ({ provider }) => provider) : new Map([["Models", models]]);
      list.replaceChildren(...[...groups].map(([label, models]) => make("optgroup", "", { label }, ...models.map(({ id, name }) => new Option(name, id)))));
      list.dataset.listed = this.#prices;
      this.#showFields();
    }

    #show(farebox, models) {
      const { total, sure, bill, note, open } = this.#parts;
      const { simulated, sizes } = this.#answer;
      const { cost, method, turns, usage } = simulated;
      const locale = this.#locale;
      const converted = cost.converted?.total ? cost.converted : undefined;
      const amount = converted ? converted.total : cost.total;
      const code = converted ? converted.code : "USD";
      total.textContent = amount === null ? "unpriced" : money(amount, code, locale);
      const exact = method === "exact";
      sure.replaceChildren(make("b", "method", { className: exact ? "" : "rough", textContent: exact ? "exact" : "estimated" }));
      if (!exact && cost.low !== null && cost.low !== cost.high) sure.append(`, ${money(cost.low, "USD", locale)} to ${money(cost.high, "USD", locale)}`);
      if (converted) sure.append(`; ${money(cost.total, "USD", locale)} at ${converted.perDollar} ${code} a dollar of ${converted.dated}`);
      const number = new Intl.NumberFormat(locale);
      const rows = cost.lines.map(({ bucket, tokens, amount }) =>
        make("tr", "", {},
          Object.assign(make("th", "", { textContent: BUCKETS[bucket] ?? bucket }), { scope: "row" }),
          make("td", "", { textContent: number.format(tokens) }),
          make("td", "", { textContent: amount === null ? "unpriced" : money(amount, "USD", locale) })));
      bill.replaceChildren(make("table", "table", {}, make("tbody", "", {}, ...rows)));
      const { name } = models.find(({ id }) => id === this.#scenario.model) ?? { name: this.#scenario.model };
      const row = cost.lines[0]?.row;
      const many = turns.length === 1 ? "one call" : `${number.format(turns.length)} turns`;
      const extra = this.#extra.length ? ` Not in this figure: ${this.#extra.join(", ")}; open it in Farebox.` : "";
      const cached = this.#scenario.cache ? ", prompt cache on" : "";
      this.#say(`${name}, ${many}${cached}${row ? `; prices gathered ${row.retrievedAt}` : ""}.${extra}`, [...this.#wrong.values()]);
      const state = farebox.writeLink(this.#sized());
      open.href = `${HOME.href}#${state}`;
      this.#last = {
        v: VERSION, model: this.#scenario.model, total: cost.total, currency: "USD", low: cost.low, high: cost.high, method,
        converted: converted ? { code, total: amount, perDollar: converted.perDollar, dated: converted.dated } : null,
        turns: turns.length, usage: { ...usage }, sizes, pricesOf: row?.retrievedAt ?? null, warnings: cost.warnings.map(({ code }) => code), state,
      };
      this.dispatchEvent(new CustomEvent("tc-change", { bubbles: true, composed: true, detail: structuredClone(this.#last) }));
      for (const why of this.#wrong.values()) this.#report(why);
    }

    /** The note, or what is wrong in its place. */
    #say(sentence, wrong) {
      const { note } = this.#parts;
      note.classList.toggle("error", wrong.length > 0);
      note.setAttribute("role", wrong.length ? "alert" : "note");
      note.part = wrong.length ? "note error" : "note";
      note.textContent = wrong.length ? wrong.map((why) => `${capital(why.message)}.`).join(" ") : sentence;
    }

    /** Shows and reports an error; the last figure goes, for it is no answer any more, unless it is. */
    #tell(why, keep = false) {
      if (this.#parts) {
        this.#say("", [why]);
        if (!keep) {
          this.#parts.total.textContent = "–";
          this.#parts.sure.textContent = "";
          this.#parts.bill.replaceChildren();
        }
      }
      this.#report(why);
    }

    #report(why) {
      const detail = { v: VERSION, code: why.code ?? "failed", message: `${capital(why.message)}.` };
      this.dispatchEvent(new CustomEvent("tc-error", { bubbles: true, composed: true, detail }));
    }

    // -- Where the engine may not run here: the same in a frame, whose own policy lets it

    #fallBack(why) {
      const { card } = this.#parts;
      if (this.getAttribute("fallback") === "none" || this.shadowRoot.querySelector("iframe")) {
        why.message += `: this page or its frame may not load scripts from there. Open ${HOME.href} itself`;
        return;
      }
      const address = new URL("embed.html", HOME);
      const said = new URLSearchParams();
      const texts = [];
      for (const { name, value } of this.attributes) {
        if (!ATTRIBUTES.includes(name)) continue;
        // A text does not go into an address.
        if (["system", "tools", "input"].includes(name) && typeof this.#scenario[name === "input" ? "first" : name] === "string") texts.push(name);
        else said.set(name, name === "price-table" ? this.#prices : value);
      }
      address.hash = said;
      const frame = make("iframe", "frame", { src: address.href, title: "What it costs", referrerPolicy: "no-referrer" });
      const sentence = texts.length ? `The text of ${texts.join(" and ")} is not handed to a frame: paste it there. ` : "";
      const help = make("p", "note", { className: "note" }, sentence, "If nothing shows here, this page does not let Farebox in: ", make("a", "link", { href: address.href, target: "_blank", rel: "noopener", textContent: "open it by itself" }), ".");
      for (const child of card.children) child.hidden = true;
      card.append(frame, help);
      frame.addEventListener("tc-ready", () => { if (!texts.length) help.hidden = true; });
      for (const type of ["tc-change", "tc-error"]) {
        frame.addEventListener(type, ({ detail }) => {
          if (type === "tc-change") this.#last = detail;
          this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
        });
      }
      const helper = make("script", "", { src: new URL("embed-frame.js", HOME).href, onload: () => globalThis.tokenCostFrame?.(frame) });
      document.head.append(helper);
      why.message += ", so it is shown in a frame";
    }
  }

  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1).replace(/[.\s]+$/, "");
  }

  customElements.define(NAME, TokenCost);
})();
