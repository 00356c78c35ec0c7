//! OTLP's own way to write a value (`stringValue`, `arrayValue`, `kvlistValue`, …) as plain JSON.
//!
//! Attributes that hold messages or schemas come so, or as a text of JSON: "When recorded on spans, it MAY
//! be recorded as a JSON string if structured format is not supported and SHOULD be recorded in structured
//! form otherwise" (OpenTelemetry's attribute registry, `gen_ai.input.messages`).

use std::borrow::Cow;

use super::json::{self, Object};

/// How deep OTLP's values may lie in each other.
const MOST_DEPTH: u32 = 16;

/// A value as plain JSON. A text that holds a JSON list is that list; any other stays a text. `None` where
/// nothing is in it that JSON could say.
#[inline(never)]
pub(super) fn as_json(value: &str) -> Option<Cow<'_, str>> {
    let Some(raw) = Object::parse(value).ok()?.raw("stringValue") else {
        return plain(value, MOST_DEPTH).filter(|json| json != "null").map(Cow::Owned);
    };
    Some(match json::text(raw)? {
        // Somebody's prompt may begin with a bracket too.
        text if text.starts_with('[') && json::list(&text).is_ok() => text,
        _ => Cow::Borrowed(raw),
    })
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
        let text = r#"{"stringValue":"[{\"role\":\"user\",\"n\":[1,true,null]}]"}"#;
        let values = r#"{"arrayValue":{"values":[{"kvlistValue":{"values":[
            {"key":"role","value":{"stringValue":"user"}},
            {"key":"n","value":{"arrayValue":{"values":[{"intValue":1},{"boolValue":true},{}]}}}]}}]}}"#;
        let expected = r#"[{"role":"user","n":[1,true,null]}]"#;
        assert_eq!(as_json(text).as_deref(), Some(expected));
        assert_eq!(as_json(values).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_no_list_stays_a_text_and_what_is_no_value_is_nothing() {
        for (value, expected) in [
            (r#"{"stringValue":"[urgent] pay"}"#, r#""[urgent] pay""#),
            (r#"{"stringValue":"{\"a\":1}"}"#, r#""{\"a\":1}""#),
            (r#"{"intValue":"7"}"#, r#""7""#),
        ] {
            assert_eq!(as_json(value).as_deref(), Some(expected));
        }
        let deep = format!("{}{}", r#"{"arrayValue":{"values":["#.repeat(40), "]}}".repeat(40));
        for no in [
            "7",
            "",
            "{}",
            r#"{"bytesValue":"AA=="}"#,
            r#"{"arrayValue":7}"#,
            r#"{"arrayValue":{"values":[7]}}"#,
            &deep,
        ] {
            assert_eq!(as_json(no), None, "{no}");
        }
    }
}
