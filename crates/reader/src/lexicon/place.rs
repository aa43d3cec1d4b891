//! Words that places begin with, by which "New York" is no person.

use super::{Rows, words};

/// First words of places of several words.
#[rustfmt::skip]
pub(super) const FIRST: Rows = &[
    ("en", "new|north|south|east|west|saint|st|fort|port|mount|lake|cape|upper|lower|great|salt|long|hong|kuala|abu|tel|addis"),
    ("de", "bad|sankt|neu|alt|groß|klein|markt"),
    ("fr", "la|le|les|saint|sainte|mont|pointe|aix|clermont"),
    ("es", "san|santa|santo|los|las|el|la|nueva|ciudad|puerto|villa|buenos|monte|costa"),
    ("it", "san|santa|monte|reggio|la|castel|porto"),
    ("nl", "den|'s|sint|nieuw"),
    ("pt", "são|santa|santo|rio|belo|porto|nova|vila|campo"),
    ("pl", "nowy|nowa|nowe|zielona|gorzów|bielsko"),
    ("sv", "nya|norra|södra|västra|östra"),
    ("da", "nørre|sønder|ny|store"),
    ("nb", "nordre|søndre|ny|mo"),
    ("fi", "uusi"),
    ("cs", "nový|nové|nová|hradec|české|karlovy|mladá|ústí"),
    ("sk", "nová|nové|banská|spišská|dolný"),
    ("hu", "új"),
    ("ro", "baia|cluj|târgu|piatra|râmnicu"),
];

/// Whether a place of several words may begin so.
pub(crate) fn begins_place(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    words(FIRST).any(|first| first == word)
}
