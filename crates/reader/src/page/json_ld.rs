//! schema.org JSON-LD: the blocks of a page in, the object that describes this release out.
//!
//! Blocks are read as search engines read them: CDATA, comments, raw line breaks in strings, trailing commas and
//! HTML references do not spoil them, and a broken block does not spoil its neighbours.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::tree::{Tree, What};
use crate::{
    json::Allowance,
    text::html::{clean_line, to_line},
};

/// An object of a block.
pub type Object = Map<String, Value>;

/// Objects considered at most: hostile pages carry more.
const MAX_OBJECTS: usize = 2_000;

/// What the blocks say.
#[derive(Debug, Default)]
pub struct JsonLd {
    objects: Vec<Object>,
    /// Index of the object that is the release, when there is one.
    main: Option<usize>,
}

/// How much an object's type promises that it is the release.
fn rank(object: &Object) -> u8 {
    kinds(object)
        .map(|kind| match kind {
            "NewsArticle"
            | "ReportageNewsArticle"
            | "AnalysisNewsArticle"
            | "OpinionNewsArticle"
            | "ReviewNewsArticle"
            | "BackgroundNewsArticle"
            | "AskPublicNewsArticle"
            | "PressRelease"
            | "LiveBlogPosting"
            | "BlogPosting"
            | "Article"
            | "TechArticle"
            | "ScholarlyArticle"
            | "SocialMediaPosting"
            | "AdvertiserContentArticle"
            | "SatiricalArticle"
            | "MedicalScholarlyArticle"
            | "SpecialAnnouncement"
            | "Report" => 3,
            "Recipe"
            | "HowTo"
            | "Review"
            | "FAQPage"
            | "MedicalWebPage"
            | "Event"
            | "DiscussionForumPosting"
            | "Book"
            | "Dataset"
            | "ClaimReview"
            | "QAPage"
            | "Question"
            | "CreativeWork" => 2,
            "WebPage" | "ItemPage" | "AboutPage" | "CollectionPage" | "VideoObject" | "Blog" | "Product" => 1,
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}

fn kinds(object: &Object) -> impl Iterator<Item = &str> {
    let list: Vec<&str> = match object.get("@type").or_else(|| object.get("type")) {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    list.into_iter().map(|kind| kind.rsplit(['/', '#', ':']).next().unwrap_or(kind).trim())
}

impl JsonLd {
    /// Reads every block; `url` and `headline` (as seen elsewhere in the page) tell the release from its neighbours.
    pub fn of(tree: &Tree<'_>, url: Option<&str>, headlines: &[&str]) -> Self {
        let mut objects = Vec::new();
        let mut allowance = Allowance::default();
        let called = |index: usize, name| {
            tree.attr(index, name).is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
        };
        let scripts = tree.named("script").filter(|index| called(*index, "type"));
        let texts = scripts.flat_map(|index| index + 1..tree.end(index)).filter_map(|at| match tree.entries[at].what {
            What::Text(text) => Some(text),
            _ => None,
        });
        // some content systems let it be written into fields for meta elements only
        let metas = tree.named("meta").filter(|index| called(*index, "name")).filter_map(|at| tree.attr(at, "content"));
        for text in texts.chain(metas) {
            if let Some(value) = lenient(text, &mut allowance) {
                gather(value, 0, &mut objects);
            }
        }
        let main = choose(&objects, url, headlines);
        Self { objects, main }
    }

    /// The release.
    pub fn main(&self) -> Option<&Object> {
        self.main.and_then(|index| self.objects.get(index))
    }

    /// True when the object is an article of some sort, not just a page.
    pub fn is_story(&self) -> bool {
        self.main().is_some_and(|object| rank(object) >= 3)
    }

    /// True when the object is a news article of some sort.
    pub fn is_news(&self) -> bool {
        self.main().is_some_and(|object| kinds(object).any(|kind| kind.ends_with("NewsArticle")))
    }

    /// What all stories of the page say of their publication.
    pub fn published(&self) -> Vec<String> {
        let stories = self.objects.iter().filter(|object| rank(object) >= 3);
        stories.filter_map(|object| object.get("datePublished").and_then(|value| self.name_of(value))).collect()
    }

    /// Another object of a type.
    pub fn of_kind(&self, kind: &str) -> Option<&Object> {
        self.objects.iter().find(|object| kinds(object).any(|own| own == kind))
    }

    /// A property of the release as text.
    pub fn text(&self, key: &str) -> Option<String> {
        self.main()?.get(key).and_then(|value| self.name_of(value))
    }

    /// A property of the release, else of the page that it is on.
    pub fn text_or_page(&self, key: &str) -> Option<String> {
        self.text(key).or_else(|| self.of_kind("WebPage")?.get(key).and_then(|value| self.name_of(value)))
    }

    /// A value as a line of text: itself, its name, or the first of a list.
    pub fn name_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => some_line(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(list) => list.iter().find_map(|value| self.name_of(value)),
            Value::Object(object) => {
                let object = self.resolve(object);
                ["name", "@value", "headline", "alternateName"].iter().find_map(|key| match object.get(*key)? {
                    Value::String(text) => some_line(text),
                    Value::Array(list) => list.iter().find_map(Value::as_str).and_then(some_line),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// A value's address: itself, or its url, @id or contentUrl.
    pub fn url_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Array(list) => list.iter().find_map(|value| self.url_of(value)),
            Value::Object(object) => {
                let object = self.resolve(object);
                ["url", "contentUrl", "@id"].iter().find_map(|key| match object.get(*key)? {
                    Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                    Value::Array(list) => list.iter().find_map(Value::as_str).map(|text| text.trim().to_owned()),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// A bare reference (`{"@id": ...}`) is the object that it names.
    pub fn resolve<'s>(&'s self, object: &'s Object) -> &'s Object {
        if object.len() > 2 || object.contains_key("name") {
            return object;
        }
        let Some(id) = object.get("@id").and_then(Value::as_str) else { return object };
        self.objects
            .iter()
            .find(|other| other.len() > object.len() && other.get("@id").and_then(Value::as_str) == Some(id))
            .unwrap_or(object)
    }
}

/// The text of a value that may hold HTML references, on one line; None when nothing is left.
fn some_line(text: &str) -> Option<String> {
    let line = if text.contains(['<', '&']) { to_line(text) } else { clean_line(text) };
    (!line.is_empty() && line != "null" && line != "undefined").then_some(line)
}

/// Every object that could be the release or that one may refer to.
fn gather(value: Value, depth: usize, objects: &mut Vec<Object>) {
    if depth > 6 || objects.len() >= MAX_OBJECTS {
        return;
    }
    match value {
        Value::Array(list) => list.into_iter().for_each(|value| gather(value, depth + 1, objects)),
        Value::Object(mut object) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate", "author", "publisher"]
            {
                if key == "@graph" {
                    if let Some(inner) = object.remove(key) {
                        gather(inner, depth + 1, objects);
                    }
                } else if key == "mainEntity"
                    && let Some(inner) = object.get(key)
                {
                    gather(inner.clone(), depth + 1, objects);
                }
            }
            if !object.is_empty() {
                objects.push(object);
            }
        }
        _ => {}
    }
}

fn choose(objects: &[Object], url: Option<&str>, headlines: &[&str]) -> Option<usize> {
    let plain = |text: &str| clean_line(text).to_lowercase();
    let score = |object: &Object| {
        let rank = u32::from(rank(object));
        if rank == 0 {
            return 0;
        }
        let mut score = rank * 10;
        let addresses = ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| match object.get(*key)? {
            Value::String(text) => Some(text.as_str()),
            Value::Object(page) => page.get("@id").or_else(|| page.get("url")).and_then(Value::as_str),
            _ => None,
        });
        if let Some(url) = url
            && addresses.into_iter().any(|own| same_page(own, url))
        {
            score += 6;
        }
        if let Some(own) = object.get("headline").or_else(|| object.get("name")).and_then(Value::as_str) {
            let own = plain(&to_line(own));
            if own.chars().count() > 3 && headlines.iter().any(|other| plain(other).contains(&own)) {
                score += 8;
            }
        }
        if object.contains_key("datePublished") {
            score += 3;
        }
        if object.contains_key("articleBody") {
            score += 1;
        }
        score
    };
    let mut best: Option<(usize, u32)> = None;
    for (index, object) in objects.iter().enumerate() {
        let own = score(object);
        if own > 0 && best.is_none_or(|(_, top)| own > top) {
            best = Some((index, own));
        }
    }
    best.map(|(index, _)| index)
}

/// Whether two addresses mean the same page, scheme, query and fragment aside.
pub fn same_page(a: &str, b: &str) -> bool {
    let bare = |url: &str| -> String {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        let url = url.split(['?', '#']).next().unwrap_or(url);
        url.trim_start_matches("www.").trim_end_matches('/').to_lowercase()
    };
    let (a, b) = (bare(a), bare(b));
    a == b && a.contains('/')
}

/// Reads JSON as found in pages.
fn lenient(text: &str, allowance: &mut Allowance) -> Option<Value> {
    let text = strip_wrapping(text);
    if text.is_empty() {
        return None;
    }
    if let Some(value) = allowance.whole(text) {
        return Some(value);
    }
    let mended = mend(text);
    if let Some(value) = allowance.first(&mended) {
        return Some(value);
    }
    if text.contains("&quot;") {
        return allowance.first(&mend(&text.replace("&quot;", "\"").replace("&amp;", "&")));
    }
    None
}

fn strip_wrapping(text: &str) -> &str {
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    for (open, close) in [("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"), ("<![CDATA[", "]]>"), ("<!--", "-->")]
    {
        text = text.strip_prefix(open).unwrap_or(text);
        text = text.strip_suffix(close).unwrap_or(text).trim();
    }
    text.trim_end_matches(';')
}

/// Raw control characters in strings escaped, trailing commas and comments out, unknown escapes made plain.
fn mend(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut in_string = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            match c {
                '\\' => match chars.next() {
                    Some(next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => out.extend(['\\', next]),
                    Some(next) => out.push(next),
                    None => {}
                },
                '"' => {
                    in_string = false;
                    out.push(c);
                }
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|&c| c != '\n').is_some() {},
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '}' | ']' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn json_with_line_breaks_comments_and_trailing_commas_is_read() {
        let value = lenient("<!-- {\"headline\": \"a\nb\", /* c */ \"x\": [1,],}; -->", &mut Allowance::default())
            .expect("value");
        assert_eq!(value["headline"], "a b");
        assert_eq!(value["x"][0], 1);
    }

    /// A quotation mark in a comment hides nothing of what is read once the comment is gone.
    #[test]
    fn what_is_mended_is_bounded_as_it_is_read() {
        let many = format!("[{}{{}}]", "{},".repeat(crate::json::MAX_OBJECTS));
        for text in [many.clone(), format!("/*\"*/{many}"), format!("// \"\n{many}")] {
            assert!(lenient(&text, &mut Allowance::default()).is_none(), "{}", &text[..12]);
        }
        assert!(lenient("/*\"*/[{},{}]", &mut Allowance::default()).is_some());
    }

    #[test]
    fn an_object_in_a_meta_element_is_read() {
        let page = Html::parse_document(
            "<meta name='script:ld+json' content='{\"@type\":\"Article\",\"datePublished\":\"2025-11-17\"}'>",
        );
        let found = JsonLd::of(&Tree::of(&page), None, &[]);
        assert_eq!(found.text("datePublished").as_deref(), Some("2025-11-17"));
    }

    #[test]
    fn the_object_of_this_page_is_chosen_among_its_neighbours() {
        let page = Html::parse_document(
            r##"<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Other","url":"https://a.example/2"},
            {"@type":"NewsArticle","headline":"Ours","url":"https://a.example/1","author":{"@id":"#p"}},{"@id":"#p","@type":"Person","name":"Ann Lee"}]}</script>"##,
        );
        let tree = Tree::of(&page);
        let found = JsonLd::of(&tree, Some("https://a.example/1/"), &[]);
        assert_eq!(found.text("headline").as_deref(), Some("Ours"));
        assert_eq!(found.text("author").as_deref(), Some("Ann Lee"));
    }
}
