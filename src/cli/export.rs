//! `export`: a feed to standard output, or the whole site into a folder. `import`: an OPML list into the configuration.

use std::{
    collections::HashSet,
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
    Ended, output,
    probe::stanza,
    progress::Progress,
    setup::{self, Where},
};
use crate::{
    config::{self, Config},
    daemon,
    model::{SourceId, Story},
    publish,
    serve::{self, Format, Serving},
    store::{Query, Reading},
};
use reader::listing::selectors;

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
        let config = self.place.load_begun()?;
        if self.to.is_none() && self.format == What::Opml {
            return subscription_list(&config);
        }
        let clock = setup::clock(now);
        let _progress = Progress::begin("rendering what is published");
        setup::block_on(async {
            let looking = setup::reader(&config).await?;
            // without the service entries may still leave for the archive; beside it that is the service's matter
            let alone = setup::store(&config).await.ok();
            let store = alone.clone().unwrap_or(looking);
            let serving = daemon::still(&config, store.clone(), clock);
            if alone.is_some() {
                // nobody else makes words searchable here, and a view may ask for some
                while config.views.iter().any(|view| view.query.is_some()) && store.index_words().await? {}
                serving.settle_archive().await.map_err(anyhow::Error::msg)?;
            }
            let published = Published { serving, store, now: clock.now() };
            match &self.to {
                Some(_) if config.daemon.public_url.is_none() => {
                    let path = config.path.display();
                    anyhow::bail!("set public_url under [daemon] in {path}: feeds name their own address")
                }
                Some(folder) => published.into(folder, self.format).await,
                None => published.out(self.format).await,
            }
        })??;
        Ok(ExitCode::SUCCESS)
    }
}

/// With all that a stanza has, so that `import` makes the same of it. It needs no database.
fn subscription_list(config: &Config) -> Ended {
    let settings = daemon::publishing(config);
    let mut outlines = serve::outlines(&settings);
    for (outline, source) in outlines.iter_mut().zip(&config.sources) {
        outline.stanza = Some(serde_json::Value::Object(source.stanza()).to_string());
    }
    io::stdout().lock().write_all(&publish::opml::published(&settings.title, &outlines)?)?;
    Ok(ExitCode::SUCCESS)
}

/// What is published, by whichever way it leaves.
struct Published {
    serving: Arc<Serving>,
    store: Arc<dyn Reading>,
    now: DateTime<Utc>,
}

impl Published {
    /// One document to standard output.
    async fn out(&self, what: What) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        let path = match what {
            What::Atom => format!("feed.{}", Format::Atom.ending()),
            What::Rss => format!("feed.{}", Format::Rss.ending()),
            What::Json => format!("feed.{}", Format::Json.ending()),
            What::Opml => "opml".into(),
            What::Ninjs => {
                let home = self.serving.public_url();
                self.each(|story| writeln!(out, "{}", publish::ninjs::item(story, &home))).await?;
                return Ok(());
            }
        };
        out.write_all(&serve::export::document(&self.serving, &path).await?)?;
        Ok(())
    }

    /// All published stories, newest first.
    async fn each(&self, mut then: impl FnMut(&Story) -> io::Result<()>) -> anyhow::Result<usize> {
        let mut query = Query { limit: 500, ..Query::default() };
        let mut count = 0;
        loop {
            let stories = self.store.stories(&query, self.now).await?;
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

    /// The whole site, and of ninjs a file for each release.
    async fn into(self, folder: &Path, what: What) -> anyhow::Result<()> {
        let home = self.serving.public_url();
        let files = serve::export::site(self.serving.clone(), |path, bytes| save(folder, path, bytes)).await?;
        let mut releases = 0;
        if what == What::Ninjs {
            let item = |story: &Story| publish::ninjs::item(story, &home).to_string();
            let written = |story: &Story| save(folder, &format!("ninjs/{}.json", story.id), item(story).as_bytes());
            releases = self.each(written).await?;
        }
        writeln!(output::told(), "{} files in {}", files + releases, folder.display())?;
        Ok(())
    }
}

fn save(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    // a name out of a feed never leaves the folder
    let inside = |part: &&str| !part.is_empty() && *part != "." && *part != "..";
    let file = path.split('/').filter(inside).fold(folder.to_owned(), |file, part| file.join(part));
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    // nor does a link that lies there lead out of it
    if fs::symlink_metadata(&file).is_ok_and(|there| there.is_symlink()) {
        fs::remove_file(&file)?;
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
    /// Adds a stanza for each source that is not polled yet, in one writing.
    pub fn run(self) -> Ended {
        let path = self.place.file.path();
        let config = if path.exists() { Some(setup::load_begun(&path)?) } else { None };
        let _progress = Progress::begin("reading the list");
        let list = self.read(config.as_ref())?;
        let known = config.map(|config| config.sources).unwrap_or_default();
        let mut polled: HashSet<String> = known.iter().map(|source| source.target.url().to_string()).collect();
        let mut ids: HashSet<SourceId> = known.iter().map(|source| source.id.clone()).collect();
        let mut out = output::out();
        let mut new = Vec::new();
        for (mut source, _) in list.sources {
            if !polled.insert(source.target.url().to_string()) {
                writeln!(out, "{}: polled already", source.shown_url())?;
                continue;
            }
            source.id = config::free_id(source.id, &mut ids);
            writeln!(out, "{}: added as {}", source.shown_url(), source.id)?;
            new.push(source);
        }
        if !new.is_empty() {
            stanza::add_all(&path, &new)?;
        }
        let name = self.file.display();
        let mut told = output::told();
        for (line, remark) in &list.remarks {
            writeln!(told, "{name}:{line}: {}", remark.replace(config::WAY_OUT, "; "))?;
        }
        let left_out = if list.left_out > 0 { format!(", {} left out", list.left_out) } else { String::new() };
        writeln!(out, "{} added to {}{left_out}", new.len(), path.display())?;
        Ok(if list.left_out > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn read(&self, config: Option<&Config>) -> anyhow::Result<config::List> {
        let name = self.file.display();
        let mut bytes = Vec::new();
        if self.file.as_os_str() == "-" {
            io::stdin().read_to_end(&mut bytes).context("standard input")?;
        } else {
            bytes = fs::read(&self.file).with_context(|| name.to_string())?;
        }
        let own = config.map(Config::own_addresses).unwrap_or_default();
        let list = config::read_opml(&bytes, &own, &|css| selectors::is_valid(css));
        let list = list.map_err(|why| anyhow::anyhow!("{name}: {why}"))?;
        anyhow::ensure!(!list.sources.is_empty() || list.left_out > 0, "{name}: no outline with an xmlUrl");
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_stays_in_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (site, other) = (folder.path().join("site"), folder.path().join("other"));
        save(&site, "../tag/x.atom", b"new").unwrap();
        assert_eq!(fs::read(site.join("tag/x.atom")).unwrap(), b"new");
        fs::write(&other, "precious").unwrap();
        std::os::unix::fs::symlink(&other, site.join("index.html")).unwrap();
        save(&site, "index.html", b"new").unwrap();
        assert_eq!(
            (fs::read(&other).unwrap(), fs::read(site.join("index.html")).unwrap()),
            (b"precious".into(), b"new".into())
        );
    }
}
