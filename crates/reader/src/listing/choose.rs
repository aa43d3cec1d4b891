//! Which of the sets of records is the page's list; what joins it; and whether there is a list at all.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    featured,
    fields::{self, Item},
    headings,
    list::List,
    microdata,
    records::{Candidate, candidates},
    score::{Score, is_headline, score},
    single, titles,
    tree::Tree,
    when, words,
    zone::Zone,
};
use crate::text::dates::{self, Hints};

/// What was chosen.
#[derive(Debug, Default)]
pub struct Choice {
    /// The list; none when the page is no listing.
    pub list: Option<List>,
    /// The next best, of other releases.
    pub runner_up: Option<List>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The page is one text: what lists it links are not its own.
    pub is_text: bool,
    /// Day before month in this page's all-number dates, when they prove it.
    pub day_first: Option<bool>,
}

/// Whether the day stands before the month, by all the numbers that may be dates.
fn order(lists: &[(usize, List)]) -> Option<bool> {
    let items = lists.iter().flat_map(|(_, list)| &list.items);
    // "30/05/2025 Jane Roe named chair": the number at the head of a text tells the order too
    let head = |text: &'_ str| text.split(' ').next().map_or(0, str::len);
    let texts = items.flat_map(|item| &item.spots).map(|spot| spot.text.as_str());
    let numbers = texts.map(|text| if head(text) >= 8 { &text[..head(text)] } else { text });
    dates::order_of(numbers.filter(|text| when::is_all_number(text)))
}

/// Reads all candidate sets and takes the best.
pub fn choose(tree: &Tree<'_>, hints: &Hints<'_>) -> Choice {
    let marked = microdata::candidate(tree);
    let shapes = candidates(tree);
    let all = marked.iter().map(|(set, name)| (set, *name)).chain(shapes.iter().map(|set| (set, "records")));
    let mut lists: Vec<(usize, List)> = all
        .map(|(set, method)| {
            let list = read(tree, set, method);
            (count(tree, set, list.items.len()), list)
        })
        .collect();
    let day_first = hints.day_first.or_else(|| order(&lists));
    let hints = Hints { day_first, ..*hints };
    for (records, list) in &mut lists {
        for item in &mut list.items {
            item.date = when::first(&item.spots, Some(&item.url), &hints);
            if let Some(plain) = item.date.as_ref().and_then(|date| titles::without_own_date(&item.title, date)) {
                item.title = plain;
            }
        }
        headings::complete(tree, &mut list.items, &hints);
        headings::years_by_neighbours(&mut list.items);
        *records -= leave_undated(tree, &mut list.items);
        list.score = score(tree, &list.items, *records, list.zone);
        if list.method != "records" {
            list.items.iter_mut().for_each(|item| microdata::overrule(tree, item));
        }
    }
    let mut lists: Vec<List> = lists.into_iter().map(|(_, list)| list).filter(|list| list.items.len() > 1).collect();
    lists.sort_by(|a, b| b.score.total.total_cmp(&a.score.total));
    // every other row may have a class of its own
    if let Some(whole) = lists.iter().position(|list| list.is_whole_of(&lists[0])) {
        lists[..=whole].rotate_right(1);
    }
    let mut rest = lists.into_iter();
    let Some(mut best) = rest.next() else {
        let is_text = single::evidence(tree, &[], Zone::Main).is_one_text(Zone::Main, 0, 0.0);
        return Choice {
            reason: Some("no repeated records on the page".into()),
            is_text,
            day_first,
            ..Choice::default()
        };
    };
    let rest: Vec<List> = rest.collect();
    let others: Vec<&List> = rest.iter().filter(|list| list.overlap(&best) * 2 < list.items.len()).collect();
    let runner_up = others.first().map(|list| (*list).clone());
    if let Some((reason, is_text)) = no_list(tree, &best) {
        return Choice { list: None, runner_up: Some(best), reason: Some(reason), is_text, day_first };
    }
    for list in &others {
        join(tree, &mut best, list);
    }
    let above = featured::find(tree, &best, &hints);
    best.items.splice(0..0, above);
    leave_others_pages(tree, &mut best);
    settle(&mut best);
    Choice { list: Some(best), runner_up, reason: None, is_text: false, day_first }
}

