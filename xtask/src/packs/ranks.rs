//! Reading the published vocabulary files.

use std::collections::HashMap;
use std::io::Read as _;

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

/// The frames of a `.tkv.zst` file: a magic, how many tokens, the rank of the first, all lengths as
/// LEB128 in rank order, then the bytes, shorter tokens first, and in rank order among those of one
/// length. A file that only adds to another vocabulary begins at the rank behind that one's last.
pub(crate) fn parse_lengths(raw: &[u8], base: &[Option<Vec<u8>>]) -> Result<Tokens> {
    let mut unpacked = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(raw)?.read_to_end(&mut unpacked)?;
    let (head, mut rest) = unpacked.split_first_chunk::<12>().context("it ends too early")?;
    ensure!(head[..4] == *b"TKV1", "this is no .tkv file");
    let field = |at: usize| -> usize {
        head[at..at + 4].iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte))
    };
    let (count, first) = (field(4), field(8));
    ensure!(first == base.len(), "it begins at rank {first}, not behind its base");
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        lengths.push(varint(&mut rest).context("the lengths end too early")?);
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|at| lengths[*at]);
    let mut tokens = base.to_vec();
    tokens.resize(first + count, None);
    for at in order {
        let (bytes, behind) =
            rest.split_at_checked(lengths[at]).context("the bytes end too early")?;
        tokens[first + at] = Some(bytes.to_vec());
        rest = behind;
    }
    ensure!(rest.is_empty(), "{} bytes behind the last token", rest.len());
    Ok(tokens)
}

/// A `tekken.json`: its tokens, and how many special tokens come before them. It lists more tokens
/// than the tokenizer takes.
pub(crate) fn parse_tekken(raw: &[u8]) -> Result<(Tokens, u32)> {
    let file: serde_json::Value = serde_json::from_slice(raw)?;
    let number = |name: &str| {
        file["config"][name].as_u64().with_context(|| format!("config.{name} is no number"))
    };
    let (size, specials) = (number("default_vocab_size")?, number("default_num_special_tokens")?);
    let kept = usize::try_from(size - specials)?;
    let listed = file["vocab"].as_array().context("vocab is no list")?;
    let tokens = listed
        .iter()
        .take(kept)
        .enumerate()
        .map(|(rank, token)| {
            ensure!(token["rank"].as_u64() == Some(rank as u64), "rank {rank} is out of order");
            let bytes = token["token_bytes"].as_str().with_context(|| format!("rank {rank}"))?;
            Ok(Some(STANDARD.decode(bytes)?))
        })
        .collect::<Result<Tokens>>()?;
    ensure!(tokens.len() == kept, "{} tokens instead of {kept}", tokens.len());
    Ok((tokens, u32::try_from(specials)?))
}

/// A `claude.json`: its tokens, and the id of the first of them.
pub(crate) fn parse_listed(raw: &[u8]) -> Result<(Tokens, u32)> {
    let file: serde_json::Value = serde_json::from_slice(raw)?;
    let ranks = file["bpe_ranks"].as_str().context("bpe_ranks is no text")?;
    let mut words = ranks.split(' ');
    ensure!(words.next() == Some("!"), "bpe_ranks does not begin with a mark");
    let first = words.next().context("bpe_ranks has no first id")?.parse()?;
    let tokens = words.map(|word| Ok(Some(STANDARD.decode(word)?))).collect::<Result<_>>()?;
    Ok((tokens, first))
}

fn varint(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in (0..28).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// GPT-2's spelling: printable Latin-1 characters stand for themselves, the other bytes, in order, for
/// what follows U+0100.
fn printable() -> HashMap<char, u8> {
    let plain = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..);
    let others = (0..=255).filter(|byte| !plain(byte)).zip('\u{100}'..).map(|(byte, c)| (c, byte));
    (0..=255).filter(plain).map(|byte| (char::from(byte), byte)).chain(others).collect()
}
