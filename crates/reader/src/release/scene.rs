//! The page as the readers of single parts see it: where the release begins and ends, and its sections.
//!
//! Built once in one pass; the headline is found by the title that is known already.

use std::ops::Range;

use url::Url;

use super::{
    Known,
    cues::{self, Part},
    reach, words,
};
use crate::{
    blocks::{Block, BlockKind},
    lexicon::headings::is_end,
    text::{dates::Hints, folded},
};

/// A heading and what stands under it.
#[derive(Debug, Clone)]
pub(super) struct Section<'a> {
    /// What it is.
    pub part: Part,
    /// The heading's block.
    pub head: usize,
    /// The blocks under it.
    pub blocks: Range<usize>,
    /// "X" of "About X".
    pub subject: Option<&'a str>,
    /// Text on the heading's own line.
    pub inline: Option<&'a str>,
}

/// A release on its page.
pub(super) struct Scene<'a> {
    pub blocks: &'a [Block],
    pub known: &'a Known<'a>,
    pub hints: &'a Hints<'a>,
    pub url: Option<&'a Url>,
    /// The block that holds the headline.
    pub headline: Option<usize>,
    /// Where the release ends: related items, sharing, comments follow.
    pub end: usize,
    /// In the order of the page.
    pub sections: Vec<Section<'a>>,
}

/// Blocks before the body among which a dateline or a subtitle may stand, where no headline is found.
const LEAD: usize = 4;

/// A section of more blocks than this is none.
const MAX_SECTION: usize = 60;

impl<'a> Scene<'a> {
    /// Looks the page over.
    pub fn new(blocks: &'a [Block], url: Option<&'a Url>, known: &'a Known<'a>, hints: &'a Hints<'a>) -> Self {
        let headline = known.heading.filter(|at| *at < blocks.len()).or_else(|| headline(blocks, known.title));
        let mut scene = Self { blocks, known, hints, url, headline, end: blocks.len(), sections: Vec::new() };
        scene.sections = scene.find_sections();
        let start = scene.start() + usize::from(headline.is_some());
        let more = scene
            .sections
            .iter()
            .find(|s| s.part == Part::More && s.head >= start && !blocks[s.head].chrome && s.inline.is_none())
            .map(|s| s.head);
        let last = known.body.iter().copied().max().map_or(0, |last| last + 1);
        scene.end = more.unwrap_or(blocks.len()).max(last).min(blocks.len());
        scene
    }

    /// A body without a page around it: all of it is the release, from its first block.
    pub fn of_body(blocks: &'a [Block], known: &'a Known<'a>, hints: &'a Hints<'a>) -> Self {
        let mut scene =
            Self { blocks, known, hints, url: None, headline: None, end: blocks.len(), sections: Vec::new() };
        scene.sections = scene.find_sections();
        scene
    }

    /// The first block after the headline.
    pub fn start(&self) -> usize {
        let body = || self.known.body.first().map_or(0, |first| first.saturating_sub(LEAD));
        self.headline.map_or_else(body, |headline| headline + 1)
    }

    /// The blocks of the release that surround nothing: no navigation, no section that is not its text.
    pub fn text(&self) -> impl Iterator<Item = (usize, &'a Block)> + '_ {
        let outside = move |i: usize| {
            !self
                .sections
                .iter()
                .any(|s| !matches!(s.part, Part::Notes | Part::More) && (s.head == i || s.blocks.contains(&i)))
        };
        (self.start()..self.end)
            .map(|i| (i, &self.blocks[i]))
            .filter(move |(i, b)| !b.chrome && !b.text.is_empty() && outside(*i))
    }

    /// The few lines before the headline that belong to it: kicker, embargo, contacts.
    pub fn above(&self) -> impl Iterator<Item = (usize, &'a Block)> + '_ {
        let headline = self.headline.unwrap_or_else(|| self.start());
        (headline.saturating_sub(14)..headline)
            .map(|i| (i, &self.blocks[i]))
            .filter(|(_, b)| !b.chrome && !b.text.is_empty())
    }

    /// The sections of a part.
    pub fn of(&self, part: Part) -> impl Iterator<Item = &Section<'a>> + '_ {
        self.sections.iter().filter(move |s| s.part == part)
    }

    /// Organisations that the page's metadata names.
    pub fn organisations(&self) -> Vec<&'a str> {
        self.known.publisher.into_iter().chain(self.known.site_name).collect()
    }

    /// Whether a name is the page's own: its metadata begin with it, or it stands alone beside a mark in `<title>`.
    pub fn is_own(&self, name: &str) -> bool {
        let own = folded(name);
        let title = self.known.page_title.unwrap_or_default();
        let mut ends = [" | ", " - ", " – ", " — "].iter().filter_map(|mark| title.rsplit_once(*mark));
        own.len() >= 4
            && (self.organisations().iter().any(|known| folded(known).starts_with(&own))
                || ends.any(|(_, end)| folded(end) == own))
    }

    /// Organisations that the page names: its metadata, and those of which it tells what they are.
    pub fn names(&self) -> Vec<&'a str> {
        let told = self.sections.iter().filter(|section| section.part == Part::About);
        self.organisations().into_iter().chain(told.filter_map(|section| section.subject)).collect()
    }

