//! Words of releases, which searches look into: cut and folded here as SQLite's `unicode61` does it, so that a search
//! finds the same on both. They are taken into the index behind the polls, in steps.

use std::collections::BTreeMap;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::{
    error::Broken,
    sql::{Sql, get},
};
use crate::{
    model::{Release, ReleaseId},
    store::{asked::Asked, body},
};

/// Releases of a step.
const STEP: i64 = 100;
/// Bytes of a word; PostgreSQL takes 2046.
const WORD: usize = 500;
/// Bytes of all words of a release; PostgreSQL takes a megabyte with their places.
const WORDS: usize = 400 << 10;
/// Places that PostgreSQL can tell apart, and those of one word.
const PLACES: usize = 16_383;
const PLACES_OF_WORD: usize = 255;
/// Between title and text: no phrase reaches from the one into the other.
const GAP: usize = 8;

/// A letter without its accent, where it is one of ours; small.
fn folded(letter: char, out: &mut String) {
    let (mut base, mut parts) = (letter, 0);
    decompose_canonical(letter, |part| {
        if parts == 0 {
            base = part;
        }
        parts += 1;
    });
    let plain = if parts > 1 && base.is_ascii_alphabetic() { base } else { letter };
    out.extend(plain.to_lowercase());
}

/// The words of a text.
fn each_word(text: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_alphanumeric() {
            folded(letter, &mut word);
        } else if !word.is_empty() && !is_combining_mark(letter) {
            word.truncate(word.floor_char_boundary(WORD));
            take(&word);
            word.clear();
        }
    }
}

fn fold(word: &str) -> String {
    let mut all = String::new();
    each_word(word, |part| all.push_str(part));
    all
}

/// A release's words with their places, as a tsvector is written.
pub fn of_release(release: &Release) -> String {
    let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let (mut place, mut bytes) = (0, 0);
    let text = release.content_text.as_ref().or(release.summary.as_ref());
    for part in [release.title.as_ref(), text].into_iter().flatten() {
        each_word(part, |word| {
            place += 1;
            if let Some(places) = words.get_mut(word) {
                if places.len() < PLACES_OF_WORD && place <= PLACES {
                    bytes += 6;
                    places.push(place);
                }
            } else if bytes < WORDS {
                bytes += word.len() + 6;
                words.insert(word.to_owned(), vec![place.min(PLACES)]);
            }
        });
        place += GAP;
    }
    let mut out = String::new();
    for (word, places) in &words {
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        out += &format!("'{word}':{} ", places.join(","));
    }
    out
}

/// A reader's words as a tsquery: letters and digits in quotes, nothing of them is syntax.
pub fn wanted(words: &str) -> String {
    let Asked { wanted, unwanted, begun } = Asked::read(words);
    let phrase = |words: &Vec<&str>| {
        let words: Vec<String> = words.iter().map(|word| format!("'{}'", fold(word))).collect();
        if words.len() == 1 { words.concat() } else { format!("({})", words.join(" <-> ")) }
    };
    let all = |phrases: &[Vec<&str>], between: &str| phrases.iter().map(phrase).collect::<Vec<_>>().join(between);
    let begun = if begun { ":*" } else { "" };
    match (wanted.is_empty(), unwanted.is_empty()) {
        (true, _) => String::new(),
        (false, true) => all(&wanted, " & ") + begun,
        (false, false) => format!("{}{begun} & !({})", all(&wanted, " & "), all(&unwanted, " | ")),
    }
}

/// Whether there are releases that no search finds yet, or by words that they had.
pub async fn are_behind(sql: &Sql) -> Result<bool, Broken> {
    let text = "SELECT EXISTS (SELECT 1 FROM release WHERE id > (SELECT value FROM mark WHERE name = 'searchable'))
                  OR EXISTS (SELECT 1 FROM reworded)";
    get(&sql.one(text, &[]).await?, 0)
}

/// Takes some more releases into the index; true: there are more. Two that do it at once do the same.
pub async fn index(sql: &Sql) -> Result<bool, Broken> {
    let mark: ReleaseId = get(&sql.one("SELECT value FROM mark WHERE name = 'searchable'", &[]).await?, 0)?;
    let text = "SELECT id, body, forgotten FROM release WHERE id > $1 ORDER BY id LIMIT $2";
    let new = sql.all(text, &[&mark, &STEP]).await?;
    let text = "SELECT r.id, r.body, r.forgotten FROM reworded w JOIN release r ON r.id = w.release
                ORDER BY r.id LIMIT $1";
    let other = sql.all(text, &[&STEP]).await?;
    let (mut ids, mut words) = (Vec::new(), Vec::new());
    for row in new.iter().chain(&other) {
        let id: ReleaseId = get(row, 0)?;
        // what cannot be read is found by no word
        if let (false, Ok(release)) = (get(row, 2)?, body::read(get(row, 1)?))
            && !ids.contains(&id)
        {
            ids.push(id);
            words.push(of_release(&release));
        }
    }
    if !ids.is_empty() {
        let text = "INSERT INTO words (release, words) SELECT n.release, n.words::tsvector
             FROM unnest($1::bigint[], $2::text[]) n(release, words)
             ON CONFLICT (release) DO UPDATE SET words = excluded.words";
        sql.change(text, &[&ids, &words]).await?;
    }
    if let Some(last) = new.last() {
        let last: ReleaseId = get(last, 0)?;
        sql.change("UPDATE mark SET value = greatest(value, $1) WHERE name = 'searchable'", &[&last]).await?;
    }
    if !other.is_empty() {
        let done = other.iter().map(|row| get(row, 0)).collect::<Result<Vec<ReleaseId>, _>>()?;
        sql.change("DELETE FROM reworded WHERE release = ANY($1)", &[&done]).await?;
    }
    Ok(new.len().max(other.len()) >= usize::try_from(STEP).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_and_folded_as_sqlite_does_it() {
        let mut words = Vec::new();
        each_word("L'Œuvre à CAFE\u{301}s, Straße 7a. 新闻稿 Чай", |word| words.push(word.to_owned()));
        assert_eq!(words, ["l", "œuvre", "a", "cafes", "straße", "7a", "新闻稿", "чай"]);
    }

    #[test]
    fn a_release_has_its_words_with_their_places() {
        let release = Release { title: Some("Heat pump".into()), summary: Some("a heat".into()), ..Release::default() };
        assert_eq!(of_release(&release), "'a':11 'heat':1,12 'pump':2 ");
    }

    #[test]
    fn a_search_has_phrases_beginnings_and_words_that_must_not_occur() {
        assert_eq!(wanted("\"Heat pump\" wäll -advert"), "('heat' <-> 'pump') & 'wall' & !('advert')");
        assert_eq!(
            (wanted("sea wall"), wanted(" * "), wanted("-only")),
            ("'sea' & 'wall':*".into(), "".into(), "".into())
        );
    }
}
