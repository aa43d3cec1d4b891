//! "About X": what an organisation says of itself under every release.

use super::{
    cues::Part,
    scene::{Scene, Section},
    words,
};
use crate::{
    blocks::{Block, BlockKind},
    lexicon::headings::is_end,
    model::Boilerplate,
};

/// The boilerplates and the blocks that hold them.
pub(super) fn read(scene: &Scene<'_>) -> (Vec<Boilerplate>, Vec<usize>) {
    let (mut found, mut used): (Vec<Boilerplate>, Vec<usize>) = (Vec::new(), Vec::new());
    for section in scene.of(Part::About) {
        let (text, blocks) = text_of(scene, section);
        if text.len() < 20 || found.iter().any(|b| b.text == text) {
            continue;
        }
        let organization = section.subject.map(|s| {
            s.trim_matches(|c: char| matches!(c, '"' | '“' | '”' | '„' | ':') || c.is_whitespace()).to_owned()
        });
        found.push(Boilerplate { organization, text });
        if !scene.blocks[section.head].chrome {
            used.push(section.head);
            used.extend(blocks);
        }
    }
    if found.is_empty() {
        for (boilerplate, blocks) in unnamed(scene).into_iter().chain(below_the_end(scene)) {
            found.push(boilerplate);
            used.extend(blocks);
        }
    }
    (found, used)
}

fn text_of(scene: &Scene<'_>, section: &Section<'_>) -> (String, Vec<usize>) {
    let mut lines: Vec<&str> = section.inline.into_iter().collect();
    let mut used = Vec::new();
    for i in section.blocks.clone().take(12) {
        let block = &scene.blocks[i];
        if block.chrome && !scene.blocks[section.head].chrome {
            break;
        }
        if block.caption || block.text.is_empty() || !is_prose(block) {
            continue;
        }
        lines.push(&block.text);
        used.push(i);
    }
    (lines.join("\n"), used)
}

fn is_prose(block: &Block) -> bool {
    let linked: usize = block.links.iter().map(|l| l.text.len()).sum();
    !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Rule)
        && (linked * 2 < block.text.len() || block.text.len() > 120)
}

/// The organisation's name alone as the heading, before a paragraph that begins with it.
fn unnamed(scene: &Scene<'_>) -> Vec<(Boilerplate, Vec<usize>)> {
    let from = scene.start() + 3;
    let mut found = Vec::new();
    for i in from..scene.end.min(scene.blocks.len()).saturating_sub(1) {
        let (head, body) = (&scene.blocks[i], &scene.blocks[i + 1]);
        if head.chrome || !head.is_heading() || head.text.len() > 80 || body.text.len() < 50 || body.chrome {
            continue;
        }
        let name = head.text.trim_end_matches(':').trim();
        let opening: String = body.text.chars().take(name.chars().count() + 8).collect();
        let first = name.split_whitespace().next().unwrap_or_default();
        let titled = name.split_whitespace().count() >= 2
            && name.split_whitespace().all(|w| w.chars().next().is_some_and(char::is_uppercase) || w.len() <= 3);
        let own = scene.is_own(name);
        if !words::is_organisation(name) && !titled && !own {
            continue;
        }
        let same = opening.to_lowercase().contains(&name.to_lowercase())
            || ((own || words::is_organisation(name)) && opening.contains(first));
        // under its own name alone an organisation tells of nothing else
        if same && describes(&body.text) || own && body.text.contains(name) {
            let boilerplate = Boilerplate { organization: Some(name.to_owned()), text: body.text.clone() };
            found.push((boilerplate, vec![i, i + 1]));
        }
    }
    found
}

