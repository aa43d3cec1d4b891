//! `dump`, `restore`, `migrate`: all rows of a database as lines of JSON, and back, on whatever engine.
//!
//! The first line says what the columns are, then comes a line a row, tables in an order in which none points at a later
//! one; the last line has the number of rows and a hash of all bytes before it.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::{
    Ended, output,
    progress::Progress,
    setup::{self, Where},
};
use crate::{
    dedup,
    model::Database,
    store::dump::{Movable, Restore as Step, Row, TABLES, Table, table_of},
};

/// Of what is written here, and the latest that is read.
const FORMAT: i64 = 1;
/// Rows of a transaction.
const TOGETHER: usize = 500;
/// No row is longer: a release's text has 16 MB.
const LONGEST: u64 = 256 << 20;

/// All of a database as lines of JSON.
#[derive(Debug, Args)]
pub struct Dump {
    #[command(flatten)]
    place: Where,
    /// Into this file, its owner's alone; without it to standard output.
    file: Option<PathBuf>,
}

/// A dumped database into an empty one.
#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    place: Where,
    /// What `dump` wrote; `-` is standard input.
    file: PathBuf,
}

/// The whole database into another one.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    place: Where,
    /// A file that is not there yet, or postgres://... with nothing in it.
    #[arg(long, value_name = "DATABASE", value_parser = setup::database)]
    to: Database,
}

