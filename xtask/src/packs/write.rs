//! Laying a vocabulary out as `farebox::tokenizer::pack` reads it, and proving that it comes back.

use anyhow::{Context, Result, ensure};
use farebox::tokenizer::pack::{KIND_BYTE_PAIRS, MAGIC, Vocabulary};

use super::pairs::{Origin, origins};
use super::ranks::Tokens;

/// The unpacked bytes of a byte-level pair-merge vocabulary.
pub(crate) fn byte_pairs(tokens: &Tokens) -> Result<Vec<u8>> {
    let origins = origins(tokens)?;
    let mut roots = Vec::new();
    let mut extras = Vec::new();
    let mut extra_count = 0u32;
    let mut next_extra = 0usize;
    let mut pairs = Vec::new();
    for (rank, origin) in origins.iter().enumerate() {
        match *origin {
            Origin::Byte(byte) => {
                ensure!(
                    rank == roots.len(),
                    "the byte {byte} has rank {rank}, after a longer token"
                );
                roots.push(byte);
            }
            Origin::Pair(left, right) => pairs.push((left, right)),
            Origin::Whole | Origin::Hole => {
                let bytes = tokens[rank].as_deref().unwrap_or_default();
                varint(&mut extras, rank - next_extra);
                varint(&mut extras, bytes.len());
                extras.extend_from_slice(bytes);
                extra_count += 1;
                next_extra = rank + 1;
            }
        }
    }
    ensure!(roots.len() == 256, "{} single bytes instead of 256", roots.len());
    let mut out = Vec::new();
    out.extend_from_slice(&MAGIC);
    for field in [KIND_BYTE_PAIRS, 0, pairs.len() as u32, extra_count, extras.len() as u32, 0, 0] {
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
pub(crate) fn prove(id: &str, unpacked: &[u8], tokens: &Tokens) -> Result<()> {
    let vocabulary = Vocabulary::parse(unpacked, None).with_context(|| id.to_owned())?;
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
    Ok(())
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
