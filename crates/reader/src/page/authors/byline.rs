//! The byline that a reader sees: elements named after authors, and lines that begin as a byline does.

use super::{
    super::{
        frame::Frame,
        microdata,
        tree::{Tree, words},
    },
    Context,
    names::{is_full_name, split},
    tidy,
};
use crate::model::Person;

/// Elements that their class calls author or byline; of looser names only what looks like a person.
pub fn named(tree: &Tree<'_>, frame: &Frame) -> Vec<Person> {
    let names = [
        "author",
        "byline",
        "p-author",
        "vcard",
        "fn",
        "author-name",
        "byline-name",
        "article-author",
        "post-author",
        "entry-author",
        "author__name",
        "byline__name",
        "article__author",
        "c-byline",
        "autor",
        "authors",
        "posted-by",
        "byline-author",
        "by-line",
        "writer",
        "contributor",
    ];
    let own = |index: &usize| {
        tree.attr(*index, "class").is_some_and(|class| {
            let (mut author, mut other) = (false, false);
            words(class, |word| {
                author |= matches!(
                    word,
                    "author" | "authors" | "autor" | "autoren" | "auteur" | "authorname" | "byline" | "writer"
                );
                other |= matches!(
                    word,
                    "bio"
                        | "image"
                        | "photo"
                        | "avatar"
                        | "related"
                        | "more"
                        | "box"
                        | "social"
                        | "thumbnail"
                        | "description"
                        | "date"
                        | "post"
                        | "posts"
                );
            });
            author && !other
        })
    };
    let loose = (0..tree.entries.len()).filter(own).map(|index| (index, true));
    for (index, loose) in microdata::classed(tree, &names).map(|index| (index, false)).chain(loose) {
        if frame.is_elsewhere(index) {
            continue;
        }
        let line = tree.line(index);
        if !line.is_empty() && line.chars().count() < 100 {
            let mut people = tidy(vec![Person::named(line)]);
            people.retain(|person| !loose || person.name.as_deref().is_some_and(is_full_name));
            if !people.is_empty() {
                return people;
            }
        }
    }
    Vec::new()
}

/// Lines near the headline or the end of the body that begin as a byline and hold nothing but names.
pub fn near(context: &Context<'_, '_>) -> Vec<Person> {
    let number = |at: usize| context.lines.partition_point(|line| line.start < at);
    let mut near: Vec<usize> = Vec::new();
    if let Some(heading) = context.headline {
        let at = number(context.tree.end(heading));
        near.extend(at..at + 12);
        near.extend(at.saturating_sub(5)..at);
    }
    if let Some(body) = context.body {
        let (start, end) = (number(body), number(context.tree.end(body)));
        near.extend(start.saturating_sub(4)..start + 3);
        near.extend(end.saturating_sub(3)..end + 4);
    }
    let lines = near.into_iter().filter_map(|index| context.lines.get(index));
    for line in lines.filter(|line| line.chars <= 90) {
        if let Some(names) = byline(&line.text) {
            return names.into_iter().map(Person::named).collect();
        }
    }
    Vec::new()
}

/// The names of a line that is a byline.
fn byline(text: &str) -> Option<Vec<String>> {
    let cut = text.split(['|', '•', '·', '–', '—']).next().unwrap_or(text).trim();
    let lower = cut.to_lowercase();
    let opening = [
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "av ",
        "af ",
        "text: ",
        "autor: ",
        "autorin: ",
        "author: ",
        "autorin/autor ",
        "written by ",
        "posted by ",
        "words by ",
    ]
    .iter()
    .find(|opening| lower.starts_with(**opening))?;
    let rest = cut.get(opening.len()..)?;
    let names = split(rest);
    let letters: usize = names.iter().map(|name| name.len()).sum();
    (!names.is_empty() && names.iter().all(|name| is_full_name(name)) && letters + 16 > rest.len()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn a_line_of_names_is_a_byline_and_a_sentence_is_none() {
        assert_eq!(byline("Von Ann Lee und Bo Ek | 3.5.2024"), Some(vec!["Ann Lee".into(), "Bo Ek".into()]));
        assert_eq!(byline("By the end of the year Ann Lee will have moved"), None);
    }

    #[test]
    fn a_loose_class_needs_a_full_name() {
        let authors = |html: &str| {
            let page = Html::parse_document(html);
            named(&Tree::of(&page), &Frame::default()).into_iter().filter_map(|person| person.name).collect::<Vec<_>>()
        };
        assert_eq!(authors("<p class=article__author>Von Ann Lee</p>"), ["Ann Lee"]);
        assert!(authors("<p class=article__author>Follow</p><p class=author-image>Bo Ek</p>").is_empty());
    }
}
