//! Names and messages as a reader expects them.

/// With a capital in front. What the domain has to say is in English: its letters are ASCII, and the tables
/// of every script's letters would be a tenth of the page's data.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// A message as a sentence: a capital in front, a full stop behind.
pub(super) fn sentence(message: &str) -> String {
    let capital = capital(message);
    if capital.ends_with(['.', '!', '?']) { capital } else { format!("{capital}.") }
}
