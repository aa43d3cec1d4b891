//! The parser, driven in small steps and stopped at the first bound that is passed.
//!
//! html5ever is quadratic in open elements, in unclosed formatting elements (each paragraph opens them anew) and in the
//! attributes of one tag. Its own state is asked, not guessed from the markup: what it holds before each start tag, and
//! how often it looked at what it holds.

use std::{borrow::Cow, cell::Cell};

use ego_tree::NodeId;
use html5ever::{
    Attribute, QualName, TokenizerResult,
    buffer_queue::BufferQueue,
    local_name, ns,
    tendril::StrTendril,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink, create_element},
};
use scraper::Html;

use super::{
    MAX_ATTRIBUTES, MAX_ATTRIBUTES_OF_TAG, MAX_DEPTH, MAX_ELEMENTS, MAX_LINKS, MAX_MARKUP, MAX_TAGS, MAX_TEXT,
    attributes::OpenTag,
    depth,
    sink::{Counts, Held, Sink, is_formatting},
    write::{is_long, markup},
};
use crate::{Error, text::grouped};

/// Formatting elements that are open or would be opened again; an open one counts twice.
const MAX_FORMATTING: usize = 48;
/// Elements that leave a mark in the parser's list of formatting elements when they are not closed themselves.
const MAX_MARKERS: usize = 1_000;
/// Looks at open elements.
const MAX_STEPS: u64 = 100_000_000;
/// Nodes moved out of tables beyond which markup is written anew for other parsers, which search for each one's place.
const MAX_FOSTERED: usize = 200;
/// Bytes that the tokenizer gets at once: within them nobody counts attributes.
const BITE: usize = 1_024;
/// The same where there are no tags.
const BITE_OF_CODE: usize = 65_536;

/// Builds the tree of a page.
pub fn document(html: &str) -> Result<Html, Error> {
    let sink = Sink::new(Html::new_document());
    let builder = TreeBuilder::new(sink, TreeBuilderOpts::default());
    Ok(build(html, builder, TokenizerOpts::default())?.html)
}

/// Builds the tree of a fragment, as if it stood in a body.
pub fn fragment(html: &str) -> Result<Html, Error> {
    Ok(built_fragment(html)?.html)
}

/// A fragment that any parser builds, and writes again, in linear time: as it came, unless something in it had to be
/// bounded.
pub fn tame(html: &str) -> Result<Cow<'_, str>, Error> {
    if html.len() > MAX_MARKUP {
        return Err(Error::Limit(format!("more than {} bytes of markup", grouped(MAX_MARKUP))));
    }
    let built = built_fragment(html)?;
    if !built.bounded && !is_long(&built.html) {
        return Ok(Cow::Borrowed(html));
    }
    let markup = markup(&built.html);
    if built_fragment(&markup)?.bounded {
        return Err(Error::Limit("markup that cannot be put straight".into()));
    }
    Ok(Cow::Owned(markup))
}

fn built_fragment(html: &str) -> Result<Built, Error> {
    let sink = Sink::new(Html::new_fragment());
    let body = create_element(&sink, QualName::new(None, ns!(html), local_name!("body")), Vec::<Attribute>::new());
    let builder = TreeBuilder::new_for_fragment(sink, body, None, TreeBuilderOpts::default());
    let state = builder.tokenizer_state_for_context_elem(false);
    build(html, builder, TokenizerOpts { initial_state: Some(state), ..TokenizerOpts::default() })
}

struct Built {
    html: Html,
    /// Something was left out or moved.
    bounded: bool,
}

fn build(html: &str, builder: TreeBuilder<NodeId, Sink>, options: TokenizerOpts) -> Result<Built, Error> {
    let tokenizer = Tokenizer::new(Gate::before(builder), options);
    let input = BufferQueue::default();
    let whole = StrTendril::from(html);
    let mut open = OpenTag::default();
    let mut from = 0;
    while from < html.len() {
        let rest = &html[from..];
        let length = if tokenizer.sink.in_code.get() { bite_of_code(rest) } else { bite(rest) };
        // the tendril counts in 32 bits, and no body is so long
        let part = |at: usize| u32::try_from(at).map_err(|_| Error::Limit("more than 4 GiB of markup".into()));
        input.push_back(whole.subtendril(part(from)?, part(length)?));
        let before = tokenizer.sink.tokens.get();
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        let bitten = &rest[..length];
        // what looks like a tag within a tag is part of an attribute
        if is_tag_head(bitten) && open.is_over() {
            open.begin();
        } else if open.read(bitten) > MAX_ATTRIBUTES_OF_TAG && tokenizer.sink.tokens.get() == before {
            return Err(Error::Limit(format!("more than {} attributes of one tag", grouped(MAX_ATTRIBUTES_OF_TAG))));
        } else if tokenizer.sink.tokens.get() != before {
            open.end();
        }
        tokenizer.sink.builder.sink.counts.check()?;
        from += length;
    }
    tokenizer.end();
    let gate = tokenizer.sink;
    let (mut html, counts) = gate.builder.sink.finish();
    counts.check()?;
    let bounded = depth::limit(&mut html.tree, MAX_DEPTH) | gate.dropped.get() | (counts.fostered.get() > MAX_FOSTERED);
    Ok(Built { html, bounded })
}

/// `<p` and `</p`: a tag's head is bitten off alone, so that what follows is inside a tag or behind it.
fn is_tag_head(text: &str) -> bool {
    matches!(text.as_bytes(), [b'<', b] | [b'<', b'/', b] if b.is_ascii_alphabetic())
}

