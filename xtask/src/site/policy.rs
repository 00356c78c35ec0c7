//! The content security policy of the page.
//!
//! `connect-src 'self'` is what a buyer can check: the browser itself refuses to send what is typed
//! to any other place.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for a page: its inline scripts are allowed by their hashes, no others are.
///
/// A worker that is started from a blob inherits the page's policy on every host; one that is started
/// from an address has only what its host sends.
pub(crate) fn policy_of(html: &str) -> String {
    let scripts = hashes(inline(html, "script"));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {scripts}; worker-src 'self' blob:; \
         connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         manifest-src 'self'; base-uri 'self'; form-action 'none'"
    )
}

/// The policy of the page as one file: what stands in it, and no connection to anywhere.
pub(super) fn policy_of_single(html: &str) -> String {
    let scripts = hashes(inline(html, "script"));
    let styles = hashes(inline(html, "style"));
    format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval' {scripts}; worker-src blob:; \
         connect-src 'none'; style-src {styles}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
}

/// The page with tags put behind its character set, before all that a policy binds.
pub(super) fn behind_charset(html: &str, tags: &str) -> Result<String> {
    let behind = html
        .find("<meta charset")
        .and_then(|start| Some(start + html.get(start..)?.find('>')? + 1))
        .context("index.html names no character set")?;
    let (head, rest) = html.split_at(behind);
    Ok(format!("{head}{tags}{rest}"))
}

fn hashes<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let hashes: Vec<String> =
        texts.map(|text| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))).collect();
    hashes.join(" ")
}

/// The text of every script or style element that stands in the page and is run: no `src`, no data.
fn inline<'a>(html: &'a str, element: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{element}"), format!("</{element}"));
    let mut texts = Vec::new();
    let mut rest = html;
    // From end to end, as a script may hold what looks like the beginning of another.
    while let Some((_, part)) = rest.split_once(&open) {
        let Some((tag, inner)) = part.split_once('>') else { break };
        let Some((text, after)) = inner.split_once(&close) else { break };
        if !tag.contains("src=") && !tag.contains("text/plain") {
            texts.push(text);
        }
        rest = after;
    }
    texts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_are_hashed() {
        let html = r#"<head><script src="./a.js"></script><script type="module">
let x = 1;</script></head>"#;
        assert_eq!(inline(html, "script").collect::<Vec<_>>(), ["\nlet x = 1;"]);
    }

    #[test]
    fn data_in_a_page_needs_no_hash_and_a_script_may_name_another() {
        let html = r#"<script type="text/plain" data-farebox-file="a">AAAA</script>
<script>let a = '<script ';</script><style>b { }</style>"#;
        assert_eq!(inline(html, "script").collect::<Vec<_>>(), ["let a = '<script ';"]);
        let policy = policy_of_single(html);
        assert!(policy.contains("connect-src 'none'") && !policy.contains("'self'"), "{policy}");
        assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
    }

    #[test]
    fn a_hash_is_what_browsers_compute() {
        // The example of the specification "Content Security Policy Level 2", section 7.17.3.
        let policy = policy_of("<script>alert('Hello, world.');</script>");
        assert!(
            policy.contains("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"),
            "{policy}"
        );
    }
}
