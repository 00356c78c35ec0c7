use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::head::{LIST, put};
use super::*;

#[test]
fn every_kind_of_value_survives() {
    let all = json!({
        "turns": 30, "a": 31, "b": 32, "c": u64::MAX, "d": -1, "e": -32, "f": i64::MIN,
        "g": 0.1, "h": -1e300, "i": null, "j": true, "k": false, "l": "", "m": "Grüße, 世界", "n": [],
        "o": [1, [2, {"p": {}}]], "tokens": "standard", "": 158,
    });
    assert_eq!(read(&write(&all).unwrap()), Ok(all));
}

/// All shapes that serde knows of.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Shapes {
    nothing: (),
    some: Option<u8>,
    none: Option<u8>,
    pair: (i8, char),
    wrapped: Wrapped,
    variants: Vec<Variant>,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, f32>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(u32);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Variant {
    Plain,
    One(u64),
    Two(u64, String),
    Named { size: i64 },
}

#[test]
fn every_shape_survives_and_is_as_in_json() {
    let shapes = Shapes {
        nothing: (),
        some: Some(7),
        none: None,
        pair: (-3, 'ß'),
        wrapped: Wrapped(40),
        variants: vec![
            Variant::Plain,
            Variant::One(1),
            Variant::Two(2, "b".to_owned()),
            Variant::Named { size: -5 },
        ],
        rest: [("x".to_owned(), 0.5)].into(),
    };
    let bytes = write(&shapes).unwrap();
    assert_eq!(read::<Value>(&bytes), Ok(serde_json::to_value(&shapes).unwrap()));
    assert_eq!(read(&bytes), Ok(shapes));
}

#[test]
fn bytes_are_as_the_table_says() {
    // By hand: an object of two; the word 13 ("cache") and false; the word 12 ("turns") and 30.
    let bytes = write(&json!({"cache": false, "turns": 30})).unwrap();
    assert_eq!(bytes, [(4 << 5) + 2, (6 << 5) + 13, (5 << 5) + 1, (6 << 5) + 12, 30]);
    // 200 is 31 + 169; 169 is 41 and the top bit, then 1.
    assert_eq!(write(&json!({"turns": 200})).unwrap(), [129, 204, 31, 41 + 128, 1]);
}

#[test]
fn bombs_and_garbage_are_refused() {
    let refused = |bytes: &[u8]| read::<Value>(bytes).unwrap_err();
    let deep = [vec![129, 204], vec![97; 5_000], vec![0]].concat();
    assert_eq!(refused(&deep), Fault::TooMuch);
    let mut wide = vec![129, 204];
    put(&mut wide, LIST, 200_000);
    wide.extend(vec![0; 200_000]);
    assert_eq!(refused(&wide), Fault::TooMuch);
    // A list that says to be endless, and ends at once.
    let mut endless = vec![129, 204];
    put(&mut endless, LIST, u64::MAX);
    assert_eq!(refused(&endless), Fault::Garbage);
    let wrong: [&[u8]; 6] = [
        &[],
        &[129],
        &[129, 204, 0, 0], // goes on
        &[129, 204, 31, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127], // 70 bits
        &[129, 65, 255, 0], // no UTF-8
        &[163, 0, 0, 0, 0, 0, 0, 240, 127], // infinity
    ];
    for bytes in wrong {
        assert_eq!(refused(bytes), Fault::Garbage, "{bytes:?}");
    }
    for newer in [&[129, 204, 224][..], &[129, 204, 164], &[129, 204, 223, 127]] {
        assert_eq!(refused(newer), Fault::Newer, "{newer:?}");
    }
}

#[test]
fn the_wrong_kind_of_value_is_named() {
    let bytes = write(&json!({"some": "seven"})).unwrap();
    let said = read::<Shapes>(&bytes).unwrap_err().to_string();
    assert!(!said.is_empty());
    let said = read::<u64>(&write("seven").unwrap()).unwrap_err().to_string();
    assert_eq!(said, "a text stands where there should be a number");
    for wrong in [json!("one"), json!({"plain": 1}), json!({"one": 1, "plain": null}), json!({})] {
        assert!(read::<Variant>(&write(&wrong).unwrap()).is_err(), "{wrong}");
    }
    assert_eq!(read(&write(&json!({"plain": null})).unwrap()), Ok(Variant::Plain));
}
