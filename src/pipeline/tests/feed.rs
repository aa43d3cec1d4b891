//! Feeds that misbehave: with their ids, links, headlines, dates and words, over several readings.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use proptest::{collection::vec, option::weighted, prelude::*, sample::select};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Id {
    Own,
    None,
    /// Another one at each reading.
    Random,
    /// One for all.
    Same,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Link {
    Own,
    /// One page for all.
    Shared,
    None,
    /// Own, with a session's token that is another one at each reading.
    Session,
    /// Own, and decorated in another way at each reading.
    Decorated,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Title {
    Own,
    Figure,
    Recurring,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Date {
    Second,
    /// A day for three of them.
    Day,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Body {
    Own,
    /// A form with another figure.
    Form,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    NewestFirst,
    OldestFirst,
    /// Another one at each reading.
    Any,
}

/// What a publisher changes of one item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edit {
    /// A word of its headline.
    Title,
    /// All of its headline.
    Headline,
    /// A word of its body.
    Word,
    /// All of its body.
    Body,
}

#[derive(Debug, Clone)]
pub struct Feed {
    pub id: Id,
    pub link: Link,
    pub title: Title,
    pub date: Date,
    pub body: Body,
    /// The same instants in another offset at each reading.
    pub offsets: bool,
    pub order: Order,
    /// The reading from which on all ids and links are others.
    pub relaunch: Option<usize>,
    /// The reading from which on the items whose number it divides have changed.
    pub edit: Option<(usize, i64, Edit)>,
    /// Each with its items, newest first: the window moves, and items leave it and return.
    pub readings: Vec<Vec<i64>>,
}

const NAMES: [&str; 16] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty", "knoll", "ledge",
    "marsh", "north", "oasis", "prism",
];

fn word(item: i64, salt: i64) -> String {
    let at = |n: i64| NAMES[n.rem_euclid(16) as usize];
    format!("{}{}{}", at(item), at(item / 16 + salt), at(salt * 5 + 1))
}

pub fn start() -> DateTime<Utc> {
    "2026-03-02T06:11:07Z".parse().unwrap()
}

pub fn document(items: &str) -> String {
    format!("<rss version='2.0'><channel><title>Office</title>{items}</channel></rss>")
}

impl Feed {
    fn is_moved(&self, reading: usize) -> bool {
        self.relaunch.is_some_and(|at| reading >= at)
    }

    fn edited(&self, item: i64, reading: usize) -> Option<Edit> {
        let (at, every, edit) = self.edit?;
        (reading >= at && item % every == 0).then_some(edit)
    }

    fn headline(&self, item: i64, edit: Option<Edit>) -> Option<String> {
        let words = |from: i64| (from..from + 5).map(|salt| word(item, salt)).collect::<Vec<_>>().join(" ");
        let told = match self.title {
            Title::Own => words(1),
            Title::Figure => format!("Report number {item} of the office"),
            Title::Recurring => "Weekly report of the office".into(),
            Title::None => return None,
        };
        Some(match edit {
            Some(Edit::Title) => format!("{told} again"),
            Some(Edit::Headline) => words(21),
            _ => told,
        })
    }

    fn words(&self, item: i64, edit: Option<Edit>) -> Option<String> {
        let told = match self.body {
            Body::Own => format!("The office says of {} what it has to say.", word(item, 14)),
            Body::Form => format!("It is hereby notified that the capital consists of {item}07 shares."),
            Body::None => return None,
        };
        Some(match edit {
            Some(Edit::Word) => told.replace("hereby", "now").replace("what it", "all that it"),
            Some(Edit::Body) => format!("In other words: {} {} {}.", word(item, 31), word(item, 32), word(item, 33)),
            _ => told,
        })
    }

    fn when(&self, item: i64, reading: usize) -> Option<String> {
        let hours = if self.offsets { [0, 2, -7, 9][reading % 4] } else { 0 };
        let offset = FixedOffset::east_opt(hours * 3600).unwrap();
        match self.date {
            Date::Second => {
                let at = start() + TimeDelta::seconds(item * 30_011);
                Some(at.with_timezone(&offset).format("%a, %d %b %Y %H:%M:%S %z").to_string())
            }
            Date::Day => Some((start() + TimeDelta::days(item / 3)).format("%d %b %Y").to_string()),
            Date::None => None,
        }
    }

    fn tell(&self, item: i64, reading: usize) -> String {
        let site = if self.is_moved(reading) { "https://new.example/n" } else { "http://a.example/x" };
        let edit = self.edited(item, reading);
        let link = match self.link {
            Link::Own => Some(format!("{site}/{item}")),
            Link::Shared => Some(format!("{site}/all")),
            Link::None => None,
            Link::Session => Some(format!("{site}?n={item}&amp;s=ab{:012}cd", reading * 7919 + 12_345)),
            Link::Decorated => Some(format!("{site}/{item}?utm_source=r{reading}")),
        };
        let id = match self.id {
            Id::Own => Some(format!("{site}#{item}")),
            Id::None => None,
            Id::Random => Some(format!("id-{item}-{reading}")),
            Id::Same => Some("the-office".into()),
        };
        let all = [
            ("title", self.headline(item, edit)),
            ("link", link),
            ("guid", id),
            ("pubDate", self.when(item, reading)),
            ("description", self.words(item, edit)),
            // the truth, which nobody compares
            ("category", Some(format!("t{item}"))),
        ];
        let told = |(name, text): (&str, Option<String>)| Some(format!("<{name}>{}</{name}>", text?));
        format!("<item>{}</item>", all.into_iter().filter_map(told).collect::<String>())
    }

    pub fn document(&self, reading: usize) -> String {
        let mut items = self.readings[reading].clone();
        match self.order {
            Order::NewestFirst => {}
            Order::OldestFirst => items.reverse(),
            Order::Any => items.sort_by_key(|item| (item * 7 + reading as i64 * 3) % 5),
        }
        document(&items.into_iter().map(|item| self.tell(item, reading)).collect::<String>())
    }

    /// The same items elsewhere: each with a link of that feed's own decoration.
    pub fn copy(&self, reading: usize) -> String {
        let other = Self { id: Id::None, link: Link::Own, ..self.clone() };
        other.document(reading).replace("</link>", "?ref=wire</link>")
    }

    fn has_own_link(&self) -> bool {
        matches!(self.link, Link::Own | Link::Session | Link::Decorated)
    }

    fn has_own_title(&self) -> bool {
        matches!(self.title, Title::Own | Title::Figure)
    }

    /// Something of each item is its own, so that whoever reads the feed can tell that it is another one. Where id and
    /// page are those of all, an edit and the next item are the same bytes until two were seen side by side.
    fn is_told(&self) -> bool {
        let own_content = self.has_own_title()
            || self.body != Body::None
            || self.title == Title::Recurring && self.date == Date::Second;
        let one_place = self.id != Id::Own && !self.has_own_link();
        let side_by_side = self.readings[0].len() > 1;
        let addressless = self.id == Id::None && self.link == Link::None;
        let at_another_time = self.date == Date::Second && self.body != Body::None;
        let one_by_one = at_another_time && (self.id != Id::Same || self.title == Title::None);
        !one_place || own_content && (self.has_own_title() || addressless || side_by_side || one_by_one)
    }

    /// Something of each item stays, and no other item has it.
    pub fn is_told_apart(&self) -> bool {
        let own_words = self.body != Body::None;
        let by_title = self.has_own_title();
        let by_link = matches!(self.link, Link::Own | Link::Decorated);
        if let Some((.., edit)) = self.edit {
            // of one item alone nobody can tell a new headline from a new item, where nothing else is said
            let all_but_key = edit == Edit::Headline && self.body == Body::None && self.date != Date::Second;
            let by_id = self.id == Id::Own && (!all_but_key || self.readings[0].len() > 1);
            return self.relaunch.is_none() && (by_id || self.id == Id::None && by_link && !all_but_key);
        }
        match (self.relaunch, self.id) {
            // by their headlines and seconds, in the same words
            (Some(_), _) => by_title && self.date == Date::Second && own_words,
            (None, Id::Own) => true,
            (None, Id::Random) if self.has_own_link() => own_words && (by_title || self.date == Date::Second),
            (None, Id::Random) => by_title && own_words && self.date == Date::Second,
            (None, _) if self.link == Link::Session => by_title || own_words && self.date == Date::Second,
            (None, _) if by_link => true,
            (None, _) => by_title || own_words && self.date == Date::Second,
        }
    }
}

pub fn feeds() -> impl Strategy<Value = Feed> {
    let reading = (-1_i64..4, 1_i64..7, any::<u8>());
    let what = (
        select(vec![Id::Own, Id::None, Id::Random, Id::Same]),
        select(vec![Link::Own, Link::Shared, Link::None, Link::Session, Link::Decorated]),
        select(vec![Title::Own, Title::Figure, Title::Recurring, Title::None]),
        select(vec![Date::Second, Date::Day, Date::None]),
        select(vec![Body::Own, Body::Form, Body::None]),
    );
    let edit = select(vec![Edit::Title, Edit::Headline, Edit::Word, Edit::Body]);
    let more = (
        any::<bool>(),
        select(vec![Order::NewestFirst, Order::OldestFirst, Order::Any]),
        weighted(0.2, 1_usize..4),
        weighted(0.3, (1_usize..5, 1_i64..3, edit)),
        vec(reading, 2..7),
    );
    let feeds = (what, more).prop_map(|((id, link, title, date, body), (offsets, order, relaunch, edit, steps))| {
        let mut from = 20;
        let readings = steps.into_iter().map(|(step, count, hidden)| {
            from += step;
            let shown = |item: &i64| *item == from || hidden > 100 || hidden >> ((item - from) % 6) & 1 == 0;
            (from..from + count).rev().filter(shown).collect()
        });
        Feed { id, link, title, date, body, offsets, order, relaunch, edit, readings: readings.collect() }
    });
    feeds.prop_filter("something of its own", Feed::is_told)
}

/// Feeds whose items have words and addresses of their own, that others can copy.
pub fn copies() -> impl Strategy<Value = Feed> {
    feeds().prop_map(|feed| Feed {
        id: Id::Own,
        link: if feed.link == Link::Decorated { Link::Decorated } else { Link::Own },
        title: if feed.has_own_title() { feed.title } else { Title::Own },
        body: Body::Own,
        relaunch: None,
        edit: None,
        ..feed
    })
}
