//! Names of elements: which vocabulary a prefix stands for.
//!
//! A feed's own declarations decide; an undeclared prefix means what everybody means by it. Addresses of
//! vocabularies are compared without case, scheme, `www.` and trailing slash, because they are written so.

/// A vocabulary that feeds use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ns {
    /// No namespace, or one of RSS's own.
    Core,
    /// RFC 4287 and Atom 0.3.
    Atom,
    /// `rdf:RDF`, `rdf:about`.
    Rdf,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// Apple's podcasts.
    Itunes,
    /// GeoRSS, simple and GML, and W3C geo.
    Geo,
    /// GML within GeoRSS.
    Gml,
    /// `sy:updatePeriod`.
    Syndication,
    /// Creative Commons.
    Cc,
    /// Inline HTML.
    Xhtml,
    /// `wfw:commentRss`, `slash:comments`.
    Comments,
    /// `feedburner:origLink`: services that count who reads.
    Counter,
    /// Anything else.
    Other,
}

/// Atom's present namespace: the parser knows no other.
pub const ATOM: &str = "http://www.w3.org/2005/Atom";
/// Media RSS as the parser knows it.
pub const MEDIA: &str = "http://search.yahoo.com/mrss/";
/// RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Known address or prefix to vocabulary, and how the parser wants the address, where it is particular.
fn known(address: &str) -> Option<(Ns, Option<&'static str>)> {
    let address = address.trim();
    let tail = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://")).unwrap_or(address);
    let lower = tail.trim_start_matches("www.").trim_end_matches(['/', '#']).to_ascii_lowercase();
    Some(match lower.as_str() {
        "" => (Ns::Core, None),
        "purl.org/rss/1.0"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "my.netscape.com/publish/formats/rss-0.91.dtd" => (Ns::Core, Some("http://purl.org/rss/1.0/")),
        "backend.userland.com/rss2"
        | "backend.userland.com/rss"
        | "backend.userland.com/rss091"
        | "backend.userland.com/rss092"
        | "blogs.law.harvard.edu/tech/rss"
        | "cyber.harvard.edu/rss/rss.html"
        | "purl.org/net/rss1.1"
        | "example.com/newformat" => (Ns::Core, None),
        "w3.org/2005/atom" | "purl.org/atom/ns" | "example.com/necho" | "w3.org/2006/atom" => (Ns::Atom, Some(ATOM)),
        "w3.org/1999/02/22-rdf-syntax-ns" => (Ns::Rdf, Some(RDF)),
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" => (Ns::Dc, Some("http://purl.org/dc/elements/1.1/")),
        "purl.org/dc/terms" => (Ns::DcTerms, None),
        "purl.org/rss/1.0/modules/content" => (Ns::Content, Some("http://purl.org/rss/1.0/modules/content/")),
        "search.yahoo.com/mrss"
        | "search.yahoo.com/rss"
        | "video.search.yahoo.com/mrss"
        | "search.yahoo.com/mrss1.0" => (Ns::Media, Some(MEDIA)),
        "itunes.com/dtds/podcast-1.0.dtd" | "itunes.com/dtds/podcast-1.0" | "example.com/dtds/podcast-1.0.dtd" => {
            (Ns::Itunes, Some("http://www.itunes.com/dtds/podcast-1.0.dtd"))
        }
        "opengis.net/gml" | "opengis.net/gml/3.2" => (Ns::Gml, None),
        "georss.org/georss" | "w3.org/2003/01/geo/wgs84_pos" => (Ns::Geo, None),
        "purl.org/rss/1.0/modules/syndication" => (Ns::Syndication, None),
        "backend.userland.com/creativecommonsrssmodule" | "web.resource.org/cc" | "creativecommons.org/ns" => {
            (Ns::Cc, None)
        }
        "w3.org/1999/xhtml" => (Ns::Xhtml, None),
        "wellformedweb.org/commentapi" | "purl.org/rss/1.0/modules/slash" => (Ns::Comments, None),
        "rssnamespace.org/feedburner/ext/1.0" | "pheedo.com/namespace/pheedo" => (Ns::Counter, None),
        _ => return None,
    })
}

/// What a prefix means where nothing declares it.
fn customary(prefix: &str) -> Ns {
    match prefix {
        "atom" | "atom10" | "atom03" | "a10" => Ns::Atom,
        "rdf" => Ns::Rdf,
        "rss" => Ns::Core,
        "dc" => Ns::Dc,
        "dcterms" => Ns::DcTerms,
        "content" => Ns::Content,
        "media" => Ns::Media,
        "itunes" => Ns::Itunes,
        "georss" | "geo" | "icbm" => Ns::Geo,
        "gml" => Ns::Gml,
        "sy" => Ns::Syndication,
        "cc" | "creativecommons" | "creativeCommons" => Ns::Cc,
        "xhtml" | "html" => Ns::Xhtml,
        "wfw" | "slash" => Ns::Comments,
        "feedburner" | "pheedo" => Ns::Counter,
        _ => Ns::Other,
    }
}

/// Declarations in scope: a prefix ("" for the default) and what it means, innermost last.
#[derive(Debug, Default)]
pub struct Scopes {
    declared: Vec<(String, Ns)>,
}

/// Declarations that are kept at once: a document with more is an attack.
const MAX_DECLARED: usize = 1024;

impl Scopes {
    /// Notes a declaration. Returns how the parser wants the address, when it is written otherwise.
    pub fn declare(&mut self, prefix: &str, address: &str, root: bool) -> Option<&'static str> {
        let found = known(address);
        let ns = match found {
            Some((ns, _)) => ns,
            // a default namespace that nobody knows, on the root of a feed, is its author's invention
            None if prefix.is_empty() && root => Ns::Core,
            None => Ns::Other,
        };
        if self.declared.len() < MAX_DECLARED {
            self.declared.push((prefix.to_owned(), ns));
        }
        found.and_then(|(_, wanted)| wanted).filter(|wanted| *wanted != address)
    }

    /// The root's own prefix is the feed's, whatever it was declared to be.
    pub fn adopt(&mut self, root: &str) {
        if let (Ns::Other, Some((prefix, _))) = (self.resolve(root).0, root.split_once(':')) {
            self.declared.push((prefix.to_owned(), Ns::Core));
        }
    }

    /// How many are in scope.
    pub fn depth(&self) -> usize {
        self.declared.len()
    }

    /// Leaves an element.
    pub fn truncate(&mut self, depth: usize) {
        self.declared.truncate(depth);
    }

    /// The vocabulary and local name of a written name.
    pub fn resolve<'n>(&self, name: &'n str) -> (Ns, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.declared.iter().rev().find(|(p, _)| p == prefix).map(|(_, ns)| *ns);
        (declared.unwrap_or_else(|| if prefix.is_empty() { Ns::Core } else { customary(prefix) }), local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_come_before_custom() {
        let mut scopes = Scopes::default();
        assert_eq!(scopes.resolve("dc:date"), (Ns::Dc, "date"));
        scopes.declare("dc", "http://search.yahoo.com/mrss", false);
        assert_eq!(scopes.resolve("dc:date"), (Ns::Media, "date"));
        scopes.truncate(0);
        assert_eq!(scopes.resolve("title"), (Ns::Core, "title"));
    }

    #[test]
    fn addresses_are_corrected_for_the_parser() {
        assert_eq!(Scopes::default().declare("media", "https://search.yahoo.com/mrss", true), Some(MEDIA));
        assert_eq!(Scopes::default().declare("", "http://purl.org/atom/ns#", true), Some(ATOM));
        assert_eq!(Scopes::default().declare("", ATOM, true), None);
    }
}
