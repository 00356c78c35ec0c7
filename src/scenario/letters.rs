//! Bytes as letters that an address may hold: base64url (RFC 4648, section 5) without padding.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes as letters.
pub(super) fn write(bytes: &[u8]) -> String {
    let mut letters = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .chain([&0, &0])
            .take(3)
            .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        for sextet in 0..=group.len() {
            let index = (bits >> (18 - 6 * sextet)) & 63;
            letters.push(char::from(LETTERS[index as usize]));
        }
    }
    letters
}

/// Reads letters; `None` where there is another character, or bits are left over.
pub(super) fn read(letters: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in letters.bytes() {
        bits = (bits << 6) | sextet(letter)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // One letter alone is no byte, and a byte is written in one way only.
    (held < 6 && bits == 0).then_some(bytes)
}

fn sextet(letter: u8) -> Option<u32> {
    let value = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_rfc() {
        // RFC 4648, section 10, without padding; the last one from its table 2.
        let known: [(&[u8], &str); 8] = [
            (b"", ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (b"fooba", "Zm9vYmE"),
            (b"foobar", "Zm9vYmFy"),
            (&[0xfb, 0xff], "-_8"),
        ];
        for (bytes, letters) in known {
            assert_eq!(write(bytes), letters);
            assert_eq!(read(letters).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn what_is_no_base64url_is_refused() {
        for wrong in ["Z", "Zm9vY", "Zm9v ", "Zm+v", "Zm/v", "Zg==", "Zh", "é"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
