//! Who said what: quoted stretches of the text with their speakers, functions and organisations.
//!
//! Paragraphs that each open with a mark, of which only the last closes, are one quote. Titles and scare quotes
//! have no speaker and few words, and are left out.

mod clause;
mod dashes;
mod han;
mod marks;
mod speaker;

use std::collections::HashMap;

use marks::Span;
use speaker::Said;

use super::{scene::Scene, words};
use crate::{
    blocks::{Block, BlockKind},
    model::Quote,
};

/// More quotes than this are an interview.
const MAX: usize = 60;
/// Bytes before a quote in which its speaker is looked for.
const CLAUSE: usize = 2_000;
/// So many surnames are looked for in the whole text.
const SURNAMES: usize = 100;
/// A quote without a speaker has at least so many words.
const LONG: usize = 14;

/// The quotes in the order of the text.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Quote> {
    // a caption below a quote names who said it
    let mut quoted = false;
    let paragraphs: Vec<&Block> = scene
        .text()
        .map(|(_, b)| b)
        .filter(|b| {
            let kept = !matches!(b.kind, BlockKind::Heading(_) | BlockKind::Rule) && (!b.caption || quoted);
            quoted = b.kind == BlockKind::Quote;
            kept
        })
        .collect();
    let double = paragraphs.iter().any(|b| b.text.contains(['“', '„', '«', '"', '”', '「']));
    let mut reader = Reader {
        paragraphs: &paragraphs,
        single: !double,
        known: scene.organisations(),
        named: HashMap::new(),
        quotes: Vec::new(),
    };
    let mut at = 0;
    while at < paragraphs.len() && reader.quotes.len() < MAX {
        at = reader.paragraph(at);
    }
    reader.quotes
}

/// What stands between marks.
struct Quoted {
    text: String,
    /// The paragraph that it begins in.
    at: usize,
    /// The paragraph after it.
    next: usize,
    /// Where it closed in its last paragraph.
    close: usize,
}

impl Quoted {
    /// It goes on in the next paragraphs.
    fn is_joined(&self) -> bool {
        self.next > self.at + 1
    }
}

struct Reader<'a, 'b> {
    paragraphs: &'b [&'a Block],
    single: bool,
    known: Vec<&'a str>,
    /// Whether the text has a surname twice.
    named: HashMap<String, bool>,
    quotes: Vec<Quote>,
}

impl Reader<'_, '_> {
    /// Reads one paragraph, and those that go on with its quote; the next one to read.
    fn paragraph(&mut self, at: usize) -> usize {
        let block = self.paragraphs[at];
        let text = block.text.as_str();
        if self.spoken(text) {
            return at + 1;
        }
        let spans = marks::spans(text, self.single);
        if spans.is_empty() {
            if block.kind == BlockKind::Quote {
                self.block_quote(at);
                return at + 1;
            }
            return at + 1 + usize::from(self.unmarked(at));
        }
        let mut clause_start = 0;
        let mut latest: Option<usize> = None;
        for (n, span) in spans.iter().enumerate() {
            let quoted = if n + 1 == spans.len() && !span.closed {
                self.joined(at, *span)
            } else {
                Quoted { text: text[span.start..span.end].trim().to_owned(), at, next: at + 1, close: span.close }
            };
            let said = self.said(&quoted, *span, clause_start);
            let before = &text[text.ceil_char_boundary(span.open.saturating_sub(CLAUSE))..span.open];
            let said = said.and_then(|said| self.meant(said, latest, before));
            // 「」 are of titles and names as well
            if said.is_none() && text[span.open..].starts_with('「') {
                continue;
            }
            let accepted = self.accept(&quoted.text, said, latest);
            if accepted {
                latest = Some(self.quotes.len() - 1);
                clause_start = span.close;
            }
            if quoted.is_joined() {
                return quoted.next;
            }
        }
        at + 1
    }

    /// Speech behind a dash: of a person that the paragraph names, or of the speaker before.
    fn spoken(&mut self, text: &str) -> bool {
        let Some((body, said)) = dashes::read(text) else { return false };
        let known = said.name.is_some() || self.quotes.iter().any(|quote| quote.speaker.is_some());
        let said = self.meant(said, None, "").filter(|_| known);
        said.is_some_and(|said| self.accept(&body, Some(said), None))
    }

