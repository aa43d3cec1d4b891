//! The grammar of datelines: PLACE, DATE and WIRE in any order with separators between, at the head of a line.

use chrono::NaiveDate;

use super::{place, words};
use crate::text::dates::{self, Hints};

/// A dateline stands in the first words of a block.
const HEAD_CHARS: usize = 170;

/// What ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum End {
    /// A dash; `long`: one that no compound word has.
    Dash {
        long: bool,
    },
    Colon,
    /// Another mark: a full stop, a bracket, a stroke.
    Mark,
    /// The line's end.
    Line,
    /// Nothing: the text goes on.
    #[default]
    Open,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parsed {
    pub place: Option<String>,
    pub date: Option<NaiveDate>,
    pub wire: Option<String>,
    /// Place and day stand side by side without anything between.
    pub bare: bool,
    /// Bytes of the line that it takes up.
    pub stop: usize,
    pub end: End,
    /// A sentence follows.
    pub sentence: bool,
}

/// A parenthesis that names an agency, not the organisation's abbreviation alone.
pub(super) fn is_agency(wire: &str) -> bool {
    let lower = wire.to_lowercase();
    ["wire", "pressedienst", "ots", "presse", "press", "news", "agency", "agentur", "idw", "cnw", "dpa", "afp", "pr"]
        .iter()
        .any(|w| lower.contains(w))
}

struct Reader<'a> {
    /// The first words of the line, and whether they are all of it.
    head: &'a str,
    whole: bool,
    at: usize,
    found: Parsed,
}

/// Reads the head of a line. `None`: it begins with none of the three.
pub(super) fn parse(line: &str, hints: &Hints<'_>) -> Option<Parsed> {
    let end = line.char_indices().nth(HEAD_CHARS).map_or(line.len(), |(at, _)| at);
    let mut reader = Reader { head: &line[..end], whole: end == line.len(), at: 0, found: Parsed::default() };
    let date = dates::find(reader.head, hints).filter(|(range, _)| range.start <= 110);
    for _ in 0..4 {
        let gap = reader.gap();
        let took = reader.wire(gap)
            || date.as_ref().is_some_and(|(range, when)| reader.date(range, when.date))
            || reader.place(gap, date.as_ref().map(|(range, _)| range.start));
        if !took {
            break;
        }
    }
    reader.finish()
}

const SEPARATORS: &[char] = &[
    '-', '–', '—', '‒', ',', '|', '/', '•', '·', '(', ')', ':', '.', '*', '[', ']', ';', '、', '，', '：', '（', '）',
    '【', '】', '―', '－', '،',
];

/// What closes a day.
const CLOSERS: &[char] =
    &['-', '–', '—', '‒', '|', '/', '•', '·', '(', ')', ':', '.', ']', '：', '）', '】', '―', '－'];

