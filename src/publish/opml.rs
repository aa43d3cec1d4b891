//! OPML 2.0: the subscription list, and our own feeds by source.

use std::{collections::BTreeMap, io};

use super::{extension::NAMESPACE, xml::Document};

/// Media type of the document.
pub const MEDIA_TYPE: &str = "text/x-opml";

/// One line of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The source's name.
    pub name: String,
    /// Its feed; ours of it, when it has none.
    pub feed_url: String,
    /// Its site or newsroom.
    pub home_url: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// The keys of its stanza as JSON, for another pressfeed: what no other program has a word for.
    pub stanza: Option<String>,
}

/// The list. Outlines stand in the folder of their first tag, those without one behind all folders.
pub fn published(title: &str, outlines: &[Outline]) -> io::Result<Vec<u8>> {
    let mut out = Document::new(None)?;
    out.open("opml", &[("version", "2.0"), ("xmlns:pressfeed", NAMESPACE)])?;
    out.open("head", &[])?;
    out.text("title", &[], title)?;
    out.close("head")?;
    out.open("body", &[])?;
    let mut folders: BTreeMap<&str, Vec<&Outline>> = BTreeMap::new();
    for outline in outlines {
        if let Some(tag) = outline.tags.first() {
            folders.entry(tag).or_default().push(outline);
        }
    }
    for (name, inside) in folders {
        out.open("outline", &[("text", name), ("title", name)])?;
        inside.into_iter().try_for_each(|outline| written(&mut out, outline))?;
        out.close("outline")?;
    }
    outlines.iter().filter(|outline| outline.tags.is_empty()).try_for_each(|outline| written(&mut out, outline))?;
    out.close("body")?;
    out.close("opml")?;
    Ok(out.finish())
}

fn written(out: &mut Document, outline: &Outline) -> io::Result<()> {
    let tags = outline.tags.iter().filter(|tag| !tag.contains([',', '/'])).cloned().collect::<Vec<_>>().join(",");
    let mut line =
        vec![("type", "rss"), ("text", &*outline.name), ("title", &outline.name), ("xmlUrl", &outline.feed_url)];
    line.extend(outline.home_url.as_deref().map(|url| ("htmlUrl", url)));
    line.extend((!tags.is_empty()).then_some(("category", tags.as_str())));
    line.extend(outline.language.as_deref().map(|tag| ("language", tag)));
    line.extend(outline.stanza.as_deref().map(|keys| ("pressfeed:source", keys)));
    out.empty("outline", &line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_markup_stays_a_name() {
        let outline =
            Outline { name: "A & <B>".into(), feed_url: "https://a.example/f?x=1&y=2".into(), ..Outline::default() };
        let xml = String::from_utf8(published("Mine", &[outline]).unwrap()).unwrap();
        assert!(xml.contains("text=\"A &amp; &lt;B&gt;\"") && xml.contains("x=1&amp;y=2"), "{xml}");
    }
}