    /// "Jane Roe, chair of X, said:" on a line of its own above a paragraph that has no marks.
    fn unmarked(&mut self, at: usize) -> bool {
        let line = self.paragraphs[at].text.trim_end();
        let next = self.paragraphs.get(at + 1).filter(|next| {
            next.text.split_whitespace().count() >= 8
                && next.is_prose()
                && !marks::has(&next.text)
                && !next.text.ends_with(':')
        });
        let Some(next) = next.filter(|_| line.len() <= 160 && line.ends_with(':')) else { return false };
        let verb = line.split_whitespace().next_back().is_some_and(crate::lexicon::is_verb);
        let said = speaker::before(line).filter(|s| verb && s.name.as_ref().is_some_and(|name| name.contains(' ')));
        let text = next.text.clone();
        said.is_some_and(|said| self.accept(&text, Some(said), None))
    }

    /// A quote that goes on in the next paragraphs.
    fn joined(&self, at: usize, span: Span) -> Quoted {
        let mut text = self.paragraphs[at].text[span.start..span.end].trim().to_owned();
        let mut next = at + 1;
        while let Some(block) = self.paragraphs.get(next).filter(|b| marks::opens(&b.text) && next - at < 40) {
            let Some(first) = marks::spans(&block.text, self.single).first().copied() else { break };
            text.push_str("\n\n");
            text.push_str(block.text[first.start..first.end].trim());
            next += 1;
            if first.closed {
                return Quoted { text, at, next, close: first.close };
            }
        }
        let close = if next == at + 1 { span.close } else { usize::MAX };
        Quoted { text, at, next, close }
    }

    /// Who said it: after the quote, before it, at the end of the paragraph before, or on the line after it.
    fn said(&self, quoted: &Quoted, span: Span, clause_start: usize) -> Option<Said> {
        let Quoted { at, next, close, .. } = *quoted;
        let text = self.paragraphs[at].text.as_str();
        let last = self.paragraphs[next - 1].text.as_str();
        let from = text.ceil_char_boundary(clause_start.max(span.open.saturating_sub(CLAUSE)));
        let clause = text.get(from.min(span.open)..span.open).unwrap_or_default();
        let follows = last.get(close.min(last.len())..).unwrap_or_default();
        let colon = clause.trim_end().ends_with(':');
        let before = || Some(clause).filter(|c| !c.trim().is_empty()).and_then(speaker::before);
        let after = || Some(follows).filter(|f| !f.trim().is_empty()).and_then(|f| speaker::after(f, true));
        if text[span.open..].starts_with('「') || words::is_unspaced(&quoted.text) {
            return han::after(follows).or_else(|| han::before(clause));
        }
        let above = || {
            let line = at
                .checked_sub(1)
                .map(|i| self.paragraphs[i].text.trim_end())
                .filter(|l| l.ends_with(':') && clause.trim().is_empty())?;
            speaker::before(line)
        };
        let below = || {
            let line = self
                .paragraphs
                .get(next)
                .map(|b| b.text.as_str())
                .filter(|l| l.len() <= 160 && follows.trim().is_empty() && !marks::opens(l))?;
            let words = text.get(span.start..span.end).map_or(0, |t| t.split_whitespace().count());
            (quoted.is_joined() || words >= 5)
                .then(|| speaker::after(line, true))
                .flatten()
                .filter(|s| s.name.is_some())
                .map(|said| self.with_role_below(said, next))
        };
        let around = || speaker::around(clause, follows).or_else(|| han::korean(clause, follows));
        let beside = if colon { before().or_else(after) } else { after().or_else(before) };
        beside.or_else(around).or_else(above).or_else(below)
    }

    /// "Jane Roe" and "Chief Executive, X" on lines of their own below a quote.
    fn with_role_below(&self, said: Said, at: usize) -> Said {
        let line = self.paragraphs.get(at + 1).map(|block| block.text.as_str()).filter(|_| said.role.is_none());
        let role = line.filter(|line| line.len() <= 100 && words::is_role(line) && !line.ends_with(['.', ':']));
        Said { role: role.map(str::to_owned).or(said.role), ..said }
    }

    /// "he said" after a sentence that names one person means that person; "Roe said" needs a Roe in the text.
    fn meant(&mut self, said: Said, latest: Option<usize>, before: &str) -> Option<Said> {
        match &said.name {
            Some(name) if !name.contains(' ') && !words::is_caseless(name) => self.is_named(name).then_some(said),
            None if latest.is_none() => {
                let tokens: Vec<&str> = before.split_whitespace().collect();
                let person = (0..tokens.len()).rev().find_map(|from| {
                    let run = tokens.get(from..from + 2)?.join(" ");
                    words::person(run.trim_end_matches([',', '.'])).filter(|person| person.name.contains(' '))
                });
                Some(Said { name: person.map(|person| person.name), ..said })
            }
            _ => Some(said),
        }
    }

