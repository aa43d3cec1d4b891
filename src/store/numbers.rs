//! Times and counts as columns have them.

use chrono::{DateTime, Utc};

/// Seconds since 1970.
pub fn seconds(time: DateTime<Utc>) -> i64 {
    time.timestamp()
}

/// And back; what no calendar has is 1970.
pub fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// A limit.
pub fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
