/** `exact`: by the public tokenizer that the model is documented to use. `estimated`: the truth is likely within `low`…`high`. */
export type Method = "exact" | "estimated";

/** A number of tokens with its band; all three are equal for an exact count. */
export interface Count {
  tokens: number;
  low: number;
  high: number;
  method: Method;
  /** The tokenizer or estimator, such as `o200k_base` or `claude-2026`. */
  tokenizer: string;
}

/** A model of the price book. */
export interface Model {
  /** `channel/model`, such as `openai/gpt-5.5`. */
  id: string;
  name: string;
  provider: string;
  channel: string;
  kind: string;
  /** Tokens; absent where it is not known. */
  contextWindow?: number;
  maxInput?: number;
  maxOutput?: number;
  /** `basis` says whether the provider documents the tokenizer or it is inferred. */
  tokenizer: { id: string; method: Method; basis: "published" | "inferred" | "unknown" };
  /** The service tiers that have a price today. */
  tiers: string[];
}

/** A tokenizer or estimator. */
export interface Tokenizer {
  id: string;
  name: string;
  method: Method;
  /** The ids of the models that are counted with it. */
  models: string[];
}

/** Disjoint amounts of one request: no token in two buckets. All optional, whole numbers. */
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
  training?: number;
  /** Token-hours. */
  cacheStorage?: number;
  /** Calls. */
  webSearches?: number;
  fileSearches?: number;
  codeExecutionHours?: number;
}

/** Where a rate comes from. */
export interface Row {
  /** ISO dates: from (inclusive) and to (exclusive). */
  from: string;
  to?: string;
  status: string;
  confidence: string;
  sources: string[];
}

/** One line of a bill. */
export interface Line {
  /** The bucket, as it is called in `Usage`. */
  bucket: string;
  tokens: number;
  /** US dollars per million tokens (or per call), as a decimal string; null where it is unknown. */
  rate: string | null;
  /** US dollars, as a decimal string; null where the rate is unknown. */
  amount: string | null;
  row: Row | null;
}

/** Something to know about a figure. */
export interface Warning {
  code: string;
  message: string;
}

/** An exact cost. */
export interface Cost {
  /** US dollars, exact to the pico-dollar, as a decimal string; null where a rate is unknown: unknown is not zero. */
  total: string | null;
  /** The same in whole pico-dollars, as a decimal string. */
  picoUsd: string | null;
  currency: "USD";
  lines: Line[];
  warnings: Warning[];
}

/** What a price is asked for. */
export interface Terms {
  model: string;
  /** ISO date; today by default. */
  date?: string;
  /** `standard` by default. */
  tier?: string;
  /** Such as `{ inferenceGeo: "us" }`. */
  modifiers?: Record<string, string | boolean>;
}

/** A text to be counted, or a size that is taken as it is, framing included. */
export type Part = string | { tokens: number };

/** A conversation to simulate. */
export interface Simulation extends Terms {
  system?: Part;
  tools?: Part;
  /** One for every turn, or one entry per turn. */
  user?: Part | Part[];
  output?: Part | Part[];
  /** 1 by default, or as many as the arrays have entries. */
  turns?: number;
  /** Caches as the provider does it at its best. False by default. */
  cache?: boolean;
}

/** One turn of a simulated conversation. */
export interface SimulatedTurn {
  turn: number;
  /** The whole prompt, in tokens. */
  prompt: number;
  usage: Required<Pick<Usage, "input" | "cacheRead" | "cacheWrite" | "output">> & Usage;
  cost: Cost;
}

/** A simulated conversation. */
export interface Simulated {
  turns: SimulatedTurn[];
  usage: SimulatedTurn["usage"];
  cost: Cost & {
    /** The least and the most that the counts' bands allow. */
    low: string | null;
    high: string | null;
  };
  /** Whether every count in it is exact. */
  method: Method;
  /** How the fullest turn fits the model's window. */
  fit: { fullest: number; contextWindow: number | null; left: number | null; overflowAtTurn: number | null };
}

/** An error with a stable `code`, such as `unknown_model`. */
export class FareboxError extends Error {
  code: string;
}

/** Token counts and exact prices, computed where the text is. */
export class Farebox {
  /** Loads the engine; `base` is the folder where wasm and packs lie, by default this package's own. */
  static load(options?: { base?: string | URL }): Promise<Farebox>;
  /** Every model of the price book. */
  models(): Model[];
  /** Every tokenizer and estimator. */
  tokenizers(): Tokenizer[];
  /** Counts a text for a model or under a tokenizer. */
  count(text: string, options: { model: string } | { tokenizer: string }): Promise<Count>;
  /** Prices one request. */
  price(request: Terms & { usage: Usage }): Cost;
  /** Simulates a conversation. */
  simulate(request: Simulation): Promise<Simulated>;
}
