//! A file's text as the rules read it: without comments, with or without what stands in quotes.

use std::path::Path;

/// One file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path below the project, with slashes.
    pub(crate) path: String,
    /// How many lines it has.
    pub(crate) lines: usize,
    /// Code and strings; comments and the module of unit tests are blank.
    pub(crate) code: String,
    /// Code alone: strings are blank too.
    pub(crate) bare: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let lines = text.lines().count();
        // What unit tests use is their own affair.
        let text = if path.ends_with("/tests.rs") { "" } else { text };
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let (code, bare) = if Path::new(path).extension().is_some_and(|kind| kind == "rs") {
            (blank(text, false), blank(text, true))
        } else {
            (text.to_owned(), text.to_owned())
        };
        Self { path: path.to_owned(), lines, code, bare }
    }

    /// The room that the file is in: the first name below `src`; empty outside.
    pub(crate) fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or_default();
        below.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The names of the modules that the file is, from the crate's root.
    fn modules(&self) -> Vec<&str> {
        let below = self.path.strip_prefix("src/").unwrap_or_default().trim_end_matches(".rs");
        below.split('/').filter(|name| !["lib", "mod"].contains(name)).collect()
    }

    /// Every path out of the crate's root that the code names, such as `tokenizer::estimate`, two
    /// names deep.
    pub(crate) fn crate_paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        for root in ["crate::", "farebox::"] {
            for (at, _) in self.bare.match_indices(root) {
                if starts_word(&self.bare, at) {
                    let rest = self.bare.get(at + root.len()..).unwrap_or_default();
                    found.extend(heads(rest, 2));
                }
            }
        }
        for (at, _) in self.bare.match_indices("super::") {
            if !starts_word(&self.bare, at)
                || self.bare.get(..at).is_some_and(|b| b.ends_with("super::"))
            {
                continue;
            }
            let mut rest = self.bare.get(at..).unwrap_or_default();
            let mut modules = self.modules();
            while let Some(inner) = rest.strip_prefix("super::") {
                modules.pop();
                rest = inner;
            }
            if modules.is_empty() {
                found.extend(heads(rest, 2));
            }
        }
        found
    }
}

/// Whether the word occurs: not as a part of a longer one.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let after = text.get(at + word.len()..).unwrap_or_default();
        let ends = !word.ends_with(is_word) || !after.starts_with(is_word);
        ends && (!word.starts_with(is_word) || starts_word(text, at))
    })
}

/// Every figure with a decimal point: `1.5`, but neither the range `1..5` nor the field `x.0.1`.
pub(crate) fn decimal_literals(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('.') {
        let after = text.get(at + 1..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').len();
        let digits = before.get(start..).unwrap_or_default();
        let free = !before.get(..start).unwrap_or_default().ends_with(|c| is_word(c) || c == '.');
        if free
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && after.starts_with(|c: char| c.is_ascii_digit())
        {
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            found.extend(text.get(start..at + 1 + end));
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn starts_word(text: &str, at: usize) -> bool {
    !text.get(..at).unwrap_or_default().ends_with(is_word)
}

/// The paths that begin here, `depth` names deep; a group in braces gives each of its members.
fn heads(text: &str, depth: usize) -> Vec<String> {
    if let Some(group) = text.trim_start().strip_prefix('{') {
        return members(group).into_iter().flat_map(|member| heads(member, depth)).collect();
    }
    let text = text.trim_start();
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return Vec::new();
    }
    match rest.strip_prefix("::") {
        Some(rest) if depth > 1 => {
            let deeper = heads(rest, depth - 1);
            if deeper.is_empty() {
                return vec![name.to_owned()];
            }
            deeper.into_iter().map(|deeper| format!("{name}::{deeper}")).collect()
        }
        _ => vec![name.to_owned()],
    }
}

/// The members of a group whose opening brace has been read.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..at]);
                return found;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// The text with its comments, and where asked its strings, turned to spaces.
fn blank(text: &str, strings: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, hide) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), true)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), true)
        } else if first == '"' {
            (quoted(rest), strings)
        } else if let Some(length) = raw_string(rest, &out) {
            (length, strings)
        } else if let Some(length) = character(rest) {
            (length, strings)
        } else {
            (first.len_utf8(), false)
        };
        let (part, after) = rest.split_at(length);
        if hide {
            out.extend(part.chars().map(|c| if c == '\n' { c } else { ' ' }));
        } else {
            out.push_str(part);
        }
        rest = after;
    }
    out
}

/// The length of a string that begins here with its quote.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string that begins here, if one does.
fn raw_string(text: &str, before: &str) -> Option<usize> {
    let inner = text.strip_prefix('r')?;
    if before.ends_with(|c| is_word(c) && c != 'b') {
        return None;
    }
    let hashes = inner.len() - inner.trim_start_matches('#').len();
    inner.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let body = 1 + hashes + 1;
    Some(text.get(body..)?.find(&end).map_or(text.len(), |at| body + at + end.len()))
}

/// The length of a character in quotes that begins here, if one does: a lifetime has no second quote.
fn character(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('\'')?;
    let length = if let Some(escape) = inner.strip_prefix('\\') {
        1 + escape.char_indices().skip(1).find(|(_, c)| *c == '\'')?.0
    } else {
        inner.chars().next()?.len_utf8()
    };
    inner.get(length..)?.starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_told_from_code() {
        let source = Source::new(
            "src/x.rs",
            "use a; // use b\n/* use c */ let s = \"d \\\" e\"; let t = r#\"f \" g\"#; let c = '\"'; let l: &'a str = h;",
        );
        for word in ["a", "h", "str"] {
            assert!(has_word(&source.bare, word), "{word} in {}", source.bare);
        }
        for word in ["b", "c /", "d", "e", "f", "g"] {
            assert!(!has_word(&source.bare, word), "{word} in {}", source.bare);
        }
        assert!(has_word(&source.code, "f") && !has_word(&source.code, "use b"));
    }

    #[test]
    fn paths_are_found_in_every_form() {
        let source = Source::new(
            "src/pricing/card/band.rs",
            "use crate::{count::{Count, Method}, money::Money};\nuse super::super::usage::Usage; super::super::super::report::x(); crate::forecast::y",
        );
        let mut paths = source.crate_paths();
        paths.sort();
        assert_eq!(
            paths,
            ["count::Count", "count::Method", "forecast::y", "money::Money", "report::x"]
        );
    }

    #[test]
    fn decimals_are_told_from_ranges_and_fields() {
        assert_eq!(
            decimal_literals("let a = 1.25 + x.0.1 + b[0..5] + 1_000.5;"),
            ["1.25", "1_000.5"]
        );
    }
}
