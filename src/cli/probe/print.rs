//! One screen of what was found; or one JSON object.

use std::io::{self, Write};

use chrono::{DateTime, FixedOffset, NaiveTime};
use serde_json::{Value, json};
use url::Url;

use super::{
    found::{Found, Tried, What},
    look::named,
};
use crate::{
    cli::{
        output::{self, Printable, Style},
        people,
        table::Table,
        wrap::{cut, wrapped},
    },
    model::{Field, Format, Listed, Provenance, Release, Target, shown_url},
    publish::json_feed,
};

/// Items shown.
const ITEMS: usize = 8;

/// Where it is asked.
pub fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// Characters of a line of the screen.
fn width() -> usize {
    output::width(&io::stdout()).unwrap_or(120)
}

/// For people.
pub fn screen<W: Write>(
    out: &mut Printable<W>,
    found: &Found,
    own: Option<&str>,
    stanza: Option<&str>,
) -> io::Result<()> {
    facts(out, found, own)?;
    if let Some((target, why)) = &found.target {
        write!(out, "\nwould poll the ")?;
        out.styled(Style::Good, &format!("{} {}", target.kind(), shown_url(target.url())))?;
        writeln!(out)?;
        out.lines(&format!("  because {why}"))?;
    }
    if !found.releases.is_empty() {
        writeln!(out)?;
        items(&found.releases).print(out, Some(width()))?;
        out.lines(&missing(&found.releases, found.filled.as_ref()))?;
    }
    if let Some((before, after)) = &found.filled {
        added(out, before, after, found.what == What::Release)?;
    }
    match stanza {
        Some(_) if own.is_some() => Ok(()),
        Some(stanza) => writeln!(out, "\n{stanza}{}", pin(found)),
        None => nothing_to_poll(out, found),
    }
}

/// What the address is and what was tried, a named line each.
fn facts<W: Write>(out: &mut Printable<W>, found: &Found, own: Option<&str>) -> io::Result<()> {
    let room = width().saturating_sub(13).max(20);
    let mut line = |name: &str, text: &str| {
        let mut name = name;
        for part in wrapped(text, room) {
            out.styled(Style::Faint, &format!("  {name:<10} "))?;
            writeln!(out, "{part}")?;
            name = "";
        }
        Ok::<(), io::Error>(())
    };
    line("asked", found.asked.as_str())?;
    if found.url != found.asked {
        line("leads to", found.url.as_str())?;
    }
    line("is", &what(found))?;
    if let Some(id) = own {
        line("known as", &format!("source {id}, whose language and selectors are used; --add adds nothing"))?;
    }
    if let Some(document) = &found.document {
        if let Some(listed) = &document.listed {
            line("read by", &how(listed))?;
            line(
                "runner-up",
                listed.runner_up.as_deref().unwrap_or("none: nothing else on the page looks like a list"),
            )?;
        }
        for hub in &document.hubs {
            line("hub", hub)?;
        }
        if let Some(next) = &document.next {
            line("older", next)?;
        }
    }
    for tried in &found.tried {
        line("feed", &tried_feed(tried))?;
    }
    line("robots", &found.robots)?;
    for text in &found.polling {
        line("polling", text)?;
    }
    for note in found.notes.iter().take(6) {
        line("note", note)?;
    }
    if found.notes.len() > 6 {
        line("note", &format!("and {} more of the kind", found.notes.len() - 6))?;
    }
    Ok(())
}

fn how(listed: &Listed) -> String {
    let mut text = format!("{}, confidence {:.2}", listed.method, listed.confidence);
    if let Some(platform) = &listed.platform {
        text += &format!(", made with {platform}");
    }
    text
}

fn tried_feed(tried: &Tried) -> String {
    let guessed = if tried.guessed { ", not linked but usual" } else { "" };
    match &tried.result {
        Ok(items) => {
            format!("{} ({}, {} of the page's{guessed})", tried.link.url, output::counted(*items, "item"), tried.shared)
        }
        Err(why) => {
            let why = why.trim_start_matches(&*tried.link.url).trim_start_matches(": ");
            format!("{} ({}{guessed})", tried.link.url, why.split(": ").next().unwrap_or(why))
        }
    }
}

/// How to pin what was chosen, as a comment behind the stanza.
fn pin(found: &Found) -> String {
    let listed = found.document.as_ref().and_then(|document| document.listed.as_ref());
    match listed.and_then(|listed| listed.selector.as_ref().filter(|_| listed.method != "selectors")) {
        Some(selector) if matches!(found.target, Some((Target::Newsroom(_), _))) => {
            format!("\n# [source.select]      # only if the table above is wrong\n# item = {selector:?}")
        }
        _ => String::new(),
    }
}

/// What can be done instead.
fn nothing_to_poll<W: Write>(out: &mut Printable<W>, found: &Found) -> io::Result<()> {
    writeln!(out, "\nNothing here can be polled as it is.")?;
    let asks_for_login = found.notes.iter().any(|note| note.contains("login"));
    if asks_for_login {
        out.lines(
            "  The page asks for a login. Look for a feed or page that is open and probe that; or put what the site gave \
             you into `headers` of the stanza.",
        )?;
    } else if found.scripted {
        out.lines(
            "  The page shows no list without its scripts. Look for a feed or a sitemap of the site (robots.txt often names \
             one) and probe that; or ask the publisher for a feed.",
        )?;
    }
    if !found.leads.is_empty() {
        writeln!(out, "  The newsroom may be:")?;
    }
    for lead in &found.leads {
        writeln!(out, "    pressfeed probe {}    # {}", lead.url, lead.title)?;
    }
    if found.leads.is_empty() && !found.scripted {
        writeln!(out, "  Try the address of the newsroom's index page, or of a feed.")?;
    }
    Ok(())
}

