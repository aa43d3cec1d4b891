//! What one outline of a subscription list means: a feed, a newsroom, a sitemap, or why it is none of them.

use std::{path::Path, sync::Arc};

use reader::text::html;
use url::Url;

use super::{CheckSelector, address::typed_address, language, problem::File, stanza, table::Table};
use crate::model::{Select, Source, Target};

/// An outline's attributes, entities resolved.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub attributes: Vec<(String, String)>,
    /// Names of the folders around it, the outermost first.
    pub folders: Vec<String>,
    pub line: usize,
    pub(super) has_children: bool,
    /// It is kept in the list, and out of use.
    pub(super) commented: bool,
    /// The list ends within it: what it says may be half of what it would.
    pub(super) cut: bool,
}

impl Outline {
    /// A value that is not empty; names are compared without case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What it calls itself.
    pub(super) fn name(&self) -> Option<&str> {
        self.get("title").or_else(|| self.get("text"))
    }
}

/// Our own export says in this attribute all that a stanza has.
const STANZA: &str = "pressfeed:source";

/// The source, and what could not be taken over of it.
pub fn source(outline: &Outline, own: &[String], check: CheckSelector<'_>) -> Result<(Source, Option<String>), String> {
    if let Some(keys) = outline.get(STANZA) {
        return ours(keys, check).map(|source| (source, None));
    }
    if outline.cut {
        return Err("the list ends within it".into());
    }
    let address = feed_address(outline).ok_or_else(|| without_feed(outline))?;
    let kind = outline.get("type").unwrap_or("rss").to_ascii_lowercase();
    if let Some(why) = unreadable(&kind, address) {
        return Err(why);
    }
    let url = typed_address(address)?;
    let page = outline.get("htmlUrl").and_then(|page| typed_address(page).ok()).filter(|page| !is_own(page, own));
    let (target, remark) = match page {
        // an older export of ours: the newsroom behind one of our own feeds
        Some(page) if is_own(&url, own) => (Target::Newsroom(page), None),
        None if is_own(&url, own) => return Err(format!("{url} is a feed of our own: not subscribed to")),
        _ if kind.starts_with("html") => (Target::Newsroom(url), None),
        _ => (Target::Feed(url), None),
    };
    let name = outline.name().map_or_else(|| host(&target), unescaped);
    let mut source = Source::new("", &name, target);
    source.tags = tags(outline);
    source.language = outline.get("language").and_then(|code| language::code(code).ok());
    if kind.starts_with("html") {
        let (select, lost) = selectors(outline, check);
        source.select = select.map(Box::new);
        return Ok((source, lost));
    }
    Ok((source, remark))
}

/// Some programs escape a name once more than its attribute asks for.
pub(super) fn unescaped(name: &str) -> String {
    html::decode(name).into_owned()
}

/// Some write `url`, as outlines of links have it.
fn feed_address(outline: &Outline) -> Option<&str> {
    let feed = |kind: &str| ["rss", "atom", "feed"].iter().any(|feed| kind.eq_ignore_ascii_case(feed));
    outline.get("xmlUrl").or_else(|| outline.get("url").filter(|_| outline.get("type").is_some_and(feed)))
}

fn host(target: &Target) -> String {
    target.url().host_str().unwrap_or("feed").to_owned()
}

fn without_feed(outline: &Outline) -> String {
    match outline.get("htmlUrl").or_else(|| outline.get("url")) {
        Some(page) => format!("no xmlUrl; `pressfeed probe {page}` looks for its feed"),
        None => "no xmlUrl: no feed to be polled".into(),
    }
}

/// Sorts that no address helps with.
fn unreadable(kind: &str, address: &str) -> Option<String> {
    let scraped = kind.contains('+') && !kind.starts_with("html");
    scraped.then(|| {
        format!("type {kind:?} is read by rules of another program: `pressfeed probe {address}` shows what can be read")
    })
}

/// Folders and categories.
fn tags(outline: &Outline) -> Vec<String> {
    let mut tags = outline.folders.clone();
    let categories = outline.get("category").unwrap_or_default().split([',', '/']);
    tags.extend(categories.map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned));
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags
}

/// A stanza of our own, as JSON: read by the same rules as one in a file.
fn ours(keys: &str, check: CheckSelector<'_>) -> Result<Source, String> {
    let wrong = |why: String| format!("{STANZA}: {why}");
    let keys: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(keys).map_err(|error| wrong(error.to_string()))?;
    let whole = serde_json::json!({ "source": [keys] });
    let text: Arc<str> = toml::to_string(&whole).map_err(|error| wrong(error.to_string()))?.into();
    let parsed = toml::de::DeTable::parse(&text).map_err(|error| wrong(error.message().to_owned()))?;
    let mut root = Table::new(File { path: Path::new("outline"), text: &text }, parsed.get_ref(), 0..0, "");
    let mut table = root.tables("source").pop().ok_or_else(|| wrong("empty".into()))?;
    let source = stanza::source(&mut table, check);
    match (source, table.finish().first()) {
        (Some(source), None) => Ok(source),
        (_, problem) => Err(wrong(problem.map_or_else(|| "no source".into(), |problem| problem.message().to_owned()))),
    }
}

