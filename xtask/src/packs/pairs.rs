//! From tokens to the pairs they are merged from.
//!
//! A pair-merge vocabulary says only which byte strings are tokens, and in which order they were
//! learnt. Merging a token's own bytes with the tokens learnt before it stops at exactly two parts:
//! the pair it was learnt from. So a pack needs no bytes, only pairs. Some vocabularies also hold
//! tokens that no merging reaches; those keep their bytes.

use std::collections::HashMap;

use anyhow::{Result, ensure};

use super::ranks::Tokens;

/// How a token comes about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A single byte.
    Byte(u8),
    /// Two tokens of lower rank, by rank.
    Pair(u32, u32),
    /// Reached by no merge of lower ranks. A piece that is exactly these bytes becomes this token all
    /// the same, and where merges of higher ranks lead to two parts that are it, so do those two.
    Whole(Option<(u32, u32)>),
    /// No token has this rank.
    Hole,
}

/// The origin of every rank.
pub(crate) fn origins(tokens: &Tokens) -> Result<Vec<Origin>> {
    let ranks: HashMap<&[u8], u32> = tokens
        .iter()
        .enumerate()
        .filter_map(|(rank, token)| Some((token.as_deref()?, rank as u32)))
        .collect();
    ensure!(ranks.len() == tokens.iter().flatten().count(), "two ranks have the same bytes");
    tokens
        .iter()
        .enumerate()
        .map(|(rank, token)| match token.as_deref() {
            None => Ok(Origin::Hole),
            Some([]) => anyhow::bail!("rank {rank} is the empty token"),
            Some(&[byte]) => Ok(Origin::Byte(byte)),
            Some(bytes) => Ok(match *merge(bytes, &ranks, Limit::Below(rank as u32)) {
                [left, right] => Origin::Pair(left, right),
                _ => match *merge(bytes, &ranks, Limit::Before(rank as u32)) {
                    [left, right] => Origin::Whole(Some((left, right))),
                    _ => Origin::Whole(None),
                },
            }),
        })
        .collect()
}

/// Takes out the tokens that no merging of their own bytes leads to, early or late: where pieces are
/// merged and never looked up, no text becomes them.
pub(crate) fn drop_unreached(tokens: &mut Tokens) -> Result<()> {
    let unreached = origins(tokens)?.into_iter().map(|origin| origin == Origin::Whole(None));
    for (token, unreached) in tokens.iter_mut().zip(unreached.collect::<Vec<_>>()) {
        if unreached {
            *token = None;
        }
    }
    Ok(())
}

/// Where merging a token's own bytes stops.
#[derive(Clone, Copy)]
enum Limit {
    /// Only lower ranks are merged.
    Below(u32),
    /// Anything is, short of the token itself.
    Before(u32),
}

/// The parts of `bytes` after every merge within `limit`, lowest rank first, leftmost first.
fn merge(bytes: &[u8], ranks: &HashMap<&[u8], u32>, limit: Limit) -> Box<[u32]> {
    let mut ends: Vec<usize> = (1..=bytes.len()).collect();
    loop {
        let mut best: Option<(u32, usize)> = None;
        let mut start = 0;
        for pair in 0..ends.len().saturating_sub(1) {
            if let Some(&rank) = ranks.get(&bytes[start..ends[pair + 1]])
                && match limit {
                    Limit::Below(own) => rank < own,
                    Limit::Before(own) => rank != own,
                }
                && best.is_none_or(|(lowest, _)| rank < lowest)
            {
                best = Some((rank, pair));
            }
            start = ends[pair];
        }
        let Some((_, pair)) = best else { break };
        ends.remove(pair);
    }
    let mut start = 0;
    ends.into_iter()
        .map(|end| {
            let part = &bytes[start..end];
            start = end;
            ranks.get(part).copied().unwrap_or(u32::MAX)
        })
        .collect()
}
