//! What is wrong with a source though its polls succeed: a rule that matches nothing, dates that vanished, silence.

use chrono::{DateTime, TimeDelta, Utc};

use super::quota::FLOODS;
use crate::model::{Document, Format, Listed, Memory};

const QUIET: &str = "quiet for";

/// Brings the memory of a source up to date with a whole reading of it; a drift stays until a reading without one.
pub fn observe(memory: &mut Memory, document: &Document, now: DateTime<Utc>) {
    let items = document.items.len();
    let dated = document.items.iter().filter(|draft| draft.published.is_some() || draft.updated.is_some()).count();
    let share = if items == 0 { 0.0 } else { dated as f64 / items as f64 };
    let doubtful = || doubtful(memory.listed.as_deref(), document.listed.as_ref());
    memory.drift = vanished(memory, document, share).or_else(doubtful).or_else(|| quiet(memory, now));
    // what was last seen in order is what a drift is measured against
    if memory.drift.is_none() || memory.items == 0 {
        memory.items = items.try_into().unwrap_or(u32::MAX);
        memory.dated = share;
        memory.listed = document.listed.clone().map(Box::new);
    }
}

/// Nothing new was read: only the silence has grown.
pub fn unchanged(memory: &mut Memory, now: DateTime<Utc>) {
    let passing = |text: &String| text.starts_with(QUIET) || text.starts_with(FLOODS);
    memory.drift = memory.drift.take().filter(|text| !passing(text)).or_else(|| quiet(memory, now));
}

/// A listing that was read surely is now read otherwise, and hardly: a redesign, and maybe a menu in its place.
fn doubtful(before: Option<&Listed>, now: Option<&Listed>) -> Option<String> {
    let (before, now) = (before?, now?);
    let at = |listed: &Listed| listed.selector.clone().unwrap_or_else(|| listed.method.clone());
    let fell = before.confidence >= 0.6 && now.confidence < 0.45 && before.confidence - now.confidence > 0.3;
    (fell && at(before) != at(now)).then(|| {
        format!(
            "the list is not read where it was: {} (confidence {:.2}) before, {} (confidence {:.2}) now; \
             `pressfeed probe` shows it, [source.select] pins it",
            at(before),
            before.confidence,
            at(now),
            now.confidence
        )
    })
}

fn vanished(memory: &Memory, document: &Document, dated: f64) -> Option<String> {
    let items = document.items.len();
    if items == 0 && memory.items > 0 {
        return Some(format!("nothing is found any more, where {} items were", memory.items));
    }
    // an empty feed may be a young one; an empty newsroom is not a newsroom, or not read as one
    if items == 0 && document.format == Format::Html {
        return Some(rule(document).unwrap_or_else(|| "nothing is found on this page".into()));
    }
    if memory.items >= 4 && items >= 4 && memory.dated > 0.6 && dated < memory.dated / 2.0 {
        return Some(format!("dates vanished: {:.0} % had one, now {:.0} %", memory.dated * 100.0, dated * 100.0));
    }
    rule(document)
}

/// A configured selector that finds nothing.
fn rule(document: &Document) -> Option<String> {
    let fails = |text: &&String| text.contains(" matches nothing") || text.contains(" matches in 0 of ");
    document.warnings.iter().find(|text| text.starts_with("select.") && fails(text)).cloned()
}

/// Silence of ten usual gaps, and of a month at least.
pub fn quiet(memory: &Memory, now: DateTime<Utc>) -> Option<String> {
    let silence = now - memory.rhythm.newest?;
    let usual = TimeDelta::try_seconds((memory.rhythm.gap_secs? * 10.0) as i64)?;
    (silence > usual.max(TimeDelta::days(30))).then(|| format!("{QUIET} {} days", silence.num_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Draft;

    fn document(items: usize) -> Document {
        Document { items: vec![Draft::default(); items], ..Document::default() }
    }

    #[test]
    fn an_empty_reading_after_a_full_one_is_a_drift_until_items_are_back() {
        let (mut memory, now) = (Memory::default(), Utc::now());
        observe(&mut memory, &document(8), now);
        assert_eq!(memory.drift, None);
        for _ in 0..3 {
            observe(&mut memory, &document(0), now);
            assert!(memory.drift.as_ref().is_some_and(|text| text.contains("where 8 items were")));
        }
        observe(&mut memory, &document(7), now);
        assert_eq!((memory.drift, memory.items), (None, 7));
    }

    #[test]
    fn how_a_listing_is_read_is_remembered_and_a_doubtful_other_reading_is_a_drift() {
        let (mut memory, now) = (Memory::default(), Utc::now());
        let read = |selector: &str, confidence| Document {
            listed: Some(Listed {
                method: "records".into(),
                selector: Some(selector.into()),
                confidence,
                ..Listed::default()
            }),
            ..document(8)
        };
        observe(&mut memory, &read("li.release", 0.9), now);
        assert_eq!(memory.drift, None);
        observe(&mut memory, &read("ul.menu > li", 0.4), now);
        assert!(memory.drift.as_ref().is_some_and(|text| text.contains("li.release (confidence 0.90) before")));
        observe(&mut memory, &read("article.new", 0.85), now);
        assert_eq!(
            (memory.drift.as_deref(), memory.listed.and_then(|l| l.selector)),
            (None, Some("article.new".into()))
        );
    }
}
