//! Years of other calendars and eras: Reiwa and Minguo years, the Buddhist era, the Hijri and the Persian calendar.
//!
//! A year that no calendar of the text's language can have is none: a date read half is worse than no date.

use std::{collections::HashMap, sync::LazyLock};

use chrono::{Datelike, NaiveDate};
use icu_calendar::Date;
use icu_calendar::cal::Hijri;

use super::Setting;
use super::eras;
use super::tokens::Tokens;

/// In which calendar a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// With a Gregorian year, and with one of the Buddhist era where that alone is possible.
    Common,
    /// Umm al-Qura, as governments of the peninsula print it.
    Hijri,
    /// Solar Hijri, Iran and Afghanistan.
    Persian,
    /// Ethiopia's, twelve months of thirty days and a short one.
    Ethiopian,
}

/// Years of the Buddhist era that lie within the web's time and a little around, and how far they are ahead.
const BUDDHIST: std::ops::Range<i32> = 2443..2643;
const BUDDHIST_AHEAD: i32 = 543;

/// What an era's name at this token adds to its years.
pub fn era(t: &Tokens<'_>, i: usize, language: Option<&str>) -> Option<i32> {
    let word = t.get(i).and_then(|token| t.text.get(token.start..token.end))?;
    if let Some(before) = eras::before(word) {
        return Some(before);
    }
    let letter = !t.spaced(i + 1) && matches!(t.mark(i + 2), Some('.' | '/' | '-' | '年')) && is(language, "ja");
    letter.then(|| eras::before_by_letter(word)).flatten()
}

/// Whether a number of three digits is a Minguo year: 114年, and in Taiwan 114-10-24.
pub fn is_minguo(year: u32, digits: u8, language: Option<&str>, marked: bool) -> bool {
    let taiwan = language.is_some_and(|tag| {
        let tag = tag.to_ascii_lowercase();
        tag.starts_with("zh") && (tag.contains("tw") || tag.contains("hant"))
    });
    digits == 3 && (85..190).contains(&year) && (marked && !is(language, "ja") || taiwan)
}

/// Languages in which `26.11.03` begins with the year.
pub fn puts_year_first(language: Option<&str>) -> bool {
    ["ja", "ko", "zh", "hu", "mn", "eu", "ne"].into_iter().any(|own| is(language, own))
}

/// The years before the first of the Minguo era.
pub const MINGUO: i32 = 1911;

