//! RSS 2.0, written by the rss crate: for readers that know no Atom.
//!
//! A title is plain text to some readers and HTML to others. It is written so that both show the same words:
//! as it is, but for what a browser would take for markup.

use std::{borrow::Cow, collections::BTreeMap, io};

use chrono::{DateTime, FixedOffset};
use rss::{
    Category, Channel, Enclosure, Guid, Image, Item, Source,
    extension::{Extension, ExtensionMap, dublincore::DublinCoreExtension},
};

use super::{
    Feed, Pieces, entry, extension,
    json_feed::said,
    sections, uri,
    xml::{Element, clean, html_of, path_of},
};
use crate::model::{Attachment, Story};

/// Media type of the document.
pub const MEDIA_TYPE: &str = "application/rss+xml";
const ATOM: &str = "http://www.w3.org/2005/Atom";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
const END: &str = "</channel></rss>";
/// Characters of a body that stand in for a missing description.
const EXCERPT: usize = 500;

/// The document.
pub fn published(feed: &Feed) -> io::Result<Vec<u8>> {
    Ok(pieces(feed)?.whole())
}

/// The document in pieces.
pub fn pieces(feed: &Feed) -> io::Result<Pieces> {
    let about = &feed.channel;
    let mut namespaces: BTreeMap<String, String> =
        extension::COMMON.iter().map(|(prefix, space)| ((*prefix).into(), (*space).into())).collect();
    namespaces.insert("atom".into(), ATOM.into());
    namespaces.insert("content".into(), CONTENT.into());
    let mut links = vec![
        Element::new("atom:link")
            .with("rel", Some("self"))
            .with("type", Some(MEDIA_TYPE))
            .with("href", Some(&*about.self_url)),
    ];
    for (rel, href) in [("hub", &about.hub_url), ("next", &about.next_url)] {
        links.extend(
            href.as_deref().map(|href| Element::new("atom:link").with("rel", Some(rel)).with("href", Some(href))),
        );
    }
    let channel = Channel {
        title: title(&about.title),
        link: about.home.clone(),
        description: title(about.subtitle.as_deref().unwrap_or(&about.title)),
        image: about.icon_url.as_ref().map(|url| Image {
            url: url.clone(),
            title: title(&about.title),
            link: about.home.clone(),
            ..Image::default()
        }),
        last_build_date: about.updated.map(|time| date(&time.fixed_offset())),
        generator: Some(about.generator.clone()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        extensions: extensions(links),
        namespaces,
        ..Channel::default()
    };
    let frame = written(&channel)?;
    // the crate writes a declaration of its own: the stylesheet must stand behind it
    let declared = frame.find("?>").map_or(0, |at| at + 2);
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"{}{}\"?>\n{}\n",
        html_of(path_of(&about.home)),
        super::atom::STYLESHEET,
        frame.get(declared..).unwrap_or_default().trim_end_matches(END)
    );
    let entries = feed.stories.iter().map(|story| entry(story, &about.home)).collect::<io::Result<_>>()?;
    Ok(Pieces { head: head.into_bytes(), entries, between: "", tail: format!("{END}\n").into_bytes() })
}

/// One item: the crate writes whole channels only.
fn entry(story: &Story, home: &str) -> io::Result<Vec<u8>> {
    let text = written(&Channel { items: vec![item(story, home)], ..Channel::default() })?;
    let begin = text.find("<item>").unwrap_or_default();
    Ok(format!("{}\n", text.get(begin..).unwrap_or_default().trim_end_matches(END)).into_bytes())
}

/// As XML. Outside of CDATA sections references are numbers, as the RSS profile wants them: `&#x26;` and `&#x3C;`
/// say that a character is meant as it stands.
fn written(channel: &Channel) -> io::Result<String> {
    let bytes = channel.write_to(Vec::new()).map_err(io::Error::other)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (plain, after) = rest.split_at(rest.find("<![CDATA[").unwrap_or(rest.len()));
        out.push_str(&plain.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;"));
        let (data, after) = after.split_at(after.find("]]>").map_or(after.len(), |at| at + 3));
        out.push_str(data);
        rest = after;
    }
    Ok(out)
}

