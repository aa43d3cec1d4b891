//! The story that a release belongs to, among those of its neighbours.

use super::evidence::{Judged, Telling, Verdict, judge, still_tells};
use crate::model::{Neighbour, Ref, Said, SourceId, StoryId};

/// Two stories that are as near as this are told apart by nothing.
const DOUBT: f64 = 0.02;

/// The neighbour whose story a new release joins, with the evidence; the strongest evidence wins.
///
/// `repeats`: how many others of the same reading are in the very same words. A source that says the same a third time
/// writes from a form, and each is a release.
///
/// A story that tells other figures elsewhere is not joined through a copy that is too short to have them, and what is
/// so short that two stories could have said it joins neither.
pub fn cluster<'n>(
    said: &Said,
    source: &SourceId,
    near: impl IntoIterator<Item = &'n Neighbour>,
    repeats: usize,
) -> Option<(&'n Neighbour, String)> {
    let mut own = None;
    let mut same: Vec<(&Neighbour, Verdict)> = Vec::new();
    let mut other: Vec<(Ref<StoryId>, usize)> = Vec::new();
    for neighbour in near {
        let own = own.get_or_insert_with(|| Telling::from(said));
        match judge(own, &Telling::from(&neighbour.said), neighbour.source_id == *source) {
            Judged::Same(verdict) => same.push((neighbour, verdict)),
            Judged::Other(places) => other.push((neighbour.story, places)),
            Judged::Unrelated => {}
        }
    }
    same.retain(|(neighbour, verdict)| {
        !other.iter().any(|(story, places)| *story == neighbour.story && (verdict.thin || *places > 1))
    });
    let is_stored = |neighbour: &Neighbour| matches!(neighbour.release, Ref::Stored(_));
    let stored = same.iter().filter(|(neighbour, verdict)| verdict.again && is_stored(neighbour)).count();
    if stored + repeats > 1 {
        same.retain(|(_, verdict)| !verdict.again);
    }
    let best =
        same.iter().max_by(|(a, x), (b, y)| x.strength.total_cmp(&y.strength).then(b.release.cmp(&a.release)))?;
    let rival = same
        .iter()
        .any(|(neighbour, verdict)| neighbour.story != best.0.story && verdict.strength > best.1.strength - DOUBT);
    (!(best.1.thin && rival)).then(|| (best.0, best.1.said.clone()))
}

/// Whether a release whose words changed still tells what the others of its story tell, or one of them.
pub fn stays<'n>(said: &Said, fellows: impl IntoIterator<Item = &'n Neighbour>) -> bool {
    let own = Telling::from(said);
    let mut fellows = fellows.into_iter().peekable();
    fellows.peek().is_none() || fellows.any(|fellow| still_tells(&own, &Telling::from(&fellow.said)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReleaseId;

    const FORM: &str =
        "In accordance with the rules the company hereby notifies the market that its capital consists of";

    fn neighbour(id: i64, text: &str) -> Neighbour {
        let said = Said { title: "Total voting rights".into(), text: text.into(), ..Said::default() };
        Neighbour {
            release: Ref::Stored(ReleaseId(id)),
            story: Ref::Stored(StoryId(id)),
            source_id: "org".into(),
            own_page: true,
            said,
        }
    }

    fn joined(text: &str, near: &[Neighbour]) -> Option<i64> {
        let said = neighbour(0, text).said;
        cluster(&said, &"wire".into(), near, 0).and_then(|(neighbour, _)| match neighbour.story {
            Ref::Stored(story) => Some(story.0),
            Ref::Sibling(_) => None,
        })
    }

    #[test]
    fn a_teaser_that_two_stories_could_have_said_joins_neither() {
        let near = [neighbour(1, &format!("{FORM} 524,863 shares.")), neighbour(2, &format!("{FORM} 197,503 shares."))];
        assert_eq!(joined(FORM, &near), None);
        assert_eq!(joined(FORM, &near[..1]), Some(1));
        assert_eq!(joined(&near[1].said.text, &near), Some(2));
    }

    #[test]
    fn a_corrected_copy_stays_and_one_with_other_words_does_not() {
        let told = "Ships of up to 200 metres can moor at the new quay of the harbour from Monday on, its master said.";
        let fellow = |text: &str| neighbour(1, text);
        let stays = |text: &str, fellows: &[Neighbour]| stays(&neighbour(0, text).said, fellows);
        for same in [told.replace("200", "210"), told.split_at(60).0.to_owned(), format!("Correction. {told}")] {
            assert!(stays(&same, &[fellow("Other words altogether."), fellow(told)]), "{same}");
        }
        let other =
            "Buy these coins now, quickly, before the price goes up again, at a site that you have never heard of.";
        assert!(!stays(other, &[fellow(told)]));
        assert!(stays("", &[fellow(told)]) && stays(other, &[]), "of one headline, and alone");
    }

    #[test]
    fn a_teaser_does_not_bring_another_notice_into_its_story() {
        let mut near = [neighbour(1, &format!("{FORM} 524,863 shares.")), neighbour(1, FORM)];
        near[1].release = Ref::Stored(ReleaseId(3));
        assert_eq!(joined(&format!("{FORM} 197,503 shares."), &near), None);
    }
}
