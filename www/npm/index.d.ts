/** `exact`: by the public tokenizer that the model is documented to use. `estimated`: the truth is likely within `low`…`high`. */
export type Method = "exact" | "estimated";

/** A number of tokens with its band; all three are equal for an exact count. */
export interface Count {
  tokens: number;
  low: number;
  high: number;
  method: Method;
  /** The tokenizer or estimator, such as `o200k_base` or `claude-2026`; `typed` for a size that was given. */
  tokenizer: string;
}

/** A model of the price book. What is not known is null. */
export interface Model {
  /** `channel/model`, such as `openai/gpt-5.5`. */
  id: string;
  name: string;
  provider: string;
  channel: string;
  kind: "chat" | "embedding";
  /** Tokens that prompt and answer may fill together. */
  contextWindow: number | null;
  /** Tokens that the prompt alone may have. */
  maxInput: number | null;
  /** Tokens that the answer may have. */
  maxOutput: number | null;
  /** The shortest prompt that is cached, in tokens. */
  cacheMinimum: number | null;
  /**
   * What counts for the model. `basis` says whether its provider has published the tokenizer; where it is only inferred from
   * the model's family, or not public at all, counts are `estimated`. `method` is null where nothing in this package counts so:
   * such a model takes sizes, not texts.
   */
  tokenizer: { id: string; method: Method | null; basis: "published" | "inferred" | "unknown" };
  /** The service tiers that have a price today, `standard` first. */
  tiers: string[];
  /** Factors that a request can ask for with `modifiers: { [key]: value }`. `factor` is a decimal string. */
  modifiers: { key: string; value: string; name: string; factor: string }[];
  /** ISO dates. */
  released: string | null;
  retires: string | null;
}

/** A tokenizer or estimator. */
export interface Tokenizer {
  id: string;
  name: string;
  method: Method;
  /** The ids of the models that are counted with it. */
  models: string[];
}

/** Disjoint amounts of one request: no token in two buckets. Whole numbers; what is left out is 0. */
export interface Usage {
  /** Prompt tokens paid in full. */
  input?: number;
  /** Prompt tokens read from the cache. */
  cacheRead?: number;
  /** Prompt tokens written at the channel's default time to live. */
  cacheWrite?: number;
  /** Prompt tokens written for one hour. */
  cacheWrite1h?: number;
  /** Prompt tokens written for twelve hours. */
  cacheWrite12h?: number;
  inputAudio?: number;
  cacheReadAudio?: number;
  inputImage?: number;
  /** Visible output tokens. */
  output?: number;
  /** Reasoning tokens, beside `output`. */
  reasoning?: number;
  outputAudio?: number;
  /** Tokens of the training file times epochs. */
  training?: number;
  /** Token-hours. */
  cacheStorage?: number;
  /** Calls. */
  webSearches?: number;
  fileSearches?: number;
  codeExecutionHours?: number;
}

/** The name of one amount of a `Usage`. */
export type Bucket = keyof Usage;

/** The price row that a figure comes from. */
export interface Row {
  /** ISO dates: from (inclusive) and to (exclusive). */
  from: string;
  to?: string;
  status: "list" | "promo" | "announced" | "historical";
  /** How the first day is known. */
  basis: "documented" | "first_observed" | "package";
  /** A: three independent sources agree, or the provider's page and one more. B: two. C: one, or unresolved. */
  confidence: "A" | "B" | "C";
  /** Package, version and path, or page and date. */
  sources: string[];
  /** ISO date on which the figure was gathered. */
  retrievedAt: string;
  tier: string;
  /** The long-context band, where the request is in one: prompts of more than, or of at least, so many tokens. */
  band?: { over: number } | { atLeast: number };
  /** Whether the row is over and stands in for a price that is not known. */
  lastKnown: boolean;
  note?: string;
}

/** One line of a bill. */
export interface Line {
  bucket: Bucket;
  /** Tokens, calls or token-hours. */
  tokens: number;
  /** US dollars for `per` of them before factors, as a decimal string; null where it is unknown. */
  rate: string | null;
  /** 1,000,000 for tokens. */
  per: number;
  /** The bucket whose rate is charged, where this one has none of its own. */
  chargedAs?: Bucket;
  /** What multiplies the rate. */
  factors?: { id: string; name: string; factor: string; kind: "schedule" | "modifier" | "negotiated" }[];
  /** US dollars, as a decimal string; null where the rate is unknown. */
  amount: string | null;
  /** Whether a rate, discount or margin of the deal is in it. */
  negotiated?: true;
  row: Row;
}

