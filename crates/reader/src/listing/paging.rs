//! The next page of a listing: `rel=next`, a link that says so in one of the languages we know, the number after this one.

use super::{
    tree::{Tree, key_of},
    words,
    zone::Zone,
};

/// The address of the next page. Links within `records` (ranges of places) lead to releases and are not asked.
pub fn next(tree: &Tree<'_>, records: &[(usize, usize)]) -> Option<String> {
    by_relation(tree).or_else(|| by_words(tree, records)).or_else(|| by_number(tree, records))
}

fn by_relation(tree: &Tree<'_>) -> Option<String> {
    (0..tree.slots.len()).find_map(|place| {
        let next = matches!(tree.tag(place), "link" | "a")
            && tree
                .attr(place, "rel")
                .is_some_and(|rel| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("next")));
        let url = next.then(|| tree.attr(place, "href")).flatten().filter(|href| !href.trim().starts_with('#'))?;
        tree.absolute(url).filter(|url| tree.own_key.as_deref() != Some(key_of(url).as_str()))
    })
}

/// Links outside the records, in document order.
fn outside<'t>(tree: &'t Tree<'_>, records: &'t [(usize, usize)]) -> impl Iterator<Item = &'t super::tree::Link> {
    tree.links.iter().filter(move |link| {
        let at = records.partition_point(|(start, _)| *start <= link.slot);
        at == 0 || records[at - 1].1 <= link.slot
    })
}

fn by_words(tree: &Tree<'_>, records: &[(usize, usize)]) -> Option<String> {
    let host = |key: &str| key.split(['/', '?']).next().unwrap_or("").to_owned();
    let own = tree.own_key.as_deref().map(host);
    let says = |slot: usize| {
        let mut texts = vec![tree.text_of(slot)];
        texts.extend(["title", "aria-label"].into_iter().filter_map(|name| tree.attr(slot, name)).map(str::to_owned));
        let named = tree
            .attr(slot, "class")
            .is_some_and(|class| words::tokens_of_names(class).iter().any(|token| token == "next"));
        texts.iter().any(|text| words::is_next(text))
            || named && texts[0].chars().count() < 25
            || texts[0] == "›"
            || texts[0] == "»"
    };
    outside(tree, records)
        .filter(|link| {
            tree.slots[link.slot].zone != Zone::Hidden && own.as_ref().is_none_or(|own| *own == host(&link.key))
        })
        .find(|link| says(link.slot) && (is_paged(&link.key) || in_pager(tree, link.slot)))
        .map(|link| link.url.clone())
}

/// The address carries a page's number or offset.
fn is_paged(key: &str) -> bool {
    let (path, query) = key.split_once('?').unwrap_or((key, ""));
    let numbered = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let named = query.split('&').any(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        numbered(value)
            && (name.len() <= 2
                || ["page", "pg", "offset", "start", "from", "before", "cursor", "seite"]
                    .iter()
                    .any(|word| name.to_lowercase().contains(word)))
    });
    named
        || ["/page/", "/seite/", "/p/", "/pagina/", "/page-", "/page:"]
            .iter()
            .any(|part| path.split_once(part).is_some_and(|(_, rest)| numbered(rest)))
        || path
            .rsplit('/')
            .take(2)
            .any(|part| part.split('-').all(|run| !run.is_empty() && run.bytes().all(|b| b.is_ascii_digit())))
}

fn in_pager(tree: &Tree<'_>, slot: usize) -> bool {
    let mut here = slot;
    for _ in 0..4 {
        here = tree.slots[here].parent;
        let names = [tree.attr(here, "class"), tree.attr(here, "id"), tree.attr(here, "aria-label")];
        if names.into_iter().flatten().flat_map(words::tokens_of_names).any(|token| {
            matches!(token.as_str(), "pagination" | "pager" | "paging" | "pages" | "pagenavi" | "paginator")
        }) {
            return true;
        }
    }
    false
}

/// The link with the number after the current one, among links that differ in their numbers alone.
fn by_number(tree: &Tree<'_>, records: &[(usize, usize)]) -> Option<String> {
    let own = tree.own_key.as_deref()?;
    let current = number_in(own).unwrap_or(1);
    let shape = |key: &str| key.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let numbered: Vec<_> = outside(tree, records)
        .filter(|link| is_paged(&link.key) && in_pager(tree, link.slot))
        .filter_map(|link| Some((tree.text_of(link.slot).parse::<u64>().ok()?, link)))
        .collect();
    let printed = numbered.iter().map(|(number, _)| *number).min()?;
    let base = if printed > 1 { printed - 1 } else { current };
    let found = numbered.iter().find(|(number, link)| {
        *number == base.max(current) + 1
            && numbered.iter().all(|(_, other)| shape(&other.key).len().abs_diff(shape(&link.key).len()) < 12)
    });
    found.map(|(_, link)| link.url.clone())
}

/// The page's number in an address.
fn number_in(key: &str) -> Option<u64> {
    let (path, query) = key.split_once('?').unwrap_or((key, ""));
    let by_query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| name.to_lowercase().contains("page") || *name == "p");
    let by_path = path.split_once("/page/").map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    by_query.map(|(_, value)| value).or(by_path)?.parse().ok()
}
