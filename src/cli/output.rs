//! What goes to a person's terminal: nothing in it moves the cursor, sets a colour or turns the writing round.
//!
//! Titles, addresses and errors are strangers' words. Every line and table goes through [`out`] or [`told`], which
//! replace control characters and those that change the direction of text; [`json`] escapes them.

use std::{
    io::{self, IsTerminal, Stderr, Stdout, Write},
    os::fd::AsFd,
};

use unicode_width::UnicodeWidthStr;

use super::wrap::wrapped;

/// Standard output.
pub fn out() -> Printable<Stdout> {
    let stream = io::stdout();
    Printable { coloured: is_coloured(&stream), width: width(&stream), ..Printable::over(stream, false) }
}

/// A terminal that wants colours (https://no-color.org).
fn is_coloured(stream: &impl IsTerminal) -> bool {
    let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    stream.is_terminal() && said("NO_COLOR").is_none() && said("TERM").is_none_or(|term| term != "dumb")
}

/// Characters of a line: the terminal's, else what COLUMNS says; none: nobody looks.
pub fn width(stream: &impl AsFd) -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(stream).map(|(width, _)| usize::from(width.0));
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(said).filter(|width| *width >= 20)
}

/// How a word is shown where there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As the rest.
    Plain,
    /// Above a column.
    Heading,
    /// All is well.
    Good,
    /// To be looked at.
    Odd,
    /// It failed.
    Bad,
    /// Beside what matters.
    Faint,
}

impl Style {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Heading => Some("1"),
            Self::Good => Some("32"),
            Self::Odd => Some("33"),
            Self::Bad => Some("1;31"),
            Self::Faint => Some("2"),
        }
    }
}

/// Standard error.
pub fn told() -> Printable<Stderr> {
    let stream = io::stderr();
    let terminal = stream.is_terminal().then(|| width(&stream)).flatten();
    Printable { coloured: is_coloured(&stream), width: terminal, ..Printable::over(stream, false) }
}

/// Standard error for the log, which escapes controls itself and may have colours.
pub fn log() -> Printable<Stderr> {
    Printable::over(io::stderr(), true)
}

/// "1 source", "2 sources".
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// JSON in which nothing needs to be replaced: what a terminal would obey is escaped.
pub fn json(value: &impl serde::Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value).map_err(io::Error::from)?;
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmless(c) {
            safe.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| safe += &format!("\\u{unit:04x}"));
        }
    }
    Ok(safe)
}

/// Passes on what is harmless.
pub struct Printable<W> {
    inner: W,
    escapes: bool,
    coloured: bool,
    /// Of the terminal, where somebody looks.
    width: Option<usize>,
    /// The beginning of a character whose end comes with the next piece.
    begun: Vec<u8>,
}

impl<W: Write> Printable<W> {
    fn over(inner: W, escapes: bool) -> Self {
        Self { inner, escapes, coloured: false, width: None, begun: Vec::new() }
    }

    /// A text in a style. The codes are ours; what the text says stays harmless.
    pub fn styled(&mut self, style: Style, text: &str) -> io::Result<()> {
        let Some(code) = style.code().filter(|_| self.coloured && !text.is_empty()) else {
            return self.write_all(text.as_bytes());
        };
        write!(self.inner, "\x1b[{code}m")?;
        self.write_all(text.as_bytes())?;
        write!(self.inner, "\x1b[0m")
    }

    /// Lines for people: on a terminal they break between words, and go on where they began.
    pub fn lines(&mut self, text: &str) -> io::Result<()> {
        self.line_of("", Style::Plain, text)
    }

    /// The same behind a word in a style: `error: ...`.
    pub fn line_of(&mut self, word: &str, style: Style, text: &str) -> io::Result<()> {
        let mut word = word;
        for line in text.lines() {
            for part in self.parts(word, line) {
                let rest = part.strip_prefix(word);
                self.styled(style, rest.map_or("", |_| word))?;
                writeln!(self, "{}", rest.unwrap_or(&part))?;
                word = "";
            }
        }
        Ok(())
    }

    fn parts(&self, word: &str, line: &str) -> Vec<String> {
        let whole = format!("{word}{line}");
        let Some(width) = self.width.filter(|width| whole.width() > *width) else { return vec![whole] };
        let bare = whole.trim_start();
        let indent = (whole.len() - bare.len()).min(width / 2);
        wrapped(bare, width - indent).into_iter().map(|part| format!("{}{part}", " ".repeat(indent))).collect()
    }

    fn pass(&mut self, text: &str) -> io::Result<()> {
        if text.chars().all(is_harmless) {
            return self.inner.write_all(text.as_bytes());
        }
        let escapes = self.escapes;
        let safe: String = text.chars().map(|c| if escapes && c == '\x1b' { c } else { shown(c) }).collect();
        self.inner.write_all(safe.as_bytes())
    }
}

#[cfg(test)]
impl<W: Write> Printable<W> {
    /// Without colours.
    pub fn plain(inner: W) -> Self {
        Self::over(inner, false)
    }

    /// What it was put over.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let whole = match str::from_utf8(&all) {
            Ok(_) => all.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => all.len(),
        };
        self.begun = all.split_off(whole);
        self.pass(&String::from_utf8_lossy(&all))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Nothing in it moves a cursor.
pub fn is_harmless_text(text: &str) -> bool {
    text.chars().all(is_harmless)
}

/// Line feeds and tabs are the only controls of a text.
fn is_harmless(c: char) -> bool {
    matches!(c, '\n' | '\t') || !(c.is_control() || turns(c))
}

/// Marks, embeddings, overrides and isolates of direction; separators of lines and paragraphs.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What stands for a control: its picture, where there is one.
fn shown(c: char) -> char {
    match c {
        _ if is_harmless(c) => c,
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(pieces: &[&[u8]]) -> String {
        let mut bytes = Vec::new();
        let mut out = Printable::over(&mut bytes, false);
        pieces.iter().for_each(|piece| out.write_all(piece).unwrap());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_and_not_done() {
        let text = printed(&["a\x1b]0;x\x07\u{9b}2J\u{202e}b\tc\r\nœ".as_bytes()]);
        assert_eq!(text, "a␛]0;x␇\u{fffd}2J\u{fffd}b\tc␍\nœ");
    }

    #[test]
    fn a_line_breaks_between_words_and_goes_on_where_it_began() {
        let mut out = Printable { width: Some(24), ..Printable::over(Vec::new(), false) };
        out.line_of("error: ", Style::Bad, "a.toml:2: it is wrong\n  make it right, soon enough").unwrap();
        let text = String::from_utf8(out.into_inner()).unwrap();
        assert_eq!(text, "error: a.toml:2: it is\nwrong\n  make it right, soon\n  enough\n");
        assert_eq!(printed(&[b"as it is, however long it may be\n"]), "as it is, however long it may be\n");
    }

    #[test]
    fn a_character_in_two_pieces_is_one() {
        let bytes = "Æon \u{9b}".as_bytes();
        for cut in 0..bytes.len() {
            assert_eq!(printed(&[&bytes[..cut], &bytes[cut..]]), "Æon \u{fffd}", "{cut}");
        }
        assert_eq!(printed(&[b"a\xffb"]), "a\u{fffd}b");
    }

    #[test]
    fn json_keeps_what_it_says() {
        let value = serde_json::json!("x\u{9b}\u{202e}\x1b");
        assert_eq!(json(&value).unwrap(), "\"x\\u009b\\u202e\\u001b\"");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json(&value).unwrap()).unwrap(), value);
    }
}
