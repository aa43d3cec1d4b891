//! Whom the press may ask: the lines under "Press contact" and its like, wherever they stand on the page, a
//! sentence that names an address for the press, and the office in a platform's byline.
//!
//! Investors, customers and menu entries are left out. The same person in two groups is one contact.

mod line;

use line::Fact;

use super::{
    cues::{self, Part},
    reach,
    scene::{Scene, Section},
    words,
};
use crate::{
    model::Contact,
    read::blocks::{Block, BlockKind},
};

/// More than these are a directory.
const MAX: usize = 40;

/// The contacts and the blocks that held them.
pub(super) fn read(scene: &Scene<'_>) -> (Vec<Contact>, Vec<usize>) {
    let (mut contacts, mut used) = (Vec::new(), Vec::new());
    for section in scene.of(Part::PressContact).filter(|s| !is_menu_entry(scene, s)) {
        collect(scene, section, &mut contacts, &mut used);
    }
    if !contacts.iter().any(|c: &Contact| !c.emails.is_empty() || !c.phones.is_empty()) {
        for section in scene
            .of(Part::Contact)
            .filter(|s| s.head >= scene.start() && !scene.blocks[s.head].chrome && !is_menu_entry(scene, s))
        {
            collect(scene, section, &mut contacts, &mut used);
        }
    }
    sentences(scene, &used, &mut contacts);
    byline(scene, &mut contacts);
    (merged(contacts), used)
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
    let mut group = Group::new(section.subject);
    let head = &scene.blocks[section.head];
    if let Some(inline) = section.inline {
        group.line(Some(head), inline);
    }
    let reach = if head.chrome { 24 } else { 60 };
    let mut taken = vec![section.head];
    for i in section.blocks.clone().take(reach) {
        let block = &scene.blocks[i];
        if block.caption || block.text.is_empty() && block.links.is_empty() {
            continue;
        }
        if block.text.len() > 400 && !taken.is_empty() && group.has_reach() {
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

/// The contacts of one section while its lines are read.
struct Group {
    contacts: Vec<Contact>,
    current: Contact,
    /// The name is a person's, not an office's.
    person: bool,
    /// A function that stood before its person.
    pending_role: Option<String>,
    /// An organisation on a line of its own, for all of the group.
    organization: Option<String>,
}

impl Group {
    fn new(subject: Option<&str>) -> Self {
        let organization = subject.filter(|s| !s.is_empty() && s.split_whitespace().count() <= 10).map(str::to_owned);
        Self { contacts: Vec::new(), current: Contact::default(), person: false, pending_role: None, organization }
    }

    fn size(&self) -> usize {
        self.contacts.len() + usize::from(self.current != Contact::default())
    }

    fn has_reach(&self) -> bool {
        self.reached() || !self.contacts.is_empty()
    }

    fn reached(&self) -> bool {
        !self.current.emails.is_empty() || !self.current.phones.is_empty()
    }

    fn line(&mut self, block: Option<&Block>, text: &str) {
        for fact in line::facts(block, text) {
            self.take(fact);
        }
    }

    fn take(&mut self, fact: Fact) {
        match fact {
            Fact::Person(person) => {
                if self.person || self.reached() {
                    self.flush();
                }
                if let Some(office) = self.current.name.take() {
                    self.current.note.get_or_insert(office);
                }
                let before = self.pending_role.take();
                let role = person.role.or(self.current.role.take()).or(before);
                self.current.name = Some(person.name);
                self.person = true;
                role.into_iter().for_each(|r| self.role(&r));
            }
            Fact::Office(office) => {
                if self.person && self.reached() || (self.current.name.is_some() && self.reached()) {
                    self.flush();
                }
                match self.current.name {
                    None => self.current.name = Some(office),
                    Some(_) if self.person && self.current.role.is_none() => self.current.role = Some(office),
                    Some(_) => {}
                }
            }
            Fact::Organisation(name) => {
                if self.current.organization.is_none() && !self.reached() {
                    self.current.organization = Some(name.clone());
                }
                self.organization.get_or_insert(name);
            }
            Fact::Role(role) if self.reached() && self.person => {
                self.flush();
                self.pending_role = Some(role);
            }
            Fact::Role(role) if self.person => self.role(&role),
            Fact::Role(role) => self.pending_role = Some(role),
            Fact::Email(email) => {
                if !self.current.emails.iter().any(|e| e.eq_ignore_ascii_case(&email)) {
                    self.current.emails.push(email);
                }
            }
            Fact::Phone(phone) => {
                if !self.current.phones.iter().any(|p| reach::digits(p) == reach::digits(&phone)) {
                    self.current.phones.push(phone);
                }
            }
            Fact::Hours(hours) => self.current.hours = Some(hours),
            Fact::Note(note) => self.current.note = Some(note),
        }
    }

    fn role(&mut self, text: &str) {
        if self.current.role.is_some() {
            return;
        }
        let function = words::function(text, &[]);
        self.current.role = function.role;
        if self.current.organization.is_none() {
            self.current.organization = function.organization;
        }
    }

    fn flush(&mut self) {
        let contact = std::mem::take(&mut self.current);
        self.person = false;
        let told = !contact.emails.is_empty()
            || !contact.phones.is_empty()
            || (contact.name.is_some() && contact.role.is_some());
        if told && self.contacts.len() < MAX {
            self.contacts.push(contact);
        }
    }

    /// `office`: the section's heading, where it names the office itself.
    fn finish(mut self, office: Option<&str>) -> Vec<Contact> {
        self.flush();
        for contact in &mut self.contacts {
            if let Some(organization) = &self.organization
                && contact.organization.as_ref().is_none_or(|own| is_inflected(own, organization))
            {
                contact.organization = Some(organization.clone());
            }
            if contact.name.is_none() {
                contact.name = office.map(str::to_owned);
            }
            if contact.role.is_none() && contact.name.is_none() {
                contact.role = self.pending_role.clone();
            }
        }
        self.contacts
    }
}

/// "Deutschen Caritasverbandes" is "Deutscher Caritasverband e. V." in another case.
fn is_inflected(own: &str, printed: &str) -> bool {
    let stem = |text: &str| {
        text.split_whitespace()
            .filter(|w| w.chars().count() > 4)
            .map(|w| w.to_lowercase().chars().take(5).collect::<String>())
            .collect::<Vec<_>>()
    };
    let (own, printed) = (stem(own), stem(printed));
    !own.is_empty() && own.iter().all(|w| printed.contains(w))
}

/// "For press inquiries, please reach out to pr@example.org."
fn sentences(scene: &Scene<'_>, used: &[usize], contacts: &mut Vec<Contact>) {
    const PRESS: &[&str] = &[
        "press",
        "media",
        "presse",
        "medien",
        "prensa",
        "medios",
        "médias",
        "stampa",
        "imprensa",
        "mediów",
        "prasow",
        "journalist",
        "journalistes",
        "periodistas",
        "giornalisti",
        "jornalistas",
        "redaktion",
        "interview",
        "interviews",
        "pers",
        "novinář",
    ];
    const ASK: &[&str] = &[
        "contact",
        "inquir",
        "enquir",
        "reach out",
        "reach ",
        "get in touch",
        "kontakt",
        "rückfragen",
        "anfragen",
        "wenden",
        "contacter",
        "contactar",
        "contattare",
        "contatt",
        "contato",
        "contacto",
        "e-mail",
        "email",
        "call",
        "auskünfte",
        "queries",
        "questions",
        "fragen",
    ];
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
        let phones: Vec<String> = reach::phones(&block.text, false).into_iter().map(|r| r.text).collect();
        if emails.is_empty() && phones.is_empty() {
            continue;
        }
        let lower = emails.iter().fold(block.text.to_lowercase(), |text, e| text.replace(&e.to_lowercase(), " "));
        let asked = PRESS.iter().any(|w| words::contains_words(&lower, w)) && ASK.iter().any(|w| lower.contains(w));
        if asked && !lower.contains("anmeld") && !lower.contains("regist") {
            let person = named(&block.text);
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
    pieces
        .filter_map(|p| {
            let after = ["contact ", "an ", "contacter ", "contactar ", "to ", "kontakt ", "kontaktieren sie "]
                .iter()
                .find_map(|w| p.to_lowercase().find(w).and_then(|at| p.get(at + w.len()..)))
                .unwrap_or(p);
            words::person(after)
        })
        .next()
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

/// The same person, address or number once; what both say is joined.
fn merged(contacts: Vec<Contact>) -> Vec<Contact> {
    let mut kept: Vec<Contact> = Vec::new();
    for contact in contacts {
        let same = kept.iter().position(|k| match (&k.name, &contact.name) {
            (Some(a), Some(b)) => {
                a.eq_ignore_ascii_case(b)
                    && (k.organization == contact.organization
                        || k.organization.is_none()
                        || contact.organization.is_none()
                        || shares(k, &contact))
            }
            _ => shares(k, &contact),
        });
        match same {
            None if kept.len() < MAX => kept.push(contact),
            None => {}
            Some(at) => join(&mut kept[at], contact),
        }
    }
    kept
}

fn shares(a: &Contact, b: &Contact) -> bool {
    a.emails.iter().any(|e| b.emails.iter().any(|o| o.eq_ignore_ascii_case(e)))
        || (b.emails.is_empty()
            && !b.phones.is_empty()
            && b.phones.iter().all(|p| a.phones.iter().any(|o| reach::digits(o) == reach::digits(p))))
}

fn join(first: &mut Contact, other: Contact) {
    for email in other.emails {
        if !first.emails.iter().any(|e| e.eq_ignore_ascii_case(&email)) {
            first.emails.push(email);
        }
    }
    for phone in other.phones {
        if !first.phones.iter().any(|p| reach::digits(p) == reach::digits(&phone)) {
            first.phones.push(phone);
        }
    }
    first.name = first.name.take().or(other.name);
    first.role = first.role.take().or(other.role);
    first.organization = first.organization.take().or(other.organization);
    first.hours = first.hours.take().or(other.hours);
    first.note = first.note.take().or(other.note);
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::{
        read::{blocks, release::Known},
        text::dates::Hints,
    };

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
    fn a_sentence_may_name_the_address() {
        let read = contacts("<h1>T</h1><p>For press inquiries, please contact Jane Roe at PR@example.net.</p>");
        assert_eq!((read[0].name.as_deref(), read[0].emails[0].as_str()), (Some("Jane Roe"), "PR@example.net"));
    }
}
