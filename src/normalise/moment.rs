//! Dates of an item: as printed in, believed or left out.

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::{Context, shown};
use reader::text::dates::{self, Hints};

/// Reads dates against what is known of the source.
pub struct Clock<'a> {
    /// The source and the moment.
    pub context: &'a Context<'a>,
    /// The item's language.
    pub language: Option<&'a str>,
}

impl Clock<'_> {
    /// A date as printed. One that nobody can read, before 1970 or in the future is none, and told.
    pub fn read(&self, field: &str, text: &str, warnings: &mut Vec<String>) -> Option<DateTime<FixedOffset>> {
        let Context { zone, day_first, now, .. } = *self.context;
        let hints = Hints { language: self.language, zone, day_first, now };
        let when = dates::parse(text, &hints).or_else(|| dates::find(text, &hints).map(|(_, when)| when));
        let Some(when) = when else {
            if !text.trim().is_empty() {
                warnings.push(format!("{field} left out, nobody can read it: {}", shown(text)));
            }
            return None;
        };
        let instant = when.instant(zone);
        let late = now.and_then(|n| n.checked_add_signed(TimeDelta::days(1))).is_some_and(|limit| instant > limit);
        // midnight of 1 January 1970 is a clock that was never set
        if late || instant.timestamp() <= 0 {
            warnings.push(format!(
                "{field} left out, it lies {}: {}",
                if late { "in the future" } else { "before 1970" },
                shown(text)
            ));
            return None;
        }
        Some(instant)
    }
}
