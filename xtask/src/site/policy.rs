//! The content security policy of the page.
//!
//! `connect-src 'self'` is what a buyer can check: the browser itself refuses to send what is typed
//! to any other place.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for a page: its inline scripts are allowed by their hashes, no others are.
pub(crate) fn policy_of(html: &str) -> String {
    let hashes: Vec<String> = inline_scripts(html)
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    let scripts = [&["'self'".to_owned(), "'wasm-unsafe-eval'".to_owned()], &hashes[..]].concat();
    let scripts = scripts.join(" ");
    format!(
        "default-src 'none'; script-src {scripts}; worker-src 'self'; \
         connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         manifest-src 'self'; base-uri 'self'; form-action 'none'"
    )
}

/// The text of every script element that names no `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|part| {
        let (tag, rest) = part.split_once('>')?;
        let (script, _) = rest.split_once("</script")?;
        (!tag.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_are_hashed() {
        let html = r#"<head><script src="./a.js"></script><script type="module">
let x = 1;</script></head>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["\nlet x = 1;"]);
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