    fn is_named(&mut self, surname: &str) -> bool {
        if let Some(known) = self.named.get(surname) {
            return *known;
        }
        let found = self.paragraphs.iter().flat_map(|block| block.text.match_indices(surname)).take(2);
        let named = self.named.len() < SURNAMES && found.count() == 2;
        self.named.insert(surname.to_owned(), named);
        named
    }

    /// Keeps a quote, or adds it to the one before in the same paragraph.
    fn accept(&mut self, body: &str, said: Option<Said>, latest: Option<usize>) -> bool {
        let count = words::count(body);
        let named = said.as_ref().is_some_and(|s| s.name.is_some());
        let name = said.as_ref().and_then(|s| s.name.clone());
        if count < 2 || (count < 4 && !named && latest.is_none()) {
            return false;
        }
        let same = latest.and_then(|i| self.quotes.get(i)).and_then(|q| q.speaker.clone());
        let goes_on = latest.is_some()
            && (name.is_none()
                || same.as_deref().is_some_and(|s| name.as_deref().is_some_and(|n| s.ends_with(n) || n.ends_with(s))));
        if goes_on && (said.is_some() || count >= 4) {
            if let Some(quote) = latest.and_then(|i| self.quotes.get_mut(i)) {
                append(&mut quote.text, body);
                fill(quote, said, &self.known);
            }
            return true;
        }
        if !named && (count < if said.is_some() { 4 } else { LONG }) {
            return false;
        }
        let mut quote = Quote { text: body.trim().to_owned(), ..Quote::default() };
        match said {
            Some(Said { name: None, .. }) => {
                if let Some(speaker) = self.quotes.iter().rev().find(|q| q.speaker.is_some()) {
                    (quote.speaker, quote.role, quote.organization) =
                        (speaker.speaker.clone(), speaker.role.clone(), speaker.organization.clone());
                }
            }
            said => fill(&mut quote, said, &self.known),
        }
        self.complete(&mut quote);
        self.quotes.push(quote);
        true
    }

    /// A surname alone is the person that the text named before.
    fn complete(&self, quote: &mut Quote) {
        let Some(surname) = quote.speaker.clone().filter(|s| !s.contains(' ') && !words::is_caseless(s)) else {
            return;
        };
        if let Some(full) = self
            .quotes
            .iter()
            .rev()
            .find(|q| q.speaker.as_ref().is_some_and(|s| s.ends_with(&surname) && s.len() > surname.len()))
        {
            quote.speaker = full.speaker.clone();
            quote.role = quote.role.take().or(full.role.clone());
            quote.organization = quote.organization.take().or(full.organization.clone());
            return;
        }
        for block in self.paragraphs {
            let Some(found) = full_name(&block.text, &surname) else { continue };
            quote.speaker = Some(found.0);
            if quote.role.is_none()
                && let Some(apposition) = found.1
            {
                let function = words::function(&apposition, &self.known);
                (quote.role, quote.organization) = (function.role, function.organization);
            }
            return;
        }
    }

    /// `blockquote` without marks: the speaker stands at its end or on the next line.
    fn block_quote(&mut self, at: usize) {
        let text = self.paragraphs[at].text.as_str();
        if text.split_whitespace().count() < 6 {
            return;
        }
        let (body, tail) = [" — ", " – ", " - "]
            .iter()
            .find_map(|dash| text.rsplit_once(dash))
            .filter(|(_, tail)| tail.len() <= 120)
            .unwrap_or((text, ""));
        let line = self.paragraphs.get(at + 1).map(|b| b.text.as_str()).filter(|l| l.len() <= 140 && tail.is_empty());
        let said = Some(tail)
            .filter(|t| !t.is_empty())
            .or(line)
            .and_then(|t| speaker::after(t, true))
            .filter(|s| s.name.is_some())
            .map(|said| if tail.is_empty() { self.with_role_below(said, at + 1) } else { said });
        if said.is_some() {
            self.accept(body, said, None);
        }
    }
}

