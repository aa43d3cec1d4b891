//! `<meta>`, `<link>`, `<title>` and the language of the document element.
//!
//! Names as sent, lower-cased: Open Graph, `article:`, Dublin Core (`dc.`, `dcterms.`), Highwire `citation_`,
//! Parse.ly, Sailthru, Twitter cards and the plain names that content systems write.

use url::Url;

use super::tree::Tree;
use crate::text::html::clean_line;

/// What the head says.
#[derive(Debug, Default)]
pub struct Meta<'a> {
    pairs: Vec<(String, &'a str)>,
    /// `<title>`.
    pub title: Option<String>,
    /// `lang` of the document element, else of the body.
    pub lang: Option<&'a str>,
    /// `rel=canonical`, as written.
    pub canonical: Option<&'a str>,
    /// `rel=alternate hreflang`: language and address as written.
    pub alternates: Vec<(&'a str, &'a str)>,
    /// `<base href>`.
    pub base: Option<&'a str>,
}

impl<'a> Meta<'a> {
    /// Reads the page's head elements, wherever they stand.
    pub fn of(tree: &Tree<'a>) -> Self {
        let mut meta = Self::default();
        for index in 0..tree.entries.len() {
            match tree.name(index) {
                "meta" => meta.pair(tree, index),
                "link" => meta.link(tree, index),
                "title" if meta.title.is_none() && !tree.ancestors(index).any(|up| tree.name(up) == "svg") => {
                    meta.title = Some(tree.line(index)).filter(|title| !title.is_empty());
                }
                "base" if meta.base.is_none() => meta.base = tree.attr(index, "href"),
                "html" | "body" if meta.lang.is_none() => {
                    meta.lang = tree.attr(index, "lang").or_else(|| tree.attr(index, "xml:lang"))
                }
                _ => {}
            }
        }
        meta
    }

    fn pair(&mut self, tree: &Tree<'a>, index: usize) {
        let Some(content) = tree.attr(index, "content").or_else(|| tree.attr(index, "value")) else { return };
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(key) = tree.attr(index, name) {
                // Dates as microdata are that reader's: one witness, not two.
                let keys = key.split_whitespace().filter(|key| name != "itemprop" || !key.starts_with("date"));
                self.pairs.extend(keys.map(|key| (key.to_lowercase(), content)));
            }
        }
    }

    fn link(&mut self, tree: &Tree<'a>, index: usize) {
        let (Some(rel), Some(href)) = (tree.attr(index, "rel"), tree.attr(index, "href")) else { return };
        for rel in rel.split_whitespace() {
            match rel.to_ascii_lowercase().as_str() {
                "canonical" if self.canonical.is_none() => self.canonical = Some(href),
                "alternate" => {
                    if let Some(language) = tree.attr(index, "hreflang") {
                        self.alternates.push((language, href));
                    }
                }
                _ => {}
            }
        }
    }

    /// The first value of the first of these names that has one.
    pub fn first(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| *value))
    }

    /// The same as a clean line of text.
    pub fn line(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let (_, value) = self.pairs.iter().find(|(key, value)| key == name && !value.trim().is_empty())?;
            Some(clean(value)).filter(|line| !line.is_empty())
        })
    }

    /// Every value of every one of these names, in the order of the names.
    pub fn all(&self, names: &[&str]) -> Vec<&'a str> {
        names
            .iter()
            .flat_map(|name| self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| *value))
            .collect()
    }

    /// Every value of a name of somebody's own vocabulary whose last part is one of these.
    pub fn ending(&self, tails: &[&str]) -> Vec<&'a str> {
        let ends = |key: &str| key.rsplit_once([':', '.', '-']).is_some_and(|(_, tail)| tails.contains(&tail));
        self.pairs.iter().filter(|(key, _)| ends(key)).map(|(_, value)| *value).collect()
    }

    /// The page's own address: as fetched, else as it says.
    pub fn address(&self, url: Option<&Url>) -> Option<Url> {
        let own = self.canonical.or_else(|| self.first(&["og:url", "twitter:url"]));
        match (url, own) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(own)) => Url::parse(own).ok(),
            (None, None) => self.base.and_then(|base| Url::parse(base).ok()),
        }
    }
}

/// A line of text; references that were escaped twice are undone.
pub fn clean(text: &str) -> String {
    if text.contains('&') || text.contains('<') { crate::text::html::to_line(text) } else { clean_line(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn names_are_found_whatever_their_case_and_attribute() {
        let page = Html::parse_document(
            "<html lang=de><meta property='OG:Title' content=' a  b '><meta name=DC.date content=2020-01-02><title>x</title>",
        );
        let tree = Tree::of(&page);
        let meta = Meta::of(&tree);
        assert_eq!(meta.line(&["og:title"]).as_deref(), Some("a b"));
        assert_eq!(meta.first(&["dc.date"]), Some("2020-01-02"));
        assert_eq!((meta.title.as_deref(), meta.lang), (Some("x"), Some("de")));
    }
}
