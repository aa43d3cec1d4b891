//! What stands in a line of a configuration, without its secrets: errors are told to logs too.
//!
//! A text is shown where its key is known and holds no secret, else as many stars; of an address what stands before its
//! host and behind its question mark is hidden.

use super::keys::SECTIONS;

/// Keys whose values are secrets, or may be.
const SECRET: [&str; 5] = ["headers", "token", "secret", "smtp", "url"];

/// The line as it may be shown, in as many characters.
pub fn hidden(line: &str) -> String {
    parts(line).into_iter().map(|(_, shown)| shown).collect()
}

/// A message that repeats values of the line.
pub fn without_secrets(message: &str, line: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.trim_matches(['"', '\'']));
    let secrets = parts(line).into_iter().filter(|(word, shown)| word != shown);
    secrets.fold(message.to_owned(), |message, (word, shown)| message.replace(&quoted(word), &quoted(&shown)))
}

/// Its words and signs, and each as it may be shown.
fn parts(line: &str) -> Vec<(&str, String)> {
    let (mut parts, mut key, mut rest) = (Vec::new(), "", line);
    while let Some(first) = rest.chars().next() {
        let (word, behind) = rest.split_at(length(rest, first));
        rest = behind;
        let is_key = !is_punctuation(first) && rest.trim_start().starts_with('=');
        if is_key {
            key = word.trim_matches(['"', '\'']);
        }
        let shown = if is_key || is_punctuation(first) { word.to_owned() } else { value(key, word) };
        parts.push((word, shown));
    }
    parts
}

/// Bytes of what begins here: a text with its quotes, a word, or a sign.
fn length(rest: &str, first: char) -> usize {
    let end = match first {
        '"' | '\'' => {
            let mut escaped = false;
            let ends = |(_, c): &(usize, char)| {
                let ends = *c == first && !escaped;
                escaped = first == '"' && *c == '\\' && !escaped;
                ends
            };
            rest.char_indices().skip(1).find(ends).map(|(place, _)| place + 1)
        }
        _ if is_punctuation(first) => Some(first.len_utf8()),
        _ => rest.find(|c| is_punctuation(c) || matches!(c, '"' | '\'')),
    };
    end.unwrap_or(rest.len())
}

fn is_punctuation(c: char) -> bool {
    c.is_whitespace() || matches!(c, '=' | ',' | '[' | ']' | '{' | '}' | '#')
}

/// What may be shown of a value.
fn value(key: &str, text: &str) -> String {
    let is_secret = key.split('.').any(|part| SECRET.contains(&part));
    let is_text = text.starts_with(['"', '\'']);
    let is_known = key.is_empty() || key.split('.').all(|part| SECTIONS.iter().any(|s| s.names().any(|n| n == part)));
    if is_secret || is_text && !is_known { stars(text) } else { address(key, text) }
}

/// An address without who asks and what for.
fn address(key: &str, text: &str) -> String {
    if !text.contains("://") && !matches!(key, "feed" | "newsroom" | "sitemap" | "database") {
        return text.to_owned();
    }
    let host = text.find("//").map_or(0, |at| at + 2);
    let path = text[host..].find(['/', '?', '#']).map_or(text.len(), |at| host + at);
    let at = text[host..path].rfind('@').map_or(host, |at| host + at);
    let query = text[path..].find('?').map_or(text.len(), |at| path + at + 1);
    [&text[..host], &stars(&text[host..at]), &text[at..query], &stars(&text[query..])].concat()
}

/// What is put in for a `${NAME}` does not stand there.
fn stars(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix("${").and_then(|name| name.find('}')).map(|end| end + 3);
        let length = name.unwrap_or(c.len_utf8());
        let is_plain = name.is_some() || matches!(c, '"' | '\'') || c.is_whitespace();
        out.push_str(if is_plain { &rest[..length] } else { "*" });
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_secret_is_shown() {
        for line in [
            "interval = \"5 minutes\"", "tags = [\"one\", 'two']", "[[source]]", "language = “en”",
            "id = \"a\" # ours", "feed = \"www.example.org/feed\"", "select.item = \"div[[x\"", "intervall = 15",
            "\"en", "match = { title = \"(?i)sea\" }", "include = [\"a=b?c\"]",
        ] {
            assert_eq!(hidden(line), line);
        }
    }

    #[test]
    fn what_may_be_a_secret_is_as_many_stars() {
        for (line, shown) in [
            ("token = \"abc\"", "token = \"***\""),
            ("token = abc", "token = ***"),
            ("haeders = { Authorization = \"Bearer x\" }", "haeders = { Authorization = \"****** *\" }"),
            ("headers.\"X-Key\" = 'k\\'", "headers.\"X-Key\" = '**'"),
            ("smtp = \"smtps://u:p\\\"w@m", "smtp = \"************\"***"),
            ("view = [{ tokn = \"s\", name = \"v\" }]", "view = [{ tokn = \"*\", name = \"v\" }]"),
            ("X-Key = \"key ${NAME}\"", "X-Key = \"*** ${NAME}\""),
            ("Authorization = [\"x\"]", "Authorization = [\"*\"]"),
            ("feed = \"htp://u:p@h.example/f?k=1\"", "feed = \"htp://***@h.example/f?***\""),
            ("feed = \"h.example/f?k=1\"", "feed = \"h.example/f?***\""),
            ("feed = \"https://h.example?k=@1\"", "feed = \"https://h.example?****\""),
        ] {
            assert_eq!(hidden(line), shown);
        }
    }
}
