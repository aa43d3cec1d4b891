//! A tree as markup again, for parsers that are not ours.
//!
//! Their serialiser looks from each `&` to the end of its text or attribute, so that neither may be long: text is cut by
//! comments that mean nothing, and attributes nobody could use are left out.

use ego_tree::iter::Edge;
use scraper::{
    Html,
    node::{Element, Node},
};

/// Bytes of text in one piece.
pub(super) const LONG_TEXT: usize = 8 << 10;
/// Bytes of one attribute.
pub(super) const LONG_ATTRIBUTE: usize = 16 << 10;

/// True when something in the tree is longer than others bear.
pub(super) fn is_long(html: &Html) -> bool {
    html.tree.values().any(|node| match node {
        Node::Text(text) => text.len() > LONG_TEXT,
        Node::Element(element) => element.attrs().any(|(_, value)| value.len() > LONG_ATTRIBUTE),
        _ => false,
    })
}

/// The markup of all that lies in the root element.
pub(super) fn markup(html: &Html) -> String {
    let mut out = String::new();
    let root = html.root_element();
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) if node == *root => {}
            Edge::Close(node) if node == *root => {}
            Edge::Open(node) => match node.value() {
                Node::Element(element) => push_start(element, &mut out),
                Node::Text(text) => {
                    let parent = node.parent().and_then(|parent| parent.value().as_element().map(Element::name));
                    push_text(text, parent.unwrap_or_default(), &mut out);
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Some(element) = node.value().as_element().filter(|element| !is_void(element.name())) {
                    out.extend(["</", element.name(), ">"]);
                }
            }
        }
    }
    out
}

fn push_start(element: &Element, out: &mut String) {
    out.extend(["<", element.name()]);
    for (name, value) in element.attrs().filter(|(_, value)| value.len() <= LONG_ATTRIBUTE) {
        out.extend([" ", name, "=\""]);
        value.chars().for_each(|c| push_escaped(c, out));
        out.push('"');
    }
    out.push('>');
}

fn push_text(text: &str, parent: &str, out: &mut String) {
    if matches!(parent, "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" | "plaintext") {
        return out.push_str(text);
    }
    let cut = !matches!(parent, "textarea" | "title");
    let mut piece = 0;
    for c in text.chars() {
        if cut && piece >= LONG_TEXT {
            out.push_str("<!---->");
            piece = 0;
        }
        push_escaped(c, out);
        piece += c.len_utf8();
    }
}

fn push_escaped(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        c => out.push(c),
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::fragment;

    #[test]
    fn markup_is_the_same_tree_again() {
        for html in [
            "<p class=\"a &amp; &quot;b&quot;\">x &lt;y&gt; &amp;amp;<br>z</p><script>if (a<b) {}</script>",
            "<table><tbody><tr><td>1</td></tr></tbody></table><textarea>&lt;p&gt;</textarea>",
        ] {
            let tree = fragment(html).unwrap();
            assert_eq!(fragment(&markup(&tree)).unwrap().html(), tree.html());
        }
    }

    #[test]
    fn long_text_is_cut_and_keeps_its_words() {
        let words = "R&amp;D © ".repeat(4_000);
        let tree = fragment(&format!("<p title='{words}'>{words}</p>")).unwrap();
        let written = markup(&tree);
        assert!(is_long(&tree) && written.contains("<!---->") && !written.contains("title"));
        assert_eq!(fragment(&written).unwrap().root_element().text().collect::<String>(), "R&D © ".repeat(4_000));
    }
}
