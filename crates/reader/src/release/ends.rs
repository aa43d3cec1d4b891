//! The mark that ends a release: "-ENDS-", "###", "-30-", "(Schluss)".

use super::scene::Scene;
use crate::lexicon::headings::is_end;

/// The mark as printed, and its block.
pub(super) fn read(scene: &Scene<'_>) -> Option<(usize, String)> {
    let from = scene.start();
    let (i, block) = scene.blocks.iter().enumerate().skip(from).find(|(_, b)| !b.chrome && is_end(&b.text))?;
    Some((i, block.text.clone()))
}
