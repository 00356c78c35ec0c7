//! Reading a file of `tests/data/records` in chunks.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::import::{Call, ImportError, Reader, Records};
use farebox::usage::Usage;

pub(crate) fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/records/{name}")).unwrap()
}

pub(crate) fn read_in(bytes: &[u8], chunk: usize) -> Result<Records, ImportError> {
    let mut reader = Reader::default();
    for piece in bytes.chunks(chunk) {
        reader.push(piece)?;
    }
    reader.finish()
}

pub(crate) fn read(bytes: &[u8]) -> Result<Records, ImportError> {
    read_in(bytes, 1 << 16)
}

/// The records of a file; the same however it is cut into chunks.
pub(crate) fn records(name: &str) -> Records {
    let bytes = file(name);
    let whole = read(&bytes).unwrap();
    for chunk in [1, 7, 1_000] {
        assert_eq!(read_in(&bytes, chunk).unwrap(), whole, "{name} in chunks of {chunk}");
    }
    whole
}

/// All calls' usage together.
pub(crate) fn sum(calls: &[Call]) -> Usage {
    calls.iter().fold(Usage::default(), |sum, call| sum.plus(&call.usage))
}

pub(crate) fn text(value: Option<&std::sync::Arc<str>>) -> &str {
    value.map_or("", |value| value)
}
