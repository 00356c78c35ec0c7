//! Counting with the `tokenizers` crate, for the bench.

use tokenizers::Tokenizer;
use wasm_bindgen::prelude::wasm_bindgen;

/// A tokenizer read from a `tokenizer.json`.
#[wasm_bindgen]
pub struct Counter(Tokenizer);

#[wasm_bindgen]
impl Counter {
    /// Reads the file's bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &[u8]) -> Result<Counter, String> {
        Tokenizer::from_bytes(json).map(Counter).map_err(|error| error.to_string())
    }

    /// The tokens of a text, without a begin or end token.
    pub fn count(&self, text: &str) -> Result<u32, String> {
        let encoding = self.0.encode_fast(text, false).map_err(|error| error.to_string())?;
        Ok(encoding.get_ids().len() as u32)
    }
}
