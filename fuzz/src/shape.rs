//! Structured markup: a unit of few pieces, again and again, behind something that opens and before something that closes.
//!
//! Whatever is slow at markup is slow at the repetition of something small; a shape grows to any size, so that its cost
//! can be laid beside it. A shape is written as one line: `head | unit | tail`, the names of pieces in angle brackets.

use crate::chance::Chance;

/// Elements of every kind that HTML's rules tell apart.
const ELEMENTS: &[&str] = &[
    "a", "b", "i", "u", "s", "em", "code", "font", "nobr", "small", "strong", "span", "p", "div", "section", "article",
    "main", "nav", "header", "footer", "aside", "address", "blockquote", "pre", "h1", "h2", "h6", "ul", "ol", "li",
    "dl", "dt", "dd", "table", "caption", "colgroup", "col", "tbody", "thead", "tr", "td", "th", "form", "input",
    "button", "select", "optgroup", "option", "textarea", "label", "fieldset", "template", "svg", "g", "path",
    "foreignObject", "desc", "title", "math", "mi", "mtext", "annotation-xml", "object", "applet", "marquee", "iframe",
    "noscript", "script", "style", "img", "picture", "source", "video", "figure", "figcaption", "br", "hr", "wbr",
    "ruby", "rb", "rt", "rp", "details", "summary", "dialog", "time", "frameset", "frame", "body", "html", "head",
    "base", "link", "meta", "plaintext", "xmp", "center", "item", "entry", "description", "author",
];

/// Attributes that readers look at; `#` becomes a number of its own.
const ATTRIBUTES: &[&str] = &[
    " href=/news/#", " href=https://example.org/2024/05/#", " href=x", " href='mailto:a#@example.org'", " class=c#",
    " class='news item teaser'", " id=i#", " role=navigation", " itemprop=datePublished", " itemscope itemtype=x",
    " datetime=2024-05-#", " rel=next", " rel=alternate type=application/rss+xml", " src=/i#.jpg", " a# b# c#",
    " style='display:none'", " hidden", " property=og:title content=#", " type=hidden", " title='a b c d e f g h'",
    " srcset='/a#.jpg 1x, /b#.jpg 2x'", " data-x='{\"a\":#}'", " xml:base=../#", " colspan=9", " alt=\"", " x='",
];

/// What is no tag.
const TEXTS: &[&str] = &[
    "x", "word ", " ", "\n", "#", "A headline of seven words or so # ", "3 May 2024", "2024-05-#", "May #, 2024",
    "&amp;", "&#8211;", "&notit;", "&lt;b&gt;", "&", "<!-- c -->", "<!--", "-->", "<![CDATA[", "]]>",
    "<!doctype html>", "<?x?>", "</", "<", ">", "\u{0}", "“I said so,” said A. B#, director. ",
    "Contact: A B, a#@example.org, +43 1 #", "BERLIN, May 3 -- ", "About Us#\n", "###", "EMBARGOED UNTIL 3 May 2024 ",
    "https://example.org/# ", "…", "é", "。", "(", "\"", "'", "-", ",", ".",
];

/// Scripts that readers look into.
const DATA: &[&str] = &[
    "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"h#\",\"datePublished\":\"2024-05-03\"}</script>",
    "<script type=application/ld+json>{\"@graph\":[",
    "<script>window.x={\"title\":\"t#\",\"url\":\"/n/#\",\"date\":\"2024-05-03\"}</script>",
    "<script type=application/json>[{\"title\":\"t\",\"link\":\"/#\"},",
    "<meta property=og:title content=t#>",
    "<time datetime=2024-05-03>3 May 2024</time>",
    "<h2><a href=/news/#>A headline of some words #</a></h2>",
    "<li><a href=/n/#>Headline number # of the day</a><span>3 May 2024</span></li>",
    "<p>Some words of a paragraph, with a <a href=/x#>link</a> and more words.</p>",
];

/// Markup that grows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    pub(crate) head: String,
    pub(crate) unit: String,
    pub(crate) tail: String,
}

impl Shape {
    /// The misnesting of a pair: `<a><b></a>`, and with what follows.
    pub(crate) fn pairs() -> impl Iterator<Item = Self> {
        ELEMENTS.iter().flat_map(|outer| {
            ELEMENTS.iter().flat_map(move |inner| {
                let unit = |unit: String| Self { head: String::new(), unit, tail: String::new() };
                [unit(format!("<{outer}><{inner}></{outer}>")), unit(format!("<{outer}>x<{inner}>y"))]
            })
        })
    }

    /// Some shape.
    pub(crate) fn any(chance: &mut Chance) -> Self {
        let some = |chance: &mut Chance, most: usize| {
            let count = chance.below(most + 1);
            (0..count).map(|_| piece(chance)).collect::<String>()
        };
        let (head, unit, tail) = (some(chance, 2), some(chance, 5) + &piece(chance), some(chance, 2));
        let head = if chance.below(4) == 0 { head.repeat(1 + chance.below(300)) } else { head };
        Self { head, unit, tail }
    }

    /// About so many bytes of it.
    pub(crate) fn of_size(&self, bytes: usize) -> String {
        let mut out = numbered(&self.head, 0);
        let mut number = 1;
        while out.len() < bytes {
            out.push_str(&numbered(&self.unit, number));
            number += 1;
        }
        out + &self.tail
    }

    /// As a line, and back.
    pub(crate) fn line(&self) -> String {
        [&self.head, &self.unit, &self.tail].map(|part| format!("{part:?}")).join(" | ")
    }

    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.split(" | ").map(unquoted);
        Some(Self { head: parts.next()??, unit: parts.next()??, tail: parts.next()?? })
    }
}

/// Undoes `{:?}` of a string.
fn unquoted(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.strip_prefix('"')?.strip_suffix('"')?.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                '0' => out.push('\0'),
                'u' => {
                    let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    out.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                other => out.push(other),
            },
            c => out.push(c),
        }
    }
    Some(out)
}

fn numbered(text: &str, number: usize) -> String {
    if text.contains('#') { text.replace('#', &number.to_string()) } else { text.to_owned() }
}

fn piece(chance: &mut Chance) -> String {
    match chance.below(12) {
        0..4 => {
            let (name, attributes) = (chance.one(ELEMENTS), chance.below(8).saturating_sub(4));
            let attributes: String = (0..attributes).map(|_| chance.one(ATTRIBUTES)).collect();
            let close = if chance.below(12) == 0 { "/>" } else { ">" };
            format!("<{name}{attributes}{close}")
        }
        4..6 => format!("</{}>", chance.one(ELEMENTS)),
        6..8 => chance.one(TEXTS).to_owned(),
        8 => chance.one(TEXTS).repeat(1 + chance.below(200)),
        9 => chance.one(DATA).to_owned(),
        10 => format!("<a{}>x", chance.one(ATTRIBUTES)),
        _ => {
            let name = chance.one(ELEMENTS);
            format!("<{name}>{}</{name}>", chance.one(TEXTS))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_the_same_after_it_was_written() {
        for number in 0..500 {
            let shape = Shape::any(&mut Chance::of(7, number));
            assert_eq!(Shape::of_line(&shape.line()).as_ref(), Some(&shape), "{}", shape.line());
        }
    }

    #[test]
    fn a_shape_grows_to_the_size_that_is_wanted() {
        let shape = Shape { head: "<ul>".into(), unit: "<li>#".into(), tail: "</ul>".into() };
        assert_eq!(shape.of_size(14), "<ul><li>1<li>2</ul>");
    }
}
