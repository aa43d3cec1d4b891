//! The language of a text by its small words.

use std::{collections::HashMap, sync::LazyLock};

use super::Rows;

/// Small words that are common in one language and rare in the others.
#[rustfmt::skip]
pub(super) const SMALL: Rows = &[
    ("en", "the|and|of|with|for|that|is|was|has|will|this|are|by|from|its|which"),
    ("de", "der|die|das|und|ist|mit|für|von|den|dem|ein|eine|nicht|auch|sich|wird|auf|zu"),
    ("fr", "le|les|des|est|dans|pour|une|sur|avec|qui|par|aux|cette|et|du|sont|plus"),
    ("es", "el|los|las|una|con|para|por|del|que|es|más|como|su|se|y|este|está"),
    ("it", "il|gli|della|di|che|per|una|con|sono|nel|alla|dei|delle|è|anche|questa|dove|tra"),
    ("nl", "het|een|van|en|zijn|voor|met|niet|dat|ook|aan|bij|wordt|naar|deze|op"),
    ("pt", "o|os|uma|com|para|não|do|da|dos|das|em|mais|que|ao|pela|pelo|são|e"),
    ("pl", "i|w|na|nie|z|się|do|jest|że|oraz|dla|przez|od|po|są"),
    ("sv", "och|att|det|som|är|för|med|den|ett|av|till|inte|på|har|vi|kan"),
    ("da", "og|at|det|som|er|for|med|den|af|til|ikke|på|har|der|en|et|kan"),
    ("nb", "og|at|det|som|er|for|med|den|av|til|ikke|på|har|en|et|kan|å"),
    ("fi", "ja|on|että|ei|oli|se|kun|myös|ovat|sekä|mutta|joka|tai|hän|olla"),
    ("cs", "a|je|se|na|že|v|pro|s|které|jsou|také|byl|ve|jako|který"),
    ("sk", "a|je|sa|na|že|v|pre|s|ktoré|sú|tiež|bol|vo|ako|ktorý"),
    ("hu", "a|az|és|hogy|egy|nem|is|van|volt|meg|ez|csak|már|vagy"),
    ("ro", "și|de|la|în|cu|este|pentru|care|din|pe|sunt|mai|nu|o|au"),
    ("ja", "の|は|を|に|が|と|で|た"),
    ("tr", "ve|bir|bu|için|ile|olarak|da|daha|olan|gibi|çok|kadar|en|her"),
    ("ru", "и|в|на|не|что|с|по|для|из|как|это|его|от|о"),
    ("uk", "і|в|на|не|що|з|та|для|до|як|це|його|від|про|у|й"),
    ("el", "και|το|η|του|της|να|για|με|που|από|στο|στην|των|είναι"),
    ("hr", "i|je|u|na|se|da|za|su|od|koji|koja|te|kao|će"),
];

/// The rows that each word stands in.
static ROWS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut rows: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, (_, words)) in SMALL.iter().enumerate() {
        words.split('|').for_each(|word| rows.entry(word).or_default().push(row));
    }
    rows
});

/// Words that are looked at.
const MOST: usize = 160;

/// The language of a text, where its small words say so clearly; `declared`: what the page says, believed unless the text
/// has hardly a word of it.
pub(crate) fn of_text(text: &str, declared: Option<&str>) -> Option<&'static str> {
    let kana = text.chars().take(600).filter(|c| ('\u{3040}'..='\u{30ff}').contains(c)).count();
    if kana > 30 {
        return Some("ja");
    }
    let tokens: Vec<String> = text
        .split_whitespace()
        .take(MOST)
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .collect();
    if tokens.len() < 25 {
        return None;
    }
    let mut counted: Vec<(usize, &str)> = SMALL.iter().map(|(language, _)| (0, *language)).collect();
    for row in tokens.iter().filter_map(|token| ROWS.get(token.as_str())).flatten() {
        counted[*row].0 += 1;
    }
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let (most, best) = *counted.first()?;
    let primary = declared.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase());
    let primary = primary.map(|tag| if tag == "no" || tag == "nn" { "nb".to_owned() } else { tag });
    let own = primary.and_then(|tag| counted.iter().find(|(_, language)| *language == tag).map(|(count, _)| *count));
    let (second, _) = counted.get(1).copied().unwrap_or_default();
    // without a declaration the text itself must be clear; against one its language must be all but absent
    let clear = most >= 6 && most * 6 >= tokens.len();
    let sure = match own {
        Some(own) => most >= 2 * own + 4,
        None => most * 2 >= second * 3,
    };
    (clear && sure).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_contradicts_the_language_of_its_theme() {
        let text = "La Fondazione ha aperto questa primavera tre rifugi per gli escursionisti e le loro famiglie, che potranno passare la notte in quota senza prenotare. Il primo si trova sopra il paese, gli altri due lungo il sentiero che porta al lago.";
        assert_eq!(of_text(text, Some("en-US")), Some("it"));
        assert_eq!(of_text(text, Some("it")), None);
        assert_eq!(of_text("Three words only", Some("de")), None);
    }
}
