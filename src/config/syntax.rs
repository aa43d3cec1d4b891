//! What is no TOML, for people.

use toml::de::Error;

use super::problem::{File, Problem};

/// What follows is most often of the same cause.
const MOST: usize = 3;

/// The first fault of each line, and of a file's the first ones.
pub fn faults(file: File<'_>, errors: &[Error]) -> Vec<Problem> {
    let mut lines = Vec::new();
    let mut found = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let before = file.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count();
        if lines.contains(&line) || lines.len() == MOST {
            continue;
        }
        lines.push(line);
        let message = format!("not TOML: {}", error.message());
        let whole = file.text.lines().nth(line).unwrap_or_default();
        found.push(Problem::at(file, span, &message).help(&way_out(error.message(), whole)));
        if is_unclosed(error.message()) {
            break;
        }
    }
    found
}

/// Then nothing behind it is read as it is meant.
fn is_unclosed(message: &str) -> bool {
    message.contains("array") || message.contains("missing comma")
}

fn way_out(message: &str, line: &str) -> String {
    let value = line.split_once('=').map_or("", |(_, value)| value).trim();
    if line.contains(['“', '”', '„', '‘', '’']) {
        return "quotes are straight: \"text\"".into();
    }
    if message.contains("duplicate key") {
        return "it stands above already: leave one of them".into();
    }
    if is_unclosed(message) {
        return "a list before it is not closed: , or ] is missing".into();
    }
    let is_word = !value.is_empty() && !value.contains(['"', '\'', '[', ']', '{', '}', '#', '=', '\\']);
    if is_word && value.chars().count() <= 40 {
        return format!("a text stands in quotes: \"{value}\"");
    }
    "values are \"text\", 1, true, [lists] or { tables }".into()
}
