//! Reading the vocabularies whose tokens are made of characters, and laying them out over bytes.
//!
//! Such a vocabulary has single characters, an order in which pieces are merged, and an id for each that
//! follows neither. Over bytes it becomes: the 256 bytes; the beginnings of the characters beyond ASCII,
//! so that their bytes merge first; those characters; then what is merged, first merged first.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};

use super::ranks::Tokens;

/// A vocabulary of characters.
pub(crate) struct Vocabulary {
    /// By rank.
    pub(crate) tokens: Tokens,
    /// The published id of every rank; `None` for the beginning of a character.
    pub(crate) ids: Vec<Option<u32>>,
    /// What is a token whatever is around it.
    pub(crate) fixed: Vec<Fixed>,
}

/// A string that is a token whatever is around it, or a row of them that differ by a number.
#[derive(Clone)]
pub(crate) struct Fixed {
    pub(crate) prefix: String,
    /// The first number, the one behind the last, and what comes behind the number.
    pub(crate) numbered: Option<(u32, u32, &'static str)>,
    pub(crate) id: u32,
}

/// The space as such vocabularies spell it.
const SPACE: &str = "▁";

/// An `.mbpe` file: a head, the spelling of every id, then for every merge, first merged first, the id
/// that it makes and the length in bytes of one of its left parts. A token may be merged from several pairs, all
/// as early; so only the order counts here, as where ranks are all there is.
pub(crate) fn parse_mbpe(raw: &[u8]) -> Result<Vocabulary> {
    let text = std::str::from_utf8(raw).context("an .mbpe file is UTF-8 here")?;
    let mut lines = text.split('\n');
    let mut head = |name: &str| {
        let line = lines.next().and_then(|line| line.strip_prefix(name));
        line.with_context(|| format!("the head has no {name:?}"))
    };
    ensure!(head("mbpe ")? == "1", "another edition of the format");
    let (pieces, merges): (usize, usize) = (head("vocab ")?.parse()?, head("merges ")?.parse()?);
    ensure!(head("")?.is_empty(), "the head does not end");
    let spelt: Vec<String> =
        lines.by_ref().take(pieces).map(unescaped).collect::<Result<Vec<_>>>()?;
    let order = lines
        .by_ref()
        .take(merges)
        .map(|line| {
            let (id, _) = line.split_once(' ').with_context(|| format!("merge {line:?}"))?;
            Ok(id.parse()?)
        })
        .collect::<Result<Vec<usize>>>()?;
    ensure!(lines.all(str::is_empty), "lines behind the last merge");
    lay_out(&spelt, &order)
}

/// One line of an `.mbpe` file.
fn unescaped(line: &str) -> Result<String> {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        out.push(match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('\\')) => '\\',
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', _) => bail!("{line:?} has an escape that no token here needs"),
            (c, _) => c,
        });
    }
    Ok(out)
}

/// The Gemma 3 tokenizer from the pieces of Gemma 4's, which has the same merges: what is a token
/// whatever is around it. Ids and names are those of the pieces of the type "user defined" in
/// `gemma3_cleaned_262144_v2.spiece.model` (crate gemini-tokenizer 0.2.0); `cargo xtask test tokens`
/// compares with that file.
pub(crate) fn gemma3(raw: &[u8]) -> Result<Vec<Fixed>> {
    const RUNS_AND_TAGS: [std::ops::RangeInclusive<u32>; 3] = [4..=5, 107..=237, 255_968..=255_998];
    let vocabulary = parse_mbpe(raw)?;
    let ranks: HashMap<u32, usize> =
        vocabulary.ids.iter().enumerate().filter_map(|(rank, id)| Some(((*id)?, rank))).collect();
    let text = std::str::from_utf8(raw)?;
    let spelt: Vec<&str> = text.split('\n').skip(4).collect();
    let mut fixed = Vec::new();
    for id in RUNS_AND_TAGS.into_iter().flatten() {
        let prefix = match ranks.get(&id).and_then(|rank| vocabulary.tokens[*rank].clone()) {
            Some(token) => String::from_utf8(token)?,
            None => unescaped(spelt[id as usize])?,
        };
        fixed.push(Fixed { prefix, numbered: None, id });
    }
    for (prefix, id) in [
        ("<start_of_turn>", 105),
        ("<end_of_turn>", 106),
        ("<start_of_image>", 255_999),
        ("<end_of_image>", 256_000),
    ] {
        fixed.push(Fixed { prefix: prefix.to_owned(), numbered: None, id });
    }
    for (numbers, id) in [((0, 99), 6), ((99, 6242), 256_001)] {
        let numbered = Some((numbers.0, numbers.1, ">"));
        fixed.push(Fixed { prefix: "<unused".to_owned(), numbered, id });
    }
    Ok(fixed)
}

