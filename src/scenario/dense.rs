//! A value of JSON in few bytes.
//!
//! A value begins with one byte: its kind in the upper three bits, a number in the lower five. Thirty-one
//! there means that the number follows, less thirty-one, in groups of seven bits, the lowest first and
//! all but the last with the top bit set.
//!
//! | kind | value | the number is |
//! |---|---|---|
//! | 0 | whole number, 0 or more | itself |
//! | 1 | whole number below 0 | −1 − itself |
//! | 2 | text | its length in bytes of UTF-8, which follow |
//! | 3 | list | its length; the values follow |
//! | 4 | object | its length; a text or word and a value follow for each field |
//! | 5 | null, false, true, or a 64-bit float whose eight bytes follow, the lowest first | 0, 1, 2, 3 |
//! | 6 | word | its place in [`WORDS`] |
//!
//! Kind 7 is free. Reading allocates no more than a multiple of what it is given.

use serde_json::{Map, Number, Value};

use super::words::{WORDS, place};

/// How deep a value may be nested.
const MOST_DEPTH: usize = 16;
/// How many values there may be in one, itself included.
const MOST_VALUES: usize = 100_000;
/// The largest number that fits beside a kind.
const SMALL: u64 = 31;

/// Why bytes are no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// They end too soon, go on too long, or say what nothing means.
    Garbage,
    /// Nested deeper than [`MOST_DEPTH`], or more than [`MOST_VALUES`] values.
    TooMuch,
    /// A kind or a word that this build does not know.
    Newer,
}

/// Writes an object.
pub(super) fn write(fields: &Map<String, Value>) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_object(&mut bytes, fields);
    bytes
}

/// Reads an object that fills the bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    let mut reader = Reader { bytes, values: 0 };
    match reader.value(0)? {
        Value::Object(fields) if reader.bytes.is_empty() => Ok(fields),
        _ => Err(Fault::Garbage),
    }
}

fn put_object(bytes: &mut Vec<u8>, fields: &Map<String, Value>) {
    put(bytes, 4, fields.len() as u64);
    for (name, value) in fields {
        put_text(bytes, name);
        put_value(bytes, value);
    }
}

fn put_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => put(bytes, 5, 0),
        Value::Bool(on) => put(bytes, 5, 1 + u64::from(*on)),
        Value::Number(number) => put_number(bytes, number),
        Value::String(text) => put_text(bytes, text),
        Value::Array(values) => {
            put(bytes, 3, values.len() as u64);
            for value in values {
                put_value(bytes, value);
            }
        }
        Value::Object(fields) => put_object(bytes, fields),
    }
}

