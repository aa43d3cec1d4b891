//! What a class, an id or a role promises: words that designers use everywhere, never the name of a site.

use scraper::node::Element;

use super::super::tree::words;

/// What the markup says of an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hint {
    /// Holds the body by its name or role.
    pub body: bool,
    /// Likely to hold the body.
    pub likely: bool,
    /// Never part of a body, wherever it stands.
    pub noise: bool,
    /// Names a layout that holds anything, seldom a body: a gallery, a slider, tabs.
    pub layout: bool,
    /// Readers' comments.
    pub comments: bool,
    /// A caption, a credit.
    pub caption: bool,
    /// A byline, a date line, a kicker: around the headline, not in the body.
    pub meta: bool,
    /// A standfirst.
    pub lead: bool,
    /// Not shown.
    pub hidden: bool,
    /// Shown to screen readers alone.
    pub unseen: bool,
}

/// Names of body containers, written as one word: `article-body`, `entry_content`, `storyText` ...
const BODY_NAMES: &[&str] = &[
    "articlebody", "articlecontent", "articletext", "articlecopy", "articlemain", "postcontent", "postbody",
    "posttext", "entrycontent", "entrybody", "entrytext", "storybody", "storycontent", "storytext", "storycopy",
    "newsbody", "newscontent", "newstext", "bodytext", "bodycopy", "contentbody", "bodycontent", "pagecontent",
    "fieldnamebody", "textcontent", "richtext", "blogcontent", "blogpost", "pressrelease", "releasebody",
    "releasetext", "newsdetail", "singlecontent", "detailtext", "detailcontent", "maintext", "fulltext", "textbody",
    "htmlcontent", "articledetail", "articlesection", "contentarticle", "theposttext", "tdpostcontent",
    "mwparseroutput",
];

/// Reads an element's names.
pub fn of(element: &Element) -> Hint {
    let mut hint = Hint::default();
    for name in ["class", "id"] {
        if let Some(value) = element.attr(name) {
            by_name(value, &mut hint);
        }
    }
    if let Some(value) = element.attr("itemprop") {
        by_itemprop(value, &mut hint);
    }
    if let Some(role) = element.attr("role") {
        match role.trim() {
            "main" | "article" => hint.likely = true,
            "navigation" | "complementary" | "banner" | "contentinfo" | "dialog" | "alertdialog" | "alert"
            | "search" | "menu" | "menubar" | "toolbar" | "tablist" | "tab" | "button" | "tooltip" | "form"
            | "status" => hint.noise = true,
            _ => {}
        }
    }
    if element.attr("property").is_some_and(|property| property.ends_with(":encoded")) {
        hint.body = true;
    }
    hint.hidden |= is_hidden(element);
    hint
}

