//! What is published is read back by others' readers: feed-rs and the rss crate.

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;

use super::*;
use crate::model::*;

#[path = "../../tests/behaviour/support/validity/mod.rs"]
mod validity;

fn at(seconds: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(seconds, 0).unwrap()
}

fn story(title: &str, html: &str) -> Story {
    let lead = Release {
        url: Some("https://a.example/1?x=1&y=2".into()),
        title: Some(title.into()),
        content_html: Some(html.into()),
        published: Some(at(1_700_000_000).fixed_offset()),
        language: Some("en".into()),
        authors: vec![Person { name: Some("Jo & Co".into()), email: Some("jo@a.example".into()), ..Person::default() }],
        tags: vec!["water".into()],
        attachments: vec![Attachment {
            url: "https://a.example/r.pdf".into(),
            mime_type: Some("application/pdf".into()),
            size_in_bytes: Some(7),
            ..Attachment::default()
        }],
        ..Release::default()
    };
    Story {
        id: StoryId(7),
        entry_id: "urn:uuid:5f2b9d5e-0000-4000-8000-000000000007".into(),
        lead,
        lead_id: ReleaseId(8),
        source: "a".into(),
        source_name: "A & B".into(),
        source_url: "https://a.example/feed".into(),
        role: Role::default(),
        source_tags: vec!["ngo".into(), "water".into()],
        copies: vec![Copy {
            source: "b".into(),
            source_name: "Wire".into(),
            url: Some("https://b.example/9".into()),
            title: None,
            published: None,
        }],
        first_seen: at(1_700_000_100),
        sorted_at: at(1_700_000_000),
        updated: at(1_700_000_000),
    }
}

fn feed(stories: Vec<Story>) -> Feed {
    let channel = Channel {
        title: "All <news>".into(),
        home: "https://press.example/".into(),
        self_url: "https://press.example/feed.atom".into(),
        next_url: Some("https://press.example/feed.atom?before=1-2".into()),
        updated: Some(at(1_700_000_000)),
        generator: "pressfeed/0.1.0".into(),
        ..Channel::default()
    };
    Feed { channel, stories }
}

