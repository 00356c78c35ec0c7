//! Laying a vocabulary out as `farebox::tokenizer::pack` reads it, and proving that it comes back.

use anyhow::{Context, Result, ensure};
use farebox::tokenizer::pack::{KIND_BYTE_PAIRS, MAGIC, Vocabulary};

use super::pairs::{Origin, origins};
use super::ranks::Tokens;

/// The unpacked bytes of a byte-level pair-merge vocabulary whose first `inherited` ranks are those of
/// another, and whose published ids are its ranks and `id_offset`.
pub(crate) fn byte_pairs(tokens: &Tokens, inherited: usize, id_offset: u32) -> Result<Vec<u8>> {
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
    let mut out = Vec::new();
    out.extend_from_slice(&MAGIC);
    let sizes = [inherited as u32, pairs.len() as u32, extra_count, extras.len() as u32];
    for field in [&[KIND_BYTE_PAIRS], &sizes[..], &[id_offset, 0]].concat() {
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
    Ok(out)
}

/// Reads the pack back and compares every token's bytes with the source.
pub(crate) fn prove(
    id: &str,
    unpacked: &[u8],
    base: Option<&Vocabulary>,
    tokens: &Tokens,
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
