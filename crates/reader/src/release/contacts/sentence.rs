//! A contact inside a sentence.

use crate::{
    lexicon,
    model::Contact,
    release::{cues::Part, reach, scene::Scene, words},
};

/// "For press inquiries, please reach out to pr@example.org."
pub(super) fn sentences(scene: &Scene<'_>, used: &mut Vec<usize>, contacts: &mut Vec<Contact>) {
    for (i, block) in scene.blocks.iter().enumerate().skip(scene.headline.map_or(0, |h| h.saturating_sub(14))) {
        if block.chrome
            || block.text.len() > 900
            || used.contains(&i)
            || !block.text.contains(['@', '+', '0', '(', '[']) && block.links.is_empty()
        {
            continue;
        }
        if scene.sections.iter().any(|s| s.part == Part::OtherContact && (s.head == i || s.blocks.contains(&i))) {
            continue;
        }
        let emails: Vec<String> = reach::emails(&block.text).into_iter().map(|r| r.text).collect();
        let phones: Vec<String> = reach::phones(&block.text, true).into_iter().map(|r| r.text).collect();
        if emails.is_empty() && phones.is_empty() {
            continue;
        }
        let lower = emails.iter().fold(block.text.to_lowercase(), |text, e| text.replace(&e.to_lowercase(), " "));
        let asked = lexicon::is_for_press(&lower) && lexicon::asks(&lower)
            || block.text.len() <= 120 && emails.iter().any(|email| lexicon::names_press(email));
        if asked && !lower.contains("anmeld") && !lower.contains("regist") {
            let person = named(&block.text);
            if block.text.len() <= 400 && i > scene.start() {
                used.push(i);
            }
            contacts.push(Contact {
                name: person.as_ref().map(|p| p.name.clone()),
                role: person.and_then(|p| p.role),
                emails,
                phones,
                ..Contact::default()
            });
        }
    }
}

/// The person whom such a sentence names: "contact Jane Roe at ...".
fn named(sentence: &str) -> Option<words::Person> {
    let pieces = sentence
        .split([',', '(', ')', ':', ';', '|'])
        .flat_map(|p| p.split(" at "))
        .flat_map(|p| p.split(" on "))
        .flat_map(|p| p.split(" unter "))
        .flat_map(|p| p.split(" via "));
    let person = |piece: &str| {
        let after = ["contact ", "an ", "contacter ", "contactar ", "to ", "kontakt ", "kontaktieren sie "]
            .iter()
            .find_map(|w| piece.to_lowercase().find(w).and_then(|at| piece.get(at + w.len()..)))
            .unwrap_or(piece);
        words::person(after).or_else(|| words::asked_for(piece))
    };
    let pieces: Vec<&str> = pieces.map(str::trim).collect();
    let (at, found) = pieces.iter().enumerate().find_map(|(at, piece)| Some((at, person(piece)?)))?;
    let next = pieces.get(at + 1).filter(|next| words::is_role(next) && next.split_whitespace().count() <= 6);
    Some(words::Person { role: found.role.or(next.map(|role| (*role).to_owned())), ..found })
}
