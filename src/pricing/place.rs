//! Which value of a JSON text a byte is in: a parser tells line and column, a reader wants a path.

/// The path of the value at a line and column (both counted from 1), such as
/// `channels[0].model[3].price[0].status`; empty at the top.
pub(super) fn path_at(text: &str, line: usize, column: usize) -> String {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = before.saturating_add(column).saturating_sub(1);
    let mut stack: Vec<Level> = Vec::new();
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if at >= end {
            break;
        }
        match byte {
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
                while let Some((_, byte)) = bytes.next() {
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
                }
            }
            _ => {}
        }
    }
    written(&stack)
}

/// One object or array around a place.
enum Level {
    Object { key: String, in_value: bool },
    Array { index: usize },
}

fn written(stack: &[Level]) -> String {
    let mut path = String::new();
    for level in stack {
        match level {
            Level::Object { key, .. } if key.is_empty() => {}
            Level::Object { key, .. } => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Level::Array { index } => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_nested_text() {
        let text = "{\"a\":[{\"b\":1},\n{\"c\\\"d\":{\"e\":[true,\"x:,]\"]}}],\"f\":2}";
        let place = |what: &str| {
            let at = text.find(what).unwrap() + what.len();
            let line = 1 + text[..at].matches('\n').count();
            let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            path_at(text, line, column)
        };
        assert_eq!(place("1"), "a[0].b");
        assert_eq!(place("true"), "a[1].cd.e[0]");
        assert_eq!(place("\"x:,]\""), "a[1].cd.e[1]");
        assert_eq!(place("2"), "f");
        assert_eq!(path_at("", 1, 0), "");
        assert_eq!(path_at("{", 9, 9), "");
    }
}
