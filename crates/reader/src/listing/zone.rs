//! Parts of a page: its own text, what stands beside it, and what every page of the site has.

/// Part of a page that an element lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// Everything that is not one of the others.
    Main,
    /// Sidebars, "related", "most read".
    Side,
    /// Navigation, footer, the site's header.
    Chrome,
    /// Scripts, styles, templates: no visible text.
    Hidden,
}

/// What a word in an element's class or id says on its zone.
pub fn of_name(token: &str) -> Zone {
    match token {
        "nav" | "navbar" | "navigation" | "menu" | "submenu" | "megamenu" | "footer" | "breadcrumb" | "breadcrumbs"
        | "cookie" | "cookies" | "consent" | "pagination" | "pager" | "pagenavi" | "social" | "share" | "sharing"
        | "toolbar" | "masthead" | "topbar" | "offcanvas" | "lightbox" | "modal" | "popup" | "popmenu" => Zone::Chrome,
        "sidebar" | "related" | "recommended" | "recommendations" | "popular" | "trending" | "trendline"
        | "mostread" => Zone::Side,
        _ => Zone::Main,
    }
}
