//! One screen of what was found; or one JSON object.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};

use super::look::{Found, What, print_format};
use crate::{
    model::{Provenance, Release},
    publish::json_feed,
};

/// Items shown.
const ITEMS: usize = 8;

/// For people.
pub fn screen(out: &mut impl Write, found: &Found, stanza: Option<&str>) -> io::Result<()> {
    writeln!(out, "{}", found.asked)?;
    if found.url != found.asked {
        writeln!(out, "  leads to   {}", found.url)?;
    }
    writeln!(out, "  is         {}", what(found))?;
    if let Some(document) = &found.document {
        if let Some(listed) = &document.listed {
            let mut read = format!("{} (confidence {:.2})", listed.method, listed.confidence);
            if let Some(selector) = &listed.selector {
                read += &format!(", item = {selector:?}");
            }
            writeln!(out, "  read by    {read}")?;
            if let Some(runner_up) = &listed.runner_up {
                writeln!(out, "  runner-up  {runner_up}")?;
            }
            if let Some(platform) = &listed.platform {
                writeln!(out, "  platform   {platform}")?;
            }
        }
        for hub in &document.hubs {
            writeln!(out, "  hub        {hub}")?;
        }
        if let Some(next) = &document.next {
            writeln!(out, "  older      {next}")?;
        }
    }
    for tried in &found.tried {
        let result = match &tried.result {
            Ok(items) => format!("{items} items, {} of the page's", tried.shared),
            Err(why) => why.clone(),
        };
        writeln!(out, "  feed       {} ({result})", tried.link.url)?;
    }
    for note in found.notes.iter().take(8) {
        writeln!(out, "  note       {note}")?;
    }
    if let Some((target, why)) = &found.target {
        writeln!(out, "\nwould poll the {} {}\n  because {why}", target.kind(), target.url())?;
    }
    if !found.releases.is_empty() {
        writeln!(out, "\n{}", items(&found.releases))?;
        writeln!(out, "{}", missing(&found.releases))?;
    }
    if let Some((before, after)) = &found.filled {
        added(out, before, after, found.what == What::Release)?;
    }
    match stanza {
        Some(stanza) => writeln!(out, "\n{stanza}"),
        None => {
            writeln!(out, "\nNothing here can be polled: try the address of the newsroom's index page, or of a feed.")
        }
    }
}

fn what(found: &Found) -> String {
    let format = found.document.as_ref().map_or("document", |document| print_format(document.format));
    match found.what {
        What::Feed | What::Sitemap => format!("a {format} with {} items", found.releases.len()),
        What::Listing => format!("a newsroom's listing with {} items", found.releases.len()),
        What::Release => "a release".into(),
        What::Page => "a page without a list of releases".into(),
        What::Nothing => "nothing that pressfeed can read".into(),
    }
}

fn origin(release: &Release, field: &str) -> &'static str {
    match release.provenance.get(field) {
        Some(Provenance::Selector) => "selector",
        Some(Provenance::Feed) => "feed",
        Some(Provenance::JsonLd) => "json-ld",
        Some(Provenance::Microdata) => "microdata",
        Some(Provenance::Meta) => "meta",
        Some(Provenance::Time) => "time",
        Some(Provenance::Text) => "text",
        Some(Provenance::Url) => "url",
        Some(Provenance::Assumed) => "assumed",
        None => "-",
    }
}

fn items(releases: &[Release]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["date", "from", "title", "body"]);
    for release in releases.iter().take(ITEMS) {
        let date = release.published.map_or_else(|| "-".into(), |time| time.format("%Y-%m-%d %H:%M").to_string());
        let body = release.content_text.as_ref().map_or(0, |text| text.chars().count());
        let title = release.title.clone().unwrap_or_else(|| "-".into());
        table.add_row([date, origin(release, "date_published").into(), title, format!("{body} chars")]);
    }
    table
}

fn missing(releases: &[Release]) -> String {
    let count = |lacks: fn(&Release) -> bool| releases.iter().filter(|release| lacks(release)).count();
    let gaps = [
        ("title", count(|r| r.title.is_none())),
        ("date", count(|r| r.published.is_none())),
        ("body", count(|r| r.content_html.is_none())),
        ("summary", count(|r| r.summary.is_none())),
        ("image", count(|r| r.image.is_none())),
    ];
    let parts: Vec<String> = gaps.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} in {n}")).collect();
    if parts.is_empty() {
        "nothing is missing".into()
    } else {
        format!("missing of {}: {}", releases.len(), parts.join(", "))
    }
}

fn added(out: &mut impl Write, before: &Release, after: &Release, release: bool) -> io::Result<()> {
    let url = after.url.as_deref().or(before.url.as_deref()).unwrap_or_default();
    let heading = if release { "the release says".into() } else { format!("the newest item's page {url} adds") };
    writeln!(out, "\n{heading}")?;
    let (old, new) = (json_feed::item(before), json_feed::item(after));
    let mut lines = 0;
    for (part, prefix) in [("", ""), ("_pressfeed", "_pressfeed.")] {
        let of = |item: &Value| if part.is_empty() { item.clone() } else { item[part].clone() };
        let (old, new) = (of(&old), of(&new));
        for (name, value) in new.as_object().into_iter().flatten() {
            if old.get(name) == Some(value)
                || ["_pressfeed", "provenance", "id", "content_text"].contains(&name.as_str())
            {
                continue;
            }
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(90).collect();
            writeln!(out, "  {:<24} {:<10} {text}", format!("{prefix}{name}"), origin(after, name))?;
            lines += 1;
        }
    }
    if lines == 0 { writeln!(out, "  nothing") } else { Ok(()) }
}

/// For programs.
pub fn json(found: &Found, stanza: Option<&str>) -> Value {
    let document = found.document.as_ref();
    json!({
        "url": found.asked, "final_url": found.url, "what": format!("{:?}", found.what).to_lowercase(),
        "target": found.target.as_ref().map(|(target, why)| json!({"kind": target.kind(), "url": target.url(), "why": why})),
        "format": document.map(|d| d.format), "listed": document.and_then(|d| d.listed.as_ref()),
        "hubs": document.map(|d| &d.hubs), "next": document.and_then(|d| d.next.as_ref()),
        "feeds": found.tried.iter().map(|t| json!({"url": t.link.url, "items": t.result.as_ref().ok(),
            "error": t.result.as_ref().err(), "shared": t.shared})).collect::<Vec<_>>(),
        "notes": found.notes, "stanza": stanza,
        "items": found.releases.iter().map(json_feed::item).collect::<Vec<_>>(),
        "filled": found.filled.as_ref().map(|(_, whole)| json_feed::item(whole)),
    })
}
