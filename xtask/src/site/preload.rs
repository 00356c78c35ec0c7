//! The page's program is asked for first.
//!
//! It is the largest file, and on a slow line the page waits for nothing else. Trunk names it last in the head, where on
//! a host that speaks HTTP/1.1 it stands in line behind styles, icons and scripts.

use anyhow::{Context, Result};

/// Moves the links to the program in front of all other files.
pub(super) fn first(html: &str) -> Result<String> {
    let start =
        html.find("<link rel=\"modulepreload\"").context("index.html preloads no program")?;
    let end = html.get(start..).and_then(|rest| Some(start + rest.find("</head>")?));
    let (before, rest) = html.split_at(start);
    let (links, after) = rest.split_at(end.context("index.html has no head")? - start);
    let base = before.find("<base ").and_then(|at| Some(at + before.get(at..)?.find('>')? + 1));
    let (top, others) = before.split_at(base.context("index.html names no base")?);
    let links =
        links.replace("<link rel=\"preload\"", "<link rel=\"preload\" fetchpriority=\"high\"");
    Ok(format!("{top}{links}{others}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_comes_before_styles_and_scripts() {
        let html = r#"<head><base href="./"><link rel="stylesheet" href="./a.css"><script src="./b.js"></script><link rel="modulepreload" href="./app.js"><link rel="preload" href="./app_bg.wasm" as="fetch"></head><body></body>"#;
        assert_eq!(
            first(html).unwrap(),
            r#"<head><base href="./"><link rel="modulepreload" href="./app.js"><link rel="preload" fetchpriority="high" href="./app_bg.wasm" as="fetch"><link rel="stylesheet" href="./a.css"><script src="./b.js"></script></head><body></body>"#
        );
    }

    #[test]
    fn a_page_without_a_program_is_no_page() {
        assert!(first("<head><base href=\"./\"></head>").is_err());
    }
}