/// Takes out the groups without a date from beside groups in which every item has one, where those are the greater part:
/// links to apps and profiles under headings of their own. Answers how many went.
fn leave_undated(tree: &Tree<'_>, items: &mut Vec<Item>) -> usize {
    let parent = |item: &Item| tree.slots[item.start].parent;
    let mut groups: HashMap<usize, (usize, usize)> = HashMap::new();
    for item in items.iter() {
        let (all, dated) = groups.entry(parent(item)).or_default();
        *all += 1;
        *dated += usize::from(item.date.is_some());
    }
    let whole: usize = groups.values().filter(|(all, dated)| *all >= 3 && all == dated).map(|(all, _)| all).sum();
    let before = items.len();
    if groups.len() > 1 && whole * 2 >= before {
        items.retain(|item| groups[&parent(item)].1 > 0);
    }
    before - items.len()
}

/// How many records a set has, but for those that are a day of a calendar and nothing else.
fn count(tree: &Tree<'_>, set: &Candidate, read: usize) -> usize {
    let all = set.records.len();
    if read == all {
        return all;
    }
    let days = set.records.iter().filter(|record| {
        tree.chars(record.start, record.end) <= 40 && titles::is_bare_date(&tree.text(record.start, record.end))
    });
    all - days.count()
}

fn read(tree: &Tree<'_>, candidate: &Candidate, method: &'static str) -> List {
    let labels = fields::labels(tree, &candidate.records);
    let items = candidate.records.iter().filter_map(|record| fields::read(tree, record, &labels)).collect();
    List { items, score: Score::default(), zone: candidate.zone, method }
}

/// Another set of the same kind on the same page: the featured ones above, a second column.
fn join(tree: &Tree<'_>, best: &mut List, other: &List) {
    let alike = |a: f64, b: f64| (a >= 0.5) == (b >= 0.5);
    let fit = other.zone == Zone::Main
        && other.score.quality >= 0.75 * best.score.quality
        && alike(other.score.dated, best.score.dated)
        && alike(other.score.off, best.score.off)
        && !heading_above(tree, other).is_some_and(|text| words::is_related(&text));
    if !fit {
        return;
    }
    let keys: HashSet<&str> = best.items.iter().map(|item| item.key.as_str()).collect();
    // the own items are in document order and do not overlap
    let crosses = |item: &Item| {
        let at = best.items.partition_point(|own| own.end <= item.start);
        keys.contains(item.key.as_str()) || best.items.get(at).is_some_and(|own| own.start < item.end)
    };
    let new: Vec<Item> = other.items.iter().filter(|item| !crosses(item)).cloned().collect();
    best.items.extend(new);
    best.items.sort_by_key(|item| item.start);
}

/// The last heading before a list.
fn heading_above(tree: &Tree<'_>, list: &List) -> Option<String> {
    let first = list.items.first()?.start;
    let heading = (0..first).rev().take(60).find(|place| super::pieces::is_heading(tree.tag(*place)))?;
    Some(tree.text_of(heading))
}

/// Takes what leads to other hosts out of a list of the page's own, where it stands in a box of its own: "In the media".
fn leave_others_pages(tree: &Tree<'_>, list: &mut List) {
    let parent = |item: &Item| tree.slots[item.start].parent;
    let own: HashSet<usize> = list.items.iter().filter(|item| tree.is_own(&item.key)).map(parent).collect();
    let count = list.items.iter().filter(|item| tree.is_own(&item.key)).count();
    if count >= 3 && count < list.items.len() {
        list.items.retain(|item| own.contains(&parent(item)));
    }
}

/// One item an address; an item without a date among dated ones is no release.
fn settle(list: &mut List) {
    let mut seen = HashSet::new();
    list.items.retain(|item| seen.insert(item.key.clone()));
    // "All news", "Subscribe" of the same shape at the end of a dated list
    if list.score.dated >= 0.8 && list.items.len() >= 5 {
        list.items.retain(|item| item.date.is_some() || is_headline(&item.title));
    }
}

