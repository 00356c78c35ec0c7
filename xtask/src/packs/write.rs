//! Laying a vocabulary out as `farebox::tokenizer::pack` reads it, and proving that it comes back.

use anyhow::{Context, Result, ensure};
use farebox::tokenizer::pack::{KIND_BYTE_PAIRS, KIND_CHARACTER_PAIRS, MAGIC, Vocabulary};

use super::characters::Fixed;
use super::pairs::{Origin, origins};
use super::ranks::Tokens;

/// The published ids of a vocabulary.
pub(crate) enum Ids {
    /// Of a vocabulary of bytes: a rank and so much.
    Behind(u32),
    /// Of a vocabulary of characters, by rank, and what is a token whatever is around it.
    Listed(Vec<Option<u32>>, Vec<Fixed>),
}

/// The unpacked bytes of a pack whose first `inherited` ranks are those of another.
pub(crate) fn pack(tokens: &Tokens, inherited: usize, ids: &Ids) -> Result<Vec<u8>> {
    let origins = origins(tokens)?;
    let mut roots = Vec::new();
    let mut extras = Vec::new();
    let mut extra_count = 0u32;
    let mut next_extra = 0;
    let mut pairs = Vec::new();
    for (rank, origin) in origins.iter().enumerate().skip(inherited) {
        match *origin {
            Origin::Byte(byte) => {
                ensure!(
                    rank == roots.len(),
                    "the byte {byte} has rank {rank}, after a longer token"
                );
                roots.push(byte);
            }
            Origin::Pair(left, right) => pairs.push((left, right)),
            Origin::Whole(_) | Origin::Hole => {
                let bytes = tokens[rank].as_deref().unwrap_or_default();
                varint(&mut extras, rank - next_extra);
                varint(&mut extras, bytes.len());
                extras.extend_from_slice(bytes);
                if let Origin::Whole(late) = *origin {
                    let (left, right) = late.unwrap_or((rank as u32, rank as u32));
                    varint(&mut extras, left as usize);
                    varint(&mut extras, right as usize);
                }
                extra_count += 1;
                next_extra = rank + 1;
            }
        }
    }
    let expected = if inherited == 0 { 256 } else { 0 };
    ensure!(roots.len() == expected, "{} single bytes instead of {expected}", roots.len());
    let (kind, id_offset, appendix) = match ids {
        Ids::Behind(offset) => (KIND_BYTE_PAIRS, *offset, Vec::new()),
        Ids::Listed(ids, fixed) => {
            (KIND_CHARACTER_PAIRS, 0, appendix(ids.get(inherited..).unwrap_or_default(), fixed))
        }
    };
    let mut out = Vec::new();
    out.extend_from_slice(&MAGIC);
    let sizes = [inherited as u32, pairs.len() as u32, extra_count, extras.len() as u32];
    for field in [&[kind], &sizes[..], &[id_offset, appendix.len() as u32]].concat() {
        out.extend_from_slice(&field.to_le_bytes());
    }
    out.extend_from_slice(&roots);
    out.extend_from_slice(&extras);
    for shift in [16, 8, 0] {
        out.extend(pairs.iter().map(|&(left, _)| (left >> shift) as u8));
    }
    for shift in [16, 8, 0] {
        out.extend(pairs.iter().map(|&(_, right)| (right >> shift) as u8));
    }
    out.extend_from_slice(&appendix);
    Ok(out)
}

/// The ids of the ranks that are not inherited, and the fixed strings.
fn appendix(ids: &[Option<u32>], fixed: &[Fixed]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut expected = 0;
    for id in ids {
        let Some(id) = *id else {
            out.push(0);
            continue;
        };
        let ahead = 2 * id.abs_diff(expected) as usize;
        varint(&mut out, if id < expected { ahead } else { ahead + 1 });
        expected = id + 1;
    }
    varint(&mut out, fixed.len());
    for Fixed { prefix, numbered, id } in fixed {
        varint(&mut out, *id as usize);
        varint(&mut out, prefix.len());
        let suffix = match numbered {
            None => {
                out.push(0);
                ""
            }
            Some((first, end, suffix)) => {
                varint(&mut out, *first as usize + 1);
                varint(&mut out, *end as usize);
                varint(&mut out, suffix.len());
                suffix
            }
        };
        out.extend_from_slice(prefix.as_bytes());
        out.extend_from_slice(suffix.as_bytes());
    }
    out
}

/// Reads the pack back and compares every token's bytes and its id with the source.
pub(crate) fn prove(
    id: &str,
    unpacked: &[u8],
    base: Option<&Vocabulary>,
    tokens: &Tokens,
    ids: &Ids,
) -> Result<Vocabulary> {
    let vocabulary = Vocabulary::parse(unpacked, base).with_context(|| id.to_owned())?;
    ensure!(vocabulary.len() == tokens.len(), "{id}: {} ranks came back", vocabulary.len());
    let mut bytes = Vec::new();
    for (rank, token) in tokens.iter().enumerate() {
        bytes.clear();
        vocabulary.bytes(rank as u32, &mut bytes);
        ensure!(
            bytes == token.as_deref().unwrap_or_default(),
            "{id}: rank {rank} came back as {bytes:?}, not {token:?}"
        );
        let published = match ids {
            Ids::Behind(offset) => Some(rank as u32 + offset),
            Ids::Listed(ids, _) => ids.get(rank).copied().flatten(),
        };
        if let Some(published) = published {
            let found = (vocabulary.id(rank as u32), vocabulary.rank(published));
            ensure!(
                found == (published, Some(rank as u32)),
                "{id}: rank {rank} came back with the ids {found:?}, not {published}"
            );
        }
    }
    Ok(vocabulary)
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
