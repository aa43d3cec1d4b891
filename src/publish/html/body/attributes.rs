//! The attributes of one element, as a page wants them.

/// Writes a start tag. True for a picture that says in words what it shows.
pub fn write(out: &mut String, written: &str, name: &str, tag: &str) -> bool {
    out.push('<');
    out.push_str(written);
    let mut alt = None;
    for (key, value) in of(tag) {
        match (name, key) {
            ("img" | "source" | "video" | "audio", "src" | "poster") => push(out, key, &secure(value)),
            ("img" | "source", "srcset") => push(out, key, &secure(&value.replace(", http://", ", https://"))),
            ("img", "alt") => alt = Some(value),
            // their ids went when it was sanitised
            ("td" | "th", "headers") => {}
            ("td" | "th", "align") => match value {
                "right" | "end" => push(out, "class", "end"),
                "center" => push(out, "class", "middle"),
                _ => {}
            },
            (_, "lang") if !is_language(value) => {}
            ("li", "value") if written != "li" => {}
            _ => push(out, key, value),
        }
    }
    match name {
        "img" => {
            push(out, "alt", alt.unwrap_or_default());
            out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        "video" | "audio" => out.push_str(" preload=\"none\""),
        _ => {}
    }
    out.push('>');
    alt.is_some_and(|text| !text.trim().is_empty())
}

fn push(out: &mut String, key: &str, value: &str) {
    out.extend([" ", key, "=\"", value, "\""]);
}

/// A start tag without one of its attributes.
pub fn without(tag: &str, name: &str) -> String {
    let Some((before, after)) = tag.split_once(&format!(" {name}=\"")) else { return tag.to_owned() };
    format!("{before}{}", after.split_once('"').map_or("", |(_, rest)| rest))
}

/// The attributes of a canonical tag: ` name="value"`.
fn of(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.find(char::is_whitespace).map_or("", |at| &tag[at..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let (key, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some((key, value))
    })
}

/// A page shows no pictures that were asked for in the open; whoever has one at http has it at https too.
pub fn secure(address: &str) -> String {
    address.strip_prefix("http://").map_or_else(|| address.to_owned(), |rest| format!("https://{rest}"))
}

fn is_language(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let primary = tag.split('-').next().unwrap_or_default();
    tag.split('-').all(part) && (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic())
}
