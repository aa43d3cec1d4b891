//! ninjs 3.0, the IPTC's JSON for news: one object a story, for editorial systems.
//!
//! <https://www.iptc.org/std/ninjs/>. Absent means unknown. What a release has and ninjs has no place for (quotes, notes
//! to editors) stands among the descriptions, under a role of its own.

use serde_json::{Map, Value, json};

use super::{entry, json_feed::said, uri, when};
use crate::model::{Anatomy, AssetType, Contact, Issuer, Person, Release, Status, Story};

/// The schema that an item is valid against.
const SCHEMA: &str = "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json";

/// A story; `home` is the site's address.
pub fn item(story: &Story, home: &str) -> Value {
    let release = &story.lead;
    let anatomy = &release.anatomy;
    let mut item = json!({
        "uri": story.entry_id,
        "standard": { "name": "ninjs", "version": "3.0", "schema": SCHEMA },
        "type": "text",
        "representationType": "full",
        "firstCreated": when(&story.first_seen.fixed_offset()),
        "versionCreated": when(&entry::updated(story)),
        "contentCreated": entry::claimed(story).map(|published| when(&published)),
        "embargoed": anatomy.embargo.as_ref().map(|embargo| when(&embargo.until)),
        "pubStatus": if anatomy.status == Some(Status::Withdrawn) { "canceled" } else { "usable" },
        "language": entry::language(release),
        "title": entry::title(story),
        "headlines": headlines(story),
        "descriptions": descriptions(release),
        "bodies": bodies(release),
        "by": by(&entry::authors(story)),
        "people": people(release),
        "organisations": organisations(anatomy),
        "places": place(anatomy),
        "located": anatomy.dateline.as_ref().and_then(|line| said(&line.place)),
        "subjects": entry::tags(story).into_iter().map(|tag| json!({ "name": tag })).collect::<Vec<_>>(),
        "infoSources": sources(story),
        "copyrightNotice": said(&release.extras.rights),
        "usageTerms": said(&release.extras.license),
        "altIds": alternatives(story, home),
        "associations": associations(story),
    });
    prune(&mut item);
    item
}

fn headlines(story: &Story) -> Value {
    let subtitle = said(&story.lead.anatomy.subtitle).map(|text| json!({ "role": "subtitle", "value": text }));
    let main = json!({ "role": "main", "contentType": "text/plain", "value": entry::title(story) });
    std::iter::once(main).chain(subtitle).collect()
}

fn descriptions(release: &Release) -> Value {
    let anatomy = &release.anatomy;
    let one = |role: &str, kind: &str, text: &str| json!({ "role": role, "contentType": kind, "value": text });
    let summary = said(&release.summary).map(|text| one("summary", "text/plain", text));
    let notes = said(&anatomy.notes).map(|html| one("notes", "text/html", html));
    let about = anatomy.boilerplate.iter().map(|about| one("boilerplate", "text/plain", &about.text));
    let quotes = anatomy.quotes.iter().map(|quote| one("quote", "text/plain", &quote.text));
    summary.into_iter().chain(notes).chain(about).chain(quotes).collect()
}

fn bodies(release: &Release) -> Value {
    let html = said(&release.content_html).map(|html| json!({ "contentType": "text/html", "value": html }));
    let text = said(&release.content_text).map(|text| {
        let (characters, words) = (text.chars().count(), text.split_whitespace().count());
        json!({ "contentType": "text/plain", "charCount": characters, "wordCount": words, "value": text })
    });
    html.into_iter().chain(text).collect()
}

fn by(authors: &[Person]) -> String {
    authors.iter().filter_map(|author| said(&author.name)).collect::<Vec<_>>().join(", ")
}

/// Authors, who is quoted, and whom the press may ask.
fn people(release: &Release) -> Value {
    let author = |author: &Person| {
        let mail = said(&author.email).map(|email| json!({ "type": "email", "value": email }));
        let contact = mail.into_iter().collect::<Vec<_>>();
        json!({ "name": author.name, "rel": "author", "uri": said(&author.url).map(uri), "contactInfo": contact })
    };
    let authors = release.authors.iter().filter(|person| said(&person.name).is_some()).map(author);
    let speakers = release.anatomy.quotes.iter().filter_map(|quote| said(&quote.speaker));
    let speakers = speakers.map(|name| json!({ "name": name, "rel": "quoted" }));
    let contacts = release.anatomy.contacts.iter().filter_map(|contact| {
        Some(json!({ "name": said(&contact.name)?, "rel": "presscontact", "contactInfo": reached(contact) }))
    });
    authors.chain(speakers).chain(contacts).collect()
}

