//! How an item of a reading and a known one meet: what they share, and how much that says.

use std::cell::OnceCell;

use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::{
    guids::Habit,
    identity::{title, word_count, words_key},
    link,
    words::words,
};
use crate::model::{Draft, Key, KeyKind, KnownItem};
use reader::text::dates::{self, Hints};

/// Claimed times that lie further apart are those of two days.
const DAY: TimeDelta = TimeDelta::hours(26);

/// Words that no two releases share by chance.
const LONG: usize = 20;

/// Figures of a number that counts articles; fewer are days and months.
const ARTICLE: usize = 5;

/// An item of a reading, ready to be met.
pub struct Asked<'d> {
    keys: &'d [Key],
    raw_hash: Option<[u8; 16]>,
    url: Option<&'d str>,
    title: Title,
    when: Option<Moment>,
    draft: &'d Draft,
    words: OnceCell<Option<Key>>,
}

/// A claimed time, and whether it is more than a day.
#[derive(Clone, Copy)]
struct Moment {
    at: DateTime<FixedOffset>,
    clock: bool,
}

/// The words of a headline: figures apart, for one other figure is another item.
#[derive(PartialEq, Eq, Hash)]
pub struct Title {
    figures: Vec<String>,
    plain: Vec<String>,
}

impl Title {
    pub fn of(text: &str) -> Self {
        let (mut figures, mut plain): (Vec<String>, Vec<String>) =
            words(text).partition(|word| word.chars().any(|c| c.is_numeric()));
        figures.sort_unstable();
        plain.sort_unstable();
        plain.dedup();
        Self { figures, plain }
    }

    fn is_none(&self) -> bool {
        self.figures.is_empty() && self.plain.is_empty()
    }

    /// Before and after an edit: most words stay, and no figure changes.
    fn is_like(&self, other: &Self) -> bool {
        let common = self.plain.iter().filter(|word| other.plain.binary_search(word).is_ok()).count();
        let all = self.plain.len() + other.plain.len() - common;
        self.figures == other.figures && common * 10 >= all * 6 && !self.is_none()
    }
}

impl<'d> Asked<'d> {
    /// `zone` is the source's: it tells the instant of a time without an offset.
    pub fn new(draft: &'d Draft, keys: &'d [Key], zone: Option<Tz>) -> Self {
        let hints = Hints { zone, ..Hints::default() };
        let when = draft.published.as_ref().and_then(|found| dates::parse(&found.value, &hints));
        Self {
            keys,
            raw_hash: draft.raw_hash,
            url: draft.url.as_ref().map(|found| &*found.value),
            title: Title::of(&title(draft).unwrap_or_default()),
            when: when.map(|when| Moment { at: when.instant(zone), clock: when.time.is_some() }),
            draft,
            words: OnceCell::new(),
        }
    }

    /// Of the item, as found.
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// All that it can be sought by.
    pub fn keys(&self) -> &[Key] {
        self.keys
    }

    /// The key of its words; made when it is first asked for, as most items of a reading are untouched.
    fn words(&self) -> Option<Key> {
        *self.words.get_or_init(|| words_key(self.draft))
    }

    fn is_long(&self) -> bool {
        word_count(self.draft) >= LONG
    }

    /// As it was found last.
    fn is_untouched(&self, known: &KnownItem) -> bool {
        self.raw_hash.is_some() && self.raw_hash == known.raw_hash
    }
}

/// The headline of a known item.
#[derive(Clone, Copy)]
pub struct Old<'t> {
    pub title: &'t Title,
    /// Others have it too.
    pub recurs: bool,
}

/// What becomes of one sort of key between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    /// One of them has none.
    Absent,
    /// The same, and nobody else has it.
    Own,
    /// The same, and others have it too: it tells little.
    Shared,
    /// Another.
    Differs,
}

/// What an item and a known one have in common.
pub struct Meeting {
    guid: Met,
    link: Met,
    told: Met,
    moment: Met,
    slug: Slug,
    same_raw: bool,
    same_words: bool,
    same_page: bool,
    /// One address but for the session in it.
    same_but_for_tokens: bool,
    /// Its headline is that of others too.
    recurs: bool,
    /// Its body has more words than a form has.
    long: bool,
    /// Neither has a body.
    bodiless: bool,
    /// Both claim the same instant, to the second.
    same_time: bool,
    /// Both claim a time of day, and another one.
    other_time: bool,
    other_day: bool,
    dated: bool,
    like: bool,
    unlike: bool,
}

