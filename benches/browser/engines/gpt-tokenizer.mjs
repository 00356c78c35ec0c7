import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

// What spells a special token is ordinary text, as everywhere in this comparison.
const ordinary = { disallowedSpecial: new Set() };
export const ready = () => (text) => countTokens(text, ordinary);
