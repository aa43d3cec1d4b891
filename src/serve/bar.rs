//! The bar over a list: what could be shown instead, with counts, as links.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{
    Serving, Settings,
    address::{Filter, Format, KINDS, MARKS, Period, Selection},
    failure::Failure,
    page,
};
use crate::{
    publish::html::{self, Bar, Choice, Follow, Group, Site, Words},
    store::Fact,
};

/// Stories that are counted: the newest ones.
const COUNTED: usize = 5_000;
/// Choices of one kind, and of the line of the likeliest.
const CHOICES: (usize, usize) = (10, 4);
/// Views in the line over the list.
const VIEWS: usize = 8;

/// Counts of what a filter finds, but for what narrows it.
pub struct Counts {
    facts: Vec<Fact>,
}

impl Counts {
    /// The newest stories of a selection.
    pub async fn of(serving: &Serving, filter: &Filter) -> Result<Self, Failure> {
        let settings = serving.settings();
        let bare =
            Filter { period: None, before: None, kind: None, marked: None, languages: Vec::new(), ..filter.clone() };
        let mut query = page::selected(&settings, &bare).unwrap_or_else(|| bare.query());
        query.limit = COUNTED;
        Ok(Self { facts: serving.store.facts(&query, serving.now()).await? })
    }

    /// How many of them are of a sort.
    fn count(&self, is: impl Fn(&Fact) -> bool) -> usize {
        self.facts.iter().filter(|fact| is(fact)).count()
    }

    /// "1,204", or "5,000+".
    pub fn total(&self, words: &Words) -> String {
        self.shown(words, self.facts.len())
    }

    fn shown(&self, words: &Words, count: usize) -> String {
        let more = if count >= COUNTED { "+" } else { "" };
        format!("{}{more}", words.number(count as u64))
    }

    /// How often each value occurs, the most frequent first.
    fn by<'f>(&'f self, value: impl Fn(&'f Fact) -> Option<&'f str>) -> Vec<(&'f str, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for found in self.facts.iter().filter_map(value) {
            *counts.entry(found).or_default() += 1;
        }
        let mut all: Vec<_> = counts.into_iter().collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// There may be more than were counted.
    pub fn is_cut(&self) -> bool {
        self.facts.len() >= COUNTED
    }
}

/// Makes the choices of one page.
struct Maker<'a> {
    settings: &'a Settings,
    words: &'static Words,
    filter: &'a Filter,
    counts: &'a Counts,
}

/// The bar of a list.
pub fn bar(settings: &Settings, site: &Site, filter: &Filter, counts: &Counts) -> Bar {
    let words = site.t;
    let maker = Maker { settings, words, filter, counts };
    let follow = Some(follow(settings, words, filter));
    if settings.is_still {
        return Bar { views: maker.views(), follow, ..Bar::default() };
    }
    let (languages, periods, kinds, marks) =
        (maker.languages(), maker.periods(site.now()), maker.kinds(), maker.marks());
    let quick = [(&languages, CHOICES.1), (&periods, 2), (&kinds, 2), (&marks, 2)];
    let mut groups = vec![(words.language, languages.clone())];
    if filter.selection == Selection::All {
        groups.push((words.organisation, maker.organisations()));
        groups.push((words.topic, maker.topics()));
    }
    groups.extend([(words.kind, kinds.clone()), (words.period, periods.clone()), (words.marked, marks.clone())]);
    let quick =
        quick.into_iter().map(|(all, most)| all.iter().take(most).filter(|choice| !choice.current).cloned().collect());
    Bar {
        views: maker.views(),
        groups: groups
            .into_iter()
            .filter(|(_, choices)| !choices.is_empty())
            .map(|(name, choices)| Group { name, choices })
            .collect(),
        quick: quick.filter(|group: &Vec<Choice>| !group.is_empty()).collect(),
        chosen: maker.chosen(),
        density: Some(maker.density(site.compact)),
        follow,
    }
}

