//! JSON within bounds. A value takes many times the bytes that say it: eight bytes of text make an object of some hundred,
//! so the bounds of text do not hold for what is made of it.

use serde_json::Value;

use crate::{Error, text::grouped};

/// Objects of a document's JSON.
pub const MAX_OBJECTS: usize = 100_000;
/// Members of a document's JSON, those of lists and those of objects.
pub const MAX_MEMBERS: usize = 500_000;

/// What a document may still have read as JSON: one for all its scripts.
#[derive(Debug)]
pub(crate) struct Allowance {
    objects: usize,
    members: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { objects: MAX_OBJECTS, members: MAX_MEMBERS }
    }
}

impl Allowance {
    /// What is left of it after a text.
    ///
    /// # Errors
    /// [`Error::Limit`] with the bound that the text passes.
    pub fn after(&self, text: &str) -> Result<Self, Error> {
        let (objects, members) = counted(text);
        let passed = |most: usize, what: &str| Error::Limit(format!("more than {} {what} of JSON", grouped(most)));
        Ok(Self {
            objects: self.objects.checked_sub(objects).ok_or_else(|| passed(MAX_OBJECTS, "objects"))?,
            members: self.members.checked_sub(members).ok_or_else(|| passed(MAX_MEMBERS, "members"))?,
        })
    }

    /// A text that is JSON as a whole.
    pub fn whole(&mut self, text: &str) -> Option<Value> {
        self.read(text, |text| serde_json::from_str(text).ok())
    }

    /// The first value of a text: what follows it (a stray semicolon, other code) is ignored.
    pub fn first(&mut self, text: &str) -> Option<Value> {
        self.read(text, |text| serde_json::Deserializer::from_str(text).into_iter().next()?.ok())
    }

    /// What is not read takes nothing: a text that has to be mended is counted as it is then.
    fn read(&mut self, text: &str, parse: fn(&str) -> Option<Value>) -> Option<Value> {
        let left = self.after(text).ok()?;
        let value = parse(text)?;
        *self = left;
        Some(value)
    }
}

/// Objects and members, at most: what stands in strings is neither.
fn counted(text: &str) -> (usize, usize) {
    let (mut objects, mut members) = (0, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' => objects += 1,
            b',' => members += 1,
            // each list may have one without a comma
            b'[' => members += 1,
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    (objects, members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_strings_is_no_member() {
        assert_eq!(counted(r#"{"a, {b\", {": [1, 2, "x,y"], "c": {}}"#), (2, 4));
    }

    #[test]
    fn many_small_objects_are_refused_before_they_are_made() {
        let text = format!("[{}{{}}]", r#"{"a":1},"#.repeat(MAX_OBJECTS));
        assert_eq!(
            Allowance::default().after(&text).unwrap_err().to_string(),
            Error::Limit("more than 100,000 objects of JSON".into()).to_string()
        );
        let text = format!("[{}[]]", "[],".repeat(MAX_MEMBERS / 2));
        assert!(Allowance::default().first(&text).is_none());
    }

    #[test]
    fn all_scripts_of_a_page_share_one_allowance() {
        let text = format!("[{}{{}}]", "{},".repeat(MAX_OBJECTS / 3));
        let mut allowance = Allowance::default();
        let read = (0..5).filter(|_| allowance.first(&text).is_some()).count();
        assert_eq!(read, 2);
        assert!(allowance.first("{\"a\": 1}").is_some(), "what has room is read still");
    }
}
