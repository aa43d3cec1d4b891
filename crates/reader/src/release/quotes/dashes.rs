//! Speech behind a dash, as half of Europe prints it: "– Det är stort, säger Karin Öberg, vd.", "– Czekali pięć lat –
//! powiedziała Anna Wrona.", "– Se on iso asia, sanoo Liisa Ranta."

use super::{
    clause::head,
    speaker::{self, Said},
};
use crate::lexicon::{is_auxiliary, is_verb};

const DASHES: [char; 5] = ['–', '—', '―', '−', '-'];
/// What parts the speech from who speaks; a question mark is of the speech.
const PARTS: [&str; 8] = [", ", " – ", " — ", " - ", "? ", "! ", "?, ", "!, "];

/// Characters of a speech in which its end is looked for, and of what follows in which its speaker is.
const SPEECH: usize = 2_000;
const CLAUSE: usize = 400;

/// What was said, and by whom. Without a verb of saying a dash opens an entry of a list.
pub(super) fn read(text: &str) -> Option<(String, Said)> {
    let speech = text.trim_start().strip_prefix(DASHES)?;
    let speech = speech.strip_prefix(char::is_whitespace)?.trim_start();
    let mut ends: Vec<(usize, usize)> = PARTS.iter().flat_map(|part| parted(head(speech, SPEECH), part)).collect();
    ends.sort_unstable();
    ends.into_iter().filter(|(_, from)| says(&speech[*from..])).find_map(|(end, from)| {
        // "– So – said Jane Roe. – And more.": the next dash goes on with the speech
        let rest = &speech[from..];
        let clause = head(rest, CLAUSE);
        let parted = DASHES.iter().find_map(|dash| {
            let mark = format!(". {dash} ");
            clause.find(&mark).map(|at| (at, at + mark.len()))
        });
        let (clause, more) = parted.map_or((clause, ""), |(at, next)| (&rest[..at], &rest[next..]));
        let said = speaker::after(clause, false)?;
        let words = speech[..end].trim_end_matches([',', ' ']);
        let spoken = !more.is_empty() && DASHES.iter().all(|dash| !more.contains(&format!(" {dash} ")));
        Some((if spoken { format!("{words}. {}", more.trim()) } else { words.to_owned() }, said))
    })
}

/// Where the speech may end, and what follows begin.
fn parted<'a>(speech: &'a str, part: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let own = part.len() - part.trim_start_matches(['?', '!']).len();
    speech.match_indices(part).map(move |(at, _)| (at + own, at + part.len()))
}

fn says(clause: &str) -> bool {
    let mut tokens = clause.split_whitespace();
    let first = tokens.next().unwrap_or_default();
    is_verb(first) || is_auxiliary(first) && tokens.next().is_some_and(is_verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_is_looked_through_once() {
        let begun = std::time::Instant::now();
        assert!(read(&format!("– {}", "so, säger ".repeat(400_000))).is_none());
        assert!(begun.elapsed() < std::time::Duration::from_secs(2));
    }

    #[test]
    fn a_dash_opens_what_a_verb_of_saying_closes() {
        for (text, said, name, role) in [
            (
                "– Nu kan vi bygga, säger Karin Öberg, vd för Exempel.", "Nu kan vi bygga", "Karin Öberg",
                "vd för Exempel",
            ),
            (
                "– Czekaliśmy pięć lat – powiedziała Anna Wrona. – Teraz jadą.",
                "Czekaliśmy pięć lat. Teraz jadą.",
                "Anna Wrona",
                "",
            ),
            ("– Hva nå? sier konsernsjef Anne Solheim.", "Hva nå?", "Anne Solheim", "konsernsjef"),
            (
                "– Se on iso asia, sanoo toiminnanjohtaja Liisa Ranta.", "Se on iso asia", "Liisa Ranta",
                "toiminnanjohtaja",
            ),
            ("– Zwölf neue Wagen, Lieferung ab Mai", "", "", ""),
            ("-50 Grad, sagt Jane Roe", "", "", ""),
        ] {
            let read = read(text).map(|(words, s)| (words, s.name.unwrap_or_default(), s.role.unwrap_or_default()));
            let want = (said.to_owned(), name.to_owned(), role.to_owned());
            assert_eq!(read.unwrap_or_default(), want, "{text}");
        }
    }
}