/// Whether a paragraph begins as a description does.
fn describes(text: &str) -> bool {
    const VERBS: [&str; 26] = [
        " is ", " ist ", " est ", " es ", " è ", " é ", " is een ", " jest ", " är ", " er ", " was founded", " are ",
        " vertritt", " zählt ", " represents ", " operates ", " makes ", " builds ", " designs ", " provides ",
        " runs ", " betreibt ", " bietet ", " représente ", " representa ", " rappresenta ",
    ];
    let head: String = text.chars().take(160).collect();
    VERBS.iter().any(|verb| head.contains(verb))
}

/// "The Example Board is an agency ...": below the end mark and without a heading, a paragraph that begins with a name
/// which the text spoke of.
fn below_the_end(scene: &Scene<'_>) -> Option<(Boilerplate, Vec<usize>)> {
    let text = |range: std::ops::Range<usize>| {
        let blocks = range.map(move |at| (at, &scene.blocks[at]));
        blocks.filter(|(_, block)| !block.chrome && !block.text.is_empty())
    };
    let end = text(scene.start().min(scene.end)..scene.end).find(|(_, block)| is_end(&block.text))?.0;
    let (at, block) = text(end + 1..scene.end).next().filter(|(_, block)| block.text.len() >= 60 && is_prose(block))?;
    let own = block.text.strip_prefix("The ").unwrap_or(&block.text);
    let joins = |word: &str| ["of", "for", "and", "the", "&", "de", "für", "und", "der"].contains(&word);
    let run = |word: &&str| word.starts_with(char::is_uppercase) || joins(word);
    let name = own.split_whitespace().take_while(run).collect::<Vec<_>>().join(" ");
    let short = name.split_whitespace().count() <= 3 && own.len() == block.text.len();
    let person = short && words::person(&name).is_some() && !words::is_organisation(&name);
    let spoken = name.contains(' ') && !person || scene.organisations().contains(&name.as_str());
    let said = text(scene.start()..end).any(|(_, block)| block.text.contains(&name));
    let opens = own.get(name.len()..).is_some_and(|rest| describes(&rest.chars().take(28).collect::<String>()));
    let text = block.text.clone();
    (spoken && said && opens).then(|| (Boilerplate { organization: Some(name), text }, vec![at]))
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    #[test]
    fn several_organisations_describe_themselves() {
        let html = "<nav><a href=/about>About Example</a></nav><h1>Title</h1><p>Text of it.</p><p><strong>About Airble</strong></p><p>Airble is a marketplace for charter flights.</p><p><strong>About Helijet:</strong> Helijet is an airline of helicopters.</p><h3>Media contact</h3><p>x@example.org</p>";
        let blocks = blocks::of(&Html::parse_document(html));
        let (known, hints) = (Known::default(), Hints::default());
        let (read, used) = read(&Scene::new(&blocks, None, &known, &hints));
        let read: Vec<_> = read.iter().map(|b| (b.organization.as_deref(), b.text.as_str())).collect();
        assert_eq!(
            read,
            [
                (Some("Airble"), "Airble is a marketplace for charter flights."),
                (Some("Helijet"), "Helijet is an airline of helicopters.")
            ]
        );
        assert_eq!(used.len(), 3);
    }

    #[test]
    fn a_description_below_the_end_mark_needs_no_heading() {
        let html = |last: &str| {
            format!("<h1>Title</h1><p>The Ferry Safety Board said so. Jane Roe agreed.</p><p>###</p><p>{last}</p>")
        };
        let organisation = |last: &str| {
            let blocks = blocks::of(&Html::parse_document(&html(last)));
            let (known, hints) = (Known::default(), Hints::default());
            let (read, _) = read(&Scene::new(&blocks, None, &known, &hints));
            read.into_iter().next().and_then(|about| about.organization)
        };
        let board = "The Ferry Safety Board is an independent agency that looks into accidents of ferries.";
        assert_eq!(organisation(board).as_deref(), Some("Ferry Safety Board"));
        assert_eq!(
            organisation("Jane Roe is a professor of the history of ferries at the university of the town."),
            None
        );
        assert_eq!(organisation("Tickets for the ferry are on sale from Monday at every office of the company."), None);
    }
}