fn reached(contact: &Contact) -> Value {
    let role = said(&contact.role);
    let one = |kind: &str, value: &String| json!({ "type": kind, "role": role, "value": value });
    let mails = contact.emails.iter().map(|email| one("email", email));
    mails.chain(contact.phones.iter().map(|phone| one("phone", phone))).collect()
}

fn organisations(anatomy: &Anatomy) -> Value {
    let issuers = if anatomy.issuers.is_empty() { anatomy.issuer.as_slice() } else { &anatomy.issuers };
    let issuer = |issuer: &Issuer| {
        let mail = said(&issuer.email).map(|email| json!({ "type": "email", "value": email }));
        let accounts = issuer.social.iter().map(|account| json!({ "type": account.network, "value": account.url }));
        let contact = mail.into_iter().chain(accounts).collect::<Vec<_>>();
        json!({ "name": issuer.name, "rel": "issuer", "uri": said(&issuer.url).map(uri), "contactInfo": contact })
    };
    let mut all: Vec<Value> = issuers.iter().map(issuer).collect();
    let symbols = anatomy
        .tickers
        .iter()
        .map(|ticker| json!({ "ticker": ticker.symbol, "exchange": ticker.exchange, "symbol": ticker.isin }));
    let symbols: Vec<Value> = symbols.collect();
    match all.first_mut().and_then(Value::as_object_mut) {
        Some(first) if !symbols.is_empty() => drop(first.insert("symbols".into(), symbols.into())),
        _ => {}
    }
    all.into()
}

fn place(anatomy: &Anatomy) -> Value {
    let place = anatomy.dateline.as_ref().and_then(|line| said(&line.place));
    place.map(|name| json!({ "name": name, "rel": "dateline" })).into_iter().collect()
}

/// The source of the lead, the distributor, and where else it appeared.
fn sources(story: &Story) -> Value {
    let lead = json!({ "name": story.source_name, "role": "source", "uri": uri(&story.source_url) });
    let carrier = story.lead.anatomy.distributor.iter().filter_map(|carrier| {
        Some(json!({ "name": said(&carrier.name)?, "role": "distributor", "uri": said(&carrier.url).map(uri) }))
    });
    let copies = story
        .copies
        .iter()
        .map(|copy| json!({ "name": copy.source_name, "role": "copy", "uri": said(&copy.url).map(uri) }));
    std::iter::once(lead).chain(carrier).chain(copies).collect()
}

fn alternatives(story: &Story, home: &str) -> Value {
    let page = json!({ "role": "permalink", "value": entry::link(story, home) });
    let number = said(&story.lead.anatomy.reference).map(|number| json!({ "role": "reference", "value": number }));
    std::iter::once(page).chain(number).collect()
}

/// Files and pictures: each an object of its own, with where it is.
fn associations(story: &Story) -> Value {
    let release = &story.lead;
    let rendition = |url: &str, kind: Option<&str>, width: Option<u32>, height: Option<u32>| json!([{ "name": "original", "href": uri(url), "contentType": kind, "width": width, "height": height }]);
    let assets = release.anatomy.assets.iter().map(|asset| {
        let kind = match asset.kind {
            AssetType::Image => "picture",
            AssetType::Video | AssetType::Embed => "video",
            AssetType::Audio => "audio",
            AssetType::Document => "text",
        };
        let caption = said(&asset.caption).map(|text| json!({ "role": "caption", "value": text }));
        json!({
            "uri": uri(&asset.url), "type": kind, "name": said(&asset.title).unwrap_or(&asset.url),
            "descriptions": caption.into_iter().collect::<Vec<_>>(), "by": asset.credit, "usageTerms": asset.license,
            "renditions": rendition(&asset.url, said(&asset.mime_type), asset.width, asset.height),
        })
    });
    let known = |url: &str| release.anatomy.assets.iter().any(|asset| asset.url == url);
    let image = said(&release.image).filter(|url| !known(url)).map(|url| {
        json!({ "uri": uri(url), "type": "picture", "name": "image", "renditions": rendition(url, None, None, None) })
    });
    let files = release.attachments.iter().filter(|file| !known(&file.url)).map(|file| {
        let name = said(&file.title).unwrap_or(&file.url);
        json!({ "uri": uri(&file.url), "type": "component", "name": name,
            "renditions": rendition(&file.url, said(&file.mime_type), None, None) })
    });
    assets.chain(image).chain(files).collect()
}

/// Takes out what is unknown: null, and what is empty.
fn prune(value: &mut Value) {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(members) => prune_members(members, empty),
        Value::Array(list) => {
            list.iter_mut().for_each(prune);
            list.retain(|member| !empty(member));
        }
        _ => {}
    }
}

fn prune_members(members: &mut Map<String, Value>, empty: impl Fn(&Value) -> bool) {
    members.values_mut().for_each(prune);
    members.retain(|_, member| !empty(member));
}
