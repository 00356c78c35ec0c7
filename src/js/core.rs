//! The surface that JavaScript sees: reads arguments, asks the engine, writes answers.
//!
//! Arguments are read before the engine is borrowed: reading may run the caller's code, and that may
//! call back into this very object.

use std::cell::RefCell;

use jiff::civil::Date;
use js_sys::Reflect;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::Engine;
use super::error::Refusal;
use super::link::{self, LinkInfo};
use super::request::parse;
use super::value;
use crate::tokenizer::Counters;

/// The engine as a handle for www/npm/index.js, which finds and loads bytes for it.
///
/// Every method that fails throws an `Error` with a stable `code`.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Core {
    engine: RefCell<Engine>,
}

#[wasm_bindgen]
impl Core {
    /// An engine with the built-in price book and no vocabulary.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Core, JsValue> {
        // The platform's own normalizer: the tables of another would weigh more than the engine.
        let counters = Counters::new(Some(|form, text| {
            js_sys::JsString::from(text).normalize(form.name()).into()
        }));
        Engine::new(counters)
            .map(|engine| Core { engine: RefCell::new(engine) })
            .map_err(|it| thrown(&it))
    }

    /// Every model of the price book.
    pub fn models(&self) -> Result<JsValue, JsValue> {
        self.answer(|engine| engine.models(today()?))
    }

    /// Every tokenizer and estimator.
    pub fn tokenizers(&self) -> Result<JsValue, JsValue> {
        self.answer(|engine| Ok(engine.tokenizers()))
    }

    /// The packs that this count still needs: `{ id, file, unpackedBytes }`.
    #[wasm_bindgen(js_name = packsForCount)]
    pub fn packs_for_count(&self, text: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let options = value::check_text("text", text).and_then(|()| request("options", options));
        self.answer(|engine| engine.packs_for_count(&options?))
    }

    /// Every pack that such counts need, loaded here or not: for engines in workers.
    #[wasm_bindgen(js_name = packsForWorkers)]
    pub fn packs_for_workers(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        let options = request("options", options);
        self.answer(|engine| engine.packs_for_workers(&options?))
    }

    /// The packs that this simulation still needs.
    #[wasm_bindgen(js_name = packsForSimulation)]
    pub fn packs_for_simulation(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        self.answer(|engine| engine.packs_for_simulation(&request?))
    }

    /// Throws where a pack as it was fetched is not the file that this build expects; `sha256` in
    /// lower-case hexadecimal, where the platform computes one.
    #[wasm_bindgen(js_name = checkPack)]
    #[allow(clippy::needless_pass_by_value, reason = "an optional text can only be taken so")]
    pub fn check_pack(id: &str, length: usize, sha256: Option<String>) -> Result<(), JsValue> {
        Engine::check_pack(id, length, sha256.as_deref()).map_err(|it| thrown(&it))
    }

    /// Takes an unpacked pack.
    #[wasm_bindgen(js_name = loadPack)]
    pub fn load_pack(&self, id: &str, unpacked: &[u8]) -> Result<(), JsValue> {
        self.engine
            .try_borrow_mut()
            .map_err(|_| Refusal::Busy)
            .and_then(|mut engine| engine.load_pack(id, unpacked))
            .map_err(|it| thrown(&it))
    }

    /// Counts a text whose packs are loaded.
    pub fn count(&self, text: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let options = request("options", options);
        let text = value::text("text", text);
        self.answer(|engine| engine.count(&text?, &options?))
    }

    /// Prices one call.
    pub fn price(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        self.answer(|engine| engine.price(&request?, today()?))
    }

    /// How the cost of one call or of several comes about, step by step; null where some price on the
    /// way is unknown.
    pub fn waterfall(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        self.answer(|engine| engine.waterfall(&request?, today()?))
    }

    /// Every kind of capacity that a channel sells whole.
    pub fn capacities(&self) -> Result<JsValue, JsValue> {
        self.answer(|engine| Ok(engine.capacities()))
    }

    /// Compares capacity with prices on demand.
    pub fn provision(&self, request: &JsValue, capacity: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        let capacity = self::request("capacity", capacity);
        self.answer(|engine| engine.provision(&request?, &capacity?, today()?))
    }

    /// Simulates a conversation whose packs are loaded.
    pub fn simulate(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        self.answer(|engine| engine.simulate(&request?, today()?))
    }

    /// What a link says: `{ scenario, named, unknown }`.
    #[wasm_bindgen(js_name = readLink)]
    pub fn read_link(&self, link: &JsValue) -> Result<JsValue, JsValue> {
        let link = value::text("link", link);
        self.answer(|_| LinkInfo::read(&link?))
    }

    /// A link to a scenario, given as JSON.
    #[wasm_bindgen(js_name = writeLink)]
    pub fn write_link(&self, scenario: &JsValue) -> Result<JsValue, JsValue> {
        let scenario = value::text("scenario", scenario);
        self.answer(|_| link::write(&scenario?))
    }

    /// Takes another price book, the text of a `prices.json`.
    #[wasm_bindgen(js_name = usePrices)]
    pub fn use_prices(&self, prices: &JsValue) -> Result<JsValue, JsValue> {
        let prices = value::text("prices", prices);
        self.answer(|engine| engine.use_prices(&prices?))
    }

    /// The packs that this frame still needs.
    #[wasm_bindgen(js_name = packsForFrame)]
    pub fn packs_for_frame(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        self.answer(|engine| engine.packs_for_frame(&request?))
    }

    /// What a provider adds around texts, whose packs are loaded.
    pub fn frame(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request = self::request("request", request);
        self.answer(|engine| engine.frame(&request?))
    }

    fn answer<T: Serialize>(
        &self,
        ask: impl FnOnce(&mut Engine) -> Result<T, Refusal>,
    ) -> Result<JsValue, JsValue> {
        self.engine
            .try_borrow_mut()
            .map_err(|_| Refusal::Busy)
            .and_then(|mut engine| ask(&mut engine))
            .and_then(|answer| {
                answer
                    .serialize(&Serializer::json_compatible())
                    .map_err(|error| Refusal::Answer(error.to_string()))
            })
            .map_err(|it| thrown(&it))
    }
}

/// Once for each kind of request, whoever asks: inlined it would weigh tens of kilobytes.
#[inline(never)]
fn request<T: DeserializeOwned>(name: &str, argument: &JsValue) -> Result<T, Refusal> {
    Ok(parse(name, value::read(name, argument)?)?)
}

/// The day on this machine's calendar.
fn today() -> Result<Date, Refusal> {
    let now = js_sys::Date::new_0();
    let day = || {
        let year = i16::try_from(now.get_full_year()).ok()?;
        let month = i8::try_from(now.get_month() + 1).ok()?;
        Date::new(year, month, i8::try_from(now.get_date()).ok()?).ok()
    };
    day().ok_or(Refusal::NoToday)
}

/// A refusal as JavaScript throws it.
fn thrown(refusal: &Refusal) -> JsValue {
    let error = js_sys::Error::new(&refusal.sentence());
    // A property can always be set on a new error.
    let _ = Reflect::set(&error, &JsValue::from_str("code"), &JsValue::from_str(refusal.code()));
    error.into()
}
