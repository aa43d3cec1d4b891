//! Where a picture really lies: behind the attributes of lazy loading, or in the `noscript` beside it.

/// Attributes in which scripts find the picture; the first that is there outdoes `src`.
const LAZY: &[&str] = &[
    "data-src", "data-lazy-src", "data-original", "data-original-src", "data-lazy", "data-full-src", "data-hi-res-src",
    "data-image-src", "data-echo",
];
/// Sets of sizes.
const SETS: &[&str] = &["data-srcset", "data-lazy-srcset", "srcset"];
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
}
