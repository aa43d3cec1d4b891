//! What a receiver refuses though it takes others: a filter before it calls the words an attack, or spam.
//!
//! Whoever publishes such words must not end the telling of all that comes after. So the next story is tried, then the
//! next one of another source: what is taken shows whose fault it was, and what stands before it is left out.

use super::Serving;
use crate::{
    model::{SourceId, Story},
    store::{Error, Query},
};

/// As many stories as one source may bring in a day are looked through for one of another.
const FAR: usize = 2_000;

/// The stories to be tried after a refused one, each with its change.
pub async fn after(
    serving: &Serving,
    query: &Query,
    (source, change): (&SourceId, i64),
) -> Result<Vec<(Story, i64)>, Error> {
    let query = Query { limit: 1, ..query.clone() };
    let (mut found, mut through) = (Vec::new(), change);
    for _ in 0..FAR {
        let changes = serving.store.changes(&query, through, serving.now()).await?;
        let Some(story) = changes.stories.into_iter().next() else { break };
        through = changes.through;
        let is_other = story.source != *source;
        if found.is_empty() || is_other {
            found.push((story, through));
        }
        if is_other {
            break;
        }
    }
    Ok(found)
}
