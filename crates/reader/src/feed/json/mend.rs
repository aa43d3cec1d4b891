//! JSON as it is written by hand or by string templates -> JSON that a strict reader takes.
//!
//! Seen in feeds: raw line breaks and tabs in strings, `\'` and other escapes that JSON does not have, half surrogate
//! pairs, trailing commas, comments, NaN and numbers beyond a double, a call around the document (JSONP), and ends
//! that a connection cut. One pass, linear; nothing is guessed about the meaning.

/// A document under way.
struct Mend<'a> {
    input: &'a str,
    at: usize,
    out: String,
    /// Closing brackets of what is open, innermost last.
    open: Vec<u8>,
    /// Length of `out` behind the last whole item.
    whole: Option<usize>,
    complaints: Vec<&'static str>,
}

/// The document that a strict reader takes, and what was mended; none when there is no whole item.
pub fn mend(input: &str) -> Option<(String, Vec<&'static str>)> {
    let start = input.find(['{', '['])?;
    let mut mend = Mend {
        input,
        at: start,
        out: String::with_capacity(input.len() + 64),
        open: Vec::new(),
        whole: None,
        complaints: Vec::new(),
    };
    if start > 0 {
        mend.complain("what stands before the document was left out");
    }
    mend.run();
    mend.close()
}

