//! Pictures that show nothing: counting pixels.

/// Canonical markup without such pictures.
pub fn without(html: String) -> String {
    if !html.contains("<img") {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find("<img") {
        let end = tag_end(rest, at);
        let tag = rest.get(at..end).unwrap_or_default();
        out.push_str(rest.get(..if shows_nothing(tag) { at } else { end }).unwrap_or_default());
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Behind the `>` that is in no quotes.
fn tag_end(html: &str, from: usize) -> usize {
    let mut quoted = false;
    for (i, b) in html.bytes().enumerate().skip(from) {
        match b {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return i + 1,
            _ => {}
        }
    }
    html.len()
}

fn shows_nothing(tag: &str) -> bool {
    let tiny = |name: &str| ["0", "1"].iter().any(|size| tag.contains(&format!(" {name}=\"{size}\"")));
    tiny("width") && tiny("height")
}
