//! feed-rs beside us: of every feed that it reads, our items say the same, unless a named rule says why ours is better.
//!
//! Runs over small feeds of each dialect, and over the folders that `PRESSFEED_FEEDS` names (parted by colons).

use reader::text::html::{to_line, to_text};
use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use pressfeed::{
    model::Release,
    normalise::{self, Context},
};

const BASE: &str = "https://example.org/feed";

/// Why a field of ours is not as feed-rs has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// feed-rs sees no items: their namespace is none that it knows (Atom 0.3 and its kin, none at all).
    UnknownNamespace,
    /// feed-rs makes an id up, a hash or at each reading a new one; here an item without one has none.
    NoInventedId,
    /// An id that is a path is joined to its base (RFC 4287 §4.2.6: an IRI).
    JoinedId,
    /// RSS 1.0 has its id in `rdf:about`.
    AboutId,
    /// feed-rs takes the publication for the last change where that is not said.
    NoInventedChange,
    /// The bracketed name is the name; the same person twice is one.
    Person,
    /// JSON Feed 1.1's `authors` stand before 1.0's `author`, RSS's own author before `dc:creator`.
    BetterAuthors,
    /// Of several links the page is the one that is HTML; of an element written twice the last stands.
    BetterLink,
    /// The address of the comments is not the page's.
    NoCommentsPage,
    /// The text goes on behind an element in it, where feed-rs stops.
    WholeText,
    /// A frame leaves a link to what it shows.
    Frame,
    /// Base64 is decoded, text/plain is no HTML.
    ByItsType,
    /// References that XML does not know are read as browsers read them.
    References,
    /// A tag once; `itunes:category` and keywords too.
    Tags,
    /// Files beside those that feed-rs knows; each address once, and none that is empty (it would be the feed itself).
    Files,
}

