//! What somebody typed into the search field: words, and what narrows them.

use crate::store::Query;

/// The words, and `source:`, `tag:`, `lang:` taken out of them into the query's own conditions. Quotes and `-` stay
/// with the words: the store knows them.
pub fn narrow(typed: &str, query: &mut Query) {
    let mut words = Vec::new();
    for token in tokens(typed) {
        let value = |key: &str| {
            token.strip_prefix(key).map(|rest| rest.trim_matches('"').to_owned()).filter(|rest| !rest.is_empty())
        };
        if let Some(id) = value("source:") {
            query.sources.push(id.as_str().into());
        } else if let Some(tag) = value("tag:") {
            query.tags.push(tag);
        } else if let Some(tag) = value("lang:") {
            query.languages.push(tag.to_ascii_lowercase());
        } else {
            words.push(token);
        }
    }
    query.words = (!words.is_empty()).then(|| words.join(" "));
}

/// Parted by spaces, but not within quotes.
fn tokens(typed: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut quoted = false;
    for part in typed.split(|c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    }) {
        if !part.is_empty() {
            all.push(part);
        }
    }
    all
}

/// What is to be marked where it is found: the words that are wanted, without their signs.
pub fn wanted(typed: &str) -> Vec<String> {
    let mut query = Query::default();
    narrow(typed, &mut query);
    let words = query.words.unwrap_or_default();
    let wanted =
        tokens(&words).into_iter().filter(|token| !token.starts_with('-')).map(str::to_owned).collect::<Vec<_>>();
    wanted
        .iter()
        .flat_map(|token| token.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_narrows_is_taken_out_of_the_words() {
        let mut query = Query::default();
        narrow("\"heat pump\" -advert source:nasa tag:\"clean air\" lang:DE wall", &mut query);
        assert_eq!(query.words.as_deref(), Some("\"heat pump\" -advert wall"));
        assert_eq!(
            (query.sources[0].to_string(), query.tags[0].as_str(), query.languages[0].as_str()),
            ("nasa".into(), "clean air", "de")
        );
        assert_eq!(wanted("\"heat pump\" -advert source:nasa wall"), ["heat", "pump", "wall"]);
        let mut only = Query::default();
        narrow("tag:x source:", &mut only);
        assert_eq!((only.words.as_deref(), only.tags.len()), (Some("source:"), 1));
    }
}
