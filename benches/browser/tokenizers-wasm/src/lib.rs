//! Counting with the `tokenizers` crate, for the bench.

use tokenizers::pipeline::{EncodeOptions, PipelineTokenizer};
use wasm_bindgen::prelude::wasm_bindgen;

/// A tokenizer read from a `tokenizer.json`.
#[wasm_bindgen]
pub struct Counter {
    tokenizer: PipelineTokenizer,
    options: EncodeOptions,
}

#[wasm_bindgen]
impl Counter {
    /// Reads the file's text, in the form that [`canonical`] gives.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Counter, String> {
        let tokenizer = tokenizers::from_json(json).map_err(|error| error.to_string())?;
        let options = EncodeOptions { encode_special_tokens: true, ..EncodeOptions::no_specials() };
        Ok(Counter { tokenizer, options })
    }

    /// The tokens of a text, without a begin or end token; what spells a special token is ordinary text.
    pub fn count(&self, text: &str) -> Result<u32, String> {
        let mut ids = Vec::with_capacity(text.len() / 4);
        self.tokenizer.encode_into(text, &self.options, &mut ids).map_err(|error| error.to_string())?;
        Ok(ids.len() as u32)
    }
}

/// A `tokenizer.json` of an older version in the form of this one, which the bench does beforehand.
#[wasm_bindgen]
pub fn canonical(json: &str) -> Result<String, String> {
    tokenizers::canonicalize_str(json).map_err(|error| error.to_string())
}
