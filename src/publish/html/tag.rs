//! A start tag as `normalise::html` writes it: every attribute once, its value in quotes.

/// The value of an attribute.
pub fn of_name<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    of(tag).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The attributes of a canonical tag: ` name="value"`.
pub fn of(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.find(char::is_whitespace).map_or("", |at| &tag[at..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let (key, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some((key, value))
    })
}
