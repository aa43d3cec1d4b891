//! Titles, summaries, bodies, tags: what is plain becomes plain, what is HTML becomes safe.

use std::collections::HashSet;

use url::Url;

use super::html::sanitise;
use crate::model::{Found, Markup, Provenance};
use reader::text::html::{clean_line, looks_like_html, to_line, to_text};

/// Tags of one item.
const MAX_TAGS: usize = 100;
/// A tag of more characters is a sentence.
const MAX_TAG: usize = 200;

/// One plain line; none when nothing is left.
pub fn line(markup: &Markup) -> Option<String> {
    let line = match markup {
        Markup::Html(html) => to_line(html),
        Markup::Text(text) => clean_line(text),
    };
    (!line.is_empty()).then_some(line)
}

/// A name, label or tag that should be plain, and is made so when it holds markup.
pub fn name(text: &str) -> Option<String> {
    let line = if looks_like_html(text) { to_line(text) } else { clean_line(text) };
    (!line.is_empty()).then_some(line)
}

/// Tags, each once, in their order.
pub fn tags(tags: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    tags.iter()
        .filter_map(|t| name(t))
        .filter(|t| t.len() <= MAX_TAG && seen.insert(t.to_lowercase()))
        .take(MAX_TAGS)
        .collect()
}

/// Body and summary of an item.
#[derive(Default)]
pub struct Body {
    /// Sanitised.
    pub html: Option<String>,
    /// The same in words.
    pub text: Option<String>,
    /// Plain.
    pub summary: Option<String>,
    /// Where the body came from.
    pub content_origin: Option<Provenance>,
    /// Where the summary came from.
    pub summary_origin: Option<Provenance>,
}

impl Body {
    /// True with words, or with a picture or film: a body without words may still be one.
    fn shows(&self) -> bool {
        let seen = |html: &String| ["<img", "<video", "<audio"].iter().any(|tag| html.contains(tag));
        self.text.is_some() || self.html.as_ref().is_some_and(seen)
    }
}

/// Reads both. A description that is HTML and has no body beside it is the body (RSS 2.0 feeds without
/// `content:encoded`); it is the summary too only where the feed gives both.
pub fn body(content: Option<Found<Markup>>, summary: Option<Found<Markup>>, base: Option<&Url>) -> Body {
    let mut body = Body::default();
    if let Some(Found { value, origin, .. }) = content {
        fill(&mut body, value, base);
        body.content_origin = Some(origin);
    }
    let Some(Found { value, origin, .. }) = summary else {
        return body;
    };
    match value {
        Markup::Html(html) if !body.shows() && looks_like_html(&html) => {
            fill(&mut body, Markup::Html(html), base);
            body.content_origin = Some(origin);
        }
        Markup::Html(html) => body.summary = Some(to_text(&html)),
        Markup::Text(text) => body.summary = Some(plain(&text)),
    }
    // the body over again is no summary
    body.summary = body.summary.take().filter(|s| !s.is_empty() && body.text.as_deref() != Some(s.as_str()));
    body.summary_origin = Some(origin);
    body
}

fn fill(body: &mut Body, markup: Markup, base: Option<&Url>) {
    match markup {
        Markup::Html(html) => {
            let clean = sanitise(&html, base);
            body.text = Some(to_text(&clean)).filter(|t| !t.is_empty());
            // markup that shows nothing stays as the source gave it: only `content_text` says that there are words
            body.html = Some(clean).filter(|clean| !clean.is_empty());
        }
        Markup::Text(text) => body.text = Some(plain(&text)).filter(|t| !t.is_empty()),
    }
}

/// Plain text: each line clean, empty lines out.
fn plain(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean_line).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}