/** Something to know about a figure. */
export interface Warning {
  /** Such as `price_expired`, `long_context` or `unpriced`. */
  code: string;
  message: string;
}

/** An exact cost. */
export interface Cost {
  /** US dollars to the pico-dollar, as a decimal string; null where a rate is unknown: unknown is not zero. */
  total: string | null;
  /** The same in whole pico-dollars (10⁻¹² dollars), as a decimal string. */
  picoUsd: string | null;
  currency: "USD";
  lines: Line[];
  warnings: Warning[];
  /** The total in the deal's currency, where it has one. */
  converted?: { code: string; perDollar: string; dated: string; total: string | null };
  /** The deal's commitment, where it has one: how many whole times it pays for the total. */
  commitment?: { amount: string; months: number; paysFor: number | null };
}

/** Negotiated prices. All figures are decimal strings. */
export interface Deal {
  /** Factors on list prices, multiplied in this order: `0.85` is 15 % off, `1.08` is 8 % on top. */
  adjustments?: {
    /** Your name for it. */
    label: string;
    factor: string;
    /** Only models of this maker, on this channel, of this id. */
    provider?: string;
    channel?: string;
    model?: string;
    /** Only these amounts; every kind of token where there are none. A fee is adjusted only when named. */
    buckets?: Bucket[];
  }[];
  /** Rates of your own in dollars per million tokens, on every tier and in every band. */
  rates?: { model: string; bucket: Bucket; rate: string }[];
  /** Dollars that are owed for a number of months, used or not. */
  commitment?: { amount: string; months: number };
  /** What sums are converted to; `dated` is the day of your rate. */
  currency?: { code: string; perDollar: string; dated: string };
}

/** The way from the list price to a cost. The figures are exact: the deltas add up to the total. */
export interface Waterfall {
  /** `list` comes first; steps that change nothing are left out. */
  steps: {
    kind: "list" | "drift" | "tier" | "longContext" | "cache" | "schedule" | "geography" | "negotiated" | "fees";
    /** US dollars, as a decimal string; negative where it becomes cheaper. */
    delta: string;
    /** The cost after this step. */
    after: string;
  }[];
  total: string;
}

/** Throughput that is bought whole, used or not. */
export interface Capacity {
  id: string;
  name: string;
  channel: string;
  /** What is bought: `PTU`, `GSU`, `model unit`. */
  unit: string;
  /** Empty where no price is known. `price` is in US dollars; 0 bound days: by the hour. */
  terms: { id: string; price: string; per: "hour" | "month" | "year"; boundDays: number }[];
  /** How many input tokens an output token counts for, by model family. */
  outputWeights: { model: string; output: number }[];
  /** How much of a token read from the cache counts; null where it is unknown. */
  cachedWeight: string | null;
  note: string | null;
  confidence: "A" | "B" | "C";
  sources: string[];
}

/** How much capacity, and what is to be done with it. */
export interface Provision {
  /** One of `capacities()` of the model's channel. */
  id: string;
  /** One of its terms. */
  term: string;
  units: number;
  /** How many times a day the work of the request is done. */
  perDay: number;
  /** Input tokens that one unit takes in a minute, as your provider says; no source gives it. */
  tokensPerMinute?: number;
  /** In place of the book's. */
  outputWeight?: number;
  cachedWeight?: string;
}

/** Capacity and prices on demand side by side. Amounts are US dollars over `days`; what is not known is null. */
export interface Provisioned {
  days: number;
  cost: string;
  onDemand: string | null;
  /** The fewest times a day with which the capacity is not dearer. */
  breakEvenPerDay: number | null;
  /** The most times a day that the units take; from here on `tokensPerMinute` is needed. */
  mostPerDay: number | null;
  /** How full the units are, in ten-thousandths; more than 10,000 does not fit. */
  used: number | null;
  /** How full they must be to pay; more than 10,000: they never do. */
  breakEvenUsed: number | null;
  /** What is paid for and not used. */
  idle: string | null;
  note: string | null;
}

/** By what texts are counted. */
export type Counting = ({ model: string } | { tokenizer: string }) & {
  /** Whether each special token of the tokenizer that is spelt in the text counts as one; by default it is ordinary text. */
  special?: boolean;
};

/** How `countMany` goes about it. */
export interface Many {
  /**
   * At most so many workers, from 0 to 64; by default as many as the machine has cores, up to 8. 0 counts in the calling
   * thread, which then does nothing else meanwhile.
   */
  workers?: number;
  /** Ends the counting: the generator throws the signal's reason, and the workers are gone. */
  signal?: AbortSignal;
  /** `throw` by default: the first text, in order, that cannot be counted ends it. `yield` gives its error in its place. */
  errors?: "throw" | "yield";
}

