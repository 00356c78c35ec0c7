//! The fields of a message, one by one.
//!
//! Not through `serde`: an enumeration told apart by a field of its own has to be kept whole in a form of
//! any type before it is read, which costs a module more code than its work.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

/// The largest whole number that a message holds exactly: 2^53.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// A field, undefined where there is none.
pub(crate) fn field(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A text.
pub(crate) fn text(message: &JsValue, name: &str) -> Option<String> {
    field(message, name).as_string()
}

/// A whole number.
pub(crate) fn whole(message: &JsValue, name: &str) -> Option<u64> {
    whole_of(&field(message, name))
}

/// A whole number that fits an identifier or a place.
pub(crate) fn number(message: &JsValue, name: &str) -> Option<u32> {
    whole(message, name).and_then(|number| u32::try_from(number).ok())
}

/// A list whose every entry can be read.
pub(crate) fn list<T>(
    message: &JsValue,
    name: &str,
    read: impl FnMut(JsValue) -> Option<T>,
) -> Option<Vec<T>> {
    let list = field(message, name);
    Array::is_array(&list).then(|| Array::from(&list).iter().map(read).collect()).flatten()
}

/// A value as a whole number.
pub(crate) fn whole_of(value: &JsValue) -> Option<u64> {
    let number = value.as_f64()?;
    // Its range is that of the type.
    #[allow(clippy::cast_sign_loss)]
    (number.fract() == 0.0 && (0.0..=LARGEST).contains(&number)).then_some(number as u64)
}
