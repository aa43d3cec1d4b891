//! HTML as words.

use std::borrow::Cow;

use super::entities::decode;
use super::scan::{Piece, Pieces, is_raw};
use crate::text::invisible;

/// Elements whose text is not for reading.
const UNSEEN: [&str; 9] = ["script", "style", "noembed", "noframes", "template", "textarea", "head", "svg", "math"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 46] = [
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul", "option",
];

/// The words of an HTML fragment on one line: tags out, references decoded, white space collapsed. For titles and names.
pub fn to_line(html: &str) -> String {
    if !html.contains('<') {
        return clean_line(&decode(html));
    }
    clean_line(&words(html, ' '))
}

/// The words of an HTML fragment, a line a block element, scripts and styles out. For bodies.
pub fn to_text(html: &str) -> String {
    let text = if html.contains('<') {
        Cow::Owned(words(html, '\n'))
    } else {
        decode(html).into_owned().replace(['\n', '\r'], " ").into()
    };
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let end = out.len();
        if end > 0 {
            out.push('\n');
        }
        let start = out.len();
        push_clean(&mut out, line);
        if out.len() == start {
            out.truncate(end);
        }
    }
    out
}

/// The text of a fragment with `edge` where a block begins or ends; its own line breaks are blanks.
fn words(html: &str, edge: char) -> String {
    let mut out = String::with_capacity(html.len());
    // the element whose content is skipped, and how often it is open
    let mut unseen: Option<(&str, usize)> = None;
    let mut raw = false;
    for piece in Pieces::kindly(html) {
        match piece {
            Piece::Text(at) => {
                if unseen.is_none() {
                    let text = html.get(at).unwrap_or_default();
                    push_text(&mut out, text, raw);
                }
            }
            Piece::Start { name, closed, .. } => {
                let name = html.get(name).unwrap_or_default();
                raw = is_raw(name);
                match &mut unseen {
                    Some((open, depth)) if !closed && open.eq_ignore_ascii_case(name) => *depth += 1,
                    Some(_) => {}
                    None if !closed && listed(&UNSEEN, name) => unseen = Some((name, 1)),
                    None => push_edge(&mut out, name, edge),
                }
            }
            Piece::End { name, .. } => {
                let name = html.get(name).unwrap_or_default();
                raw = false;
                match &mut unseen {
                    Some((open, depth)) if open.eq_ignore_ascii_case(name) => {
                        *depth -= 1;
                        if *depth == 0 {
                            unseen = None;
                        }
                    }
                    Some(_) => {}
                    None => push_edge(&mut out, name, edge),
                }
            }
            Piece::Other(at) => {
                // <![CDATA[words]]> in what should have been unwrapped
                let text = html.get(at).unwrap_or_default();
                if let Some(inner) = text.strip_prefix("<![CDATA[").filter(|_| unseen.is_none()) {
                    push_text(&mut out, inner.trim_end_matches('>').trim_end_matches("]]"), true);
                }
            }
        }
    }
    out
}

fn push_text(out: &mut String, text: &str, raw: bool) {
    let text = if raw { Cow::Borrowed(text) } else { decode(text) };
    if !text.contains('\n') && !text.contains('\r') {
        return out.push_str(&text);
    }
    for (n, line) in text.split(['\n', '\r']).enumerate() {
        if n > 0 {
            out.push(' ');
        }
        out.push_str(line);
    }
}

fn push_edge(out: &mut String, name: &str, edge: char) {
    if listed(&BLOCKS, name) {
        out.push(edge);
    } else if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") || name.eq_ignore_ascii_case("img") {
        out.push(' ');
    }
}

fn listed(names: &[&str], name: &str) -> bool {
    let first = name.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    names.iter().any(|n| n.as_bytes().first() == Some(&first) && n.eq_ignore_ascii_case(name))
}

/// White space (NBSP too) collapsed, soft hyphens, zero-width characters and control characters out.
pub fn clean_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_clean(&mut out, text);
    out
}

fn push_clean(out: &mut String, text: &str) {
    let start = out.len();
    let mut gap = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = tidy_run(rest);
        let (kept, behind) = rest.split_at(if run > 0 { run } else { c.len_utf8() });
        rest = behind;
        if run == 0 && c.is_whitespace() {
            gap = true;
        } else if run > 0 || !(c.is_control() || unprintable(c)) {
            if gap && out.len() > start {
                out.push(' ');
            }
            gap = false;
            out.push_str(kept);
        }
    }
}

/// How many bytes of a text's beginning are as they should be: printable ASCII, in words with single blanks between.
/// Most of a text is such runs.
pub fn tidy_run(text: &str) -> usize {
    const BLOCK: usize = 16;
    let bytes = text.as_bytes();
    let fits = |b: u8, before: u8| (b' '..=b'~').contains(&b) & ((b != b' ') | (before != b' '));
    let mut end = usize::from(bytes.first().is_some_and(u8::is_ascii_graphic));
    if end == 0 {
        return 0;
    }
    // a block without a branch in it, as the processor likes it
    while let Some(block) = bytes.get(end - 1..end + BLOCK) {
        let all = block.windows(2).fold(true, |all, pair| all & fits(pair[1], pair[0]));
        if !all {
            break;
        }
        end += BLOCK;
    }
    while bytes.get(end).is_some_and(|b| fits(*b, bytes[end - 1])) {
        end += 1;
    }
    end - usize::from(bytes[end - 1] == b' ')
}