/// FreshRSS's XPath of a scraped page as selectors, where the two can say the same.
fn selectors(outline: &Outline, check: CheckSelector<'_>) -> (Option<Select>, Option<String>) {
    let mut lost = Vec::new();
    let mut read = |key: &str| {
        let xpath = outline.get(key)?;
        let css = css(xpath).filter(|css| check(css).is_ok());
        if css.is_none() {
            lost.push(format!("{} {xpath:?}", key.trim_start_matches("frss:")));
        }
        css
    };
    let select = Select {
        item: read("frss:xPathItem"),
        title: read("frss:xPathItemTitle"),
        link: read("frss:xPathItemUri"),
        date: read("frss:xPathItemTimestamp"),
        summary: read("frss:xPathItemContent"),
        image: read("frss:xPathItemThumbnail"),
        ..Select::default()
    };
    let remark = (!lost.is_empty())
        .then(|| format!("taken as a newsroom, without these rules that no selector says: {}", lost.join(", ")));
    // without the item's rule the others have nothing to stand on
    let select = if select.item.is_some() { select } else { Select::default() };
    ((select != Select::default()).then_some(select), remark)
}

/// `//li[@class="x"]` -> `li.x`, `descendant::a/@href` -> `a`, `.//h2/a` -> `h2 > a`; else nothing.
fn css(xpath: &str) -> Option<String> {
    let path = xpath.trim().trim_start_matches('.').replace("descendant::", "//").replace("///", "//");
    let path = path.strip_suffix("/text()").unwrap_or(&path);
    let mut out = String::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (deep, step) = match rest.strip_prefix("//") {
            Some(step) => (true, step),
            None => (false, rest.strip_prefix('/').unwrap_or(rest)),
        };
        let end = step_end(step);
        let (this, after) = step.split_at(end);
        rest = after;
        if this.starts_with('@') && rest.is_empty() {
            break;
        }
        if !out.is_empty() {
            out.push_str(if deep { " " } else { " > " });
        }
        out.push_str(&css_step(this)?);
    }
    (!out.is_empty()).then_some(out)
}

/// Where a step ends: at a slash outside of brackets and quotes.
fn step_end(text: &str) -> usize {
    let mut quote = None;
    let mut depth = 0;
    for (place, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth -= 1,
            (None, '/') if depth == 0 => return place,
            _ => {}
        }
    }
    text.len()
}

/// `li[@class="x"]`, `div[contains(@class, "x")]`, `*[@id='x']`, `a[@rel]`.
fn css_step(step: &str) -> Option<String> {
    let (name, mut predicates) = step.split_at(step.find('[').unwrap_or(step.len()));
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if name != "*" && !is_name(name) {
        return None;
    }
    let mut out = if name == "*" { String::new() } else { name.to_ascii_lowercase() };
    while let Some(inner) = predicates.strip_prefix('[') {
        let (test, after) = inner.split_once(']')?;
        predicates = after;
        let (attribute, contains, value) = match test.strip_prefix("contains(@").and_then(|rest| rest.strip_suffix(')'))
        {
            Some(rest) => {
                let (attribute, value) = rest.split_once(',')?;
                (attribute.trim(), true, Some(value.trim()))
            }
            None => {
                let test = test.strip_prefix('@')?;
                let (attribute, value) = test.split_once('=').map_or((test, None), |(a, v)| (a, Some(v)));
                (attribute.trim(), false, value.map(str::trim))
            }
        };
        if !is_name(attribute) {
            return None;
        }
        let Some(value) = value else {
            out.push_str(&format!("[{attribute}]"));
            continue;
        };
        let value = value.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?.trim();
        match (attribute, contains) {
            ("class", _) if value.split_whitespace().all(is_name) && !value.is_empty() => {
                value.split_whitespace().for_each(|class| out.push_str(&format!(".{class}")));
            }
            ("id", false) if is_name(value) => out.push_str(&format!("#{value}")),
            _ if value.contains(['"', '\\']) => return None,
            (_, true) => out.push_str(&format!("[{attribute}*=\"{value}\"]")),
            (_, false) => out.push_str(&format!("[{attribute}=\"{value}\"]")),
        }
    }
    (predicates.is_empty() && !out.is_empty()).then_some(out)
}

/// True for an address below one of ours.
pub(super) fn is_own(url: &Url, own: &[String]) -> bool {
    own.iter().any(|home| url.as_str().starts_with(home.as_str()))
}
