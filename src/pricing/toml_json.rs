//! A TOML price file as JSON, with the line of every place in it. The build script and `cargo xtask` use
//! this same file.
//!
//! Nothing is computed on the way: text stays text, dates become text, and a float is refused, because
//! money is never a float.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// A price file in its JSON form.
pub(crate) struct File {
    /// The file as a JSON object.
    pub(crate) value: Value,
    /// The line of each place, such as `model[3].price[0].rates.input`.
    #[allow(dead_code, reason = "the build script has no use for lines")]
    pub(crate) lines: BTreeMap<String, usize>,
}

/// Why a text is no price file: the line, where known, and the reason.
pub(crate) struct Refusal {
    pub(crate) line: Option<usize>,
    pub(crate) reason: String,
}

/// Converts the text of a price file.
pub(crate) fn convert(text: &str) -> Result<File, Refusal> {
    let newlines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let table = DeTable::parse(text).map_err(|error| Refusal {
        line: error.span().map(|span| line_at(&newlines, span.start)),
        reason: error.message().to_owned(),
    })?;
    let mut converter = Converter { newlines, lines: BTreeMap::new() };
    let value = converter.table(table.get_ref(), "")?;
    Ok(File { value, lines: converter.lines })
}

/// The JSON form of a whole book, `{"schema":1,"channels":[…]}`, from pairs of a file's name and its text,
/// sorted by name; else the name of the file that is no price file, and why.
#[allow(dead_code, reason = "for the build script and the project's commands")]
pub(crate) fn book(files: &[(String, String)]) -> Result<Value, (String, Refusal)> {
    let mut channels = Vec::new();
    for (name, text) in files {
        let converted = convert(text).map_err(|refusal| (name.clone(), refusal))?;
        let mut channel = Map::new();
        channel.insert("file".to_owned(), Value::String(name.clone()));
        if let Value::Object(object) = converted.value {
            channel.extend(object);
        }
        channels.push(Value::Object(channel));
    }
    let mut book = Map::new();
    book.insert("schema".to_owned(), Value::from(1));
    book.insert("channels".to_owned(), Value::Array(channels));
    Ok(Value::Object(book))
}

struct Converter {
    /// Where the lines end.
    newlines: Vec<usize>,
    lines: BTreeMap<String, usize>,
}

impl Converter {
    fn table(&mut self, table: &DeTable<'_>, path: &str) -> Result<Value, Refusal> {
        let mut object = Map::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            self.lines.insert(path.clone(), line_at(&self.newlines, key.span().start));
            object.insert(name.to_owned(), self.value(value.get_ref(), value.span().start, &path)?);
        }
        Ok(Value::Object(object))
    }

    fn value(&mut self, value: &DeValue<'_>, at: usize, path: &str) -> Result<Value, Refusal> {
        let refuse = |reason: String| Refusal { line: Some(line_at(&self.newlines, at)), reason };
        Ok(match value {
            DeValue::String(text) => Value::String(text.clone().into_owned()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map(Value::from)
                .map_err(|_| refuse(format!("{path}: {} is too large", number.as_str())))?,
            DeValue::Float(number) => {
                let number = number.as_str();
                return Err(refuse(format!(
                    "{path}: {number} is a float; write figures as text, \"{number}\""
                )));
            }
            DeValue::Boolean(flag) => Value::Bool(*flag),
            DeValue::Datetime(date) => Value::String(date.to_string()),
            DeValue::Array(items) => {
                let mut array = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    let path = format!("{path}[{number}]");
                    let at = item.span().start;
                    self.lines.insert(path.clone(), line_at(&self.newlines, at));
                    array.push(self.value(item.get_ref(), at, &path)?);
                }
                Value::Array(array)
            }
            DeValue::Table(table) => self.table(table, path)?,
        })
    }
}

/// The line, counted from 1, that a byte is in.
fn line_at(newlines: &[usize], byte: usize) -> usize {
    1 + newlines.partition_point(|end| *end < byte)
}
