//! A release's text with what stands beside it, for readers that know one content only: the lead picture and the text,
//! then notes to editors, what the organisations say of themselves and whom the press may ask, each once.

use std::{borrow::Cow, fmt::Write};

use super::{entry, json_feed::said};
use crate::model::{Contact, Release};

/// The content in HTML; `None` where the release has none.
pub fn content(release: &Release) -> Option<Cow<'_, str>> {
    let body = entry::content(release)?;
    let sections = sections(release);
    Some(if sections.is_empty() { body } else { format!("{body}{sections}").into() })
}

/// What the text does not say itself: a feed's content often holds all of it.
fn sections(release: &Release) -> String {
    let text = said(&release.content_text).unwrap_or_default();
    let is_absent = |part: &str| {
        let part = part.trim();
        !part.is_empty() && !text.contains(part.get(..40).unwrap_or(part))
    };
    let anatomy = &release.anatomy;
    let mut out = String::new();
    if let Some(notes) = said(&anatomy.notes).filter(|notes| is_absent(&reader::text::html::to_text(notes))) {
        section(&mut out, "pf-notes", notes);
    }
    for about in anatomy.boilerplate.iter().filter(|about| is_absent(&about.text)) {
        let name = said(&about.organization).map(|name| format!("<h3>{}</h3>", escaped(name))).unwrap_or_default();
        let lines = about.text.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect::<String>();
        section(&mut out, "pf-boilerplate", &format!("{name}{lines}"));
    }
    let reached = |contact: &&Contact| {
        let mut ways = contact.emails.iter().chain(&contact.phones).peekable();
        ways.peek().is_some() && ways.all(|way| !text.contains(way.as_str()))
    };
    let people: String = anatomy.contacts.iter().filter(reached).map(person).collect();
    if !people.is_empty() {
        section(&mut out, "pf-contacts", &people);
    }
    out
}

fn section(out: &mut String, class: &str, inner: &str) {
    // writing to a string cannot fail
    write!(out, "<section class=\"{class}\">{inner}</section>").unwrap_or_default();
}

/// "Jane Roe, Press Officer, Example Trust", then a line for each way to reach her.
fn person(contact: &Contact) -> String {
    let who = [&contact.name, &contact.role, &contact.organization].map(said);
    let who = who.into_iter().flatten().map(escaped).collect::<Vec<_>>().join(", ");
    let mail = |email: &String| format!("<a href=\"mailto:{0}\">{0}</a>", escaped(email));
    let ways = contact.emails.iter().map(mail).chain(contact.phones.iter().map(|phone| escaped(phone)));
    let lines: Vec<String> = std::iter::once(who).filter(|who| !who.is_empty()).chain(ways).collect();
    format!("<p>{}</p>", lines.join("<br>"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Anatomy, Boilerplate};

    #[test]
    fn what_stands_beside_the_text_follows_it_once() {
        let about = |text: &str| Boilerplate { organization: Some("A & B".into()), text: text.into() };
        let contact = Contact { name: Some("P".into()), emails: vec!["p@a.example".into()], ..Contact::default() };
        let mut release = Release {
            content_html: Some("<p>Text.</p><p>We make boats.</p>".into()),
            content_text: Some("Text.\n\nWe make boats.".into()),
            anatomy: Anatomy {
                boilerplate: vec![about("We make boats."), about("It sells them.")],
                contacts: vec![contact],
                ..Anatomy::default()
            },
            ..Release::default()
        };
        assert_eq!(
            content(&release).as_deref(),
            Some(
                "<p>Text.</p><p>We make boats.</p><section class=\"pf-boilerplate\"><h3>A &amp; B</h3><p>It sells them.</p></section>\
                 <section class=\"pf-contacts\"><p>P<br><a href=\"mailto:p@a.example\">p@a.example</a></p></section>"
            )
        );
        release.content_html = None;
        assert_eq!(content(&release), None);
    }
}
