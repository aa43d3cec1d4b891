//! Which stories are asked for, and what a list of them is told by.

use chrono::{DateTime, FixedOffset, Utc};

use crate::model::{ReleaseId, SourceId, StoryId};

/// A page of stories, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Of these sources (their copies count), or any.
    pub sources: Vec<SourceId>,
    /// Of sources or releases with this tag.
    pub tags: Vec<String>,
    /// Of these languages (primary subtags match).
    pub languages: Vec<String>,
    /// Words (FTS5, diacritics folded).
    pub words: Option<String>,
    /// Of this sort, as JSON has it.
    pub kind: Option<String>,
    /// Corrected or withdrawn, as JSON has it.
    pub status: Option<String>,
    /// Updated since.
    pub since: Option<DateTime<Utc>>,
    /// Not led by these sources.
    pub except: Vec<SourceId>,
    /// Not these.
    pub without: Vec<StoryId>,
    /// Whose place in the feed is not before this time.
    pub from: Option<DateTime<Utc>>,
    /// The stories next after this place instead, the nearest first.
    pub after: Option<(i64, StoryId)>,
    /// Stories strictly before this place: (sorted_at in seconds, story id) of the last one seen.
    pub before: Option<(i64, StoryId)>,
    /// At most.
    pub limit: usize,
}

impl Query {
    /// The tags in the spellings that people give them: as asked for, small, with one or all first letters large, large.
    /// Publishers' categories and the operator's tags are meant alike, and what is found under a name is found by it alone.
    pub fn tags_as_spelt(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for tag in &self.tags {
            let small = tag.to_lowercase();
            let words: Vec<String> = small.split(' ').map(large_first).collect();
            for spelt in [tag.clone(), large_first(&small), words.join(" "), tag.to_uppercase(), small] {
                if !found.contains(&spelt) {
                    found.push(spelt);
                }
            }
        }
        found
    }

    /// Anything of it is in the words of whoever asks, and may cost more than a page does.
    pub fn is_narrow(&self) -> bool {
        let chosen = self.words.is_some() || self.kind.is_some() || self.status.is_some();
        chosen || self.since.is_some() || !self.tags.is_empty() || !self.languages.is_empty()
    }
}

fn large_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A release in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// Which.
    pub id: ReleaseId,
    /// Its title.
    pub title: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// As claimed there.
    pub published: Option<DateTime<FixedOffset>>,
}

/// What a list of stories is counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The release that stands for the story.
    pub lead: ReleaseId,
    /// Its source.
    pub source: SourceId,
    /// BCP 47.
    pub language: Option<String>,
    /// Sort of text, as JSON has it.
    pub kind: Option<String>,
    /// As JSON has it.
    pub status: Option<String>,
    /// Its place in the feed.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_asked_for_as_people_spell_it() {
        let spelt = |tag: &str| Query { tags: vec![tag.into()], ..Query::default() }.tags_as_spelt();
        assert_eq!(spelt("climate"), ["climate", "Climate", "CLIMATE"]);
        assert_eq!(spelt("Human rights"), ["Human rights", "Human Rights", "HUMAN RIGHTS", "human rights"]);
        assert_eq!(spelt("iOS"), ["iOS", "Ios", "IOS", "ios"]);
        assert_eq!(spelt("2026"), ["2026"]);
    }
}
