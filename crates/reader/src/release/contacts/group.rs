//! Facts of a section's lines, gathered into persons and offices.

use super::{
    MAX,
    line::{self, Fact},
};
use crate::{
    blocks::Block,
    model::Contact,
    release::{
        cues::{self, Part},
        reach, words,
    },
    text::folded,
};

/// The contacts of one section while its lines are read.
pub(super) struct Group {
    contacts: Vec<Contact>,
    current: Contact,
    /// The name is a person's, not an office's.
    is_person: bool,
    /// A function that stood before its person.
    pending_role: Option<String>,
    /// An organisation on a line of its own, for all of the group.
    organization: Option<String>,
    /// Organisations that the page names elsewhere, folded.
    known: Vec<String>,
}

impl Group {
    /// `known`: organisations that the page names elsewhere.
    pub(super) fn new(subject: Option<&str>, known: Vec<&str>) -> Self {
        // "Giunta regionale" is a part of whom the page is of
        let named = |subject: &&str| {
            let last = subject.split_whitespace().next_back();
            words::is_organisation(subject) || last.is_some_and(|last| !last.starts_with(char::is_lowercase))
        };
        let subject = subject.filter(|s| s.split_whitespace().count() <= 10).filter(named);
        let organization = subject.map(str::to_owned);
        let known = known.into_iter().map(folded).collect();
        Self {
            contacts: Vec::new(),
            current: Contact::default(),
            is_person: false,
            pending_role: None,
            organization,
            known,
        }
    }

    pub(super) fn size(&self) -> usize {
        self.contacts.len() + usize::from(self.current != Contact::default())
    }

    pub(super) fn has_reach(&self) -> bool {
        self.reached() || !self.contacts.is_empty()
    }

    fn reached(&self) -> bool {
        !self.current.emails.is_empty() || !self.current.phones.is_empty()
    }

    pub(super) fn line(&mut self, block: Option<&Block>, text: &str) {
        let facts = line::facts(block, text);
        if facts.is_empty() && self.is_person && !self.reached() && !line::is_label(text) {
            self.below_a_name(text);
        }
        for fact in facts {
            self.take(fact);
        }
    }

    /// A line that is none of the facts, right below a person: the press contact's function, or an organisation.
    fn below_a_name(&mut self, text: &str) {
        let press = cues::of(text, None).is_some_and(|cue| cue.part == Part::PressContact && cue.inline.is_none());
        if press && self.current.role.is_none() {
            self.current.role = Some(text.trim().to_owned());
        } else if self.current.organization.is_none() && is_title(text) {
            self.current.organization = Some(text.trim().to_owned());
        }
    }

    /// Whether a name of capitalised words is an organisation's that the page names elsewhere.
    fn is_known(&self, person: &words::Person) -> bool {
        let name = folded(&person.name);
        person.role.is_none() && name.len() > 5 && self.known.iter().any(|own| own.starts_with(&name))
    }

    /// A function that the next person has.
    pub(super) fn role_before(&mut self, role: &str) {
        self.pending_role = Some(role.to_owned());
    }

    fn take(&mut self, fact: Fact) {
        match fact {
            Fact::Person(person) if self.is_known(&person) => self.take(Fact::Organisation(person.name)),
            Fact::Person(person) => self.person(person),
            Fact::Office(office) => self.office(office),
            Fact::Organisation(name) => self.organisation(name),
            Fact::Role(role) if self.reached() && self.is_person => {
                self.flush();
                self.pending_role = Some(role);
            }
            Fact::Role(role) if self.is_person => self.role(&role),
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

    fn person(&mut self, person: words::Person) {
        // a name right below a name: the first is the organisation's
        if self.is_person && !self.reached() && self.current.role.is_none() && self.current.organization.is_none() {
            self.organization = self.current.name.take();
            self.current.organization.clone_from(&self.organization);
            self.is_person = false;
        } else if self.is_person || self.reached() {
            self.flush();
        }
        if let Some(office) = self.current.name.take() {
            self.current.note.get_or_insert(office);
        }
        let before = self.pending_role.take();
        let role = person.role.or(self.current.role.take()).or(before);
        self.current.name = Some(person.name);
        self.is_person = true;
        role.into_iter().for_each(|r| self.role(&r));
    }

    fn office(&mut self, office: String) {
        if self.is_person && self.reached() || (self.current.name.is_some() && self.reached()) {
            self.flush();
        }
        match self.current.name {
            None => self.current.name = Some(office),
            Some(_) if self.is_person && self.current.role.is_none() => self.current.role = Some(office),
            Some(_) => {}
        }
    }

    fn organisation(&mut self, name: String) {
        // after somebody who has an organisation a second one begins a group of its own
        if self.reached() && (self.organization.is_some() || self.current.organization.is_some()) {
            self.flush();
            self.current.organization = Some(name.clone());
            self.organization = Some(name);
            return;
        }
        if self.current.organization.is_none() && !self.reached() {
            self.current.organization = Some(name.clone());
        }
        self.organization.get_or_insert(name);
    }

    fn role(&mut self, text: &str) {
        // "Press contact" is said of a person for want of a function
        let label = |own: &String| cues::of(own, None).is_some() && !words::is_role(own);
        if self.current.role.as_ref().is_some_and(|own| !label(own)) {
            return;
        }
        let function = words::function(text, &[]);
        self.current.role = function.role;
        if self.current.organization.is_none() {
            self.current.organization = function.organization;
        }
    }

    fn flush(&mut self) {
        let mut contact = std::mem::take(&mut self.current);
        if contact.organization.is_none() && contact != Contact::default() {
            contact.organization.clone_from(&self.organization);
        }
        self.is_person = false;
        let told = !contact.emails.is_empty()
            || !contact.phones.is_empty()
            || (contact.name.is_some() && contact.role.is_some());
        if told && self.contacts.len() < MAX {
            self.contacts.push(contact);
        }
    }

    /// `office`: the section's heading, where it names the office itself.
    pub(super) fn finish(mut self, office: Option<&str>) -> Vec<Contact> {
        self.flush();
        for contact in &mut self.contacts {
            if let Some(organization) = &self.organization
                && contact
                    .organization
                    .as_ref()
                    .is_none_or(|own| own != organization && is_inflected(own, organization))
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

/// A few capitalised words on a line of their own.
fn is_title(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=4).contains(&words.len())
        && text.len() <= 60
        && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | ':' | ',' | '/' | '(' | '['))
        && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
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
