//! The byline that a reader sees: elements named after authors, and lines that begin as a byline does.

use super::{
    super::tree::words,
    Context,
    names::{behind_opening, is_full_name, split},
    tidy,
};
use crate::model::Person;

/// Words that make an element's name that of an author.
const AUTHOR: &[&str] = &[
    "author", "authors", "autor", "autoren", "auteur", "autore", "authorname", "authorinfo", "byline", "bylines",
    "writer", "contributor", "postauthor",
];
/// Words that take it back.
const OTHER: &[&str] = &[
    "bio", "image", "img", "photo", "avatar", "related", "more", "social", "thumbnail", "description", "posts", "desc",
    "job", "role", "icon", "label", "twitter", "follow", "intro",
];

/// Names of people in an element that is called after them, weighed by where it stands.
pub fn named(context: &Context<'_, '_>) -> Vec<(i32, Vec<Person>)> {
    let Context { tree, frame, .. } = *context;
    let mut found = Vec::new();
    for index in 0..tree.entries.len() {
        let Some(class) = tree.attr(index, "class") else { continue };
        let exact = class
            .split_whitespace()
            .any(|own| matches!(own, "vcard" | "fn" | "p-author" | "byline" | "by-line" | "posted-by"));
        if !exact && !class.split_whitespace().any(calls_author) {
            continue;
        }
        let near = context.is_near_headline(index);
        if frame.is_elsewhere(index) && !near {
            continue;
        }
        let line = tree.line(index);
        if line.is_empty() || line.chars().count() >= 110 {
            continue;
        }
        let mut people = tidy(vec![Person::named(line)]);
        people.retain(|person| person.name.as_deref().is_some_and(is_full_name));
        if !people.is_empty() {
            found.push((if near { 66 } else { 50 }, people));
            if found.len() > 4 {
                break;
            }
        }
    }
    found
}

/// `post-author__name`, `entry-author`, not `author-image`.
fn calls_author(class: &str) -> bool {
    let (mut author, mut other) = (false, false);
    words(class, |word| {
        author |= AUTHOR.contains(&word);
        other |= OTHER.contains(&word);
    });
    author && !other
}

/// Links to an author's page: what they say is a name.
pub fn linked(context: &Context<'_, '_>) -> Vec<(i32, Vec<Person>)> {
    let Context { tree, frame, .. } = *context;
    let leads = |index: &usize| {
        tree.attr(*index, "href").is_some_and(|href| {
            let path = href.split(['?', '#']).next().unwrap_or(href).to_ascii_lowercase();
            [
                "/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/autore/", "/contributor/",
                "/contributors/", "/writers/",
            ]
            .iter()
            .any(|part| path.contains(part))
        })
    };
    let mut near_head: Vec<Person> = Vec::new();
    let mut others: Vec<Person> = Vec::new();
    for index in tree.named("a").filter(leads).take(40) {
        let near = context.is_near_headline(index);
        if frame.is_elsewhere(index) && !near {
            continue;
        }
        let people = tidy(vec![Person::named(tree.line(index))]);
        let named = people.into_iter().filter(|person| {
            person.name.as_deref().is_some_and(|name| is_full_name(name) || (near && name.split(' ').count() == 1))
        });
        if near { near_head.extend(named) } else { others.extend(named.take(1)) }
    }
    others.truncate(1);
    [(62, tidy(near_head)), (48, others)].into_iter().filter(|(_, people)| !people.is_empty()).collect()
}

/// Lines near the headline or the end of the body that begin as a byline and hold nothing but names.
pub fn near(context: &Context<'_, '_>) -> Vec<(i32, Vec<Person>)> {
    let mut found = Vec::new();
    let number = |at: usize| context.lines.partition_point(|line| line.start < at);
    let mut read = |range: std::ops::Range<usize>, full: i32, lone: i32| {
        for at in range {
            let Some(line) = context.lines.get(at).filter(|line| line.chars <= 120) else { continue };
            let heads = matches!(context.tree.name(line.container), "h1" | "h2" | "h3" | "h4");
            let next = context.lines.get(at + 1).map(|next| next.text.as_str());
            let heads = heads && !super::names::behind_opening(&line.text).is_some_and(str::is_empty);
            let behind = super::names::behind_label(&line.text);
            if let Some(names) = byline(behind, next).filter(|_| !heads) {
                let score = if names.iter().all(|name| is_full_name(name)) { full } else { lone };
                found.push((score, names.into_iter().map(Person::named).collect()));
            } else if let Some(name) = beside_date(&line.text).filter(|_| !heads) {
                found.push((full - 45, vec![Person::named(name)]));
            }
        }
    };
    if let Some(heading) = context.frame.heading {
        let at = number(context.tree.end(heading));
        read(at.saturating_sub(5)..at + 12, 90, 56);
    }
    if let Some(body) = context.frame.body {
        let (start, end) = (number(body), number(context.tree.end(body)));
        read(start.saturating_sub(4)..start + 3, 84, 50);
        read(end.saturating_sub(3)..end + 4, 57, 40);
    }
    found
}

