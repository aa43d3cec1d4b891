//! A TOML table that remembers what was asked of it: what nobody asked for is an unknown key.

use std::{
    ops::{Range, RangeInclusive},
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    duration, keys, kinds,
    problem::{File, Place, Problem, nearest},
};

/// A table with its place.
pub struct Table<'t> {
    file: File<'t>,
    entries: Option<&'t DeTable<'t>>,
    span: Range<usize>,
    name: String,
    asked: Vec<&'static str>,
    problems: Vec<Problem>,
}

type Value<'t> = &'t Spanned<DeValue<'t>>;

impl<'t> Table<'t> {
    /// The table `name` of a document; the empty name is the document itself.
    pub fn new(file: File<'t>, entries: &'t DeTable<'t>, span: Range<usize>, name: &str) -> Self {
        Self { file, entries: Some(entries), span, name: name.into(), asked: Vec::new(), problems: Vec::new() }
    }

    fn get(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        self.entries?.iter().find(|(k, _)| k.get_ref() == key).map(|(_, value)| value)
    }

    fn wrong(&mut self, span: Range<usize>, message: &str) {
        self.problems.push(Problem::at(self.file, span, message));
    }

    /// Key with the name of its table, for messages.
    fn full(&self, key: &str) -> String {
        if self.name.is_empty() { key.into() } else { format!("{}.{key}", self.name) }
    }

