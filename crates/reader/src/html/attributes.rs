//! The attributes of a tag that is still being read (HTML Standard 13.2.5.32 to 13.2.5.40).
//!
//! The tokenizer compares each attribute with all before it and tells of none until the tag ends.

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// In no tag.
    #[default]
    Outside,
    TagName,
    BeforeName,
    Name,
    BeforeValue,
    Value,
    Quoted(u8),
}

/// Counts the attributes of the tag that is open.
#[derive(Debug, Default)]
pub(super) struct OpenTag {
    state: State,
    attributes: usize,
}

impl OpenTag {
    /// A tag's name has begun.
    pub(super) fn begin(&mut self) {
        *self = Self { state: State::TagName, attributes: 0 };
    }

    /// What was read was no tag, or the tag is over.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// No tag is open.
    pub(super) fn is_over(&self) -> bool {
        self.state == State::Outside
    }

    /// Reads on; the attributes of the tag so far.
    pub(super) fn read(&mut self, text: &str) -> usize {
        for byte in text.bytes() {
            self.state = match (self.state, byte) {
                (State::Outside, _) => return 0,
                (State::Quoted(quote), b) if b == quote => State::BeforeName,
                (State::Quoted(quote), _) => State::Quoted(quote),
                (State::BeforeValue, b'"' | b'\'') => State::Quoted(byte),
                (_, b'>') => State::Outside,
                (State::BeforeValue, b) if b.is_ascii_whitespace() => State::BeforeValue,
                (_, b) if b.is_ascii_whitespace() => State::BeforeName,
                (State::BeforeValue | State::Value, _) => State::Value,
                (_, b'/') => State::BeforeName,
                (State::TagName, _) => State::TagName,
                // "a = 1": the equals sign belongs to the name before it
                (State::BeforeName, b'=') if self.attributes > 0 => State::BeforeValue,
                (State::BeforeName, _) => {
                    self.attributes += 1;
                    State::Name
                }
                (State::Name, b'=') => State::BeforeValue,
                (State::Name, _) => State::Name,
            };
        }
        self.attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_a_browser_counts_them() {
        for (tag, wanted) in [
            (" a b=1 c='x y z' d=\"p q\" e = f/g>", 5),
            (" data-json='{\"a\": 1, \"b\": [1, 2, 3]}' href=/a/b/c?d=e f>", 3),
            ("/a/b", 2),
            (">a b c d e f", 0),
            (" href=\"x\"title='y'z", 3),
        ] {
            let mut open = OpenTag::default();
            open.begin();
            let most = tag.char_indices().map(|(at, c)| open.read(&tag[at..at + c.len_utf8()])).max();
            assert_eq!(most, Some(wanted), "{tag}");
        }
    }
}
