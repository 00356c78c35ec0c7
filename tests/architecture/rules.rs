//! The rules. Where one is in the way, either the code is in the wrong room or the plan must change:
//! then change docs/architecture.md with it.

use crate::source::{Source, decimal_literals, has_word};

/// One rule.
pub(crate) struct Rule {
    /// What it asks, for whoever breaks it.
    pub(crate) says: &'static str,
    /// What a file does against it.
    pub(crate) faults: fn(&Source) -> Vec<String>,
    /// Path and text of files that break it.
    pub(crate) broken_by: &'static [(&'static str, &'static str)],
    /// Path and text of files that come close and keep it.
    pub(crate) kept_by: &'static [(&'static str, &'static str)],
}

/// Every room: it may use those named second, and what they may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("iso", &[]),
    ("money", &[]),
    ("count", &[]),
    ("usage", &["money", "count"]),
    ("dense", &[]),
    ("order", &[]),
    ("framing", &["count"]),
    ("tokenizer", &["count", "usage"]),
    ("pricing", &["iso", "usage", "dense", "order"]),
    ("conversation", &["framing", "pricing"]),
    ("forecast", &["conversation"]),
    ("scenario", &["forecast"]),
    ("import", &["scenario", "tokenizer"]),
    ("report", &["scenario"]),
    ("js", &["import", "report"]),
    ("worker", &["tokenizer"]),
    ("desk", &["import", "report", "worker"]),
    ("app", &["worker", "desk"]),
];
/// What the plan says of a room beyond that: the tokenizer counts usage and never learns what it costs, and a worker
/// for counting bills nobody.
const BUT_NOT: &[(&str, &[&str])] = &[("tokenizer", &["money"]), ("worker", &["money", "usage"])];

/// Whether a room may use another.
fn may_use(room: &str, other: &str) -> bool {
    let named = |table: &'static [(&str, &[&str])]| {
        table.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, rooms)| *rooms)
    };
    !named(BUT_NOT).contains(&other)
        && named(ROOMS).iter().any(|next| *next == other || may_use(next, other))
}

/// The rooms that no browser, clock or file may enter.
const PURE: &[&str] = &[
    "iso",
    "money",
    "count",
    "usage",
    "dense",
    "order",
    "framing",
    "tokenizer",
    "pricing",
    "conversation",
    "forecast",
    "scenario",
    "import",
    "report",
];
/// The rooms where every figure is money or becomes money.
const MONEY: &[&str] = &["money", "usage", "pricing", "conversation", "import", "report"];
/// The rooms that only pass on what others have computed.
const SURFACES: &[&str] = &["js", "worker", "desk", "app"];

