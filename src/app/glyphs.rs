//! Tokens made visible: spaces, line ends and what has no shape of its own get a sign; bytes that are no
//! whole character stand in hexadecimal.

/// A stretch of a token as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// Text that shows itself.
    Plain(String),
    /// A sign in place of something invisible.
    Sign(String),
    /// Bytes that are part of a character whose rest lies in another token.
    Bytes(String),
}

/// What a token's bytes look like.
pub(super) fn glyphs(bytes: &[u8]) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match (sign(letter), glyphs.last_mut()) {
                (Some(sign), Some(Glyph::Sign(last))) => last.push_str(&sign),
                (Some(sign), _) => glyphs.push(Glyph::Sign(sign)),
                (None, Some(Glyph::Plain(last))) => last.push(letter),
                (None, _) => glyphs.push(Glyph::Plain(letter.to_string())),
            }
        }
        if !chunk.invalid().is_empty() {
            glyphs.push(Glyph::Bytes(hexadecimal(chunk.invalid())));
        }
    }
    glyphs
}

/// `e4 b8 ad`.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// The sign of a character that shows nothing by itself, or that would change how its neighbours show.
fn sign(letter: char) -> Option<String> {
    Some(match letter {
        ' ' => "\u{b7}".to_owned(),
        '\n' => "\u{21b5}".to_owned(),
        '\r' => "\u{240d}".to_owned(),
        '\t' => "\u{2192}".to_owned(),
        '\u{a0}' => "\u{237d}".to_owned(),
        // Marks that combine, joiners and directions: alone in a token they would hang on the wrong letter.
        '\u{300}'..='\u{36f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}'
        | '\u{3000}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => format!("U+{:04X}", u32::from(letter)),
        _ if letter.is_control() => format!("U+{:04X}", u32::from(letter)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invisible_gets_a_sign() {
        assert_eq!(
            glyphs(b" a\r\n"),
            [
                Glyph::Sign("\u{b7}".into()),
                Glyph::Plain("a".into()),
                Glyph::Sign("\u{240d}\u{21b5}".into())
            ]
        );
        assert_eq!(glyphs("\u{200b}".as_bytes()), [Glyph::Sign("U+200B".into())]);
    }

    #[test]
    fn a_part_of_a_character_stands_in_bytes() {
        let character = "中".as_bytes();
        assert_eq!(glyphs(&character[..2]), [Glyph::Bytes("e4 b8".into())]);
        assert_eq!(glyphs(&character[2..]), [Glyph::Bytes("ad".into())]);
        assert_eq!(glyphs(character), [Glyph::Plain("中".into())]);
    }
}
