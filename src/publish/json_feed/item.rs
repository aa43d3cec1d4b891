//! An item: a release as it was read, or a story as it is published.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset};
use serde::Serialize;

use crate::{
    model::{Anatomy, Attachment, Field, Geo, Origin, Person, Provenance, Provenances, Release, Story},
    publish::{entry, uri, when},
};

/// A JSON Feed item, members in the order that a person would want to read them in.
#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    banner_image: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: Cow<'a, [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Attachment]>::is_empty")]
    attachments: Cow<'a, [Attachment]>,
    #[serde(rename = "_pressfeed", skip_serializing_if = "Own::is_empty")]
    own: Own<'a>,
}

/// `authors` of JSON Feed.
#[derive(Debug, Serialize)]
pub(super) struct Author<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<&'a str>,
}

/// `_pressfeed` of an item.
#[derive(Debug, PartialEq, Serialize)]
struct Own<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source_id: Option<&'a str>,
    /// When we saw it first, where it bears no date.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    #[serde(flatten)]
    anatomy: &'a Anatomy,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geo: Option<Geo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copies: Vec<Copy<'a>>,
    #[serde(skip_serializing_if = "Provenances::is_empty")]
    provenance: Cow<'a, Provenances>,
}

/// Another appearance of the story.
#[derive(Debug, PartialEq, Serialize)]
struct Copy<'a> {
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
}

impl<'a> Item<'a> {
    /// A release as it was read.
    pub fn of(release: &'a Release) -> Self {
        Self {
            id: id(release),
            url: said(&release.url).map(Cow::Borrowed),
            external_url: said(&release.external_url).map(Cow::Borrowed),
            title: said(&release.title),
            summary: said(&release.summary),
            content_html: said(&release.content_html).map(Cow::Borrowed),
            content_text: said(&release.content_text),
            image: said(&release.image).map(Cow::Borrowed),
            banner_image: said(&release.extras.banner_image).map(Cow::Borrowed),
            date_published: moment(&release.published),
            date_modified: moment(&release.updated),
            authors: release.authors.iter().filter_map(author).collect(),
            tags: Cow::Borrowed(&release.tags),
            language: said(&release.language),
            attachments: Cow::Borrowed(&release.attachments),
            own: Own::of(release),
        }
    }

    /// A story as it is published. JSON Feed asks for a body and for the type of an attachment, so these
    /// have a last resort.
    pub fn published(story: &'a Story) -> Self {
        let release = &story.lead;
        let mut item = Self::of(release);
        item.id = Cow::Borrowed(&story.entry_id);
        item.url = said(&release.url).map(uri);
        item.external_url = said(&release.external_url).map(uri);
        item.image = said(&release.image).map(uri);
        item.banner_image = said(&release.extras.banner_image).map(uri);
        item.content_html = entry::content(release);
        item.language = entry::language(release);
        item.date_published = entry::claimed(story).map(|published| when(&published));
        let revised = item.date_published.is_some() || story.updated > story.first_seen;
        item.date_modified = revised.then(|| when(&entry::updated(story)));
        if item.content_html.is_none() && item.content_text.is_none() {
            item.content_text = Some(item.summary.or(item.title).unwrap_or(&story.source_name));
        }
        item.tags = Cow::Owned(entry::tags(story));
        item.attachments = Cow::Owned(
            entry::attachments(release)
                .into_iter()
                .map(|mut file| {
                    file.url = uri(&file.url).into_owned();
                    file.mime_type = file.mime_type.filter(|kind| entry::is_mime_type(kind));
                    file.mime_type.get_or_insert_with(|| entry::UNKNOWN_TYPE.into());
                    file
                })
                .collect(),
        );
        item.own.source_id = Some(&story.source);
        item.own.copies = story
            .copies
            .iter()
            .map(|copy| Copy { source: &copy.source, url: copy.url.as_deref(), published: moment(&copy.published) })
            .collect();
        if item.date_published.is_none() {
            item.own.seen = Some(when(&story.first_seen.fixed_offset()));
            item.own.provenance.to_mut().insert(Field::DatePublished, Provenance::Assumed);
        }
        item
    }
}