fn read(bytes: &[u8]) -> feed_rs::model::Feed {
    feed_rs::parser::parse(bytes).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

#[test]
fn an_atom_reader_finds_every_field() {
    let read = read(&atom::published(&feed(vec![story("One", "<p>Hello &amp; bye</p>")])).unwrap());
    let entry = &read.entries[0];
    assert_eq!(entry.id, "urn:uuid:5f2b9d5e-0000-4000-8000-000000000007");
    assert_eq!(entry.title.as_ref().unwrap().content, "One");
    assert_eq!(entry.content.as_ref().unwrap().body.as_deref(), Some("<p>Hello &amp; bye</p>"));
    assert_eq!(entry.published, Some(at(1_700_000_000)));
    assert_eq!(entry.authors[0].name.as_deref(), Some("Jo & Co"));
    let link =
        |rel: &str| entry.links.iter().find(|link| link.rel.as_deref() == Some(rel)).map(|link| link.href.as_str());
    assert_eq!(link("alternate"), Some("https://a.example/1?x=1&y=2"));
    assert_eq!(link("via"), Some("https://b.example/9"));
    assert_eq!(entry.categories.iter().map(|c| c.term.as_str()).collect::<Vec<_>>(), ["water", "ngo"]);
    assert!(read.links.iter().any(|link| link.rel.as_deref() == Some("next")));
}

#[test]
fn an_rss_reader_finds_every_field() {
    let bytes = rss::published(&feed(vec![story("One", "<p>Hello ]]> &amp; bye</p>")])).unwrap();
    let channel = ::rss::Channel::read_from(&bytes[..]).unwrap();
    let item = &channel.items[0];
    assert_eq!(item.title.as_deref(), Some("One"));
    assert_eq!(item.content.as_deref(), Some("<p>Hello ]]> &amp; bye</p>"));
    assert!(!item.guid.as_ref().unwrap().permalink);
    assert_eq!(item.pub_date.as_deref(), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    assert_eq!(item.enclosure.as_ref().unwrap().length, "7");
    assert_eq!(item.source.as_ref().unwrap().url, "https://a.example/feed");
    assert!(item.description.is_some(), "content:encoded wants a description before it");
    assert_eq!(read(&bytes).entries.len(), 1);
}

#[test]
fn the_parts_of_a_release_have_elements() {
    let mut full = story("One", "<p>x</p>");
    full.lead.anatomy = Anatomy {
        kind: Some(Kind::Release),
        subtitle: Some("Lead".into()),
        dateline: Some(Dateline { raw: Some("BERN –".into()), place: Some("Bern".into()), date: None }),
        quotes: vec![Quote { text: "“Yes”".into(), speaker: Some("S".into()), ..Quote::default() }],
        contacts: vec![Contact {
            name: Some("P".into()),
            emails: vec!["p@a.example".into()],
            phones: vec!["+41 1".into()],
            ..Contact::default()
        }],
        assets: vec![Asset {
            credit: Some("Foto: X".into()),
            width: Some(9),
            ..Asset::new(AssetType::Image, "https://a.example/i.jpg")
        }],
        reference: Some("058/21".into()),
        ..Anatomy::default()
    };
    let parts = [
        "<media:credit>Foto: X",
        "<dc:identifier>058/21",
        "<pf:subtitle>Lead",
        "place=\"Bern\"",
        "<pf:speaker>S",
        "<pf:phone>+41 1",
        extension::NAMESPACE,
    ];
    let of_atom = atom::published(&feed(vec![full.clone()])).unwrap();
    // validators warn of a vocabulary that they do not know: RSS goes without ours
    let of_rss = rss::published(&feed(vec![full])).unwrap();
    for (bytes, parts) in [(of_atom, &parts[..]), (of_rss, &parts[..2])] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!((text.contains("pf:"), read(&bytes).entries.len()), (parts.len() > 2, 1));
    }
}

#[test]
fn an_empty_story_is_still_a_valid_entry() {
    let mut bare = story("", "");
    bare.lead = Release::default();
    let read = read(&atom::published(&feed(vec![bare.clone()])).unwrap());
    assert_eq!(read.entries[0].title.as_ref().unwrap().content, "A & B");
    assert_eq!(read.entries[0].authors[0].name.as_deref(), Some("A & B"));
    assert_eq!(read.entries[0].links[0].href, "https://press.example/release/8");
    let json: serde_json::Value = serde_json::from_slice(&json_feed::published(&feed(vec![bare])).unwrap()).unwrap();
    assert_eq!(json["items"][0]["content_text"], "A & B");
    assert_eq!(json["items"][0]["_pressfeed"]["provenance"]["date_published"], "assumed");
}

#[test]
fn a_claimed_date_in_the_future_is_not_published() {
    let mut early = story("One", "");
    early.lead.published = Some(at(1_900_000_000).fixed_offset());
    assert_eq!(entry::published(&early).to_utc(), early.first_seen);
    assert!(entry::updated(&early).to_utc() < at(1_800_000_000));
}

#[test]
fn equal_stories_make_equal_bytes() {
    let one = feed(vec![story("One", "<p>x</p>")]);
    assert_eq!(atom::published(&one).unwrap(), atom::published(&one.clone()).unwrap());
    assert_eq!(json_feed::published(&one).unwrap(), json_feed::published(&one.clone()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_words_come_back_from_every_format(title in any::<String>(), body in any::<String>()) {
        let feed = feed(vec![story(&title, &body)]);
        let clean = |text: &str| xml::clean(text).replace("\r\n", "\n").replace('\r', "\n");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let atom = read(&atom::published(&feed).unwrap());
        let shown = atom.entries[0].content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
        prop_assert_eq!(words(&clean(&shown)), words(&clean(&body)));
        let rss = ::rss::Channel::read_from(&rss::published(&feed).unwrap()[..]).unwrap();
        let shown = rss.items[0].content.clone().unwrap_or_default();
        prop_assert_eq!(words(&clean(&shown)), words(&clean(&body)));
        let json: serde_json::Value = serde_json::from_slice(&json_feed::published(&feed).unwrap()).unwrap();
        if !title.is_empty() {
            prop_assert_eq!(json["items"][0]["title"].as_str(), Some(title.as_str()));
        }
    }
}

/// Words as the worst of feeds have them.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[ -~]{0,12}",
        any::<String>(),
        Just("]]>".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("</script><b>x</b>".to_owned()),
        Just("&lt;i&gt; &amp;amp; &#38; &nbsp AT&T R&D".to_owned()),
        Just("\u{202e}\u{2066}\u{200f}\u{feff}\u{0}\u{8}\u{b}\u{1f}\u{85}\u{fffe}\u{ffff}\u{fffd}".to_owned()),
        Just("\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{1f1e8}\u{1f1ed}".to_owned()),
        Just("long ".repeat(4_000)),
    ];
    prop::collection::vec(pieces, 1..5).prop_map(|pieces| pieces.concat())
}

fn worst() -> impl Strategy<Value = Story> {
    let words = (hostile(), hostile(), hostile(), hostile(), hostile());
    (words, any::<Option<i64>>(), "[a-z]{2}(-[A-Z]{2})?|[^a-z]{0,9}").prop_map(|(words, time, language)| {
        let (title, summary, body, name, other) = words;
        let (name, other) = (format!("n{name}"), format!("o{other}"));
        let mut story = story(&title, &format!("<p>{}</p>", xml::html_of(&xml::clean(&body))));
        story.lead.summary = Some(summary);
        story.lead.language = Some(language);
        story.lead.published =
            time.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).map(|time| time.fixed_offset());
        story.lead.authors[0].name = Some(name.clone());
        story.lead.authors[0].email = Some(other.clone());
        story.lead.tags = vec![other.clone(), name.clone()];
        story.lead.url = Some(format!("https://a.example/{}", other.replace(|c: char| c.is_control(), "")));
        story.lead.attachments[0].title = Some(other.clone());
        story.lead.attachments[0].mime_type = Some(name.clone());
        story.source_name = format!("S {other}");
        story.copies[0].source_name = name;
        story.lead.extras.rights = Some(other.clone());
        let image = Asset {
            title: Some(other.clone()),
            caption: Some(title),
            ..Asset::new(AssetType::Image, "https://a.example/ü.jpg")
        };
        story.lead.anatomy = Anatomy {
            subtitle: Some(other.clone()),
            quotes: vec![Quote { text: other, ..Quote::default() }],
            assets: vec![image],
            ..Anatomy::default()
        };
        story
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn the_worst_of_words_make_valid_documents_that_read_back(story in worst()) {
        let one = feed(vec![story.clone()]);
        let now = at(1_800_000_000);
        let (atom, rss) = (atom::published(&one).unwrap(), rss::published(&one).unwrap());
        let own = &one.channel.self_url;
        prop_assert_eq!(validity::atom::check(&atom, own, now), Vec::<String>::new());
        prop_assert_eq!(validity::rss::check(&rss, own, now), Vec::<String>::new());
        let json = json_feed::published(&one).unwrap();
        prop_assert_eq!(validity::json_feed::check(&json, own, now), Vec::<String>::new());
        let words = |text: &str| xml::clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = |text: &str, html: bool| {
            let text = if html { quick_xml::escape::unescape(text).unwrap().into_owned() } else { text.to_owned() };
            words(&text)
        };
        let entry = read(&atom).entries.remove(0);
        let title = entry.title.unwrap();
        let html = title.content_type.essence().to_string() == "text/html";
        prop_assert_eq!(plain(&title.content, html), words(&entry::title(&story)));
        let body = words(story.lead.content_html.as_deref().unwrap());
        prop_assert_eq!(words(&entry.content.unwrap().body.unwrap()), body.clone());
        let item = ::rss::Channel::read_from(&rss[..]).unwrap().items.remove(0);
        prop_assert_eq!(words(&item.content.unwrap()), body);
    }
}
