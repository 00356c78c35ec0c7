//! On which line of a JSON text a value stands: what reads it knows the path alone.

/// The line (counted from 1) on which the value at a path such as `channels[0].model[3].price[0].status`
/// begins, or a field's name; the line on which the text begins where the path is empty. `None` where
/// there is no such place.
pub(super) fn line_of(text: &str, path: &str) -> Option<usize> {
    let mut line = 1;
    let mut stack: Vec<Level> = Vec::new();
    let mut bytes = text.bytes();
    if path.is_empty() {
        return Some(line);
    }
    while let Some(byte) = bytes.next() {
        let begins = !matches!(byte, b']' | b'}' | b',' | b' ' | b'\n' | b'\r' | b'\t');
        if begins && matches!(stack.last(), Some(Level::Array { .. })) && is_at(&stack, path) {
            return Some(line);
        }
        match byte {
            b'\n' => line += 1,
            b'{' => stack.push(Level::Object { key: String::new(), in_value: false }),
            b'[' => stack.push(Level::Array { index: 0 }),
            b'}' | b']' => {
                stack.pop();
            }
            b':' => {
                if let Some(Level::Object { in_value, .. }) = stack.last_mut() {
                    *in_value = true;
                }
            }
            b',' => match stack.last_mut() {
                Some(Level::Object { in_value, .. }) => *in_value = false,
                Some(Level::Array { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let mut word = Vec::new();
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            bytes.next();
                        }
                        _ => word.push(byte),
                    }
                }
                if let Some(Level::Object { key, in_value: false }) = stack.last_mut() {
                    *key = String::from_utf8_lossy(&word).into_owned();
                    if is_at(&stack, path) {
                        return Some(line);
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// One object or array around a place.
enum Level {
    Object { key: String, in_value: bool },
    Array { index: usize },
}

/// Whether the innermost level is at the path's end.
fn is_at(stack: &[Level], path: &str) -> bool {
    let mut rest = path;
    for (depth, level) in stack.iter().enumerate() {
        let step = match level {
            Level::Object { key, .. } if depth == 0 => rest.strip_prefix(key.as_str()),
            Level::Object { key, .. } => {
                rest.strip_prefix('.').and_then(|rest| rest.strip_prefix(key.as_str()))
            }
            Level::Array { index } => rest.strip_prefix(&format!("[{index}]")),
        };
        let Some(after) = step else { return false };
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_nested_text() {
        let text = "{\"a\":[{\"b\":1},\n{\"c\":{\"x:,]\":\n[true,\n\"x\"]}}],\n\"ab\":\n2}";
        let lines = [
            ("", Some(1)),
            ("a", Some(1)),
            ("a[0]", Some(1)),
            ("a[0].b", Some(1)),
            ("a[1]", Some(2)),
            ("a[1].c.x:,]", Some(2)),
            ("a[1].c.x:,][0]", Some(3)),
            ("a[1].c.x:,][1]", Some(4)),
            ("ab", Some(5)),
            ("b", None),
            ("a[2]", None),
        ];
        for (path, line) in lines {
            assert_eq!(line_of(text, path), line, "{path}");
        }
        assert_eq!(line_of("", "a"), None);
    }
}
