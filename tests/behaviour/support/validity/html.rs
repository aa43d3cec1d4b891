//! HTML inside a feed: as the HTML standard has it, safe, with absolute links.

use scraper::{Html, Node};

use super::Problems;

const ELEMENTS: &str = "a abbr acronym address area article aside audio b bdi big blockquote br caption center cite code col \
    colgroup data dd del details dfn dir div dl dt em figure figcaption footer font h1 h2 h3 h4 h5 h6 header hgroup hr i img \
    ins kbd li main mark ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table \
    tbody td tfoot th thead time tr track tt u ul var video wbr";
const ATTRIBUTES: &str = "abbr align alt axis border cite class clear cols colspan compact controls coords datetime dir download \
    headers height href hreflang hspace id label lang longdesc media name noshade nowrap open poster rel rev reversed rows rowspan \
    scope sizes span src srclang srcset start summary title type valign value vspace width";

/// What is wrong with a fragment.
pub fn check(problems: &mut Problems, html: &str) {
    let tree = Html::parse_fragment(html);
    for error in tree.errors.iter().take(1) {
        problems.unless(false, || format!("HTML: {error} in {}", shortened(html)));
    }
    // not all nodes: the parser keeps the element that a fragment is thought to stand in
    for node in tree.tree.root().descendants() {
        let Node::Element(element) = node.value() else { continue };
        let name = element.name();
        // the parser's own root
        if name == "html" {
            continue;
        }
        problems.unless(ELEMENTS.split_whitespace().any(|known| known == name), || format!("HTML: the element {name}"));
        for (attribute, value) in element.attrs() {
            let known = ATTRIBUTES.split_whitespace().any(|known| known == attribute);
            problems.unless(known, || format!("HTML: the attribute {attribute} of {name}"));
            if matches!(attribute, "href" | "src" | "cite" | "poster" | "longdesc") {
                let absolute =
                    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme));
                problems.unless(absolute, || format!("HTML: not absolute: {attribute}={}", shortened(value)));
            }
        }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(300).collect()
}
