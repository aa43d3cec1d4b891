//! Words for the two halves of the day beside a time, a row a language: "2:05 PTG" is five past two in the afternoon.
//!
//! After the Unicode CLDR. A time of which the half was not read would be twelve hours wrong.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    names::primary,
    tokens::{Kind, Tokens, fold},
};

/// Before noon, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// a.m.
    Am,
    /// p.m.
    Pm,
}

/// Language, forms before noon, forms after: without dots and blanks, parted by blanks.
const ROWS: &[(&str, &str, &str)] = &[
    ("en", "am", "pm noon"),
    ("de", "vorm", "nachm"),
    ("sv", "fm", "em"),
    ("fi", "ap", "ip"),
    ("cs", "dop", "odp"),
    ("hu", "de", "du"),
    ("uk", "дп", "пп"),
    ("mk", "претпл", "попл"),
    ("el", "πμ", "μμ"),
    ("tr", "öö", "ös"),
    ("sl", "dop dopoldne", "pop popoldne"),
    ("lv", "priekšp priekšpusdiena priekšpusdienā", "pēcp pēcpusd pēcpusdiena pēcpusdienā"),
    ("lt", "prp priešpiet", "pop popiet"),
    ("is", "fh", "eh"),
    ("cy", "yb", "yh"),
    ("sq", "pd paradite eparadites", "md pasdite epasdites"),
    ("ms", "pg", "ptg"),
    ("vi", "sa", "ch"),
    ("ar", "ص صباحا صباحًا", "م مساء مساءً"),
    ("fa", "ق قظ قبلازظهر", "ب بظ بعدازظهر"),
    ("th", "ก่อนเที่ยง", "หลังเที่ยง"),
    ("as", "পূৰ্বাহ্ন", "অপৰাহ্ন"),
    ("bn", "পূর্বাহ্ণ", "অপরাহ্ণ"),
    ("hi", "पूर्वाह्न", "अपराह्न"),
    ("si", "පෙව", "පව"),
    ("my", "နံနက်", "ညနေ"),
    ("lo", "ກ່ອນທ່ຽງ", "ຫຼັງທ່ຽງ"),
    ("am", "ጥዋት", "ከሰዓት"),
    ("uz", "to", "tk"),
    ("ky", "тң", "тк"),
    ("tk", "öň goöň günortadanöň", "soň gosoň günortadansoň"),
    ("mn", "үө", "үх"),
    ("ga", "rn", "in"),
    ("ha", "sf safiya", "ym yamma"),
    ("ps", "عم غم", "غو"),
    ("af", "vm", "nm"),
    ("lb", "moies", "nomë nomëttes"),
    ("so", "gh", "gd"),
    ("bs", "prijepodne", "popodne"),
    ("ast", "delamañana", "delatarde"),
    ("eo", "atm", "ptm"),
    ("ku", "bn", "pn"),
    ("ja", "午前", "午後"),
    ("ko", "오전", "오후"),
    ("zh", "上午 凌晨 早上", "下午 晚上"),
];

/// By the folded form: language and half.
static FORMS: LazyLock<HashMap<String, Vec<(&str, Half)>>> = LazyLock::new(|| {
    let mut forms: HashMap<String, Vec<(&str, Half)>> = HashMap::new();
    for (language, am, pm) in ROWS {
        for (list, half) in [(am, Half::Am), (pm, Half::Pm)] {
            for form in list.split(' ').filter(|form| !form.is_empty()) {
                forms.entry(fold(form)).or_default().push((language, half));
            }
        }
    }
    forms
});

/// Languages whose forms are read everywhere, short as they are.
const EVERYWHERE: [&str; 4] = ["en", "de", "sv", "el"];

/// A form in its own language; elsewhere only one that is no common word: long, or of another script.
fn told(form: &str, language: Option<&str>) -> Option<Half> {
    let found = FORMS.get(form)?;
    let own = found.iter().find(|(own, _)| language.is_some_and(|tag| primary(tag, own)));
    let latin = form.chars().all(|c| c < '\u{370}');
    let clear = |(own, _): &&(&str, Half)| EVERYWHERE.contains(own) || form.chars().count() > if latin { 4 } else { 1 };
    own.or_else(|| found.iter().find(clear)).map(|(_, half)| *half)
}

/// The half of the day that stands before its time, as in the east of Asia and in India: elsewhere such words are others.
pub fn before(t: &Tokens<'_>, i: usize, language: Option<&str>) -> Option<(usize, Half)> {
    t.raw(i).filter(|word| word.starts_with(|c| c >= '\u{900}')).and_then(|_| read(t, i, language))
}

/// The half of the day that begins at a token, and the token behind it: the longest form, its dots and blanks apart.
pub fn read(t: &Tokens<'_>, i: usize, language: Option<&str>) -> Option<(usize, Half)> {
    let mut joined = String::new();
    let mut best = None;
    for at in i..i + 6 {
        match t.get(at).map(|token| token.kind) {
            Some(Kind::Word) => joined.push_str(&t.word(at)?),
            Some(Kind::Mark('.')) if at > i && !t.spaced(at) => {}
            _ => break,
        }
        best = told(&joined, language).map(|half| (at + 1, half)).or(best);
    }
    best
}
