//! A table for people: as wide as the terminal, words wrapped, states in colour.
//!
//! Where nobody looks (a pipe, a file) a row is a line, however long, and without colour.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{
    output::{Printable, Style},
    wrap::wrapped,
};

/// Between two columns.
const GAP: usize = 2;
/// No column is squeezed below this, but one that is narrower anyway.
const LEAST: usize = 8;

/// One field.
pub struct Cell {
    text: String,
    style: Style,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), style: Style::Plain }
    }
}

impl Cell {
    /// In a style.
    pub fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

struct Column {
    heading: &'static str,
    /// Left out on a narrower terminal.
    from_width: usize,
    /// Its words may be wrapped.
    wraps: bool,
}

/// Rows under headings.
#[derive(Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A column whose cells stay in one line where there is room.
    pub fn column(mut self, heading: &'static str) -> Self {
        self.columns.push(Column { heading, from_width: 0, wraps: false });
        self
    }

    /// A column that terminals of fewer characters do without.
    pub fn column_from(mut self, width: usize, heading: &'static str) -> Self {
        self.columns.push(Column { heading, from_width: width, wraps: false });
        self
    }

    /// A column of words, which takes the room that the others leave.
    pub fn words(mut self, heading: &'static str) -> Self {
        self.columns.push(Column { heading, from_width: 0, wraps: true });
        self
    }

    /// A row, a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Prints; `width` is the terminal's, if there is one.
    pub fn print<W: Write>(&self, out: &mut Printable<W>, width: Option<usize>) -> io::Result<()> {
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|place| width.is_none_or(|width| self.columns[*place].from_width <= width))
            .collect();
        let widths = self.widths(&shown, width);
        let heading: Vec<Cell> =
            self.columns.iter().map(|column| Cell::styled(column.heading, Style::Heading)).collect();
        for row in std::iter::once(&heading).chain(&self.rows) {
            line(out, shown.iter().filter_map(|place| row.get(*place)), &widths)?;
        }
        Ok(())
    }

    /// Of the columns that are shown, within `limit`.
    fn widths(&self, shown: &[usize], limit: Option<usize>) -> Vec<usize> {
        let natural = |place: &usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(*place)).map(|cell| cell.text.width());
            cells.chain([self.columns[*place].heading.width()]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = shown.iter().map(natural).collect();
        let Some(limit) = limit else { return widths };
        for wrapping in [true, false] {
            let over = (widths.iter().sum::<usize>() + GAP * shown.len().saturating_sub(1)).saturating_sub(limit);
            squeeze(&mut widths, over, |place| self.columns[shown[place]].wraps == wrapping);
        }
        widths
    }
}

/// Takes `over` from the widest of the chosen columns, again and again.
fn squeeze(widths: &mut [usize], over: usize, chosen: impl Fn(usize) -> bool) {
    for _ in 0..over {
        let widest = (0..widths.len()).filter(|place| chosen(*place) && widths[*place] > LEAST);
        let Some(widest) = widest.max_by_key(|place| widths[*place]) else { return };
        widths[widest] -= 1;
    }
}

fn line<'c, W: Write>(
    out: &mut Printable<W>,
    cells: impl Iterator<Item = &'c Cell>,
    widths: &[usize],
) -> io::Result<()> {
    let cells: Vec<(Vec<String>, Style, usize)> =
        cells.zip(widths).map(|(cell, width)| (wrapped(&cell.text, *width), cell.style, *width)).collect();
    let height = cells.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(0);
    for number in 0..height {
        let last = cells.iter().rposition(|(lines, ..)| lines.get(number).is_some_and(|text| !text.is_empty()));
        for (place, (lines, style, width)) in cells.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let text = lines.get(number).map_or("", String::as_str);
            out.styled(*style, text)?;
            if Some(place) != last {
                write!(out, "{}", " ".repeat(width.saturating_sub(text.width()) + GAP))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(width: Option<usize>) -> String {
        let mut table = Table::default().column("source").column_from(70, "kind").words("why");
        table.row([
            "example-org".into(),
            "newsroom".into(),
            "backoff: not reached, 3 failures in a row: no connection".into(),
        ]);
        table.row(["東京".into(), "feed".into(), "https://example.org/a/very/long/address/without/any/blank".into()]);
        let mut out = Printable::plain(Vec::new());
        table.print(&mut out, width).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_every_word_is_there() {
        for width in [24, 40, 60, 80, 120] {
            let text = printed(Some(width));
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
            assert!(text.contains("failures") && text.contains("東京"), "{width}:\n{text}");
            assert_eq!(text.contains("newsroom"), width >= 70);
        }
    }

    #[test]
    fn where_nobody_looks_a_row_is_a_line() {
        assert_eq!(printed(None).lines().count(), 3);
    }
}