fn what(found: &Found) -> String {
    let count = found.releases.len();
    match found.what {
        What::Feed | What::Sitemap => {
            let format = found.document.as_ref().map_or("a document", |document| named(document.format));
            format!("{format} with {}", output::counted(count, "item"))
        }
        What::Listing if found.document.as_ref().is_some_and(|document| document.format != Format::Html) => {
            "a newsroom's listing, which has a feed".into()
        }
        What::Listing => format!("a newsroom's listing with {}", output::counted(count, "item")),
        What::Release => "a release".into(),
        What::Page => "a page without a list of releases".into(),
        What::Nothing => "nothing that pressfeed can read".into(),
    }
}

fn origin(release: &Release, field: &str) -> &'static str {
    match Field::named(field).and_then(|field| release.provenance.get(&field)) {
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

/// The day; the hour where one was found.
fn when(time: DateTime<FixedOffset>) -> String {
    let hour = if time.time() == NaiveTime::MIN { "" } else { " %H:%M" };
    time.format(&format!("%Y-%m-%d{hour}")).to_string()
}

fn items(releases: &[Release]) -> Table {
    let columns = Table::default().column("date").column_from(70, "from").words("title");
    let mut table = columns.column_from(70, "from").column("body");
    for release in releases.iter().take(ITEMS) {
        let date = release.published.map_or_else(|| "-".into(), when);
        let body =
            release.content_text.as_ref().map_or_else(|| "-".into(), |text| format!("{} chars", text.chars().count()));
        let title = release.title.clone().unwrap_or_else(|| "-".into());
        let from = |field: &str| origin(release, field);
        let (date_from, title_from) = (from("date_published"), from("title"));
        table.row([date.into(), date_from.into(), title.into(), title_from.into(), body.into()]);
    }
    table
}

/// A field's name, and whether a release lacks it.
type Gap = (&'static str, fn(&Release) -> bool);

/// What the items lack, and which of it the newest one's page has.
fn missing(releases: &[Release], filled: Option<&(Release, Release)>) -> String {
    let fields: [Gap; 5] = [
        ("title", |r| r.title.is_none()),
        ("date", |r| r.published.is_none()),
        ("body", |r| r.content_html.is_none()),
        ("summary", |r| r.summary.is_none()),
        ("image", |r| r.image.is_none()),
    ];
    let part = |(name, lacks): Gap| {
        let count = releases.iter().filter(|release| lacks(release)).count();
        let page = match filled {
            Some((before, after)) if lacks(before) && !lacks(after) => " (its page has it)",
            Some((before, _)) if lacks(before) => " (its page has none)",
            _ => "",
        };
        (count > 0).then(|| format!("{name} in {count}{page}"))
    };
    let parts: Vec<String> = fields.into_iter().filter_map(part).collect();
    let shown =
        if releases.len() > ITEMS { format!("{} of {} items shown; ", ITEMS, releases.len()) } else { String::new() };
    if parts.is_empty() {
        format!("{shown}nothing is missing")
    } else {
        format!("{shown}missing: {}", parts.join(", "))
    }
}

fn added<W: Write>(out: &mut Printable<W>, before: &Release, after: &Release, release: bool) -> io::Result<()> {
    let url = after.url.as_deref().or(before.url.as_deref()).unwrap_or_default();
    let heading = if release { "the release says".into() } else { format!("the newest item's page {url} adds") };
    writeln!(out)?;
    out.lines(&heading)?;
    let (old, new) = (json_feed::item(before), json_feed::item(after));
    let mut lines = 0;
    for part in ["", "_pressfeed"] {
        let of = |item: &Value| if part.is_empty() { item.clone() } else { item[part].clone() };
        let (old, new) = (of(&old), of(&new));
        for (name, value) in new.as_object().into_iter().flatten() {
            if old.get(name) == Some(value)
                || ["_pressfeed", "provenance", "id", "content_text"].contains(&name.as_str())
            {
                continue;
            }
            let text = cut(&people::value(value), width().saturating_sub(35).max(20));
            writeln!(out, "  {name:<20} {:<10} {text}", origin(after, name))?;
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
        "target": found.target.as_ref().map(|(target, why)| json!({"kind": target.kind(), "url": shown_url(target.url()), "why": why})),
        "format": document.map(|d| d.format), "listed": document.and_then(|d| d.listed.as_ref()),
        "hubs": document.map(|d| &d.hubs), "next": document.and_then(|d| d.next.as_ref()),
        "robots": found.robots, "polling": found.polling, "scripted": found.scripted,
        "leads": found.leads.iter().map(|lead| json!({"title": lead.title, "url": lead.url})).collect::<Vec<_>>(),
        "feeds": found.tried.iter().map(|t| json!({"url": t.link.url, "guessed": t.guessed, "items": t.result.as_ref().ok(),
            "error": t.result.as_ref().err(), "shared": t.shared})).collect::<Vec<_>>(),
        "render": found.render.is_some(), "notes": found.notes, "stanza": stanza,
        "items": found.releases.iter().map(json_feed::item).collect::<Vec<_>>(),
        "filled": found.filled.as_ref().map(|(_, whole)| json_feed::item(whole)),
    })
}
