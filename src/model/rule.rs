//! `[[rule]]`: what arrives is tagged, or dropped, by what it says.

use regex::Regex;

use super::{Release, SourceId};

/// Conditions, all of which hold, and what is done then.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// In the title; with `text`, in either.
    pub title: Option<Regex>,
    /// In the text or summary.
    pub text: Option<Regex>,
    /// Of one of these sources.
    pub sources: Vec<SourceId>,
    /// In one of these languages (primary tags match).
    pub languages: Vec<String>,
    /// With one of these tags.
    pub tags: Vec<String>,
    /// Tags that it gets.
    pub add: Vec<String>,
    /// Tags that it loses.
    pub remove: Vec<String>,
    /// It is not kept.
    pub drops: bool,
}

impl Rule {
    /// All of it in words.
    pub fn said(&self) -> String {
        format!("{self:?}")
    }

    /// It would do nothing.
    pub fn is_idle(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty() && !self.drops
    }

    /// Whether it holds of a release; `tags` are its source's.
    pub fn holds(&self, release: &Release, source: &SourceId, tags: &[String]) -> bool {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let spoken = |wanted: &String| {
            release
                .language
                .as_deref()
                .is_some_and(|tag| tag.eq_ignore_ascii_case(wanted) || primary(tag) == wanted.to_ascii_lowercase())
        };
        let tagged = |wanted: &String| release.tags.iter().chain(tags).any(|tag| is_same(tag, wanted));
        (self.sources.is_empty() || self.sources.contains(source))
            && (self.languages.is_empty() || self.languages.iter().any(spoken))
            && (self.tags.is_empty() || self.tags.iter().any(tagged))
            && self.says(release)
    }

    fn says(&self, release: &Release) -> bool {
        let found = |pattern: &Option<Regex>, texts: &[&Option<String>]| {
            pattern
                .as_ref()
                .map(|pattern| texts.iter().any(|text| text.as_deref().is_some_and(|text| pattern.is_match(text))))
        };
        let title = found(&self.title, &[&release.title]);
        let text = found(&self.text, &[&release.content_text, &release.summary]);
        match (title, text) {
            (None, None) => true,
            (title, text) => title.unwrap_or(false) || text.unwrap_or(false),
        }
    }

    /// Tags a release.
    pub fn apply(&self, release: &mut Release) {
        release.tags.retain(|tag| !self.remove.iter().any(|one| is_same(tag, one)));
        for tag in &self.add {
            if !release.tags.iter().any(|one| is_same(one, tag)) {
                release.tags.push(tag.clone());
            }
        }
    }
}

/// Whoever writes a tag large means it no otherwise.
fn is_same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_holds_of_title_or_text_and_of_all_its_other_conditions() {
        let release = Release {
            title: Some("Sea level rises".into()),
            language: Some("en-GB".into()),
            tags: vec!["old".into()],
            ..Release::default()
        };
        let pattern = |text: &str| Some(Regex::new(text).unwrap());
        let rule = Rule {
            title: pattern("(?i)sea level"),
            text: pattern("storm"),
            add: vec!["climate".into()],
            remove: vec!["Old".into()],
            ..Rule::default()
        };
        let holds = |rule: &Rule| rule.holds(&release, &"a".into(), &["coast".into()]);
        assert!(holds(&rule));
        assert!(holds(&Rule { languages: vec!["en".into()], tags: vec!["Coast".into()], ..rule.clone() }));
        assert!(!holds(&Rule { languages: vec!["de".into()], ..rule.clone() }));
        assert!(!holds(&Rule { sources: vec!["b".into()], ..rule.clone() }));
        assert!(!holds(&Rule { title: pattern("^level"), ..rule.clone() }));
        let mut tagged = release.clone();
        rule.apply(&mut tagged);
        rule.apply(&mut tagged);
        assert_eq!(tagged.tags, ["climate"]);
    }
}
