//! TOML price files to a [`Catalogue`], with the line of everything that is wrong.
//!
//! For tests and for those who keep the book; what ships reads JSON only.

use serde_json::Value;

use crate::pricing::catalogue::{Catalogue, Channel};
use crate::pricing::error::BookError;
use crate::pricing::load::SCHEMA;
use crate::pricing::toml_json::{File, convert};

impl Catalogue {
    /// Reads price files: pairs of a file name and its text.
    pub fn from_toml<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, BookError> {
        let mut channels = Vec::new();
        let mut read = Vec::new();
        for (name, text) in files {
            let file = convert(text).map_err(|refusal| BookError::Syntax {
                file: name.to_owned(),
                line: refusal.line,
                reason: refusal.reason,
            })?;
            channels.push(channel(name, &file)?);
            read.push((name.to_owned(), file));
        }
        Self::checked(SCHEMA, channels).map_err(|error| match error {
            BookError::Lints(mut findings) => {
                for finding in &mut findings {
                    let file = read.iter().find(|(name, _)| *name == finding.file);
                    finding.line = file.and_then(|(_, file)| line_of(file, &finding.path));
                }
                BookError::Lints(findings)
            }
            other => other,
        })
    }
}

fn channel(name: &str, file: &File) -> Result<Channel, BookError> {
    let mut value = file.value.clone();
    if let Value::Object(object) = &mut value {
        object.insert("file".to_owned(), Value::String(name.to_owned()));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        BookError::Shape {
            file: name.to_owned(),
            line: line_of(file, &path),
            path,
            reason: error.into_inner().to_string(),
        }
    })
}

/// The line of a place, or of the nearest place around it that the file has.
fn line_of(file: &File, path: &str) -> Option<usize> {
    let mut path = path;
    loop {
        if let Some(line) = file.lines.get(path) {
            return Some(*line);
        }
        let cut = path.rfind(['.', '['])?;
        path = path.get(..cut)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, String)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pricing");
        let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    fn read(files: &[(String, String)]) -> Catalogue {
        let texts = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        Catalogue::from_toml(texts).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_files_are_the_built_in_book() {
        assert_eq!(read(&files()), Catalogue::built_in().unwrap());
    }

    #[test]
    fn a_book_survives_its_toml_form() {
        let book = read(&files());
        let written: Vec<(String, String)> = book
            .channels()
            .iter()
            .map(|channel| (channel.file.clone(), toml::to_string(channel).unwrap()))
            .collect();
        assert_eq!(read(&written), book);
    }
}
