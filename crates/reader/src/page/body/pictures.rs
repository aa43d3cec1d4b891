//! The pictures of a body: real address (lazy loaders hide it), caption and credit.

use url::Url;

use super::{
    super::{image, tree::Tree},
    choose::Field,
};
use crate::{release::credited, text::html::pictures};

/// Pictures at most.
const MAX_PICTURES: usize = 200;

/// A picture that stays in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Index of its element.
    pub index: usize,
    /// Absolute where the page's address is known.
    pub address: String,
    /// Its caption, else its alternative text.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// Pictures of `root` that are not pruned, without spacers and signs.
pub fn within(field: &Field<'_, '_>, root: usize, base: Option<&Url>) -> Vec<Picture> {
    let tree = field.tree;
    let mut found: Vec<Picture> = Vec::new();
    for index in
        (root..tree.end(root)).filter(|&index| matches!(tree.name(index), "img" | "noscript") && !field.pruned[index])
    {
        let Some(address) = address(tree, index, base) else { continue };
        let tiny = ["width", "height"].iter().any(|side| {
            tree.attr(index, side)
                .and_then(|size| size.trim_end_matches("px").parse::<u32>().ok())
                .is_some_and(|size| size < 40)
        });
        if tiny
            || image::is_logo(&address)
            || found.iter().any(|other| other.address == address)
            || found.len() >= MAX_PICTURES
        {
            continue;
        }
        let (caption, credit) = caption(tree, index);
        let caption =
            caption.or_else(|| tree.attr(index, "alt").map(super::super::meta::clean)).filter(|text| !text.is_empty());
        found.push(Picture { index, address, caption, credit });
    }
    found
}

/// The address of an `img`, of the `noscript` behind it where it has none, or of a `noscript` that stands alone.
fn address(tree: &Tree<'_>, index: usize, base: Option<&Url>) -> Option<String> {
    let absolute = |text: &str| match base {
        Some(_) => image::absolute(text, base),
        None => Some(text.to_owned()),
    };
    let hidden = |at: usize| pictures::of_noscript(&tree.raw_text(at, 4_000)).and_then(|text| absolute(&text));
    if tree.name(index) == "noscript" {
        return hidden(index);
    }
    let own = pictures::source(|name| tree.attr(index, name)).and_then(absolute);
    own.or_else(|| {
        let end = tree.end(index);
        (end..(end + 4).min(tree.entries.len())).find(|at| tree.name(*at) == "noscript").and_then(hidden)
    })
}

/// The caption of the figure that a picture stands in, its credit taken out.
fn caption(tree: &Tree<'_>, index: usize) -> (Option<String>, Option<String>) {
    let Some(figure) = tree.ancestors(index).take(5).find(|&up| tree.name(up) == "figure") else { return (None, None) };
    let Some(caption) = (figure..tree.end(figure)).find(|&at| tree.name(at) == "figcaption") else {
        return (None, None);
    };
    let text = tree.line(caption);
    let (caption, credit) = credited(&text);
    ((!caption.is_empty()).then(|| caption.to_owned()), credit)
}
