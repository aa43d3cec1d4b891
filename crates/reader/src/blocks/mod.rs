//! A page as a reader sees it: its visible text as a flat sequence of blocks, in document order.
//!
//! Markup differs from newsroom to newsroom, the order of a release's parts hardly does. Readers of the
//! anatomy work on this sequence, so that headings and paragraphs, tables and line breaks read alike.
//! In: a parsed page, or markup that needs no parsing. Out: at most [`MAX_BLOCKS`] blocks, in one pass without recursion.

mod chrome;
pub mod email;
mod flatten;
mod straight;

pub(crate) use chrome::sets_bold;
pub use flatten::{around, of};
pub use straight::of_straight;

/// More blocks than this are not read: the longest release of the corpora has under 2,000.
pub const MAX_BLOCKS: usize = 8_000;

/// Sort of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// `h1` to `h6`, with its level.
    Heading(u8),
    /// Running text: `p`, `div`, a line before `br`, `td`, `figcaption` ...
    Text,
    /// `li`.
    Item,
    /// `blockquote`.
    Quote,
    /// `hr`.
    Rule,
}

/// A link within a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// As written: perhaps relative, perhaps mailto.
    pub href: String,
    /// Visible text.
    pub text: String,
}

/// Sort of a medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediumKind {
    /// `img`.
    Image,
    /// `video` and its `source`.
    Video,
    /// `audio` and its `source`.
    Audio,
    /// `iframe`, `embed`, `object`: a player.
    Frame,
}

/// A picture or player that stands where the block stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medium {
    /// Sort.
    pub kind: MediumKind,
    /// As written: perhaps relative.
    pub src: String,
    /// `alt` or `title`.
    pub label: Option<String>,
    /// `poster` of a video.
    pub poster: Option<String>,
    /// Declared width and height, pixels.
    pub size: (Option<u32>, Option<u32>),
}

/// One block: no block begins or ends inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Sort.
    pub kind: BlockKind,
    /// One line, white space collapsed, soft hyphens out. Empty for a rule and where only a medium stands.
    pub text: String,
    /// Its links, mailto and tel too.
    pub links: Vec<Link>,
    /// Its pictures and players.
    pub media: Vec<Medium>,
    /// True when all of its text is bold or strong: a heading in disguise.
    pub bold: bool,
    /// Bytes of its text that are bold from its beginning: a heading that runs into its text.
    pub lead: usize,
    /// Within `figcaption` or an element that calls itself a caption or credit.
    pub caption: bool,
    /// The nearest block element that it came from, for asking whether it lies in the body.
    pub node: ego_tree::NodeId,
    /// The first and the last node of its text.
    pub span: (ego_tree::NodeId, ego_tree::NodeId),
    /// Within `nav`, `footer`, `header` of the page, `aside`, a menu or a cookie banner.
    pub chrome: bool,
}

