//! Feeds as they were seen, one fact a test.

use super::*;
use crate::model::{Draft, Markup};

fn document(feed: &str) -> Document {
    read(feed.as_bytes(), None, Url::parse("https://a.example/feed").ok().as_ref()).unwrap()
}

fn rss(channel: &str) -> Document {
    document(&format!("<rss version=\"2.0\"><channel><title>N</title>{channel}</channel></rss>"))
}

fn title(draft: &Draft) -> Option<&str> {
    match draft.title.as_ref().map(|t| &t.value) {
        Some(Markup::Text(text) | Markup::Html(text)) => Some(text),
        None => None,
    }
}

#[test]
fn what_nobody_knows_has_titles_of_its_own() {
    let read = rss("<item><title>Ours</title><og><title>Theirs</title><pubDate>x</pubDate></og><link>/1</link></item>");
    let [item] = &read.items[..] else { panic!("{read:?}") };
    assert_eq!((title(item), item.published.is_none()), (Some("Ours"), true));
    assert_eq!(item.url.as_ref().map(|u| u.value.as_str()), Some("https://a.example/1"));
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
}

#[test]
fn categories_may_stand_in_a_list() {
    let read =
        rss("<item><title>A</title><categories><category>B</category><category>C</category></categories></item>");
    assert_eq!(read.items[0].tags, ["B", "C"]);
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
}

#[test]
fn a_feed_that_is_cut_gives_the_items_before_the_cut() {
    let whole =
        "<rss version=\"2.0\"><channel><item><title>One</title></item><item><title>Two</title></item><item><title>Thr";
    let read = document(whole);
    assert_eq!(read.items.iter().filter_map(title).collect::<Vec<_>>(), ["One", "Two"]);
    assert!(read.warnings.iter().any(|w| w.contains("cut")), "{:?}", read.warnings);
}

#[test]
fn what_makes_the_parser_panic_is_kept_from_it() {
    let read = rss(
        "<?xml version='1.0' encoding='utf-16'?><item><title>One</title><author>A &l张三（<![CDATA[foo@example.com）]]></author>\
         <itunes:duration xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>99999999999999999999999</itunes:duration>\
         <media:thumbnail xmlns:media='http://search.yahoo.com/mrss/' url='/t.png' time='99999999999999999999999'/></item>",
    );
    assert_eq!((read.items.len(), read.items[0].authors[0].name.as_deref()), (1, Some("A &l张三")));
    let mended = mend::mend(
        "<rss><channel><?xml version='1.0'?><ttl>99999999999999999999</ttl></channel></rss>",
        &dialect::Root { format: Format::Rss2, start: 0, doctype: None },
        None,
    );
    assert_eq!(mended.document.as_deref(), Some("<rss version=\"2.0\"><channel><ttl></ttl></channel></rss>"));
}