fn is(language: Option<&str>, wanted: &str) -> bool {
    language.is_some_and(|tag| tag.split(['-', '_']).next().is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
}

/// The calendar of all-number dates whose year is this.
pub fn of_numbers(year: i32, s: Setting<'_>) -> Calendar {
    match s.hints.language {
        language if is(language, "fa") && (1250..1500).contains(&year) => Calendar::Persian,
        language if is(language, "ar") && (1300..1500).contains(&year) => Calendar::Hijri,
        _ => Calendar::Common,
    }
}

/// Whether a date of this calendar can have this year. Whole strings may have any Gregorian year of four digits.
pub fn plausible(year: i32, calendar: Calendar, s: Setting<'_>) -> bool {
    match calendar {
        Calendar::Hijri => (1250..1550).contains(&year),
        Calendar::Persian => (1250..1500).contains(&year),
        Calendar::Ethiopian => (1900..2100).contains(&year),
        // Nepal's years are ahead by 56, and its months are others
        Calendar::Common if is(s.hints.language, "ne") => (1900..2060).contains(&year),
        Calendar::Common if s.whole => (1000..=9999).contains(&year),
        Calendar::Common => (1900..2100).contains(&year) || (is(s.hints.language, "th") && BUDDHIST.contains(&year)),
    }
}

/// "BE 2568", "2568 B.E.", "พ.ศ. 2568": a year of the Buddhist era in any language.
pub fn is_buddhist(t: &Tokens<'_>, i: usize, year: i32) -> bool {
    let word = |at: Option<usize>, forms: &[&str]| at.and_then(|at| t.raw(at)).is_some_and(|w| forms.contains(&w));
    let back = if i > 0 && t.mark(i - 1) == Some('.') { 2 } else { 1 };
    BUDDHIST.contains(&year)
        && (word(i.checked_sub(back), &["BE", "E", "ศ", "พศ"])
            || word(Some(i + 1), &["BE", "B"])
            || t.text.get(..t.get(i).map_or(0, |token| token.start)).is_some_and(ends_thai))
}

/// "3 พ.ย. 69": of the years since 2000, those that two digits cannot mean otherwise.
pub fn is_short_buddhist(t: &Tokens<'_>, i: usize, year: i32) -> bool {
    year >= 43 && t.text.get(..t.get(i).map_or(0, |token| token.start)).is_some_and(ends_thai)
}

/// A Thai letter stands shortly before.
fn ends_thai(text: &str) -> bool {
    text.chars().rev().take(3).any(|c| matches!(u32::from(c), 0x0E00..=0x0E7F))
}

/// A day of a calendar as one of ours.
pub fn day(year: i32, month: u32, day: u32, calendar: Calendar) -> Option<NaiveDate> {
    let (short_month, short_day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let fixed = match calendar {
        Calendar::Common if BUDDHIST.contains(&year) => {
            return NaiveDate::from_ymd_opt(year - BUDDHIST_AHEAD, month, day);
        }
        Calendar::Common => return NaiveDate::from_ymd_opt(year, month, day),
        Calendar::Hijri => {
            let umm_al_qura = Hijri::new_umm_al_qura();
            Date::try_new_hijri_with_calendar(year, short_month, short_day, umm_al_qura).ok()?.to_rata_die()
        }
        Calendar::Persian => Date::try_new_persian(year, short_month, short_day).ok()?.to_rata_die(),
        Calendar::Ethiopian => Date::try_new_coptic(year - BEFORE_COPTIC, short_month, short_day).ok()?.to_rata_die(),
    };
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(fixed.to_i64_date()).ok()?).filter(|date| date.year() > 1800)
}

/// Ethiopian years are the Coptic ones, counted from elsewhere.
const BEFORE_COPTIC: i32 = 276;

/// A month's first word, its second words parted by blanks (none needed, where none is listed), its number.
type Month = (&'static str, &'static str, u32);

/// Months that are named nowhere else.
const NAMES: &[(Calendar, &[Month])] = &[
    (
        Calendar::Hijri,
        &[
            ("محرم", "", 1),
            ("المحرم", "", 1),
            ("صفر", "", 2),
            ("ربيع", "الاول اول", 3),
            ("ربيع", "الاخر الثاني ثاني", 4),
            ("جمادى", "الاولى الاول اولى", 5),
            ("جمادى", "الاخرة الاخر الثانية الثاني", 6),
            ("جمادي", "الاولى الاول", 5),
            ("جمادي", "الاخرة الاخر الثانية الثاني", 6),
            ("رجب", "", 7),
            ("شعبان", "", 8),
            ("رمضان", "", 9),
            ("شوال", "", 10),
            ("ذو", "القعدة", 11),
            ("ذي", "القعدة", 11),
            ("ذو", "الحجة", 12),
            ("ذي", "الحجة", 12),
            ("muharram", "", 1),
            ("safar", "", 2),
            ("rabi", "awwal awal i 1", 3),
            ("rabi", "thani akhir akhira ii 2", 4),
            ("jumada", "ula awwal awal i 1", 5),
            ("jumada", "thani thaniya thaniyah akhira akhirah ii 2", 6),
            ("rajab", "", 7),
            ("shaban", "", 8),
            ("sha", "ban", 8),
            ("ramadan", "", 9),
            ("shawwal", "", 10),
            ("dhu", "qadah qidah qada qida", 11),
            ("dhu", "hijjah hijja", 12),
            ("zul", "qadah qidah qada qida qaida", 11),
            ("zul", "hijjah hijja hijah", 12),
        ],
    ),
    (
        Calendar::Persian,
        &[
            ("فروردین", "", 1),
            ("اردیبهشت", "", 2),
            ("خرداد", "", 3),
            ("تیر", "", 4),
            ("مرداد", "", 5),
            ("شهریور", "", 6),
            ("مهر", "", 7),
            ("ابان", "", 8),
            ("اذر", "", 9),
            ("دی", "", 10),
            ("بهمن", "", 11),
            ("اسفند", "", 12),
            ("farvardin", "", 1),
            ("ordibehesht", "", 2),
            ("khordad", "", 3),
            ("tir", "", 4),
            ("mordad", "", 5),
            ("shahrivar", "", 6),
            ("mehr", "", 7),
            ("aban", "", 8),
            ("azar", "", 9),
            ("dey", "", 10),
            ("bahman", "", 11),
            ("esfand", "", 12),
        ],
    ),
    (
        Calendar::Ethiopian,
        &[
            ("መስከረም", "", 1),
            ("ጥቅምት", "", 2),
            ("ኅዳር", "", 3),
            ("ህዳር", "", 3),
            ("ኀዳር", "", 3),
            ("ታኅሣሥ", "", 4),
            ("ታኅሳስ", "", 4),
            ("ታህሳስ", "", 4),
            ("ታህሣሥ", "", 4),
            ("ጥር", "", 5),
            ("የካቲት", "", 6),
            ("መጋቢት", "", 7),
            ("ሚያዝያ", "", 8),
            ("ሚያዚያ", "", 8),
            ("ግንቦት", "", 9),
            ("ሰኔ", "", 10),
            ("ሐምሌ", "", 11),
            ("ሀምሌ", "", 11),
            ("ነሐሴ", "", 12),
            ("ነሀሴ", "", 12),
            ("ጳጉሜን", "", 13),
            ("ጳጉሜ", "", 13),
        ],
    ),
    // the Levant's names of common months, two words each
    (
        Calendar::Common,
        &[
            ("تشرين", "الاول اول", 10),
            ("تشرين", "الثاني ثاني", 11),
            ("كانون", "الاول اول", 12),
            ("كانون", "الثاني ثاني", 1),
        ],
    ),
];

/// A name's second words, number and calendar.
type Named = (&'static str, u32, Calendar);

/// By their first words.
static BY_FIRST: LazyLock<HashMap<String, Vec<Named>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<Named>> = HashMap::new();
    for (calendar, list) in NAMES {
        for (first, seconds, number) in *list {
            names.entry(one_alphabet(first.to_string())).or_default().push((seconds, *number, *calendar));
        }
    }
    names
});

