//! Feeds mutated at random, read and normalised.
//!
//! Every case follows from the seed and its number, so that one can be had again. Fails at a panic, at a case of more
//! than three seconds and beyond 200 MB. The reader runs with the 2 MiB of stack that it has in the daemon; should that
//! overflow, the number is in `pressfeed-fuzzing.case` of the folder for temporary files.

use std::{
    fs,
    io::Write,
    os::unix::fs::FileExt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{MAX_KILOBYTES, MAX_TIME, chance::Chance, measure::status, targets::feed_of_bytes};

/// The stack of the daemon's blocking threads.
const STACK: usize = 2 << 20;

/// What mutations insert: what readers have stumbled over.
const PIECES: &[&str] = &[
    "<", ">", "&", "\"", "'", "]]>", "<![CDATA[", "<!--", "-->", "<?xml version='1.0' encoding='utf-16'?>", "<?", "</",
    "/>", "<item>", "</item>", "<entry>", "</entry>", "<channel>", "</channel>", "<title type='xhtml'>", "<guid>",
    "<link/>", "<media:group>", "<media:content url='x'>", "<content type='html'>", "<content:encoded>", "<div>",
    "xmlns='http://www.w3.org/2005/Atom'", " xml:base='../x'", " type=\"application/octet-stream\"", "&#0;",
    "&#xD800;", "&#99999999999;", "&nbsp;", "&a;", "<!DOCTYPE r [<!ENTITY a '&b;&b;'><!ENTITY b '&a;&a;'>]>",
    "\u{feff}", "\u{0}", "张三（foo@example.com）", "<author><name>é@é.é</name></author>",
    "<pubDate>Mon, 32 Foo 2024 99:99:99 +9999</pubDate>", "9999999999999999999999", "-1", "1e999",
    "{\"items\":[{\"id\":", "\\ud83d", "[[[[[[[[", "<svg><style>", "<table><b>",
    "<itunes:duration>1:2:3:4</itunes:duration>", "<georss:point>1e308 -1e308</georss:point>",
    "<ttl>18446744073709551616</ttl>",
];

fn mutated(bodies: &[Vec<u8>], seed: u64, number: u64) -> Vec<u8> {
    let mut chance = Chance::of(seed, number);
    let mut body = bodies[chance.below(bodies.len())].clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(body.len() + 1);
        match chance.below(10) {
            0 => body.truncate(at),
            1 => drop(body.drain(chance.range(body.len(), 200))),
            2 | 3 => insert(&mut body, at, PIECES[chance.below(PIECES.len())].as_bytes()),
            4 => {
                let piece = PIECES[chance.below(PIECES.len())].as_bytes();
                insert(&mut body, at, &piece.repeat(1 + chance.below(3000)));
            }
            5 => {
                let other = &bodies[chance.below(bodies.len())];
                insert(&mut body, at, &other[chance.range(other.len(), 2000)]);
            }
            6 => {
                let again = body[chance.range(body.len(), 500)].repeat(1 + chance.below(20));
                insert(&mut body, at, &again);
            }
            7 => body.iter_mut().skip(at).take(1 + chance.below(8)).for_each(|b| b.make_ascii_uppercase()),
            _ => {
                for _ in 0..=chance.below(8) {
                    let at = chance.below(body.len());
                    let new = u8::try_from(chance.below(256)).unwrap_or(0);
                    body.get_mut(at).into_iter().for_each(|b| *b = new);
                }
            }
        }
    }
    body
}

fn insert(body: &mut Vec<u8>, at: usize, piece: &[u8]) {
    body.splice(at..at, piece.iter().copied());
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path if path.extension().is_some_and(|e| e != "jsonl" && e != "py" && e != "md") => found.push(path),
            _ => {}
        }
    }
}

/// Reads mutations of the files of a folder; with `wanted` writes that case to standard output.
pub(crate) fn run(folder: &str, cases: u64, seed: u64, wanted: Option<u64>) -> ExitCode {
    let mut paths = Vec::new();
    files(Path::new(folder), &mut paths);
    paths.sort();
    // the large ones would take all of the time and teach nothing more
    let bodies: Vec<Vec<u8>> = paths.iter().filter_map(|p| fs::read(p).ok()).filter(|b| b.len() < 40_000).collect();
    if bodies.is_empty() {
        eprintln!("{folder}: no files to mutate");
        return ExitCode::FAILURE;
    }
    if let Some(wanted) = wanted {
        let written = std::io::stdout().write_all(&mutated(&bodies, seed, wanted));
        return if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    read_all(bodies, cases, seed)
}

fn read_all(bodies: Vec<Vec<u8>>, cases: u64, seed: u64) -> ExitCode {
    static CURRENT: AtomicU64 = AtomicU64::new(0);
    // those of feed-rs that the reader catches are counted too
    static PANICS: AtomicU64 = AtomicU64::new(0);
    std::panic::set_hook(Box::new(|panic| {
        if PANICS.fetch_add(1, Ordering::Relaxed) < 100 {
            eprintln!("case {}: {panic}", CURRENT.load(Ordering::Relaxed));
        }
    }));
    let began = Instant::now();
    let files = bodies.len();
    let work = move || {
        let base = url::Url::parse("https://example.org/feed").ok();
        let note = fs::File::create(std::env::temp_dir().join("pressfeed-fuzzing.case")).ok();
        let (mut panics, mut slowest, mut read) = (0, (Duration::ZERO, 0), 0u64);
        for number in 0..cases {
            CURRENT.store(number, Ordering::Relaxed);
            if let Some(note) = &note {
                note.write_all_at(format!("{seed} {number:<12}\n").as_bytes(), 0).unwrap_or(());
            }
            let body = mutated(&bodies, seed, number);
            let started = Instant::now();
            match catch_unwind(AssertUnwindSafe(|| feed_of_bytes(&body, base.as_ref()))) {
                Ok(length) => read += u64::from(length > 0),
                Err(_) => {
                    panics += 1;
                    eprintln!("case {number} of seed {seed} panicked");
                }
            }
            slowest = slowest.max((started.elapsed(), number));
        }
        (panics, slowest, read)
    };
    let Ok(worker) = thread::Builder::new().stack_size(STACK).spawn(work) else { return ExitCode::FAILURE };
    let (mut last, mut since) = (u64::MAX, Instant::now());
    while !worker.is_finished() {
        thread::sleep(Duration::from_millis(200));
        let now = CURRENT.load(Ordering::Relaxed);
        if now != last {
            (last, since) = (now, Instant::now());
        } else if since.elapsed() > MAX_TIME {
            eprintln!("case {now} of seed {seed} takes longer than {MAX_TIME:?}");
            return ExitCode::FAILURE;
        }
        if status("VmHWM:") > MAX_KILOBYTES {
            eprintln!("case {now} of seed {seed}, or one just before it, needs {} MB", status("VmHWM:") / 1024);
            return ExitCode::FAILURE;
        }
    }
    let Ok((panics, slowest, read)) = worker.join() else { return ExitCode::FAILURE };
    println!(
        "{cases} cases of seed {seed} from {files} files, {read} read as feeds: {panics} panics, {} within feed-rs, slowest {:?} (case {}), peak {} MB, {:.0} s",
        PANICS.load(Ordering::Relaxed).saturating_sub(panics),
        slowest.0,
        slowest.1,
        status("VmHWM:") / 1024,
        began.elapsed().as_secs_f64()
    );
    if panics == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