/// Joiners stay where scripts need them: ZWNJ in Persian, ZWJ in Indic words and emoji.
fn unprintable(c: char) -> bool {
    (invisible(c) && !matches!(c, '\u{200C}' | '\u{200D}')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// `&CounterClockwiseContourIntegral;`, the longest name of HTML.
const LONGEST_REFERENCE: usize = 34;

/// True when the text holds markup or character references that a reader would see as such.
pub fn looks_like_html(text: &str) -> bool {
    if !text.contains(['<', '&']) {
        return false;
    }
    let tag = Pieces::kindly(text).any(|piece| match piece {
        Piece::Start { name, at, .. } | Piece::End { name, at } => {
            let tag = text.get(at).unwrap_or_default();
            text.get(name).is_some_and(known) && tag.ends_with('>') && !is_named_only(tag)
        }
        Piece::Other(at) => text.get(at).is_some_and(|t| t.starts_with("<!--") || t.starts_with("<![CDATA[")),
        Piece::Text(_) => false,
    });
    tag || has_reference(text)
}

/// A tag of an element that is nothing without an attribute: who writes `<a>` speaks of it.
fn is_named_only(tag: &str) -> bool {
    let name = tag.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    listed(&["a", "embed", "link", "meta", "source", "input", "font"], name)
}

/// Whether a character reference stands in a text: one that ends as it should, and is known.
pub fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let end = text.as_bytes()[at..].iter().take(LONGEST_REFERENCE).position(|byte| *byte == b';');
        let reference = end.and_then(|end| text.get(at..=at + end));
        reference.is_some_and(|r| decode(r) != r)
    })
}

/// The name of an HTML element: letters, perhaps a digit, of which `x<y>` and `<foo@bar>` are none.
fn known(name: &str) -> bool {
    const INLINE: [&str; 36] = [
        "a", "abbr", "acronym", "audio", "b", "big", "blink", "cite", "code", "del", "em", "embed", "font", "i",
        "iframe", "img", "ins", "kbd", "link", "mark", "meta", "object", "q", "s", "script", "small", "span", "strike",
        "strong", "style", "sub", "sup", "td", "th", "u", "video",
    ];
    listed(&INLINE, name)
        || listed(&BLOCKS, name)
        || listed(&UNSEEN, name)
        || [
            "picture", "source", "time", "tt", "var", "wbr", "applet", "frame", "frameset", "title", "nobr", "input",
            "button",
        ]
        .iter()
        .any(|n| n.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_of_words() {
        for (html, wanted) in [
            ("Plain", "Plain"),
            ("A &amp; B", "A & B"),
            ("  Ja\u{ad}nu\u{ad}ar\u{a0}&nbsp;2024\n ", "Januar 2024"),
            ("<b>Bold</b> and<br>broken", "Bold and broken"),
            ("t<script>pwn(2)</script>", "t"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("<svg><title>x</title></svg>after", "after"),
            ("<!--><img src=x>-->end", "-->end"),
            ("<a title='>'>x</a>", "x"),
            ("cut <b", "cut"),
        ] {
            assert_eq!(to_line(html), wanted, "{html}");
        }
    }

    #[test]
    fn a_run_ends_where_something_is_to_be_tidied() {
        let words = "some words and some more of them, all of them tidy";
        for (text, run) in [(words, 50), ("", 0), (" a", 0), ("a ", 1), ("a  b", 1), ("a", 1), ("é", 0), ("a é", 1)] {
            assert_eq!(tidy_run(text), run, "{text}");
        }
        for at in 1..words.len() {
            for odd in ["\u{ad}", "\n", "  ", "\u{7f}"] {
                let text = format!("{}{odd}{}", &words[..at], &words[at..]);
                assert_eq!(tidy_run(&text), words[..at].trim_end().len(), "{text:?}");
            }
        }
    }

    #[test]
    fn a_body_has_a_line_a_block() {
        assert_eq!(
            to_text("<h2>Head</h2><p>One\ntwo <i>three</i></p><ul><li>a<li>b</ul>tail&lt;"),
            "Head\nOne two three\na\nb\ntail<"
        );
        assert_eq!(to_text("plain\nlines"), "plain lines");
    }

    #[test]
    fn markup_is_told_from_arithmetic() {
        for html in ["<p>x", "a<br/>b", "x &amp; y", "&#8211;", "</b>"] {
            assert!(looks_like_html(html), "{html}");
        }
        for text in ["1 < 2", "x<y>z", "AT&T; fine", "a & b", "<foo@example.com>", "->"] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
