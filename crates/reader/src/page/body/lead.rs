//! The standfirst: it stands between the headline and the body, often in the header's own container.

use super::{super::title, Lines, Page, choose::Field};

/// Keeps the standfirst before `root`, and answers the element that holds both.
pub fn add(field: &Field<'_, '_>, root: usize, page: &Page<'_>, kept: &mut [bool]) -> usize {
    let (tree, Lines { marks, segments }) = (field.tree, field.lines);
    let summary = page.summary.map(title::plain).unwrap_or_default();
    let summary: String = summary.chars().take(60).collect();
    let from = page.heading.map_or(0, |heading| tree.end(heading));
    let first = segments.partition_point(|segment| segment.start < root);
    let mut found = None;
    for index in (0..first).rev().take(40) {
        let segment = &segments[index];
        if segment.start < from {
            break;
        }
        if field.pruned[segment.start]
            || segment.chars < 40
            || segment.link_density() > 0.3
            || segment.stops == 0 && !segment.text.starts_with('‘')
        {
            continue;
        }
        let around = || {
            std::iter::once(segment.container)
                .chain(tree.ancestors(segment.container))
                .take(4)
                .take_while(|&up| up > from.min(root).saturating_sub(1) || up > 0)
        };
        let named = around().any(|up| marks[up].hint.lead);
        let quoted = segment.text.starts_with(['“', '‘', '„', '«', '"']);
        let caption = around().any(|up| marks[up].hint.caption || tree.name(up) == "figure");
        let repeats = summary.chars().count() >= 25 && title::plain(&segment.text).starts_with(&summary);
        if !caption
            && (named || repeats || (page.heading.is_some() && segment.chars > 80 && (segment.stops > 1 || quoted)))
        {
            kept[index] = true;
            found = Some(segment.start);
        }
    }
    let Some(start) = found else { return root };
    tree.ancestors(root).find(|&up| up < start).unwrap_or(root)
}
