//! The edition of Unicode that the grammars mean.
//!
//! `bitcannon` 0.1.0-rc.3 classifies by Unicode 17.0. The reference implementations do not: tiktoken
//! 0.14.0 is built with regex-syntax 0.8.11, whose tables are Unicode 16.0. So the characters that
//! came with 17.0 are taken back to what they were in 16.0, unassigned. `tests/parity` compares every
//! code point there is.

/// The tag of an unassigned character.
const UNASSIGNED: u8 = 0x0C;
/// The tag of a lower-case letter.
const LOWER: u8 = 0x20;

/// The characters that Unicode 17.0 assigned, first and last, in order.
const NEW: &[(u32, u32)] = &[
    (0x88F, 0x88F),
    (0xC5C, 0xC5C),
    (0xCDC, 0xCDC),
    (0x1ACF, 0x1ADD),
    (0x1AE0, 0x1AEB),
    (0x20C1, 0x20C1),
    (0x2B96, 0x2B96),
    (0xA7CE, 0xA7CF),
    (0xA7D2, 0xA7D2),
    (0xA7D4, 0xA7D4),
    (0xA7F1, 0xA7F1),
    (0xFBC3, 0xFBD2),
    (0xFD90, 0xFD91),
    (0xFDC8, 0xFDCE),
    (0x10940, 0x10959),
    (0x10EC5, 0x10EC7),
    (0x10ED0, 0x10ED8),
    (0x10EFA, 0x10EFB),
    (0x11B60, 0x11B67),
    (0x11DB0, 0x11DDB),
    (0x11DE0, 0x11DE9),
    (0x16EA0, 0x16EB8),
    (0x16EBB, 0x16ED3),
    (0x16FF2, 0x16FF6),
    (0x187F8, 0x187FF),
    (0x18D09, 0x18D1E),
    (0x18D80, 0x18DF2),
    (0x1CCFA, 0x1CCFC),
    (0x1CEBA, 0x1CED0),
    (0x1CEE0, 0x1CEF0),
    (0x1E6C0, 0x1E6DE),
    (0x1E6E0, 0x1E6F5),
    (0x1E6FE, 0x1E6FF),
    (0x1F6D8, 0x1F6D8),
    (0x1F777, 0x1F77A),
    (0x1F8D0, 0x1F8D8),
    (0x1FA54, 0x1FA57),
    (0x1FA8A, 0x1FA8A),
    (0x1FA8E, 0x1FA8E),
    (0x1FAC8, 0x1FAC8),
    (0x1FACD, 0x1FACD),
    (0x1FAEA, 0x1FAEA),
    (0x1FAEF, 0x1FAEF),
    (0x1FBFA, 0x1FBFA),
    (0x2B73A, 0x2B73F),
    (0x2CEA2, 0x2CEAD),
    (0x323B0, 0x33479),
];

/// U+0295, a lower-case letter until 17.0 called it caseless.
const PHARYNGEAL: u32 = 0x295;

/// The first bytes of everything that changed.
const LEADS: [bool; 256] = {
    let mut leads = [false; 256];
    let mut at = 0;
    while at < NEW.len() {
        leads[lead(NEW[at].0) as usize] = true;
        leads[lead(NEW[at].1) as usize] = true;
        at += 1;
    }
    leads[lead(PHARYNGEAL) as usize] = true;
    leads
};

/// Tags `text`, one tag a byte, by Unicode 16.0. `tags` must be at least as long.
pub(super) fn classify(text: &[u8], tags: &mut [u8]) {
    bitcannon::classify::classify(text, tags);
    if text.is_ascii() {
        return;
    }
    for (at, &byte) in text.iter().enumerate() {
        if !LEADS[usize::from(byte)] {
            continue;
        }
        let code = decode(text.get(at..).unwrap_or_default());
        let tag = if code == PHARYNGEAL {
            LOWER
        } else if is_new(code) {
            UNASSIGNED
        } else {
            continue;
        };
        if let Some(old) = tags.get_mut(at) {
            *old = tag;
        }
    }
}

/// The first byte of a character of two bytes or more.
const fn lead(code: u32) -> u32 {
    match code {
        0..0x800 => 0xC0 | code >> 6,
        0x800..0x1_0000 => 0xE0 | code >> 12,
        _ => 0xF0 | code >> 18,
    }
}

/// The code point of two bytes or more that well-formed text starts with.
fn decode(text: &[u8]) -> u32 {
    let Some((&first, rest)) = text.split_first() else { return 0 };
    let (bits, more) = match first {
        0xF0.. => (first & 0x07, 3),
        0xE0.. => (first & 0x0F, 2),
        _ => (first & 0x1F, 1),
    };
    rest.iter().take(more).fold(u32::from(bits), |code, byte| code << 6 | u32::from(byte & 0x3F))
}

/// Whether Unicode 17.0 assigned this code point.
fn is_new(code: u32) -> bool {
    let at = NEW.partition_point(|(_, last)| *last < code);
    NEW.get(at).is_some_and(|(first, _)| *first <= code)
}
