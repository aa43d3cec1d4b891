//! The stanza to paste, to add, and the expectations of a fixture.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use chrono::NaiveTime;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};
use url::Url;

use super::found::Found;
use crate::cli::files;
use crate::model::{Format, Markup, Release, Source, Target, shown_url};
use reader::listing::leads;

/// The `[[source]]` stanza of what would be polled; none when that is already a source or nothing.
pub fn of(found: &Found, sources: &[Arc<Source>]) -> Option<String> {
    let (target, _) = found.target.as_ref()?;
    let mut table = Table::new();
    table["id"] = value(free_id(target.url(), sources));
    table["name"] = value(name(found));
    table[target.kind()] = value(found.credentials.restored(target.url()));
    if let Some(public) = &found.public {
        table["public"] = value(shown_url(public).as_str());
    }
    match &found.render {
        Some(render) if render.allow.is_empty() => table["render"] = value(true),
        Some(render) => {
            let mut allow = InlineTable::new();
            allow.insert("allow", render.allow.iter().collect::<Array>().into());
            table["render"] = value(allow);
        }
        None => {}
    }
    let language = found.document.as_ref().and_then(|document| document.language.clone());
    if let Some(language) = language.or_else(|| found.releases.iter().find_map(|release| release.language.clone())) {
        table["language"] = value(language);
    }
    let mut document = DocumentMut::new();
    let mut list = ArrayOfTables::new();
    list.push(table);
    document["source"] = Item::ArrayOfTables(list);
    Some(document.to_string().trim_end().to_owned())
}

/// The source that polls this already.
pub fn known<'s>(target: &Target, sources: &'s [Arc<Source>]) -> Option<&'s Source> {
    let same = |source: &&Arc<Source>| alike(source.target.url(), target.url());
    sources.iter().find(same).map(|source| &**source)
}

/// One address, with or without a slash at its end.
fn alike(one: &Url, other: &Url) -> bool {
    one.as_str().trim_end_matches('/') == other.as_str().trim_end_matches('/')
}

/// "www.who.int" -> "who".
fn free_id(url: &Url, sources: &[Arc<Source>]) -> String {
    let host = url.host_str().unwrap_or("source").trim_start_matches("www.");
    let labels: Vec<&str> = host.split('.').collect();
    let base = match labels.as_slice() {
        [.., name, second, top] if second.len() <= 3 && top.len() == 2 => (*name).to_owned(),
        [.., name, _] => (*name).to_owned(),
        _ => host.replace(':', "-"),
    };
    let base = if base.chars().all(|c| c.is_ascii_digit()) { host.replace('.', "-") } else { base };
    let mut ids = std::iter::once(base.clone()).chain((2..1000).map(|n| format!("{base}-{n}")));
    ids.find(|id| !sources.iter().any(|source| *source.id == **id)).unwrap_or(base)
}

/// Whose it is: of a page's "Press releases | Example Trust" the second part.
fn name(found: &Found) -> String {
    let title = found.document.as_ref().and_then(|document| document.title.as_ref()).map(|title| match title {
        Markup::Html(text) | Markup::Text(text) => text.trim().to_owned(),
    });
    let Some(title) = title.filter(|title| !title.is_empty()) else {
        return found.url.host_str().unwrap_or("source").to_owned();
    };
    let page = found.document.as_ref().is_some_and(|document| document.format == Format::Html);
    let spaced = ["|", " - ", " – ", " — ", " :: ", " · ", " » "];
    let parts = spaced
        .iter()
        .fold(vec![title.as_str()], |parts, mark| parts.into_iter().flat_map(|part| part.split(mark)).collect());
    let own = parts.into_iter().map(str::trim).find(|part| part.chars().count() > 2 && !leads::is_section(part));
    own.filter(|_| page).map_or(title.clone(), str::to_owned)
}

/// Writes the stanza into a configuration; comments and order stay.
pub fn add(file: &Path, stanza: &str) -> anyhow::Result<()> {
    let new: DocumentMut = stanza.parse().context("the stanza")?;
    let tables = new["source"].as_array_of_tables().into_iter().flatten().cloned();
    append(file, tables)
}

/// The same of many sources.
pub fn add_all(file: &Path, sources: &[Source]) -> anyhow::Result<()> {
    let table = |source: &Source| {
        let mut keys = source.stanza();
        keys.insert(source.target.kind().into(), source.credentials.restored(source.target.url()).into());
        let text = toml::to_string(&keys).context("a stanza")?;
        Ok(text.parse::<DocumentMut>().context("a stanza")?.as_table().clone())
    };
    append(file, sources.iter().map(table).collect::<anyhow::Result<Vec<Table>>>()?)
}

