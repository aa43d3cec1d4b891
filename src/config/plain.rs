//! Lists of addresses, one a line, as readers for terminals keep them: `https://a.example/feed "a tag" press "~Title"`.

use super::{address, outline::Outline};

/// Its lines as outlines: words behind an address are tags, one that begins with `~` is the name.
pub fn outlines(text: &str) -> Result<Vec<Outline>, String> {
    let lines = (1..).zip(text.lines().map(str::trim));
    let found: Vec<Outline> = lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, text)| of(text, line))
        .collect();
    let address = |outline: &Outline| outline.get("xmlUrl").is_some_and(|url| address::typed_address(url).is_ok());
    if found.iter().any(address) { Ok(found) } else { Err("neither OPML nor a list of addresses".into()) }
}

fn of(text: &str, line: usize) -> Outline {
    let mut words = words(text).into_iter();
    let mut attributes: Vec<(String, String)> = words.next().map(|url| ("xmlUrl".into(), url)).into_iter().collect();
    let mut folders = Vec::new();
    for word in words {
        match word.strip_prefix('~') {
            Some(name) => attributes.push(("title".into(), name.to_owned())),
            None => folders.push(word),
        }
    }
    Outline { attributes, folders, line, ..Outline::default() }
}

/// Parted by blanks, but within quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"').and_then(|inner| inner.split_once('"'));
        let (word, behind) = quoted.or_else(|| rest.split_once(char::is_whitespace)).unwrap_or((rest, ""));
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_addresses_has_tags_and_names() {
        let text =
            "# mine\nhttps://a.example/feed\n\nb.example/rss \"Local news\" press \"~The B\"\n\"query:x:unread\"\n";
        let list = outlines(text).unwrap();
        let told = |place: usize| {
            let outline = &list[place];
            (outline.line, outline.get("xmlUrl").unwrap(), outline.name(), outline.folders.join("+"))
        };
        assert_eq!(list.len(), 3);
        assert_eq!(told(0), (2, "https://a.example/feed", None, String::new()));
        assert_eq!(told(1), (4, "b.example/rss", Some("The B"), "Local news+press".into()));
        assert!(outlines("just some words\nand more").is_err());
    }
}
