//! What is wrong with a configuration, where, and what to do.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Place {
    path: PathBuf,
    /// The whole file; thousands of places share it.
    text: Arc<str>,
    span: Option<Range<usize>>,
}

impl Place {
    /// In a text, in bytes.
    pub fn new(path: &Path, text: &Arc<str>, span: Range<usize>) -> Self {
        // a span outside the text, or within a character, would stop the renderer
        let inside = |at: usize| text.floor_char_boundary(at.min(text.len()));
        Self { path: path.into(), text: text.clone(), span: Some(inside(span.start)..inside(span.end.max(span.start))) }
    }

    /// No special line.
    pub fn whole(path: &Path) -> Self {
        Self { path: path.into(), text: "".into(), span: None }
    }

    fn line(&self) -> Option<usize> {
        self.span.as_ref().map(|span| self.text[..span.start].matches('\n').count() + 1)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        self.line().map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// One fault.
#[derive(Debug, Clone)]
pub struct Problem {
    place: Place,
    message: String,
    suggestion: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl Problem {
    /// At a place, with what might have been meant.
    pub fn at(path: &Path, text: &Arc<str>, span: Range<usize>, message: &str, near: Option<&str>) -> Self {
        let suggestion = near.map(|near| format!("did you mean {near:?}?"));
        Self { place: Place::new(path, text, span), message: message.into(), suggestion }
    }

    /// At a place.
    pub fn placed(place: &Place, message: &str) -> Self {
        Self { place: place.clone(), message: message.into(), suggestion: None }
    }

    /// In a line of a file.
    pub fn in_line(path: &Path, line: usize, message: &str) -> Self {
        Self::file(path, &format!("line {line}: {message}"))
    }

    /// In words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Of a whole file.
    pub fn file(path: &Path, message: &str) -> Self {
        Self::placed(&Place::whole(path), message)
    }
}

/// Everything that is wrong.
#[derive(Debug, Clone)]
pub struct Error {
    /// In the order found.
    pub problems: Vec<Problem>,
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f, "\n")?;
            }
            let Some(span) = problem.place.span.clone() else {
                write!(f, "error: {}: {}", problem.place, problem.message)?;
                continue;
            };
            let path = problem.place.path.display().to_string();
            let snippet =
                Snippet::source(&*problem.place.text).path(&*path).annotation(AnnotationKind::Primary.span(span));
            let mut group = Group::with_title(Level::ERROR.primary_title(&*problem.message)).element(snippet);
            if let Some(suggestion) = &problem.suggestion {
                group = group.element(Level::HELP.message(&**suggestion));
            }
            write!(f, "{}", Renderer::plain().render(&[group]))?;
        }
        Ok(())
    }
}

/// The known word that is nearest to a wrong one, if any is near enough to be meant.
pub fn nearest<'k>(wrong: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    known
        .map(|word| (distance(wrong, word), word))
        .filter(|(distance, word)| *distance <= 1 + word.len().min(wrong.len()) / 3)
        .min()
        .map(|(_, word)| word.to_owned())
}

/// Levenshtein's edit distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}
