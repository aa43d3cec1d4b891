//! Is a document valid? The rules of RFC 4287, RSS 2.0 with the RSS board's profile, JSON Feed 1.1 and Media RSS, and
//! what the W3C's feed validator warns of beyond them. Each checker gives the problems that it found, in words.

pub mod atom;
pub mod html;
pub mod json_feed;
pub mod rss;
pub mod values;
pub mod vocabulary;
pub mod xml;

/// Where a checker writes down what it found.
#[derive(Debug, Default)]
pub struct Problems {
    pub found: Vec<String>,
    place: String,
}

impl Problems {
    /// What follows is about this part.
    pub fn at(&mut self, place: impl Into<String>) {
        self.place = place.into();
    }

    /// A problem, unless it holds.
    pub fn unless(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.found.push(format!("{}: {}", self.place, problem()));
        }
    }
}
