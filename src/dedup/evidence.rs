//! Is it the same story? A verdict on two releases, with what it rests on.

use super::{
    compare::{Comparison, DATELINE, Text, compare},
    link,
};
use crate::model::Said;

/// Bodies with fewer words say too little by themselves.
const SHORT: usize = 48;
/// With fewer than these there is no body.
const NO_BODY: usize = 8;
/// A copy follows within so many days.
pub const REACH_DAYS: i64 = 6;
const REACH: i64 = REACH_DAYS * 86_400;
/// A copy under the same headline follows within so many.
const DAY: i64 = 26 * 3_600;
/// A release that stands twice under one address bears nearly one time.
const AT_ONCE: i64 = 3_600;
/// One source lists a release again within so many.
const AGAIN: i64 = 2 * 86_400;

/// What a release says, ready to be compared.
pub struct Telling<'s> {
    said: &'s Said,
    title: Text,
    body: Text,
}

impl<'s> From<&'s Said> for Telling<'s> {
    fn from(said: &'s Said) -> Self {
        Self { said, title: Text::title(&said.title), body: Text::body(&said.text) }
    }
}

/// Yes, how surely, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Up to 1.
    pub strength: f64,
    /// What was compared is so short that several stories may say it.
    pub thin: bool,
    /// One source says the same again under another address: once it is a repost, more often it is a form.
    pub again: bool,
    /// For people.
    pub said: String,
}

/// What two releases are to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// The same story.
    Same(Verdict),
    /// Two stories in the same words, with so many places that contradict each other.
    Other(usize),
    /// Nothing is known.
    Unrelated,
}

struct Pair {
    body: Comparison,
    title: Comparison,
    same_link: bool,
    apart: i64,
    marked: bool,
}

/// Whether both tell the same.
pub fn judge(a: &Telling<'_>, b: &Telling<'_>, same_source: bool) -> Judged {
    let apart = a.said.published.zip(b.said.published).map_or(0, |(a, b)| (a - b).abs());
    if apart > REACH {
        return Judged::Unrelated;
    }
    let title = compare(&a.title, &b.title);
    let pair = Pair {
        body: compare(&a.body, &b.body),
        same_link: a.said.links.iter().any(|one| b.said.links.iter().any(|two| link::same(one, two))),
        apart,
        marked: a.said.corrected != b.said.corrected,
        title,
    };
    let Some(said) = (if same_source { pair.listed_again() } else { pair.copied() }) else {
        return match pair.body.contradictions() {
            0 => Judged::Unrelated,
            places if pair.body.share() >= 0.5 => Judged::Other(places),
            _ => Judged::Unrelated,
        };
    };
    let titled = pair.title.share() * 0.1 + pair.title.share_of_longer() * 0.1;
    let strength = pair.body.share() * 0.6 + pair.body.share_of_longer() * 0.2 + titled;
    let again = same_source && !pair.same_link && !pair.marked;
    Judged::Same(Verdict { strength, thin: pair.body.shorter < SHORT && !pair.same_link, again, said })
}

/// Whether one of two that told the same, and has changed, still tells it: with a corrected figure or a paragraph more
/// or less it does.
pub fn still_tells(a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let body = compare(&a.body, &b.body);
    let title = compare(&a.title, &b.title);
    let empty = a.body.tokens.len().min(b.body.tokens.len()) < NO_BODY;
    if empty { title.share_of_longer() >= 0.5 } else { body.share() >= 0.6 }
}

impl Pair {
    fn percent(&self) -> String {
        format!("{:.0} % of {} words", self.body.share() * 100.0, self.body.shorter)
    }

    fn titled(&self) -> bool {
        self.title.share() >= 0.8 && self.title.contradictions() == 0
    }

    /// The headlines are of one form and differ in a figure, or, where there is little else, in a name.
    fn other_title(&self) -> bool {
        let formed = self.title.common * 2 >= self.title.shorter && self.title.common > 1;
        formed && (self.title.other_figures > 0 || self.title.other_names > 0 && self.body.shorter < SHORT)
    }

    /// A few words without figures and names under another headline: "Read the full text on our website".
    fn says_nothing(&self) -> bool {
        let few = self.body.common < SHORT && !self.same_link && self.title.share() < 0.3;
        few && (self.body.common < 16 || self.body.figures + self.body.names < 2)
    }

    fn same_beginning(&self) -> bool {
        let dateline = if self.titled() { DATELINE } else { 4 };
        (self.body.before <= dateline || self.body.edited && self.marked) && self.body.replaced * 4 <= self.body.common
    }

    /// In another source.
    fn copied(&self) -> Option<String> {
        let body = &self.body;
        if body.shorter < NO_BODY {
            let told = self.title.common >= 5 && self.title.share_of_longer() == 1.0;
            return (told && self.same_link).then(|| "same link, same headline".into());
        }
        if body.contradictions() == 0 && self.same_beginning() && !self.other_title() && !self.says_nothing() {
            let share = body.share();
            if share >= 0.75 {
                return Some(self.percent());
            }
            if share >= 0.5 && (self.titled() || body.common >= 60) {
                return Some(format!("{}, same headline", self.percent()));
            }
            let head = body.common * 10 >= body.reach * 9 && self.apart <= DAY;
            if share >= 0.4 && head && self.titled() && self.title.shorter >= 4 && self.title.share_of_longer() >= 0.8 {
                return Some(format!("same headline and beginning, {}", self.percent()));
            }
            if self.same_link && share >= 0.25 {
                return Some(format!("same link, {}", self.percent()));
            }
        }
        self.corrected()
    }