/// How to follow what a filter shows, whenever it was published.
pub fn follow(settings: &Settings, words: &Words, filter: &Filter) -> Follow {
    let lasting = Filter { period: None, before: None, ..filter.clone() };
    let what = match &filter.selection {
        Selection::All if lasting.is_subscription() => words.all_releases.to_owned(),
        Selection::All => settings.title.clone(),
        Selection::Search(typed) => format!("“{typed}”"),
        Selection::Source(id) => {
            settings.sources.iter().find(|source| *source.id == **id).map_or(id, |source| &source.name).clone()
        }
        Selection::Tag(tag) => tag.clone(),
        Selection::View(name) => settings.view(name).map_or_else(|| name.clone(), |view| view.label().to_owned()),
    };
    let path = |format| lasting.feed_path(format);
    let atom = path(Format::Atom);
    Follow {
        what,
        address: format!("{}{atom}", settings.public_url),
        atom,
        rss: path(Format::Rss),
        json: path(Format::Json),
    }
}

impl Maker<'_> {
    fn choice(&self, label: impl Into<String>, filter: &Filter, count: Option<usize>) -> Choice {
        let first = filter.from(None);
        Choice {
            label: label.into(),
            language: None,
            href: first.page_path(),
            count: count.map(|count| self.counts.shown(self.words, count)),
            current: first == self.filter.from(None),
        }
    }

    /// A choice that takes itself away where it holds already.
    fn toggle(&self, label: impl Into<String>, filter: Filter, without: Filter, count: usize) -> Choice {
        let mut choice = self.choice(label, &filter, Some(count));
        if choice.current {
            choice.href = without.from(None).page_path();
        }
        choice
    }

    fn views(&self) -> Vec<Choice> {
        let all = Filter::all(Selection::All);
        let count = (self.filter.selection == Selection::All).then(|| self.counts.len());
        let mut views = vec![self.choice(self.words.all, &all, count)];
        let own = match &self.filter.selection {
            Selection::All => None,
            Selection::Search(_) if self.counts.len() == 1 => Some(self.words.one_release.to_owned()),
            Selection::Search(_) => Some(self.words.n_releases.replace("{n}", &self.counts.total(self.words))),
            Selection::Tag(_) | Selection::Source(_) => Some(follow(self.settings, self.words, self.filter).what),
            Selection::View(_) => None,
        };
        views.extend(own.map(|label| Choice { current: true, ..self.choice(label, &self.filter.bare(), None) }));
        let named = self.settings.views.iter().filter(|view| view.token.is_none()).take(VIEWS);
        views.extend(named.map(|view| {
            let selection = Selection::View(view.name.clone());
            let current = self.filter.selection == selection;
            Choice { current, ..self.choice(view.label(), &Filter::all(selection), None) }
        }));
        views[0].current = self.filter.selection == Selection::All;
        views
    }

    fn languages(&self) -> Vec<Choice> {
        let primary = |fact: &'_ Fact| {
            fact.language.as_deref().and_then(|tag| tag.split('-').next()).map(str::to_ascii_lowercase)
        };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for tag in self.counts.facts.iter().filter_map(primary) {
            *counts.entry(tag).or_default() += 1;
        }
        let mut all: Vec<_> = counts.into_iter().collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        if all.len() < 2 && self.filter.languages.is_empty() {
            return Vec::new();
        }
        let choice = |(tag, count): (String, usize)| {
            let filter = Filter { languages: vec![tag.clone()], ..self.filter.clone() };
            let without = Filter { languages: Vec::new(), ..self.filter.clone() };
            Choice { language: Some(tag.clone()), ..self.toggle(html::own_name(&tag), filter, without, count) }
        };
        all.into_iter().take(CHOICES.0).map(choice).collect()
    }

    fn organisations(&self) -> Vec<Choice> {
        let name =
            |id: &str| self.settings.sources.iter().find(|source| *source.id == *id).map(|source| source.name.clone());
        let counts = self.counts.by(|fact| Some(&*fact.source));
        let known = counts.into_iter().filter_map(|(id, count)| Some((name(id)?, id, count)));
        let choice = |(name, id, count): (String, &str, usize)| {
            self.choice(name, &Filter::all(Selection::Source(id.to_owned())), Some(count))
        };
        let mut all: Vec<Choice> = known.take(CHOICES.0).map(choice).collect();
        if self.settings.sources.len() > all.len() {
            let label =
                html::fill(self.words.all_of_them, &[("n", &self.words.number(self.settings.sources.len() as u64))]);
            all.push(Choice { label, href: "sources".into(), ..Choice::default() });
        }
        all
    }

    fn topics(&self) -> Vec<Choice> {
        let counts = topics(self.settings, self.counts.by(|fact| Some(&*fact.source)));
        counts
            .into_iter()
            .take(CHOICES.0)
            .map(|(tag, count)| self.choice(tag.clone(), &Filter::all(Selection::Tag(tag)), Some(count)))
            .collect()
    }

    fn kinds(&self) -> Vec<Choice> {
        let choice = |kind: &'static str| {
            let count = self.counts.count(|fact| fact.kind.as_deref() == Some(kind));
            let filter = Filter { kind: Some(kind), ..self.filter.clone() };
            let without = Filter { kind: None, ..self.filter.clone() };
            (count > 0).then(|| self.toggle(self.kind(kind), filter, without, count))
        };
        let mut all: Vec<Choice> =
            KINDS.into_iter().filter(|kind| !["release", "news"].contains(kind)).filter_map(choice).collect();
        all.extend(["release", "news"].into_iter().filter_map(choice));
        all
    }

    fn kind(&self, kind: &str) -> &'static str {
        match kind {
            "news" => self.words.news,
            "statement" => self.words.statement,
            "advisory" => self.words.advisory,
            "regulatory" => self.words.regulatory,
            _ => self.words.release,
        }
    }

    fn mark(&self, mark: &str) -> &'static str {
        if mark == "withdrawn" { self.words.withdrawn } else { self.words.corrected }
    }

    fn marks(&self) -> Vec<Choice> {
        let choice = |mark: &'static str| {
            let count = self.counts.count(|fact| fact.status.as_deref() == Some(mark));
            let filter = Filter { marked: Some(mark), ..self.filter.clone() };
            let without = Filter { marked: None, ..self.filter.clone() };
            (count > 0).then(|| self.toggle(self.mark(mark), filter, without, count))
        };
        MARKS.into_iter().filter_map(choice).collect()
    }

    fn period(&self, period: Period) -> &'static str {
        match period {
            Period::Today => self.words.today,
            Period::Week => self.words.week,
            Period::Month => self.words.month,
        }
    }

    fn periods(&self, now: chrono::DateTime<Tz>) -> Vec<Choice> {
        let choice = |period: Period| {
            let begin = period.begins(now);
            let count = self.counts.count(|fact| fact.at >= begin);
            let filter = Filter { period: Some(period), ..self.filter.clone() };
            let without = Filter { period: None, ..self.filter.clone() };
            (count > 0).then(|| self.toggle(self.period(period), filter, without, count))
        };
        Period::WORDS.into_iter().filter_map(|(_, period)| choice(period)).collect()
    }

    /// Each filter that holds, leading to the same without it.
    fn chosen(&self) -> Vec<Choice> {
        let filter = self.filter;
        let away = |label: String, without: Filter| Choice {
            label: format!("{label} ×"),
            href: without.from(None).page_path(),
            current: true,
            ..Choice::default()
        };
        let mut all = Vec::new();
        for tag in &filter.languages {
            let languages = filter.languages.iter().filter(|other| *other != tag).cloned().collect();
            all.push(away(html::own_name(tag), Filter { languages, ..filter.clone() }));
        }
        all.extend(filter.kind.map(|kind| away(self.kind(kind).into(), Filter { kind: None, ..filter.clone() })));
        all.extend(filter.marked.map(|mark| away(self.mark(mark).into(), Filter { marked: None, ..filter.clone() })));
        all.extend(
            filter.period.map(|period| away(self.period(period).into(), Filter { period: None, ..filter.clone() })),
        );
        all
    }

    fn density(&self, is_compact: bool) -> Choice {
        let (label, word) = if is_compact { (self.words.roomy, "full") } else { (self.words.compact, "compact") };
        let path = self.filter.page_path();
        let mark = if path.contains('?') { '&' } else { '?' };
        Choice { label: label.into(), href: format!("{path}{mark}show={word}"), ..Choice::default() }
    }
}

/// The operator's tags with the counts of their sources' stories, the most frequent first.
pub fn topics(settings: &Settings, sources: Vec<(&str, usize)>) -> Vec<(String, usize)> {
    let counts: BTreeMap<&str, usize> = sources.into_iter().collect();
    let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
    for source in &settings.sources {
        for tag in &source.tags {
            *tags.entry(tag).or_default() += counts.get(&*source.id).copied().unwrap_or_default();
        }
    }
    let mut all: Vec<(String, usize)> = tags.into_iter().map(|(tag, count)| (tag.to_owned(), count)).collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}