/// A SentencePiece model of the kind BPE with bytes for unknown characters: its pieces in the order of
/// their scores. Pieces of one score are runs of spaces; they are merged from the left, which a longer
/// run before a shorter one does too.
pub(crate) fn parse_sentencepiece(raw: &[u8]) -> Result<Vocabulary> {
    const NORMAL: u64 = 1;
    const USER_DEFINED: u64 = 4;
    let (mut spelt, mut order, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for (field, value) in fields(raw)? {
        let Value::Bytes(message) = value else { bail!("field {field} is no message") };
        match field {
            1 => {
                let id = spelt.len();
                let (mut piece, mut score, mut kind) = (String::new(), 0.0, NORMAL);
                for (field, value) in fields(message)? {
                    match (field, value) {
                        (1, Value::Bytes(text)) => piece = String::from_utf8(text.to_vec())?,
                        (2, Value::Float(value)) => score = value,
                        (3, Value::Number(value)) => kind = value,
                        _ => {}
                    }
                }
                if kind == NORMAL && piece.chars().count() > 1 {
                    order.push((id, score, piece.len()));
                } else if kind == USER_DEFINED {
                    let prefix = piece.replace(SPACE, " ");
                    fixed.push(Fixed { prefix, numbered: None, id: u32::try_from(id)? });
                }
                spelt.push(piece);
            }
            3 => check_normalizer(message)?,
            _ => {}
        }
    }
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.2.cmp(&a.2)));
    for pair in order.windows(2).filter(|pair| pair[0].1.total_cmp(&pair[1].1).is_eq()) {
        for (id, ..) in pair {
            let run = spelt.get(*id).is_some_and(|piece| piece.replace(SPACE, "").is_empty());
            ensure!(run, "two pieces of one score are not runs of spaces");
        }
    }
    let order: Vec<usize> = order.into_iter().map(|(id, ..)| id).collect();
    let mut vocabulary = lay_out(&spelt, &order)?;
    vocabulary.fixed = fixed;
    Ok(vocabulary)
}

/// What the engine does to a text is what this normalizer does: a space ahead, and nothing else.
fn check_normalizer(message: &[u8]) -> Result<()> {
    const CHARACTER_MAP: u64 = 2;
    const SPACE_AHEAD: u64 = 3;
    const TRIM: u64 = 4;
    for (field, value) in fields(message)? {
        match (field, value) {
            (CHARACTER_MAP, Value::Bytes(map)) => ensure!(map.is_empty(), "a character map"),
            (SPACE_AHEAD, Value::Number(on)) => ensure!(on == 1, "no space ahead"),
            (TRIM, Value::Number(on)) => ensure!(on == 0, "white space is trimmed"),
            _ => {}
        }
    }
    Ok(())
}

/// From the spelling of every id and the ids in the order in which they are merged.
fn lay_out(spelt: &[String], order: &[usize]) -> Result<Vocabulary> {
    let ids: HashMap<&str, usize> =
        spelt.iter().enumerate().map(|(id, piece)| (piece.as_str(), id)).collect();
    let mut vocabulary = Vocabulary { tokens: Vec::new(), ids: Vec::new(), fixed: Vec::new() };
    let mut push = |token: &[u8], id: Option<usize>| -> Result<()> {
        vocabulary.tokens.push(Some(token.to_vec()));
        vocabulary.ids.push(id.map(u32::try_from).transpose()?);
        Ok(())
    };
    for byte in 0..=255_u8 {
        let character = char::from(byte).to_string().replace(' ', SPACE);
        let own = if byte.is_ascii() { ids.get(character.as_str()) } else { None };
        let id = own.or_else(|| ids.get(format!("<0x{byte:02X}>").as_str()));
        push(&[byte], Some(*id.with_context(|| format!("the byte {byte} has no id"))?))?;
    }
    let beyond: Vec<(usize, &str)> = spelt
        .iter()
        .enumerate()
        .map(|(id, piece)| (id, piece.as_str()))
        .filter(|(_, piece)| *piece != SPACE && piece.chars().count() == 1 && !piece.is_ascii())
        .collect();
    let mut beginnings: Vec<&[u8]> = beyond
        .iter()
        .flat_map(|(_, piece)| (2..piece.len()).map(|end| &piece.as_bytes()[..end]))
        .collect();
    beginnings.sort_by_key(|beginning| (beginning.len(), *beginning));
    beginnings.dedup();
    for beginning in beginnings {
        push(beginning, None)?;
    }
    for (id, piece) in beyond {
        push(piece.as_bytes(), Some(id))?;
    }
    for id in order {
        let piece = spelt.get(*id).with_context(|| format!("no piece has the id {id}"))?;
        ensure!(!piece.contains(' '), "the piece {piece:?} has a space of its own");
        push(piece.replace(SPACE, " ").as_bytes(), Some(*id))?;
    }
    Ok(vocabulary)
}

/// A value of a protocol buffer.
enum Value<'a> {
    Number(u64),
    Float(f32),
    Bytes(&'a [u8]),
}

/// The fields of a message, in order.
fn fields(mut raw: &[u8]) -> Result<Vec<(u64, Value<'_>)>> {
    let mut fields = Vec::new();
    while !raw.is_empty() {
        let key = number(&mut raw)?;
        let value = match key & 7 {
            0 => Value::Number(number(&mut raw)?),
            2 => {
                let length = usize::try_from(number(&mut raw)?)?;
                let (bytes, rest) =
                    raw.split_at_checked(length).context("a field ends too early")?;
                raw = rest;
                Value::Bytes(bytes)
            }
            5 => {
                let (bytes, rest) = raw.split_first_chunk().context("a field ends too early")?;
                raw = rest;
                Value::Float(f32::from_le_bytes(*bytes))
            }
            other => bail!("a field of the wire type {other}"),
        };
        fields.push((key >> 3, value));
    }
    Ok(fields)
}

fn number(raw: &mut &[u8]) -> Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = raw.split_first().context("a number ends too early")?;
        *raw = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    bail!("a number is too long")
}
