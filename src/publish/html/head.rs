//! What a release's page says to machines that look at it: a description, and schema.org's NewsArticle.

use serde_json::{Map, Value, json};

use super::{Site, shown::Shown};
use crate::{
    model::Release,
    publish::{entry, json_feed::said, when},
};

/// Characters of a description.
const DESCRIPTION: usize = 200;

/// Its first words.
pub fn description(release: &Release) -> Option<String> {
    let words = entry::summary(release).or(said(&release.content_text))?;
    Some(entry::excerpt(words, DESCRIPTION).into_owned())
}

/// JSON-LD, fit to stand in a `script` element: nothing in it ends one.
pub fn json_ld(site: &Site, shown: &Shown<'_>, title: &str) -> String {
    let (story, release) = (shown.story, shown.release);
    let mut article = Map::new();
    let mut say = |key: &str, value: Value| {
        if !value.is_null() {
            article.insert(key.into(), value);
        }
    };
    say("@context", "https://schema.org".into());
    say("@type", "NewsArticle".into());
    say("headline", title.into());
    say("url", format!("{}release/{}", site.home, shown.id).into());
    say("isBasedOn", json!(said(&release.url)));
    say("inLanguage", json!(entry::language(release)));
    say("datePublished", json!(entry::claimed(story).map(|time| when(&time))));
    say("dateModified", json!(when(&entry::updated(story))));
    say("description", json!(description(release)));
    say("image", json!(said(&release.image)));
    say("author", json!({ "@type": "Organization", "name": shown.source.0 }));
    say("keywords", json!(Some(entry::tags(story)).filter(|tags| !tags.is_empty())));
    Value::Object(article).to_string().replace('<', "\\u003c").replace('>', "\\u003e")
}
