//! "3 hours ago", "gestern, 10:15 Uhr", "il y a une semaine", "2天前": only against a clock.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{DateTime, Months, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::further_names;
use super::relative_names::{FILLERS, ROWS, Row};
use super::tokens::{Tokens, digit, fold};
use super::{
    Basis, Hints, When,
    clock::{self, Manner},
    names,
};

/// Longest text, in characters, that can be nothing but a relative date.
pub const MAX_CHARS: usize = 48;

/// A whole string that tells a moment by its distance from now.
pub fn read(text: &str, hints: &Hints<'_>) -> Option<When> {
    let now = hints.now?;
    if text.len() > MAX_CHARS * 4 || text.chars().count() > MAX_CHARS {
        return None;
    }
    let lower = !text.chars().any(char::is_uppercase);
    let text = plain(text);
    if !(may_tell(&text) || lower && is_badge(&text)) {
        return None;
    }
    let text = without_labels(&text);
    let own = hints.language.and_then(|tag| TABLE.iter().find(|row| names::primary(tag, row.language)));
    let english = TABLE.first().filter(|_| own.is_some_and(|row| row.language != "en"));
    let told = match own {
        Some(row) => row.read(text).or_else(|| english?.read(text)),
        None => TABLE.iter().find_map(|row| row.read(text)),
    }?;
    told.when(now, hints.zone)
}

/// How far back, and the time of day where one is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// A day by its name, days back, perhaps with a time.
    Day(i64, Option<NaiveTime>),
    /// Months back and seconds back; whether the seconds are hours or less.
    Ago { months: u32, seconds: i64, exact: bool },
}

impl Told {
    fn when(self, now: DateTime<Utc>, zone: Option<Tz>) -> Option<When> {
        let here = now.with_timezone(&zone.unwrap_or(Tz::UTC));
        let (local, time) = match self {
            Told::Day(back, time) => (here.naive_local().checked_sub_signed(TimeDelta::try_days(back)?)?, time),
            Told::Ago { months, seconds, exact } => {
                let back = here
                    .checked_sub_months(Months::new(months))?
                    .checked_sub_signed(TimeDelta::try_seconds(seconds)?)?;
                if exact {
                    let local = back.naive_local();
                    let offset = Some(*back.fixed_offset().offset());
                    return Some(When { date: local.date(), time: Some(local.time()), offset, basis: Basis::Relative });
                }
                (back.naive_local(), None)
            }
        };
        Some(When { date: local.date(), time, offset: None, basis: Basis::Relative })
    }
}

/// A row with its forms folded, as they stand in a folded text.
struct Words {
    language: &'static str,
    /// Form, place of its unit, how many it means; the longest first.
    units: Vec<(String, usize, u32)>,
    one: Vec<String>,
    ago: Vec<String>,
    /// Days back (now is -1) and the word.
    days: Vec<(i64, String)>,
}

static TABLE: LazyLock<Vec<Words>> = LazyLock::new(|| ROWS.iter().chain(further_names::ROWS).map(Words::of).collect());
static FILLER_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| forms(FILLERS).collect());

/// The forms of a list, folded.
fn forms(list: &'static str) -> impl Iterator<Item = String> {
    list.split(' ').filter(|form| !form.is_empty()).map(|form| fold(form).replace('_', " "))
}

impl Words {
    fn of(row: &Row) -> Self {
        let counted = |form: String| match form.split_once('=') {
            Some((form, count)) => (form.to_owned(), count.parse().unwrap_or(1)),
            None => (form, 1),
        };
        let units = row.units.split('|').enumerate().flat_map(|(unit, list)| forms(list).map(move |f| (unit, f)));
        let mut units: Vec<(String, usize, u32)> = units
            .map(|(unit, form)| {
                let (form, count) = counted(form);
                (form, unit, count)
            })
            .collect();
        units.sort_by_key(|(form, ..)| std::cmp::Reverse(form.len()));
        let days = (-1..).zip(row.days.split('|')).flat_map(|(back, list)| forms(list).map(move |f| (back, f)));
        let mut days: Vec<(i64, String)> = days.collect();
        days.sort_by_key(|(_, form)| std::cmp::Reverse(form.len()));
        let longest_first = |list| {
            let mut forms: Vec<String> = forms(list).collect();
            forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
            forms
        };
        Self { language: row.language, units, one: longest_first(row.one), ago: longest_first(row.ago), days }
    }

    fn read(&self, text: &str) -> Option<Told> {
        self.day(text).or_else(|| self.distance(text))
    }

    /// "today", "yesterday, 10:15", "10:15 today".
    fn day(&self, text: &str) -> Option<Told> {
        self.days.iter().find_map(|(back, word)| {
            if *back < 0 {
                return (text == word).then_some(Told::Ago { months: 0, seconds: 0, exact: true });
            }
            let rest = strip_word(text, word).or_else(|| strip_last_word(text, word))?;
            Some(Told::Day(*back, time_alone(rest)?))
        })
    }