/// Why a set is no listing: too weak, or a few links below the text of one release.
fn no_list(tree: &Tree<'_>, list: &List) -> Option<(String, bool)> {
    let Score { quality, dated, addressed, .. } = list.score;
    let n = list.items.len();
    let ranges: Vec<std::ops::Range<usize>> = list.items.iter().map(|item| item.start..item.end).collect();
    let evidence = single::evidence(tree, &ranges, list.zone);
    let is_text = evidence.is_one_text(list.zone, n, dated);
    if quality < 0.3 {
        return Some((format!("the best repeated records do not look like releases (quality {quality:.2})"), is_text));
    }
    if n < 3 && (dated < 1.0 || quality < 0.5) {
        return Some((format!("only {n} records"), is_text));
    }
    if dated < 0.3 && is_numbered(&list.items) {
        return Some(("the records are the numbered parts of one text".into(), true));
    }
    if dated < 0.3 && addressed < 0.4 && !is_called_news(tree, list) {
        return Some(("the repeated links have neither dates nor addresses of texts: a menu".into(), is_text));
    }
    if dated < 0.3 && list.items.iter().filter(|item| has_price(&tree.text(item.start, item.end))).count() * 2 > n {
        return Some(("the repeated records have prices and no dates: goods".into(), is_text));
    }
    is_text.then(|| ("the page is one text with links, not a list".into(), true))
}

/// "Step 2: ...", "3. ...": numbers that rise from title to title.
fn is_numbered(items: &[Item]) -> bool {
    let number = |title: &str| {
        let mut words = title.split_whitespace();
        let first = words.next()?;
        let word =
            if first.chars().all(char::is_alphabetic) && first.chars().count() <= 8 { words.next()? } else { first };
        word.strip_suffix([':', '.', ')']).filter(|digits| digits.len() <= 2)?.parse::<u8>().ok()
    };
    let numbers: Vec<u8> = items.iter().filter_map(|item| number(&item.title)).collect();
    numbers.len() >= 3 && numbers.len() * 3 >= items.len() && numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// Headlines under a heading that says news: their addresses may be numbers.
fn is_called_news(tree: &Tree<'_>, list: &List) -> bool {
    let telling = list.items.iter().filter(|item| item.title.split_whitespace().count() >= 4).count();
    telling * 10 >= list.items.len() * 8
        && heading_above(tree, list)
            .is_some_and(|text| text.chars().count() <= 40 && super::leads::is_section_of_news(&text))
}

/// "€ 19.99", "20 USD".
fn has_price(text: &str) -> bool {
    static PRICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:[€$£¥₹] ?[0-9])|(?:[0-9] ?(?:[€£]|(?:EUR|USD|GBP|CHF|zł|Kč|kr)\b))").expect("constant")
    });
    PRICE.is_match(text)
}

/// A selector that could be pinned for a list's records.
pub fn selector(tree: &Tree<'_>, list: &List) -> Option<String> {
    let name = |place: usize| {
        let element = tree.slots[place].node.value().as_element()?;
        let class = words::telling_class(element)
            .filter(|class| class.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'));
        Some(class.map_or_else(|| element.name().to_owned(), |class| format!("{}.{class}", element.name())))
    };
    let place = list.items.iter().map(|item| item.start).find(|place| !tree.tag(*place).is_empty())?;
    let mut out = name(place)?;
    let mut here = place;
    for _ in 0..3 {
        here = tree.slots[here].parent;
        if out.contains('.') || matches!(tree.tag(here), "" | "body" | "html") {
            break;
        }
        out = format!("{} > {out}", name(here)?);
    }
    Some(out)
}

/// A list in one line, for the report.
pub fn in_words(tree: &Tree<'_>, list: &List) -> String {
    let first = list.items.first().map_or("", |item| item.title.as_str());
    let first: String = first.chars().take(60).collect();
    let at = selector(tree, list).map(|selector| format!(" at {selector}")).unwrap_or_default();
    format!("{} items{at} (quality {:.2}): {first}", list.items.len(), list.score.quality)
}