/** What a price is asked for. */
export interface Terms {
  /** A model's id. */
  model: string;
  /** ISO date; today by default. */
  date?: string;
  /** A time of day in UTC such as `01:30`, for models with peak hours; without it the cheaper hours hold. */
  time?: string;
  /** `standard` by default. */
  tier?: string;
  /** Such as `{ inferenceGeo: "us" }`. `true` asks for the only value that a key has; `false` asks for nothing. */
  modifiers?: Record<string, string | boolean>;
  /** Your own prices. */
  deal?: Deal;
}

/** A text to be counted, or a size that is taken as it is, framing included. */
export type Part = string | { tokens: number };

/** A conversation to simulate. What is left out is empty. */
export interface Simulation extends Terms {
  system?: Part;
  /** Tool schemas, as the JSON text that is sent. */
  tools?: Part;
  /** One for every turn, or a list with one entry per turn. */
  user?: Part | readonly Part[];
  output?: Part | readonly Part[];
  /** 1 by default, or as many as a list has entries. At most 10,000. */
  turns?: number;
  /** Caches as the provider does it; at its best where `conduct` says nothing else. False by default. */
  cache?: boolean;
  /** Whether each special token that is spelt in a text counts as one; by default it is ordinary text. */
  special?: boolean;
  /** How the conversation is led. A plain chat by default: one call a turn, all of it kept. */
  conduct?: Conduct;
}

/** How a conversation is led. Sizes are tokens, shares thousandths, times seconds. What is left out is 0, or as it says. */
export interface Conduct {
  /** Retrieved documents of each turn. */
  documents?: number;
  /** Whether they stay in the history; true by default. */
  keepDocuments?: boolean;
  /** Images of each turn. */
  images?: number;
  /** Reasoning of each call, beside its visible output. */
  reasoning?: number;
  /** Which reasoning later calls send again; by default what is known of the provider. */
  reasoningKept?: "never" | "withinTurn" | "always";
  toolUse?: {
    /** Calls of each turn that end in tool use, before the one that answers. */
    rounds?: number;
    /** Tools called in each such call; 1 by default. */
    parallel?: number;
    /** With which the model calls one tool. */
    arguments?: number;
    /** Of one tool's result. */
    results?: number;
    /** Where given, the provider's own prompt for tools counts too, as far as it is published. */
    choice?: "auto" | "any";
    /** Schemas of connected MCP servers, one size each. The median server has 1,905 tokens, one in ten 7,952 or more. */
    servers?: readonly number[];
  };
  pace?: {
    /** From the last call of a turn to the first of the next. */
    turnSeconds?: number;
    /** From one call of a turn to its next. */
    callSeconds?: number;
  };
  caching?: {
    /** Of a thousand lookups that can hit, how many do; 1000 by default. */
    hitPerMille?: number;
    /** The life of entries, such as `1h`; the channel's default where left out. */
    ttl?: string;
    /** What a caller marks, where callers mark: `whole` by default. */
    extent?: "whole" | "fixed";
  };
  /** Turns at which a fixed part changes, so that what is cached behind it is lost. */
  changes?: readonly { turn: number; part: "tools" | "system"; tokens?: number }[];
  retries?: {
    /** Of a thousand attempts, how many fail. */
    perMille?: number;
    /** Of one call; 1 by default. */
    most?: number;
    /** Of the error that the next attempt is told. */
    feedback?: number;
  };
  /** A loop that the conversation may fall into. The simulation is of a conversation that does not. */
  trap?: { perMille: number; turn: number; calls: number; output: number; results: number };
  /** What becomes of the history as it grows; `keepAll` by default. */
  strategy?:
    | "keepAll"
    | { window: { turns: number } }
    | { summarise: { over: Over; keep?: number; summary: number; instruction?: number } }
    | { pruneTools: { over: Over; keep?: number } }
    | { retrieve: { turns: number; tokens: number } };
}

/** A mark in a prompt's length: in tokens, or in thousandths of the model's window. */
export type Over = { tokens: number } | { perMille: number };