#[test]
fn pages_archives_and_hubs_are_noted() {
    let link = |rel: &str, href: &str| format!("<link rel=\"{rel}\" href=\"{href}\"/>");
    let atom = |links: String| document(&format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{links}</feed>"));
    let read = atom(link("self", "/f") + &link("hub", "https://h.example/") + &link("hub", "https://i.example/"));
    assert_eq!((read.feed_url.as_deref(), read.hubs.len(), read.next), (Some("https://a.example/f"), 2, None));
    let read = atom(link("prev-archive", "/2023") + &link("next", "/2"));
    assert_eq!(read.next.as_deref(), Some("https://a.example/2"));
    let read = atom(link("prev-archive", "/2023"));
    assert_eq!(read.next.as_deref(), Some("https://a.example/2023"));
}

#[test]
fn a_page_where_a_feed_was_expected_names_its_feeds() {
    let page = b"<!doctype html><html><head><link rel=alternate type=application/atom+xml href=/news.atom></head>";
    let error = read(page, Some("text/html"), Url::parse("https://a.example/").ok().as_ref()).unwrap_err();
    assert!(error.to_string().contains("https://a.example/news.atom"), "{error}");
}

#[test]
fn the_comments_are_not_the_page() {
    let read = rss("<item><title>A</title><comments>/c</comments><media:thumbnail url='/t.png'/></item>");
    assert_eq!((read.items[0].url.is_none(), read.items[0].extras.comments_url.is_some()), (true, true));
}

#[test]
fn an_enclosure_may_have_its_address_as_text_and_a_clock_with_fractions() {
    let read = rss(
        "<item><title>A</title><enclosure type='audio/mpeg'>/t.mp3</enclosure><itunes:duration>01:02:03.5</itunes:duration>\
         </item>",
    );
    let [file] = &read.items[0].attachments[..] else { panic!("{read:?}") };
    assert_eq!((&*file.url, file.duration_in_seconds), ("https://a.example/t.mp3", Some(3723.5)));
    assert_eq!(file.mime_type.as_deref(), Some("audio/mpeg"));
}

#[test]
fn a_title_within_a_file_is_the_files() {
    let file =
        |name: &str, within: &str| format!("<media:content url='/{name}.jpg' medium='image'>{within}</media:content>");
    let long = format!("<media:description>{}</media:description>", "words of the item ".repeat(40));
    let files = file("a", "<media:title>Low water</media:title>")
        + &file("b", "<media:description>The roof</media:description>");
    let read = rss(&format!("<item><title>A</title>{files}{}{}</item>", file("c", &long), file("d", "")));
    let titles: Vec<_> = read.items[0].attachments.iter().map(|file| file.title.as_deref()).collect();
    assert_eq!(titles, [Some("Low water"), Some("The roof"), None, None]);
}

#[test]
fn several_creators_stand_beside_an_author() {
    let names = |item: &str| {
        let read = rss(&format!("<item><title>A</title>{item}</item>"));
        read.items[0].authors.iter().map(|person| person.name.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    let creators = "<dc:creator>Ann Lee</dc:creator><dc:creator>Jan Roe</dc:creator>";
    assert_eq!(names(&format!("<author>press@a.example</author>{creators}")), ["Ann Lee", "Jan Roe"]);
    assert_eq!(names(&format!("{creators}<author>ann@a.example (Ann Lee)</author>")), ["Ann Lee", "Jan Roe"]);
    assert_eq!(names(&format!("<author>Ed Itor</author>{creators}")), ["Ed Itor", "Ann Lee", "Jan Roe"]);
    assert_eq!(names("<author>ann@a.example (Ann Lee)</author><dc:creator>alee</dc:creator>"), ["Ann Lee"]);
}

#[test]
fn the_roots_own_prefix_is_the_feeds() {
    for declared in ["", " xmlns:r=\"urn:x\"", " xmlns:r=\"http://backend.userland.com/rss2\""] {
        let read = document(&format!(
            "<r:rss version=\"2.0\"{declared}><r:channel><r:title>N</r:title><r:item><r:title>A</r:title><r:link>/1</r:link>\
             </r:item></r:channel></r:rss>"
        ));
        assert_eq!(read.items.iter().filter_map(title).collect::<Vec<_>>(), ["A"], "{declared}");
    }
}

#[test]
fn documents_that_follow_each_other_are_read_and_items_that_stand_in_both_once() {
    let item = |n: u32| format!("<item><title>T{n}</title><link>/{n}</link></item>");
    let feed = |items: &str| format!("<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>\n");
    let read = document(&(feed(&(item(2) + &item(1))) + &feed(&(item(3) + &item(2)))));
    assert_eq!(read.items.iter().filter_map(title).collect::<Vec<_>>(), ["T2", "T1", "T3"]);
    assert!(read.warnings.iter().any(|warning| warning.contains("another document")));
    let read = document(&(feed("<title>Empty</title>") + &feed(&item(1))));
    assert_eq!(read.items.len(), 1);
    assert_eq!(document(&(feed(&item(1)) + "<!-- made in 3 ms --><p>x</p>")).items.len(), 1);
    assert_eq!(document(&feed(&item(1)).repeat(50)).items.len(), 1);
}

#[test]
fn titles_in_json_are_words() {
    let read = document(
        r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"Rail &amp; road"},{"id":"2","title":"On <b> and <i>"},{"id":"3","external_url":"/3","title":"it\'s",},]}"#,
    );
    assert_eq!(read.items[0].title.as_ref().map(|t| &t.value), Some(&Markup::Html("Rail &amp; road".into())));
    assert_eq!(read.items[1].title.as_ref().map(|t| &t.value), Some(&Markup::Text("On <b> and <i>".into())));
    assert_eq!(read.items[2].url.as_ref().map(|u| u.value.as_str()), Some("https://a.example/3"));
    assert_eq!(read.warnings.len(), 2, "{:?}", read.warnings);
}

#[test]
fn the_page_behind_a_counter_is_told_beside_the_link() {
    let read = rss(
        "<item><link>https://counter.example/~3/x</link><feedburner:origLink>https://a.example/1</feedburner:origLink></item>\
         <item><feedburner:origLink>elsewhere</feedburner:origLink><link>https://a.example/2</link></item>",
    );
    let pages = |item: &Draft| (item.url.clone().map(|u| u.value), item.behind_counter.clone());
    assert_eq!(
        pages(&read.items[0]),
        (Some("https://counter.example/~3/x".into()), Some("https://a.example/1".into()))
    );
    assert_eq!(pages(&read.items[1]), (Some("https://a.example/2".into()), None));
}

#[test]
fn a_picture_is_named_by_elements_by_text_or_by_an_attribute() {
    for picture in [
        "<image><url>/a.jpg</url><title>A</title></image>", "<image>\n /a.jpg </image>", "<image url='/a.jpg'/>",
        "<image href='/a.jpg'></image>",
    ] {
        let read = rss(&format!("<item><title>One</title>{picture}</item>"));
        let found = read.items[0].image.as_ref().map(|found| found.value.as_str());
        assert_eq!(found, Some("https://a.example/a.jpg"), "{picture}");
    }
}

