//! Reading the published vocabulary files.

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