    /// An address made absolute; http(s) only.
    pub fn absolute(&self, href: &str) -> Option<String> {
        let href = href.trim().replace('\\', "/");
        let url = match self.known.base.or(self.url) {
            Some(base) => base.join(&href).ok()?,
            None => Url::parse(&href).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    }

    fn find_sections(&self) -> Vec<Section<'a>> {
        let language = self.hints.language;
        let heads: Vec<(usize, cues::Cue<'a>)> = self
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, b)| !b.text.is_empty())
            .filter_map(|(i, b)| self.cue(i, b, language).map(|cue| (i, cue)))
            .filter(|(i, cue)| self.is_head(*i, cue))
            .collect();
        let mut sections = Vec::with_capacity(heads.len());
        for (at, (head, cue)) in heads.iter().enumerate() {
            let next = heads.get(at + 1).map_or(self.blocks.len(), |(next, _)| *next);
            let end = self.section_end(*head, cue, next);
            sections.push(Section {
                part: cue.part,
                head: *head,
                blocks: head + 1..end,
                subject: cue.subject,
                inline: cue.inline,
            });
        }
        sections
    }

    /// The cue of a block: of its line, of the bold words that it begins with, or of an organisation's name with the
    /// cue behind it ("Example Press Contact").
    fn cue(&self, at: usize, block: &'a Block, language: Option<&str>) -> Option<cues::Cue<'a>> {
        if let Some((head, rest)) = block.run_in()
            && let Some(cue) = cues::of(head, language).filter(|cue| cue.part != Part::More && cue.part != Part::Assets)
        {
            return Some(cues::Cue { inline: Some(rest.trim_start_matches([':', '–', '—', '-', ' '])), ..cue });
        }
        let filled = self.blocks.iter().skip(at + 1).filter(|b| !b.text.is_empty());
        let reach = |block: &Block| {
            block.links.iter().any(|link| link.href.starts_with("mailto:") || link.href.starts_with("tel:"))
                || reach::has(&block.text)
        };
        let reached = |lines| filled.clone().take(lines).any(reach);
        // "Media:" above a name, or "Media" above a name with a number, says whom the media may ask
        let named = |text: &str| is_person(text) && (block.text.ends_with(':') || reached(6)) || is_card(text);
        let next = || filled.clone().next().map(|b| b.text.as_str());
        if block.text.len() <= 12 && cues::asked(&block.text).is_some() && next().is_some_and(named) {
            return cues::asked(&block.text);
        }
        cues::of(&block.text, language).or_else(|| {
            let heading = block.is_heading() || block.text.ends_with(':');
            let cue = || {
                let said = || cues::ended(&block.text).or_else(|| cues::asked(&block.text));
                said().or_else(|| cues::office(&block.text).filter(|_| reached(3)))
            };
            let bare = heading && !block.chrome && !reach(block) && !super::contacts::is_label(&block.text);
            let cue = bare.then(cue).flatten()?;
            reached(8).then_some(cue)
        })
    }

    /// Whether a line with a cue is a heading there: a plain line must be followed by its content.
    fn is_head(&self, i: usize, cue: &cues::Cue<'_>) -> bool {
        let block = &self.blocks[i];
        if Some(i) == self.headline {
            return false;
        }
        let prose = |b: &Block| b.text.len() >= 40 || b.text.ends_with(['.', '!', '”', '“']);
        let next = || self.blocks[i + 1..].iter().find(|b| !b.text.is_empty());
        match cue.part {
            Part::About => {
                let after = self.headline.is_none_or(|h| i > h);
                let menu = block.links.iter().any(|l| l.text.len() >= block.text.len() && !l.href.starts_with('#'))
                    && !matches!(block.kind, BlockKind::Heading(_));
                let follows = cue.inline.is_some_and(|t| t.len() >= 20)
                    || next().is_some_and(|b| prose(b) && b.chrome == block.chrome);
                after && !menu && follows && (!block.chrome || block.is_heading()) && block.kind != BlockKind::Item
            }
            Part::Notes | Part::Contact | Part::OtherContact => {
                block.kind != BlockKind::Item
                    && (block.is_heading()
                        || block.text.ends_with(':')
                        || cue.inline.is_some()
                        || block.links.is_empty())
            }
            // "Press Officer" under a name is a function, not a heading.
            Part::PressContact => {
                let named = !block.is_heading() && self.is_under_a_name(i);
                block.is_heading() || cue.inline.is_some() || !named && !words::is_role(cues::bare_line(&block.text))
            }
            Part::Assets | Part::Social => {
                block.is_heading()
                    || block.text.ends_with(':')
                    || (block.links.is_empty() && block.kind != BlockKind::Item)
            }
            Part::More => block.is_heading() || block.text.ends_with(':') || block.links.is_empty(),
        }
    }

    /// Whether a name stands right above, and a heading of contacts above that: the line is the function of that person.
    fn is_under_a_name(&self, at: usize) -> bool {
        let mut above = self.blocks[..at].iter().rev().filter(|block| !block.text.is_empty());
        let named = above.next().is_some_and(|block| is_person(&block.text));
        let contacts = |block: &Block| {
            cues::of(&block.text, self.hints.language)
                .is_some_and(|cue| matches!(cue.part, Part::PressContact | Part::Contact))
        };
        named && above.take(2).any(contacts)
    }

    fn section_end(&self, head: usize, cue: &cues::Cue<'_>, next: usize) -> usize {
        let block = &self.blocks[head];
        let mut filled = cue.inline.is_some();
        for i in head + 1..next.min(head + 1 + MAX_SECTION) {
            let b = &self.blocks[i];
            let left = b.chrome && !block.chrome;
            let risen = matches!(b.kind, BlockKind::Heading(_))
                && (b.level() <= block.level() || (filled && cue.part == Part::About));
            let parted = filled && (b.kind == BlockKind::Rule || self.is_title_like(b, block, cue.part));
            let headline = Some(i) == self.headline;
            if left || risen || parted || headline || is_end(&b.text) || !fits(cue.part, b, filled) {
                return i;
            }
            filled |= !b.text.is_empty();
        }
        next.min(head + 1 + MAX_SECTION)
    }

    /// A bold line ends a section that a bold or plain line opened, unless contacts are parted by such lines.
    fn is_title_like(&self, line: &Block, head: &Block, part: Part) -> bool {
        let contact = matches!(part, Part::PressContact | Part::Contact | Part::OtherContact);
        line.bold
            && !contact
            && line.is_heading()
            && line.text.len() <= 80
            && !matches!(head.kind, BlockKind::Heading(_))
            && !line.text.ends_with('.')
    }
}

