//! Sources out of an OPML 2.0 subscription list.

use quick_xml::{Reader, events::Event};

use super::stanza::{identifier, web_address};
use crate::model::{Source, Target};

/// Every outline with an `xmlUrl`; its id is made of its title, else of its host, with a number where that is taken.
pub fn sources(text: &str) -> Result<Vec<Source>, String> {
    let mut reader = Reader::from_str(text);
    let mut sources: Vec<Source> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| format!("not OPML: {error}"))? {
            Event::Eof => return Ok(sources),
            Event::Start(outline) | Event::Empty(outline) if outline.name().as_ref() == "outline" => {
                let attribute = |name: &str| {
                    let found = outline.try_get_attribute(name).ok().flatten()?;
                    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
                    Some(value.into_owned())
                };
                let Some(address) = attribute("xmlUrl") else { continue };
                let url = web_address(&address).map_err(|why| format!("xmlUrl: {why}"))?;
                let name = attribute("title").or_else(|| attribute("text")).filter(|name| !name.trim().is_empty());
                let name = name.unwrap_or_else(|| url.host_str().unwrap_or("feed").to_owned());
                let id = free_id(&name, &sources);
                let mut source = Source::new(&id, name.trim(), Target::Feed(url));
                let tags = attribute("category").unwrap_or_default();
                source.tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
                source.language = attribute("language").filter(|tag| !tag.trim().is_empty());
                sources.push(source);
            }
            _ => {}
        }
    }
}

/// "Médecins Sans Frontières" -> "médecins-sans-frontières".
fn free_id(name: &str, taken: &[Source]) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let base = identifier(&words.join("-").chars().take(60).collect::<String>()).unwrap_or_else(|_| "feed".into());
    let free = |id: &String| !taken.iter().any(|source| *source.id == **id);
    let mut ids = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base}-{n}")));
    ids.find(free).unwrap_or(base)
}
