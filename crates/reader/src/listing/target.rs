//! Where a click leads that follows no `href`: to what a script opens, to a text by its words.

use scraper::node::Element;

/// The address that a click on an element leads to: `onclick="location.href='/press/1'"`, `data-href`.
pub fn by_script(element: &Element) -> Option<&str> {
    if matches!(element.name(), "input" | "form" | "img" | "iframe" | "body" | "html") {
        return None;
    }
    let data = ["data-href", "data-link", "data-location"].into_iter().find_map(|name| element.attr(name));
    let data = data.filter(|href| href.contains('/') && !href.contains([' ', '{']));
    data.or_else(|| element.attr("onclick").and_then(target_of))
}

/// The quoted address behind `location` or `open(`.
fn target_of(script: &str) -> Option<&str> {
    let at = ["location", "open("].iter().find_map(|word| script.find(word))?;
    let rest = script.get(at..)?;
    let open = rest.find(['\'', '"'])?;
    let quote = rest[open..].chars().next()?;
    let text = rest[open + 1..].split(quote).next()?;
    (text.contains('/') || text.contains('.')).then_some(text)
}

/// The fragment that leads to a text by its words (URL Fragment Text Directives).
pub fn of_words(words: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!(":~:text={}", encoded.replace('+', "%20").replace('-', "%2D"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_a_script_opens_is_read() {
        for (script, wanted) in [
            ("location.href='/press/1'", Some("/press/1")),
            ("window.location = \"https://a.example/x\";", Some("https://a.example/x")),
            ("window.open('/x.pdf', '_blank')", Some("/x.pdf")),
            ("document.location.assign('news/7')", Some("news/7")),
            ("toggle('menu')", None),
            ("location.reload()", None),
        ] {
            assert_eq!(target_of(script), wanted, "{script}");
        }
    }

    #[test]
    fn a_text_is_led_to_by_its_words() {
        assert_eq!(of_words("On the re-opening"), ":~:text=On%20the%20re%2Dopening");
    }
}
