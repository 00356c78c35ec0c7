//! Reading a CSV text back, by the rules of RFC 4180 and none of the code under test.

use std::collections::BTreeMap;

/// A row's cells by the names of their columns.
pub(crate) type Row = BTreeMap<String, String>;

/// The rows of a text behind its header.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let mut lines = cells(text).into_iter();
    let head = lines.next().unwrap_or_default();
    lines
        .map(|cells| {
            assert_eq!(cells.len(), head.len(), "{cells:?}");
            head.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// The cells of every line.
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            letter => cell.push(letter),
        }
    }
    assert!(line.is_empty() && cell.is_empty() && !quoted, "every line ends");
    lines
}