    /// In the same source: much stricter, for an organisation writes from its own templates.
    fn listed_again(&self) -> Option<String> {
        let body = &self.body;
        let same = body.contradictions() == 0
            && body.replaced == 0
            && body.share_of_longer() >= 0.95
            && body.shorter >= NO_BODY;
        // under an address of its own a sentence that stands there every day is another release
        let again = self.same_link && self.apart <= AT_ONCE || self.apart <= AGAIN && body.shorter >= SHORT;
        if same && again && self.titled() && self.title.share_of_longer() >= 0.8 {
            return Some(format!("listed again: {}", self.percent()));
        }
        self.corrected().filter(|_| self.marked)
    }

    /// All the words but a figure or a name among many that are the same.
    fn corrected(&self) -> Option<String> {
        let body = &self.body;
        let (other, told) = (body.contradictions(), body.figures + body.contradictions());
        let other_title = self.title.common * 2 >= self.title.shorter && self.title.contradictions() > 0;
        if body.share() < 0.85 || !self.same_beginning() || other_title {
            return None;
        }
        // nobody corrects silently elsewhere: one other date in the same words is the next notice of a series
        let few = (self.marked || self.same_link) && other <= 2 && other * 3 <= told;
        few.then(|| format!("corrected: {}, {other} differ", self.percent()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "A sample company announced today that 3 customers have moved their bookkeeping to a cloud. \
        The move took four months and was finished before the end of the year.\nThe customers had kept their records on \
        machines of their own for more than 20 years. They now share one system, and close their books in 6 days.";

    fn said(title: &str, text: &str) -> Said {
        Said { title: title.into(), text: text.into(), ..Said::default() }
    }

    fn same(a: &Said, b: &Said, same_source: bool) -> bool {
        matches!(judge(&a.into(), &b.into(), same_source), Judged::Same(_))
    }

    #[test]
    fn a_copy_with_dateline_contacts_and_another_headline_is_the_same_story() {
        let own = said("Customers move", BODY);
        for (before, behind) in [
            ("WALLDORF, Nov. 19, 2026 /PRNewswire/ -- ", "\nSOURCE Sample SE"),
            ("Musterstadt (ots) - ", "\nPressekontakt: Eva Muster, presse@sample.example, +49 30 1234567"),
            ("(Agence) Lyon, le 3 mai. – ", "\nÀ propos de Sample. Sample fait des choses depuis 1987."),
            ("Our short version of it, for readers in a hurry. ", ""),
        ] {
            let copy = said("Sample SE: books in the cloud", &format!("{before}{BODY}{behind}"));
            assert!(same(&own, &copy, false), "{before}");
        }
        let teaser = BODY.split_at(190).0;
        assert!(same(&own, &said("Customers move", &format!("{teaser}…")), false));
    }

    #[test]
    fn another_figure_or_name_in_the_same_place_is_another_story() {
        let own = said("Notice", BODY);
        for (old, new) in [("3 customers", "9 customers"), ("6 days", "7 days")] {
            assert!(!same(&own, &said("Notice", &BODY.replace(old, new)), false), "{new}");
        }
        let named = |name: &str| said("Notice", &BODY.replace("A sample company", &format!("Today {name} of Sample")));
        assert!(!same(&named("Eva Muster"), &named("Jan Beispiel"), false));
    }

    #[test]
    fn a_form_with_other_values_is_another_story() {
        let form = |name: &str, share: &str, day: &str| {
            said("Holding", &format!("Name: {name}\nShare: {share}\nDate: {day}\nIssuer: Sample plc\n{BODY}"))
        };
        let one = form("Alpha Fund", "5.1", "3 May 2026");
        assert!(!same(&one, &form("Beta Trust", "4.9", "4 May 2026"), false));
        assert!(same(&one, &one, false));
    }

    #[test]
    fn notes_that_share_only_what_stands_below_all_of_them_are_apart() {
        let note = |first: &str| said(first, &format!("{first} today, said the office to all readers of it.\n{BODY}"));
        assert!(!same(&note("The northern road is closed"), &note("A library opens its doors again"), false));
    }

    #[test]
    fn a_phrase_that_anybody_uses_joins_nothing() {
        let phrase = "Please click here to read the full press release on our website.";
        assert!(!same(&said("A new bridge", phrase), &said("Prices fall", phrase), false));
        assert!(same(&said("A new bridge", phrase), &said("A new bridge", phrase), false));
    }

    #[test]
    fn within_a_source_only_the_same_words_again_or_a_marked_correction_are_the_same_story() {
        let own = said("Customers move", BODY);
        assert!(same(&own, &own, true));
        let mut changed = said("Customers move", &BODY.replace("6 days", "8 days"));
        assert!(!same(&own, &changed, true));
        changed.corrected = true;
        assert!(same(&own, &changed, true));
        let week = |day: i64| Said { published: Some(day * 86_400), ..own.clone() };
        assert!(!same(&week(20_000), &week(20_007), true));
    }

    #[test]
    fn scripts_without_capitals_and_spaces_are_compared_too() {
        let text = |name: &str| {
            format!(
                "本日、{name}は新しい研究所を開設しました。従業員は百二十名で、費用は五億円です。研究は蓄電と再生に集中します。"
            )
        };
        assert!(same(&said("開設", &text("見本社")), &said("開設のお知らせ", &text("見本社")), false));
        assert!(!same(&said("開設", &text("見本社")), &said("開設", &text("例示会")), false));
    }
}
