//! The attributes of one element, as a page wants them.

use crate::publish::html::{
    picture::{Pictures, Width, plain, secure},
    tag::of,
};

/// Writes a start tag. True for a picture that says in words what it shows.
pub fn write(out: &mut String, (written, name): (&str, &str), tag: &str, from: Pictures<'_>) -> bool {
    out.push('<');
    out.push_str(written);
    let mut alt = None;
    for (key, value) in of(tag) {
        match (name, key) {
            ("img", "srcset") if from.is_ours() => {}
            ("img", "src") | ("video", "poster") if from.is_ours() => {
                push(out, key, &from.address(&plain(value), Width::Whole));
            }
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

fn is_language(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let primary = tag.split('-').next().unwrap_or_default();
    tag.split('-').all(part) && (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic())
}
