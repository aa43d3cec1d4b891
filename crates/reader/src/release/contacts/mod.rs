//! Whom the press may ask: the lines under "Press contact" and its like, wherever they stand on the page, a
//! sentence that names an address for the press, and the office in a platform's byline.
//!
//! Investors, customers and menu entries are left out. The same person in two groups is one contact.

mod group;
mod line;
mod merge;
mod sentence;

pub(super) use line::is_label;

use group::Group;
use merge::merged;
use sentence::sentences;

use super::{
    cues::{self, Part},
    issuer, reach,
    scene::{Scene, Section},
    words,
};
use crate::{blocks::BlockKind, lexicon, model::Contact};

/// More than these are a directory.
const MAX: usize = 40;
/// So many are looked at, as some are the same person again.
const MAX_SEEN: usize = 5 * MAX;
/// Addresses, and numbers, of one contact.
const MAX_REACH: usize = 20;

/// The contacts and the blocks that held them.
pub(super) fn read(scene: &Scene<'_>) -> (Vec<Contact>, Vec<usize>) {
    let (mut contacts, mut used) = (Vec::new(), Vec::new());
    for section in scene.of(Part::PressContact).filter(|s| !is_menu_entry(scene, s)) {
        collect(scene, section, &mut contacts, &mut used);
    }
    if !contacts.iter().any(|c: &Contact| !c.emails.is_empty() || !c.phones.is_empty()) {
        for section in scene
            .of(Part::Contact)
            .filter(|s| s.head + 14 >= scene.start() && !scene.blocks[s.head].chrome && !is_menu_entry(scene, s))
        {
            collect(scene, section, &mut contacts, &mut used);
        }
    }
    headings_of_groups(scene, &mut used);
    sentences(scene, &mut used, &mut contacts);
    byline(scene, &mut contacts);
    if contacts.is_empty() {
        signature(scene, &mut used, &mut contacts);
    }
    (merged(contacts), used)
}

/// "Press contacts" above "1. Press office": a heading whose contacts stand under another one.
fn headings_of_groups(scene: &Scene<'_>, used: &mut Vec<usize>) {
    let parts = scene.of(Part::PressContact).filter(|s| s.blocks.is_empty() && !scene.blocks[s.head].chrome);
    let heads: Vec<usize> = parts.map(|s| s.head).filter(|head| used.contains(&(head + 1))).collect();
    used.extend(heads);
}

/// A link of a menu that happens to be called as a heading is.
fn is_menu_entry(scene: &Scene<'_>, section: &Section<'_>) -> bool {
    let head = &scene.blocks[section.head];
    let linked = head.links.iter().any(|l| {
        !l.href.starts_with('#')
            && !l.href.starts_with("mailto:")
            && !l.href.starts_with("tel:")
            && l.text.len() + 3 >= head.text.len()
    });
    linked && (head.chrome || head.kind == BlockKind::Item || !head.is_heading())
        || (head.chrome && head.kind == BlockKind::Item && head.links.is_empty() && section.blocks.is_empty())
}

fn collect(scene: &Scene<'_>, section: &Section<'_>, contacts: &mut Vec<Contact>, used: &mut Vec<usize>) {
    if contacts.len() >= MAX_SEEN {
        return;
    }
    // "Fachliche Auskünfte": one word before the cue is a name where the text says it too
    let said = |name: &&str| {
        name.contains(' ') || words::is_organisation(name) || scene.text().any(|(_, block)| block.text.contains(*name))
    };
    let mut group = Group::new(section.subject.filter(said), scene.names());
    let head = &scene.blocks[section.head];
    if let Some(inline) = section.inline {
        // "Press officer: Jane Roe, ...": the cue is the function
        let label = head.text.split(':').next().unwrap_or_default().trim();
        if label.split_whitespace().count() <= 4 && words::is_role(label) {
            group.role_before(label);
        }
        group.line(Some(head), inline);
    }
    let most = if head.chrome { 24 } else { 60 };
    let mut taken = vec![section.head];
    for i in section.blocks.clone().take(most) {
        let block = &scene.blocks[i];
        if block.caption || block.text.is_empty() && block.links.is_empty() || issuer::is_source(&block.text) {
            continue;
        }
        // a line of several links is a menu below the contacts
        let menu =
            block.links.iter().filter(|link| !link.href.contains(':') || link.href.starts_with("http")).count() > 1;
        let beyond = block.text.len() > 400 || menu && block.linked() > 0.8;
        if beyond && !taken.is_empty() && group.has_reach() {
            break;
        }
        let before = group.size();
        if block.text.len() <= 400 {
            group.line(Some(block), &block.text);
        }
        if block.text.len() <= 200 || group.size() > before {
            taken.push(i);
        }
    }
    let title = cues::bare_line(&head.text);
    let office = words::is_office(title)
        && !title.contains(':')
        && !title.to_lowercase().contains("contact")
        && !title.to_lowercase().contains("kontakt");
    let found = group.finish(office.then_some(title));
    if !found.is_empty() {
        used.extend(taken);
        contacts.extend(found);
    }
}

