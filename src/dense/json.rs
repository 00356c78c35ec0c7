//! JSON text, read by way of this form.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde::ser::Serializer;

use super::head::{LIST, OBJECT, TEXT, put};
use super::read::{Reader, Strays};
use super::write::Writer;

/// Why JSON text is not what is asked for.
#[derive(Debug)]
pub(crate) enum Misread {
    /// It is no JSON.
    Syntax(serde_json::Error),
    /// A value is missing, unknown, or not what its place asks for.
    Shape {
        /// The place, such as `channels[0].model[3]`; empty for the whole.
        path: String,
        /// What is wrong there.
        reason: String,
    },
}

/// Reads a value.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str, strays: Strays) -> Result<T, Misread> {
    let bytes = transcribe(text).map_err(Misread::Syntax)?;
    let mut reader = Reader::new(&bytes, strays);
    let value = T::deserialize(&mut reader);
    value.map_err(|fault| reader.misread(&fault))
}

/// The text's value in this form. Without words: they are for what is kept, and take time to find.
fn transcribe(text: &str) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut json = serde_json::Deserializer::from_str(text);
    Scribe(&mut bytes).deserialize(&mut json)?;
    json.end()?;
    Ok(bytes)
}

struct Scribe<'a>(&'a mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for Scribe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scribe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Writer(self.0).serialize_unit().map_err(E::custom)
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<(), E> {
        Writer(self.0).serialize_bool(on).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        Writer(self.0).serialize_u64(number).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        Writer(self.0).serialize_i64(number).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        Writer(self.0).serialize_f64(number).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        put(self.0, TEXT, text.len() as u64);
        self.0.extend(text.as_bytes());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut many = Writer(self.0).many(LIST);
        while list.next_element_seed(Scribe(many.bytes))?.is_some() {
            many.length += 1;
        }
        many.close();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut many = Writer(self.0).many(OBJECT);
        while object.next_key_seed(Scribe(many.bytes))?.is_some() {
            object.next_value_seed(Scribe(many.bytes))?;
            many.length += 1;
        }
        many.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::Value;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Shelf {
        name: String,
        #[serde(default)]
        books: Vec<Book>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Book {
        pages: Option<u32>,
        #[serde(default)]
        kind: Kind,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Kind {
        #[default]
        Paper,
        Film {
            minutes: u8,
        },
    }

    fn place(text: &str) -> (String, String) {
        match read_json::<Shelf>(text, Strays::Refused).unwrap_err() {
            Misread::Shape { path, reason } => (path, reason),
            Misread::Syntax(error) => panic!("{error}"),
        }
    }

    #[test]
    fn json_is_read_as_serde_json_reads_it() {
        let text = r#"{"a":[1,-2,0.5,1e300,null,true,false,"Gr\u00fc\u00dfe"],"b":{"":{}},"tokens":"turns","c":18446744073709551615,"d":-9223372036854775808}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(read_json::<Value>(text, Strays::Refused).unwrap(), value);
        let text = r#"{"books":[{"kind":{"film":{"minutes":90}},"pages":3}],"name":"x"}"#;
        assert_eq!(
            read_json::<Shelf>(text, Strays::Refused).unwrap(),
            serde_json::from_str::<Shelf>(text).unwrap()
        );
        for text in ["", "{", "[1,]", "{} x", "\u{0}", "{\"a\":\"\\ud800\"}"] {
            assert!(
                matches!(read_json::<Value>(text, Strays::Refused), Err(Misread::Syntax(_))),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_stray_field_is_passed_over_where_that_is_asked_for() {
        let text = r#"{"name":"x","shelf":{"name":[1]}}"#;
        let read = read_json::<Shelf>(text, Strays::Passed).unwrap();
        assert_eq!(read, Shelf { name: "x".to_owned(), books: Vec::new() });
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = |text: &str, path: &str, reason: &str| {
            assert_eq!(place(text), (path.to_owned(), reason.to_owned()), "{text}");
        };
        told("5", "", "a number stands where there should be an object");
        told(r#"{"books":[]}"#, "", "missing field `name`");
        told(r#"{"name":"","name":""}"#, "name", "duplicate field `name`");
        told(
            r#"{"name":"","shelf":1}"#,
            "shelf",
            "unknown field `shelf`, expected one of `name`, `books`",
        );
        let book = |book: &str| format!(r#"{{"name":"","books":[{{"pages":1}},{book}]}}"#);
        told(&book(r#"{"pages":-1}"#), "books[1].pages", "it is not u32");
        told(
            &book(r#"{"pages":"1"}"#),
            "books[1].pages",
            "a text stands where there should be a number",
        );
        told(
            &book(r#"{"pages":1,"kind":"clay"}"#),
            "books[1].kind",
            "unknown variant `clay`, expected one of `paper`, `film`",
        );
        told(
            &book(r#"{"pages":1,"kind":{"film":{}}}"#),
            "books[1].kind",
            "missing field `minutes`",
        );
    }
}
