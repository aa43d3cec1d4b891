//! XML sitemaps (sitemaps.org 0.9) with the news and image extensions, and indexes of sitemaps.
//!
//! Bytes in, a document of format Sitemap out: a plain `urlset` gives addresses and `lastmod` as the date of change, a news
//! sitemap titles and dates of publication too. An index gives its newest part as [`Document::next`] and all parts as
//! [`Document::feeds`].

use quick_xml::{Reader, events::Event};
use url::Url;

use super::super::{Error, encoding};
use crate::{
    model::{Document, Draft, FeedLink, Format, Found, Markup, Provenance},
    text::html::{clean_line, has_reference, to_line},
};

/// Rows beyond these are left out: the protocol's own limit.
const MAX_ROWS: usize = 50_000;
/// Of a long one the latest so many are items: a sitemap may list all that a site ever published.
const MAX_ITEMS: usize = 5_000;
/// Elements open at once beyond which it is no sitemap.
const MAX_DEPTH: usize = 64;

/// One `url` or `sitemap`, as it is read.
#[derive(Default)]
struct Row {
    loc: String,
    lastmod: String,
    title: String,
    published: String,
    language: String,
    keywords: String,
    image: String,
    caption: String,
    publication: String,
}

/// Reads a sitemap.
pub fn read(bytes: &[u8], url: Option<&Url>) -> Result<Document, Error> {
    let text = encoding::decode(bytes, None, encoding::Kind::Xml);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut document =
        Document { format: Format::Sitemap, feed_url: url.map(ToString::to_string), ..Document::default() };
    let mut path: Vec<String> = Vec::new();
    let (mut row, mut words) = (Row::default(), String::new());
    let (mut root, mut parts): (Option<String>, Vec<(String, String)>) = (None, Vec::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name().as_ref().to_ascii_lowercase();
                let prefix = tag.name().prefix().map(|prefix| prefix.as_ref().to_ascii_lowercase());
                root.get_or_insert_with(|| name.clone());
                if matches!(name.as_str(), "url" | "sitemap") {
                    row = Row::default();
                }
                words.clear();
                path.push(match prefix.as_deref() {
                    Some(prefix @ ("news" | "image" | "video")) => format!("{prefix}:{name}"),
                    _ => name,
                });
                if path.len() > MAX_DEPTH {
                    return Err(Error::Limit(format!("a sitemap of more than {MAX_DEPTH} levels")));
                }
            }
            Ok(Event::Text(part)) => words.push_str(&part.xml10_content()),
            Ok(Event::CData(part)) => words.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(name)) => words.push_str(&reference(&name)),
            Ok(Event::End(_)) => {
                let Some(name) = path.pop() else { continue };
                match name.as_str() {
                    "url" if document.items.len() < MAX_ROWS => document.items.extend(draft(&mut row, url)),
                    "sitemap" => parts.extend(absolute(&row.loc, url).map(|part| (row.lastmod.clone(), part))),
                    field => keep(&mut row, field, &words, path.iter().any(|open| open == "news:publication")),
                }
                words.clear();
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                document.warnings.push(format!("the sitemap ends at an error: {error}"));
                break;
            }
        }
    }
    named_so(root.as_deref())?;
    latest(&mut document);
    index(&mut document, parts);
    Ok(document)
}

/// Whether the root is a sitemap's.
fn named_so(root: Option<&str>) -> Result<(), Error> {
    match root {
        Some("urlset" | "sitemapindex") => Ok(()),
        other => Err(Error::NotReadable {
            expected: "a sitemap",
            found: other.map_or("no element".into(), |name| format!("<{name}>")),
        }),
    }
}

/// The rows with the latest dates (ISO 8601, so their order is that of their texts), in the order of the document.
fn latest(document: &mut Document) {
    let all = document.items.len();
    if all <= MAX_ITEMS {
        return;
    }
    let date = |item: &Draft| item.published.as_ref().or(item.updated.as_ref()).map(|found| found.value.clone());
    let mut order: Vec<(Option<String>, usize)> =
        document.items.iter().enumerate().map(|(place, item)| (date(item), place)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0));
    let mut kept = vec![false; all];
    order[..MAX_ITEMS].iter().for_each(|(_, place)| kept[*place] = true);
    let mut kept = kept.into_iter();
    document.items.retain(|_| kept.next().unwrap_or(false));
    document.warnings.push(format!("a sitemap of {all} rows: the latest {MAX_ITEMS} are read"));
}

/// Parts of an index: those for news first, then the newest.
fn index(document: &mut Document, mut parts: Vec<(String, String)>) {
    let news =
        |url: &str| ["news", "press", "post", "release"].iter().any(|word| url.to_ascii_lowercase().contains(word));
    parts.sort_by(|a, b| (news(&b.1), &b.0).cmp(&(news(&a.1), &a.0)));
    document.next = parts.first().map(|(_, url)| url.clone());
    document.feeds = parts
        .into_iter()
        .map(|(_, url)| FeedLink { url, mime_type: Some("application/xml".into()), title: None })
        .collect();
}

/// `&amp;` and its like; a reference that XML does not know stays as written.
fn reference(name: &str) -> String {
    let code = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    match (name, code.and_then(char::from_u32)) {
        (_, Some(c)) => c.to_string(),
        ("amp", _) => "&".into(),
        ("lt", _) => "<".into(),
        ("gt", _) => ">".into(),
        ("quot", _) => "\"".into(),
        ("apos", _) => "'".into(),
        (other, _) => format!("&{other};"),
    }
}

fn keep(row: &mut Row, field: &str, words: &str, in_publication: bool) {
    let text = clean_line(words);
    let place = match field {
        "loc" => &mut row.loc,
        "lastmod" => &mut row.lastmod,
        "news:title" => &mut row.title,
        "news:publication_date" => &mut row.published,
        "news:language" => &mut row.language,
        "news:keywords" => &mut row.keywords,
        "news:name" if in_publication => &mut row.publication,
        "image:loc" => &mut row.image,
        "image:caption" => &mut row.caption,
        _ => return,
    };
    if place.is_empty() {
        *place = text;
    }
}

fn absolute(text: &str, base: Option<&Url>) -> Option<String> {
    let url = base.map_or_else(|| Url::parse(text), |base| base.join(text)).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// Text, by the protocol; some escape it once more than they mean.
fn headline(text: String) -> Markup {
    Markup::Text(if has_reference(&text) { to_line(&text) } else { text })
}

fn draft(row: &mut Row, base: Option<&Url>) -> Option<Draft> {
    let row = std::mem::take(row);
    let url = absolute(&row.loc, base)?;
    let found = |text: String| (!text.is_empty()).then(|| Found::new(text, Provenance::Feed));
    let hash = blake3::hash([url.as_str(), &row.title, &row.published, &row.lastmod].join("\0").as_bytes());
    let mut raw = [0; 16];
    raw.copy_from_slice(&hash.as_bytes()[..16]);
    let mut draft = Draft {
        url: Some(Found::new(url, Provenance::Feed)),
        title: found(row.title).map(|found| found.map(headline)),
        published: found(row.published),
        updated: found(row.lastmod),
        language: found(row.language),
        image: absolute(&row.image, base).filter(|_| !row.image.is_empty()).and_then(found),
        tags: row.keywords.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        raw_hash: Some(raw),
        ..Draft::default()
    };
    draft.extras.site_name = (!row.publication.is_empty()).then_some(row.publication);
    Some(draft)
}
