//! Everything of a draft that carries an address: absolute http(s), or gone; the names beside them plain.

use url::Url;

use super::html::sanitise;
use super::words::name;
use super::{join, permalink};
use crate::model::{Anatomy, Attachment, Extras, Image, Issuer, Origin, Person};
use reader::text::html::clean_line;

/// Attachments of one item.
const MAX_ATTACHMENTS: usize = 200;

/// People with names, plain.
pub fn people(people: Vec<Person>, base: Option<&Url>) -> Vec<Person> {
    let mut kept: Vec<Person> = Vec::new();
    for person in people {
        let person = Person {
            name: person.name.and_then(|n| name(&n)),
            url: join(person.url, base),
            avatar: join(person.avatar, base),
            email: person
                .email
                .map(|e| clean_line(&e))
                .filter(|e| e.contains('@') && !e.contains(['<', '>', ' ', '"'])),
        };
        if person != Person::default() && !kept.contains(&person) {
            kept.push(person);
        }
    }
    kept
}

/// Files, each address once.
pub fn attachments(attachments: Vec<Attachment>, base: Option<&Url>) -> Vec<Attachment> {
    let mut kept: Vec<Attachment> = Vec::new();
    for file in attachments.into_iter().take(MAX_ATTACHMENTS) {
        let Some(url) = permalink::published(&file.url, base) else {
            continue;
        };
        if kept.iter().any(|k| k.url == url) {
            continue;
        }
        let mime_type = file.mime_type.map(|m| m.trim().to_ascii_lowercase()).filter(|m| is_mime(m));
        kept.push(Attachment { url, mime_type, title: file.title.and_then(|t| name(&t)), ..file });
    }
    kept
}

/// What its reader has made plain: a `<` here is one that the publisher means.
pub fn plain(text: &str) -> Option<String> {
    Some(clean_line(text)).filter(|t| !t.is_empty())
}

/// `type/subtype`, perhaps with parameters.
fn is_mime(text: &str) -> bool {
    text.split_once('/').is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty())
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"') || b == b' ')
}

/// What feeds say beyond the common fields.
pub fn extras(extras: Extras, base: Option<&Url>) -> Extras {
    let source = extras.source.map(|s| Origin { title: s.title.as_deref().and_then(plain), url: join(s.url, base) });
    Extras {
        comments_url: join(extras.comments_url, base),
        geo: extras.geo.filter(|g| (-90.0..=90.0).contains(&g.lat) && (-180.0..=180.0).contains(&g.lon)),
        license: extras.license.and_then(|l| name(&l)),
        rights: extras.rights.as_deref().and_then(plain),
        source: source.filter(|s| *s != Origin::default()),
        thumbnail: join(extras.thumbnail, base),
        duration: extras.duration.and_then(|d| name(&d)),
        canonical_url: join(extras.canonical_url, base),
        site_name: extras.site_name.and_then(|n| name(&n)),
        banner_image: join(extras.banner_image, base),
    }
}

/// A picture with its address.
pub fn image(image: Image, base: Option<&Url>) -> Option<Image> {
    let url = permalink::published(&image.url, base)?;
    Some(Image { url, title: image.title.and_then(|t| name(&t)), link: join(image.link, base) })
}

/// The addresses and the notes of a press release's parts.
pub fn anatomy(mut anatomy: Anatomy, base: Option<&Url>) -> Anatomy {
    let notes = anatomy.notes.take().map(|n| sanitise(&n, base));
    anatomy.notes = notes.filter(|n| !n.is_empty());
    anatomy.issuer = anatomy.issuer.map(|i| issuer(i, base));
    anatomy.issuers = anatomy.issuers.into_iter().map(|i| issuer(i, base)).collect();
    if let Some(distributor) = &mut anatomy.distributor {
        distributor.url = join(distributor.url.take(), base);
    }
    anatomy.assets.retain_mut(|asset| {
        let url = permalink::published(&asset.url, base);
        asset.thumbnail = join(asset.thumbnail.take(), base);
        asset.url = url.clone().unwrap_or_default();
        url.is_some()
    });
    anatomy.variants.retain_mut(|variant| {
        let url = permalink::published(&variant.url, base);
        variant.url = url.clone().unwrap_or_default();
        url.is_some()
    });
    anatomy
}

fn issuer(mut issuer: Issuer, base: Option<&Url>) -> Issuer {
    issuer.url = join(issuer.url, base);
    issuer.newsroom = join(issuer.newsroom, base);
    issuer.logo = join(issuer.logo, base);
    issuer.social.retain(|s| permalink::absolute(&s.url, base).is_some());
    issuer
}
