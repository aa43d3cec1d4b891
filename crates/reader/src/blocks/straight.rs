//! The same walk over straight markup, which needs no tree.

use std::borrow::Cow;

use scraper::Html;

use super::{
    Block, MAX_BLOCKS,
    chrome::StartTag,
    flatten::{Flattener, base, frame_of, is_main},
};
use crate::text::html::{Straight, Tag, decode, straight};

/// Flattens a fragment without a tree, where it needs none.
pub fn of_straight(html: &str) -> Option<Vec<Block>> {
    let root = Html::new_fragment().tree.root().id();
    let base = base(root);
    let mut out = Flattener::new(base);
    let mut frames = vec![base];
    for piece in straight(html) {
        let piece = piece?;
        if out.blocks.len() >= MAX_BLOCKS {
            return Some(out.blocks);
        }
        let top = *frames.last().unwrap_or(&base);
        match piece {
            Straight::Text(text) => out.text(&decode(text), &top),
            Straight::Open(tag) => {
                let void = tag.void;
                let tag = Scanned::from(tag);
                // what holds it is known only when all is read
                if is_main(&tag) {
                    return None;
                }
                let frame = frame_of(&tag, root, &top, false);
                out.open(&tag, &frame, &top);
                if void { out.close(&frame) } else { frames.push(frame) }
            }
            Straight::Close(_) => {
                out.close(&top);
                frames.pop();
            }
        }
    }
    out.flush();
    Some(out.blocks)
}

/// A tag of straight markup, its references decoded.
struct Scanned<'h> {
    name: &'static str,
    attributes: Vec<(&'h str, Cow<'h, str>)>,
}

impl<'h> From<Tag<'h>> for Scanned<'h> {
    fn from(tag: Tag<'h>) -> Self {
        let attributes = tag.attributes.into_iter().map(|(name, value)| (name, decode(value))).collect();
        Self { name: tag.name, attributes }
    }
}

impl StartTag for Scanned<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| &**value)
    }
}
