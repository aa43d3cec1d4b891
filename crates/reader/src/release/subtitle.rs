//! Kicker, sub-headline, standfirst or lead quote: what stands between the headline and the text.

use super::{cues, dateline, embargo, grammar, kind, place, scene::Scene, words};
use crate::{
    blocks::{Block, BlockKind},
    model::Kind,
    text::{dates, folded},
};

/// Longer lines are paragraphs.
const MAX: usize = 320;

/// The subtitle and its block.
pub(super) fn read(scene: &Scene<'_>) -> Option<(usize, String)> {
    let headline = scene.headline?;
    let mut seen = 0;
    for i in scene.start()..(scene.start() + 14).min(scene.end) {
        let block = &scene.blocks[i];
        if block.chrome
            || block.text.is_empty()
            || block.caption
            || is_value(scene, i)
            || is_meta(scene, block)
            || is_title(scene, &block.text)
        {
            continue;
        }
        seen += 1;
        if is_subtitle(scene, i, seen) {
            return Some((i, tidy(&continued(scene, i))));
        }
        break;
    }
    above(scene, headline)
}

/// The line with the next one, where a break stands in the middle of a bold sentence.
fn continued(scene: &Scene<'_>, at: usize) -> String {
    let block = &scene.blocks[at];
    let next = scene.blocks.get(at + 1).filter(|next| goes_on(block, next));
    next.map_or_else(|| block.text.clone(), |next| format!("{} {}", block.text, next.text))
}

fn goes_on(block: &Block, next: &Block) -> bool {
    block.bold && next.bold && next.node == block.node && next.text.starts_with(char::is_lowercase)
}

fn tidy(text: &str) -> String {
    text.trim_start_matches(['-', '–', '—', ' ']).trim().to_owned()
}

fn is_title(scene: &Scene<'_>, text: &str) -> bool {
    scene.known.title.is_some_and(|title| folded(title) == folded(text))
}

/// Lines about the release rather than of it: day, byline, sort, tags, dateline, sharing.
fn is_meta(scene: &Scene<'_>, block: &Block) -> bool {
    let text = block.text.as_str();
    let lower = text.to_lowercase();
    let day = text.len() <= 140
        && dates::find(text, scene.hints).is_some_and(|(r, _)| r.len() * 3 >= text.len() || text.len() <= 80);
    // "Facebook Twitter Pinterest" under a picture: to be shared, not to be read
    let networks = ["facebook", "twitter", "pinterest", "linkedin", "whatsapp", "xing", "telegram"];
    let shared = networks.iter().filter(|network| lower.contains(**network)).count() >= 2;
    let by = [
        "by ", "von ", "par ", "por ", "di ", "door ", "av ", "autor", "author", "posted", "published", "publié",
        "publicado", "pubblicato", "veröffentlicht", "gepubliceerd", "opublikowano", "publicerad", "filed under",
    ]
    .iter()
    .any(|w| lower.starts_with(w))
        && text.len() <= 100;
    let linked: usize = block.links.iter().map(|l| l.text.len()).sum();
    let tags = text.len() <= 120
        && (linked * 2 >= text.len()
            || block.kind == BlockKind::Item && !is_lone(scene, block)
            || text.ends_with('•')
            || !text.chars().any(char::is_alphabetic));
    let short = words::count(text) <= 2 && !text.ends_with(['!', '?']);
    let joint =
        lower.contains(" mit ") || lower.contains(" with ") || lower.contains(" avec ") || lower.contains(" et ");
    // "Statement ahead of the conference" says more than of what sort it is
    let said = |sort| sort == Kind::Statement && words::count(text) >= 6;
    let sort = kind::label(text).is_some_and(|sort| !said(sort)) && !(joint && text.len() > 40);
    let issued = ["herausgeber:", "issued by", "source:", "quelle:", "embargo", "sperrfrist", "for immediate"]
        .iter()
        .any(|w| lower.starts_with(w));
    let byline = words::is_organisation(text) && text.len() <= 80 && !text.ends_with(['!', '?', '.'])
        || words::person(text).is_some()
        || (words::is_office(text)
            && text.len() <= 80
            && words::person(&text.split_whitespace().take(4).collect::<Vec<_>>().join(" ")).is_some());
    day || by
        || is_label(text)
        || shared
        || tags
        || short
        || sort
        || issued
        || (byline && block.kind != BlockKind::Heading(2))
        || embargo::is_line(text)
        || dateline::of_line(text, scene.hints).is_some_and(|h| text.len() <= 100 && h.dateline.date.is_some())
        || (place::of(text).is_some() && text.len() <= 40 && !matches!(block.kind, BlockKind::Heading(_)))
}

/// What stands behind a label: the second cell of a row, the value of a term.
fn is_value(scene: &Scene<'_>, at: usize) -> bool {
    let label = at.checked_sub(1).filter(|at| Some(*at) != scene.headline).map(|at| &scene.blocks[at]);
    label.is_some_and(|label| label.bold && label.kind == BlockKind::Text && words::count(&label.text) <= 2)
        && !scene.blocks[at].bold
}

/// A list of one entry that says something: some systems set sub-headlines so.
fn is_lone(scene: &Scene<'_>, block: &Block) -> bool {
    let below = scene.blocks.element_offset(block).map_or(scene.blocks.len(), |at| at + 1);
    let beside = scene.blocks[below..].iter().find(|b| !b.text.is_empty());
    block.links.is_empty()
        && words::count(&block.text) >= 6
        && beside.is_some_and(|next| next.kind != BlockKind::Item && next.is_prose())
}