fn is_person(text: &str) -> bool {
    words::person(text).is_some_and(|person| person.name.contains(' '))
}

/// "Jane Roe, 020 7946 0123, press@example.org": a person with what reaches them, on one line.
fn is_card(text: &str) -> bool {
    text.len() <= 200 && text.split([',', '|', ':']).next().is_some_and(is_person) && reach::has(text)
}

/// Whether a section can hold the block: the first that does not fit ends it.
fn fits(part: Part, block: &Block, filled: bool) -> bool {
    let text = block.text.as_str();
    match part {
        Part::PressContact | Part::Contact | Part::OtherContact => {
            text.len() < 100
                || !block.is_prose()
                || reach::has(text)
                || block.links.iter().any(|link| link.href.starts_with("mailto:"))
                || !filled && text.len() < 200
        }
        Part::Assets | Part::Social => !block.is_prose() || block.text.len() < 100,
        // what an organisation says of itself is running text; lines to reach somebody by are not
        Part::About => !(filled && text.len() < 120 && reach::has(text)),
        Part::Notes | Part::More => true,
    }
}

/// The block of the headline: the title's own words, in a heading if one has them.
fn headline(blocks: &[Block], title: Option<&str>) -> Option<usize> {
    let fold = folded;
    let first = |chrome: bool| {
        let top = |level| {
            blocks.iter().position(|b| b.chrome == chrome && b.kind == BlockKind::Heading(level) && !b.text.is_empty())
        };
        top(1).or_else(|| top(2))
    };
    let Some(title) = title.map(fold).filter(|t| !t.is_empty()) else { return first(false) };
    let mut plain = None;
    for (i, block) in blocks.iter().enumerate() {
        if block.text.is_empty() || block.text.len() > 600 {
            continue;
        }
        let heading = matches!(block.kind, BlockKind::Heading(_));
        let text = fold(&block.text);
        let same = text == title
            || (heading
                && text.len() >= 12
                && (text.ends_with(&title) || text.starts_with(&title) || title.starts_with(&text)));
        if same && heading && !block.chrome {
            return Some(i);
        }
        if same && plain.is_none() && !block.chrome && block.links.is_empty() {
            plain = Some(i);
        }
    }
    plain.or_else(|| first(false).filter(|_| title.is_empty()))
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::blocks;

    #[test]
    fn sections_end_where_the_next_begins() {
        let html = "<nav><a href=/about>About Example</a></nav><h1>Title of it</h1><p>Text.</p><p><b>About Example</b></p><p>Example is a company that makes examples.</p><p>It is old.</p><h2>Media contact</h2><p>Jane Roe</p><h2>Related news</h2><p>x</p>";
        let blocks = blocks::of(&Html::parse_document(html));
        let known = Known { title: Some("Title of it"), ..Known::default() };
        let hints = Hints::default();
        let scene = Scene::new(&blocks, None, &known, &hints);
        let read: Vec<_> = scene.sections.iter().map(|s| (s.part, s.blocks.len())).collect();
        assert_eq!(read, [(Part::About, 2), (Part::PressContact, 1), (Part::More, 1)]);
        assert_eq!(scene.text().map(|(_, b)| b.text.as_str()).collect::<Vec<_>>(), ["Text."]);
    }
}
