//! Statements that are put together, with the values that they come to hold.

use super::sql::Bound;

/// A text as it is kept: NUL is no character there.
pub fn clean(text: &str) -> String {
    text.replace('\0', "")
}

/// A statement that is not finished.
#[derive(Default)]
pub struct Statement {
    /// What there is of it.
    pub sql: String,
    values: Vec<Box<dyn Bound + Send>>,
}

impl Statement {
    /// The place of one more value, to be put into the text.
    pub fn value(&mut self, value: impl Bound + Send + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    /// The same of one whose type is known by itself only.
    pub fn boxed(&mut self, value: Box<dyn Bound + Send>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// Its values.
    pub fn values(&self) -> Vec<&dyn Bound> {
        self.values.iter().map(|value| &**value as &dyn Bound).collect()
    }
}
