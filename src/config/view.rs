//! `[[view]]`: a part of all releases, by tags, sources, languages or words.

use super::*;

/// A view, and where its source names stand.
pub(super) struct FoundView {
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    pub(super) sources: Vec<SourceId>,
    pub(super) spans: Vec<std::ops::Range<usize>>,
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

pub(super) fn views(root: &mut Table<'_>) -> Vec<FoundView> {
    let mut views = Vec::new();
    for mut table in root.tables("view") {
        let name = table.checked("name", stanza::identifier);
        if name.is_none() {
            table.missing(
                "name",
                "a view needs a name -> add name = \"...\": it stands in its address, /view/NAME.atom",
            );
        }
        let (sources, spans) =
            table.strings("sources").into_iter().map(|(id, span)| (id.as_str().into(), span)).unzip();
        views.push(FoundView {
            name: name.unwrap_or_default(),
            tags: table.strings("tags").into_iter().map(|(text, _)| text).collect(),
            sources,
            spans,
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