/// "Doug Logan, CEO of X," for "Logan".
fn full_name(text: &str, surname: &str) -> Option<(String, Option<String>)> {
    for (at, _) in text.match_indices(surname).take(5) {
        let after = text.get(at + surname.len()..)?;
        if after.chars().next().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let tokens: Vec<&str> = text[..at].split_whitespace().collect();
        for n in [3, 2, 1] {
            let Some(from) = tokens.len().checked_sub(n) else { continue };
            let phrase = format!("{} {surname}", tokens[from..].join(" "));
            if tokens[from..]
                .iter()
                .all(|t| words::is_name_word(t) && !t.ends_with([',', '.', ':']) || t.len() == 2 && t.ends_with('.'))
                && let Some(person) = words::person(&phrase).filter(|p| p.name.contains(' '))
            {
                let apposition = after
                    .strip_prefix(", ")
                    .and_then(|r| r.split([',', ';', '.']).next())
                    .filter(|r| words::is_role(r))
                    .map(str::to_owned);
                return Some((person.name, person.role.or(apposition)));
            }
        }
    }
    None
}

fn fill(quote: &mut Quote, said: Option<Said>, known: &[&str]) {
    let Some(said) = said else { return };
    if quote.speaker.as_ref().is_none_or(|s| said.name.as_ref().is_some_and(|n| n.len() > s.len()))
        && said.name.is_some()
    {
        quote.speaker = said.name;
    }
    if let Some(role) = said.role.filter(|_| quote.role.is_none()) {
        if let Some(organization) = role.strip_prefix('@') {
            quote.organization = Some(organization.to_owned());
            return;
        }
        let function = words::function(&role, known);
        quote.role = function.role;
        quote.organization = quote.organization.take().or(function.organization);
    }
}

/// Two stretches of one paragraph: the comma before the speaker becomes a full stop where a new sentence begins.
fn append(text: &mut String, more: &str) {
    let upper = more.chars().next().is_some_and(char::is_uppercase);
    if upper && text.ends_with(',') {
        text.pop();
    }
    if upper && text.ends_with(char::is_alphanumeric) {
        text.push('.');
    }
    text.push(' ');
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    fn quotes(html: &str) -> Vec<Quote> {
        let blocks = blocks::of(&Html::parse_document(html));
        let (known, hints) = (Known::default(), Hints::default());
        read(&Scene::new(&blocks, None, &known, &hints))
    }

    #[test]
    fn paragraphs_that_each_open_and_of_which_the_last_closes_are_one_quote() {
        let read = quotes(
            "<h1>T</h1><p>Responding to it, Nils Muižnieks, Amnesty International’s Europe Director, said:</p><p>“We welcome the fact.</p><p>“But the charges stand.</p><p>“It has set a precedent.”</p><p>The request is old.</p>",
        );
        assert_eq!(read.len(), 1, "{read:?}");
        assert_eq!(read[0].text, "We welcome the fact.\n\nBut the charges stand.\n\nIt has set a precedent.");
        assert_eq!(
            (read[0].speaker.as_deref(), read[0].role.as_deref(), read[0].organization.as_deref()),
            (Some("Nils Muižnieks"), Some("Europe Director"), Some("Amnesty International"))
        );
    }

    #[test]
    fn a_quote_with_its_speaker_in_the_middle_is_one() {
        let read = quotes(
            "<h1>T</h1><p>„Die Lage ist ernst“, sagt BKA-Präsident Holger Münch. „Wir handeln jetzt entschlossen.“</p>",
        );
        assert_eq!(
            (read.len(), read[0].text.as_str(), read[0].speaker.as_deref()),
            (1, "Die Lage ist ernst. Wir handeln jetzt entschlossen.", Some("Holger Münch"))
        );
    }

    #[test]
    fn titles_and_scare_quotes_are_left_out() {
        assert_eq!(
            quotes(
                "<h1>T</h1><p>The study “Life in Times of Change” was called “good” by many, and “Wisecrack,” a podcast, won.</p><p>Die Studie „Lebensgefühl Corona“ ist eine Studie der Diakonie Deutschland.</p>"
            ),
            []
        );
    }

    #[test]
    fn a_surname_is_completed_from_the_text() {
        let read = quotes(
            "<h1>T</h1><p>Doug Logan, CEO of Example, has been named a winner.</p><p>“I am grateful and humbled by this award,” Logan said. “It is good.”</p><p>“I want more people,” he said.</p>",
        );
        let speakers: Vec<_> = read.iter().filter_map(|q| q.speaker.as_deref()).collect();
        assert_eq!(speakers, ["Doug Logan", "Doug Logan"]);
        assert_eq!(read[0].role.as_deref(), Some("CEO"));
    }
}
