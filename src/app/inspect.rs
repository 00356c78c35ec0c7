//! What is worth saying about a text before its tokens are believed.

use super::numbers::{bytes, whole};

/// What a tools field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Schemas {
    /// JSON; this many schemas, with the names that were found.
    Json {
        /// How many schemas.
        number: usize,
        /// Their names, where they have one.
        names: Vec<String>,
    },
    /// Not JSON: where and why.
    Broken(String),
}

/// Reads tool schemas: a list, an object with a `tools` list, or a single schema.
pub(super) fn schemas(text: &str) -> Option<Schemas> {
    if text.trim().is_empty() {
        return None;
    }
    let value: serde_json::Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            return Some(Schemas::Broken(format!(
                "Not valid JSON at line {}, column {}: {}. It is counted as the text that it is.",
                error.line(),
                error.column(),
                reason(&error),
            )));
        }
    };
    let list = match &value {
        serde_json::Value::Array(list) => list.as_slice(),
        serde_json::Value::Object(object) => match object.get("tools") {
            Some(serde_json::Value::Array(list)) => list.as_slice(),
            _ => std::slice::from_ref(&value),
        },
        _ => {
            return Some(Schemas::Broken(
                "This is JSON, but neither a tool schema nor a list of them. It is counted as the text that it is.".to_owned(),
            ));
        }
    };
    let names = list.iter().filter_map(name).collect();
    Some(Schemas::Json { number: list.len(), names })
}

/// A schema's name, where either of the two usual forms keeps it.
fn name(schema: &serde_json::Value) -> Option<String> {
    let direct = schema.get("name");
    let nested = schema.get("function").and_then(|function| function.get("name"));
    direct.or(nested).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// A JSON error without the position, which is said apart.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// A sentence about a text that looks wrong: binary data, or characters that could not be read.
pub(super) fn oddity(text: &str, broken_halves: bool) -> Option<String> {
    if broken_halves {
        return Some(
            "Some characters are halves of a pair (lone surrogates), which no provider accepts; each is counted as the replacement character \u{fffd}.".to_owned(),
        );
    }
    let controls = text
        .chars()
        .filter(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}'))
        .count();
    let replaced = text.chars().filter(|letter| *letter == '\u{fffd}').count();
    let letters = text.chars().count();
    if controls > 0 && text.contains('\0') || controls * 20 > letters {
        return Some(format!(
            "This looks like binary data: {} control characters in {}. It is counted as the text that it is; paste the text of the document instead.",
            whole(controls as u64),
            bytes(text.len()),
        ));
    }
    if replaced * 50 > letters {
        return Some(format!(
            "{} characters are the replacement character \u{fffd}: the text was damaged before it came here. It is counted as it is.",
            whole(replaced as u64),
        ));
    }
    None
}

/// The text of a file, or a sentence that says why it is none.
pub(super) fn text_of_file(name: &str, content: Vec<u8>) -> Result<String, String> {
    let content = match content.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => content,
    };
    String::from_utf8(content).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!(
            "\u{201c}{name}\u{201d} is not UTF-8 text (the first byte that is not is number {}). Export it as text first; nothing was changed.",
            whole(at as u64 + 1),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_of_both_providers_are_found_by_name() {
        let anthropic = r#"[{"name":"a","input_schema":{}},{"name":"b","input_schema":{}}]"#;
        let openai = r#"{"tools":[{"type":"function","function":{"name":"c"}}]}"#;
        assert_eq!(
            schemas(anthropic),
            Some(Schemas::Json { number: 2, names: vec!["a".to_owned(), "b".to_owned()] })
        );
        assert_eq!(schemas(openai), Some(Schemas::Json { number: 1, names: vec!["c".to_owned()] }));
        assert_eq!(schemas("  "), None);
    }

    #[test]
    fn broken_json_says_where() {
        let Some(Schemas::Broken(message)) = schemas("[{\"name\": \"a\",}]") else {
            panic!("a trailing comma is no JSON")
        };
        assert!(message.contains("line 1, column 15"), "{message}");
        assert!(message.contains("trailing comma"), "{message}");
        assert!(matches!(schemas("42"), Some(Schemas::Broken(_))));
    }

    #[test]
    fn binary_data_is_named_and_plain_text_is_not() {
        assert!(oddity("\u{7f}ELF\0\0\0\u{1}\u{2}", false).is_some_and(|it| it.contains("binary")));
        assert!(oddity("fine\ttext\r\nin two lines", false).is_none());
        assert!(oddity("x", true).is_some_and(|it| it.contains("surrogates")));
        assert!(oddity("\u{fffd}\u{fffd}ab", false).is_some_and(|it| it.contains("damaged")));
        assert!(oddity("", false).is_none());
    }

    #[test]
    fn a_file_that_is_no_text_is_refused_by_name() {
        assert_eq!(text_of_file("a.txt", b"\xef\xbb\xbfhello".to_vec()), Ok("hello".to_owned()));
        let refused = text_of_file("a.pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3".to_vec()).unwrap_err();
        assert!(refused.contains("a.pdf") && refused.contains("number 10"), "{refused}");
    }
}
