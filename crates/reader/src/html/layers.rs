//! Layers over a page: consent dialogs and other dialogs hold no words of the release, wherever they stand.

use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node, node::Element};

/// Parts of names that a consent layer bears beside "cookie" or "privacy".
const BOXES: &[&str] = &[
    "banner", "notice", "bar", "popup", "modal", "overlay", "layer", "message", "law", "info", "wrapper", "dialog",
    "settings", "hint", "alert", "box", "container", "disclaimer", "prompt", "warning", "wall", "manager",
];
/// Parts that mean consent by themselves.
const CONSENT: &[&str] =
    &["consent", "cookieconsent", "gdpr", "dsgvo", "rgpd", "ccpa", "cmp", "cookiebanner", "cookiebar"];
/// Words of a story: such an element is no layer, whatever its tags are called.
const STORY: &[&str] = &["post", "hentry", "entry", "tag", "category", "article", "page", "single"];
/// What every consent layer speaks of, in lower case.
const SPOKEN: &[&str] = &[
    "cookie", "consent", "privacy", "datenschutz", "privatsphäre", "einwilligung", "confidentialité", "privacidad",
    "privacidade", "privatlivs", "personvern", "integritet", "yksityisyy", "evästee", "soukrom", "prywatno", "zgod",
    "adatvéd", "конфиденциальн", "куки", "個人情報", "クッキー", "隐私", "隱私", "쿠키", "çerez", "απορρήτου",
];

/// Layers that are looked into: each costs a walk through what it holds.
const MAX_LAYERS: usize = 100;

/// Takes consent layers and dialogs out of a parsed page. What holds the page's own article stays.
pub fn remove_layers(page: &mut Html) {
    let named = page.tree.root().descendants().filter(|node| node.value().as_element().is_some_and(may_be_layer));
    let found: Vec<NodeId> = named.take(MAX_LAYERS).filter(|node| is_layer(*node)).map(|node| node.id()).collect();
    for id in found {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
}

fn may_be_layer(element: &Element) -> bool {
    !matches!(element.name(), "html" | "body" | "main" | "article" | "head" | "a" | "button")
        && (is_dialog(element) || is_named(element))
}

fn is_layer(node: NodeRef<'_, Node>) -> bool {
    let dialog = node.value().as_element().is_some_and(is_dialog);
    !holds_story(node) && (dialog || speaks_of_consent(node))
}

fn is_dialog(element: &Element) -> bool {
    let modal = element.attr("aria-modal").is_some_and(|modal| modal.trim() == "true");
    let role = element.attr("role").map(str::trim);
    modal || element.name() == "dialog" || matches!(role, Some("dialog" | "alertdialog"))
}

fn is_named(element: &Element) -> bool {
    ["id", "class"].into_iter().filter_map(|name| element.attr(name)).any(|names| {
        let lower = names.to_ascii_lowercase();
        if !["cookie", "consent", "gdpr", "dsgvo", "rgpd", "ccpa", "cmp", "privacy"].iter().any(|w| lower.contains(w)) {
            return false;
        }
        let parts = || lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        if parts().any(|part| STORY.contains(&part)) {
            return false;
        }
        let about = parts().any(|part| matches!(part, "cookie" | "cookies" | "privacy"));
        parts().any(|part| CONSENT.contains(&part)) || (about && parts().any(|part| BOXES.contains(&part)))
    })
}

/// An article, or the page's main part.
fn holds_story(node: NodeRef<'_, Node>) -> bool {
    node.descendants().filter_map(|inner| inner.value().as_element()).any(|element| {
        matches!(element.name(), "article" | "main")
            || element.attr("role") == Some("main")
            || element.attr("itemprop").is_some_and(|property| property.contains("articleBody"))
    })
}

fn speaks_of_consent(node: NodeRef<'_, Node>) -> bool {
    let mut read = 0;
    for text in node.descendants().filter_map(|inner| inner.value().as_text()) {
        let lower = text.to_lowercase();
        if SPOKEN.iter().any(|word| lower.contains(word)) {
            return true;
        }
        read += text.len();
        if read > 4_000 {
            break;
        }
    }
    read == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(html: &str) -> String {
        let mut page = Html::parse_document(html);
        remove_layers(&mut page);
        page.root_element().text().collect::<Vec<_>>().join("|")
    }

    #[test]
    fn consent_layers_and_dialogs_are_taken_out() {
        for layer in [
            "id=cookie-banner", "class=cookie-consent", "class='modal gdpr'", "class=cmp-container",
            "id=privacy-overlay", "role=dialog", "aria-modal=true",
        ] {
            let html =
                format!("<body><div {layer}><h1>We value your privacy</h1><p>We store cookies.</p></div><p>Text</p>");
            assert_eq!(left(&html), "Text", "{layer}");
        }
        assert_eq!(left("<body><dialog>Sign up</dialog><p>Text</p>"), "Text");
    }

    #[test]
    fn a_story_about_consent_stays() {
        for html in [
            "<body><div class='post tag-gdpr'><p>On cookies</p></div>",
            "<body class=cookie-banner><p>On cookies</p>",
            "<body><div class=cookie-banner-open><main><p>On cookies</p></main></div>",
            "<body><div class='cookie-policy'><p>How we use cookies</p></div>",
            "<body><div class='consent-form-news'><p>Patients sign a form</p></div>",
        ] {
            assert!(!left(html).is_empty(), "{html}");
        }
    }
}
