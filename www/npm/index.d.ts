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
  factors?: { id: string; name: string; factor: string }[];
  /** US dollars, as a decimal string; null where the rate is unknown. */
  amount: string | null;
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
}

/** What a price is asked for. */
export interface Terms {
  /** A model's id. */
  model: string;
  /** ISO date; today by default. */
  date?: string;
  /** `standard` by default. */
  tier?: string;
  /** Such as `{ inferenceGeo: "us" }`. `true` asks for the only value that a key has; `false` asks for nothing. */
  modifiers?: Record<string, string | boolean>;
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
  /** Caches as the provider does it at its best. False by default. */
  cache?: boolean;
}

/** A usage in which the four usual amounts always stand. */
export type SimulatedUsage = Required<Pick<Usage, "input" | "cacheRead" | "cacheWrite" | "output">> & Usage;

/** One turn of a simulated conversation: one call. */
export interface SimulatedTurn {
  /** From 1. */
  turn: number;
  /** The whole prompt, in tokens: the sum of `sent`. */
  prompt: number;
  /** What the prompt is made of, in tokens. */
  sent: { system: number; tools: number; userHistory: number; outputHistory: number; user: number };
  /** What the call is billed by. */
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

/** The codes that errors carry. They do not change; new ones may come. */
export type FareboxErrorCode =
  // Arguments.
  | "bad_argument"
  | "bad_date"
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
  // Conversations.
  | "no_turns"
  | "too_many_turns"
  | "turns_mismatch"
  | "conversation_too_large"
  | "amount_too_large"
  | "amount_inexact"
  // Files beside the package.
  | "not_loaded"
  | "engine_unreachable"
  | "engine_failed"
  | "pack_unreachable"
  | "pack_corrupt"
  | "pack_not_loaded"
  | (string & {});

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
  count(text: string, options: ({ model: string } | { tokenizer: string }) & { special?: boolean }): Promise<Count>;
  /** Prices one request. */
  price(request: Terms & { usage: Usage }): Cost;
  /** Simulates a conversation, turn by turn. */
  simulate(request: Simulation): Promise<Simulated>;
}