struct Theirs {
    id: String,
    links: Vec<String>,
    titles: [String; 2],
    texts: Vec<String>,
    dates: [Option<i64>; 2],
    files: Vec<String>,
    tags: Vec<String>,
    authors: Vec<String>,
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn address(text: &str) -> String {
    url::Url::parse(text).map_or_else(|_| text.to_owned(), |url| url.to_string())
}

fn ours(bytes: &[u8]) -> Option<Vec<Release>> {
    let base = url::Url::parse(BASE).ok();
    let document = reader::read_feed(&reader::Input { url: base.as_ref(), ..reader::Input::new(bytes) }).ok()?;
    let context = Context::default();
    Some(document.items.into_iter().map(|d| normalise::release(d, &context, &mut Vec::new())).collect())
}

fn theirs(bytes: &[u8]) -> Option<Vec<Theirs>> {
    let parser = feed_rs::parser::Builder::new().base_uri(Some(BASE)).build();
    let feed = catch_unwind(AssertUnwindSafe(|| parser.parse(bytes))).ok()?.ok()?;
    let person = |p: &feed_rs::model::Person| p.name.clone().or_else(|| p.email.clone());
    let item = |e: feed_rs::model::Entry| {
        let title = e.title.as_ref().map(|t| t.content.clone()).unwrap_or_default();
        let bodies = e.content.into_iter().filter_map(|c| c.body).chain(e.summary.map(|s| s.content));
        let page = |rel: &Option<String>| matches!(rel.as_deref(), None | Some("alternate"));
        let files = e.media.iter().flat_map(|m| &m.content).filter_map(|c| c.url.as_ref());
        Theirs {
            id: e.id,
            links: e.links.iter().filter(|l| page(&l.rel)).map(|l| address(&l.href)).collect(),
            titles: [squeezed(&to_line(&title)), squeezed(&title)],
            texts: bodies.flat_map(|b| [squeezed(&to_text(&b)), squeezed(&b)]).filter(|t| !t.is_empty()).collect(),
            dates: [e.published, e.updated].map(|d| d.map(|d| d.timestamp())),
            files: files.map(ToString::to_string).collect(),
            tags: e.categories.into_iter().map(|c| c.label.unwrap_or(c.term)).collect(),
            authors: e.authors.iter().filter_map(person).collect(),
        }
    };
    Some(feed.entries.into_iter().map(item).collect())
}

type Differences = Vec<(&'static str, Option<Rule>, String)>;

/// What differs in an item, each with its rule.
fn compare(ours: &Release, theirs: &Theirs) -> Differences {
    let mut found = Differences::new();
    id(ours, theirs, &mut found);
    link(ours, theirs, &mut found);
    text("title", ours.title.as_deref(), &theirs.titles, &mut found);
    let own = ours.content_text.as_deref().or(ours.summary.as_deref());
    let same = |t: &&str| theirs.texts.contains(&squeezed(t));
    let known = [&ours.content_text, &ours.summary].into_iter().flatten().map(String::as_str).find(same).or(own);
    text("text", known, &theirs.texts, &mut found);
    dates(ours, theirs, &mut found);
    people(ours, theirs, &mut found);
    let named = |list: &[String]| list.iter().map(|t| squeezed(&to_line(t)).to_lowercase()).collect::<Vec<_>>();
    let (mine, other) = (named(&ours.tags), named(&theirs.tags));
    if mine != other && !other.is_empty() {
        let rule = other.iter().all(|tag| tag.is_empty() || mine.contains(tag)).then_some(Rule::Tags);
        found.push(("tags", rule, format!("{mine:?} / {other:?}")));
    }
    let mine: Vec<String> = ours.attachments.iter().map(|a| address(&a.url)).collect();
    if mine != theirs.files && !theirs.files.is_empty() {
        let rule = theirs.files.iter().all(|file| file == BASE || mine.contains(file)).then_some(Rule::Files);
        found.push(("files", rule, format!("{mine:?} / {:?}", theirs.files)));
    }
    found
}

fn id(ours: &Release, theirs: &Theirs, found: &mut Differences) {
    let own = ours.guid.as_deref().unwrap_or_default();
    if own == theirs.id {
        return;
    }
    let minted = theirs.id.len() > 28 && theirs.id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let rule = match own {
        "" if minted => Some(Rule::NoInventedId),
        _ if minted && own.starts_with("http") => Some(Rule::AboutId),
        _ if !theirs.id.contains(':') && own.ends_with(theirs.id.trim_start_matches(['.', '/'])) => {
            Some(Rule::JoinedId)
        }
        _ => None,
    };
    found.push(("id", rule, format!("{own} / {}", theirs.id)));
}

fn link(ours: &Release, theirs: &Theirs, found: &mut Differences) {
    let own = ours.url.as_deref().map(address).unwrap_or_default();
    if let Some(first) = theirs.links.first()
        && *first != own
    {
        let better = own.starts_with("http") && (theirs.links.len() > 1 || !first.starts_with("http"));
        let comments = ours.extras.comments_url.as_deref().map(address);
        let rule = if own.is_empty() && comments.as_ref() == Some(first) {
            Some(Rule::NoCommentsPage)
        } else {
            better.then_some(Rule::BetterLink)
        };
        found.push(("url", rule, format!("{own} / {:?}", theirs.links)));
    }
}

fn text(field: &'static str, own: Option<&str>, theirs: &[String], found: &mut Differences) {
    let own = squeezed(own.unwrap_or_default());
    if theirs.iter().all(String::is_empty) || theirs.contains(&own) {
        return;
    }
    let letters = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let encoded = |s: &String| s.len() > 3 && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    let has_frame = || theirs.iter().any(|t| t.to_lowercase().contains("<iframe"));
    // all of their words, in their order
    let has_all = |t: &String| {
        let mut words = own.split(' ');
        t.split_whitespace().all(|word| words.any(|own| own == word))
    };
    let rule = if theirs.iter().any(|t| !t.is_empty() && own.starts_with(t.as_str())) {
        Some(Rule::WholeText)
    } else if !own.is_empty() && has_frame() && theirs.iter().filter(|t| !t.contains('<')).all(has_all) {
        Some(Rule::Frame)
    } else if !own.is_empty() && theirs.iter().any(encoded) || theirs.iter().any(|t| squeezed(&to_line(&own)) == *t) {
        Some(Rule::ByItsType)
    } else if theirs.iter().any(|t| letters(t) == letters(&own)) {
        Some(Rule::References)
    } else {
        theirs.iter().any(|t| squeezed(&to_line(t)) == own).then_some(Rule::ByItsType)
    };
    found.push((field, rule, format!("{own:.300} / {:.300}", theirs.join(" / "))));
}

fn dates(ours: &Release, theirs: &Theirs, found: &mut Differences) {
    let own = [ours.published, ours.updated].map(|d| d.map(|d| d.timestamp()));
    for (at, field) in ["published", "updated"].into_iter().enumerate() {
        if own[at] != theirs.dates[at] && theirs.dates[at].is_some() {
            let copied = own[at].is_none() && theirs.dates[0] == theirs.dates[1];
            found.push((field, copied.then_some(Rule::NoInventedChange), format!("{own:?} / {:?}", theirs.dates)));
        }
    }
}

fn people(ours: &Release, theirs: &Theirs, found: &mut Differences) {
    let own: Vec<String> = ours.authors.iter().filter_map(|a| a.name.clone().or_else(|| a.email.clone())).collect();
    let brackets = ['(', ')', '<', '>', '[', ']', ',', ' '];
    let bare = |name: &String| to_line(name).trim_matches(brackets).to_owned();
    if own == theirs.authors || theirs.authors.is_empty() {
        return;
    }
    let (mine, other): (Vec<_>, Vec<_>) = (own.iter().map(bare).collect(), theirs.authors.iter().map(bare).collect());
    let rule = if mine.iter().all(|name| other.contains(name)) && other.iter().all(|name| mine.contains(name)) {
        Some(Rule::Person)
    } else {
        // parts of one name, or the better of two lists
        let covered = !mine.is_empty() && mine.iter().all(|m| other.iter().any(|o| o.contains(m) || m.contains(o)));
        covered.then_some(Rule::BetterAuthors)
    };
    found.push(("authors", rule, format!("{own:?} / {:?}", theirs.authors)));
}

/// Compares one feed: counts its rules, and says what no rule explains.
fn feed(name: &str, bytes: &[u8], rules: &mut BTreeMap<Rule, usize>, unexplained: &mut Vec<String>) -> bool {
    let Some(theirs) = theirs(bytes) else { return false };
    let Some(ours) = ours(bytes) else {
        unexplained.push(format!("{name}: feed-rs reads it, we do not"));
        return true;
    };
    if theirs.is_empty() && !ours.is_empty() {
        *rules.entry(Rule::UnknownNamespace).or_default() += 1;
    } else if theirs.len() != ours.len() {
        unexplained.push(format!("{name}: {} items / {}", ours.len(), theirs.len()));
    }
    for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        for (field, rule, shown) in compare(ours, theirs) {
            match rule {
                Some(rule) => *rules.entry(rule).or_default() += 1,
                None => unexplained.push(format!("{name}, item {at}, {field}: {shown}")),
            }
        }
    }
    true
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path => found.push(path),
        }
    }
    found.sort();
}

