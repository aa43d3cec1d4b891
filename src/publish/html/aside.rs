//! What stands beside a release: whom to ask, and facts in short.

use super::{Link, Moment, Site, card::kind, joined, language::own_name};
use crate::{
    model::{Contact, Kind, Release, Story},
    publish::{entry, json_feed::said},
};

/// Facts listed, and values of one.
const FACTS: (usize, usize) = (30, 8);

/// Someone to ask.
pub struct Person<'a> {
    /// Name, else the organisation's.
    pub name: Option<&'a str>,
    /// Role and organisation.
    pub role: String,
    /// Addresses.
    pub emails: &'a [String],
    /// Numbers.
    pub phones: Vec<Phone<'a>>,
    /// When to call, and anything else.
    pub hours: String,
}

/// A number.
pub struct Phone<'a> {
    /// As printed.
    pub shown: &'a str,
    /// For `tel:` (RFC 3966).
    pub dialled: String,
}

/// A fact.
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// What it says.
    pub values: Vec<Value>,
}

/// One thing that a fact says.
pub struct Value {
    /// Words.
    pub text: String,
    /// Language of the words, where it is not the page's.
    pub language: Option<String>,
    /// Where it leads.
    pub url: Option<String>,
}

/// Someone to ask.
pub fn person(contact: &Contact) -> Person<'_> {
    let dialled = |phone: &str| phone.replace("(0)", "").chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let name = said(&contact.name);
    let organization = contact.organization.clone().filter(|organization| Some(organization.as_str()) != name);
    Person {
        name: name.or(said(&contact.organization)),
        role: if name.is_some() { joined(&[&contact.role, &organization]) } else { joined(&[&contact.role]) },
        emails: &contact.emails,
        phones: contact.phones.iter().map(|phone| Phone { shown: phone, dialled: dialled(phone) }).collect(),
        hours: joined(&[&contact.hours, &contact.note]),
    }
}

/// Facts, a row each.
#[derive(Default)]
struct Table(Vec<Fact>);

impl Table {
    fn row(&mut self, name: &'static str, values: impl IntoIterator<Item = Value>) {
        let values: Vec<Value> = values.into_iter().filter(|value| !value.text.is_empty()).take(FACTS.1).collect();
        if !values.is_empty() && self.0.len() < FACTS.0 {
            self.0.push(Fact { name, values });
        }
    }
}

fn plain(text: Option<String>) -> Option<Value> {
    text.map(|text| Value { text, language: None, url: None })
}

fn linked(text: Option<String>, url: Option<String>) -> Option<Value> {
    text.map(|text| Value { text, language: None, url })
}

/// What is known of a release, a line a fact.
pub fn facts(site: &Site, story: &Story, release: &Release) -> Vec<Fact> {
    let (t, anatomy) = (site.t, &release.anatomy);
    let mut table = Table::default();
    let issuers = if anatomy.issuers.is_empty() { anatomy.issuer.as_slice() } else { &anatomy.issuers };
    table.row(t.issued_by, issuers.iter().filter_map(|issuer| linked(issuer.name.clone(), issuer.url.clone())));
    let names = release.authors.iter().filter_map(|author| said(&author.name));
    table.row(
        t.by,
        names
            .filter(|name| {
                *name != story.source_name && !issuers.iter().any(|issuer| issuer.name.as_deref() == Some(*name))
            })
            .filter_map(|name| plain(Some(name.into()))),
    );
    if let Some(carrier) = &anatomy.distributor {
        table.row(t.distributed_by, linked(carrier.name.clone().or(carrier.raw.clone()), carrier.url.clone()));
    }
    table.row(t.quoted, plain(Some(speakers(release).join("; ")).filter(|who| !who.is_empty())));
    table.row(
        t.kind,
        anatomy.kind.filter(|kind| *kind != Kind::Release).and_then(|sort| plain(Some(kind(t, sort).into()))),
    );
    table.row(
        t.embargo,
        anatomy.embargo.as_ref().and_then(|embargo| plain(Some(Moment::of(site, embargo.until).shown))),
    );
    table.row(t.reference, plain(anatomy.reference.clone()));
    let listed = anatomy.tickers.iter().filter_map(|ticker| {
        let listed = joined(&[&ticker.exchange, &ticker.symbol]).replace(", ", ": ");
        plain(ticker.isin.clone().or(Some(listed)))
    });
    table.row(t.security, listed);
    let tongue = |tag: &str, url: Option<String>| Value { text: own_name(tag), language: Some(tag.to_owned()), url };
    table.row(t.language, entry::language(release).map(|tag| tongue(tag, None)));
    let variants = anatomy.variants.iter().filter(|variant| entry::is_language(&variant.language));
    table.row(t.also_in, variants.map(|variant| tongue(&variant.language, Some(variant.url.clone()))));
    let social = issuers.iter().flat_map(|issuer| &issuer.social);
    table.row(
        t.elsewhere,
        social.filter_map(|account| linked(Some(network(&account.network)), Some(account.url.clone()))),
    );
    table.row(t.rights, plain(release.extras.rights.clone().map(|text| entry::excerpt(&text, 200).into_owned())));
    table.0
}

/// "mastodon" is a name.
pub fn network(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Who is quoted; where the text holds the words itself, they are not said twice.
fn speakers(release: &Release) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for quote in release.anatomy.quotes.iter().filter(|quote| quote.speaker.is_some()) {
        let who = joined(&[&quote.speaker, &quote.role]);
        if !all.contains(&who) {
            all.push(who);
        }
    }
    all
}

/// Topics, as links.
pub fn topics(story: &Story, most: usize) -> Vec<Link> {
    entry::tags(story).iter().take(most).map(|tag| Link::to(tag, tag)).collect()
}

/// The contacts as vCards (RFC 6350).
pub fn vcards(release: &Release) -> String {
    let escaped =
        |text: &str| text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace(['\r', '\n'], " ");
    let mut out = String::new();
    for person in release.anatomy.contacts.iter().map(person) {
        let name = person.name.or(person.emails.first().map(String::as_str)).unwrap_or_default();
        let mut line = |key: &str, value: &str| {
            if !value.is_empty() {
                out.push_str(&format!("{key}:{}\r\n", escaped(value)));
            }
        };
        line("BEGIN", "VCARD");
        line("VERSION", "4.0");
        line("FN", name);
        line("TITLE", &person.role);
        person.emails.iter().for_each(|email| line("EMAIL", email));
        person.phones.iter().for_each(|phone| line("TEL", phone.shown));
        line("NOTE", &person.hours);
        line("END", "VCARD");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_becomes_a_card_that_nothing_breaks_out_of() {
        let mut release = Release::default();
        release.anatomy.contacts = vec![Contact {
            name: Some("Doe, Jane\nEND:VCARD".into()),
            phones: vec!["+44 (0)20 1".into()],
            emails: vec!["jane@example.org".into()],
            ..Contact::default()
        }];
        let card = vcards(&release);
        assert!(card.contains("FN:Doe\\, Jane END:VCARD\r\n") && card.contains("EMAIL:jane@example.org\r\n"), "{card}");
        assert_eq!(card.matches("\nEND:VCARD").count(), 1);
        assert_eq!(person(&release.anatomy.contacts[0]).phones[0].dialled, "+44201");
    }
}
