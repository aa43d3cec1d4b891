//! What is wrong with a configuration, where, and what to do.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::hidden::{hidden, without_secrets};

/// A file of the configuration as it was read.
#[derive(Debug, Clone, Copy)]
pub struct File<'t> {
    /// Its path.
    pub path: &'t Path,
    /// All of it.
    pub text: &'t Arc<str>,
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Place {
    path: PathBuf,
    /// The whole file; thousands of places share it.
    text: Arc<str>,
    span: Option<Range<usize>>,
}

impl Place {
    /// In bytes.
    pub fn new(File { path, text }: File<'_>, span: Range<usize>) -> Self {
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

/// One fault: a message in at most three lines (place and cause; what stands there; a mark under it, and the way out).
#[derive(Debug, Clone)]
pub struct Problem {
    place: Place,
    message: String,
    help: Option<String>,
}

impl Problem {
    /// At a place of a file. What a message has behind " -> " is the way out.
    pub fn at(file: File<'_>, span: Range<usize>, message: &str) -> Self {
        Self::placed(&Place::new(file, span), message)
    }

    /// At a place. What the message repeats of it is told without its secrets.
    pub fn placed(place: &Place, message: &str) -> Self {
        let line = place.span.as_ref().map_or("", |span| place.whole_line(span.start).1);
        let message = &without_secrets(message, line);
        let (message, help) =
            message.split_once(WAY_OUT).map_or((&**message, None), |(message, help)| (message, Some(help)));
        Self { place: place.clone(), message: printable(message), help: help.map(printable) }
    }

    /// In a line of a file.
    pub fn in_line(path: &Path, line: usize, message: &str) -> Self {
        Self::file(path, &format!("line {line}: {message}"))
    }

    /// Of a whole file.
    pub fn file(path: &Path, message: &str) -> Self {
        Self::placed(&Place::whole(path), message)
    }

    /// With what to do.
    pub fn help(mut self, help: &str) -> Self {
        self.help = Some(printable(help));
        self
    }

    /// Place, cause and way out in one line, for a log.
    pub fn line(&self) -> String {
        let help = self.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
        format!("{}: {}{help}", self.place, self.message)
    }

    /// Faults of one file are told in the order of its lines.
    pub fn order(&self) -> usize {
        self.place.span.as_ref().map_or(0, |span| span.start)
    }

    /// Which file.
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// In words.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Behind it a message says what to do.
pub const WAY_OUT: &str = " -> ";

/// A message is a line.
fn printable(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters of a line that are shown around a place.
const SHOWN: usize = 72;
/// Characters of a terminal's line behind two blanks.
const ROOM: usize = 78;
/// Characters of a value that a message repeats; all of it stands in the file.
const REPEATED: usize = 40;

/// A message whose quotations are not endless.
fn brief(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, quoted)) = rest.split_once('"') {
        let ends = |(place, _): &(usize, &str)| !quoted[..*place].ends_with('\\');
        let Some((end, _)) = quoted.match_indices('"').find(ends) else { break };
        let (inner, after) = (&quoted[..end], &quoted[end + 1..]);
        let is_long = inner.chars().count() > REPEATED;
        let shown: String = inner.chars().take(if is_long { REPEATED - 1 } else { REPEATED }).collect();
        out += &format!("{before}\"{shown}{}\"", if is_long { "…" } else { "" });
        rest = after;
    }
    out + rest
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, brief(&self.message))?;
        let help = self.help.as_ref().map_or(0, |help| help.chars().count() + 1);
        let Some((line, mark)) = self.place.shown(help) else {
            return self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  {help}"));
        };
        write!(f, "\n  {line}\n  {mark}")?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " {help}"))
    }
}

impl Place {
    /// The line that holds a byte of the text, and where it begins.
    fn whole_line(&self, at: usize) -> (usize, &str) {
        let begin = self.text[..at].rfind('\n').map_or(0, |place| place + 1);
        (begin, self.text[begin..].lines().next().unwrap_or_default())
    }

