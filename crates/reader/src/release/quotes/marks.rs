//! What stands between quotation marks, in the manners of the languages: “ ”, „ “, « », » «, ” ”, " ", ‘ ’.

use crate::lexicon::is_verb;

/// A quoted stretch of a paragraph, as byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Of the opening mark.
    pub open: usize,
    /// First byte after the opening mark.
    pub start: usize,
    /// First byte of the closing mark, or the paragraph's end.
    pub end: usize,
    /// First byte after the closing mark.
    pub close: usize,
    /// Whether a closing mark was met.
    pub closed: bool,
}

/// The marks that close what a mark opened.
fn closers(open: char) -> &'static [char] {
    match open {
        '“' => &['”', '“', '"'],
        '„' | '‚' => &['“', '”', '"', '‘'],
        '«' => &['»'],
        '»' => &['«'],
        '”' => &['”'],
        '‘' => &['’'],
        '「' => &['」'],
        _ => &['"', '”'],
    }
}

/// Whether a paragraph begins with an opening mark.
pub(super) fn opens(text: &str) -> bool {
    text.trim_start().starts_with(['“', '„', '«', '»', '"', '”', '「', '‘'])
}

/// Whether a paragraph holds double marks.
pub(super) fn has(text: &str) -> bool {
    text.contains(['“', '„', '«', '»', '"', '”', '「'])
}

/// The quoted stretches of a paragraph. `single`: ‘ ’ are quotation marks in this text.
pub(super) fn spans(text: &str, single: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    // every mark but " is written in more than one byte
    if !text.bytes().any(|b| b == b'"' || !b.is_ascii()) {
        return spans;
    }
    let mut open: Option<(usize, usize, char)> = None;
    let mut previous: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        match open {
            None => {
                if is_opener(c, previous, next, single) {
                    open = Some((at, at + c.len_utf8(), c));
                }
            }
            Some((from, start, mark)) => {
                if closers(mark).contains(&c) && closes(c, mark, previous, next) {
                    spans.push(Span { open: from, start, end: at, close: at + c.len_utf8(), closed: true });
                    open = None;
                } else if c == mark
                    && is_opener(c, previous, next, single)
                    && let Some(end) = said_within(text, start..at)
                {
                    spans.push(Span { open: from, start, end, close: end, closed: true });
                    open = Some((at, at + c.len_utf8(), c));
                }
            }
        }
        previous = Some(c);
    }
    if let Some((from, start, _)) = open {
        spans.push(Span { open: from, start, end: text.len(), close: text.len(), closed: false });
    }
    spans
}

/// Where a quote ends whose closing mark was forgotten: before the comma and the verb of who says it.
fn said_within(text: &str, range: std::ops::Range<usize>) -> Option<usize> {
    const LONGEST: usize = 2_000;
    let inner = text.get(range.clone()).filter(|inner| inner.len() <= LONGEST)?;
    if !inner.trim_end().ends_with(['.', '!', '?']) {
        return None;
    }
    let verb = |at: usize| inner[at + 2..].split_whitespace().next().is_some_and(is_verb);
    let commas = inner.match_indices(", ").map(|(at, _)| at);
    commas.filter(|at| verb(*at)).last().map(|at| range.start + at)
}

fn is_opener(c: char, previous: Option<char>, next: Option<char>, single: bool) -> bool {
    let free = previous.is_none_or(|p| p.is_whitespace() || matches!(p, '(' | '[' | '–' | '—' | '-' | ':' | '/' | '>'));
    let follows = next.is_some_and(|n| !n.is_whitespace() || matches!(c, '«' | '»'))
        && !next.is_some_and(|n| matches!(n, ',' | '.' | ')'));
    match c {
        '„' | '«' | '「' => true,
        '“' => follows && (free || previous.is_some_and(|p| !p.is_alphanumeric())),
        '"' | '»' | '”' => free && follows,
        '‘' | '‚' => (single || c == '‚') && free && next.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

fn closes(c: char, mark: char, previous: Option<char>, next: Option<char>) -> bool {
    let ends = next.is_none_or(|n| !n.is_alphanumeric());
    match (mark, c) {
        ('“', '“') | ('‘', '’') | (_, '"') => ends && previous.is_some_and(|p| !p.is_whitespace()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        spans(text, true).into_iter().map(|s| text[s.start..s.end].trim()).collect()
    }

    #[test]
    fn the_marks_of_every_language_are_read() {
        assert_eq!(texts("“A b,” said X. “C.”"), ["A b,", "C."]);
        assert_eq!(texts("„Wir sind zufrieden“, sagt sie. „Gut.”"), ["Wir sind zufrieden", "Gut."]);
        assert_eq!(texts("« La vie » dit-il, »Gut« und \"so\""), ["La vie", "Gut", "so"]);
        assert_eq!(texts("”Det är bra”, säger hon"), ["Det är bra"]);
        assert_eq!(texts("‘It’s fine,’ he said. The dogs’ bowls"), ["It’s fine,"]);
        assert_eq!(texts("“We aren’t ‘done’ yet,” she said"), ["We aren’t ‘done’ yet,"]);
    }

    #[test]
    fn a_forgotten_mark_ends_where_the_speaker_is_named() {
        let text = "\"We have waited long, explains the chair, Jane Roe. \"Now it is here.\"";
        assert_eq!(texts(text), ["We have waited long", "Now it is here."]);
    }

    #[test]
    fn a_paragraph_may_leave_its_quote_open() {
        let open = spans("“First paragraph of more.", false);
        assert_eq!((open.len(), open[0].closed), (1, false));
        assert!(spans("6\" of rain, and 5' tall", false).is_empty());
    }
}