#[test]
fn an_address_that_is_left_empty_is_not_the_feeds() {
    let read =
        rss("<item><title>One</title><enclosure url='' type='image/jpeg'/><itunes:duration>1</itunes:duration></item>");
    assert!(read.items[0].attachments.is_empty() && read.items[0].image.is_none(), "{read:?}");
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='hub' href=''/><link href=''/>\
                <entry><id>1</id><link rel='enclosure' href=''/></entry></feed>";
    let read = document(atom);
    assert!(read.hubs.is_empty() && read.items[0].attachments.is_empty(), "{read:?}");
    assert_eq!(read.home_page_url.as_deref(), Some("https://a.example/feed"));
}

#[test]
fn a_link_that_is_printed_as_an_anchor_leads_where_that_leads() {
    for link in ["&lt;a href=\"/node/5\" hreflang=\"en\"&gt;View&lt;/a&gt;", "<a href=\"/node/5\">View</a>"] {
        let read = rss(&format!("<item><title>One</title><link>{link}</link></item>"));
        assert_eq!(read.items[0].url.as_ref().map(|u| u.value.as_str()), Some("https://a.example/node/5"), "{link}");
    }
}

#[test]
fn json_may_come_in_utf_16() {
    let text = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"Ü\"}]}";
    let little: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let read = read(&bytes, Some("application/feed+json"), None).unwrap();
        assert_eq!(title(&read.items[0]), Some("Ü"));
    }
}

#[test]
fn a_date_that_nobody_can_read_stands_behind_one_that_can_be_read() {
    let dc = "<date xmlns='http://purl.org/dc/elements/1.1/'>2024-05-20T10:00:00Z</date>";
    let (odd, good) = ("<pubDate>Invalid Date</pubDate>", "<pubDate>Tue, 21 May 2024 10:00:00 GMT</pubDate>");
    for (dates, wanted) in [
        (format!("{odd}{dc}"), "2024-05-20T10:00:00Z"),
        (format!("{dc}{odd}"), "2024-05-20T10:00:00Z"),
        (format!("{dc}{good}"), "Tue, 21 May 2024 10:00:00 GMT"),
        (odd.to_owned(), "Invalid Date"),
    ] {
        let read = rss(&format!("<item><title>One</title>{dates}</item>"));
        assert_eq!(read.items[0].published.as_ref().map(|found| &*found.value), Some(wanted), "{dates}");
    }
}

#[test]
fn of_translations_the_page_in_the_entrys_language_is_its_page() {
    let page = |language: &str| {
        let atom = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='{language}'><entry><id>1</id>\
             <link hreflang='de' href='/de/1'/><link hreflang='en-GB' href='/en/1'/></entry></feed>"
        );
        document(&atom).items[0].url.as_ref().map(|found| found.value.clone())
    };
    assert_eq!(page("en").as_deref(), Some("https://a.example/en/1"));
    assert_eq!(page("de-AT").as_deref(), Some("https://a.example/de/1"));
    assert_eq!(page("fr").as_deref(), Some("https://a.example/de/1"));
}

#[test]
fn a_file_in_the_contents_place_is_attached() {
    let read = |kind: &str| {
        let atom = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><link href='/1'/>\
             <content type='{kind}' src='/1.bin'/></entry></feed>"
        );
        let mut items = document(&atom).items;
        let item = items.remove(0);
        (item.url.map(|found| found.value), item.attachments.len())
    };
    assert_eq!(read("video/mp4"), (Some("https://a.example/1".into()), 1));
    assert_eq!(read("text/html"), (Some("https://a.example/1".into()), 0));
}

#[test]
fn who_names_an_element_in_a_title_does_not_use_it() {
    let of = |text: &str| title(&rss(&format!("<item><title>{text}</title></item>")).items[0]).map(str::to_owned);
    assert_eq!(of("Remove &lt;a&gt; as &lt;area&gt;").as_deref(), Some("Remove <a> as <area>"));
    let marked = rss("<item><title>&lt;a href='/x'&gt;Words&lt;/a&gt;</title></item>");
    assert!(matches!(marked.items[0].title.as_ref().map(|found| &found.value), Some(Markup::Html(_))));
}

#[test]
fn json_may_stand_behind_what_a_server_says_of_its_faults() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"}]}";
    let read = document(&format!("<br />\n<b>Notice</b>: undefined in <b>feed.php</b>\n{feed}\n"));
    assert_eq!(title(&read.items[0]), Some("One"));
}

#[test]
fn a_feed_that_says_where_it_moved_is_heard() {
    let of = |url: &str| rss(&format!("<itunes:new-feed-url>{url}</itunes:new-feed-url><item><title>A</title></item>"));
    let told = |url: &str| of(url).warnings.into_iter().find(|warning| warning.contains("moved"));
    assert_eq!(
        told("https://b.example/feed").as_deref(),
        Some("the feed says that it moved to https://b.example/feed")
    );
    assert_eq!(told("http://a.example/feed/"), None);
}