/// "Download as:", "English (99.17 KB)", "News provided by", "Release number: 25-118", "发布时间：… 来源：… 作者：…".
fn is_label(text: &str) -> bool {
    let size = ["KB)", "MB)"].iter().any(|unit| text.ends_with(unit));
    let open = text.len() <= 40
        && [":", " by", " von", " par", " por", " da", " door", " av", " przez"].iter().any(|end| text.ends_with(end));
    let mut facts = text.split(": ").flat_map(|part| part.split('：'));
    let name = facts.next().is_some_and(|head| head.split_whitespace().count() <= 3);
    let facts: Vec<&str> = facts.collect();
    let number = |fact: &&str| fact.split_whitespace().count() == 1 && fact.bytes().any(|b| b.is_ascii_digit());
    size || open || name && (facts.len() >= 3 || facts.len() == 1 && facts.iter().all(number))
}

fn is_subtitle(scene: &Scene<'_>, i: usize, seen: usize) -> bool {
    let block = &scene.blocks[i];
    let text = block.text.as_str();
    if seen != 1
        || text.len() > MAX
        || words::count(text) < 3
        || cues::of(text, scene.hints.language).is_some()
        || scene.sections.iter().any(|s| s.head == i)
        || text.ends_with(':')
    {
        return false;
    }
    let continued = scene.blocks.get(i + 1).is_some_and(|next| goes_on(block, next));
    let next = scene
        .blocks
        .iter()
        .skip(i + 1 + usize::from(continued))
        .find(|b| !b.chrome && !b.text.is_empty() && !b.caption && !is_meta(scene, b));
    // two lines of a deck, and the dateline below them
    let below = scene.blocks.iter().skip(i + 2).find(|b| !b.chrome && !b.text.is_empty());
    let deck = next.is_some_and(|n| n.text.len() <= 200 && !n.text.ends_with('.'))
        && below.is_some_and(|below| opens_with_place(scene, below));
    let longer = deck || next.is_some_and(|n| n.text.len() > text.len() || n.text.len() >= 120);
    let sentence = text.ends_with('.') && !text.ends_with("...");
    let called = scene.known.leads.contains(&i) && text.len() <= 250;
    let quoted = text.starts_with(['‘', '“', '„', '«', '"'])
        && text.contains([' '])
        && !text.trim_end_matches(|c: char| !c.is_alphanumeric()).is_empty();
    match block.kind {
        BlockKind::Heading(_) => next.is_some(),
        _ if block.bold => longer && next.is_some_and(|n| !n.bold) && text.len() <= 250,
        BlockKind::Text | BlockKind::Quote | BlockKind::Item => {
            longer
                && (!sentence || called || text.len() <= 200 && next.is_some_and(|n| opens_with_place(scene, n)))
                && (text.len() <= 200 || quoted)
                && dateline::of_line(text, scene.hints).is_none()
        }
        _ => false,
    }
}

/// Whether a paragraph begins with a place and a day: the text begins there, and what stands above is none of it.
fn opens_with_place(scene: &Scene<'_>, block: &Block) -> bool {
    block.is_prose()
        && (grammar::parse(&block.text, scene.hints).is_some_and(|head| head.date.is_some())
            || dateline::of_line(&block.text, scene.hints).is_some())
}

/// A kicker: one line above the headline that is no label, day or navigation.
fn above(scene: &Scene<'_>, headline: usize) -> Option<(usize, String)> {
    let (i, block) = scene.above().last().filter(|(i, _)| i + 2 >= headline)?;
    let text = block.text.as_str();
    let heading = matches!(block.kind, BlockKind::Heading(level) if level > 1);
    let words = text.split_whitespace().count();
    let crumbs = text.contains(['>', '»', '›', '|', '/']);
    let called = scene.known.leads.contains(&i);
    ((heading || called)
        && (3..=20).contains(&words)
        && block.links.is_empty()
        && !crumbs
        && !is_meta(scene, block)
        && !is_title(scene, text))
    .then(|| (i, tidy(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    fn subtitle(html: &str, leads: Vec<usize>) -> Option<String> {
        let text =
            "<p>The council has opened the bridge again, two years after it was closed, and the town was there.</p>";
        let blocks =
            blocks::of(&scraper::Html::parse_document(&format!("<h1>Harbour bridge reopens</h1>{html}{text}")));
        let (known, hints) = (Known { leads, ..Known::default() }, Hints::default());
        read(&Scene::new(&blocks, None, &known, &hints)).map(|(_, text)| text)
    }

    #[test]
    fn a_sentence_is_one_where_its_element_says_so() {
        let lead = "<p>The repair took two winters and eleven million.</p>";
        assert_eq!(subtitle(lead, vec![1]).as_deref(), Some("The repair took two winters and eleven million."));
        assert_eq!(subtitle(lead, vec![]), None);
        let statement = "<p>Statement ahead of the donors' conference in Geneva</p>";
        assert!(subtitle(statement, vec![]).is_some());
        assert_eq!(subtitle("<table><tr><th>Case<td>Roe and others against the harbour board</table>", vec![]), None);
    }
}
