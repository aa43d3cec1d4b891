//! A subscription at a WebSub hub: what is remembered of it between polls.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Secret;

/// One source's subscription at one hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Asked there.
    pub hub: String,
    /// For this: the address that the topic gives itself.
    pub topic: String,
    /// The last segment of the callback's address, which nobody can guess.
    pub token: String,
    /// Key of the hub's signatures. None where it would have gone to the hub in the clear: then a push is only a
    /// hint to ask the source itself.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "kept", deserialize_with = "found")]
    pub secret: Option<Secret>,
    /// When the hub was last asked.
    pub asked_at: DateTime<Utc>,
    /// Requests since the last one that the hub verified.
    #[serde(default)]
    pub tries: u32,
    /// Why the last one came to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What the hub has verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// The last push that held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_at: Option<DateTime<Utc>>,
    /// The last poll that found what should have been pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<DateTime<Utc>>,
}

/// From the verification to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Verified.
    pub since: DateTime<Utc>,
    /// Ends.
    pub until: DateTime<Utc>,
}

impl Subscription {
    /// The hub has verified it and its lease has not ended.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.lease.is_some_and(|lease| lease.until > now)
    }
}

/// To the database, and nowhere else: nothing but the store writes a source's memory.
fn kept<S: Serializer>(secret: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(to)
}

fn found<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Secret::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_whole_and_its_secret_never_shows() {
        let now = DateTime::UNIX_EPOCH;
        let subscription = Subscription {
            hub: "https://hub.example/".into(),
            topic: "https://a.example/feed".into(),
            token: "t".into(),
            secret: Some(Secret::new("tell nobody".into())),
            asked_at: now,
            tries: 1,
            error: None,
            lease: Some(Lease { since: now, until: now }),
            pushed_at: None,
            missed_at: None,
        };
        let text = serde_json::to_string(&subscription).unwrap();
        assert_eq!(serde_json::from_str::<Subscription>(&text).unwrap(), subscription);
        assert!(!format!("{subscription:?}").contains("tell nobody"));
        assert!(!subscription.is_live(now));
    }
}