impl Meeting {
    /// `alone` says of a key that no other item of this reading and no other known one has it.
    pub fn of(asked: &Asked<'_>, known: &KnownItem, old: Old<'_>, alone: impl Fn(&Key) -> bool) -> Self {
        let met = |kind: KeyKind| {
            let ours = || asked.keys.iter().filter(move |key| key.kind == kind);
            let same = || ours().filter(|key| known.keys.contains(key));
            match same().next() {
                Some(_) if same().any(&alone) => Met::Own,
                Some(_) => Met::Shared,
                None if ours().next().is_none() || !known.keys.iter().any(|key| key.kind == kind) => Met::Absent,
                None => Met::Differs,
            }
        };
        let told = met(KeyKind::TitleDay);
        let moment = met(KeyKind::Moment);
        let claimed = |at: DateTime<FixedOffset>| Moment { at, clock: at.time() != NaiveTime::MIN };
        let times = asked.when.zip(known.published.map(claimed));
        let apart = times.map(|(a, b)| (a.at - b.at).abs());
        let clocks = times.is_some_and(|(a, b)| a.clock && b.clock);
        let known_words = || known.keys.iter().find(|key| key.kind == KeyKind::Words);
        let same_told = matches!(told, Met::Own | Met::Shared);
        let same_raw = asked.is_untouched(known);
        let at_once = moment == Met::Own && !same_raw;
        let words = if same_raw { None } else { asked.words() };
        let urls = asked.url.zip(known.url.as_deref());
        let like = same_told || asked.title.is_like(old.title);
        Self {
            guid: met(KeyKind::Guid),
            link: match met(KeyKind::Permalink) {
                // as it was, but for what was learned of addresses since
                Met::Differs if urls.is_some_and(|(a, b)| a == b) => Met::Shared,
                link => link,
            },
            told,
            moment,
            long: at_once && asked.is_long(),
            slug: if at_once { Slug::of(asked.url, known.url.as_deref()) } else { Slug::Another },
            same_raw,
            same_words: words.is_some_and(|words| known.keys.contains(&words)),
            same_page: urls.is_some_and(|(a, b)| link::page(a) == link::page(b)),
            same_but_for_tokens: urls.is_some_and(|(a, b)| link::same_but_for_tokens(a, b)),
            recurs: old.recurs,
            bodiless: words.is_none() && known_words().is_none(),
            same_time: clocks && apart == Some(TimeDelta::zero()),
            other_time: clocks && apart > Some(TimeDelta::zero()),
            other_day: apart > Some(DAY),
            dated: apart.is_some(),
            like,
            unlike: !like && !asked.title.is_none() && !old.title.is_none(),
        }
    }

    /// All that was known of it stands here, under another id.
    pub fn is_elsewhere(&self) -> bool {
        let another = match self.guid {
            Met::Absent => self.link == Met::Differs,
            guid => guid == Met::Differs,
        };
        another && self.told == Met::Own && (self.same_words || self.bodiless) && !self.other_time
    }

    /// Its id or page is that of something else now.
    pub fn is_taken_over(&self) -> bool {
        let taken = matches!(self.guid, Met::Own | Met::Shared) || self.link == Met::Own;
        taken && self.unlike && !self.same_words
    }

    /// How surely both are one item; `None`: they are two, or nobody can tell.
    pub fn strength(&self, habit: Habit) -> Option<u8> {
        if self.same_raw {
            return Some(u8::MAX);
        }
        let guid = match self.guid {
            Met::Own if !habit.guids => Met::Shared,
            Met::Differs if !habit.guids => Met::Absent,
            // never another: the other link says more
            Met::Own if !habit.guids_differ && self.link == Met::Differs && !self.same_but_for_tokens => Met::Absent,
            guid => guid,
        };
        // the next item stands there too
        let link = if habit.one_page && self.link == Met::Own { Met::Shared } else { self.link };
        let again = self.same_words || self.same_time;
        let same_times = !self.other_time && !self.other_day;
        let rank = match (guid, link) {
            (Met::Own, Met::Own | Met::Shared) => (!self.is_replaced(habit)).then_some(7),
            (Met::Own, Met::Absent) => (!self.is_replaced(habit)).then_some(6),
            (Met::Own, Met::Differs) if self.same_but_for_tokens => (!self.is_replaced(habit)).then_some(6),
            (Met::Own, Met::Differs) => (!self.unlike && (self.same_words || !self.other_day)
                || self.same_words && !self.other_day)
                .then_some(6),
            (Met::Shared | Met::Absent, Met::Own) => self.keeps_its_page(habit).then_some(5),
            (Met::Shared, Met::Shared | Met::Absent) => {
                (self.told_apart() || self.same_words && !self.unlike && same_times).then_some(4)
            }
            (Met::Absent, Met::Shared) => (self.told_apart() || again && !self.unlike && same_times).then_some(4),
            (Met::Differs, Met::Own) => {
                (!self.other_day && !self.unlike && again || self.same_time && self.moment == Met::Own).then_some(4)
            }
            (Met::Absent, Met::Absent) => {
                (self.told_apart() || self.told == Met::Shared && self.same_words && !self.other_time).then_some(3)
            }
            (Met::Differs, Met::Shared) => (self.told == Met::Own && again && !self.other_time
                || self.same_words && self.same_time && !self.unlike)
                .then_some(3),
            (Met::Shared | Met::Absent, Met::Differs) if self.same_but_for_tokens => {
                (self.told_apart() || self.same_words && self.same_time).then_some(3)
            }
            (Met::Differs, Met::Differs) if self.same_but_for_tokens => {
                (self.same_words && (self.told_apart() || self.same_time)).then_some(3)
            }
            (Met::Shared | Met::Absent, Met::Differs) if self.same_page && self.same_words => {
                self.told_apart().then_some(3)
            }
            // both its addresses are others now: the same headline in the same second, in the same words
            _ if self.told == Met::Own && self.same_time && self.same_words => Some(2),
            _ => self.is_renamed().then_some(1),
        };
        Some(rank? * 8 + u8::from(self.same_time) * 4 + u8::from(self.same_words) * 2 + u8::from(self.like))
    }

