//! Hashes in the names of worker modules.
//!
//! Trunk hashes the page's files but not a worker's. Without a hash a host's cache could pair an old
//! worker with a new page, whose messages it does not know.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// How Trunk ends the name of the file that starts a worker module: `engine` has `engine_loader.js`,
/// `engine.js` and `engine_bg.wasm`.
const LOADER: &str = "_loader.js";

/// A worker module, under its hashed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Module {
    /// The binary's name, such as `engine`.
    pub(super) name: String,
    /// The name that its files begin with, such as `engine-0123456789abcdef`.
    pub(super) hashed: String,
}

/// Renames the files of every worker module in `folder`; gives the page's HTML with their new names, and
/// the modules.
///
/// Each module is named in the page by `<meta name="farebox-NAME" content="./NAME_loader.js">`, and
/// nothing is named there that was not built.
pub(super) fn hash_names(folder: &Path, html: &str) -> Result<(String, Vec<Module>)> {
    let (mut html, mut modules) = (html.to_owned(), Vec::new());
    for name in names(folder)? {
        let hashed = rename(folder, &name)?;
        let (before, after) = (format!("./{name}{LOADER}"), format!("./{hashed}{LOADER}"));
        if !html.contains(&format!(r#"<meta name="farebox-{name}" content="{before}""#)) {
            bail!("index.html has no <meta name=\"farebox-{name}\" content=\"{before}\" />");
        }
        html = html.replace(&format!("\"{before}\""), &format!("\"{after}\""));
        modules.push(Module { name, hashed });
    }
    if modules.is_empty() {
        bail!("Trunk has written no worker module: has the build changed?");
    }
    for named in html.split("<meta name=\"farebox-").skip(1).filter_map(|rest| rest.split_once('"'))
    {
        let (name, rest) = named;
        let is_loader = rest.split('>').next().is_some_and(|rest| rest.contains(LOADER));
        if is_loader && !modules.iter().any(|module| module.name == name) {
            bail!("index.html names a worker module {name}, which Trunk has not built");
        }
    }
    Ok((html, modules))
}

/// The worker modules that Trunk has written, sorted.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let file = entry?.file_name();
        names.extend(file.to_string_lossy().strip_suffix(LOADER).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Renames one module's files and what they call each other; gives the new beginning of their names.
fn rename(folder: &Path, name: &str) -> Result<String> {
    let file = |ending: &str| folder.join(format!("{name}{ending}"));
    let read = |ending: &str| {
        let path = file(ending);
        fs::read(&path).with_context(|| format!("Trunk has written no {}", path.display()))
    };
    let wasm = read("_bg.wasm")?;
    let glue = String::from_utf8(read(".js")?)?;
    let loader = String::from_utf8(read(LOADER)?)?;

    let mut digest = Sha256::new();
    digest.update(&wasm);
    digest.update(&glue);
    digest.update(&loader);
    let hash: String = format!("{:x}", digest.finalize()).chars().take(16).collect();
    let hashed = format!("{name}-{hash}");

    let glue = replace(&glue, &format!("{name}_bg.wasm"), &format!("{hashed}_bg.wasm"), name)?;
    let loader = replace(&loader, &format!("./{name}.js"), &format!("./{hashed}.js"), name)?;
    let fresh = |ending: &str| folder.join(format!("{hashed}{ending}"));
    fs::rename(file("_bg.wasm"), fresh("_bg.wasm"))?;
    fs::remove_file(file(".js"))?;
    fs::remove_file(file(LOADER))?;
    fs::write(fresh(".js"), glue)?;
    fs::write(fresh(LOADER), loader)?;
    Ok(hashed)
}

fn replace(text: &str, old: &str, new: &str, module: &str) -> Result<String> {
    if !text.contains(old) {
        bail!("a file of the worker module {module} does not name {old}: has the build changed?");
    }
    Ok(text.replace(old, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as Trunk leaves it, with these modules; removed by the next test of that name.
    fn staged(test: &str, modules: &[&str]) -> std::path::PathBuf {
        let folder =
            std::env::temp_dir().join(format!("farebox-workers-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for name in modules {
            fs::write(folder.join(format!("{name}_bg.wasm")), name).unwrap();
            fs::write(folder.join(format!("{name}.js")), format!("new URL('{name}_bg.wasm')"))
                .unwrap();
            let loader = format!("import init from './{name}.js';await init();");
            fs::write(folder.join(format!("{name}_loader.js")), loader).unwrap();
        }
        folder
    }

    fn meta(name: &str) -> String {
        format!(r#"<meta name="farebox-{name}" content="./{name}_loader.js" />"#)
    }

    #[test]
    fn every_module_gets_its_own_hash_and_is_named_by_it() {
        let folder = staged("all", &["desk", "engine"]);
        let html = format!("{}{}", meta("engine"), meta("desk"));
        let (html, modules) = hash_names(&folder, &html).unwrap();
        assert_eq!(
            modules.iter().map(|module| &*module.name).collect::<Vec<_>>(),
            ["desk", "engine"]
        );
        for Module { name, hashed } in &modules {
            assert!(
                html.contains(&format!(r#"name="farebox-{name}" content="./{hashed}_loader.js""#))
            );
            let read = |ending: &str| {
                fs::read_to_string(folder.join(format!("{hashed}{ending}"))).unwrap()
            };
            assert!(read("_loader.js").contains(&format!("'./{hashed}.js'")));
            assert!(read(".js").contains(&format!("'{hashed}_bg.wasm'")));
            assert_eq!(read("_bg.wasm"), *name);
            assert!(!folder.join(format!("{name}.js")).exists());
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_built_is_named_and_what_is_named_is_built() {
        let folder = staged("unnamed", &["desk", "engine"]);
        let refusal = hash_names(&folder, &meta("engine")).unwrap_err().to_string();
        assert!(refusal.contains("farebox-desk"), "{refusal}");
        let folder = staged("unnamed", &["engine"]);
        let html = format!("{}{}", meta("engine"), meta("desk"));
        let refusal = hash_names(&folder, &html).unwrap_err().to_string();
        assert!(refusal.contains("module desk"), "{refusal}");
        fs::remove_dir_all(folder).unwrap();
    }
}