/// A person's name on a line of its own with a function for the press and what reaches them below it, under no heading.
fn signature(scene: &Scene<'_>, used: &mut Vec<usize>, contacts: &mut Vec<Contact>) {
    let person = |at: &usize| words::person(&scene.blocks[*at].text).is_some_and(|person| person.name.contains(' '));
    let lines: Vec<usize> = scene.text().map(|(at, _)| at).collect();
    for (index, at) in lines.iter().enumerate().filter(|(_, at)| person(at)) {
        let card: Vec<usize> =
            lines[index..].iter().copied().take(6).take_while(|at| !scene.blocks[*at].is_prose()).collect();
        let text = card.iter().map(|at| scene.blocks[*at].text.to_lowercase()).collect::<Vec<_>>().join(" ");
        if !lexicon::is_for_press(&text) || !card[1..].iter().any(|at| reach::has(&scene.blocks[*at].text)) {
            continue;
        }
        let mut group = Group::new(None, scene.names());
        card.iter().for_each(|at| group.line(Some(&scene.blocks[*at]), &scene.blocks[*at].text));
        contacts.extend(group.finish(None));
        used.extend(std::iter::once(*at).chain(card));
        return;
    }
}

/// A platform's byline under the headline: a person, the office on the same line, the organisation after it.
fn byline(scene: &Scene<'_>, contacts: &mut Vec<Contact>) {
    for i in scene.start()..(scene.start() + 5).min(scene.blocks.len()) {
        let block = &scene.blocks[i];
        if block.chrome || block.text.len() > 120 || !words::is_office(&block.text) {
            continue;
        }
        let tokens: Vec<&str> = block.text.split_whitespace().collect();
        let name = (2..=tokens.len().min(6))
            .rev()
            .filter_map(|n| words::person(&tokens[..n].join(" ")).map(|p| (n, p)))
            .find(|(n, _)| *n < tokens.len() && words::is_office(&tokens[*n..].join(" ")));
        let organization = scene
            .blocks
            .get(i + 1)
            .filter(|b| b.text.len() <= 120 && words::is_organisation(&b.text))
            .map(|b| b.text.clone());
        if let (Some((n, person)), Some(organization)) = (name, organization) {
            contacts.push(Contact {
                name: Some(person.name),
                role: Some(tokens[n..].join(" ")),
                organization: Some(organization),
                ..Contact::default()
            });
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    fn contacts(html: &str) -> Vec<Contact> {
        let blocks = blocks::of(&Html::parse_document(html));
        let (known, hints) = (Known::default(), Hints::default());
        read(&Scene::new(&blocks, None, &known, &hints)).0
    }

    #[test]
    fn groups_of_persons_are_parted() {
        let read = contacts(
            "<h1>Title here</h1><h3>Media contacts</h3><p>John Doe, Head of Communications, Example Trust<br>T: +44 113 496 0123<br>E: <a href='mailto:j.doe@example.org'>write</a><br>Out of hours: +44 7700 900123</p><p>Jane Roe<br>Press Officer<br>j.roe@example.org</p>",
        );
        assert_eq!(read.len(), 2, "{read:?}");
        assert_eq!(
            (read[0].name.as_deref(), read[0].role.as_deref(), read[0].organization.as_deref()),
            (Some("John Doe"), Some("Head of Communications"), Some("Example Trust"))
        );
        assert_eq!(
            (read[0].phones.len(), read[0].emails[0].as_str(), read[0].note.as_deref()),
            (2, "j.doe@example.org", Some("Out of hours"))
        );
        assert_eq!((read[1].name.as_deref(), read[1].role.as_deref()), (Some("Jane Roe"), Some("Press Officer")));
    }

    #[test]
    fn an_office_is_a_contact_and_the_same_number_counts_once() {
        let read = contacts(
            "<h1>T</h1><h2>Press Contacts</h2><h3>1. Press Office</h3><p><a href='mailto:press@example.org'>press@example.org</a></p><p>+44 (0) 20 7413 5566</p><p>(020) 7413 5566</p>",
        );
        assert_eq!(read.len(), 1, "{read:?}");
        assert_eq!((read[0].name.as_deref(), read[0].phones.len()), (Some("Press Office"), 1));
    }

    #[test]
    fn menus_customers_and_investors_are_no_press_contacts() {
        let read = contacts(
            "<nav><a href=/press>Press contact</a><a href=/x>Call 0800 123456</a></nav><h1>T</h1><p>Text.</p><h2>Kontakt Investoren</h2><p>Felix Zander, Tel: +49 40 300301000</p><footer><p>Customer service: 0800 123456</p></footer>",
        );
        assert_eq!(read, []);
    }

    #[test]
    fn what_stands_beside_a_contact_is_parted_from_it() {
        let read = contacts(
            "<h1>T</h1><p><b>Contacts:</b></p><p><u>Media</u><br>Dana Roe, 757-555-0134, dana@example.com</p><p><u>Investors</u><br>Will Poe, 757-555-0150, ir@example.com</p><p>Source: Example Holding, Inc.</p>",
        );
        assert_eq!(read.len(), 1, "{read:?}");
        assert_eq!((read[0].name.as_deref(), read[0].organization.as_deref()), (Some("Dana Roe"), None));
        let read = contacts(
            "<h1>T</h1><h2>Kontakter</h2><h3>Eva Roe</h3><p>Presskontakt</p><p>Kommunikationschef</p><p>eva@example.se</p>",
        );
        assert_eq!((read[0].name.as_deref(), read[0].role.as_deref()), (Some("Eva Roe"), Some("Kommunikationschef")));
        let read = contacts(
            "<h1>T</h1><p>Press contact:<br>Ana Roe – ana@example.org – (11) 95555-0123<br>Tel. 05 55 00 12 34 – 06 70 00 12 34</p>",
        );
        assert_eq!((read[0].name.as_deref(), read[0].phones.len()), (Some("Ana Roe"), 3), "{read:?}");
    }

    #[test]
    fn a_heading_is_an_office_a_name_or_none() {
        let read = contacts("<h1>T</h1><p><b>Departamento de Comunicación</b></p><p>prensa@example.es</p>");
        assert_eq!(read[0].name.as_deref(), Some("Departamento de Comunicación"));
        let read = contacts(
            "<h1>T</h1><p>Text of it.</p><p><b>Jana Roe</b><br>tisková mluvčí<br>+420 555 123 456<br>jana@example.cz</p>",
        );
        assert_eq!((read[0].name.as_deref(), read[0].role.as_deref()), (Some("Jana Roe"), Some("tisková mluvčí")));
        let read = contacts(
            "<h1>T</h1><p>Text.</p><p><b>Fachliche Auskünfte</b></p><p>Dr. Wiebke Roe</p><p>Telefon: 0431 555 01-23</p>",
        );
        assert_eq!((read[0].name.as_deref(), read[0].organization.as_deref()), (Some("Wiebke Roe"), None));
    }

    #[test]
    fn a_sentence_names_each_with_what_reaches_them() {
        let read = contacts(
            "<h1>T</h1><p>For more information, please contact Olga Roe (olga@example.org, +1 212-555-0134) or Ben Poe (ben@example.org).</p>",
        );
        let read: Vec<_> = read.iter().map(|one| (one.name.as_deref(), one.emails[0].as_str())).collect();
        assert_eq!(read, [(Some("Olga Roe"), "olga@example.org"), (Some("Ben Poe"), "ben@example.org")]);
    }

    #[test]
    fn a_sentence_may_name_the_address() {
        let read = contacts("<h1>T</h1><p>For press inquiries, please contact Jane Roe at PR@example.net.</p>");
        assert_eq!((read[0].name.as_deref(), read[0].emails[0].as_str()), (Some("Jane Roe"), "PR@example.net"));
        let read = contacts(
            "<h1>T</h1><p>Voor vragen van de pers kunt u contact opnemen met Jana Roe, woordvoerder, via 06 - 55 50 12 34 of pers@example.nl.</p>",
        );
        assert_eq!(
            (read[0].name.as_deref(), read[0].role.as_deref(), read[0].phones[0].as_str()),
            (Some("Jana Roe"), Some("woordvoerder"), "06 - 55 50 12 34")
        );
    }
}
