//! What a feed or listing lacks is asked of the release's own page, politely.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{
    World,
    another::is_another,
    drawn, foreign,
    merge::{complete, has_body},
    workers::Stopped,
};
use crate::{
    dedup::trust,
    fetch,
    model::{Failure, Fetched, Fill, ForeignPages, PageFacts, Release, Source, Warning},
    normalise::{self, Context},
};
use reader::{
    self, Input,
    feed::{Sort, sort_of},
    text::dates::Hints,
};

/// Pages asked in one poll: the rest is tried at the next ones.
pub const MAX_PAGES: usize = 30;
/// Time for all pages of one poll.
const MAX_TIME: Duration = Duration::from_secs(90);

/// A page with fewer characters of text may be drawn by script.
const LITTLE: usize = 400;

/// How the asking went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// Nothing was missing, or nobody may be asked.
    NotNeeded,
    /// From its page.
    Yes,
    /// Not now: try again later.
    Later,
    /// Never: the page is gone or forbidden.
    Never,
}

/// True when the source's settings and the release's gaps ask for its page.
pub fn needs_page(release: &Release, source: &Source) -> bool {
    match source.fill {
        Fill::Never => false,
        Fill::Always => release.url.is_some(),
        Fill::Missing => {
            release.url.is_some() && (release.title.is_none() || release.published.is_none() || !has_body(release))
        }
    }
}

/// What a reader would miss.
fn gaps(release: &Release) -> usize {
    [release.title.is_none(), release.published.is_none(), !has_body(release)].into_iter().filter(|gap| *gap).count()
}

/// The pages of one poll: a budget of number and time, and one of its own for hosts that are not the source's.
pub struct Pages<'w> {
    world: &'w World,
    source: &'w Arc<Source>,
    foreign: &'w mut ForeignPages,
    now: DateTime<Utc>,
    left: usize,
    until: Instant,
}

impl<'w> Pages<'w> {
    /// A fresh budget.
    pub fn new(world: &'w World, source: &'w Arc<Source>, foreign: &'w mut ForeignPages, now: DateTime<Utc>) -> Self {
        Self { world, source, foreign, now, left: MAX_PAGES, until: Instant::now() + MAX_TIME }
    }

    /// Asks a release's page and completes the release with it.
    pub async fn fill(&mut self, release: &mut Release, warnings: &mut Vec<Warning>) -> Filled {
        let Some(url) = release.url.as_deref().and_then(|text| Url::parse(text).ok()) else { return Filled::NotNeeded };
        if self.left == 0 || Instant::now() >= self.until {
            return Filled::Later;
        }
        let own = trust::owns(self.source, &url);
        let may_ask = foreign::may_ask(self.foreign, self.now);
        if !own && !may_ask {
            // what never helps is not waited for
            return if foreign::gives_up(self.foreign) { Filled::Never } else { Filled::Later };
        }
        self.left -= 1;
        let before = gaps(release);
        // an own page that leads to another's host costs that one as much, whatever it answers
        let (abroad, held_back) = (AtomicBool::new(!own), AtomicBool::new(false));
        let may_go = |to: &Url| {
            trust::owns(self.source, to) || {
                let noted = if may_ask { &abroad } else { &held_back };
                noted.store(true, Ordering::Relaxed);
                may_ask
            }
        };
        let asked = timeout_at(self.until, self.ask(&url, own, &may_go)).await;
        let filled = match asked {
            Ok(asked) => self.take(release, &url, asked, warnings).await,
            Err(_) => Filled::Later,
        };
        if held_back.into_inner() && foreign::gives_up(self.foreign) {
            return Filled::Never;
        }
        if abroad.into_inner() {
            let helped = filled == Filled::Yes && (gaps(release) < before || self.source.fill == Fill::Always);
            foreign::asked(self.foreign, helped);
        }
        filled
    }

    async fn ask(&self, url: &Url, own: bool, may_go: &fetch::MayGo<'_>) -> Result<Fetched, fetch::Error> {
        if own {
            let sent = self.world.web.page_within(url, &self.source.credentials, may_go).await?;
            if self.source.render.is_none() || self.has_a_text(&sent).await {
                return Ok(sent);
            }
            return drawn::page(self.world, self.source, sent).await;
        }
        self.world.web.foreign_page(url).await
    }

    /// True when a page as sent has a text of its own, a teaser's length at least: then no script need draw it.
    async fn has_a_text(&self, sent: &Fetched) -> bool {
        let (source, sent, now) = (self.source.clone(), sent.clone(), self.now);
        let bytes = sent.body.len();
        let read = self.world.read((self.source, bytes), move || page(&sent, &source, now));
        match read.await {
            Ok(Ok(Some((release, _)))) => {
                release.content_text.is_some_and(|text| text.chars().take(LITTLE).count() == LITTLE)
            }
            // what is no page is none to be drawn either
            Ok(_) | Err(_) => true,
        }
    }

    /// Reads what came of a page.
    async fn take(
        &mut self,
        release: &mut Release,
        url: &Url,
        asked: Result<Fetched, fetch::Error>,
        warnings: &mut Vec<Warning>,
    ) -> Filled {
        let fetched = match asked {
            Ok(fetched) => fetched,
            Err(error) => {
                warnings.push(Warning { url: Some(url.to_string()), text: error.to_string() });
                return match error.failure() {
                    Failure::Gone | Failure::NotFound | Failure::Forbidden => Filled::Never,
                    _ => Filled::Later,
                };
            }
        };
        let (source, now) = (self.source.clone(), self.now);
        let (bytes, came) = (fetched.body.len(), fetched.url.clone());
        let read = self.world.read((self.source, bytes), move || page(&fetched, &source, now));
        let text = match read.await {
            Ok(Ok(Some((page, _)))) if is_another(release, &page, (url, &came)) => {
                format!("what came tells of something else ({came}): nothing was taken from it")
            }
            Ok(Ok(Some((page, _)))) => {
                complete(release, page);
                return Filled::Yes;
            }
            Ok(Ok(None)) => return Filled::Never,
            Ok(Err(error)) => error.to_string(),
            Err(Stopped::Panicked) => "the page's reader failed".into(),
            Err(Stopped::Overran) => {
                // who sends one such page sends more
                self.left = 0;
                "reading the page took too long and was given up".into()
            }
        };
        warnings.push(Warning { url: Some(url.to_string()), text });
        Filled::Never
    }
}

/// Reads a page into a release; `None` when they are no page (a PDF, a film, the feed itself).
pub fn page(
    fetched: &Fetched,
    source: &Source,
    now: DateTime<Utc>,
) -> Result<Option<(Release, PageFacts)>, reader::Error> {
    let content_type = fetched.content_type.as_deref();
    if content_type.is_some_and(|t| !t.contains("html") && !t.contains("xml") && !t.starts_with("text/")) {
        return Ok(None);
    }
    if !matches!(sort_of(&fetched.body, content_type), Sort::Page | Sort::Other) {
        return Ok(None);
    }
    let hints = Hints { language: source.language.as_deref(), zone: source.time_zone, day_first: None, now: Some(now) };
    let select = source.select.as_deref();
    let input = Input { bytes: &fetched.body, url: Some(&fetched.url), content_type, hints, select };
    let (draft, facts) = reader::read_release(&input)?;
    let context =
        Context { language: source.language.as_deref(), zone: source.time_zone, day_first: None, now: Some(now) };
    Ok(Some((normalise::release(draft, &context, &mut Vec::new()), facts)))
}
