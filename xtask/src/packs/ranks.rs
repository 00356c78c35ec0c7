//! Reading the published vocabulary files.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The tokens of a vocabulary by rank; `None` where a rank stands for nothing.
pub(crate) type Tokens = Vec<Option<Vec<u8>>>;

/// A `.tiktoken` file: one line per token, its bytes in base64, a space, its rank.
pub(crate) fn parse_tiktoken(raw: &[u8]) -> Result<Tokens> {
    let text = std::str::from_utf8(raw).context("a .tiktoken file is ASCII")?;
    let mut tokens = Tokens::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let (bytes, rank) =
            line.split_once(' ').with_context(|| format!("line {}: no rank", number + 1))?;
        let bytes = STANDARD.decode(bytes).with_context(|| format!("line {}", number + 1))?;
        let rank: usize = rank.trim().parse().with_context(|| format!("line {}", number + 1))?;
        ensure!(rank < 1 << 20, "line {}: rank {rank} is out of range", number + 1);
        if tokens.len() <= rank {
            tokens.resize(rank + 1, None);
        }
        ensure!(tokens[rank].is_none(), "line {}: rank {rank} twice", number + 1);
        tokens[rank] = Some(bytes);
    }
    Ok(tokens)
}

/// A file whose tokens are spelt in the printable characters that GPT-2 gave to bytes, after some
/// special tokens: ranks start behind those.
pub(crate) fn parse_spelt(raw: &[u8], specials: usize) -> Result<Tokens> {
    let bytes = printable();
    let mut tokens = parse_tiktoken(raw)?.split_off(specials);
    for (rank, token) in tokens.iter_mut().enumerate() {
        let Some(spelt) = token else { continue };
        let text = std::str::from_utf8(spelt).with_context(|| format!("rank {rank}"))?;
        *spelt = text
            .chars()
            .map(|c| bytes.get(&c).copied().with_context(|| format!("rank {rank}: {c:?}")))
            .collect::<Result<_>>()?;
    }
    Ok(tokens)
}

/// GPT-2's spelling: printable Latin-1 characters stand for themselves, the other bytes, in order, for
/// what follows U+0100.
fn printable() -> HashMap<char, u8> {
    let plain = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..);
    let others = (0..=255).filter(|byte| !plain(byte)).zip('\u{100}'..).map(|(byte, c)| (c, byte));
    (0..=255).filter(plain).map(|byte| (char::from(byte), byte)).chain(others).collect()
}
