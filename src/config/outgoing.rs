//! `[[notify]]`, who is told, and `[[rule]]`, what arriving releases are tagged with.

use super::{
    View,
    address::web_address,
    language,
    named::{NamedSource, sources},
    problem::nearest,
    stanza::{choice, expand, pattern},
    table::Table,
    view::FoundView,
};
use crate::model::{NoticeFormat, Receiver, Rule, Secret};

/// `[[notify]]`: somebody who is told of stories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notify {
    /// Of these.
    pub of: View,
    /// Who.
    pub to: Receiver,
}

/// All receivers.
pub(super) fn notify(root: &mut Table<'_>, views: &[FoundView], named: &mut Vec<NamedSource>) -> Vec<Notify> {
    let mut all = Vec::new();
    for mut table in root.tables("notify") {
        if let Some(found) = receiver(&mut table, views, named) {
            all.push(found);
        }
        root.absorb(table);
    }
    all
}

fn receiver(table: &mut Table<'_>, views: &[FoundView], named: &mut Vec<NamedSource>) -> Option<Notify> {
    let of = chosen(table, views, named);
    let format = table.checked("format", format).unwrap_or_default();
    let secret = table.checked("secret", |text| expand(text).map(Secret::new));
    table.missing("url", "a receiver needs a url -> add url = \"https://...\": where it listens");
    let url = table.checked("url", |text| {
        let text = expand(text)?;
        web_address(&text).map(|_| Secret::new(text)).map_err(|_| "no address -> http://... or https://...".into())
    })?;
    let id = id(&format!("{format:?}\0{}", url.expose()), &of);
    Some(Notify { of, to: Receiver { id, url, format, secret } })
}

/// Of which stories: a view, or what the table chooses itself.
pub(super) fn chosen(table: &mut Table<'_>, views: &[FoundView], named: &mut Vec<NamedSource>) -> View {
    let view = table.checked("view", |name| {
        views.iter().find(|view| view.name == name).map(FoundView::as_view).ok_or_else(|| {
            let near = nearest(name, views.iter().map(|view| &*view.name));
            let help =
                near.map_or_else(|| "add a [[view]] of that name".into(), |near| format!("did you mean {near:?}?"));
            format!("there is no view {name:?} -> {help}")
        })
    });
    let whose = format!("a {}", table.name());
    let own = View {
        tags: table.strings("tags").into_iter().map(|(text, _)| text).collect(),
        sources: sources(table, "sources", &whose, named),
        languages: table.each("languages", language::code),
        query: table.string("query"),
        ..View::default()
    };
    view.unwrap_or(own)
}

/// A name for somebody who is told of these: the same as long as neither changes.
pub(super) fn id(whom: &str, of: &View) -> String {
    let mark = format!("{whom}\0{:?}\0{:?}\0{:?}\0{:?}\0{}", of.tags, of.sources, of.languages, of.query, of.name);
    blake3::hash(mark.as_bytes()).to_hex()[..16].to_owned()
}

fn format(text: &str) -> Result<NoticeFormat, String> {
    let formats = [
        ("json", NoticeFormat::Json),
        ("ninjs", NoticeFormat::Ninjs),
        ("slack", NoticeFormat::Slack),
        ("matrix", NoticeFormat::Matrix),
        ("ntfy", NoticeFormat::Ntfy),
    ];
    choice(text, &formats)
}

/// All rules, in their order.
pub(super) fn rules(root: &mut Table<'_>, named: &mut Vec<NamedSource>) -> Vec<Rule> {
    let mut all = Vec::new();
    for mut table in root.tables("rule") {
        let mut of = table.table("match");
        let rule = Rule {
            title: of.checked("title", pattern),
            text: of.checked("text", pattern),
            sources: sources(&mut of, "source", "a rule", named),
            languages: of.each("language", language::code),
            tags: of.strings("tag").into_iter().map(|(text, _)| text).collect(),
            add: table.strings("add").into_iter().map(|(text, _)| text).collect(),
            remove: table.strings("remove").into_iter().map(|(text, _)| text).collect(),
            drops: table.boolean("drop").unwrap_or(false),
        };
        table.absorb(of);
        if rule.is_idle() && !table.is_faulty() {
            table.missing("add", "a rule that does nothing -> add = [...], remove = [...] or drop = true");
        }
        all.push(rule);
        root.absorb(table);
    }
    all
}