/** What a prompt is made of, in tokens by origin. The five usual origins always stand. */
export interface Sent {
  tools: number;
  /** What the provider itself adds to a call with tools. */
  toolPrompt?: number;
  system: number;
  /** The summary that stands for earlier turns. */
  summary?: number;
  documentHistory?: number;
  imageHistory?: number;
  userHistory: number;
  toolHistory?: number;
  errorHistory?: number;
  reasoningHistory?: number;
  outputHistory: number;
  /** What a search found in turns that are no longer sent. */
  retrieved?: number;
  documents?: number;
  images?: number;
  user: number;
  /** This turn's tool calls so far, and their results. */
  toolResults?: number;
  /** This turn's failed attempts so far, and their errors. */
  errors?: number;
  reasoning?: number;
}

/** A usage in which the four usual amounts always stand. */
export type SimulatedUsage = Required<Pick<Usage, "input" | "cacheRead" | "cacheWrite" | "output">> & Usage;

/** One turn of a simulated conversation: one call, or several with tools and retries. */
export interface SimulatedTurn {
  /** From 1. */
  turn: number;
  /** The last call's whole prompt, in tokens: the sum of `sent`. */
  prompt: number;
  /** What the last call's prompt is made of. */
  sent: Sent;
  /** What all of its calls are billed by. */
  usage: SimulatedUsage;
  /** What all of its calls cost. */
  cost: Cost;
  /** The calls one by one, where there are several. */
  calls?: SimulatedCall[];
}

/** One call of a turn. */
export interface SimulatedCall {
  /** `tools` ends in tool use, `retry` is another attempt of the call before. */
  kind: "tools" | "answer" | "retry" | "summary" | "loop";
  prompt: number;
  sent: Sent;
  usage: SimulatedUsage;
  cost: Cost;
}

/** A simulated conversation. */
export interface Simulated {
  turns: SimulatedTurn[];
  /** All turns together. */
  usage: SimulatedUsage;
  /** All turns together; lines of the same bucket, rate and price row are added up. */
  cost: Cost & {
    /** The least and the most that the counts' bands allow; null where the total is. */
    low: string | null;
    high: string | null;
  };
  /** Whether every count in it is exact. */
  method: Method;
  /** What the system prompt and the tools were counted as. */
  system: Count;
  tools: Count;
  /** How the fullest turn fits the model's window, and the first turn that breaks a limit. */
  fit: {
    fullest: number;
    contextWindow: number | null;
    left: number | null;
    overflowAtTurn: number | null;
    overflow: "window" | "input" | "output" | null;
  };
}

/** What a request holds beside its texts. What is left out is none. */
export interface FrameRequest {
  model: string;
  /** How many messages, the system prompt among them. */
  messages?: number;
  /** The names of authors, where messages have them. */
  names?: readonly string[];
  /** Tool schemas, as the JSON text that is sent. Their part takes the place of a count of that text. */
  tools?: string;
  /** `any` for one tool by name, too. `auto` by default. */
  toolChoice?: "auto" | "any";
  /** In pixels. `detail`: OpenAI's, or Gemini's `media_resolution`. */
  images?: readonly { width: number; height: number; count?: number; detail?: "auto" | "low" | "medium" | "high" | "ultra" }[];
  pdfPages?: number;
  audioSeconds?: number;
  /** Without its sound. */
  videoSeconds?: number;
}

/** What a provider adds around texts, part by part. Always estimated. */
export interface Frame {
  count: Count;
  parts: {
    what: "messages" | "request" | "names" | "toolPrompt" | "tools" | "images" | "pdfPages" | "audioSeconds" | "videoSeconds" | (string & {});
    times: number;
    count: Count;
    /** Whether something is published for this model; else the band is the span of what is published for others. */
    known: boolean;
    /** Where the rule comes from. */
    source: string;
  }[];
}

/** The codes that errors carry. They do not change; new ones may come. */
export type FareboxErrorCode =
  // Arguments.
  | "bad_argument"
  | "bad_date"
  | "bad_time"
  | "bad_deal"
  | "bad_usage"
  | "text_too_large"
  | "usage_too_large"
  | "unknown_model"
  | "unknown_tokenizer"
  | "no_tokenizer"
  // What a provider does not sell, or not so.
  | "no_price_on_date"
  | "unknown_tier"
  | "tier_not_offered"
  | "exclusive_tiers"
  | "unknown_modifier"
  | "unknown_modifier_value"
  | "modifier_refused"
  | "modifier_not_yet"
  | "modifier_price_unknown"
  | "modifier_needs_standard"
  // Capacity.
  | "unknown_capacity"
  | "unknown_term"
  // Conversations.
  | "no_turns"
  | "too_many_turns"
  | "too_many_calls"
  | "bad_share"
  | "unknown_cache_life"
  | "turns_mismatch"
  | "conversation_too_large"
  | "amount_too_large"
  | "amount_inexact"
  // Links and price books.
  | "not_a_link"
  | "link_newer"
  | "link_damaged"
  | "link_too_long"
  | "link_too_much"
  | "link_unreadable"
  | "scenario_out_of_range"
  | "unknown_field"
  | "book_syntax"
  | "book_shape"
  | "book_lint"
  // Files beside the package.
  | "not_loaded"
  | "engine_unreachable"
  | "engine_failed"
  | "pack_unreachable"
  | "pack_corrupt"
  | "pack_not_loaded"
  | "worker_failed"
  | (string & {});

