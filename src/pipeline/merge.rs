//! A release of a feed or listing and the one that its page tells, made one.

use chrono::{DateTime, FixedOffset, NaiveTime};

use crate::model::{Field, Release};

/// A body shorter than this many characters is a teaser.
const TEASER: usize = 400;
/// A page with fewer letters than this has no body that could be told from chance words.
const BRIEF: usize = 150;

/// A text beside a summary is a body however short; a text alone may be a teaser.
pub(super) fn has_body(release: &Release) -> bool {
    let Some(text) = &release.content_text else { return false };
    release.summary.is_some() || text.chars().take(TEASER).count() == TEASER
}

/// Takes from the page what the release lacks; what the feed or listing said stays, but for a body that is longer.
pub fn complete(release: &mut Release, page: Release) {
    let mut taken: Vec<Field> = Vec::new();
    let refined = refine(release, &page);
    macro_rules! take {
        ($($field:ident => $name:ident),*) => {$(
            if release.$field.is_none() && page.$field.is_some() {
                release.$field = page.$field.clone();
                taken.push(Field::$name);
            }
        )*};
    }
    let length = |release: &Release| release.content_text.as_ref().map_or(0, String::len);
    if length(&page) > length(release) && !has_body(release) && goes_on(&page, release) {
        // a teaser is a summary, the page's text the body
        release.summary = release.summary.take().or(release.content_text.take().filter(|text| !text.is_empty()));
        (release.content_html, release.content_text) = (None, None);
    }
    // a body is its HTML and its text together: the page's stands where there is none, or plain text of no more words
    let none = release.content_text.is_none() && release.content_html.is_none();
    let plain = release.content_html.is_none() && page.content_html.is_some();
    if none || plain && length(&page) >= length(release) && goes_on(&page, release) {
        (release.content_html, release.content_text) = (None, None);
        take!(content_html => ContentHtml, content_text => ContentText);
    }
    take!(title => Title, summary => Summary,
        image => Image, published => DatePublished, updated => DateModified, language => Language,
        external_url => ExternalUrl);
    if release.language != page.language
        && release.provenance.get(&Field::Language) > page.provenance.get(&Field::Language)
    {
        release.language = page.language.clone();
        taken.push(Field::Language);
    }
    if release.authors.is_empty() && !page.authors.is_empty() {
        release.authors = page.authors;
        taken.push(Field::Authors);
    }
    if release.tags.is_empty() && !page.tags.is_empty() {
        release.tags = page.tags;
        taken.push(Field::Tags);
    }
    for attachment in page.attachments {
        if !release.attachments.iter().any(|known| known.url == attachment.url) {
            release.attachments.push(attachment);
        }
    }
    taken.extend(refined);
    for field in taken {
        if let Some(origin) = page.provenance.get(&field) {
            release.provenance.insert(field, *origin);
        }
        if let Some(raw) = page.raws.get(field.name()) {
            release.raws.insert(field.name().to_owned(), raw.clone());
        }
    }
    release.extras.canonical_url = release.extras.canonical_url.take().or(page.extras.canonical_url);
    release.extras.site_name = release.extras.site_name.take().or(page.extras.site_name);
    anatomy(release, page.anatomy, &page.provenance, page.raws);
}

/// One side often knows the day and the other the minute: the same day takes its time from where it stands.
/// Gives the field that was taken from the page.
fn refine(release: &mut Release, page: &Release) -> Option<Field> {
    let bare = |time: &DateTime<FixedOffset>| time.time() == NaiveTime::MIN;
    match (release.published, page.published) {
        (Some(ours), Some(theirs)) if bare(&ours) && !bare(&theirs) && ours.date_naive() == theirs.date_naive() => {
            release.published = Some(theirs);
            Some(Field::DatePublished)
        }
        // Atom feeds that have `updated` only: of a release that was not edited since, it is the first publication
        (None, Some(theirs)) if bare(&theirs) => {
            release.published = release.updated.filter(|updated| updated.date_naive() == theirs.date_naive());
            if let Some(origin) = release.published.and(release.provenance.get(&Field::DateModified).copied()) {
                release.provenance.insert(Field::DatePublished, origin);
            }
            None
        }
        _ => None,
    }
}

