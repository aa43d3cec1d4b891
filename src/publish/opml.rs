//! OPML 2.0: the subscription list, and our own feeds by source.

use std::io;

use super::xml::Document;

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
}

/// The list.
pub fn published(title: &str, outlines: &[Outline]) -> io::Result<Vec<u8>> {
    let mut out = Document::new(None)?;
    out.open("opml", &[("version", "2.0")])?;
    out.open("head", &[])?;
    out.text("title", &[], title)?;
    out.close("head")?;
    out.open("body", &[])?;
    for outline in outlines {
        let tags = outline.tags.join(",");
        let mut line =
            vec![("type", "rss"), ("text", &*outline.name), ("title", &outline.name), ("xmlUrl", &outline.feed_url)];
        line.extend(outline.home_url.as_deref().map(|url| ("htmlUrl", url)));
        line.extend((!tags.is_empty()).then_some(("category", tags.as_str())));
        line.extend(outline.language.as_deref().map(|tag| ("language", tag)));
        out.empty("outline", &line)?;
    }
    out.close("body")?;
    out.close("opml")?;
    Ok(out.finish())
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
