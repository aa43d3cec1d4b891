//! People: names and addresses in every form that feeds print them.
//!
//! RSS 2.0 asks for `name@host (Name)`; feeds write `Name <name@host>`, `Name, name@host`, `mailto:` and brackets
//! of other alphabets. Atom has elements for the parts, and feeds put all of it into `name`.

use crate::model::Person;

/// A person under way.
#[derive(Debug, Default)]
pub struct Parts {
    /// Text directly within the element.
    pub text: String,
    /// `name`.
    pub name: Option<String>,
    /// `uri`, `url`.
    pub url: Option<String>,
    /// `email`.
    pub email: Option<String>,
}

impl Parts {
    /// The person; none when nothing was said.
    pub fn finish(&mut self) -> Option<Person> {
        let parts = std::mem::take(self);
        let mut person = parse(parts.name.as_deref().unwrap_or(&parts.text)).unwrap_or_default();
        person.url = parts.url;
        if parts.email.is_some() {
            person.email = parts.email;
        }
        (person != Person::default()).then_some(person)
    }
}

const BRACKETS: &[char] = &['(', ')', '<', '>', '[', ']', '（', '）', '＜', '＞', '{', '}', '"'];

/// Reads a person out of one text.
pub fn parse(text: &str) -> Option<Person> {
    let plain = text.contains("</").then(|| crate::text::html::to_line(text));
    let text = without_by(plain.as_deref().unwrap_or(text).trim());
    if text.is_empty() || text == "()" {
        return None;
    }
    let Some(email) = find_email(text) else {
        let name = strip_brackets(text);
        return (!name.is_empty()).then(|| Person::named(name));
    };
    let (before, after) = (&text[..email.start], &text[email.end..]);
    let before = before.trim_end().strip_suffix("mailto:").unwrap_or(before);
    let clean = |s: &str| {
        s.trim_matches(|c: char| c.is_whitespace() || BRACKETS.contains(&c) || ",;:-–—|/&".contains(c)).to_owned()
    };
    let (before, after) = (clean(before), clean(after));
    let name = if before.len() >= after.len() { before } else { after };
    Some(Person { name: (!name.is_empty()).then_some(name), email: Some(text[email].to_owned()), ..Person::default() })
}

/// "By Ann Lee": the byline of a page, in the place of a name.
fn without_by(text: &str) -> &str {
    let name = text.split_once(char::is_whitespace).filter(|(by, _)| matches!(*by, "By" | "by" | "BY"));
    let name = name.map(|(_, name)| name.trim_start()).filter(|name| name.contains(' '));
    name.unwrap_or(text)
}

/// A name that is bracketed as a whole.
fn strip_brackets(text: &str) -> String {
    let inner = [('(', ')'), ('[', ']'), ('<', '>'), ('"', '"')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    inner.unwrap_or(text).trim().to_owned()
}

/// One person, told twice: by one name or one address.
pub fn is_same(one: &Person, other: &Person) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| {
        one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.to_lowercase() == other.to_lowercase())
    };
    same(&one.name, &other.name) || same(&one.email, &other.email)
}

/// The first thing that has the shape of an address.
fn find_email(text: &str) -> Option<std::ops::Range<usize>> {
    let local = |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c);
    let host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    text.match_indices('@').find_map(|(at, _)| {
        let start =
            text[..at].rfind(|c| !local(c)).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let end = text[at + 1..].find(|c| !host(c)).map_or(text.len(), |i| at + 1 + i);
        let domain = text[at + 1..end].trim_end_matches(['.', '-']);
        (start < at && domain.contains('.') && !domain.starts_with('.')).then_some(start..at + 1 + domain.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        parse(text).map(|p| (p.name, p.email)).unwrap_or_default()
    }

    #[test]
    fn name_and_address_are_told_apart() {
        let wanted = (Some("Ann Lee".to_owned()), Some("a@b.org".to_owned()));
        for text in [
            "a@b.org (Ann Lee)", "Ann Lee <a@b.org>", "Ann Lee, a@b.org", "a@b.org Ann Lee",
            "mailto:a@b.org (Ann Lee)", "\"Ann Lee\" <a@b.org>",
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn wide_brackets_are_brackets() {
        assert_eq!(read("张三（foo@example.com）"), (Some("张三".into()), Some("foo@example.com".into())));
        assert_eq!(read("foo@example.com（张三）"), (Some("张三".into()), Some("foo@example.com".into())));
    }

    #[test]
    fn a_name_alone_is_a_name_and_nothing_is_nobody() {
        assert_eq!(read("Ann @ Lee"), (Some("Ann @ Lee".into()), None));
        assert_eq!(read("By Ann Lee"), (Some("Ann Lee".into()), None));
        assert_eq!(read("By Larsen"), (Some("By Larsen".into()), None));
        assert_eq!(read("Byron Lee"), (Some("Byron Lee".into()), None));
        assert_eq!(parse(" () "), None);
    }
}