fn item(story: &Story, home: &str) -> Item {
    let release = &story.lead;
    let content = sections::content(release).map(|html| clean(&html).into_owned());
    let text = said(&release.content_text);
    let description =
        entry::summary(release).map(Cow::Borrowed).or_else(|| text.map(|text| entry::excerpt(text, EXCERPT)));
    let mut files = entry::attachments(release);
    let enclosed = files.iter().position(|file| is_enclosable(&file.url)).map(|at| files.remove(at));
    let enclosure = enclosed.map(|file| Enclosure {
        url: uri(&file.url).into_owned(),
        length: file.size_in_bytes.unwrap_or(0).to_string(),
        mime_type: mime_type(&file),
    });
    let mut more = extension::common(story);
    more.extend(files.iter().filter(|file| !release.anatomy.assets.iter().any(|asset| asset.url == file.url)).map(
        |file| {
            let size = file.size_in_bytes.filter(|size| *size > 0).map(|size| size.to_string());
            Element::new("media:content")
                .with("url", Some(uri(&file.url)))
                .with("type", Some(mime_type(file)))
                .with("fileSize", size)
        },
    ));
    let names =
        entry::authors(story).into_iter().filter_map(|person| person.name).map(|name| clean(&name).into_owned());
    let via = story.copies.iter().filter_map(|copy| said(&copy.url));
    more.extend(via.map(|href| Element::new("atom:link").with("rel", Some("via")).with("href", Some(uri(href)))));
    Item {
        title: Some(title(&entry::title(story))),
        link: Some(uri(&entry::link(story, home)).into_owned()),
        description: Some(html_of(&clean(&description.unwrap_or_else(|| entry::title(story)))).into_owned()),
        categories: entry::tags(story).iter().map(|tag| Category { name: title(tag), domain: None }).collect(),
        comments: said(&release.extras.comments_url).map(|url| uri(url).into_owned()),
        enclosure,
        guid: Some(Guid { value: clean(&story.entry_id).into_owned(), permalink: false }),
        pub_date: entry::claimed(story).map(|published| date(&published)),
        source: Some(Source { url: uri(&story.source_url).into_owned(), title: Some(title(&story.source_name)) }),
        content,
        extensions: extensions(more),
        dublin_core_ext: Some(DublinCoreExtension { creators: names.collect(), ..DublinCoreExtension::default() }),
        ..Item::default()
    }
}

/// RSS wants http(s) and a host with a dot.
fn is_enclosable(url: &str) -> bool {
    let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.contains('.') && name.split('.').all(label)
}

fn mime_type(file: &Attachment) -> String {
    said(&file.mime_type).filter(|kind| entry::is_mime_type(kind)).unwrap_or(entry::UNKNOWN_TYPE).to_owned()
}

/// RFC 822 with a year of four digits.
fn date(time: &DateTime<FixedOffset>) -> String {
    time.to_utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Plain text that means the same to who takes it for HTML: `<` and `&` are escaped only where a browser
/// would see markup or a character reference in them.
fn title(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '<' if rest.starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next)) => {
                out.push_str("&lt;")
            }
            '&' if is_reference(rest) => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}

/// What follows an ampersand makes a character reference of it; a few names need no semicolon.
fn is_reference(rest: &str) -> bool {
    let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
    rest.starts_with('#')
        || (name > 0 && rest.get(name..).is_some_and(|after| after.starts_with(';')))
        || ["lt", "gt", "amp", "quot", "LT", "GT", "AMP", "QUOT"].iter().any(|legacy| rest.starts_with(legacy))
}

/// Elements as the rss crate keeps them: by prefix, then by name.
fn extensions(elements: Vec<Element<'_>>) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    for element in elements {
        let (prefix, local) = element.name.split_once(':').unwrap_or(("", element.name));
        map.entry(prefix.to_owned()).or_default().entry(local.to_owned()).or_default().push(extension_of(element));
    }
    map
}

fn extension_of(element: Element<'_>) -> Extension {
    let mut children: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for child in element.children {
        let local = child.name.split_once(':').map_or(child.name, |(_, local)| local);
        children.entry(local.to_owned()).or_default().push(extension_of(child));
    }
    Extension {
        name: element.name.to_owned(),
        value: element.text.map(|text| clean(&text).into_owned()),
        attrs: element
            .attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), clean(&value).into_owned()))
            .collect(),
        children,
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_means_the_same_as_text_and_as_html() {
        assert_eq!(title("AT&T: 3 < 5 & 7 > 6"), "AT&T: 3 < 5 & 7 > 6");
        assert_eq!(title("R & D"), "R & D");
        assert_eq!(title("<script>x</script>"), "&lt;script>x&lt;/script>");
        assert_eq!(title("&lt;b&gt;"), "&amp;lt;b&amp;gt;");
    }
}
