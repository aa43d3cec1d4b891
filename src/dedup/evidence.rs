//! Do two texts tell the same? Words must agree, and no figure or name may contradict.

use std::collections::HashSet;

use chrono::{DateTime, FixedOffset};

use super::{
    cluster::link,
    words::{hash, text, words},
};
use crate::model::Release;

/// Bodies with fewer words are too short to be told by their words alone.
const SHORT: usize = 48;
/// Words at the head of a text whose figures and names must not contradict.
const LEAD: usize = 90;
/// A copy follows within so many days.
const DAYS: i64 = 5;

/// A release as words.
pub struct Words<'r> {
    release: &'r Release,
    title: Vec<String>,
    body: Vec<String>,
    shingles: HashSet<i64>,
}

/// Yes, how surely, and why.
pub struct Verdict {
    /// Up to 1.
    pub strength: f64,
    /// For people.
    pub said: String,
}

impl<'r> Words<'r> {
    /// Of a release, without what distributors put around a text.
    pub fn of(release: &'r Release) -> Self {
        let title: Vec<String> = words(release.title.as_deref().unwrap_or_default()).collect();
        let body: Vec<String> = core(release).flat_map(words).take(1200).collect();
        let shingles = body.windows(4).map(|shingle| hash(&[shingle.join(" ").as_bytes()])).collect();
        Self { release, title, body, shingles }
    }

    /// Whether the other release tells the same; within one source much stricter.
    pub fn same_story(&self, other: &Self, same_source: bool, same_words: bool) -> Option<Verdict> {
        let same_link = self.links().any(|one| other.links().any(|two| one == two));
        let title = overlap(&self.title, &other.title);
        let contained = self.contained(other);
        if same_source {
            let same = same_words && (same_link || self.same_day(other)) && self.body.len() > 8;
            return same.then(|| Verdict { strength: 1.0, said: "listed twice: same words".into() });
        }
        if self.speaks_another_language(other) || !self.near_in_time(other) {
            return None;
        }
        if same_words && (self.body.len() >= 20 || same_link) {
            return Some(Verdict { strength: 1.0, said: "same words".into() });
        }
        if same_link && (title >= 0.5 || contained >= 0.3) {
            return Some(Verdict { strength: 0.95, said: "same link".into() });
        }
        let short = self.body.len().min(other.body.len()) < SHORT;
        let enough = if short {
            title >= 0.8 && contained >= 0.5
        } else {
            contained >= 0.75 || (contained >= 0.45 && title >= 0.8)
        };
        if !enough || self.contradicts(other) {
            return None;
        }
        let said = format!("{:.0} % of the words, {:.0} % of the title", contained * 100.0, title * 100.0);
        Some(Verdict { strength: contained * 0.9, said })
    }

    fn links(&self) -> impl Iterator<Item = &str> {
        let release = self.release;
        [&release.url, &release.extras.canonical_url, &release.external_url].into_iter().flatten().map(|url| link(url))
    }

    /// Share of the shorter text's shingles that the longer one has.
    fn contained(&self, other: &Self) -> f64 {
        let (small, large) = if self.shingles.len() <= other.shingles.len() { (self, other) } else { (other, self) };
        if small.shingles.is_empty() {
            return 0.0;
        }
        small.shingles.intersection(&large.shingles).count() as f64 / small.shingles.len() as f64
    }

    fn published(&self) -> Option<DateTime<FixedOffset>> {
        self.release.published
    }

    fn same_day(&self, other: &Self) -> bool {
        let day = |words: &Self| words.published().map(|time| time.date_naive());
        day(self).is_none() || day(other).is_none() || day(self) == day(other)
    }

    fn near_in_time(&self, other: &Self) -> bool {
        match (self.published(), other.published()) {
            (Some(one), Some(two)) => (one - two).num_days().abs() <= DAYS,
            _ => true,
        }
    }

    fn speaks_another_language(&self, other: &Self) -> bool {
        let language =
            |words: &Self| words.release.language.as_deref().and_then(|tag| tag.split('-').next()).map(str::to_owned);
        matches!((language(self), language(other)), (Some(one), Some(two)) if one != two)
    }