const OWN: [(&str, &str); 6] = [
    (
        "rss 2.0",
        r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>N</title><link>https://example.org/</link>
        <item><title>Rail &amp; road</title><link>https://example.org/1</link><guid isPermaLink="false">n-1</guid><description>Short.</description><content:encoded><![CDATA[<p>The <b>whole</b> text.</p>]]></content:encoded><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate><dc:creator>Ann Lee</dc:creator><category>Rail</category><enclosure url="https://example.org/a.pdf" type="application/pdf" length="12"/></item>
        <item><title>Second</title><link>https://example.org/2</link><description>&lt;p&gt;Words&lt;/p&gt;</description></item></channel></rss>"#,
    ),
    (
        "rss 1.0",
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>N</title><link>https://example.org/</link><description>D</description></channel>
        <item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link><description>Words.</description><dc:date>2024-05-03T10:00:00Z</dc:date></item></rdf:RDF>"#,
    ),
    (
        "rss 0.91",
        r#"<rss version="0.91"><channel><title>N</title><link>https://example.org/</link><description>D</description><item><title>One</title><link>https://example.org/1</link><description>Words.</description></item></channel></rss>"#,
    ),
    (
        "atom 1.0",
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><id>urn:n</id><updated>2024-05-03T10:00:00Z</updated>
        <entry><title type="html">Rail &amp;amp; road</title><id>urn:1</id><link href="https://example.org/1"/><updated>2024-05-03T10:00:00Z</updated><published>2024-05-02T10:00:00+02:00</published><author><name>Ann Lee</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <em>text</em>.</p></div></content><category term="rail" label="Rail"/></entry>
        <entry><title>Two</title><id>urn:2</id><link rel="enclosure" href="https://example.org/b.mp3"/><link href="https://example.org/2"/><updated>2024-05-04T10:00:00Z</updated><summary>Words.</summary></entry></feed>"#,
    ),
    (
        "media rss",
        r#"<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>N</title><link>https://example.org/</link><item><title>Film</title><guid>https://example.org/3</guid><media:group><media:content url="https://example.org/f.mp4" type="video/mp4"/><media:content url="https://example.org/f.webm" type="video/webm"/></media:group></item></channel></rss>"#,
    ),
    (
        "json feed 1.1",
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"N","items":[{"id":"j-1","url":"https://example.org/1","title":"One","content_html":"<p>Words.</p>","date_published":"2024-05-03T10:00:00Z","authors":[{"name":"Ann Lee"}],"tags":["rail"],"attachments":[{"url":"https://example.org/a.pdf","mime_type":"application/pdf"}]}]}"#,
    ),
];

#[test]
fn our_items_are_those_of_feed_rs_unless_a_rule_says_why_not() {
    let (mut rules, mut unexplained) = (BTreeMap::new(), Vec::new());
    for (name, text) in OWN {
        assert!(feed(name, text.as_bytes(), &mut rules, &mut unexplained), "feed-rs reads {name}");
    }
    assert!(unexplained.is_empty(), "without a rule:\n{}", unexplained.join("\n"));
}

#[test]
#[ignore = "needs the corpus of feeds: PRESSFEED_FEEDS names its folder, as tests/run does"]
fn our_items_of_a_corpus_are_those_of_feed_rs_unless_a_rule_says_why_not() {
    let (mut rules, mut unexplained, mut paths) = (BTreeMap::new(), Vec::new(), Vec::new());
    let folders = std::env::var("PRESSFEED_FEEDS").expect("PRESSFEED_FEEDS names the folder of the corpus");
    folders.split(':').for_each(|folder| files(Path::new(folder), &mut paths));
    assert!(!paths.is_empty(), "{folders} holds no feeds");
    let mut read = 0;
    for path in paths {
        let bytes = fs::read(&path).unwrap_or_default();
        read += usize::from(feed(&path.display().to_string(), &bytes, &mut rules, &mut unexplained));
    }
    println!("{read} feeds that feed-rs reads; where ours differ: {rules:#?}");
    assert!(unexplained.is_empty(), "{} differences without a rule:\n{}", unexplained.len(), unexplained.join("\n"));
}
