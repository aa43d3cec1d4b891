//! `find`: releases by words.

use std::{io::Write, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;

use super::{
    Ended, ids, output,
    output::Style,
    progress::Progress,
    setup::{self, Where},
    table::Table,
};
use crate::store::Query;

/// Releases by words.
#[derive(Debug, Args)]
pub struct Find {
    #[command(flatten)]
    place: Where,
    /// As in the search of the pages: words, "phrases", -without; none: the newest.
    words: Vec<String>,
    /// Of this source only.
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// At most.
    #[arg(long, value_name = "NUMBER", default_value = "20", value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// One JSON line a release.
    #[arg(long)]
    json: bool,
}

impl Find {
    /// Prints; exit code 1 when there is none.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load_begun()?;
        let words = Some(self.words.join(" ")).filter(|words| !words.trim().is_empty());
        let query = Query {
            words,
            sources: self.source.iter().map(|id| id.as_str().into()).collect(),
            limit: self.limit.into(),
            ..Query::default()
        };
        let now = setup::clock(now).now();
        let stories = setup::block_on(async {
            let looking = setup::reader(&config).await?;
            // beside the service words are its matter, and so they are on a server
            let is_alone = query.words.is_some() && config.daemon.database.file().is_some();
            if is_alone && let Ok(store) = setup::store(&config).await {
                let _progress = Progress::begin("making words searchable");
                while store.index_words().await? {}
            }
            looking.stories(&query, now).await.map_err(anyhow::Error::from)
        })??;
        let mut out = output::out();
        let mut table = Table::default().column("id").column("day").column_from(70, "source").words("title");
        for story in &stories {
            let release = &story.lead;
            let day = release.published.map_or(story.sorted_at.date_naive(), |time| time.date_naive());
            if self.json {
                let line = json!({"id": ids::short(story.lead_id), "number": story.lead_id, "source_id": story.source,
                    "title": release.title, "url": release.url, "date_published": release.published});
                writeln!(out, "{}", output::json(&line)?)?;
            }
            table.row([
                ids::short(story.lead_id).into(),
                day.to_string().into(),
                story.source.to_string().into(),
                release.title.clone().unwrap_or_else(|| "(no title)".into()).into(),
            ]);
        }
        if stories.is_empty() {
            writeln!(output::told(), "nothing found")?;
            return Ok(ExitCode::FAILURE);
        }
        if !self.json {
            table.print(&mut out, output::width(&std::io::stdout()))?;
            out.styled(Style::Faint, "more: `pressfeed show ID`, `explain ID`\n")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