impl Dump {
    /// Writes; nobody polls meanwhile.
    pub fn run(self) -> Ended {
        let config = self.place.load_begun()?;
        let progress = Progress::begin("dumping");
        let rows = setup::block_on(async {
            let from = setup::movable(&config.daemon.database, true).await?;
            match &self.file {
                Some(path) => {
                    let mut out = BufWriter::new(new_file(path).with_context(|| path.display().to_string())?);
                    let rows = dump(&*from, &mut out, &progress).await?;
                    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
                    anyhow::Ok(rows)
                }
                None => dump(&*from, &mut io::stdout().lock(), &progress).await,
            }
        })??;
        drop(progress);
        if let Some(path) = &self.file {
            writeln!(output::out(), "{}: {rows} rows", path.display())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    /// Reads; nobody polls meanwhile.
    pub fn run(self) -> Ended {
        let config = self.place.load_begun()?;
        let progress = Progress::begin("restoring");
        let rows = setup::block_on(async {
            let to = setup::movable(&config.daemon.database, false).await?;
            if self.file == Path::new("-") {
                return restore(&*to, &mut io::stdin().lock(), &progress).await;
            }
            let named = || self.file.display().to_string();
            let file = File::open(&self.file).with_context(named)?;
            restore(&*to, &mut BufReader::new(file), &progress).await.with_context(named)
        })??;
        drop(progress);
        writeln!(output::out(), "{}: {rows} rows restored", config.daemon.database)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Migrate {
    /// Both in one; nobody polls into either meanwhile.
    pub fn run(self) -> Ended {
        let config = self.place.load_begun()?;
        ensure!(self.to != config.daemon.database, "{}: that is the database itself", self.to);
        let progress = Progress::begin("moving");
        let rows = setup::block_on(async {
            let from = setup::movable(&config.daemon.database, true).await?;
            let to = setup::movable(&self.to, false).await?;
            to.restore(Step::Begin, dedup::fingerprint).await?;
            let mut rows = 0;
            for table in &TABLES {
                to.restore(Step::Table(table), dedup::fingerprint).await?;
                let mut reading = Reading::of(&from, table);
                while let Some(page) = reading.next().await? {
                    rows += page.len();
                    progress.say(format!("{rows} rows moved"));
                    to.restore(Step::Rows(table, page), dedup::fingerprint).await?;
                }
            }
            to.restore(Step::End, dedup::fingerprint).await?;
            anyhow::Ok(rows)
        })??;
        drop(progress);
        let mut out = output::out();
        writeln!(out, "{rows} rows are in {} now; {} is as it was", self.to, config.daemon.database)?;
        writeln!(out, "  [daemon] database in {} names the one that is used", config.path.display())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Nothing that is there is overwritten, and nobody else reads it: callbacks have secrets.
fn new_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => io::Error::new(error.kind(), "exists already, and was left as it is"),
        _ => error,
    })
}

/// The rows of a table, a page after the other.
struct Reading<'s> {
    store: &'s Arc<dyn Movable>,
    table: &'static Table,
    behind: Option<Row>,
    ended: bool,
}

impl<'s> Reading<'s> {
    fn of(store: &'s Arc<dyn Movable>, table: &'static Table) -> Self {
        Self { store, table, behind: None, ended: false }
    }

    async fn next(&mut self) -> anyhow::Result<Option<Vec<Row>>> {
        if self.ended {
            return Ok(None);
        }
        let rows = self.store.rows(self.table, self.behind.take(), TOGETHER).await?;
        self.ended = rows.len() < TOGETHER;
        self.behind = rows.last().cloned();
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

/// Writes, and counts into the hash.
struct Hashed<'o> {
    out: &'o mut dyn Write,
    hash: blake3::Hasher,
}

impl Hashed<'_> {
    fn line(&mut self, line: &Value) -> io::Result<()> {
        let text = format!("{line}\n");
        self.hash.update(text.as_bytes());
        self.out.write_all(text.as_bytes())
    }
}

async fn dump(from: &dyn Movable, out: &mut dyn Write, progress: &Progress) -> anyhow::Result<usize> {
    let mut out = Hashed { out, hash: blake3::Hasher::new() };
    let columns: serde_json::Map<String, Value> =
        TABLES.iter().map(|table| (table.name.to_owned(), table.names().into())).collect();
    out.line(&json!({"pressfeed": FORMAT, "columns": columns}))?;
    let mut count = 0;
    for table in &TABLES {
        let mut behind = None;
        loop {
            let rows = from.rows(table, behind.take(), TOGETHER).await?;
            for row in &rows {
                let told = std::iter::once(table.name.into()).chain(row.iter().cloned());
                out.line(&Value::Array(told.collect()))?;
            }
            count += rows.len();
            progress.say(format!("{count} rows dumped"));
            if rows.len() < TOGETHER {
                break;
            }
            behind = rows.into_iter().next_back();
        }
    }
    let hash = out.hash.finalize().to_hex();
    writeln!(out.out, "{}", json!({"rows": count, "blake3": hash.as_str()}))?;
    out.out.flush()?;
    Ok(count)
}

/// What was gathered for one table.
#[derive(Default)]
struct Gathered {
    table: Option<&'static Table>,
    rows: Vec<Row>,
}

impl Gathered {
    async fn add(&mut self, to: &dyn Movable, table: &'static Table, row: Row) -> anyhow::Result<()> {
        if self.table.is_none_or(|current| current.name != table.name) {
            self.flush(to).await?;
            self.table = Some(table);
            to.restore(Step::Table(table), dedup::fingerprint).await?;
        }
        self.rows.push(row);
        if self.rows.len() == TOGETHER { self.flush(to).await } else { Ok(()) }
    }

    async fn flush(&mut self, to: &dyn Movable) -> anyhow::Result<()> {
        if let Some(table) = self.table.filter(|_| !self.rows.is_empty()) {
            to.restore(Step::Rows(table, std::mem::take(&mut self.rows)), dedup::fingerprint).await?;
        }
        Ok(())
    }
}

async fn restore(to: &dyn Movable, input: &mut dyn BufRead, progress: &Progress) -> anyhow::Result<usize> {
    let (mut hash, mut gathered) = (blake3::Hasher::new(), Gathered::default());
    let (mut number, mut count, mut line) = (0_usize, 0_usize, String::new());
    loop {
        line.clear();
        number += 1;
        (&mut *input).take(LONGEST).read_line(&mut line).with_context(|| format!("line {number} cannot be read"))?;
        ensure!(number > 1 || !line.is_empty(), "it is empty: `pressfeed dump FILE` writes one");
        ensure!(line.ends_with('\n'), "it is cut short after line {}: the database is not whole", number - 1);
        let value: Value = serde_json::from_str(&line).with_context(|| format!("line {number} is not JSON"))?;
        if let Some(end) = value.get("blake3") {
            let same =
                end.as_str() == Some(hash.finalize().to_hex().as_str()) && value["rows"].as_u64() == Some(count as u64);
            ensure!(
                same,
                "its hash is another one than its last line says: it was changed, and the database is not whole"
            );
            break;
        }
        hash.update(line.as_bytes());
        if number == 1 {
            ensure!(value["pressfeed"].is_i64(), "this is no dump of pressfeed");
            ensure!(value["pressfeed"] == FORMAT, "dumped by a newer pressfeed: update the program");
            to.restore(Step::Begin, dedup::fingerprint).await?;
            continue;
        }
        let (table, row) = row(value).with_context(|| format!("line {number} is no row that this version knows"))?;
        gathered.add(to, table, row).await?;
        count += 1;
        progress.say(format!("{count} rows restored"));
    }
    gathered.flush(to).await?;
    to.restore(Step::End, dedup::fingerprint).await?;
    Ok(count)
}

/// A line's table and values.
fn row(line: Value) -> Option<(&'static Table, Row)> {
    let Value::Array(mut values) = line else { return None };
    let table = table_of(values.first()?.as_str()?)?;
    values.remove(0);
    table.has(&values).then_some((table, values))
}

#[cfg(test)]
#[cfg(feature = "postgres")]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::{
        model::ServerAddress,
        store::{
            Access, Query, Reading, Upkeep, contract, contract_outgoing,
            postgres::{Postgres, tests::cluster::cluster},
            sqlite::Sqlite,
        },
    };

