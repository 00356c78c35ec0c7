//! An argument as a bounded tree of plain data.
//!
//! Whatever JavaScript can hold may come: getters that throw, proxies, cycles, lists with a billion
//! holes. Everything that runs the caller's code is called so that what it throws comes back as an
//! error, and depth, number of values and length of text are bounded before they are read.

use js_sys::{Array, JsString, Reflect};
use serde_json::{Map, Number, Value};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::error::{ArgumentError, Refusal};

/// UTF-16 units that all texts of a request may have together. As UTF-8 that is at most three times as
/// many bytes, and an estimate notes eight bytes more wherever the kind of content changes: all must
/// fit into the 4 GiB of a module. Every context window ends long before.
const MOST_TEXT: usize = 32 << 20;
/// A request, its deal, a list of adjustments, one of them, its list of buckets.
const MOST_DEPTH: usize = 5;
/// Values in a request: twice the most turns, each with a user message and an answer of an object and
/// a number.
const MOST_VALUES: usize = 100_000;
/// Fields of an object.
const MOST_FIELDS: usize = 64;
/// Characters of a field's name.
const LONGEST_NAME: usize = 64;
/// The largest number up to which JavaScript tells all whole numbers apart: 2⁵³ − 1.
const MOST_SAFE: f64 = 9_007_199_254_740_991.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_list(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(value: &JsValue) -> Result<Array, JsValue>;
}

/// Reads an argument; `name` is what it is called.
pub(super) fn read(name: &str, value: &JsValue) -> Result<Value, Refusal> {
    if !value.is_object() {
        let reason = format!("is {}; give an object", kind(value));
        return Err(ArgumentError::new(name, reason).into());
    }
    let mut reader = Reader { values: 0, text: 0 };
    reader.value("", value, 0)?.ok_or_else(|| ArgumentError::new(name, "is undefined").into())
}

/// Reads a text that is an argument of its own.
pub(super) fn text(name: &str, value: &JsValue) -> Result<String, Refusal> {
    let mut reader = Reader { values: 0, text: 0 };
    match value.dyn_ref::<JsString>() {
        Some(text) => reader.text(name, text),
        None => Err(not_a_text(name, value)),
    }
}

/// Makes sure that an argument is a text, without copying it.
pub(super) fn check_text(name: &str, value: &JsValue) -> Result<(), Refusal> {
    match value.dyn_ref::<JsString>() {
        Some(text) => check_length(name, text.length() as usize),
        None => Err(not_a_text(name, value)),
    }
}

struct Reader {
    values: usize,
    text: usize,
}