/// How much the tokenizer gets next.
fn bite(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    match bytes {
        [b'<', b'/', b, ..] if b.is_ascii_alphabetic() => return 3,
        [b'<', b, ..] if b.is_ascii_alphabetic() => return 2,
        _ => {}
    }
    let window = &bytes[..bytes.len().min(BITE)];
    let length = memchr::memchr(b'<', window.get(1..).unwrap_or_default()).map_or(window.len(), |at| at + 1);
    rest.ceil_char_boundary(length)
}

/// The same within a script, a style sheet or a title: only what may end it is a tag.
fn bite_of_code(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    if let [b'<', b'/', b, ..] = bytes
        && b.is_ascii_alphabetic()
    {
        return 3;
    }
    let window = &bytes[..bytes.len().min(BITE_OF_CODE)];
    let length = memchr::memmem::find(window.get(1..).unwrap_or_default(), b"</").map_or(window.len(), |at| at + 1);
    rest.ceil_char_boundary(length)
}

/// Void elements, and those whose content is text: they nest nothing, and without its start tag a script would be words.
fn holds_no_elements(name: &str) -> bool {
    matches!(
        name,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "wbr"
    ) || matches!(
        name,
        "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript"
    )
}

impl Counts {
    fn check(&self) -> Result<(), Error> {
        let bounds = [
            (self.elements.get(), MAX_ELEMENTS, "elements"),
            (self.tags.get(), MAX_TAGS, "tags"),
            (self.links.get(), MAX_LINKS, "links"),
            (self.attributes.get(), MAX_ATTRIBUTES, "attributes"),
            (self.text.get(), MAX_TEXT, "bytes of text"),
        ];
        if let Some((_, most, what)) = bounds.into_iter().find(|(count, most, _)| count > most) {
            return Err(Error::Limit(format!("more than {} {what}", grouped(most))));
        }
        if self.steps.get() > MAX_STEPS {
            return Err(Error::Limit("markup nested too badly to be read in time".into()));
        }
        Ok(())
    }
}

/// Stands between the tokenizer and the tree builder.
struct Gate {
    builder: TreeBuilder<NodeId, Sink>,
    /// Tokens that passed.
    tokens: Cell<usize>,
    markers: Cell<usize>,
    /// Attributes of all tags of html and body.
    merged: Cell<usize>,
    /// What the parser held when it was last asked, and the elements until then.
    last_held: Cell<(Held, usize)>,
    /// A tag has passed since.
    passed: Cell<bool>,
    /// What comes is no markup until its element ends.
    in_code: Cell<bool>,
    dropped: Cell<bool>,
}

impl Gate {
    fn before(builder: TreeBuilder<NodeId, Sink>) -> Self {
        Self {
            builder,
            tokens: Cell::default(),
            markers: Cell::default(),
            merged: Cell::default(),
            last_held: Cell::default(),
            passed: Cell::new(true),
            in_code: Cell::default(),
            dropped: Cell::default(),
        }
    }

    /// False for a start tag that would nest too deep, or pile up.
    fn admits(&self, tag: &Tag) -> bool {
        if holds_no_elements(&tag.name) && !self.adjusted_current_node_present_but_not_in_html_namespace() {
            return true;
        }
        if matches!(&*tag.name, "applet" | "marquee" | "object") {
            self.markers.set(self.markers.get() + 1);
        }
        // another tag of these adds its attributes to the first one, each compared with all before it
        if matches!(&*tag.name, "html" | "body") {
            self.merged.set(self.merged.get() + tag.attrs.len());
            if self.merged.get() > MAX_ATTRIBUTES_OF_TAG {
                return false;
            }
        }
        let fits = |held: Held| {
            held.all < MAX_DEPTH + held.formatting / 2
                && (held.formatting < MAX_FORMATTING || !is_formatting(&tag.name))
        };
        (fits(self.at_most_held()) || (self.passed.get() && fits(self.held()))) && self.markers.get() <= MAX_MARKERS
    }

    /// What the parser holds now.
    fn held(&self) -> Held {
        let held = Held::of(&self.builder);
        self.last_held.set((held, self.builder.sink.counts.elements.get()));
        self.passed.set(false);
        held
    }

    /// As much as the parser can hold by now: an element that was made since is open, and may be opened again.
    fn at_most_held(&self) -> Held {
        let (held, elements) = self.last_held.get();
        let more = 2 * (self.builder.sink.counts.elements.get() - elements);
        Held { all: held.all + more, formatting: held.formatting + more }
    }
}

impl TokenSink for Gate {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        match &token {
            Token::ParseError(_) => return TokenSinkResult::Continue,
            // nobody reads comments, and there may be millions
            Token::CommentToken(_) => {
                self.tokens.set(self.tokens.get() + 1);
                return TokenSinkResult::Continue;
            }
            Token::TagToken(tag) => {
                self.tokens.set(self.tokens.get() + 1);
                self.in_code.set(false);
                let counts = &self.builder.sink.counts;
                counts.tags.set(counts.tags.get() + 1);
                counts.attributes.set(counts.attributes.get() + tag.attrs.len());
                if counts.check().is_err() {
                    return TokenSinkResult::Continue;
                }
                if tag.kind == TagKind::StartTag && !self.admits(tag) {
                    self.dropped.set(true);
                    return TokenSinkResult::Continue;
                }
                self.passed.set(true);
            }
            _ => self.tokens.set(self.tokens.get() + 1),
        }
        let result = self.builder.process_token(token, line);
        if let TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext = result {
            self.in_code.set(true);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
