//! Which elements surround a release and which a reader does not see.
//!
//! Class and id names are compared word by word ("site-footer" holds "footer"), never as a whole, so that
//! themes need no list of their own.

use scraper::node::Element;

/// A start tag, whoever read it.
pub(super) trait StartTag {
    fn name(&self) -> &str;
    fn attr(&self, name: &str) -> Option<&str>;
}

impl StartTag for Element {
    fn name(&self) -> &str {
        self.name()
    }

    fn attr(&self, name: &str) -> Option<&str> {
        // to ask for one by name costs more than to ask whether there are any
        self.attrs().next().and_then(|_| self.attr(name))
    }
}

/// Elements whose content is no visible text.
pub(super) fn is_invisible(element: &impl StartTag) -> bool {
    match element.name() {
        "script" | "style" | "template" | "noscript" | "head" | "svg" | "math" | "select" | "textarea" | "datalist"
        | "canvas" | "map" | "option" => true,
        _ => hides_itself(element),
    }
}

fn hides_itself(element: &impl StartTag) -> bool {
    if element.attr("hidden").is_some_and(|v| v != "until-found") {
        return true;
    }
    if element.attr("aria-hidden") == Some("true") && !is_block(element.name()) {
        return true;
    }
    let Some(style) = element.attr("style") else { return false };
    let compact: String =
        style.chars().filter(|c| !c.is_whitespace()).take(400).collect::<String>().to_ascii_lowercase();
    compact.contains("display:none") || compact.contains("visibility:hidden")
}

/// Elements that begin a new line on the page.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Words that say so in a class, an id or a role.
const WORDS: &[&str] = &[
    "nav", "navbar", "navigation", "topnav", "subnav", "menu", "submenu", "megamenu", "menubar", "breadcrumb",
    "breadcrumbs", "cookie", "cookies", "cookiebar", "consent", "gdpr", "sidebar", "footer", "topbar", "offcanvas",
    "skiplink", "skiplinks", "skip", "masthead", "toolbar", "contentinfo", "complementary", "sharing", "sharebar",
    "socialshare", "addtoany", "sharedaddy", "newsletter", "pagination", "pager", "related", "popup", "modal",
    "lightbox",
];

/// Words beside which the others mean something else: `has-sidebar`, `menu-item-content`.
const BUT: &[&str] = &[
    "has", "no", "with", "without", "content", "wrapper", "wrap", "page", "open", "closed", "left", "right", "layout",
    "body", "entry",
];

/// Whether the element (`header` of a page, `nav` ...) surrounds releases. `in_main`: it lies within `main` or
/// `article`; `holds_main`: one of these lies within it.
pub(super) fn is_chrome(element: &impl StartTag, in_main: bool, holds_main: bool) -> bool {
    if holds_main {
        return false;
    }
    match element.name() {
        "nav" | "aside" | "dialog" => return true,
        "footer" => return !in_main,
        "header" => {
            return !in_main
                && !names(element)
                    .any(|w| matches!(w, "entry" | "article" | "post" | "content" | "news" | "release" | "story"));
        }
        "html" | "body" | "main" | "article" | "form" | "table" | "tbody" | "tr" => return false,
        _ => {}
    }
    if element.attr("aria-hidden") == Some("true") {
        return true;
    }
    [element.attr("class"), element.attr("id"), element.attr("role")]
        .into_iter()
        .flatten()
        .flat_map(str::split_ascii_whitespace)
        .take(40)
        .any(is_chrome_name)
}

fn is_chrome_name(name: &str) -> bool {
    let mut found = false;
    for word in words(name) {
        if BUT.iter().any(|b| word.eq_ignore_ascii_case(b)) {
            return false;
        }
        found |= WORDS.iter().any(|w| word.eq_ignore_ascii_case(w));
    }
    found
}

fn names(element: &impl StartTag) -> impl Iterator<Item = &str> {
    [element.attr("class"), element.attr("id")]
        .into_iter()
        .flatten()
        .flat_map(str::split_ascii_whitespace)
        .take(40)
        .flat_map(words)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['-', '_', ':', '.']).take(12).filter(|w| !w.is_empty())
}

/// Whether the element calls itself a caption or a credit.
pub(super) fn is_caption(element: &impl StartTag) -> bool {
    const NAMES: [&str; 7] = ["caption", "credit", "credits", "copyright", "figcaption", "bildunterschrift", "legende"];
    element.name() == "figcaption" || names(element).any(|w| NAMES.iter().any(|name| w.eq_ignore_ascii_case(name)))
}

/// Whether the element sets its text in bold.
pub(super) fn is_bold(element: &impl StartTag) -> bool {
    matches!(element.name(), "b" | "strong" | "th" | "dt") || element.attr("style").is_some_and(sets_bold)
}

/// Whether a `style` sets bold: `font-weight: 700`, `font: bold 10pt serif`.
pub fn sets_bold(style: &str) -> bool {
    let heavy = |weight: &str| matches!(weight, "bold" | "bolder" | "600" | "700" | "800" | "900");
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let value = value.trim();
        match name.trim() {
            name if name.eq_ignore_ascii_case("font-weight") => heavy(&value.to_ascii_lowercase()),
            name if name.eq_ignore_ascii_case("font") => {
                value.split_ascii_whitespace().take(4).any(|part| heavy(&part.to_ascii_lowercase()))
            }
            _ => false,
        }
    })
}
