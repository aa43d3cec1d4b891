//! Where a picture really lies: behind the attributes of lazy loading, or in the `noscript` beside it. What a frame shows
//! lies at the frame's address.

use std::{borrow::Cow, collections::HashSet};

use super::{Piece, Pieces};

/// Attributes in which scripts find the picture; the first that is there outdoes `src`.
const LAZY: &[&str] = &[
    "data-src", "data-lazy-src", "data-original", "data-original-src", "data-lazy", "data-full-src", "data-hi-res-src",
    "data-image-src", "data-echo",
];
/// Sets of sizes.
const SETS: &[&str] = &["data-srcset", "data-lazy-srcset", "srcset"];
/// Frames of one text that are linked.
const MAX_FRAMES: usize = 100;
/// Parts of the names of files that hold the place of a picture.
const PLACEHOLDERS: &[&str] = &["placeholder", "spacer.", "blank.", "transparent.", "1x1.", "pixel.gif", "lazyload."];

/// The address of an `img`, given its attributes.
pub fn source<'a>(attribute: impl Fn(&str) -> Option<&'a str>) -> Option<&'a str> {
    let sets = SETS.iter().filter_map(|name| attribute(name)).filter_map(|set| set.split_whitespace().next());
    let plain = LAZY.iter().chain(&["src"]).filter_map(|name| attribute(name));
    plain.chain(sets).map(|text| text.trim().trim_end_matches(',')).find(|text| is_picture(text))
}

fn is_picture(address: &str) -> bool {
    let lower = address.get(..5).unwrap_or_default().to_ascii_lowercase();
    let file = address.split(['?', '#']).next().unwrap_or(address).rsplit('/').next().unwrap_or_default();
    let file = file.to_ascii_lowercase();
    !address.is_empty()
        && !matches!(lower.as_str(), "data:" | "blob:")
        && !PLACEHOLDERS.iter().any(|name| file.contains(name))
}

/// The picture that readers without scripts are shown: `noscript` is text to a parser that runs them.
pub fn of_noscript(raw: &str) -> Option<String> {
    if raw.len() > 4_000 || !raw.contains("<img") {
        return None;
    }
    let inner = crate::html::fragment(raw).ok()?;
    let mut pictures =
        inner.tree.values().filter_map(|node| node.as_element()).filter(|element| element.name() == "img");
    pictures.find_map(|element| source(|name| element.attr(name)).map(str::to_owned))
}

/// Markup as a browser shows it once its scripts have run: pictures at their real addresses, and what `noscript` holds is
/// markup, without the pictures that are there already. Before a frame stands a link to what it shows, since no reader
/// shows frames; but where the frame holds words for such readers.
pub fn unhidden(html: &str) -> Cow<'_, str> {
    let hides = ["<noscript", "<NOSCRIPT"].iter().any(|tag| html.contains(tag));
    if !hides && !["data-", "<iframe", "<IFRAME", "<amp-"].iter().any(|sign| html.contains(sign)) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let (mut shown, mut again, mut frames) = (HashSet::new(), false, 0);
    let mut pieces = Pieces::kindly(html).peekable();
    while let Some(piece) = pieces.next() {
        let (name, at, starts) = match piece {
            Piece::Start { name, at, .. } => (name, at, true),
            Piece::End { name, at } => (name, at, false),
            Piece::Text(at) | Piece::Other(at) => (0..0, at, false),
        };
        let tag = html.get(at).unwrap_or_default();
        match (&*html.get(name).unwrap_or_default().to_ascii_lowercase(), starts) {
            ("noscript", _) => again = starts,
            ("amp-img", true) => out.extend(["<img", tag.get("<amp-img".len()..).unwrap_or(">")]),
            ("iframe" | "amp-iframe", true) => {
                frames += 1;
                let empty = frames <= MAX_FRAMES && matches!(pieces.peek(), None | Some(Piece::End { .. }));
                let link = empty.then(|| framed(tag)).flatten();
                out.extend([link.unwrap_or_default().as_str(), tag]);
            }
            ("img" | "source", true) if hides || tag.contains("data-") => match Hidden::of(tag) {
                Some(picture) if again && shown.contains(&picture.real) => {}
                Some(picture) => {
                    out.push_str(&picture.tag(tag));
                    shown.insert(picture.real);
                }
                None => out.push_str(tag),
            },
            _ => out.push_str(tag),
        }
    }
    Cow::Owned(out)
}