impl Reader {
    /// A value; `None` for `undefined`, which is as good as absent.
    fn value(
        &mut self,
        path: &str,
        value: &JsValue,
        depth: usize,
    ) -> Result<Option<Value>, Refusal> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(wrong(path, format!("the request holds more than {MOST_VALUES} values")));
        }
        if value.is_undefined() {
            return Ok(None);
        }
        if let Some(text) = value.dyn_ref::<JsString>() {
            return self.text(path, text).map(|text| Some(Value::String(text)));
        }
        if let Some(on) = value.as_bool() {
            return Ok(Some(Value::Bool(on)));
        }
        if let Some(number) = value.as_f64() {
            return self::number(path, number).map(Some);
        }
        if !value.is_object() {
            return Err(wrong(path, format!("is {}; leave it out or give a value", kind(value))));
        }
        if depth == MOST_DEPTH {
            return Err(wrong(path, "is nested deeper than any argument"));
        }
        if is_list(value).map_err(|thrown| unreadable(path, &thrown))? {
            self.list(path, value, depth).map(Some)
        } else {
            self.object(path, value, depth).map(Some)
        }
    }

    fn list(&mut self, path: &str, list: &JsValue, depth: usize) -> Result<Value, Refusal> {
        let length = get(path, list, &JsValue::from_str("length"))?.as_f64().unwrap_or_default();
        let length = number(path, length)?.as_u64().and_then(|length| u32::try_from(length).ok());
        let length = length
            .filter(|length| *length as usize <= MOST_VALUES)
            .ok_or_else(|| wrong(path, "has more entries than any list may have"))?;
        let mut values = Vec::new();
        for index in 0..length {
            let path = format!("{path}[{index}]");
            let entry =
                Reflect::get_u32(list, index).map_err(|thrown| unreadable(&path, &thrown))?;
            let entry = self.value(&path, &entry, depth + 1)?;
            values.push(entry.ok_or_else(|| wrong(&path, "is undefined; give a value"))?);
        }
        Ok(Value::Array(values))
    }

    fn object(&mut self, path: &str, object: &JsValue, depth: usize) -> Result<Value, Refusal> {
        let names = keys(object).map_err(|thrown| unreadable(path, &thrown))?;
        if names.length() as usize > MOST_FIELDS {
            return Err(wrong(
                path,
                format!("has {} fields, more than any object may have", names.length()),
            ));
        }
        let mut fields = Map::new();
        for index in 0..names.length() {
            let name = names.get(index);
            let length = name.dyn_ref::<JsString>().map_or(0, JsString::length) as usize;
            if length > LONGEST_NAME {
                return Err(wrong(
                    path,
                    format!("has a field whose name is {length} characters long"),
                ));
            }
            let key = name.as_string().unwrap_or_default();
            let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let field = get(&inner, object, &name)?;
            if let Some(field) = self.value(&inner, &field, depth + 1)? {
                fields.insert(key, field);
            }
        }
        Ok(Value::Object(fields))
    }

    /// A text; half of a surrogate pair becomes the replacement character, as it does on the page.
    fn text(&mut self, path: &str, text: &JsString) -> Result<String, Refusal> {
        self.text = self.text.saturating_add(text.length() as usize);
        check_length(path, self.text)?;
        Ok(String::from(text))
    }
}

fn check_length(path: &str, length: usize) -> Result<(), Refusal> {
    if length > MOST_TEXT {
        return Err(Refusal::TextTooLarge { path: path.to_owned(), length, most: MOST_TEXT });
    }
    Ok(())
}

fn number(path: &str, number: f64) -> Result<Value, Refusal> {
    if number.fract() == 0.0 && number.abs() <= MOST_SAFE {
        return Ok(Value::Number(Number::from(number as i64)));
    }
    let number = Number::from_f64(number)
        .ok_or_else(|| wrong(path, format!("is {number}; give a number of something")))?;
    Ok(Value::Number(number))
}

fn get(path: &str, object: &JsValue, name: &JsValue) -> Result<JsValue, Refusal> {
    Reflect::get(object, name).map_err(|thrown| unreadable(path, &thrown))
}

fn not_a_text(name: &str, value: &JsValue) -> Refusal {
    wrong(name, format!("is {}; give a text", kind(value)))
}

/// The caller's own code threw while its argument was read.
fn unreadable(path: &str, thrown: &JsValue) -> Refusal {
    // Its message may be anything, even a getter that throws again.
    let message = Reflect::get(thrown, &JsValue::from_str("message")).ok();
    match message.and_then(|message| message.as_string()) {
        Some(message) => wrong(path, format!("cannot be read ({message}); give plain data")),
        None => wrong(path, "cannot be read; give plain data"),
    }
}

fn wrong(path: &str, reason: impl Into<String>) -> Refusal {
    ArgumentError::new(if path.is_empty() { "request" } else { path }, reason).into()
}

/// What kind of thing a value is, for a sentence.
fn kind(value: &JsValue) -> &'static str {
    if value.is_undefined() {
        "undefined"
    } else if value.is_null() {
        "null"
    } else if value.is_bigint() {
        "a BigInt"
    } else if value.is_symbol() {
        "a symbol"
    } else if value.is_function() {
        "a function"
    } else if value.is_string() {
        "a text"
    } else if value.as_f64().is_some() {
        "a number"
    } else if value.as_bool().is_some() {
        "true or false"
    } else {
        "an object"
    }
}