fn put_number(bytes: &mut Vec<u8>, number: &Number) {
    if let Some(whole) = number.as_u64() {
        put(bytes, 0, whole);
    } else if let Some(below) = number.as_i64() {
        put(bytes, 1, (!below).cast_unsigned());
    } else {
        put(bytes, 5, 3);
        bytes.extend(number.as_f64().unwrap_or_default().to_le_bytes());
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    if let Some(word) = place(text) {
        put(bytes, 6, word as u64);
    } else {
        put(bytes, 2, text.len() as u64);
        bytes.extend(text.as_bytes());
    }
}

fn put(bytes: &mut Vec<u8>, kind: u8, number: u64) {
    let Some(mut rest) = number.checked_sub(SMALL) else {
        bytes.push(kind << 5 | number as u8);
        return;
    };
    bytes.push(kind << 5 | SMALL as u8);
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

struct Reader<'a> {
    bytes: &'a [u8],
    values: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, Fault> {
        self.values += 1;
        if depth > MOST_DEPTH || self.values > MOST_VALUES {
            return Err(Fault::TooMuch);
        }
        let (kind, number) = self.head()?;
        Ok(match kind {
            0 => number.into(),
            1 => {
                let below = i64::try_from(number).map_err(|_| Fault::Garbage)?;
                (!below).into()
            }
            2 | 6 => Value::String(self.text(kind, number)?),
            3 => {
                let mut values = Vec::new();
                for _ in 0..number {
                    values.push(self.value(depth + 1)?);
                }
                values.into()
            }
            4 => {
                let mut fields = Map::new();
                for _ in 0..number {
                    let (kind, number) = self.head()?;
                    let name = self.text(kind, number)?;
                    let value = self.value(depth + 1)?;
                    if fields.insert(name, value).is_some() {
                        return Err(Fault::Garbage);
                    }
                }
                fields.into()
            }
            5 => match number {
                0 => Value::Null,
                1 => false.into(),
                2 => true.into(),
                3 => {
                    let bytes = self.take(8)?.try_into().map_err(|_| Fault::Garbage)?;
                    let number = Number::from_f64(f64::from_le_bytes(bytes));
                    number.ok_or(Fault::Garbage)?.into()
                }
                _ => return Err(Fault::Newer),
            },
            _ => return Err(Fault::Newer),
        })
    }

    fn text(&mut self, kind: u8, number: u64) -> Result<String, Fault> {
        match kind {
            2 => {
                let bytes = self.take(number)?;
                String::from_utf8(bytes.to_vec()).map_err(|_| Fault::Garbage)
            }
            6 => {
                let word = usize::try_from(number).ok().and_then(|place| WORDS.get(place));
                word.map(|word| (*word).to_owned()).ok_or(Fault::Newer)
            }
            _ => Err(Fault::Garbage),
        }
    }

    fn head(&mut self) -> Result<(u8, u64), Fault> {
        let first = self.byte()?;
        let (kind, small) = (first >> 5, u64::from(first & 31));
        if small < SMALL {
            return Ok((kind, small));
        }
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift > 63 || (bits << shift) >> shift != bits {
                return Err(Fault::Garbage);
            }
            number |= bits << shift;
            shift += 7;
            if byte < 0x80 {
                let number = number.checked_add(SMALL).ok_or(Fault::Garbage)?;
                return Ok((kind, number));
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let (first, rest) = self.bytes.split_first().ok_or(Fault::Garbage)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn take(&mut self, length: u64) -> Result<&[u8], Fault> {
        let length = usize::try_from(length).map_err(|_| Fault::Garbage)?;
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(Fault::Garbage)?;
        self.bytes = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(json: &str) -> Map<String, Value> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_kind_of_value_survives() {
        let all = object(
            r#"{"turns":30,"a":31,"b":32,"c":18446744073709551615,"d":-1,"e":-32,"f":-9223372036854775808,
            "g":0.1,"h":-1e300,"i":null,"j":true,"k":false,"l":"","m":"Grüße, 世界","n":[],"o":[1,[2,{"p":{}}]],
            "tokens":"standard","":158}"#,
        );
        assert_eq!(read(&write(&all)), Ok(all));
    }

    #[test]
    fn bytes_are_as_the_table_says() {
        // By hand: an object of two; the word 12 ("turns") and 30; the word 13 ("cache") and false.
        let bytes = write(&object(r#"{"turns":30,"cache":false}"#));
        assert_eq!(bytes, [(4 << 5) + 2, (6 << 5) + 13, (5 << 5) + 1, (6 << 5) + 12, 30]);
        // 200 is 31 + 169; 169 is 41 and the top bit, then 1.
        assert_eq!(write(&object(r#"{"turns":200}"#)), [129, 204, 31, 41 + 128, 1]);
    }

    #[test]
    fn bombs_and_garbage_are_refused() {
        let deep = [vec![129, 204], vec![97; 5_000], vec![0]].concat();
        assert_eq!(read(&deep), Err(Fault::TooMuch));
        let mut wide = vec![129, 204];
        put(&mut wide, 3, 200_000);
        wide.extend(vec![0; 200_000]);
        assert_eq!(read(&wide), Err(Fault::TooMuch));
        // A list that says to be endless, and ends at once.
        let mut endless = vec![129, 204];
        put(&mut endless, 3, u64::MAX);
        assert_eq!(read(&endless), Err(Fault::Garbage));
        let wrong: [&[u8]; 7] = [
            &[],
            &[0],
            &[129],
            &[129, 204, 0, 0],      // goes on
            &[130, 204, 0, 204, 0], // one field twice
            &[129, 204, 31, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127], // 70 bits
            &[129, 65, 255, 0],     // no UTF-8
        ];
        for bytes in wrong {
            assert_eq!(read(bytes), Err(Fault::Garbage), "{bytes:?}");
        }
        for newer in [&[129, 204, 224][..], &[129, 204, 164], &[129, 204, 223, 127]] {
            assert_eq!(read(newer), Err(Fault::Newer), "{newer:?}");
        }
    }
}
