//! The JSON schema of the price files, against the files themselves: a small validator of the keywords
//! that the schema uses, so that an editor and the loader agree.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its fixture has failed"
)]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The patterns that the schema may use, each with what it means.
fn matches(pattern: &str, text: &str) -> bool {
    let all = |text: &str, extra: &[u8]| {
        !text.is_empty()
            && text.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || extra.contains(&byte)
            })
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        r"^[0-9]+(\.[0-9]{1,6})?$" => match text.split_once('.') {
            None => digits(text),
            Some((whole, part)) => digits(whole) && digits(part) && part.len() <= 6,
        },
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
            text.len() == 10
                && text.split('-').map(str::len).eq([4, 2, 2])
                && text.split('-').all(digits)
        }
        r"^[0-9]{2}:[0-9]{2}$" => {
            text.len() == 5
                && text.split(':').map(str::len).eq([2, 2])
                && text.split(':').all(digits)
        }
        r"^[a-z0-9._-]+$" => all(text, b"._-"),
        r"^[a-z0-9._/:-]+$" => all(text, b"._-/:"),
        _ => panic!("the validator does not know the pattern {pattern}"),
    }
}

/// Every place where `value` breaks `schema`.
fn broken(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let fits = match keyword.as_str() {
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                broken(root, &root["$defs"][name], value, path, found);
                true
            }
            "type" => match rule.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "integer" => value.is_i64(),
                "boolean" => value.is_boolean(),
                other => panic!("unknown type {other}"),
            },
            "properties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = rule.get(key) {
                        broken(root, schema, value, &format!("{path}.{key}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    let known =
                        schema.get("properties").is_some_and(|known| known.get(key).is_some());
                    if rule.is_object() && !known {
                        broken(root, rule, value, &format!("{path}.{key}"), found);
                    } else if *rule == Value::Bool(false) && !known {
                        found.push(format!("{path}.{key}: not in the schema"));
                    }
                }
                true
            }
            "required" => {
                for key in rule.as_array().unwrap() {
                    if value.get(key.as_str().unwrap()).is_none() {
                        found.push(format!("{path}: {key} is missing"));
                    }
                }
                true
            }
            "items" => {
                for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                    broken(root, rule, value, &format!("{path}[{number}]"), found);
                }
                true
            }
            "minItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap())
            }
            "minLength" => {
                value.as_str().is_none_or(|text| text.len() as u64 >= rule.as_u64().unwrap())
            }
            "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
            "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
            "enum" => rule.as_array().unwrap().contains(value),
            "const" => rule == value,
            "pattern" => value.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text)),
            "$schema" | "$defs" | "title" | "description" => true,
            other => panic!("the validator does not know {other}"),
        };
        if !fits {
            found.push(format!("{path}: {value} breaks {keyword} {rule}"));
        }
    }
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../pricing/schema.json")).unwrap()
}

fn check(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut found = Vec::new();
    broken(&schema, &schema, value, "", &mut found);
    found
}

/// The JSON form of a TOML value.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => panic!("{number} is a float"),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}

fn files() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pricing");
    let mut files: Vec<(String, Value)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let table: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            (path.display().to_string(), json(toml::Value::Table(table)))
        })
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

#[test]
fn every_price_file_fits_the_schema() {
    let files = files();
    assert_eq!(files.len(), 15);
    for (name, value) in files {
        assert_eq!(check(&value), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let (_, good) = files().swap_remove(1);
    let changes: [(&str, Value); 8] = [
        ("/schema", json!(2)),
        ("/currency", json!("EUR")),
        ("/model/0/price/0/rates/input", json!("5.0000001")),
        ("/model/0/price/0/rates/input", json!(5)),
        ("/model/0/price/0/status", json!("sale")),
        ("/model/0/price/0/from", json!("2026")),
        ("/model/0/kind", json!("image")),
        ("/cache/ttls", json!([{ "id": "5m" }])),
    ];
    for (place, value) in changes {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(!check(&bad).is_empty(), "{place} is to be refused");
    }
    let mut unknown = good;
    unknown["model"][0]["colour"] = json!("red");
    assert_eq!(check(&unknown), [".model[0].colour: not in the schema"]);
}