/// All rules.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        says: "each room uses only those before it: money, count, usage, dense, order -> framing, tokenizer, pricing -> conversation -> forecast -> scenario, import, report -> js, worker -> desk -> app",
        faults: arrows,
        broken_by: &[
            ("src/money.rs", "use crate::pricing::Cost;"),
            ("src/pricing/price.rs", "use crate::tokenizer::Tokenizer;"),
            ("src/conversation/mod.rs", "use super::tokenizer::estimate;"),
            ("src/tokenizer/engine.rs", "fn x(y: &crate::pricing::Card) {}"),
            ("src/worker/serve.rs", "use crate::{count::Count, pricing::price};"),
            ("src/tokenizer/pack.rs", "use crate::money::Money;"),
            ("src/desk/mod.rs", "use crate::app::session;"),
            ("src/cellar/mod.rs", "fn x() {}"),
        ],
        kept_by: &[
            (
                "src/pricing/price.rs",
                "use crate::money::Money; use super::card::Card; // crate::tokenizer",
            ),
            ("src/worker/queue.rs", "use super::protocol::Request;"),
            ("src/lib.rs", "pub mod money; pub use crate::pricing::price;"),
        ],
    },
    Rule {
        says: "up to `report` no browser, clock, chance or IO: \"today\", the catalogue and the seed are arguments",
        faults: platform,
        broken_by: &[
            ("src/pricing/load.rs", "let text = std::fs::read_to_string(path)?;"),
            ("src/pricing/card.rs", "let today = jiff::Zoned::now();"),
            ("src/tokenizer/pack.rs", "use web_sys::Response;"),
            ("src/forecast/month.rs", "use rand::Rng;"),
            ("src/conversation/ledger.rs", "let start = Instant::now();"),
            ("src/count.rs", "fn f() -> wasm_bindgen::JsValue"),
            ("src/report/csv.rs", "use std::{fmt, fs};"),
        ],
        kept_by: &[
            ("src/pricing/load.rs", "let instants = 1; // std::fs\nlet operand = \"rand\";"),
            ("src/worker/serve.rs", "use web_sys::MessageEvent;"),
        ],
    },
    Rule {
        says: "no f32 or f64 where money is made",
        faults: floats,
        broken_by: &[
            ("src/money.rs", "pub fn dollars(&self) -> f64 {"),
            ("src/pricing/price.rs", "let factor = 1.1;"),
            ("src/conversation/cache.rs", "let x = tokens as f32;"),
        ],
        kept_by: &[
            (
                "src/pricing/price.rs",
                "let factor = Factor::parse(\"1.1\")?; let x = pair.0.1; for y in 0..5 {}",
            ),
            ("src/app/charts/turns.rs", "let x: f64 = 0.5;"),
        ],
    },
    Rule {
        says: "the tokenizer knows no prices",
        faults: priceless,
        broken_by: &[
            ("src/tokenizer/estimate.rs", "const INPUT_PRICE: u64 = 5;"),
            ("src/tokenizer/registry.rs", "pub usd_per_million: u64,"),
        ],
        kept_by: &[("src/tokenizer/split.rs", "let focused = priced_nothing; // price")],
    },
    Rule {
        says: "pricing and conversation build without the tokenizer: no feature gate of it there",
        faults: ungated,
        broken_by: &[("src/pricing/mod.rs", "#[cfg(feature = \"tokenizer\")] mod count;")],
        kept_by: &[("src/tokenizer/mod.rs", "#[cfg(feature = \"tokenizer\")] mod engine;")],
    },
    Rule {
        says: "the page never names the tokenizer engine: it asks the worker, and may use `tokenizer::estimate` and the names in `tokenizer::registry`",
        faults: engine_in_app,
        broken_by: &[
            ("src/app/counter.rs", "use crate::tokenizer::Tokenizer;"),
            ("src/app/mod.rs", "let c = crate::tokenizer::Counters::default();"),
            ("src/app/mod.rs", "use crate::tokenizer::{estimate, pack};"),
            ("src/app/mod.rs", "use crate::tokenizer;"),
        ],
        kept_by: &[("src/app/counter.rs", "use crate::tokenizer::estimate::approximate;")],
    },
    Rule {
        says: "an absent rate is no zero: it stays `None` and shows as \"unpriced\"",
        faults: zero_for_unknown,
        broken_by: &[
            ("src/pricing/price.rs", "let rate = card.rate(bucket).unwrap_or(Rate::ZERO);"),
            ("src/app/bill.rs", "cost.total.unwrap_or(Money::ZERO)"),
            ("src/pricing/card.rs", "rate.map_or(Money::ZERO, |r| r)"),
            ("src/js/price.rs", "total.unwrap_or_else(Money::default)"),
        ],
        kept_by: &[("src/pricing/price.rs", "let total = lines.iter().fold(Money::ZERO, add);")],
    },
    Rule {
        says: "js, worker, desk and app hold no arithmetic of the domain: they neither make money nor multiply or share it",
        faults: arithmetic,
        broken_by: &[
            ("src/app/bill.rs", "let cost = Money::from_pico(tokens * rate);"),
            ("src/js/price.rs", "let month = cost.times_count(30)?;"),
            ("src/js/price.rs", "let usd = tokens as f64 * rate.pico_per_token() as f64;"),
            ("src/app/components/ticket.rs", "total.times(factor)"),
        ],
        kept_by: &[("src/app/inspect.rs", "let text = total.readable(); let n = times(2);")],
    },
    Rule {
        says: "nothing is fetched from any other origin: no address of one in the code, but a namespace's name or a link to follow",
        faults: origins,
        broken_by: &[
            ("src/worker/packs.rs", "fetch(\"https://cdn.example/o200k.pack\")"),
            ("www/index.html", "<script src=\"https://cdn.example/x.js\"></script>"),
            ("www/farebox.css", "@import \"//fonts.example/x.css\";"),
            ("www/embed.js", "navigator.sendBeacon('/count', text)"),
            ("src/app/mod.rs", "let socket = web_sys::WebSocket::new(address);"),
        ],
        kept_by: &[
            ("www/icon.js", "document.createElementNS(\"http://www.w3.org/2000/svg\", \"svg\")"),
            ("www/index.html", "<p>See <a href=\"https://example.org/\">the guide</a></p>"),
            ("src/app/bill.rs", "view! { <a href=\"https://example.org/prices\">\"prices\"</a> }"),
        ],
    },
    Rule {
        says: "a file holds one idea: at most 600 lines",
        faults: long,
        broken_by: &[("src/money.rs", LONG_SAMPLE)],
        kept_by: &[("src/money.rs", "//! Short.\n")],
    },
];

const MOST_LINES: usize = 600;
/// A thousand empty lines.
const LONG_SAMPLE: &str = match std::str::from_utf8(&[b'\n'; 1000]) {
    Ok(lines) => lines,
    Err(_) => "",
};

fn arrows(source: &Source) -> Vec<String> {
    let room = source.room();
    if ["", "lib", "bin"].contains(&room) {
        return Vec::new();
    }
    let known = |name: &str| ROOMS.iter().any(|(room, _)| *room == name);
    if !known(room) {
        return vec![format!("the plan knows no room {room:?}")];
    }
    source
        .crate_paths()
        .into_iter()
        .filter(|path| {
            let used = path.split("::").next().unwrap_or_default();
            known(used) && used != room && !may_use(room, used)
        })
        .map(|path| format!("{room} uses {path}"))
        .collect()
}

