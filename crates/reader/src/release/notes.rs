//! Notes to editors and background, as HTML made of the blocks' own text: nothing of the page's markup passes.

use super::{
    cues::{self, Part},
    scene::Scene,
};
use crate::blocks::BlockKind;

/// More of a section than this is the text itself.
const MAX_BYTES: usize = 20_000;

/// The notes and, where they stand behind the end mark or call themselves notes, their blocks.
pub(super) fn read(scene: &Scene<'_>, end_mark: Option<usize>) -> Option<(String, Vec<usize>)> {
    let (mut html, mut used) = (String::new(), Vec::new());
    for section in
        scene.of(Part::Notes).filter(|s| s.head >= scene.start() && s.head < scene.end && !scene.blocks[s.head].chrome)
    {
        let mut inner = String::new();
        let mut list = false;
        if let Some(inline) = section.inline {
            inner.push_str(&format!("<p>{}</p>", escape(inline)));
        }
        for i in section.blocks.clone() {
            let block = &scene.blocks[i];
            if block.chrome || block.text.is_empty() {
                continue;
            }
            let item = block.kind == BlockKind::Item;
            if item != list {
                inner.push_str(if item { "<ul>" } else { "</ul>" });
                list = item;
            }
            let tag = if item { "li" } else { "p" };
            inner.push_str(&format!("<{tag}>{}</{tag}>", escape(&block.text)));
        }
        if list {
            inner.push_str("</ul>");
        }
        let title = cues::bare_line(&scene.blocks[section.head].text);
        let own = is_for_editors(title) || end_mark.is_some_and(|mark| section.head > mark);
        if inner.len() < 20 || html.len() + inner.len() > MAX_BYTES {
            continue;
        }
        if own {
            used.push(section.head);
            used.extend(section.blocks.clone());
        }
        if section.inline.is_none() {
            html.push_str(&format!("<h3>{}</h3>", escape(title)));
        }
        html.push_str(&inner);
    }
    (!html.is_empty()).then_some((html, used))
}

/// "Notes to editors" is not of the body; "Background" is.
fn is_for_editors(title: &str) -> bool {
    let lower = title.to_lowercase();
    [
        "editor", "redaktion", "rédact", "redacción", "redazion", "redattor", "redactie", "redação", "redakcj",
        "redaktör", "redaktør", "journalist", "toimittaj", "redakc",
    ]
    .iter()
    .any(|w| lower.contains(w))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    #[test]
    fn notes_become_plain_html() {
        let html = "<h1>Title</h1><p>Text.</p><p>-ENDS-</p><h3>Notes to editors</h3><ol><li>Photos &lt;b&gt; on request.</li><li>It has 40 beds.</li></ol><h3>About Example Trust</h3><p>It runs five hospitals in the north.</p>";
        let blocks = blocks::of(&Html::parse_document(html));
        let (known, hints) = (Known::default(), Hints::default());
        let (notes, used) = read(&Scene::new(&blocks, None, &known, &hints), None).unwrap();
        assert_eq!(
            notes,
            "<h3>Notes to editors</h3><ul><li>Photos &lt;b&gt; on request.</li><li>It has 40 beds.</li></ul>"
        );
        assert_eq!(used.len(), 3);
    }
}
