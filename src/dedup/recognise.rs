//! Which of the known items those of a reading are: all of them at once, the surest first.
//!
//! One reading is one list: what stands there side by side is not one item, and what one of its items has taken is no
//! other's. A key that several items have is nobody's own. In doubt an item is new: two entries can be merged by hand,
//! one that was overwritten is lost.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{
    guids::Habit,
    meeting::{Asked, Meeting, Old, Sure, Title},
};
use crate::model::{Key, KeyKind, KnownItem};

/// So many items whose addresses are all unknown, and whose headlines and days are known, are a site that moved.
const A_MOVE: usize = 2;
/// By their headlines alone.
const A_MOVE_UNDATED: usize = 4;

/// More than any id says: ids that count places go to the next item whenever one comes, and the words stay.
const HANDED_ON: u8 = 64;

/// The place of the known item that each is, if any; `items` as they stand in the document, newest first.
pub fn recognise(items: &[Asked<'_>], known: &[KnownItem], habit: Habit) -> Vec<Option<usize>> {
    let meetings = meetings(items, known);
    let given_away: HashSet<usize> =
        meetings.iter().filter(|(_, meeting)| meeting.is_taken_over()).map(|((_, place), _)| *place).collect();
    let strength = |place: &usize, meeting: &Meeting| match meeting.is_elsewhere() && given_away.contains(place) {
        true => Some(HANDED_ON),
        false => meeting.strength(habit),
    };
    let mut pairs: Vec<(u8, usize, usize)> = meetings
        .iter()
        .filter_map(|((item, place), meeting)| Some((strength(place, meeting)?, *item, *place)))
        .collect();
    pairs.sort_unstable_by_key(|(strength, item, place)| (Reverse((*strength, *item)), known[*place].release_id));
    let mut found = vec![None; items.len()];
    let mut taken = vec![false; known.len()];
    for (_, item, place) in pairs {
        if found[item].is_none() && !taken[place] {
            (found[item], taken[place]) = (Some(place), true);
        }
    }
    let at_home = meetings.iter().any(|((item, place), meeting)| found[*item] == Some(*place) && meeting.is_at_home());
    if !at_home {
        moved(&meetings, &mut found, &taken);
    }
    found
}

/// Of all that share a key.
fn meetings(items: &[Asked<'_>], known: &[KnownItem]) -> HashMap<(usize, usize), Meeting> {
    let mut holders: HashMap<Key, (usize, Vec<usize>)> = HashMap::new();
    for key in items.iter().flat_map(Asked::keys) {
        holders.entry(*key).or_default().0 += 1;
    }
    for (place, item) in known.iter().enumerate() {
        for key in &item.keys {
            if let Some((_, places)) = holders.get_mut(key) {
                places.push(place);
            }
        }
    }
    let alone = |key: &Key| holders.get(key).is_some_and(|(items, places)| *items == 1 && places.len() == 1);
    let titles: Vec<Title> = known.iter().map(|item| Title::of(item.title.as_deref().unwrap_or_default())).collect();
    let recurring = recurring(items, &titles);
    let mut out = HashMap::new();
    for (number, item) in items.iter().enumerate() {
        // an instant says nothing once two have it
        let telling = |key: &&Key| key.kind != KeyKind::Moment || alone(key);
        let held = item.keys().iter().filter(telling).filter_map(|key| holders.get(key));
        for place in held.flat_map(|(_, places)| places) {
            let old = Old { title: &titles[*place], recurs: recurring.contains(&titles[*place]) };
            let meet = || Meeting::of(item, &known[*place], old, alone);
            out.entry((number, *place)).or_insert_with(meet);
        }
    }
    out
}

/// Headlines that several items of the reading have, or several of the known ones.
fn recurring<'t>(items: &'t [Asked<'_>], known: &'t [Title]) -> HashSet<&'t Title> {
    let mut seen = HashMap::new();
    items.iter().for_each(|item| seen.entry(item.title()).or_insert((0, 0)).0 += 1);
    known.iter().for_each(|title| seen.entry(title).or_insert((0, 0)).1 += 1);
    seen.retain(|_, (items, known)| *items > 1 || *known > 1);
    seen.into_keys().collect()
}

/// Nothing is at its old address, and several things have the headlines and days of known ones: the site has moved, or
/// makes its addresses anew for each reading.
fn moved(meetings: &HashMap<(usize, usize), Meeting>, found: &mut [Option<usize>], taken: &[bool]) {
    let free = |item: usize, place: usize| found[item].is_none() && !taken[place];
    let all: Vec<(usize, usize, Sure)> = meetings
        .iter()
        .filter(|((item, place), _)| free(*item, *place))
        .filter_map(|((item, place), meeting)| Some((*item, *place, meeting.may_have_moved()?)))
        .collect();
    let sure = all.iter().filter(|(_, _, sure)| *sure == Sure::Yes).count();
    let most = all.len() >= A_MOVE_UNDATED && all.len() * 4 >= found.len() * 3;
    for (item, place, how) in all {
        if most || how == Sure::Yes && sure >= A_MOVE {
            found[item] = Some(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dedup::identify,
        model::{Draft, Found, Markup, Provenance, ReleaseId, StoryId},
    };

    const SOUND: Habit = Habit { guids: true, guids_differ: true, links_differ: true, one_page: false };

    fn draft(guid: &str, title: &str) -> Draft {
        Draft {
            guid: Some(guid.into()).filter(|guid: &String| !guid.is_empty()),
            title: Some(Found::new(Markup::Text(title.into()), Provenance::Feed)),
            published: Some(Found::new("Mon, 02 Nov 2026 10:00:00 GMT".into(), Provenance::Feed)),
            ..Draft::default()
        }
    }

    fn item(id: i64, guid: &str, link: &str, title: &str) -> KnownItem {
        KnownItem {
            version: crate::dedup::VERSION,
            release_id: ReleaseId(id),
            story_id: StoryId(id),
            keys: keys(guid, link, title),
            raw_hash: None,
            content_hash: None,
            title: Some(title.into()),
            url: None,
            published: chrono::DateTime::parse_from_rfc3339("2026-11-02T10:00:00Z").ok(),
            first_seen: chrono::Utc::now(),
            unfilled: false,
        }
    }

    fn keys(guid: &str, link: &str, title: &str) -> Vec<Key> {
        identify(&draft(guid, title), Some(link).filter(|link| !link.is_empty())).keys
    }

    fn found(known: &[KnownItem], guid: &str, link: &str, title: &str, habit: Habit) -> Option<i64> {
        let (keys, draft) = (keys(guid, link, title), draft(guid, title));
        let found = recognise(&[Asked::new(&draft, &keys, None)], known, habit);
        found[0].map(|place| known[place].release_id.0)
    }

    #[test]
    fn an_edited_title_a_moved_page_and_another_scheme_are_the_same_item() {
        let known = [item(1, "http://a.example/1", "a.example/1", "Old words of a title")];
        assert_eq!(found(&known, "http://a.example/1", "a.example/1", "Quite another one", SOUND), Some(1));
        assert_eq!(found(&known, "https://a.example/1", "a.example/moved", "Old words of a title", SOUND), Some(1));
        assert_eq!(found(&known, "", "a.example/1", "Changed", SOUND), Some(1));
    }

    #[test]
    fn a_guid_reused_for_another_story_is_a_new_item() {
        let known = [item(1, "slot1", "a.example/1", "Report number 1")];
        assert_eq!(found(&known, "slot1", "a.example/101", "Report number 101", SOUND), None);
        assert_eq!(found(&known, "slot1", "a.example/2", "Something else", SOUND), None);
    }

    #[test]
    fn an_only_item_issued_again_under_its_id_and_headline_is_revised() {
        let known = [item(1, "slot", "a.example/slot", "Report")];
        let young = Habit { guids_differ: false, links_differ: false, ..SOUND };
        let (keys, mut draft) = (keys("slot", "a.example/slot", "Report"), draft("slot", "Report"));
        draft.published = Some(Found::new("Mon, 09 Nov 2026 10:00:00 GMT".into(), Provenance::Feed));
        draft.content = Some(Found::new(Markup::Text("The final words of it.".into()), Provenance::Feed));
        assert!(recognise(&[Asked::new(&draft, &keys, None)], &known, young)[0].is_some());
    }

    #[test]
    fn ids_that_count_places_go_to_the_next_item_and_the_words_stay() {
        let told = |place: usize, title: &str| Draft {
            content: Some(Found::new(Markup::Text(format!("All that is said of it: {title}.")), Provenance::Feed)),
            published: None,
            ..draft(&place.to_string(), title)
        };
        let keyed =
            |place: usize, title: &str| identify(&told(place, title), Some(&format!("a.example/#{place}"))).keys;
        let known: Vec<KnownItem> =
            [(1, "Harbour bridge reopens"), (2, "Library hours in spring"), (3, "Flood warning")]
                .into_iter()
                .map(|(place, title)| {
                    let mut keys = keyed(place, title);
                    keys.extend(crate::dedup::words_key(&told(place, title)));
                    KnownItem { keys, published: None, ..item(place as i64, "", "", title) }
                })
                .collect();
        let now = ["Council adopts budget", "Harbour bridge reopens", "Library hours in spring"];
        let drafts: Vec<_> =
            now.iter().enumerate().map(|(at, title)| (told(at + 1, title), keyed(at + 1, title))).collect();
        let asked: Vec<_> = drafts.iter().map(|(draft, keys)| Asked::new(draft, keys, None)).collect();
        assert_eq!(recognise(&asked, &known, SOUND), [None, Some(0), Some(1)]);
        // an edit of what nobody else has now is an edit
        let edited = [told(1, "Harbour bridge stays closed"), told(2, "Library hours in spring")];
        let keys = [keyed(1, "Harbour bridge stays closed"), keyed(2, "Library hours in spring")];
        let asked: Vec<_> = edited.iter().zip(&keys).map(|(draft, keys)| Asked::new(draft, keys, None)).collect();
        assert_eq!(recognise(&asked, &known, SOUND), [Some(0), Some(1)]);
    }

    #[test]
    fn items_that_share_a_guid_are_told_apart_by_their_links() {
        let known = [item(1, "all", "a.example/1", "One"), item(2, "all", "a.example/2", "Two")];
        assert_eq!(found(&known, "all", "a.example/2", "Two", SOUND), Some(2));
        assert_eq!(found(&known, "all", "a.example/3", "Three", SOUND), None);
    }

    #[test]
    fn items_that_share_a_link_are_told_apart_by_their_titles() {
        let known = [item(1, "", "a.example/", "One thing"), item(2, "", "a.example/", "Two things")];
        assert_eq!(found(&known, "", "a.example/", "Two things", SOUND), Some(2));
        assert_eq!(found(&known, "", "a.example/", "Three", SOUND), None);
    }

    #[test]
    fn a_guid_that_changes_at_every_poll_is_not_believed() {
        let known = [item(1, "random-1", "a.example/1", "Old")];
        let churned = Habit { guids: false, ..SOUND };
        assert_eq!(found(&known, "random-2", "a.example/1", "New", churned), Some(1));
    }

    fn renamed(before: (&str, &str, &str), after: (&str, &str, &str), day: &str) -> Option<i64> {
        let told = |(address, title, body): (&str, &str, &str), date: &str| {
            let found = |text: &str| Some(Found::new(Markup::Text(text.into()), Provenance::Feed));
            Draft {
                guid: Some(address.into()),
                url: Some(Found::new(address.into(), Provenance::Feed)),
                title: found(title),
                content: found(body),
                published: Some(Found::new(format!("{date} Nov 2026 10:03:17 GMT"), Provenance::Feed)),
                ..Draft::default()
            }
        };
        let all = |draft: &Draft, address: &str| {
            let mut keys = identify(draft, Some(address)).keys;
            keys.extend(crate::dedup::words_key(draft));
            keys
        };
        let old = told(before, "02");
        let published = chrono::DateTime::parse_from_rfc3339("2026-11-02T10:03:17Z").ok();
        let known =
            KnownItem { keys: all(&old, before.0), url: Some(before.0.into()), published, ..item(1, "", "", before.1) };
        let new = told(after, day);
        let keys = identify(&new, Some(after.0)).keys;
        recognise(&[Asked::new(&new, &keys, None)], &[known], SOUND)[0].map(|_| 1)
    }

    #[test]
    fn a_headline_that_takes_its_address_and_id_along_is_the_same_item() {
        let words = "The council agreed on Monday to rebuild the old crane of the harbour and to open the whole site to \
                     visitors from the spring of next year.";
        let number = ("https://a.example/news/mayor-opens-bridge-104412.html", "Mayor opens bridge", words);
        let other =
            ("https://a.example/news/a-new-crossing-104412.html", "City has a new crossing", "Quite other words.");
        assert_eq!(renamed(number, other, "02"), Some(1), "the article's number, in the same second");
        assert_eq!(renamed(number, other, "05"), None, "on another day");
        let slug = ("https://a.example/2026/build-your-own-online-shop", "Build your own online shop", words);
        let typo = ("https://a.example/2026/build-a-your-own-online-shop", "Build a your own online shop", "And more.");
        assert_eq!(renamed(slug, typo, "02"), Some(1), "most words of address and headline");
        let moved = ("https://a.example/2026/web-shops-made-easy", "Web shops made easy", words);
        assert_eq!(renamed(slug, moved, "02"), Some(1), "a whole text");
        let notice = ("https://a.example/2026/notice-7", "Notice on capital", "See the attachment.");
        let second = ("https://a.example/2026/voting-8", "Voting rights", "See the attachment.");
        assert_eq!(renamed(notice, second, "02"), None, "a form");
    }

    #[test]
    fn an_item_without_address_is_told_by_its_title_and_day() {
        let known = [item(1, "", "", "Notice")];
        assert_eq!(found(&known, "", "", "Notice", SOUND), Some(1));
        assert_eq!(found(&known, "", "", "Another notice", SOUND), None);
    }
}