/// Arabic letters as Arabs and Persians type them are one.
fn one_alphabet(word: String) -> String {
    if word.is_ascii() { word } else { word.replace('ی', "ي").replace('ک', "ك") }
}

/// A month of another calendar at this token: the token behind it, its number and its calendar.
pub fn month(t: &Tokens<'_>, i: usize) -> Option<(usize, u32, Calendar)> {
    let plain = |i: usize| t.word(i).map(one_alphabet);
    BY_FIRST.get(&plain(i)?)?.iter().find_map(|(seconds, number, calendar)| {
        if seconds.is_empty() {
            return Some((i + 1, *number, *calendar));
        }
        let at = over_article(t, i + 1);
        let second = plain(at).or_else(|| t.number(at).map(|(value, _)| value.to_string()))?;
        seconds.split(' ').any(|s| s == second).then_some((at + 1, *number, *calendar))
    })
}

/// Over apostrophes, hyphens and "al": "Rabi' al-Awwal", "Dhu'l-Hijjah".
fn over_article(t: &Tokens<'_>, from: usize) -> usize {
    let between = |i: usize| {
        matches!(t.mark(i), Some('\'' | '-' | 'ʿ' | '‘'))
            || t.word(i).is_some_and(|word| matches!(word.as_str(), "al" | "ul" | "l" | "ath" | "el"))
    };
    (from..from + 4).find(|i| !between(*i)).unwrap_or(from)
}

/// "هـ" behind a year: it is of the Hijri calendar.
pub fn is_hijri_mark(t: &Tokens<'_>, i: usize) -> bool {
    t.word(i).is_some_and(|word| matches!(word.as_str(), "هـ" | "ه" | "هجري" | "هجرية" | "للهجرة"))
}
