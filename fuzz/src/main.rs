//! Hostile documents for pressfeed's readers.
//!
//! ```text
//! pressfeed-fuzz feeds FOLDER [CASES] [SEED] [NUMBER]   feeds of a folder, mutated; NUMBER writes that case out
//! pressfeed-fuzz pairs [BYTES]                          the misnesting of every pair of elements
//! pressfeed-fuzz shapes SECONDS [SEED]                  structured markup of 1 KB to 16 MB, as long as there is time
//! pressfeed-fuzz growth [BYTES] [FILE]                  cost against size of the shapes in worst.txt, or in a file like it
//! ```
//!
//! Fails at a panic, at a reading of more than three seconds of processor time and beyond 200 MB. `pairs` and `shapes`
//! print the shapes that cost most for their size, as lines of worst.txt.

mod chance;
mod feeds;
mod growth;
mod measure;
mod search;
mod shape;
mod targets;

use std::{process::ExitCode, time::Duration};

/// A reading of more is a hang.
const MAX_TIME: Duration = Duration::from_secs(3);
/// What a reading may need.
const MAX_KILOBYTES: u64 = 200 * 1024;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    let done = match arguments.first().map(String::as_str) {
        Some("feeds") => {
            let folder = arguments.get(1).map_or("fixtures", String::as_str);
            return feeds::run(folder, number(2).unwrap_or(100_000), number(3).unwrap_or(1), number(4));
        }
        Some("pairs") => search::pairs(number(1).unwrap_or(64 << 10)),
        Some("shapes") => search::shapes(Duration::from_secs(number(1).unwrap_or(60)), number(2).unwrap_or(1)),
        Some("growth") => growth::table(number(1).unwrap_or(16 << 20), arguments.get(2).map(String::as_str)),
        _ => {
            eprintln!("pressfeed-fuzz feeds FOLDER | pairs [BYTES] | shapes SECONDS [SEED] | growth [BYTES] [FILE]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