fn append(file: &Path, tables: impl IntoIterator<Item = Table>) -> anyhow::Result<()> {
    let text = if file.exists() { fs::read_to_string(file)? } else { String::new() };
    let mut document: DocumentMut = text.parse().with_context(|| format!("{}: not TOML", file.display()))?;
    let list = document.entry("source").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let list =
        list.as_array_of_tables_mut().with_context(|| format!("{}: source is no [[source]] list", file.display()))?;
    for mut table in tables {
        unplaced(&mut table);
        table.decor_mut().set_prefix("\n");
        list.push(table);
    }
    let text = document.to_string();
    text.parse::<DocumentMut>()
        .with_context(|| format!("{}: left as it is, for it would be no TOML any more", file.display()))?;
    files::replace(file, &text)
}

/// A table keeps its line in the document that it was read from, and would be written at that line of another one: a
/// `[source.select]` before the `[[source]]` that it is of.
fn unplaced(table: &mut Table) {
    table.set_position(None);
    table.iter_mut().filter_map(|(_, item)| item.as_table_mut()).for_each(unplaced);
}

/// Leaves the expected values beside a recording, to be checked by a person: `reviewed = false`; and a note to be written.
pub fn expect(folder: &Path, found: &Found, stanza: &str) -> anyhow::Result<PathBuf> {
    let stanza: DocumentMut = stanza.parse().context("the stanza")?;
    let source = stanza["source"].as_array_of_tables().and_then(|tables| tables.get(0));
    let mut document = DocumentMut::new();
    document["reviewed"] = value(false);
    document["source"] = value(source.and_then(|table| table["id"].as_str()).unwrap_or_default());
    let mut releases = ArrayOfTables::new();
    let filled = found.filled.as_ref().map(|(_, whole)| whole);
    for release in found.releases.iter().filter(|release| release.url.is_some()) {
        releases.push(expected(filled.filter(|whole| whole.url == release.url).unwrap_or(release)));
    }
    document["release"] = Item::ArrayOfTables(releases);
    let file = folder.join("expected.toml");
    fs::create_dir_all(folder)?;
    let head = "# Written by a probe. Compare each value with the page, correct it, then set reviewed = true.\n";
    fs::write(&file, format!("{head}{document}"))?;
    let notes = folder.join("NOTES.md");
    if !notes.exists() {
        fs::write(notes, format!("Recorded from {} by a probe.\n\nWhy it is kept: say it here.\n", found.asked))?;
    }
    Ok(file)
}

fn expected(release: &Release) -> Table {
    let mut table = Table::new();
    for (key, text) in [("url", &release.url), ("title", &release.title)] {
        table[key] = value(text.as_deref().unwrap_or_default());
    }
    if let Some(time) = release.published {
        let day = time.time() == NaiveTime::MIN;
        table["published"] = value(if day { time.date_naive().to_string() } else { time.to_rfc3339() });
    }
    if let Some(language) = &release.language {
        table["language"] = value(language);
    }
    table
}

/// A folder that holds expectations already is somebody's work.
pub fn is_taken(folder: &Path) -> anyhow::Result<()> {
    let file = folder.join("expected.toml");
    anyhow::ensure!(!file.exists(), "{}: exists already; take it away or record into another folder", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::setup, model::Select};

    #[test]
    fn what_is_added_stands_behind_what_is_there_with_its_selectors_below_it() {
        let source = |id: &str| {
            let target = Target::Newsroom(format!("https://{id}.example/press").parse().unwrap());
            let select = Select { item: Some("li".into()), ..Select::default() };
            Source { select: Some(select.into()), ..Source::new(id, id, target) }
        };
        let (settings, feed) = ("[daemon]\nlisten = \"127.0.0.1:1\"\n", "[feed]\ntitle = \"x\"\n");
        let there = "# mine\n[[source]]\nid = \"a\"\nname = \"A\"\nnewsroom = \"https://a.example/\"\n";
        let begun = [
            String::new(),
            format!("{settings}{feed}"),
            format!("{settings}{there}{feed}"),
            format!("{there}[source.select]\nitem = \"p\"\n{settings}{feed}"),
        ];
        for before in begun {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("feeds.toml");
            fs::write(&file, &before).unwrap();
            add_all(&file, &[source("b"), source("c")]).unwrap();
            let written = fs::read_to_string(&file).unwrap();
            let config = setup::load(&file).unwrap_or_else(|error| panic!("{error}:\n{written}"));
            let added = config.sources.iter().filter(|source| *source.id != *"a");
            let items: Vec<_> = added.map(|source| source.select.as_ref().unwrap().item.clone().unwrap()).collect();
            assert_eq!(items, ["li", "li"], "{written}");
            assert_eq!(written.contains("# mine"), before.contains("# mine"), "{written}");
        }
    }
}