/// The word for a year, that some languages set behind it: "14 marca 2024 r.", "14 марта 2024 года".
const YEARS: &[&str] = &["года", "год", "г.", "року", "р.", "roku", "r."];

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.head.get(self.at..).unwrap_or_default()
    }

    /// The separators before what comes next.
    fn gap(&mut self) -> &'a str {
        let rest = self.rest();
        let after = rest.trim_start_matches(|c: char| c.is_whitespace() || SEPARATORS.contains(&c));
        let gap = &rest[..rest.len() - after.len()];
        self.found.bare |= self.at > 0 && self.found.wire.is_none() && gap.trim().is_empty() && !after.is_empty();
        gap
    }

    /// What stands behind the separators, and where.
    fn next(&self) -> (usize, &'a str) {
        let rest = self.rest();
        let after = rest.trim_start_matches(|c: char| c.is_whitespace() || SEPARATORS.contains(&c));
        (self.at + rest.len() - after.len(), after)
    }

    /// "(BUSINESS WIRE)", "/PRNewswire/": an agency, or any brackets behind a place or a day.
    fn wire(&mut self, gap: &str) -> bool {
        if self.found.wire.is_some() {
            return false;
        }
        let (from, next) = self.next();
        let close = match gap.trim_end().chars().next_back() {
            Some('(') => ')',
            Some('[') => ']',
            Some('/') => '/',
            Some('-' | '–' | '—') => return self.dashed_wire(from, next),
            _ => return false,
        };
        let Some(inner) = next.split_once(close).map(|(inner, _)| inner).filter(|inner| inner.chars().count() <= 40)
        else {
            return false;
        };
        let behind = close != '/' && (self.found.place.is_some() || self.found.date.is_some());
        let plain = behind && !inner.contains(|c: char| c.is_ascii_digit()) && inner.split_whitespace().count() <= 4;
        if !is_agency(inner) && !plain {
            return false;
        }
        self.found.wire = Some(inner.to_owned());
        self.at = from + inner.len() + close.len_utf8();
        self.found.bare = false;
        true
    }

    /// "HONG KONG - Example Newswire - 12 June 2025 -": an agency between dashes, before the day.
    fn dashed_wire(&mut self, from: usize, next: &str) -> bool {
        let inner = [" - ", " – ", " — "].iter().filter_map(|dash| next.split_once(dash)).map(|(inner, _)| inner);
        let Some(inner) = inner.min_by_key(|inner| inner.len()).filter(|inner| inner.chars().count() <= 40) else {
            return false;
        };
        let open = self.found.place.is_some() && self.found.date.is_none();
        let named = inner.split_whitespace().count() <= 4 && inner.to_lowercase().contains("wire");
        if !(open && named && inner.starts_with(char::is_uppercase)) {
            return false;
        }
        self.found.wire = Some(inner.to_owned());
        self.at = from + inner.len();
        true
    }

    fn date(&mut self, range: &std::ops::Range<usize>, date: NaiveDate) -> bool {
        let (from, _) = self.next();
        let Some(before) = self.head.get(from..range.start).filter(|_| self.found.date.is_none()) else { return false };
        if !before.split_whitespace().all(is_filler) {
            return false;
        }
        // a day that a sentence goes on from is of the sentence: "BRUSSELS - On 4 May the committee will"
        let after = self.head.get(range.end..).unwrap_or_default();
        let year = YEARS.iter().find_map(|word| after.trim_start().strip_prefix(word));
        let after = year.filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(after);
        let closed = after.trim_start().is_empty() && self.whole
            || after.trim_start().starts_with(CLOSERS)
            || after.trim_start().starts_with(',') && after.len() <= 40 && self.whole
            || self.found.place.is_none();
        if !closed {
            return false;
        }
        self.found.date = Some(date);
        self.at = self.head.len() - after.len();
        true
    }

    fn place(&mut self, _gap: &str, date: Option<usize>) -> bool {
        if self.found.place.is_some() {
            return false;
        }
        let (from, next) = self.next();
        let mut end = next.len();
        for mark in [
            "、", "【", "】", "（", "）", " – ", " — ", "--", " - ", "– ", "— ", " –", " —", "(", ")", ": ", "|", "•",
            "·", "- ", " -",
        ] {
            end = end.min(next.find(mark).unwrap_or(end));
        }
        // "DALLAS /PRNewswire/" is closed by its stroke, "Vienna / Budapest" goes on
        let stroke = next.match_indices(" /").find(|(at, _)| !next[at + 2..].starts_with(' '));
        end = end.min(stroke.map_or(end, |(at, _)| at));
        let bounded = end < next.len() || self.whole && next.len() <= 60;
        if let Some(start) = date.filter(|start| *start > from) {
            end = end.min(start - from);
        } else if !bounded {
            return false;
        }
        let Some(candidate) = next.get(..end) else { return false };
        let dated = || date.filter(|start| from + end == *start).and_then(|_| place::caseless(candidate));
        let plain = || place::of(candidate.trim_end_matches(['.', ' ']));
        let Some(place) = plain().or_else(|| place::of(candidate)).or_else(dated) else {
            return false;
        };
        // "SARASOTA, Fla.": the full stop of an abbreviation is of the place
        let abbreviated =
            candidate.trim_end().ends_with('.') && place::of(candidate).is_some() && candidate.contains(',');
        let place = if abbreviated { place::of(candidate).unwrap_or(place) } else { place };
        self.found.place = Some(place.clone());
        let printed = candidate.find(place.as_str()).map(|at| at + place.len());
        self.at = from + printed.unwrap_or_else(|| candidate.trim_end_matches([' ', ',', '\u{a0}']).len());
        true
    }

    fn finish(mut self) -> Option<Parsed> {
        self.found.place.as_ref()?;
        let rest = self.rest();
        let (next, after) = self.next();
        // the full stop of "10 września 2024 r." ends the sentence too
        let gap = &self.head[self.at - usize::from(self.head[..self.at].ends_with(['.'])).min(self.at)..next];
        self.found.end = if rest.trim().is_empty() && self.whole {
            End::Line
        } else if gap.contains(['–', '—']) || gap.contains("--") {
            End::Dash { long: true }
        } else if gap.contains('-') && gap.contains(' ') {
            End::Dash { long: false }
        } else if gap.contains([':', '：']) {
            End::Colon
        } else if gap.contains(['.', ')', '/', '|', '•', '·', '）', '】']) || gap.contains(',') && after.len() < 30
        {
            End::Mark
        } else {
            End::Open
        };
        let opens = after.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '„' | '«' | '"' | '‘'));
        let unspaced = words::is_unspaced(after) && after.chars().count() >= 12;
        let caseless = after.split_whitespace().next().is_some_and(words::is_caseless);
        self.found.sentence = (opens || caseless) && after.split_whitespace().count() >= 4 || unspaced;
        let marks = gap.trim_end();
        self.found.stop = self.at + marks.len();
        Some(self.found)
    }
}

/// Words that stand before a day.
fn is_filler(word: &str) -> bool {
    ["", "le", "den", "on", "am", "el", "il", "der", "dne", "dnia", "the", "op", "em", "a", "d"]
        .contains(&word.trim_matches([',', '.']).to_lowercase().as_str())
}