impl Mend<'_> {
    fn complain(&mut self, what: &'static str) {
        if !self.complaints.contains(&what) {
            self.complaints.push(what);
        }
    }

    fn rest(&self) -> &str {
        self.input.get(self.at..).unwrap_or_default()
    }

    /// Up to the end of the root, or of the input; what follows the root is no part of it.
    fn run(&mut self) {
        while let Some(&b) = self.input.as_bytes().get(self.at) {
            match b {
                b'"' => self.string(),
                b'{' | b'[' => {
                    self.open.push(if b == b'{' { b'}' } else { b']' });
                    self.copy(1);
                }
                b'}' | b']' => self.end(b),
                b'/' if self.rest().starts_with("//") => self.skip("\n"),
                b'/' if self.rest().starts_with("/*") => self.skip("*/"),
                b',' | b':' => self.copy(1),
                b if b.is_ascii_whitespace() => self.at += 1,
                _ => self.word(),
            }
            if self.open.is_empty() {
                return;
            }
        }
    }

    fn copy(&mut self, bytes: usize) {
        let end = self.at + bytes;
        self.out.push_str(self.input.get(self.at..end).unwrap_or_default());
        self.at = end;
    }

    fn skip(&mut self, end: &str) {
        self.complain("comments were left out");
        self.at += self.rest().find(end).map_or(self.rest().len(), |at| at + end.len());
    }

    /// A closing bracket closes what is open within, too; one that closes nothing is dropped.
    fn end(&mut self, bracket: u8) {
        self.at += 1;
        let Some(level) = self.open.iter().rposition(|open| *open == bracket) else { return };
        if self.out.ends_with(',') {
            self.out.pop();
            self.complain("commas behind the last value were left out");
        }
        if level + 1 < self.open.len() {
            self.complain("lists or objects that are never closed were closed with the one around them");
        }
        for open in self.open.drain(level..).rev() {
            self.out.push(char::from(open));
        }
        // an item is an object in a list in the root
        if self.open == [b'}', b']'] && self.out.ends_with('}') {
            self.whole = Some(self.out.len());
        }
    }

    fn string(&mut self) {
        self.copy(1);
        loop {
            let rest = self.rest();
            let plain = rest.bytes().position(|b| b < b' ' || matches!(b, b'"' | b'\\'));
            let Some(plain) = plain else {
                self.copy(self.rest().len());
                return; // cut within
            };
            self.copy(plain);
            match self.input.as_bytes().get(self.at) {
                Some(b'"') => return self.copy(1),
                Some(b'\\') => self.escape(),
                Some(&control) => {
                    self.at += 1;
                    self.complain("line breaks and control characters within strings were escaped");
                    self.out.push_str(&format!("\\u{control:04x}"));
                }
                None => return,
            }
        }
    }

    fn escape(&mut self) {
        match self.input.as_bytes().get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.copy(2),
            Some(b'u') => match (self.unit(self.at), self.unit(self.at + 6)) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => self.copy(12),
                (Some(0xd800..=0xdfff), _) => {
                    self.at += 6;
                    self.complain("half characters were replaced");
                    self.out.push_str("\\ufffd");
                }
                (Some(_), _) => self.copy(6),
                (None, _) => self.drop_backslash(),
            },
            _ => self.drop_backslash(),
        }
    }

    fn drop_backslash(&mut self) {
        self.at += 1;
        self.complain("escapes that JSON does not have were read as their characters");
    }

    /// `\uXXXX` at a place.
    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.input.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    }

    /// Numbers, `true`, `false`, `null`, and what is none of these.
    fn word(&mut self) {
        let end = |b: u8| b.is_ascii_whitespace() || matches!(b, b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"');
        let length = self.rest().bytes().position(end).unwrap_or(self.rest().len()).max(1);
        let word = self.input.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        if serde_json::from_str::<serde_json::Value>(word).is_ok() {
            self.out.push_str(word);
        } else if word.bytes().all(|b| b.is_ascii_digit()) && word.parse::<f64>().is_ok_and(f64::is_finite) {
            self.out.push_str(&format!("\"{word}\"")); // 007
            self.complain("numbers with leading zeros were read as texts");
        } else {
            self.out.push_str("null");
            self.complain("values that JSON does not have were left out");
        }
    }

    /// A document that was cut gives the items that are whole.
    fn close(mut self) -> Option<(String, Vec<&'static str>)> {
        if !self.open.is_empty() {
            self.out.truncate(self.whole?);
            self.out.push_str("]}");
            self.complain("the document is cut; the items that are whole were read");
        }
        Some((self.out, self.complaints))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(input: &str) -> String {
        mend(input).unwrap_or_default().0
    }

    #[test]
    fn faults_are_mended_and_what_is_right_stays() {
        for (input, wanted) in [
            ("{\"a\": \"b\\u00e9\\n\", \"c\": [1, -2.5e3, true]}", "{\"a\":\"b\\u00e9\\n\",\"c\":[1,-2.5e3,true]}"),
            ("{\"a\": \"one\ntwo\tthree\"}", "{\"a\":\"one\\u000atwo\\u0009three\"}"),
            (r#"{"a": "it\'s \x \u12"}"#, r#"{"a":"it's x u12"}"#),
            (r#"{"a": "\ud83d \ud83d\ude00 \\ud83d"}"#, r#"{"a":"\ufffd \ud83d\ude00 \\ud83d"}"#),
            ("{\"a\": [1, 2,], }", "{\"a\":[1,2]}"),
            (
                "{\"a\": 1 /* one */, // two\n \"b\": NaN, \"c\": 1e400, \"d\": 007}",
                r#"{"a":1,"b":null,"c":null,"d":"007"}"#,
            ),
            ("read({\"a\": 1});", "{\"a\":1}"),
            ("{\"a\": [1}", "{\"a\":[1]}"),
        ] {
            assert_eq!(mended(input), wanted, "{input}");
        }
    }

    #[test]
    fn a_cut_document_ends_behind_its_last_whole_item() {
        assert_eq!(mended(r#"{"items":[{"id":"1","tags":[]},{"id":"2","ti"#), r#"{"items":[{"id":"1","tags":[]}]}"#);
        assert_eq!(mend(r#"{"title":"x","it"#), None);
    }

    #[test]
    fn brackets_without_end_cost_linear_time() {
        assert_eq!(mend(&"[".repeat(1_000_000)), None);
        assert_eq!(mend(&"/*".repeat(500_000)), None);
    }
}