    /// "2 hours and 5 minutes ago", "vor einer Woche", "منذ يومين".
    fn distance(&self, text: &str) -> Option<Told> {
        let before = head(&self.ago, text);
        let mut told = before.is_some();
        let mut rest = skip_fillers(before.unwrap_or(text));
        let (mut months, mut seconds, mut exact) = (0u32, 0i64, true);
        for _ in 0..3 {
            let (amount, behind) = self.amount(rest);
            let (unit, count, mut behind) = self.unit(behind)?;
            let mut amount = amount;
            // Swahili and Sinhala count behind the unit
            if amount.is_none() && behind.starts_with(|c: char| c.is_ascii_digit()) {
                (amount, behind) = self.amount(behind);
            }
            let amount = amount.unwrap_or(1).checked_mul(count).filter(|n| *n <= 10_000)?;
            match UNIT_SECONDS.get(unit) {
                Some(length) => seconds += length * i64::from(amount),
                None => months += amount * if unit == UNIT_SECONDS.len() { 1 } else { 12 },
            }
            exact &= unit < 3;
            rest = behind;
            if let Some(end) = head(&self.ago, rest) {
                (told, rest) = (true, end);
            }
            if rest.is_empty() {
                return (told || is_badge(text)).then_some(Told::Ago { months, seconds, exact });
            }
            rest = skip_fillers(rest.trim_start_matches([',', ' ']));
        }
        None
    }

    /// A number, or a word for one.
    fn amount<'a>(&self, text: &'a str) -> (Option<u32>, &'a str) {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        if !digits.is_empty() {
            return (Some(digits.parse().unwrap_or(u32::MAX)), rest.trim_start());
        }
        let one = head(&self.one, text);
        (one.map(|_| 1), one.unwrap_or(text))
    }

    /// The unit at the head, how many of it its form means, and the text behind.
    fn unit<'a>(&self, text: &'a str) -> Option<(usize, u32, &'a str)> {
        self.units.iter().find_map(|(form, unit, count)| Some((*unit, *count, strip_word(text, form)?)))
    }
}

/// Seconds, minutes, hours, days, weeks; what follows is counted in months.
const UNIT_SECONDS: [i64; 5] = [1, 60, 3600, 86_400, 604_800];

/// Folded, digits of any script as ASCII, one blank between words.
fn plain(text: &str) -> String {
    let digits: String = text.chars().map(|c| digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c)).collect();
    let folded = fold(&digits).replace(['\u{2019}', '\u{60c}'], "'");
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ").trim_matches(|c: char| ".,:;()[]|–—- ".contains(c)).to_owned()
}

fn without_labels(text: &str) -> &str {
    let mut rest = text;
    while let Some((word, behind)) = rest.split_once([' ', ':']) {
        let label = names::label(word) && !WORDS.contains(word);
        if !label {
            break;
        }
        rest = behind.trim_start_matches([' ', ':']);
    }
    rest
}

/// First words of every form that tells a distance or a day: a text without any of them is none.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let forms = TABLE.iter().flat_map(|row| row.ago.iter().chain(row.days.iter().map(|(_, word)| word)));
    forms.filter_map(|form| form.split(|c: char| !c.is_alphabetic()).next().map(str::to_owned)).collect()
});
static UNSPACED_WORDS: LazyLock<Vec<&'static String>> =
    LazyLock::new(|| WORDS.iter().filter(|word| word.chars().any(unspaced)).collect());

fn may_tell(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(word))
        || text.chars().any(unspaced) && UNSPACED_WORDS.iter().any(|word| text.contains(word.as_str()))
}

/// "3h", "1d", "2w": nothing but a number and the letter of a unit. Not "5m" and "90s", which are metres and decades too.
fn is_badge(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - unit.len();
    let letters = unit.chars().all(char::is_alphabetic) && unit.chars().count() <= 3;
    (1..=3).contains(&digits) && !text.starts_with('0') && letters && !unit.is_empty() && !matches!(unit, "m" | "s")
}

/// Scripts that put no blanks between words.
fn unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0D80..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1100..=0x11FF | 0x3040..=0x9FFF | 0xAC00..=0xD7AF)
}

/// The text behind the first of these words that stands at its head.
fn head<'a>(words: &[String], text: &'a str) -> Option<&'a str> {
    words.iter().find_map(|word| strip_word(text, word))
}

/// The text behind a word that stands at its head.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let ends = rest.chars().next().is_none_or(|c| !c.is_alphabetic())
        || word.chars().next_back().is_some_and(|c| unspaced(c) || !c.is_alphabetic());
    ends.then(|| rest.trim_start_matches([' ', '.']))
}

fn strip_last_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_suffix(word)?;
    rest.ends_with([' ', ',']).then(|| rest.trim_end_matches([' ', ',']))
}

fn skip_fillers(text: &str) -> &str {
    head(&FILLER_WORDS, text).unwrap_or(text)
}

/// Nothing (`Some(None)`), or a time of day and nothing else.
fn time_alone(text: &str) -> Option<Option<NaiveTime>> {
    let t = Tokens::of(text);
    if t.len() == 0 {
        return Some(None);
    }
    let found = clock::after(&t, 0, Manner::default())?;
    (found.next >= t.len() && found.zone.is_none())
        .then(|| NaiveTime::from_num_seconds_from_midnight_opt(found.seconds, 0))
        .flatten()
        .map(Some)
}