    async fn told(from: &dyn Movable) -> String {
        let mut out = Vec::new();
        dump(from, &mut out, &Progress::begin("")).await.unwrap();
        String::from_utf8(out).unwrap()
    }

    async fn taken(to: &dyn Movable, text: &str) -> anyhow::Result<usize> {
        restore(to, &mut text.as_bytes(), &Progress::begin("")).await
    }

    fn file(folder: &tempfile::TempDir, name: &str) -> Sqlite {
        Sqlite::open(&folder.path().join(name), Access::Write).unwrap()
    }

    async fn served(store: &dyn Reading, now: DateTime<Utc>) -> Vec<crate::model::Story> {
        let mut all = Vec::new();
        let (tags, sources) = (vec!["science".to_owned()], vec!["wire".into()]);
        for query in [
            Query::default(),
            Query { words: Some("œuvres".into()), ..Query::default() },
            Query { tags, ..Query::default() },
            Query { sources, ..Query::default() },
            Query { languages: vec!["en".into()], ..Query::default() },
        ] {
            all.extend(store.stories(&Query { limit: 50, ..query }, now).await.unwrap());
        }
        all
    }

    /// Filled as a contract fills it, moved to a server and back: told the same byte for byte, and shown the same.
    macro_rules! moves {
        ($($contract:ident: $name:ident),*) => {$(
            #[tokio::test]
            async fn $name() {
                let Some(cluster) = cluster() else { return };
                let folder = tempfile::tempdir().unwrap();
                let (from, back) = (file(&folder, "a.db"), file(&folder, "b.db"));
                $contract::$name(&from).await;
                while from.index_words().await.unwrap() {}
                let address = ServerAddress::parse(&cluster.database()).unwrap();
                let server = Postgres::open(&address, Access::Write).await.unwrap();
                let first = told(&from).await;
                assert!(first.lines().count() > 8, "{first}");
                taken(&server, &first).await.unwrap();
                assert_eq!(told(&server).await, first);
                taken(&back, &told(&server).await).await.unwrap();
                assert_eq!(told(&back).await, first);
                let now = contract::noon() + chrono::TimeDelta::hours(9);
                let shown = served(&from, now).await;
                assert_eq!(served(&server, now).await, shown);
                assert_eq!(served(&back, now).await, shown);
                assert_eq!(server.counts(now).await.unwrap(), from.counts(now).await.unwrap());
                let again = taken(&server, &first).await.unwrap_err().to_string();
                assert!(again.contains("only an empty one"), "{again}");
            }
        )*};
    }
    moves!(
        contract: stories, contract: revisions, contract: deeds, contract: translations, contract: queries,
        contract: embargo, contract_outgoing: archive, contract_outgoing: hub
    );

    #[tokio::test]
    async fn what_is_not_whole_or_of_another_version_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let from = file(&folder, "a.db");
        contract::queries(&from).await;
        let whole = told(&from).await;
        for (name, text, fault) in [
            ("cut", whole[..whole.len() - 1].to_owned(), "cut short"),
            ("changed", whole.replacen("œuvres", "euvres", 1), "its hash"),
            ("newer", whole.replacen("\"pressfeed\":1", "\"pressfeed\":2", 1), "newer"),
            ("other", "{}\n".to_owned(), "no dump"),
            ("row", whole.replacen("\"source\",1,", "\"source\",true,", 1), "no row"),
        ] {
            let error = format!("{:#}", taken(&file(&folder, name), &text).await.unwrap_err());
            assert!(error.contains(fault), "{name}: {error}");
        }
    }
}
