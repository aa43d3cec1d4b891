//! `export`: a feed to standard output, or the whole site into a folder. `import`: an OPML list into the configuration.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::{
    Ended,
    probe::stanza,
    setup::{self, Where},
};
use crate::{
    config::{self, Config},
    daemon,
    model::{Source, SourceId},
    publish,
    serve::{self, Format, Serving},
    store::{Query, Store},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
    /// The sources, as a subscription list.
    Opml,
    /// ninjs 3.0: one object a line.
    Ninjs,
}

/// Static output.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    place: Where,
    /// To standard output; with --to only ninjs makes a difference: it adds a file for each release.
    #[arg(long, value_enum, default_value = "atom")]
    format: What,
    /// The whole site into this folder, for any web host. Set [daemon] public_url to where that will be.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Export {
    /// Writes.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load()?;
        let clock = setup::clock(now);
        // without the service entries may still leave for the archive; beside it that is the service's matter
        let store = setup::store(&config).or_else(|_| setup::reader(&config))?;
        let serving = daemon::still(&config, store.clone(), clock);
        setup::block_on(async {
            // nobody else makes words searchable here, and a view may ask for some
            while config.views.iter().any(|view| view.query.is_some()) && store.index_words().await? {}
            match &self.to {
                Some(folder) => into(folder, serving, &store, self.format, &config, clock.now()).await,
                None => out(&serving, &store, self.format, clock.now()).await,
            }
        })??;
        Ok(ExitCode::SUCCESS)
    }
}

async fn out(serving: &Arc<Serving>, store: &Arc<dyn Store>, what: What, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let path = match what {
        What::Atom => format!("feed.{}", Format::Atom.ending()),
        What::Rss => format!("feed.{}", Format::Rss.ending()),
        What::Json => format!("feed.{}", Format::Json.ending()),
        What::Opml => "opml".into(),
        What::Ninjs => {
            let home = serving.public_url();
            each(store, now, |story| writeln!(out, "{}", publish::ninjs::item(story, &home))).await?;
            return Ok(());
        }
    };
    out.write_all(&serve::export::document(serving, &path).await?)?;
    Ok(())
}

/// All published stories, newest first.
async fn each(
    store: &Arc<dyn Store>,
    now: DateTime<Utc>,
    mut then: impl FnMut(&crate::model::Story) -> io::Result<()>,
) -> anyhow::Result<usize> {
    let mut query = Query { limit: 500, ..Query::default() };
    let mut count = 0;
    loop {
        let stories = store.stories(&query, now).await?;
        for story in &stories {
            then(story)?;
        }
        count += stories.len();
        query.before = stories.last().map(|last| (last.sorted_at.timestamp(), last.id));
        if stories.len() < query.limit {
            return Ok(count);
        }
    }
}

async fn into(
    folder: &Path,
    serving: Arc<Serving>,
    store: &Arc<dyn Store>,
    what: What,
    config: &Config,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if config.daemon.public_url.is_none() {
        anyhow::bail!("set public_url under [daemon] in {}: feeds name their own address", config.path.display());
    }
    let home = serving.public_url();
    let files = serve::export::site(serving, |path, bytes| save(folder, path, bytes)).await?;
    let mut releases = 0;
    if what == What::Ninjs {
        releases = each(store, now, |story| {
            save(folder, &format!("ninjs/{}.json", story.id), publish::ninjs::item(story, &home).to_string().as_bytes())
        })
        .await?;
    }
    writeln!(anstream::stderr(), "{} files in {}", files + releases, folder.display())?;
    Ok(())
}

fn save(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    // a name out of a feed never leaves the folder
    let inside = |part: &&str| !part.is_empty() && *part != "." && *part != "..";
    let file = path.split('/').filter(inside).fold(folder.to_owned(), |file, part| file.join(part));
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&file, bytes).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))
}

/// OPML in.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    place: Where,
    /// A subscription list; `-` for standard input.
    file: PathBuf,
}

impl Import {
    /// Adds a stanza for each feed that is not polled yet.
    pub fn run(self) -> Ended {
        let name = self.file.display();
        let text = if self.file.as_os_str() == "-" {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).context("standard input")?;
            text
        } else {
            fs::read_to_string(&self.file).with_context(|| name.to_string())?
        };
        let found = config::opml_sources(&text).map_err(|why| anyhow::anyhow!("{name}: {why}"))?;
        anyhow::ensure!(!found.is_empty(), "{name}: no outline with an xmlUrl");
        let mut known = if self.place.config.exists() { self.place.load()?.sources } else { Vec::new() };
        let mut out = anstream::stdout();
        let before = known.len();
        for mut source in found {
            if known.iter().any(|other| other.target.url() == source.target.url()) {
                writeln!(out, "{}: polled already", source.target.url())?;
                continue;
            }
            source.id = free(&source.id, &known);
            stanza::add(&self.place.config, &stanza::plain(&source))?;
            writeln!(out, "{}: added as {}", source.target.url(), source.id)?;
            known.push(source.into());
        }
        writeln!(out, "{} added to {}", known.len() - before, self.place.config.display())?;
        Ok(ExitCode::SUCCESS)
    }
}

fn free(id: &str, known: &[Arc<Source>]) -> SourceId {
    let taken = |id: &str| known.iter().any(|source| *source.id == *id);
    let mut ids = std::iter::once(id.to_owned()).chain((2..).map(|number| format!("{id}-{number}")));
    ids.find(|id| !taken(id)).unwrap_or_else(|| id.to_owned()).as_str().into()
}