/// True when the page's text is a body, or goes on where the teaser ends: a few other words are not the release.
fn goes_on(page: &Release, release: &Release) -> bool {
    let letters = |release: &Release| {
        let text = release.content_text.as_deref().unwrap_or_default();
        text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let (page_text, teaser) = (letters(page), letters(release));
    let beginning: String = teaser.chars().take(40).collect();
    let (long, short) = (page_text.chars().count(), teaser.chars().count());
    long >= TEASER || long >= BRIEF.max(3 * short) || (!beginning.is_empty() && page_text.contains(&beginning))
}

/// The page knows more of the anatomy than a feed's body does: its fields win where it has them.
fn anatomy(
    release: &mut Release,
    page: crate::model::Anatomy,
    origins: &crate::model::Provenances,
    raws: std::collections::BTreeMap<String, String>,
) {
    let own = std::mem::replace(&mut release.anatomy, page);
    let new = &mut release.anatomy;
    macro_rules! keep {
        ($($part:ident $is_missing:ident => $field:ident),*) => {$(
            if new.$part.$is_missing() {
                new.$part = own.$part;
            } else if let Some(origin) = origins.get(&Field::$field) {
                release.provenance.insert(Field::$field, *origin);
            }
        )*};
    }
    keep!(kind is_none => Kind, subtitle is_none => Subtitle, dateline is_none => Dateline, embargo is_none => Embargo,
        issuer is_none => Issuer, distributor is_none => Distributor, notes is_none => Notes, ends is_none => Ends,
        reference is_none => Reference, status is_none => Status, issuers is_empty => Issuers, quotes is_empty => Quotes,
        boilerplate is_empty => Boilerplate, contacts is_empty => Contacts, assets is_empty => Assets,
        tickers is_empty => Tickers, variants is_empty => Variants);
    // what the page printed for a field stands beside the page's value, never beside another
    for (name, raw) in raws {
        let field = Field::named(&name);
        if field.is_none_or(|field| release.provenance.get(&field) == origins.get(&field)) {
            release.raws.insert(name, raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(html: Option<&str>, text: Option<&str>) -> Release {
        Release { content_html: html.map(Into::into), content_text: text.map(Into::into), ..Release::default() }
    }

    fn completed(mut release: Release, page: Release) -> Release {
        complete(&mut release, page);
        body(release.content_html.as_deref(), release.content_text.as_deref())
    }

    #[test]
    fn what_the_page_printed_is_not_said_of_a_value_that_the_feed_gave() {
        let day = |text: &str| Some(DateTime::parse_from_rfc3339(text).unwrap());
        let mut of_feed = Release { published: day("2026-11-17T09:00:00Z"), ..Release::default() };
        of_feed.provenance.insert(Field::DatePublished, crate::model::Provenance::Feed);
        let mut page =
            Release { published: day("2026-11-23T00:00:00Z"), title: Some("T".into()), ..Release::default() };
        for (field, raw) in [(Field::DatePublished, "23 November 2026"), (Field::Title, "T | Org")] {
            page.provenance.insert(field, crate::model::Provenance::Text);
            page.raws.insert(field.name().into(), raw.into());
        }
        complete(&mut of_feed, page);
        assert_eq!(of_feed.raws.keys().collect::<Vec<_>>(), ["title"]);
    }

    #[test]
    fn a_body_is_taken_whole_or_not_at_all() {
        let words = "Words that go on for a while, as a release does. ".repeat(12);
        let html = format!("<p>{words}</p>");
        let page = body(Some(&html), Some(&words));
        let picture = body(Some("<img src=\"https://ok.example/a.png\" alt=\"A chart\">"), None);
        assert_eq!(completed(picture.clone(), body(Some("<p>Few words.</p>"), Some("Few words."))), picture);
        assert_eq!(completed(Release::default(), page.clone()), page);
        assert_eq!(completed(body(None, Some(&words)), page.clone()), page);
        let longer = body(None, Some(&words.repeat(2)));
        assert_eq!(completed(longer.clone(), page), longer);
    }
}
