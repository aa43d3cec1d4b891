//! What a look at an address found.

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::{Credentials, Document, FeedLink, Release, Render, Target};
use reader::listing::leads::Lead;

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A feed document.
    Feed,
    /// A sitemap.
    Sitemap,
    /// A newsroom's index page.
    Listing,
    /// One release.
    Release,
    /// A page without a list of its own.
    Page,
    /// Nothing that could be read.
    Nothing,
}

/// Everything that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// As asked.
    pub asked: Url,
    /// After redirects.
    pub url: Url,
    /// What it is.
    pub what: What,
    /// What would be polled, and why.
    pub target: Option<(Target, String)>,
    /// The document that would be polled, without its items.
    pub document: Option<Document>,
    /// Its items, newest first where all are dated.
    pub releases: Vec<Release>,
    /// Feeds of the page.
    pub tried: Vec<Tried>,
    /// The newest item as the document gives it, and as its own page completes it.
    pub filled: Option<(Release, Release)>,
    /// Where else the newsroom may be.
    pub leads: Vec<Lead>,
    /// The page's text is drawn by script.
    pub scripted: bool,
    /// It neither asks for a login nor checks the browser.
    pub is_open: bool,
    /// What robots.txt says.
    pub robots: String,
    /// What the server says on polling.
    pub polling: Vec<String>,
    /// What is odd.
    pub notes: Vec<String>,
    /// A browser is needed.
    pub render: Option<Render>,
    /// What readers are told instead of the address that is polled.
    pub public: Option<Url>,
    /// When it was looked.
    pub now: DateTime<Utc>,
    /// For the origin of the address that was given.
    pub credentials: Credentials,
}

impl Found {
    /// A feed, a list, a sitemap or a release was read.
    pub fn is_read(&self) -> bool {
        self.target.is_some() || !matches!(self.what, What::Page | What::Nothing)
    }
}

/// A feed of a page, tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The link.
    pub link: FeedLink,
    /// The page does not link it: it is where such sites have one.
    pub guessed: bool,
    /// Its items, or why there are none.
    pub result: Result<usize, String>,
    /// How many of the page's own items it has.
    pub shared: usize,
}