/// A link to what a frame shows, in the frame's own words; none for one that nobody sees.
fn framed(tag: &str) -> Option<String> {
    let inner = crate::html::fragment(tag).ok()?;
    let element =
        inner.tree.values().filter_map(|node| node.as_element()).find(|one| one.name().ends_with("iframe"))?;
    let attribute = |name: &str| element.attr(name).map(str::trim).filter(|value| !value.is_empty());
    let style = attribute("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    let tiny = |side| attribute(side).is_some_and(|size| matches!(size.trim_end_matches("px"), "0" | "1"));
    let unseen = ["display:none", "visibility:hidden"].iter().any(|rule| style.contains(rule));
    if unseen || tiny("width") || tiny("height") || element.attr("hidden").is_some() {
        return None;
    }
    let lazy = LAZY.iter().find_map(|name| attribute(name));
    let address = lazy.or(attribute("src")).filter(|src| src.starts_with("http") || src.starts_with('/'))?;
    let plain = address.split(['?', '#']).next().unwrap_or(address).trim_start_matches("http");
    let plain = plain.trim_start_matches(['s', ':', '/']).trim_end_matches('/');
    let words = attribute("title").or(attribute("aria-label")).unwrap_or(plain);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Some(format!("<a href=\"{}\">{}</a>", escaped(address), escaped(words)))
}

/// A picture's tag, read.
struct Hidden {
    name: String,
    attributes: Vec<(String, String)>,
    real: String,
}

impl Hidden {
    /// None for one without an address.
    fn of(tag: &str) -> Option<Self> {
        let inner = crate::html::fragment(tag).ok()?;
        let mut elements = inner.tree.values().filter_map(|node| node.as_element());
        let element = elements.find(|one| matches!(one.name(), "img" | "source"))?;
        let real = match element.name() {
            "img" => source(|name| element.attr(name)),
            _ => SETS.iter().find_map(|name| element.attr(name)),
        }?;
        let attributes = element.attrs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Self { name: element.name().to_owned(), attributes, real: real.to_owned() })
    }

    /// As it was, or with the real address instead of those that it has.
    fn tag(&self, written: &str) -> String {
        if self.attributes.iter().any(|(name, value)| matches!(&**name, "src" | "srcset") && *value == self.real) {
            return written.to_owned();
        }
        let address = |own: &str| LAZY.iter().chain(SETS).any(|known| own == *known) || own == "src";
        let rest = self.attributes.iter().filter(|(own, _)| !address(own)).map(|(own, value)| (&**own, value));
        let shown = (if self.name == "img" { "src" } else { "srcset" }, &self.real);
        let mut out = format!("<{}", self.name);
        for (own, value) in [shown].into_iter().chain(rest) {
            let value = value.replace('&', "&amp;").replace('"', "&quot;");
            out.extend([" ", own, "=\"", value.as_str(), "\""]);
        }
        out + ">"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &[(&str, &'static str)]) -> Option<&'static str> {
        source(|name| attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| *value))
    }

    #[test]
    fn the_real_address_is_found_behind_lazy_loading() {
        assert_eq!(of(&[("src", "data:image/gif;base64,x"), ("data-src", "/a.jpg")]), Some("/a.jpg"));
        assert_eq!(of(&[("src", "/img/spacer.gif"), ("data-srcset", "/a.jpg 1x, /b.jpg 2x")]), Some("/a.jpg"));
        assert_eq!(of(&[("src", "/img/placeholder.png"), ("data-lazy", "/a.jpg")]), Some("/a.jpg"));
        assert_eq!(of(&[("src", "/a.jpg")]), Some("/a.jpg"));
        assert_eq!(of(&[("src", "data:image/gif;base64,x")]), None);
        assert_eq!(of_noscript("<img class=x src='/a.jpg' alt=A>").as_deref(), Some("/a.jpg"));
        assert_eq!(of_noscript("<p>Enable scripts"), None);
    }

    #[test]
    fn a_frame_leaves_a_link_to_what_it_shows() {
        for (tag, link) in [
            (
                "<iframe src='https://films.example/embed/1?a=1&amp;b=2' title='The \"film\"'>",
                Some("<a href=\"https://films.example/embed/1?a=1&amp;b=2\">The &quot;film&quot;</a>"),
            ),
            (
                "<IFRAME data-src=//maps.example/embed/7/ src=about:blank>",
                Some("<a href=\"//maps.example/embed/7/\">maps.example/embed/7</a>"),
            ),
            ("<iframe src='https://count.example/ns.html' height='0' width='0'>", None),
            ("<iframe src='https://count.example/ns.html' style='display: none'>", None),
            ("<iframe src='javascript:alert(1)'>", None),
            ("<iframe srcdoc='<p>words'>", None),
        ] {
            assert_eq!(framed(tag).as_deref(), link, "{tag}");
            assert_eq!(unhidden(tag), format!("{}{tag}", link.unwrap_or_default()));
        }
    }

    #[test]
    fn markup_shows_its_pictures_without_scripts() {
        for (html, shown) in [
            (
                "<p>A<img src='data:image/gif;base64,x' data-src='/a.jpg' alt='\"A\"'/></p>",
                "<p>A<img src=\"/a.jpg\" alt=\"&quot;A&quot;\"></p>",
            ),
            (
                "<img data-lazy-src=\"/b.jpg\" src=\"/blank.gif\"><noscript><img src=\"/b.jpg\"></noscript> <i>B</i>",
                "<img src=\"/b.jpg\"> <i>B</i>",
            ),
            ("<NOSCRIPT><img src=\"/c.jpg\"></NOSCRIPT>", "<img src=\"/c.jpg\">"),
            (
                "<source data-srcset=\"/d.webp 2x\" type=\"image/webp\">",
                "<source srcset=\"/d.webp 2x\" type=\"image/webp\">",
            ),
            (
                "<p data-x=\"1\"><img src=\"/e.jpg\" srcset=\"/f.jpg 2x\"></p>",
                "<p data-x=\"1\"><img src=\"/e.jpg\" srcset=\"/f.jpg 2x\"></p>",
            ),
            ("<amp-img src=\"/g.jpg\" alt=\"G\"></amp-img>", "<img src=\"/g.jpg\" alt=\"G\"></amp-img>"),
        ] {
            assert_eq!(unhidden(html), shown);
        }
    }
}
