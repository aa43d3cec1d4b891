//! `show` and `explain`: one release, as it is and why.

use std::{io::Write, process::ExitCode};

use clap::Args;
use serde_json::Value;

use super::{
    Ended, ids, output,
    output::{Printable, Style},
    people,
    setup::{self, Where},
    table::Table,
};
use crate::{
    model::{Field, Release},
    publish::json_feed,
    store::{Done, Stored},
};

/// One release.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    place: Where,
    /// As a JSON Feed item.
    #[arg(long)]
    json: bool,
    /// Id of a release: its beginning, number, entry id or address.
    id: String,
}

/// Why a release is as it is.
#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    place: Where,
    /// Id of a release: its beginning, number, entry id or address.
    id: String,
}

impl Show {
    /// Prints.
    pub fn run(self) -> Ended {
        let (stored, ..) = find(&self.place, &self.id)?;
        let mut out = output::out();
        if self.json {
            writeln!(out, "{}", output::json(&json_feed::item(&stored.release))?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let release = &stored.release;
        out.lines(release.title.as_deref().unwrap_or("(no title)"))?;
        let day = release.published.map(|time| time.format("%Y-%m-%d %H:%M %:z").to_string());
        writeln!(out, "{} · {} · {}", ids::short(stored.id), stored.source, day.as_deref().unwrap_or("no date"))?;
        if let Some(url) = &release.url {
            writeln!(out, "{url}")?;
        }
        let body = release.content_text.as_ref().or(release.summary.as_ref());
        writeln!(out)?;
        out.lines(body.map_or("(no text)", String::as_str))?;
        changes(&mut out, &stored)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What each revision changed, latest first: each is compared with the one after it.
fn changes<W: Write>(out: &mut Printable<W>, stored: &Stored) -> std::io::Result<()> {
    let mut after = &stored.release;
    for revision in &stored.revisions {
        writeln!(out, "\nrevised {}:", revision.at.to_rfc3339())?;
        let (old, new) = (said(&revision.release), said(after));
        if old == new {
            out.lines("  as it is again")?;
        }
        differences(out, &old, &new)?;
        after = &revision.release;
    }
    Ok(())
}

/// Headline, text and files of a release, a line each.
fn said(release: &Release) -> Vec<&str> {
    let text = release.content_text.as_ref().or(release.summary.as_ref());
    let files = release.attachments.iter().map(|attachment| &*attachment.url);
    release.title.iter().map(|title| &**title).chain(text.iter().flat_map(|text| text.lines())).chain(files).collect()
}

/// Lines that one text has and the other has not.
fn differences<W: Write>(out: &mut Printable<W>, old: &[&str], new: &[&str]) -> std::io::Result<()> {
    for line in old.iter().filter(|line| !new.contains(line)) {
        out.lines(&format!("- {line}"))?;
    }
    for line in new.iter().filter(|line| !old.contains(line)) {
        out.lines(&format!("+ {line}"))?;
    }
    Ok(())
}

impl Explain {
    /// Prints each field with its origin, then copies and revisions.
    pub fn run(self) -> Ended {
        let (stored, story, deeds) = find(&self.place, &self.id)?;
        let mut out = output::out();
        let mut table = Table::default().column("field").words("value").column("origin").words("read from");
        for (field, value) in fields(&json_feed::item(&stored.release)) {
            let origin = Field::named(&field)
                .and_then(|field| stored.release.provenance.get(&field))
                .map(|origin| format!("{origin:?}").to_lowercase());
            let raw = stored.release.raws.get(&field).map(|raw| cut(raw));
            let value = cut(&people::value(&value));
            table.row([field.into(), value.into(), origin.unwrap_or_default().into(), raw.unwrap_or_default().into()]);
        }
        table.print(&mut out, output::width(&std::io::stdout()))?;
        for (field, others) in
            stored.release.raws.iter().filter_map(|(key, raw)| Some((key.strip_suffix(".others")?, raw)))
        {
            out.lines(&format!("{field} could have been: {}", cut(others)))?;
        }
        let seen = stored.first_seen.format("%Y-%m-%d %H:%M UTC");
        writeln!(out)?;
        let known_as = format!(" = {} of story {}, first seen {seen}", ids::short(stored.id), stored.story_id);
        out.line_of(&format!("release {}", stored.id), Style::Heading, &known_as)?;
        for other in &story {
            let evidence = other.evidence.as_deref().unwrap_or("the story's first");
            let url = other.release.url.as_deref().unwrap_or("-");
            out.lines(&format!("  {} {} {url} ({evidence})", ids::short(other.id), other.source))?;
        }
        for deed in &deeds {
            let release = deed.release.map_or_else(String::new, |id| format!(" of release {}", ids::short(id)));
            let other = deed.other.map_or_else(String::new, |other| format!(", other story {other}"));
            writeln!(out, "{} {}{release}{other}", deed.at.to_rfc3339(), deed.what)?;
        }
        changes(&mut out, &stored)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The item's members and its anatomy's, flat.
fn fields(item: &Value) -> Vec<(String, Value)> {
    let own = item.as_object().into_iter().flatten().filter(|(name, _)| *name != "_pressfeed");
    let anatomy = item["_pressfeed"].as_object().into_iter().flatten().filter(|(name, _)| *name != "provenance");
    own.chain(anatomy).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A line's worth.
fn cut(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 160 { line } else { format!("{}…", line.chars().take(159).collect::<String>()) }
}

/// The release, its story's releases, and what was done to the story by hand.
fn find(place: &Where, id: &str) -> anyhow::Result<(Stored, Vec<Stored>, Vec<Done>)> {
    let config = place.load_begun()?;
    setup::block_on(async {
        let store = setup::reader(&config).await?;
        let stored = ids::release(&*store, id).await?;
        let story = store.releases_of(stored.story_id).await?;
        let deeds = store.deeds(stored.story_id).await?;
        Ok((stored, story, deeds))
    })?
}
