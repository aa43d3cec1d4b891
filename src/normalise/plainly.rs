//! Languages that a text shows plainly, by the small words that every text of them is full of: most of what is read is
//! in one of them, and counting words costs a tenth of laying trigrams beside those of all languages.

use std::sync::LazyLock;

/// A language, its small words (no word stands in two rows), and how many of a
/// hundred words they are at least.
const LANGUAGES: [(&str, &str, usize); 3] = [
    ("en", "the of and to for that with by from on at is are was be has have will this its as it an which their", 18),
    (
        "de",
        "der die und den von zu das mit auf ist im dem nicht ein eine als auch werden aus hat dass nach wird bei sich",
        18,
    ),
    ("fr", "et les des du une est pour dans par sur au qui avec ce sont aux cette ses leur", 13),
];
/// Of fewer words nothing is plain.
const WORDS: usize = 20;
/// Nor by fewer different ones.
const DIFFERENT: u32 = 5;
/// For each word of another language there are so many of this.
const OUTNUMBERED: usize = 4;

/// A short word in one number: eight bytes of it.
type Short = u64;

/// Each with the place of its language and its own place there.
static KNOWN: LazyLock<Vec<(Short, usize, u32)>> = LazyLock::new(|| {
    let words = LANGUAGES.iter().enumerate().flat_map(|(language, (_, words, _))| {
        (0..).zip(words.split(' ')).filter_map(move |(at, word)| Some((short(word.as_bytes())?, language, at)))
    });
    let mut known: Vec<_> = words.collect();
    known.sort_unstable();
    known
});

fn short(word: &[u8]) -> Option<Short> {
    let fits = word.len() <= size_of::<Short>();
    fits.then(|| word.iter().fold(0, |all, letter| all << 8 | Short::from(letter.to_ascii_lowercase())))
}

/// The language of a text, where its small words leave no doubt.
pub fn language(text: &str) -> Option<&'static str> {
    let (mut words, mut found, mut seen) = (0, [0_usize; LANGUAGES.len()], [0_u32; LANGUAGES.len()]);
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    for word in text.as_bytes().split(|byte| !letter(byte)).filter(|word| !word.is_empty()) {
        words += 1;
        let Some(word) = short(word) else { continue };
        if let Ok(place) = KNOWN.binary_search_by_key(&word, |(known, ..)| *known) {
            let (_, language, at) = KNOWN[place];
            found[language] += 1;
            seen[language] |= 1 << at;
        }
    }
    let all: usize = found.iter().sum();
    let plain = |language: &usize| {
        let own = found[*language];
        words >= WORDS
            && own * 100 >= words * LANGUAGES[*language].2
            && seen[*language].count_ones() >= DIFFERENT
            && (all - own) * OUTNUMBERED <= own
    };
    (0..LANGUAGES.len()).find(plain).map(|language| LANGUAGES[language].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_full_of_its_small_words_is_plain_and_its_neighbours_are_not_taken_for_it() {
        for (text, wanted) in [
            (
                "The council said on Monday that the bridge will be closed for two weeks, and that the repair of its old \
                 arches is to be paid from the budget of the region.",
                Some("en"),
            ),
            (
                "Die neue Taskforce nimmt heute ihre Arbeit auf. Sie soll die Zusammenarbeit zwischen den Ländern \
                 verbessern und Straftaten im Netz schneller aufklären. Die Leitung ist mit der Aufgabe vertraut.",
                Some("de"),
            ),
            (
                "Le conseil a annoncé lundi la fermeture du pont pour deux semaines. Les travaux sont payés par la région \
                 et les communes, dans le cadre du plan qui est en place avec les usagers.",
                Some("fr"),
            ),
            (
                "El consejo anunció el lunes el cierre del puente por dos semanas y que las obras se pagan con el \
                 presupuesto de la región, que es de un millón de euros para este año.",
                None,
            ),
            (
                "El consell ha anunciat dilluns el tancament del pont per dues setmanes. Les obres es paguen amb el \
                 pressupost de la regió, que és d'un milió d'euros per a aquest any des de gener.",
                None,
            ),
            (
                "Regeringen har i dag besluttet, at den nye bro skal bygges i det kommende år, og at arbejdet begynder til \
                 foråret. Borgmesteren siger, at udgifterne ventes at blive tolv millioner kroner.",
                None,
            ),
            (
                "De raad heeft maandag besloten dat de brug voor twee weken dicht gaat en dat het herstel van de bogen \
                 wordt betaald uit de begroting van het gewest, die is aangenomen met de stemmen van allen.",
                None,
            ),
            ("The the the the the the the the the the the the the the the the the the the the the the the.", None),
            ("The end of it is to be seen.", None),
        ] {
            assert_eq!(language(text), wanted, "{text}");
        }
        assert!(LANGUAGES.iter().all(|(_, words, _)| words.split(' ').count() <= 32));
    }
}
