//! A contact inside a sentence.

use crate::{
    lexicon,
    model::Contact,
    release::{cues::Part, reach, scene::Scene, words},
};

/// "For press inquiries, please reach out to pr@example.org."
pub(super) fn sentences(scene: &Scene<'_>, used: &mut Vec<usize>, contacts: &mut Vec<Contact>) {
    // where nobody else is named, whom anybody may ask answers the press
    let told = !contacts.is_empty();
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
        if !reach::has(&block.text) {
            continue;
        }
        let lower = reach::emails(&block.text)
            .iter()
            .fold(block.text.to_lowercase(), |text, e| text.replace(&e.text.to_lowercase(), " "));
        // "Jane Roe, press officer, ...": who answers the press need not say that one may ask
        let card = || block.text.len() <= 160 && !lower.contains(". ") && named(&block.text).is_some();
        let asked = lexicon::asks(&lower);
        let asked = lexicon::is_for_press(&lower) && (asked || card())
            || asked && !told && named(&block.text).is_some()
            || block.text.len() <= 120 && reach::emails(&block.text).iter().any(|e| lexicon::names_press(&e.text));
        if asked && !lower.contains("anmeld") && !lower.contains("regist") {
            if block.text.len() <= 400 && i > scene.start() {
                used.push(i);
            }
            contacts.extend(parts(&block.text).into_iter().map(contact));
        }
    }
}

/// "Jane Roe (jane@example.org) or John Doe (john@example.org)": each with what reaches them.
fn parts(sentence: &str) -> Vec<&str> {
    let joins = [" or ", " and ", " oder ", " und ", " ou ", " et ", " o ", " y ", " e ", "; "];
    let halves = joins.iter().filter_map(|join| sentence.split_once(*join));
    let mut halves = halves.filter(|(a, b)| [a, b].iter().all(|half| named(half).is_some() && reach::has(half)));
    halves.next().map_or_else(|| vec![sentence], |(a, b)| vec![a, b])
}

fn contact(part: &str) -> Contact {
    let person = named(part);
    let texts = |reaches: Vec<reach::Reach>| reaches.into_iter().map(|reach| reach.text).collect();
    Contact {
        name: person.as_ref().map(|p| p.name.clone()),
        role: person.and_then(|p| p.role),
        emails: texts(reach::emails(part)),
        phones: texts(reach::phones(part, true)),
        ..Contact::default()
    }
}

/// The person whom such a sentence names: "contact Jane Roe at ...".
fn named(sentence: &str) -> Option<words::Person> {
    let pieces = sentence
        .split([',', '(', ')', ':', ';', '|'])
        .flat_map(|p| p.split(" at "))
        .flat_map(|p| p.split(" on "))
        .flat_map(|p| p.split(" in "))
        .flat_map(|p| p.split(" unter "))
        .flat_map(|p| p.split(" via "));
    let person = |piece: &str| {
        let after = ["contact ", "call ", "an ", "contacter ", "contactar ", "to ", "kontakt ", "kontaktieren sie "]
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