impl Block {
    /// True for a heading, and for a short line in bold.
    pub fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading(_)) || (self.bold && self.text.len() <= 120)
    }

    /// The level of a heading; a bold line counts as the lowest.
    pub fn level(&self) -> u8 {
        match self.kind {
            BlockKind::Heading(level) => level,
            _ => 7,
        }
    }

    /// A heading that runs into its text, and the text: "**About X** The X ...".
    pub fn run_in(&self) -> Option<(&str, &str)> {
        let heading = (3..=120).contains(&self.lead) && self.lead < self.text.len();
        let (head, rest) = self.text.split_at_checked(self.lead).filter(|_| heading)?;
        (rest.trim().len() >= 10).then_some((head.trim(), rest.trim()))
    }

    /// The share of its letters that are links.
    pub fn linked(&self) -> f64 {
        let linked: usize = self.links.iter().map(|link| link.text.len()).sum();
        linked as f64 / self.text.len().max(1) as f64
    }

    /// Running text: long enough for a sentence, and not made of links.
    pub fn is_prose(&self) -> bool {
        let ended = self.text.ends_with(['.', '!', '?', '…', '”', '“', '"', '»', '’', '。', ':']);
        let long = self.text.len() >= 120 || ended && self.text.len() >= 60;
        long && !self.caption && !matches!(self.kind, BlockKind::Heading(_) | BlockKind::Rule) && self.linked() < 0.5
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn texts(html: &str) -> Vec<String> {
        of(&Html::parse_document(html)).into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn a_line_break_a_cell_and_a_term_end_a_block() {
        assert_eq!(
            texts("<p>a<br>b</p><table><tr><td>c</td><td>d</td></tr></table><dl><dt>e<dd>f</dl>"),
            ["a", "b", "c", "d", "e", "f"]
        );
    }

    #[test]
    fn inline_elements_do_not_part_words() {
        assert_eq!(texts("<p>Nils <b>Mui</b>žnieks,\n\t <i>Director</i></p>"), ["Nils Muižnieks, Director"]);
    }

    #[test]
    fn what_a_reader_does_not_see_is_left_out() {
        let html = "<style>x</style><p hidden>a</p><p style='display : none'>b</p><noscript>c</noscript><template>d</template><p>e\u{ad}f<span aria-hidden=true>g</span></p>";
        assert_eq!(texts(html), ["ef"]);
    }

    #[test]
    fn navigation_is_chrome_and_what_holds_the_main_part_is_not() {
        let html = "<div class='site-menu'>a</div><div class='page-sidebar menu'><main>b</main></div><header>c</header><article><header>d</header><footer>e</footer></article><footer>f</footer>";
        let chrome: Vec<_> = of(&Html::parse_document(html)).into_iter().map(|b| (b.text, b.chrome)).collect();
        let want = [("a", true), ("b", false), ("c", true), ("d", false), ("e", false), ("f", true)];
        assert_eq!(chrome, want.map(|(t, c)| (t.to_owned(), c)));
    }

    #[test]
    fn a_link_over_blocks_stands_in_each_of_them() {
        let blocks = of(&Html::parse_document("<a href=/x><h2>a</h2><p>b</p></a><p>c</p>"));
        let links: Vec<_> = blocks.iter().map(|b| b.links.len()).collect();
        assert_eq!(links, [1, 1, 0]);
    }

    #[test]
    fn a_protected_address_is_shown_and_its_placeholder_is_not() {
        let hex = "5a2a283f29291a3f223b372a363f7435283d";
        for html in [
            format!("<p>Mail: <span class=__cf_email__ data-cfemail={hex}>[email&#160;protected]</span></p>"),
            format!("<p>Mail: <a href='/cdn-cgi/l/email-protection#{hex}'>[email&#160;protected]</a></p>"),
        ] {
            let blocks = of(&Html::parse_document(&html));
            assert_eq!(blocks[0].text, "Mail: press@example.org");
            assert_eq!(blocks[0].links[0].href, "mailto:press@example.org");
        }
    }

    #[test]
    fn bold_lines_and_pictures_are_known() {
        let blocks = of(&Html::parse_document(
            "<p><strong>Contact:</strong></p><p><b>A</b> b</p><figure><img src=a.jpg alt=x><figcaption>© y</figcaption></figure>",
        ));
        assert_eq!(blocks.iter().map(|b| b.bold).collect::<Vec<_>>(), [true, false, false, false]);
        assert_eq!(blocks[2].media[0].src, "a.jpg");
        assert!(blocks[3].caption);
    }

    proptest::proptest! {
        #[test]
        fn the_straight_way_and_the_tree_agree(html in "(<p>|</p>|<p class=\"caption\">|<div class=\"side-menu\">|</div>|<ul><li>|</li></ul>|<b>|</b>|<a href=\"(/x|mailto:a@b.example|/?a&amp;b)\">|</a>|<br>|<img src='y' alt=\"q&lt;&nbsp;\" width=\"600\">|<figure>|</figure>|<figcaption>|</figcaption>|<span hidden='' style=\"display: none\">|</span>|<h2>|</h2>|[a-z \n]{1,5}|&nbsp;|&shy;|&amp;| ){0,12}") {
            if let Some(straight) = of_straight(&html) {
                let tree = of(&Html::parse_fragment(&html));
                let told = |blocks: Vec<Block>| {
                    blocks.into_iter().map(|block| { let none = NONE.with(|none| *none); Block { node: none, span: (none, none), ..block } }).collect::<Vec<_>>()
                };
                proptest::prop_assert_eq!(told(straight), told(tree));
            }
        }
    }

    thread_local! {
        static NONE: ego_tree::NodeId = Html::new_fragment().tree.root().id();
    }

    #[test]
    fn most_bodies_are_straight() {
        let body = "<p>One <b>two</b><br/>three &amp; <a href='/x'>four</a></p>\n<figure><img src=\"/i.jpg\"><figcaption>© A</figcaption></figure>";
        let texts: Vec<String> = of_straight(body).unwrap().into_iter().map(|block| block.text).collect();
        assert_eq!(texts, ["One two", "three & four", "", "© A"]);
        for odd in
            ["<p>a<p>b", "<p>a", "<td>a</td>", "a</b>", "<b>a<i>b</b></i>", "<p a=b>c</p>", "<article>a</article>"]
        {
            assert_eq!(of_straight(odd), None, "{odd}");
        }
    }

    #[test]
    fn endless_and_deep_pages_end() {
        assert_eq!(texts(&"<p>a".repeat(30_000)).len(), MAX_BLOCKS);
        assert_eq!(texts(&format!("{}x", "<b>".repeat(5_000))), ["x"]);
    }
}
