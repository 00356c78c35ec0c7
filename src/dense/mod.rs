//! A value of serde's, as JSON would have it, in few bytes.
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
//! | 6 | word | its place in [`WORDS`](words::WORDS) |
//!
//! Kind 7 is free. There is no compression: nothing reads as more than a multiple of its bytes.
//!
//! A link's bytes are of this form, and JSON is turned into it before it is read: what a page carries to
//! read its types is then made once, and small (`read`).

mod head;
mod json;
mod read;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use self::head::{Fault, check, entries, has_text_over, write_entries};
pub(crate) use self::json::{Misread, read_json};
pub(crate) use self::read::{Strays, read};
pub(crate) use self::write::write;