    fn expected<T>(&mut self, key: &str, value: Value<'t>, what: &str) -> Option<T> {
        let found = match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
            DeValue::Datetime(_) => "a date",
            DeValue::String(_) => "a text",
        };
        let message = format!("{}: {found} instead of {what}", self.full(key));
        let help = kinds::of(&self.name, key).map_or_else(|| format!("write {what}"), kinds::way_out);
        self.problems.push(Problem::at(self.file, value.span(), &message).help(&help));
        None
    }

    /// Where a key's value stands, else the table.
    pub fn place(&self, key: &str) -> Place {
        let value = self.entries.and_then(|entries| entries.iter().find(|(k, _)| k.get_ref() == key));
        let span = value.map_or_else(|| self.span.clone(), |(_, value)| value.span());
        Place::new(self.file, span)
    }

    /// True when one of the keys is there.
    pub fn has_any(&self, keys: &[&str]) -> bool {
        self.entries.is_some_and(|entries| entries.iter().any(|(k, _)| keys.contains(&&**k.get_ref())))
    }

    /// True when a key's value is a table.
    pub fn is_table(&self, key: &str) -> bool {
        self.entries
            .is_some_and(|entries| entries.iter().any(|(k, value)| k.get_ref() == key && value.get_ref().is_table()))
    }

    /// Records that a needed key is not there.
    pub fn missing(&mut self, key: &str, message: &str) {
        if !self.has_any(&[key]) {
            self.wrong(self.span.clone(), message);
        }
    }

    /// A fault of a key's value.
    pub fn fault(&mut self, key: &str, message: &str) {
        let place = self.place(key);
        self.problems.push(Problem::placed(&place, message));
    }

    /// A text.
    pub fn string(&mut self, key: &'static str) -> Option<String> {
        self.checked(key, |text| Ok(text.to_owned()))
    }

    /// A text that is read further.
    pub fn checked<T>(&mut self, key: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let value = self.get(key)?;
        let Some(text) = value.get_ref().as_str() else { return self.expected(key, value, "a text in quotes") };
        match read(text) {
            Ok(value) => Some(value),
            Err(message) => {
                let message = format!("{}: {message}", self.full(key));
                self.wrong(value.span(), &message);
                None
            }
        }
    }

    /// Where the keys of a table within stand.
    pub fn places(&self, key: &str) -> Vec<(String, Place)> {
        let inner = self.entries.and_then(|entries| entries.iter().find(|(k, _)| k.get_ref() == key));
        let inner = inner.and_then(|(_, value)| value.get_ref().as_table());
        let place = |span| Place::new(self.file, span);
        inner.into_iter().flatten().map(|(key, value)| (key.get_ref().to_string(), place(value.span()))).collect()
    }

    /// A duration greater than zero.
    pub fn duration(&mut self, key: &'static str) -> Option<Duration> {
        self.checked(key, duration::parse)
    }

    /// A duration.
    pub fn duration_or_zero(&mut self, key: &'static str) -> Option<Duration> {
        self.checked(key, duration::parse_or_zero)
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = self.get(key)?;
        let Some(number) = value.get_ref().as_integer() else { return self.expected(key, value, "a whole number") };
        match u64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if range.contains(&number) => Some(number),
            _ => {
                let message = format!("{}: {number} is not from {} to {}", self.full(key), range.start(), range.end());
                self.wrong(value.span(), &message);
                None
            }
        }
    }

    /// true or false.
    pub fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        value.get_ref().as_bool().or_else(|| self.expected(key, value, "true or false"))
    }

    /// Texts with their places; a single text is a list of one.
    pub fn strings(&mut self, key: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        if let Some(text) = value.get_ref().as_str() {
            return vec![(text.to_owned(), value.span())];
        }
        let Some(list) = value.get_ref().as_array() else {
            return self.expected(key, value, "a list of texts").unwrap_or_default();
        };
        let mut texts = Vec::new();
        for entry in list.iter() {
            match entry.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), entry.span())),
                None => self.expected(key, entry, "a text in quotes").unwrap_or_default(),
            }
        }
        texts
    }

    /// Its name, for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Texts, each with where it stands.
    pub fn placed(&mut self, key: &'static str) -> Vec<(String, Place)> {
        let file = self.file;
        self.strings(key).into_iter().map(|(value, span)| (value, Place::new(file, span))).collect()
    }

    /// Texts, each read further.
    pub fn each<T>(&mut self, key: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let mut values = Vec::new();
        for (text, span) in self.strings(key) {
            match read(&text) {
                Ok(value) => values.push(value),
                Err(message) => {
                    let message = format!("{}: {message}", self.full(key));
                    self.wrong(span, &message);
                }
            }
        }
        values
    }

    /// All pairs of a table of texts (whatever the keys are).
    pub fn pairs(&mut self, key: &'static str) -> Vec<(String, String, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            return self.expected(key, value, "a table of texts").unwrap_or_default();
        };
        let mut pairs = Vec::new();
        for (name, value) in table {
            match value.get_ref().as_str() {
                Some(text) => pairs.push((name.get_ref().to_string(), text.to_owned(), value.span())),
                None => self.expected(key, value, "a text in quotes").unwrap_or_default(),
            }
        }
        pairs
    }

    /// A table within; an absent one is empty.
    pub fn table(&mut self, key: &'static str) -> Self {
        let full = self.full(key);
        let mut inner = Self {
            file: self.file,
            entries: None,
            span: self.span.clone(),
            name: full,
            asked: Vec::new(),
            problems: Vec::new(),
        };
        if let Some(value) = self.get(key) {
            inner.span = value.span();
            inner.entries = value.get_ref().as_table().or_else(|| self.expected(key, value, "a table"));
        }
        inner
    }

    /// The tables of a `[[list]]`, or the one `[table]` that stands for it.
    pub fn tables_or_one(&mut self, key: &'static str) -> Vec<Self> {
        let value = self.entries.and_then(|entries| entries.iter().find(|(k, _)| k.get_ref() == key));
        if value.is_some_and(|(_, value)| value.get_ref().is_table()) {
            return vec![self.table(key)];
        }
        self.tables(key)
    }

    /// The tables of a `[[list]]`.
    pub fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            return self.expected(key, value, "a list of tables").unwrap_or_default();
        };
        let mut tables = Vec::new();
        for entry in list.iter() {
            match entry.get_ref().as_table() {
                Some(table) => tables.push(Self::new(self.file, table, entry.span(), key)),
                None => self.expected(key, entry, "a table").unwrap_or_default(),
            }
        }
        tables
    }

    /// Something of it was found wrong already.
    pub fn is_faulty(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Takes over what a table within found wrong.
    pub fn absorb(&mut self, inner: Self) {
        self.problems.extend(inner.finish());
    }

    /// What is wrong, unknown keys included.
    pub fn finish(mut self) -> Vec<Problem> {
        let section = keys::section(&self.name);
        #[cfg(test)]
        self.is_documented(section);
        let known = |name: &str| section.is_some_and(|section| section.names().any(|key| key == name));
        for (key, _) in self.entries.into_iter().flatten() {
            let name: &str = key.get_ref();
            if !known(name) {
                let help = self.meant(name, section);
                let place = match &*self.name {
                    "" => "at the top".into(),
                    keys::INCLUDED => format!("in an {}", keys::INCLUDED),
                    name => format!("in [{name}]"),
                };
                let message = format!("unknown key {name:?} {place}");
                self.problems.push(Problem::at(self.file, key.span(), &message).help(&help));
            }
        }
        self.problems
    }

    /// The nearest key of this table, else where a key of this name belongs, else all that there are.
    fn meant(&self, name: &str, section: Option<&keys::Section>) -> String {
        let own = || section.into_iter().flat_map(keys::Section::names);
        if let Some(near) = nearest(name, own()) {
            return format!("did you mean {near:?}?");
        }
        if name == "id" && own().any(|key| key == "name") {
            return "only a source has an id: did you mean \"name\"?".into();
        }
        let elsewhere = keys::SECTIONS.iter().find(|section| section.names().any(|key| key == name));
        if let Some(section) = elsewhere.filter(|section| !section.name.is_empty()) {
            return format!("{name} belongs under {}", section.heading);
        }
        format!("known here: {}", own().collect::<Vec<_>>().join(", "))
    }

    /// The parser and the documentation know the same keys.
    #[cfg(test)]
    fn is_documented(&self, section: Option<&keys::Section>) {
        let known: std::collections::BTreeSet<_> = section.into_iter().flat_map(keys::Section::names).collect();
        let asked: std::collections::BTreeSet<_> = self.asked.iter().copied().collect();
        assert!(
            !self.problems.is_empty() || known == asked,
            "[{}]: keys.rs has {known:?}, read are {asked:?}",
            self.name
        );
    }
}
