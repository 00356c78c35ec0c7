//! OTLP's own way to write a value (`stringValue`, `arrayValue`, `kvlistValue`, …) as plain JSON.
//!
//! Attributes that hold messages or schemas come so, or as a text of JSON: "When recorded on spans, it MAY
//! be recorded as a JSON string if structured format is not supported and SHOULD be recorded in structured
//! form otherwise" (OpenTelemetry's attribute registry, `gen_ai.input.messages`).

use super::json::{self, Object};

/// How deep OTLP's values may lie in each other.
const MOST_DEPTH: u32 = 16;

/// A list as plain JSON: out of a text that holds it, or of OTLP's `arrayValue`.
pub(super) fn plain_list(raw: &str) -> Option<String> {
    if let Some(text) = json::text(raw) {
        return Some(text.into_owned()).filter(|text| text.starts_with('['));
    }
    let values = Object::parse(raw).ok()?.list("values").ok()?;
    let values: Vec<String> =
        values.into_iter().map(|value| plain(value, MOST_DEPTH)).collect::<Option<_>>()?;
    Some(format!("[{}]", values.join(",")))
}

/// One of OTLP's values as plain JSON.
#[inline(never)]
fn plain(raw: &str, depth: u32) -> Option<String> {
    let (value, depth) = (Object::parse(raw).ok()?, depth.checked_sub(1)?);
    let scalar = ["stringValue", "intValue", "doubleValue", "boolValue"];
    if let Some(raw) = scalar.iter().find_map(|kind| value.raw(kind)) {
        return Some(raw.to_owned());
    }
    if let Some(list) = value.object("arrayValue").ok()? {
        let values = list.list("values").ok()?.into_iter().map(|value| plain(value, depth));
        return Some(format!("[{}]", values.collect::<Option<Vec<_>>>()?.join(",")));
    }
    let Some(object) = value.object("kvlistValue").ok()? else { return Some("null".to_owned()) };
    let fields = object.list("values").ok()?.into_iter().map(|field| {
        let field = Object::parse(field).ok()?;
        Some(format!("{}:{}", field.raw("key")?, plain(field.raw("value")?, depth)?))
    });
    Some(format!("{{{}}}", fields.collect::<Option<Vec<_>>>()?.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_the_same_as_text_and_as_values() {
        let text = r#""[{\"role\":\"user\",\"n\":[1,true,null]}]""#;
        let values = r#"{"values":[{"kvlistValue":{"values":[
            {"key":"role","value":{"stringValue":"user"}},
            {"key":"n","value":{"arrayValue":{"values":[{"intValue":1},{"boolValue":true},{}]}}}]}}]}"#;
        let expected = r#"[{"role":"user","n":[1,true,null]}]"#;
        assert_eq!(plain_list(text).as_deref(), Some(expected));
        assert_eq!(plain_list(values).as_deref(), Some(expected));
        for no in ["7", r#""text""#, "{}", r#"{"values":[7]}"#] {
            assert_ne!(plain_list(no).as_deref(), Some(expected), "{no}");
        }
        let deep = format!("{}{}", r#"{"values":[{"arrayValue":"#.repeat(40), "}]}".repeat(40));
        assert_eq!(plain_list(&deep), None);
    }
}