fn is_hidden(element: &Element) -> bool {
    if element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") {
        return true;
    }
    element.attr("style").is_some_and(|style| {
        let style: String =
            style.chars().filter(|c| !c.is_whitespace()).take(300).collect::<String>().to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

fn by_itemprop(value: &str, hint: &mut Hint) {
    for word in value.split_whitespace() {
        match word {
            "articleBody" => hint.body = true,
            "text" | "reviewBody" => hint.likely = true,
            "author" | "datePublished" | "dateModified" | "headline" | "publisher" => hint.meta = true,
            "comment" | "commentText" => hint.comments = true,
            "caption" | "copyrightHolder" => hint.caption = true,
            _ => {}
        }
    }
}

fn by_name(value: &str, hint: &mut Hint) {
    // A class that hides, unless another one of the same element shows it again on wider screens.
    hint.hidden |= value.split_whitespace().any(|token| token == "hidden") && !value.contains(':');
    for token in value.split_whitespace().take(40).filter(|token| !is_generated(token)) {
        let mut joined = String::new();
        let mut previous = String::new();
        let noise = hint.noise;
        words(token, |word| {
            joined.push_str(word);
            one_word(word, &previous, hint);
            previous.clear();
            previous.push_str(word);
        });
        if joined.contains("embed") && !joined.contains("consent") {
            hint.noise = noise;
        }
        // "js-gallery": a hook for scripts says what the element does, not what it holds.
        if token.starts_with("js-") && hint.noise && !noise {
            (hint.noise, hint.layout) = (false, true);
        }
        if BODY_NAMES.iter().any(|name| {
            joined == *name
                || (joined.ends_with(name) && joined.len() < name.len() + 12)
                || (joined.starts_with(name) && joined.len() < name.len() + 8)
        }) {
            hint.body = true;
        }
    }
}

/// Whether a style library made the name up: "jpYiwZ" says nothing.
fn is_generated(token: &str) -> bool {
    (5..=7).contains(&token.len())
        && token.chars().all(|c| c.is_ascii_alphanumeric())
        && token.chars().skip(1).filter(char::is_ascii_uppercase).count() >= 2
}

/// Readers' comments.
const COMMENTS: &[&str] = &[
    "comment", "comments", "disqus", "respond", "commentlist", "commentaires", "kommentare", "kommentar",
    "leserkommentare",
];
/// Navigation, sharing, advertising, signing up; not behind a word [`WITHOUT`] them.
const NOISE: &[&str] = &[
    "nav", "navbar", "navi", "navigation", "menu", "submenu", "breadcrumb", "breadcrumbs", "crumbs", "footer",
    "topbar", "toolbar", "sidebar", "share", "sharing", "shares", "sharebar", "sharedaddy", "social", "socials",
    "socialmedia", "addthis", "addtoany", "sharethis", "shariff", "whatsapp", "linkedin", "pinterest", "related",
    "relatedposts", "relatedarticles", "recommend", "recommended", "recommendation", "recommendations",
    "recirculation", "recirc", "outbrain", "taboola", "plista", "promo", "promos", "promotion", "promobox", "sponsor",
    "sponsored", "sponsors", "ad", "ads", "adv", "advert", "adverts", "advertisement", "advertisements", "advertising",
    "adslot", "adsense", "adsbygoogle", "anzeige", "werbung", "newsletter", "newsletters", "subscribe", "subscription",
    "signup", "cookie", "cookies", "consent", "gdpr", "pagination", "pager", "pagenav", "tags", "taglist", "tagcloud",
    "postmeta", "login", "rating", "ratings", "noprint", "tooltip", "skip", "trending", "popular", "mostread",
    "readmore", "teaser", "teasers", "teaserlist", "donate", "donation", "masthead", "authorbox", "authorbio",
    "breaking", "ticker", "disclaimer", "copyright", "yarpp", "zergnet", "mailchimp", "hubspot", "signin", "register",
    "onetrust", "toc", "feedback", "infobox", "upsell", "cta", "dropdown", "jumplinks", "a11y", "factbox", "faktabox",
    "authorprofile", "bioblock", "optin", "privacy",
];
/// Layers over a page, whatever stands before the word.
const NOISE_ALWAYS: &[&str] = &["banner", "overlay", "modal", "popup"];
/// No part of a body where nothing stands before the word.
const NOISE_ALONE: &[&str] = &["rss", "correction", "poll", "quiz"];
/// Words that take away what follows.
const WITHOUT: &[&str] = &["no", "has", "with", "without", "hide", "show"];
/// Layouts.
const LAYOUT: &[&str] = &["gallery", "lightbox", "slideshow", "slider", "carousel", "tabs", "widget", "widgets"];
/// For screen readers alone.
const UNSEEN: &[&str] = &["aural", "screenreader", "visuallyhidden", "offscreen", "invisible", "unsichtbar"];
/// Of a picture.
const CAPTION: &[&str] = &[
    "caption", "captions", "figcaption", "credit", "credits", "bildunterschrift", "bildnachweis", "photocredit",
    "imagecaption",
];
/// Around the headline.
const META: &[&str] = &[
    "byline", "dateline", "timestamp", "author", "authors", "autor", "meta", "published", "pubdate", "kicker",
    "postdate", "date", "datum", "readtime", "bio",
];
/// Likely to hold the body.
const LIKELY: &[&str] = &[
    "article", "content", "post", "story", "entry", "main", "body", "text", "beitrag", "artikel", "inhalt", "contenu",
    "contenido", "release", "hentry",
];
/// A standfirst.
const LEAD: &[&str] = &[
    "lead", "lede", "standfirst", "dek", "deck", "intro", "introduction", "subtitle", "subheadline", "subhead",
    "subheading", "summary", "excerpt", "abstract", "vorspann", "einleitung", "chapo", "chapeau", "anleser", "subline",
    "untertitel", "description", "perex", "ingress", "bajada", "entradilla", "sommario", "leadtext", "anreisser",
    "anrisstext", "introtext", "ingressi", "manchet", "subtitulo", "subtitular", "sottotitolo", "copete", "onderkop",
    "teasertext", "leadin",
];

/// One word of a name; `previous` is the word before it in the same name.
fn one_word(word: &str, previous: &str, hint: &mut Hint) {
    let is = |words: &[&str]| words.contains(&word);
    if is(COMMENTS) {
        hint.comments = true;
    } else if is_noise(word, previous) {
        hint.noise = true;
    } else if is(LAYOUT) {
        hint.layout = true;
    } else if is(UNSEEN) {
        (hint.noise, hint.unseen) = (true, true);
    } else if is(CAPTION) {
        hint.caption = true;
    } else if is(META) {
        hint.meta = true;
    } else if is(LIKELY) {
        hint.likely = true;
    } else if is(LEAD) {
        hint.lead = true;
    }
    two_words(previous, word, hint);
}

fn is_noise(word: &str, previous: &str) -> bool {
    let is = |words: &[&str]| words.contains(&word);
    is(NOISE_ALWAYS)
        || is(NOISE) && !WITHOUT.contains(&previous)
        || is(NOISE_ALONE) && previous.is_empty()
        // by itself it names a theme's pages too: "tag-politics" on the article element
        || word == "tag" && !previous.is_empty()
}

/// Two words of a name, side by side.
fn two_words(previous: &str, word: &str, hint: &mut Hint) {
    match (previous, word) {
        ("sr", "only") | ("screen", "reader") | ("visually", "hidden") => {
            hint.noise = true;
            hint.unseen = true;
        }
        ("most", "read" | "viewed" | "popular" | "shared")
        | ("read", "more" | "next" | "also")
        | ("see", "also")
        | ("side", "bar" | "rail" | "col")
        | ("right", "rail" | "col")
        | ("more", "from" | "stories" | "news" | "articles" | "posts" | "on" | "link")
        | ("you", "may")
        | ("call", "to")
        | ("author", "box" | "bio" | "info" | "profile" | "card" | "description")
        | ("about", "author")
        | ("post", "meta" | "footer" | "navigation" | "tags")
        | ("entry", "meta" | "footer" | "utility")
        | ("article", "footer" | "tags" | "tools" | "share" | "actions")
        | ("site", "header" | "footer" | "info")
        | ("next", "article" | "post")
        | ("prev", "next")
        | ("in", "brief")
        | ("skip", "link")
        | ("ad", _) => {
            hint.noise = true;
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    fn hint(tag: &str) -> Hint {
        let page = Html::parse_fragment(tag);
        let any = Selector::parse("div").expect("selector");
        page.select(&any).next().map(|found| of(found.value())).unwrap_or_default()
    }

    #[test]
    fn names_are_read_by_whole_words() {
        assert!(hint("<div class='article-body'>").body);
        assert!(hint("<div class='related-links'>").noise);
        assert!(!hint("<div class='header-shadow no-sidebar'>").noise);
        assert!(hint("<div style='display: none'>").hidden);
        assert!(hint("<div class='gallery-box'>").layout);
        assert!(hint("<div class='js-social-share'>").layout);
        assert_eq!(hint("<div class='adRtZq'>"), Hint::default());
    }
}