fn platform(source: &Source) -> Vec<String> {
    const CRATES: &[&str] = &[
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "wasm_bindgen_futures",
        "serde_wasm_bindgen",
        "leptos",
        "gloo",
        "rand",
        "getrandom",
        "fastrand",
        "SystemTime",
        "Instant",
        "Zoned::now",
        "Timestamp::now",
        "println!",
        "eprintln!",
    ];
    const STD: &[&str] = &["fs", "io", "net", "env", "process", "thread", "time"];
    if !PURE.contains(&source.room()) {
        return Vec::new();
    }
    let named = CRATES.iter().filter(|name| has_word(&source.bare, name)).map(ToString::to_string);
    let parts =
        STD.iter().filter(|part| uses_std(&source.bare, part)).map(|part| format!("std::{part}"));
    named.chain(parts).map(|name| format!("names {name}")).collect()
}

/// Whether a part of the standard library is named, alone or in a group.
fn uses_std(code: &str, part: &str) -> bool {
    has_word(code, &format!("std::{part}"))
        || code.match_indices("std::{").any(|(at, _)| {
            let group = code.get(at..).and_then(|rest| rest.split(';').next()).unwrap_or_default();
            has_word(group, part)
        })
}

fn floats(source: &Source) -> Vec<String> {
    if !MONEY.contains(&source.room()) {
        return Vec::new();
    }
    let types = ["f32", "f64"].into_iter().filter(|name| has_word(&source.bare, name));
    types.chain(decimal_literals(&source.bare)).map(|found| format!("has {found}")).collect()
}

fn priceless(source: &Source) -> Vec<String> {
    if source.room() != "tokenizer" {
        return Vec::new();
    }
    let words = source.code.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words
        .filter(|word| {
            ["price", "prices", "pricing", "usd", "dollar", "dollars"].contains(&word.as_str())
        })
        .map(|word| format!("says {word:?}"))
        .collect()
}

fn ungated(source: &Source) -> Vec<String> {
    let gated = ["pricing", "conversation", "forecast"].contains(&source.room())
        && source.code.contains("feature = \"tokenizer\"");
    gated.then(|| "asks for the feature tokenizer".to_owned()).into_iter().collect()
}

fn engine_in_app(source: &Source) -> Vec<String> {
    if source.room() != "app" {
        return Vec::new();
    }
    let engine = |path: &String| {
        path.strip_prefix("tokenizer").is_some_and(|rest| {
            !["::estimate", "::registry"].contains(&rest) && !rest.starts_with('_')
        })
    };
    source.crate_paths().into_iter().filter(engine).map(|path| format!("names {path}")).collect()
}

fn zero_for_unknown(source: &Source) -> Vec<String> {
    let calls = ["unwrap_or(", "unwrap_or_else(", "map_or("];
    let zeros = [
        "Money::ZERO",
        "Money::zero",
        "Money::default",
        "Rate::ZERO",
        "Rate::zero",
        "Rate::default",
    ];
    calls
        .iter()
        .flat_map(|call| zeros.iter().map(move |zero| format!("{call}{zero}")))
        .filter(|pattern| source.bare.contains(pattern.as_str()))
        .map(|pattern| format!("has {pattern}"))
        .collect()
}

fn arithmetic(source: &Source) -> Vec<String> {
    if !SURFACES.contains(&source.room()) {
        return Vec::new();
    }
    [
        ".times(",
        ".times_count(",
        ".shared(",
        ".divided_exactly(",
        "Money::from_pico",
        ".pico_per_token(",
    ]
    .into_iter()
    .filter(|call| source.bare.contains(call))
    .map(|call| format!("has {call}"))
    .collect()
}

fn origins(source: &Source) -> Vec<String> {
    const SENDERS: &[&str] = &[
        "WebSocket",
        "EventSource",
        "XmlHttpRequest",
        "XMLHttpRequest",
        "sendBeacon",
        "send_beacon",
        "RTCPeerConnection",
        "RtcPeerConnection",
        "WebTransport",
    ];
    let mut faults: Vec<String> = SENDERS
        .iter()
        .filter(|name| source.bare.contains(*name))
        .map(|name| format!("names {name}"))
        .collect();
    for scheme in ["https://", "http://", "wss://", "ws://", "\"//", "'//", "url(//"] {
        for (at, _) in source.code.match_indices(scheme) {
            let before = source.code.get(..at).unwrap_or_default();
            let rest = source.code.get(at..).unwrap_or_default();
            let namespace = rest.starts_with("http://www.w3.org/");
            // A link is followed by a person, and fetches nothing until then.
            let link = before.ends_with("<a href=\"");
            if !namespace && !link {
                faults.push(format!("has {}", rest.split_whitespace().next().unwrap_or_default()));
            }
        }
    }
    faults
}

fn long(source: &Source) -> Vec<String> {
    let long = source.lines > MOST_LINES;
    long.then(|| format!("has {} lines", source.lines)).into_iter().collect()
}
