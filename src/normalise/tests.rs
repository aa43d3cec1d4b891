use super::*;
use crate::model::{Attachment, Field, Markup, Person};

fn found<T>(value: T) -> Option<Found<T>> {
    Some(Found::new(value, Provenance::Feed))
}

fn read(draft: Draft) -> (Release, Vec<String>) {
    let now = DateTime::parse_from_rfc3339("2024-06-01T12:00:00Z").unwrap().to_utc();
    let mut warnings = Vec::new();
    let release = release(
        draft,
        &Context { zone: Some(Tz::Europe__Berlin), now: Some(now), ..Context::default() },
        &mut warnings,
    );
    (release, warnings)
}

#[test]
fn a_draft_becomes_a_release_with_its_origins() {
    let (r, warnings) = read(Draft {
        base: Some("https://ok.example/news/".into()),
        url: found("1?utm_source=x".into()),
        title: found(Markup::Html("A &amp; <b>B</b>".into())),
        content: found(Markup::Html("<p onclick=x>Words <a href=y>z</a></p><script>1</script>".into())),
        summary: found(Markup::Text("  Standfirst ".into())),
        published: found("2024-05-03".into()),
        language: found("en_gb".into()),
        tags: vec!["One".into(), "one".into(), "<b>Two</b>".into()],
        attachments: vec![
            Attachment { url: "f.pdf".into(), ..Attachment::default() },
            Attachment { url: "javascript:x".into(), ..Attachment::default() },
        ],
        authors: vec![Person {
            name: Some("A &lt;b&gt;".into()),
            url: Some("javascript:x".into()),
            ..Person::default()
        }],
        authors_origin: Some(Provenance::Meta),
        ..Draft::default()
    });
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(r.url.as_deref(), Some("https://ok.example/news/1?utm_source=x"));
    assert_eq!(r.title.as_deref(), Some("A & B"));
    assert_eq!(r.content_html.as_deref(), Some("<p>Words <a href=\"https://ok.example/news/y\">z</a></p>"));
    assert_eq!(r.content_text.as_deref(), Some("Words z"));
    assert_eq!(r.summary.as_deref(), Some("Standfirst"));
    assert_eq!(r.published.map(|d| d.to_rfc3339()).as_deref(), Some("2024-05-03T00:00:00+02:00"));
    assert_eq!((r.language.as_deref(), r.tags.len(), r.attachments.len()), (Some("en-GB"), 2, 1));
    assert_eq!(r.authors, [Person::named("A <b>")]);
    assert_eq!(r.provenance.get(&Field::Authors), Some(&Provenance::Meta));
    assert_eq!(r.provenance.get(&Field::DatePublished), Some(&Provenance::Feed));
}

#[test]
fn a_description_alone_is_the_body() {
    let (r, _) = read(Draft { summary: found(Markup::Html("<p>All there is.</p>".into())), ..Draft::default() });
    assert_eq!((r.content_html.as_deref(), r.summary), (Some("<p>All there is.</p>"), None));
    let (r, _) = read(Draft { summary: found(Markup::Html("No markup at all.".into())), ..Draft::default() });
    assert_eq!((r.content_html, r.summary.as_deref()), (None, Some("No markup at all.")));
}

#[test]
fn markup_without_words_stays_until_something_shows() {
    let wordless = || found(Markup::Html("<dd></dd>".into()));
    let (r, _) = read(Draft { content: wordless(), ..Draft::default() });
    assert_eq!((r.content_html.as_deref(), r.content_text), (Some("<dd></dd>"), None));
    let summary = found(Markup::Html("<p>Words.</p>".into()));
    let (r, _) = read(Draft { content: wordless(), summary, ..Draft::default() });
    assert_eq!((r.content_html.as_deref(), r.content_text.as_deref()), (Some("<p>Words.</p>"), Some("Words.")));
}

#[test]
fn dates_that_cannot_be_believed_are_left_out_and_told() {
    for text in [
        "Fri, 31 Dec 2999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "yesterday-ish", "2024-06-03T00:00:00Z",
        "Mon, 01 Jan 0001 00:00:00 GMT",
    ] {
        let (r, warnings) = read(Draft { published: found(text.into()), ..Draft::default() });
        assert_eq!((r.published, warnings.len()), (None, 1), "{text}");
        assert!(!r.provenance.contains_key(&Field::DatePublished));
    }
}

#[test]
fn an_item_with_a_bad_address_is_kept_without_it() {
    let (r, warnings) = read(Draft {
        url: found("javascript:pwn(1)".into()),
        title: found(Markup::Text("T".into())),
        ..Draft::default()
    });
    assert_eq!((r.url, r.title.as_deref(), warnings.len()), (None, Some("T"), 1));
}

#[test]
fn an_ordinary_release_is_normalised_within_its_budget() {
    let paragraph = "<p>The <b>quick</b> brown fox <a href=\"/jump?a=1&amp;b=2\">jumps</a> over the lazy dog &amp; the <em>cat</em>, on the 4th of May.</p>\n";
    let draft = Draft {
        base: Some("https://ok.example/news/".into()),
        url: found("https://ok.example/news/1".into()),
        title: found(Markup::Html("A &amp; B".into())),
        content: found(Markup::Html(format!("{}<p><img src=\"/a.jpg\" alt=\"A\"></p>", paragraph.repeat(18)))),
        summary: found(Markup::Html("<p>A short description.</p>".into())),
        published: found("Fri, 03 May 2024 10:00:00 GMT".into()),
        language: found("en".into()),
        tags: vec!["One".into(), "Two".into()],
        ..Draft::default()
    };
    let least = |work: &dyn Fn()| (0..300).map(|_| time(work)).min().unwrap_or_default();
    let Some(Found { value: Markup::Html(html), .. }) = draft.content.clone() else { return };
    let base = Url::parse("https://ok.example/").ok();
    let clean = html::sanitise(&html, base.as_ref());
    eprintln!(
        "{} bytes of HTML: tree {:?}, oddities {:?}, sanitise {:?}, text {:?}",
        html.len(),
        least(&|| drop(reader::html::tame(&html))),
        least(&|| drop(reader::text::html::without_oddities(&html))),
        least(&|| drop(html::sanitise(&html, base.as_ref()))),
        least(&|| drop(reader::text::html::to_text(&clean)))
    );
    let whole = least(&|| drop(read(draft.clone())));
    eprintln!("one release: {whole:?}");
    assert!(whole.as_micros() < 2000);
}

fn time(work: &dyn Fn()) -> std::time::Duration {
    let began = std::time::Instant::now();
    work();
    began.elapsed()
}
