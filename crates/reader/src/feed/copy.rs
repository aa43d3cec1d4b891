//! The mended document: the input with splices. What is right is copied in one piece; a document that is right
//! as a whole is not copied at all.

use std::{borrow::Cow, ops::Range};

/// A copy under way.
#[derive(Debug)]
pub struct Copy<'a> {
    input: &'a str,
    out: String,
    /// Copied up to here.
    from: usize,
}

impl<'a> Copy<'a> {
    /// Starts at a byte of the input: what stands before is left out.
    pub fn from(input: &'a str, start: usize) -> Self {
        Self { input, out: String::new(), from: start }
    }

    /// Puts `text` in place of a range behind everything spliced so far.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        if range.start < self.from {
            return;
        }
        self.out.push_str(&self.input[self.from..range.start]);
        self.out.push_str(text);
        self.from = range.end;
    }

    /// Leaves a range out.
    pub fn cut(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Puts `text` at a place.
    pub fn insert(&mut self, at: usize, text: &str) {
        self.replace(at..at, text);
    }

    /// The document, up to a byte of the input.
    pub fn finish(mut self, end: usize) -> Cow<'a, str> {
        let rest = self.input.get(self.from..end).unwrap_or_default();
        if self.out.is_empty() {
            return Cow::Borrowed(rest);
        }
        self.out.push_str(rest);
        Cow::Owned(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_not_copied() {
        assert!(matches!(Copy::from("xx<a/>yy", 2).finish(6), Cow::Borrowed("<a/>")));
    }

    #[test]
    fn splices_stand_where_they_belong() {
        let mut copy = Copy::from("<a>&<b></a>", 0);
        copy.replace(3..4, "&amp;");
        copy.insert(7, "</b>");
        assert_eq!(copy.finish(11), "<a>&amp;<b></b></a>");
    }
}