/// The names of a line that is a byline; of a line that only opens one, those of the next.
fn byline(text: &str, next: Option<&str>) -> Option<Vec<String>> {
    let rest = behind_opening(text.trim())?;
    let (rest, below) = if rest.is_empty() { (next?, true) } else { (rest, false) };
    let head = rest.split(['|', '•', '·', '⋅', '–', '—']).next().unwrap_or(rest).trim();
    let names = split(head);
    let letters: usize = names.iter().map(|name| name.len()).sum();
    if names.is_empty() || head.is_empty() {
        return None;
    }
    let capital = names.iter().all(|name| name.starts_with(char::is_uppercase));
    if names.iter().all(|name| is_full_name(name)) {
        // behind the names stand a date or a role, no sentence
        let sentence = head.len() > letters + 40 || head.ends_with('.') && !head.ends_with("Jr.");
        return (!sentence).then_some(names);
    }
    let single = names.len() == 1 && !names[0].contains(' ') && (capital || below || text.len() <= 20);
    let dated = rest.len() > head.len() || crate::text::dates::find(rest, &Default::default()).is_some();
    (single && (head.len() <= names[0].len() + 24) && (dated || rest.len() <= 24)).then_some(names)
}

/// "11.12.2019 - Ann Lee", "06.11.2023 13:30 by Ann": a name alone behind a date.
fn behind_date(text: &str) -> Option<String> {
    let (range, _) = crate::text::dates::find(text, &Default::default()).filter(|(range, _)| range.start == 0)?;
    let rest = text.get(range.end..)?.trim();
    let named = rest.strip_prefix(['-', '–', '—']).map(str::trim);
    let name = named.or_else(|| super::names::behind_opening(rest)).filter(|rest| rest.len() <= 40)?;
    let mut names = split(name);
    let name = names.pop().filter(|own| names.is_empty() && own.len() == name.trim().len())?;
    (is_full_name(&name) || named.is_none() && name.starts_with(char::is_uppercase)).then_some(name)
}

/// "3 May 2024 · Ann Lee": a name beside a date, parted from it by a sign.
fn beside_date(text: &str) -> Option<String> {
    if let Some(name) = behind_date(text) {
        return Some(name);
    }
    let parts: Vec<&str> = text.split(['|', '•', '·', '⋅']).map(str::trim).collect();
    if !(2..=4).contains(&parts.len()) {
        return None;
    }
    let dated = |part: &&str| crate::text::dates::find(part, &Default::default()).is_some();
    // "Pressemitteilung Nr. 143/2025" is a number, not a name
    let digits = |part: &str| part.bytes().any(|b| b.is_ascii_digit());
    let plain = parts.iter().filter(|part| !dated(part) && !digits(part));
    let names: Vec<String> = plain.flat_map(|part| split(part)).collect();
    let name = names.into_iter().next().filter(|name| is_full_name(name))?;
    (parts.iter().any(dated) && parts.iter().take(2).any(|part| part.starts_with(&name))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<String>> {
        byline(text, None)
    }

    #[test]
    fn a_line_of_names_is_a_byline_and_a_sentence_is_none() {
        assert_eq!(of("Von Ann Lee und Bo Ek | 3.5.2024"), Some(vec!["Ann Lee".into(), "Bo Ek".into()]));
        assert_eq!(of("By: Ann Lee on 04-Aug-2021 5:11:10"), Some(vec!["Ann Lee".into()]));
        assert_eq!(of("Written by:Ann Lee"), Some(vec!["Ann Lee".into()]));
        assert_eq!(of("By Dr. Ann Lee - Mar 27, 2024"), Some(vec!["Dr. Ann Lee".into()]));
        assert_eq!(of("by Ann · Dec 20, 2025 at 3:00 am"), Some(vec!["Ann".into()]));
        assert_eq!(byline("By", Some("Ann Lee")), Some(vec!["Ann Lee".into()]));
        for text in [
            "By the end of the year Ann Lee will have moved", "By 2030 we will be neutral",
            "Von Montag an gilt der neue Fahrplan", "Text of the release",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_beside_a_date_is_read() {
        assert_eq!(beside_date("Dec. 19, 2025 · Ann Lee on behalf of the board").as_deref(), Some("Ann Lee"));
        assert_eq!(beside_date("Ann Lee | Senior Writer | July 2, 2025").as_deref(), Some("Ann Lee"));
        assert_eq!(beside_date("News | July 2, 2025"), None);
        assert_eq!(beside_date("Pressemitteilung Nr. 143/2025 | 09.09.2025"), None);
        assert_eq!(beside_date("11.12.2019 - Ann Lee").as_deref(), Some("Ann Lee"));
        assert_eq!(beside_date("06.11.2023 13:30 von Olga").as_deref(), Some("Olga"));
        assert_eq!(beside_date("11.12.2019 - The board has met"), None);
    }

    #[test]
    fn a_class_calls_an_author_or_something_of_hers() {
        assert!(
            calls_author("wp-block-post-author-name")
                && calls_author("entry-author")
                && calls_author("author-box__name")
        );
        assert!(!calls_author("author-image") && !calls_author("author-bio") && !calls_author("authority"));
    }
}