    /// An edited headline takes its address along, and often its id: what stays is the second that it claims, which nobody
    /// else does, and the article's number or most words of the address, or its text.
    fn is_renamed(&self) -> bool {
        let same = match self.slug {
            Slug::Numbered => true,
            Slug::Alike => self.like || self.same_words,
            Slug::Another => self.same_words && (self.like || self.long),
        };
        same && self.moment == Met::Own && self.same_time
    }

    /// An id that is used again for another release: in other words on another day. Where no other id or link was ever
    /// seen, both may be those of a place, whatever stands there: then its headline, words or time must tell that it is
    /// the same.
    fn is_replaced(&self, habit: Habit) -> bool {
        if habit.guids_differ || habit.links_differ && self.link == Met::Own {
            return self.unlike && !self.same_words && self.other_day;
        }
        let moved = !self.like && !self.bodiless && (self.other_day || self.other_time);
        !self.same_words && !self.same_time && (self.unlike || moved)
    }

    /// A page may be one for many releases, of which only one was seen at a time: with it something else must stay.
    fn keeps_its_page(&self, habit: Habit) -> bool {
        let same_times = !self.other_time && !self.other_day;
        match (self.same_words, self.unlike) {
            (true, false) => true,
            (true, true) => same_times || habit.links_differ,
            (false, false) => same_times || self.bodiless,
            (false, true) => self.dated && same_times && (self.same_time || self.bodiless && habit.links_differ),
        }
    }

    /// Headline and day, which nobody else has; and no other time of that day, nor other words under a headline of many.
    fn told_apart(&self) -> bool {
        self.told == Met::Own && !self.other_time && (self.same_words || self.bodiless || !self.recurs)
    }

    /// By one of its addresses, or untouched.
    pub fn is_at_home(&self) -> bool {
        self.same_raw || self.guid == Met::Own || self.link == Met::Own
    }

    /// What a site that moved keeps of an item: headline and day, or for want of a day headline and words, or page.
    pub fn may_have_moved(&self) -> Option<Sure> {
        let sure = self.dated || self.same_words || self.link == Met::Own;
        let own = !self.recurs || self.same_words || self.same_time;
        (own && self.told_apart()).then_some(if sure { Sure::Yes } else { Sure::Hardly })
    }
}

/// What two addresses of one folder have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slug {
    /// The same long number: the article's.
    Numbered,
    /// Most words, and all figures.
    Alike,
    /// Nothing that says much, or they lie elsewhere.
    Another,
}

impl Slug {
    fn of(one: Option<&str>, other: Option<&str>) -> Self {
        let parts = |url: Option<&'_ str>| {
            let (folder, name) = link::page(url?).rsplit_once('/')?;
            Some((folder.to_owned(), Title::of(name)))
        };
        let Some(((here, one), (there, other))) = parts(one).zip(parts(other)) else { return Self::Another };
        let long = |name: &Title| name.figures.iter().find(|figure| figure.len() >= ARTICLE).cloned();
        match (here == there, long(&one)) {
            (true, Some(number)) if long(&other) == Some(number.clone()) => Self::Numbered,
            (true, _) if one.is_like(&other) => Self::Alike,
            _ => Self::Another,
        }
    }
}

/// How much a headline says of an item that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// With its day, or its words.
    Yes,
    /// By itself.
    Hardly,
}
