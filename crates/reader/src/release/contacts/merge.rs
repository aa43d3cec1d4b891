//! The same contact printed twice.

use super::{MAX, MAX_REACH};
use crate::{model::Contact, release::reach};

/// The same person, address or number once; what both say is joined.
pub(super) fn merged(contacts: Vec<Contact>) -> Vec<Contact> {
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
    for email in other.emails.into_iter().take(MAX_REACH.saturating_sub(first.emails.len())) {
        if !first.emails.iter().any(|e| e.eq_ignore_ascii_case(&email)) {
            first.emails.push(email);
        }
    }
    for phone in other.phones.into_iter().take(MAX_REACH.saturating_sub(first.phones.len())) {
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
