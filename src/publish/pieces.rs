//! A document in pieces: some of its entries between the same head and tail are a document too. So a whole feed, what
//! changed of it (RFC 3229, WebSub) and what leaves it for the archive are the same bytes.

/// The pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pieces {
    /// Before the first entry.
    pub head: Vec<u8>,
    /// In the order of the document.
    pub entries: Vec<Vec<u8>>,
    /// Between two entries.
    pub between: &'static str,
    /// After the last entry.
    pub tail: Vec<u8>,
}

impl Pieces {
    /// The document.
    pub fn whole(&self) -> Vec<u8> {
        let length = self.entries.iter().map(|entry| entry.len() + self.between.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(self.head.len() + length + self.tail.len());
        bytes.extend_from_slice(&self.head);
        for (number, entry) in self.entries.iter().enumerate() {
            if number > 0 {
                bytes.extend_from_slice(self.between.as_bytes());
            }
            bytes.extend_from_slice(entry);
        }
        bytes.extend_from_slice(&self.tail);
        bytes
    }
}