    /// The line of a place, and a mark under it, with room behind it for `help`.
    fn shown(&self, help: usize) -> Option<(String, String)> {
        let span = self.span.clone()?;
        let (begin, whole) = self.whole_line(span.start);
        let whole = hidden(whole);
        let before = self.text[begin..span.start].chars().count();
        let marked = self.text[span].lines().next().unwrap_or_default().chars().count().max(1);
        // a long line, and one whose mark leaves no room, is shown from shortly before the place
        let is_far = before + marked.min(20) > SHOWN || before + marked.min(8) + help > ROOM;
        let from = if is_far { before.saturating_sub(10) } else { 0 };
        let line: String = whole.chars().skip(from).take(SHOWN).map(|c| if c == '\t' { ' ' } else { c }).collect();
        let room =
            SHOWN.saturating_sub(before - from).min(ROOM.saturating_sub(before - from + help)).max(marked.min(8));
        let width = marked.min(room).clamp(1, 24);
        Some((line, format!("{}{}", " ".repeat(before - from), "^".repeat(width))))
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
                writeln!(f)?;
            }
            write!(f, "error: {problem}")?;
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

/// Edit distance in characters; two that changed places are one edit (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                rows[i][j] = i + j;
                continue;
            }
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_places_is_nearer_than_what_is_another_word() {
        let keys = ["item", "title", "link", "date"];
        assert_eq!(nearest("titel", keys.into_iter()).as_deref(), Some("title"));
        assert_eq!(nearest("dates", keys.into_iter()).as_deref(), Some("date"));
        assert_eq!(nearest("colour", keys.into_iter()), None);
    }

    #[test]
    fn a_fault_is_three_lines_wherever_it_stands() {
        let text: Arc<str> = format!("tags = [{}\"bad\"]\n", "\"good\", ".repeat(30)).into();
        let start = text.find("\"bad\"").unwrap();
        let file = File { path: Path::new("f.toml"), text: &text };
        let problem = Problem::at(file, start..start + 5, "x: it is bad -> make it good");
        let shown = problem.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!((lines.len(), lines[0]), (3, "f.toml:1: x: it is bad"));
        assert_eq!(lines[1].find("\"bad\""), lines[2].find("^^^^^"));
        assert!(lines[2].ends_with("^^^^^ make it good") && lines.iter().all(|line| line.len() < 80), "{shown}");
    }

    #[test]
    fn neither_the_line_nor_the_message_has_a_secret() {
        let told = |line: &str, value: &str, message: &str| {
            let text: Arc<str> = format!("{line}\n").into();
            let start = text.find(value).unwrap();
            let problem =
                Problem::at(File { path: Path::new("f.toml"), text: &text }, start..start + value.len(), message);
            [problem.to_string(), problem.line()].concat()
        };
        let address = "htp://h.example/f?token=s3cr3t";
        let shown = told(&format!("feed = {address:?}"), address, &format!("{address:?} is no address"));
        assert!(!shown.contains("s3cr3t") && shown.contains("h.example/f?*"), "{shown}");
        let shown = told("token = s3cr3t", "s3cr3t", "not TOML -> a text stands in quotes: \"s3cr3t\"");
        assert!(!shown.contains("s3cr3t") && shown.contains("token = ******"), "{shown}");
    }

    #[test]
    fn a_way_out_has_room_behind_its_mark_and_a_long_value_is_not_repeated() {
        let value = format!("\"{}\"", "x".repeat(90));
        let text: Arc<str> = format!("allow_private_addresses = {value}\n").into();
        let start = text.find('"').unwrap();
        let message = format!("x: {value} is bad -> write another one, which is to be rather shorter");
        let file = File { path: Path::new("f.toml"), text: &text };
        let shown = Problem::at(file, start..start + value.len(), &message).to_string();
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
        assert!(
            shown.contains("xx…\" is bad") && shown.ends_with("^ write another one, which is to be rather shorter")
        );
    }
}
