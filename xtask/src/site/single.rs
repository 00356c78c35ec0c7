//! The page as one file: everything inline, for a mail, a file share, a sandboxed frame.
//!
//! Its policy lets it connect to nothing at all.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::workers::Module;
use super::{policy, scripts};

/// The vocabularies that it holds; others can be dropped onto it.
const PACKS: [&str; 1] = ["o200k_base"];
/// The most that it may weigh: what mail and file shares still take.
const LIMIT: usize = 5_000_000;
/// The name under which the page's own program stands in it.
const PROGRAM: &str = "app_bg.wasm";

/// Writes the file from a finished site and its page before the policy was put in.
pub(super) fn write(site: &Path, html: &str, modules: &[Module], file: &Path) -> Result<()> {
    let read =
        |name: &str| fs::read(site.join(name)).with_context(|| format!("the site has no {name}"));
    let text = |name: &str| Ok::<_, anyhow::Error>(String::from_utf8(read(name)?)?);

    let mut page = html.to_owned();
    for name in links(html, "stylesheet") {
        let style = text(&name)?;
        page = swap(&page, "<link rel=\"stylesheet\"", ">", &format!("<style>{style}</style>"))?;
    }
    for name in links(html, "icon") {
        let icon = STANDARD.encode(read(&name)?);
        let link = format!(r#"<link rel="icon" href="data:image/svg+xml;base64,{icon}">"#);
        page = swap(&page, "<link rel=\"icon\"", ">", &link)?;
    }
    for start in [
        "<base ",
        "<link rel=\"manifest\"",
        "<link rel=\"apple-touch-icon\"",
        "<link rel=\"modulepreload\"",
        "<link rel=\"preload\"",
    ] {
        page = swap(&page, start, ">", "")?;
    }
    for name in scripts::names(html) {
        let script = inline_script("<script>", &text(&name)?)?;
        let start = if page.contains(&format!("<script src=\"./{name}\"")) { "" } else { "defer " };
        page = swap(&page, &format!("<script {start}src=\"./{name}\""), "</script>", &script)?;
    }
    let program = program_of(html)?;
    let glue = text(&format!("{program}.js"))?;
    let init = glue
        .rsplit_once(" as default")
        .and_then(|(before, _)| before.split(' ').next_back())
        .context("the page's program exports no start")?;
    let main = format!(
        "{glue}\n{{\nconst program = await farebox.files.get(\"{PROGRAM}\");\n\
         const wasm = await {init}({{ module_or_path: await program.arrayBuffer() }});\n\
         dispatchEvent(new CustomEvent(\"TrunkApplicationStarted\", {{ detail: {{ wasm }} }}));\n}}\n"
    );
    let main = inline_script("<script type=\"module\">", &main)?;
    page = swap(&page, "<script type=\"module\">", "</script>", &main)?;

    let mut data = packed(PROGRAM, &read(&format!("{program}_bg.wasm"))?)?;
    for module in modules {
        for ending in [".js", "_bg.wasm"] {
            let name = format!("{}{ending}", module.hashed);
            data += &packed(&name, &read(&name)?)?;
        }
    }
    for name in ["community.json", "vocab/packs.json"] {
        data += &packed(name, &read(name)?)?;
    }
    for pack in PACKS {
        let name = pack_named(site, pack)?;
        let bytes = STANDARD.encode(read(&name)?);
        writeln!(data, r#"<script type="text/plain" data-farebox-file="{name}">{bytes}</script>"#)?;
    }
    // By the last element the page knows that it arrived whole: `www/start.js`.
    page = page.replacen("</body>", &format!("{data}<i id=\"farebox-end\" hidden></i></body>"), 1);
    let policy = policy::policy_of_single(&page);
    let head = format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="farebox-single" content="">"#
    );
    page = policy::behind_charset(&page, &head)?;
    if page.len() > LIMIT {
        bail!("{} has {} bytes, and {LIMIT} are its limit", file.display(), page.len());
    }
    fs::write(file, page).with_context(|| format!("cannot write {}", file.display()))
}

/// The files that links of a kind name.
fn links(html: &str, kind: &str) -> Vec<String> {
    html.split(&format!("<link rel=\"{kind}\" href=\"./"))
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The beginning of the names of the page's own program: `app-0123`.
fn program_of(html: &str) -> Result<String> {
    html.split_once("import init from './")
        .and_then(|(_, rest)| rest.split_once(".js'"))
        .map(|(name, _)| name.to_owned())
        .context("index.html imports no program: has Trunk's script changed?")
}

/// The page with what stands from `start` to `end` replaced; it must be there.
fn swap(page: &str, start: &str, end: &str, with: &str) -> Result<String> {
    let begin = page.find(start).with_context(|| format!("index.html has no {start}…"))?;
    let (before, rest) = page.split_at(begin);
    let (_, after) = rest.split_once(end).with_context(|| format!("{start}… has no {end}"))?;
    Ok(format!("{before}{with}{after}"))
}

/// A script element; refuses text that would end it early.
fn inline_script(tag: &str, text: &str) -> Result<String> {
    if text.contains("</script") || text.contains("<!--") {
        bail!("a script holds </script or <!-- and cannot stand in a page");
    }
    Ok(format!("{tag}{text}</script>"))
}

/// A file, deflated and in base64, as `www/shell/files.js` reads it.
fn packed(name: &str, bytes: &[u8]) -> Result<String> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    let text = STANDARD.encode(encoder.finish()?);
    Ok(format!(
        "<script type=\"text/plain\" data-farebox-file=\"{name}\" data-packed>{text}</script>\n"
    ))
}

fn pack_named(site: &Path, id: &str) -> Result<String> {
    let folder = site.join("vocab");
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find(|name| {
            name.split('.').next() == Some(id) && name.split('.').next_back() == Some("pack")
        })
        .map(|name| format!("vocab/{name}"))
        .with_context(|| format!("{} holds no {id}.*.pack", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_swapped_must_be_there() {
        assert_eq!(swap("a<b c>d", "<b", ">", "-").unwrap(), "a-d");
        assert!(swap("a", "<b", ">", "-").is_err());
        assert!(swap("<b", "<b", ">", "-").is_err());
    }

    #[test]
    fn a_script_that_would_end_early_is_refused() {
        assert!(inline_script("<script>", "let a = '</script>'").is_err());
        assert_eq!(inline_script("<script>", "1").unwrap(), "<script>1</script>");
    }

    #[test]
    fn the_program_is_found_in_trunks_script() {
        assert_eq!(program_of("x import init from './app-01.js'; y").unwrap(), "app-01");
        assert!(program_of("nothing").is_err());
    }
}
