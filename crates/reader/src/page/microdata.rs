//! schema.org microdata, RDFa Lite and microformats: properties on visible elements.

use super::tree::Tree;

/// A property found on an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Index of the element.
    pub index: usize,
    /// The machine's value: `content`, `datetime`, `href` of a link; else the visible text.
    pub value: String,
}

/// All elements that carry one of these schema.org properties, in document order; values that are empty left out.
pub fn properties(tree: &Tree<'_>, names: &[&str]) -> Vec<Property> {
    let carries = |index: usize| {
        ["itemprop", "property"].iter().filter_map(|attribute| tree.attr(index, attribute)).any(|value| {
            value.split_whitespace().any(|own| {
                let local = own.rsplit(':').next().unwrap_or(own);
                names.iter().any(|name| local.eq_ignore_ascii_case(name) && own.len() <= name.len() + 8)
            })
        })
    };
    (0..tree.entries.len())
        .filter(|&index| !matches!(tree.name(index), "" | "meta") || tree.attr(index, "itemprop").is_some())
        .filter(|&index| carries(index))
        .filter_map(|index| {
            let value = value(tree, index);
            (!value.is_empty()).then_some(Property { index, value })
        })
        .take(200)
        .collect()
}

fn value(tree: &Tree<'_>, index: usize) -> String {
    let machine = tree.attr(index, "content").or_else(|| tree.attr(index, "datetime"));
    match machine {
        Some(value) => super::meta::clean(value),
        None => tree.line(index),
    }
}

/// Whether the element says that it holds readers' comments, or a work that the page cites.
pub fn names_comments(tree: &Tree<'_>, index: usize) -> bool {
    let cited = tree.element(index).is_some_and(|element| element.attr("itemscope").is_some())
        && tree.attr(index, "itemprop").is_some_and(|name| matches!(name, "citation" | "comment" | "mentions"));
    if cited {
        return true;
    }
    !matches!(tree.name(index), "" | "html" | "body" | "main" | "article")
        && ["class", "id"].iter().filter_map(|attribute| tree.attr(index, attribute)).any(|names| {
            let mut found = false;
            super::tree::words(names, |word| {
                found |= matches!(
                    word,
                    "comment"
                        | "comments"
                        | "commentlist"
                        | "commentary"
                        | "disqus"
                        | "kommentare"
                        | "kommentar"
                        | "respond"
                );
            });
            found
        })
}
