//! Turns `pricing/*.toml` into the one JSON text that the engine embeds. Nothing is computed: the
//! figures are copied as they stand, so that what was reviewed is what ships.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("pricing");
    println!("cargo::rerun-if-changed=pricing");
    println!("cargo::rerun-if-changed=build.rs");

    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();

    let mut channels = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path)?;
        let table: toml::Table =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut channel = Map::new();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        channel.insert("file".to_owned(), Value::String(name));
        for (key, value) in table {
            channel.insert(key, json(value)?);
        }
        channels.push(Value::Object(channel));
    }
    let mut book = Map::new();
    book.insert("schema".to_owned(), Value::from(1));
    book.insert("channels".to_owned(), Value::Array(channels));
    let target = PathBuf::from(env::var("OUT_DIR")?).join("prices.json");
    fs::write(target, serde_json::to_string(&Value::Object(book))?)?;
    Ok(())
}

/// A TOML value as JSON; dates become strings. Money is never a float, so a float is an error.
fn json(value: toml::Value) -> Result<Value, Box<dyn Error>> {
    Ok(match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => {
            return Err(format!("{number}: write figures as strings").into());
        }
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => {
            Value::Array(items.into_iter().map(json).collect::<Result<_, _>>()?)
        }
        toml::Value::Table(table) => {
            let mut object = Map::new();
            for (key, value) in table {
                object.insert(key, json(value)?);
            }
            Value::Object(object)
        }
    })
}