impl<'a> Own<'a> {
    fn of(release: &'a Release) -> Self {
        let extras = &release.extras;
        Self {
            source_id: None,
            seen: None,
            anatomy: &release.anatomy,
            author_email: email(&release.authors),
            comments_url: said(&extras.comments_url),
            geo: extras.geo.filter(|place| place.lat.is_finite() && place.lon.is_finite()),
            license: said(&extras.license),
            rights: said(&extras.rights),
            source: extras.source.as_ref().filter(|origin| **origin != Origin::default()),
            thumbnail: said(&extras.thumbnail),
            duration: said(&extras.duration),
            canonical_url: said(&extras.canonical_url),
            site_name: said(&extras.site_name),
            copies: Vec::new(),
            provenance: Cow::Borrowed(&release.provenance),
        }
    }

    fn is_empty(&self) -> bool {
        *self.anatomy == Anatomy::default()
            && self.provenance.is_empty()
            && self.copies.is_empty()
            && self.geo.is_none()
            && self.source.is_none()
            && [self.source_id, self.author_email, self.comments_url, self.license, self.rights]
                .iter()
                .chain(&[self.thumbnail, self.duration, self.canonical_url, self.site_name])
                .all(Option::is_none)
    }
}

/// An author, unless only the e-mail address is known: that is no member of JSON Feed's author.
pub(super) fn author(person: &Person) -> Option<Author<'_>> {
    let author = Author { name: said(&person.name), url: said(&person.url), avatar: said(&person.avatar) };
    (author.name.is_some() || author.url.is_some() || author.avatar.is_some()).then_some(author)
}

/// The first address among the authors.
pub(super) fn email(authors: &[Person]) -> Option<&str> {
    authors.iter().find_map(|person| said(&person.email))
}

/// An empty text says nothing.
pub(in crate::publish) fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// A time that RFC 3339 can say: its years have four digits.
fn moment(time: &Option<DateTime<FixedOffset>>) -> Option<String> {
    time.as_ref().filter(|time| (0..=9999).contains(&time.year())).map(when)
}

/// The publisher's identifier, else the address; an item with neither is named by its words,
/// since JSON Feed asks for an id.
fn id(release: &Release) -> Cow<'_, str> {
    if let Some(own) = said(&release.guid).or(said(&release.url)) {
        return Cow::Borrowed(own);
    }
    let mut hash = blake3::Hasher::new();
    for words in [&release.title, &release.summary, &release.content_text, &release.content_html] {
        hash.update(words.as_deref().unwrap_or_default().as_bytes()).update(&[0]);
    }
    hash.update(moment(&release.published).unwrap_or_default().as_bytes());
    for file in &release.attachments {
        hash.update(&[0]).update(file.url.as_bytes());
    }
    Cow::Owned(format!("urn:pressfeed:words:{}", &hash.finalize().to_hex()[..32]))
}

#[cfg(test)]
mod tests {
    use crate::{model::*, publish::json_feed::item};

    #[test]
    fn an_item_without_anything_has_an_id_and_nothing_empty() {
        let shown = item(&Release { title: Some(String::new()), ..Release::default() });
        let members: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["id"]);
    }

    #[test]
    fn the_guid_names_the_item_and_else_its_address() {
        let mut release = Release { url: Some("https://a.example/1".into()), ..Release::default() };
        assert_eq!(item(&release)["id"], "https://a.example/1");
        release.guid = Some("tag:1".into());
        assert_eq!(item(&release)["id"], "tag:1");
        let words = |title: &str| item(&Release { title: Some(title.into()), ..Release::default() });
        assert_ne!(words("One")["id"], words("Two")["id"]);
    }

    #[test]
    fn parts_of_a_release_stand_under_pressfeed() {
        let mut release = Release {
            authors: vec![Person { email: Some("a@b.example".into()), ..Person::default() }],
            ..Release::default()
        };
        release.anatomy.contacts = vec![Contact { phones: vec!["+44 1".into()], ..Contact::default() }];
        release.extras.geo = Some(Geo { lat: 36.9, lon: f64::NAN });
        release.extras.banner_image = Some("https://a.example/b.png".into());
        release.provenance.insert(Field::Title, Provenance::JsonLd);
        let shown = item(&release);
        assert_eq!(shown["_pressfeed"]["contacts"][0]["phones"][0], "+44 1");
        assert_eq!(shown["_pressfeed"]["author_email"], "a@b.example");
        assert_eq!(shown["_pressfeed"]["provenance"]["title"], "json-ld");
        assert_eq!(shown["banner_image"], "https://a.example/b.png");
        assert!(shown.get("authors").is_none() && shown["_pressfeed"].get("geo").is_none());
    }
}