    /// Monthly figures, holdings notices, appointments from one template: each has a figure or a name that the other
    /// has not. A text that was only cut, or got more around it, has them on one side alone.
    fn contradicts(&self, other: &Self) -> bool {
        let lead = |words: &Self| {
            let text = core(words.release).collect::<Vec<_>>().join(" ");
            let text = format!("{} . {text}", words.release.title.as_deref().unwrap_or_default());
            facts(&text, LEAD)
        };
        let all = |words: &Self| -> HashSet<String> { words.title.iter().chain(&words.body).cloned().collect() };
        let missing = |facts: &Facts, all: &HashSet<String>| {
            let count = |set: &HashSet<String>| set.iter().filter(|word| !all.contains(*word)).count();
            (count(&facts.figures), count(&facts.names))
        };
        let (figures, names) = missing(&lead(self), &all(other));
        let (other_figures, other_names) = missing(&lead(other), &all(self));
        (figures > 0 && other_figures > 0) || (names > 0 && other_names > 0 && names + other_names > 3)
    }
}

struct Facts {
    figures: HashSet<String>,
    names: HashSet<String>,
}

/// Figures, and words in capitals within a sentence, among the first words of a text.
fn facts(text: &str, limit: usize) -> Facts {
    let mut facts = Facts { figures: HashSet::new(), names: HashSet::new() };
    let mut begins = true;
    for token in text.split_whitespace().take(limit) {
        let word: String = token.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let ends = token.ends_with(['.', '!', '?', ':']);
        if word.chars().any(|c| c.is_numeric()) {
            facts.figures.extend(words(&word));
        } else if !begins && word.chars().next().is_some_and(char::is_uppercase) {
            facts.names.extend(words(&word));
        }
        begins = ends;
    }
    facts
}

/// The paragraphs that are the release's own: without what a wire or distributor puts before and behind.
fn core(release: &Release) -> impl Iterator<Item = &str> {
    let lines = text(release).lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .enumerate()
        .filter(|(_, line)| !is_frame(line))
        .map(|(place, line)| if place < 2 { after_dateline(line) } else { line })
}

/// "SOURCE X", "Contact: ...", lines of addresses and numbers: short, and no sentence.
fn is_frame(line: &str) -> bool {
    let count = line.split_whitespace().count();
    let sentence = line.ends_with(['.', '!', '?', '”', '"', '»', '“']);
    count <= 12 && !sentence || line.contains('@') && count < 40
}

/// What stands behind "CITY, Date /WIRE/ --" or "City, 3 May 2024 –" at the head of a text.
fn after_dateline(line: &str) -> &str {
    let head: usize = line.char_indices().nth(120).map_or(line.len(), |(at, _)| at);
    let marks = [" -- ", " – ", " — ", "/ - ", ") - ", " - "];
    let found = marks.iter().filter_map(|mark| line[..head].find(mark).map(|at| (at, mark.len()))).min();
    match found {
        Some((at, length)) if line[..at].split_whitespace().count() <= 12 => &line[at + length..],
        _ => line,
    }
}

/// Share of common words among all (Jaccard).
fn overlap(a: &[String], b: &[String]) -> f64 {
    let (a, b): (HashSet<&String>, HashSet<&String>) = (a.iter().collect(), b.iter().collect());
    let common = a.intersection(&b).count();
    let all = a.len() + b.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "A sample company announced today that three customers have moved their bookkeeping to a cloud. \
        The move took four months and was finished before the end of the year.\nThe customers had kept their records on \
        machines of their own for more than twenty years. They now share one system, and close their books in six days.";

    fn release(title: &str, text: &str) -> Release {
        Release { title: Some(title.into()), content_text: Some(text.into()), ..Release::default() }
    }

    fn same(a: &Release, b: &Release) -> bool {
        Words::of(a).same_story(&Words::of(b), false, false).is_some()
    }

    #[test]
    fn a_wire_copy_with_dateline_and_source_is_the_same_story() {
        let wire = format!("WALLDORF, Nov. 19, 2026 /PRNewswire/ -- {BODY}\nSOURCE Sample SE");
        assert!(same(&release("Customers move", BODY), &release("Sample SE: customers move to the cloud", &wire)));
    }

    #[test]
    fn two_reports_from_one_template_are_two_stories() {
        let other = BODY.replace("three", "nine").replace("twenty", "7").replace("four", "12");
        let one = BODY.replace("twenty", "20").replace("four", "5");
        assert!(!same(&release("Figures for May", &one), &release("Figures for June", &other)));
    }

    #[test]
    fn the_same_words_in_one_source_on_another_day_are_another_story() {
        let mut a = release("Weekly update", BODY);
        let mut b = a.clone();
        a.published = DateTime::parse_from_rfc3339("2026-11-02T10:00:00Z").ok();
        b.published = DateTime::parse_from_rfc3339("2026-11-09T10:00:00Z").ok();
        assert!(Words::of(&a).same_story(&Words::of(&b), true, true).is_none());
    }
}
