//! The depth of a finished tree, whatever the parser did to it.

use ego_tree::{NodeId, Tree};
use scraper::Node;

/// Moves what lies deeper than `limit` levels up to that level, in document order, in linear time.
/// True when anything had to be moved.
pub(super) fn limit(tree: &mut Tree<Node>, limit: usize) -> bool {
    let mut moved = false;
    let mut next = Some((tree.root().id(), 0));
    while let Some((id, depth)) = next {
        if depth >= limit {
            moved |= hoist(tree, id);
        }
        next = following(tree, id, depth);
    }
    moved
}

/// Makes the children of an element its next siblings; text alone stays where it is.
fn hoist(tree: &mut Tree<Node>, id: NodeId) -> bool {
    let holds_elements = |id| tree.get(id).is_some_and(|node| node.children().any(|child| child.has_children()));
    if !holds_elements(id) {
        return false;
    }
    while let Some(child) = tree.get(id).and_then(|node| node.last_child()).map(|child| child.id()) {
        if let Some(mut node) = tree.get_mut(id) {
            node.insert_id_after(child);
        }
    }
    true
}

/// The next node in document order and its depth.
fn following(tree: &Tree<Node>, id: NodeId, depth: usize) -> Option<(NodeId, usize)> {
    let mut node = tree.get(id)?;
    if let Some(child) = node.first_child() {
        return Some((child.id(), depth + 1));
    }
    let mut depth = depth;
    loop {
        if let Some(sibling) = node.next_sibling() {
            return Some((sibling.id(), depth));
        }
        node = node.parent()?;
        depth -= 1;
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn what_lies_too_deep_is_moved_up_in_order() {
        let mut html = Html::parse_fragment("<div>1<div>2<div>3<div>4<div>5</div>6</div>7</div>8</div>9</div>");
        assert!(limit(&mut html.tree, 4));
        assert_eq!(html.root_element().text().collect::<String>(), "123456789");
        let deepest = html.tree.root().descendants().map(|node| node.ancestors().count()).max();
        assert_eq!(deepest, Some(5));
    }

    #[test]
    fn a_shallow_tree_stays_as_it_is() {
        let mut html = Html::parse_fragment("<div>1<p>2<b>3</b></p></div>");
        let before = html.clone();
        assert!(!limit(&mut html.tree, 20));
        assert_eq!(html, before);
    }
}
