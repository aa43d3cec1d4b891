//! `[[view]]`: a part of all releases, by tags, sources, languages or words.

use super::*;

/// A view, and where its tags stand.
pub(super) struct FoundView {
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    pub(super) sources: Vec<SourceId>,
    pub(super) tags_at: problem::Place,
    languages: Vec<String>,
    query: Option<String>,
    title: Option<String>,
    description: Option<String>,
    token: Option<Secret>,
}

impl FoundView {
    pub(super) fn as_view(&self) -> View {
        View {
            name: self.name.clone(),
            tags: self.tags.clone(),
            sources: self.sources.clone(),
            languages: self.languages.clone(),
            query: self.query.clone(),
            ..View::default()
        }
    }

    pub(super) fn into_view(self) -> View {
        View {
            name: self.name,
            tags: self.tags,
            sources: self.sources,
            languages: self.languages,
            query: self.query,
            title: self.title,
            description: self.description,
            token: self.token,
        }
    }
}

pub(super) fn views(root: &mut Table<'_>, named: &mut Vec<NamedSource>) -> Vec<FoundView> {
    let mut views: Vec<FoundView> = Vec::new();
    for mut table in root.tables("view") {
        let name = table.checked("name", stanza::identifier);
        if name.is_none() {
            table.missing(
                "name",
                "a view needs a name -> add name = \"...\": it stands in its address, /view/NAME.atom",
            );
        }
        let name = name.unwrap_or_default();
        if !name.is_empty() && views.iter().any(|view| view.name == name) {
            table.fault("name", &format!("there is a view {name:?} already -> each needs a name of its own"));
        }
        let sources = named::sources(&mut table, "sources", &format!("view {name:?}"), named);
        views.push(FoundView {
            name,
            tags: table.strings("tags").into_iter().map(|(text, _)| text).collect(),
            sources,
            tags_at: table.place("tags"),
            languages: table.each("languages", language::code),
            query: table.string("query"),
            title: table.string("title"),
            description: table.string("description"),
            token: table.checked("token", stanza::token),
        });
        root.absorb(table);
    }
    views
}
