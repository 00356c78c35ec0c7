//! Texts that look for trouble.

use crate::random::Random;

/// Every character of Unicode's property `White_Space`, and the ones that only look like it.
const SPACES: &[&str] = &[
    "\t", "\n", "\u{b}", "\u{c}", "\r", " ", "\u{85}", "\u{a0}", "\u{1680}", "\u{2000}",
    "\u{2001}", "\u{2002}", "\u{2003}", "\u{2004}", "\u{2005}", "\u{2006}", "\u{2007}", "\u{2008}",
    "\u{2009}", "\u{200a}", "\u{2028}", "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}", "\u{feff}",
    "\u{200b}", "\u{180e}", "\u{2060}", "\u{ad}", "\r\n", "\n\n", "  ", "   ", " \n", "\n ",
    "\t\t", "        ",
];

/// Marks, joiners, separators and what stands next to the surrogates.
const MARKS: &[&str] = &[
    "\u{301}",
    "\u{300}\u{323}",
    "\u{489}",
    "\u{20dd}",
    "\u{fe0f}",
    "\u{200d}",
    "\u{200c}",
    "\u{93f}",
    "\u{94d}",
    "\u{e31}",
    "\u{345}",
    "\u{1d165}",
    "\u{e0101}",
    "\u{d7ff}",
    "\u{e000}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{0}",
    "\u{1b}",
    "\u{7f}",
    "\u{9f}",
    "\u{24b6}",
    "\u{1f130}",
];

/// Letters of every case and many scripts, apostrophes and the endings of English.
const LETTERS: &[&str] = &[
    "a", "b", "Z", "Q", "the", "The", "THE", "iPhone", "XMLHttp", "é", "ß", "ẞ", "İ", "ı", "ſ",
    "ʰ", "ª", "ǅ", "ǈ", "Ĳ", "ŀ", "Ω", "ω", "Ж", "ж", "中", "文", "字", "ひ", "カ", "ー", "한",
    "글", "م", "ع", "ש", "न", "म", "ก", "ა", "Ა", "Ꭰ", "ꭰ", "𝐀", "𝒶", "𐐀", "𐐨", "ჼ", "々", "〇",
    "㐀", "𠀀", "'s", "'S", "'ſ", "'t", "'T", "'re", "'RE", "'Re", "'ve", "'m", "'ll", "'lL", "'d",
    "'x", "'", "’s", "''s", "'s's", "don't", "WE'LL", "O'Brien",
];

const DIGITS: &[&str] = &[
    "0",
    "1",
    "9",
    "42",
    "999",
    "1000",
    "1234567",
    "½",
    "²",
    "Ⅷ",
    "①",
    "٣",
    "३",
    "๕",
    "〇",
    "𝟗",
    "㊿",
    "1.5",
    "1,000",
    "0x1F",
    "1e-9",
    "2026-11-22",
];

const SIGNS: &[&str] = &[
    ".",
    ",",
    "!",
    "?",
    "/",
    "//",
    "/*",
    "*/",
    "\\",
    "(",
    ")",
    "{",
    "}",
    "[]",
    "\"",
    "\":\"",
    "\",\"",
    "<",
    "</",
    "/>",
    "=",
    "==",
    "=>",
    "->",
    "::",
    "--",
    "---",
    "_",
    "__",
    "#",
    "@",
    "$",
    "€",
    "%",
    "^",
    "&",
    "|",
    "~",
    "`",
    "```",
    "…",
    "—",
    "“",
    "。",
    "，",
    "、",
    "「",
    "！",
    "/\n",
    "/\r\n/",
    ";\n\n",
    "<|endoftext|>",
    "<|im_start|>",
    "•",
    "→",
    "∑",
    "©",
    "㈱",
];

const EMOJI: &[&str] = &["😀", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "🇺🇸🇫🇷", "❤️", "☕", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "✌🏿", "🤷‍♀️"];

/// One generated text. `pieces` are tokens of the vocabulary under test, `prose` is real text.
pub(crate) fn text(random: &mut Random, pieces: &[String], prose: &[String]) -> String {
    match random.below(10) {
        0 | 1 => from_vocabulary(random, pieces),
        2..=4 => mixture(random),
        5 => runs(random),
        6 => code_points(random),
        7 => narrow(random),
        _ => spoiled(random, prose),
    }
}

fn from_vocabulary(random: &mut Random, pieces: &[String]) -> String {
    (0..=random.below(40)).map(|_| pieces[random.below(pieces.len())].as_str()).collect()
}

fn mixture(random: &mut Random) -> String {
    let kinds = [SPACES, MARKS, LETTERS, LETTERS, DIGITS, SIGNS, EMOJI];
    (0..=random.below(60))
        .map(|_| {
            let kind = kinds[random.below(kinds.len())];
            random.pick(kind)
        })
        .collect()
}

/// The same few strings over and over, past every length that a table or a window has.
fn runs(random: &mut Random) -> String {
    let kinds = [SPACES, LETTERS, DIGITS, SIGNS, EMOJI, MARKS];
    (0..=random.below(4))
        .map(|_| {
            let kind = kinds[random.below(kinds.len())];
            let unit = random.pick(kind);
            unit.repeat(1 + random.below(300))
        })
        .collect()
}

fn code_points(random: &mut Random) -> String {
    (0..=random.below(80))
        .filter_map(|_| {
            let limit = [0x80, 0x800, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000][random.below(6)];
            char::from_u32(random.below(limit) as u32)
        })
        .collect()
}

/// Few distinct strings, so that the same neighbours meet in every order.
fn narrow(random: &mut Random) -> String {
    let kinds = [SPACES, MARKS, LETTERS, DIGITS, SIGNS, EMOJI];
    let alphabet: Vec<&str> = (0..2 + random.below(3))
        .map(|_| {
            let kind = kinds[random.below(kinds.len())];
            random.pick(kind)
        })
        .collect();
    (0..=random.below(120)).map(|_| random.pick(&alphabet)).collect()
}

/// Real text, cut anywhere, with strings thrown in.
fn spoiled(random: &mut Random, prose: &[String]) -> String {
    let from = &prose[random.below(prose.len())];
    let start = from.floor_char_boundary(random.below(from.len()));
    let end = from.floor_char_boundary((start + random.below(600)).min(from.len()));
    let mut text = from[start..end].to_owned();
    for _ in 0..random.below(6) {
        let at = text.floor_char_boundary(random.below(text.len() + 1));
        let kind = [SPACES, MARKS, LETTERS, SIGNS][random.below(4)];
        text.insert_str(at, random.pick(kind));
    }
    text
}
