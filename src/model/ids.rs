//! The numbers that the store knows releases and stories by: two types, so that one is never taken for the other.
//!
//! They are made by the client, from time and chance: positive, ascending, fit for any engine. Both are given from one
//! series, for a story bears the number of its first release.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares such a number: written and read, also as JSON, as the bare integer that it is.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// Of a release: one item of one source.
    ReleaseId
}
id! {
    /// Of a story: a release wherever it appeared.
    StoryId
}

impl ReleaseId {
    /// The story that begins with this release bears its number.
    pub fn own_story(self) -> StoryId {
        StoryId(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_bare() {
        let (release, story) = (ReleaseId(7), StoryId(-7));
        assert_eq!(serde_json::json!([release, story]).to_string(), "[7,-7]");
        assert_eq!(format!("{release:03} {story}"), "007 -7");
        assert_eq!(serde_json::from_str::<ReleaseId>("7").unwrap(), release);
    }
}