/**
 * Everything that the page can set: what a share link holds. `named` of `readLink` are the fields that are not at their usual
 * value, `unknown` those that this version does not know. More fields may come.
 */
export interface Scenario {
  version: number;
  model: string;
  tier: string;
  modifiers: Record<string, string>;
  /** Null for today. */
  date: string | null;
  time?: string;
  deal?: Deal;
  system: Part;
  tools: Part;
  first: Part;
  /** Tokens that each later turn adds. */
  later: number;
  /** Tokens of each answer. */
  output: number;
  /** 1 to 1,000. */
  turns: number;
  /**
   * Turns that are written out. `messages` begins with the second turn, as the first one's message is `first`; null leaves a turn
   * to `later` or `output`. `reasoning` is tokens of each call of a turn, 0 for what the conduct says.
   */
  written?: { messages?: (Part | null)[]; answers?: (Part | null)[]; reasoning?: number[] };
  cache: boolean;
  /** Whether each special token that is spelt in a text counts as one; not there where it is ordinary text. */
  special?: boolean;
  [field: string]: unknown;
}

/** What every method throws, or rejects with. */
export class FareboxError extends Error {
  constructor(code: FareboxErrorCode, message: string, options?: { cause?: unknown });
  /** Stable, for programs. */
  code: FareboxErrorCode;
}

/** Token counts and exact prices, computed where the text is. */
export class Farebox {
  private constructor();
  /**
   * Loads the engine; `base` is the folder where `farebox_bg.wasm` and `vocab/` lie, by default this package's own. The module
   * is loaded once and serves every instance.
   */
  static load(options?: { base?: string | URL }): Promise<Farebox>;
  /** Every model of the price book. */
  models(): Model[];
  /** Every tokenizer and estimator. */
  tokenizers(): Tokenizer[];
  /**
   * Counts a text for a model or under a tokenizer: its content alone, no message frame. Half of a surrogate pair counts as the
   * replacement character U+FFFD. Text that spells a special token, such as `<|endoftext|>`, is ordinary text; with
   * `special: true` each special token of the tokenizer that is spelt in the text counts as one.
   */
  count(text: string, options: Counting): Promise<Count>;
  /**
   * Counts many texts in workers and yields their counts in order. Texts are taken from the source only a little ahead of what
   * is asked for, so a source without end is counted in bounded memory. Leaving the loop stops the workers. Arguments are
   * checked when the first count is asked for.
   */
  countMany(texts: Iterable<string> | AsyncIterable<string>, options: Counting & Many & { errors: "yield" }): AsyncGenerator<Count | FareboxError, void, undefined>;
  countMany(texts: Iterable<string> | AsyncIterable<string>, options: Counting & Many): AsyncGenerator<Count, void, undefined>;
  /** What a model's provider adds around texts: messages, tools, pictures, pages, seconds. */
  frame(request: FrameRequest): Promise<Frame>;
  /** Prices one request. */
  price(request: Terms & { usage: Usage }): Cost;
  /** How the cost of one request, or of several together, comes about. Null where some price on the way is unknown. */
  waterfall(request: Terms & { usage: Usage | readonly Usage[] }): Waterfall | null;
  /** Every kind of capacity that a channel sells whole. */
  capacities(): Capacity[];
  /** Compares capacity with prices on demand; `usage` is the work that is done `perDay` times a day. */
  provision(request: Terms & { usage: Usage | readonly Usage[] }, capacity: Provision): Provisioned;
  /** Simulates a conversation, turn by turn. */
  simulate(request: Simulation): Promise<Simulated>;
  /** Reads a share link of the page's: what stands behind `#`, with or without it. */
  readLink(link: string): { scenario: Scenario; named: string[]; unknown: string[] };
  /** Writes one: what goes behind `#`. A field that there is not is refused. */
  writeLink(scenario: Partial<Scenario>): string;
  /** Counts and prices by another price book from now on: the text of a `prices.json`. */
  usePrices(json: string): void;
}
