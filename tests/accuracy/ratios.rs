//! Where the pooled ratios of `src/tokenizer/estimate/ratios.rs` come from: how many tokens the public
//! tokenizers make of a thousand of `o200k_base`, kind by kind.
//!
//! `FAREBOX_TEXTS=folder:folder cargo test --test accuracy ratios -- --ignored --nocapture`
//!
//! With `FAREBOX_SAMPLES=file` the samples are written there too, one JSON object a line, for
//! tokenizers that Farebox has no pack of.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use farebox::tokenizer::estimate::content::Content;

use crate::samples::samples;
use crate::texts::of_folder;
use crate::{POOL, tokenizer};

#[test]
#[ignore = "prints figures; needs a folder of texts"]
fn tokens_per_thousand_of_o200k() {
    let folders = std::env::var("FAREBOX_TEXTS").unwrap();
    let samples: Vec<_> = folders
        .split(':')
        .flat_map(|folder| of_folder(Path::new(folder)))
        .flat_map(|text| samples(&text))
        .collect();
    if let Ok(file) = std::env::var("FAREBOX_SAMPLES") {
        let mut lines = String::new();
        for sample in &samples {
            let line =
                serde_json::json!({ "kind": format!("{:?}", sample.content), "text": sample.text });
            writeln!(lines, "{line}").unwrap();
        }
        std::fs::write(file, lines).unwrap();
    }
    let mut base = tokenizer("o200k_base");
    let base: Vec<u64> = samples.iter().map(|sample| base.count(&sample.text)).collect();
    let mut pool: BTreeMap<Content, Vec<[u64; 3]>> = BTreeMap::new();
    for id in POOL {
        let mut tokenizer = tokenizer(id);
        let counts: Vec<u64> = samples.iter().map(|sample| tokenizer.count(&sample.text)).collect();
        println!("{id}");
        for content in Content::ALL {
            let of_kind = || {
                let all = samples.iter().zip(base.iter().zip(&counts));
                all.filter(|(sample, _)| sample.content == content).map(|(_, counts)| counts)
            };
            let mut ratios: Vec<u64> =
                of_kind().map(|(base, count)| count * 1_000 / base).collect();
            ratios.sort_unstable();
            let at = |percent: usize| ratios.get(ratios.len().saturating_sub(1) * percent / 100);
            let Some((low, high)) = at(5).zip(at(95)) else { continue };
            let (base, count) =
                of_kind().fold((0, 0), |sums, (base, count)| (sums.0 + base, sums.1 + count));
            let rate = [count * 1_000 / base, *low, *high];
            println!("    {content:?}: {rate:?}, {} samples", ratios.len());
            pool.entry(content).or_default().push(rate);
        }
    }
    println!("pool: the median of the middles, the least low, the greatest high");
    for (content, mut rates) in pool {
        rates.sort_unstable();
        let mid = rates[rates.len() / 2][0];
        let low = rates.iter().map(|rate| rate[1]).min().unwrap();
        let high = rates.iter().map(|rate| rate[2]).max().unwrap();
        println!("    {content:?}: ({mid}, {low}, {high})");
    }
}
