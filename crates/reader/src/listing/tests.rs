//! Listings of shapes that newsrooms have, each read without configuration.

use url::Url;

use super::*;
use crate::model::{Draft, Markup};

fn at(html: &str, url: &str) -> Document {
    let url = Url::parse(url).ok();
    let hints = Hints { now: "2024-06-30T12:00:00Z".parse().ok(), ..Hints::default() };
    read(html, url.as_ref(), &hints, None).expect("a page is always read")
}

fn title(draft: &Draft) -> &str {
    match draft.title.as_ref().map(|found| &found.value) {
        Some(Markup::Text(text) | Markup::Html(text)) => text,
        None => "",
    }
}

fn day(draft: &Draft, document: &Document) -> String {
    let hints =
        Hints { language: document.language.as_deref(), now: "2024-06-30T12:00:00Z".parse().ok(), ..Hints::default() };
    let text = draft.published.as_ref().map_or("", |found| found.value.as_str());
    crate::text::dates::parse(text, &hints).map(|when| when.date.to_string()).unwrap_or_default()
}

/// Titles, days and last path segments, one line an item.
fn lines(document: &Document) -> Vec<String> {
    let last =
        |draft: &Draft| draft.url.as_ref().map_or("", |url| url.value.rsplit('/').next().unwrap_or("")).to_owned();
    document.items.iter().map(|item| format!("{} | {} | {}", title(item), day(item, document), last(item))).collect()
}

const TITLES: [&str; 5] = [
    "Harbour bridge opens to cyclists after two years", "Museum receives the largest gift in its history",
    "New wing for the children's hospital approved", "Ferry timetable changes for the summer season",
    "Council names three finalists for the market hall",
];

fn rows(one: impl Fn(usize, &str) -> String) -> String {
    TITLES.iter().enumerate().map(|(index, title)| one(index, title)).collect()
}

fn expect_five(html: &str) -> Document {
    let document = at(html, "https://city.example/news/");
    assert_eq!(document.items.len(), 5, "{:?} {:?}", document.warnings, lines(&document));
    for (index, item) in document.items.iter().enumerate() {
        assert_eq!(title(item), TITLES[index]);
        assert_eq!(day(item, &document), format!("2024-05-{:02}", 20 - index), "{:?}", item.published);
        assert!(item.url.as_ref().is_some_and(|url| url.value.ends_with(&format!("/item-{index}"))), "{:?}", item.url);
    }
    document
}

const MENU: &str = "<nav><ul><li><a href='/a'>About the city</a><li><a href='/b'>Services for you</a><li><a href='/c'>Press and news</a></ul></nav>";

#[test]
fn rows_of_a_table_with_a_date_column() {
    let table = rows(|n, t| {
        format!(
            "<tr><td>{}.05.2024</td><td><a href='item-{n}'>{t}</a></td><td><a href='/topic/city'>City</a></td></tr>",
            20 - n
        )
    });
    expect_five(&format!(
        "<html lang=de><body>{MENU}<h1>News</h1><table><tr><th>Date</th><th>Title</th><th>Topic</th></tr>{table}</table>"
    ));
}

#[test]
fn terms_with_dates_and_definitions_with_links() {
    let list = rows(|n, t| format!("<dt>May {}, 2024</dt><dd><a href='item-{n}'>{t}</a></dd>", 20 - n));
    expect_five(&format!("<html lang=en><body>{MENU}<main><h1>News</h1><dl>{list}</dl></main>"));
}

#[test]
fn cards_under_an_overlay_link_without_text() {
    let cards = rows(|n, t| {
        format!(
            "<article><header><h2>{t}</h2></header><p>A short teaser that says a little more about it.</p><footer><span title='2024-05-{0:02} 10:00:00 +0000 UTC'>May {0}, 2024</span></footer><a class=overlay aria-label='post link to {t}' href='item-{n}'></a></article>",
            20 - n
        )
    });
    expect_five(&format!("<body>{MENU}<main>{cards}</main>"));
}

#[test]
fn a_sidebar_of_most_read_texts_stays_out() {
    let list = rows(|n, t| {
        format!(
            "<div class=teaser><span class=date>{} May 2024</span><h3><a href='item-{n}'>{t}</a></h3><p>Some words that introduce this text to readers.</p></div>",
            20 - n
        )
    });
    let side: String = (0..6).map(|n| format!("<li><a href='/popular/text-number-{n}-of-many'>An older text that many people read, number {n}</a></li>")).collect();
    expect_five(&format!(
        "<body>{MENU}<div class=columns><div class=content>{list}</div><div class=sidebar><h4>Most read</h4><ul>{side}</ul></div></div>"
    ));
}

#[test]
fn a_release_set_large_above_the_list_belongs_to_it() {
    let list: String = (1..5)
        .map(|n| {
            format!("<div class=item><p>{} May 2024</p><h3><a href='item-{n}'>{}</a></h3></div>", 20 - n, TITLES[n])
        })
        .collect();
    let hero = format!("<section><div><p>20 May 2024</p><h2><a href='item-0'>{}</a></h2></div></section>", TITLES[0]);
    expect_five(&format!("<body>{MENU}<main>{hero}<section><h2>Latest</h2><div>{list}</div></section></main>"));
}

#[test]
fn days_as_headings_above_several_items() {
    let list = rows(|n, t| {
        let heading = if n == 1 || n == 3 { format!("<h3>{} May 2024</h3>", 20 - n) } else { String::new() };
        format!("{heading}<p><a href='item-{n}'>{t}</a></p>")
    });
    let document =
        at(&format!("<body>{MENU}<main><h1>News</h1><h3>20 May 2024</h3>{list}</main>"), "https://city.example/news/");
    let days: Vec<String> = document.items.iter().map(|item| day(item, &document)).collect();
    assert_eq!(days, ["2024-05-20", "2024-05-19", "2024-05-19", "2024-05-17", "2024-05-17"], "{:?}", lines(&document));
}

#[test]
fn a_year_above_items_that_print_day_and_month() {
    let list = rows(|n, t| format!("<li><span>{} May</span> <a href='item-{n}'>{t}</a></li>", 20 - n));
    let document = at(&format!("<body>{MENU}<main><h2>2021</h2><ul>{list}</ul></main>"), "https://city.example/news/");
    assert_eq!(day(&document.items[0], &document), "2021-05-20", "{:?}", lines(&document));
}

#[test]
fn headings_and_paragraphs_without_a_record_element() {
    let list = rows(|n, t| {
        format!(
            "<h2><a href='item-{n}'>{t}</a></h2><p class=meta>Published {} May 2024</p><p>Some words that introduce this text to readers.</p>",
            20 - n
        )
    });
    let document =
        expect_five(&format!("<body>{MENU}<div id=content><h1>News</h1><p>All releases of the city.</p>{list}</div>"));
    assert!(document.items.iter().all(|item| item.summary.is_some()));
}

#[test]
fn lines_parted_by_breaks() {
    let list = rows(|n, t| format!("05/{}/2024 - <a href='item-{n}'>{t}</a><br>", 20 - n));
    expect_five(&format!("<html lang=en><body>{MENU}<div><h1>News</h1>{list}</div>"));
}

#[test]
fn the_order_of_all_number_dates_is_decided_once_for_the_page() {
    let list: String = [(3, 4), (2, 4), (28, 3), (5, 3)]
        .iter()
        .enumerate()
        .map(|(n, (d, m))| {
            format!("<li><a href='/news/item-{n}'>{}</a> <span>{d:02}/{m:02}/2024</span></li>", TITLES[n])
        })
        .collect();
    let document = at(&format!("<html lang=en><body><main><ul>{list}</ul></main>"), "https://city.example/news/");
    let days: Vec<String> = document.items.iter().map(|item| day(item, &document)).collect();
    assert_eq!(days, ["2024-04-03", "2024-04-02", "2024-03-28", "2024-03-05"]);
}

#[test]
fn a_date_in_a_title_does_not_replace_the_record_s_own() {
    let list: String = (0..4).map(|n| format!("<li><time>{} May 2024</time><a href='/news/item-{n}'>Programme for 1 June 2023 is out, part {n}</a></li>", 20 - n)).collect();
    let document = at(&format!("<body><main><ul>{list}</ul></main>"), "https://city.example/news/");
    assert_eq!(day(&document.items[0], &document), "2024-05-20");
}

#[test]
fn a_title_cut_short_is_completed_from_the_picture() {
    let list = rows(|n, t| {
        let cut: String = t.chars().take(24).collect();
        format!(
            "<div class=card><img src='/i/{n}.jpg' alt=\"{t}\"><time datetime='2024-05-{:02}'></time><h3><a href='item-{n}'>{cut}…</a></h3></div>",
            20 - n
        )
    });
    expect_five(&format!("<body>{MENU}<main>{list}</main>"));
}

#[test]
fn pages_of_other_languages_are_followed() {
    for (words, language) in [
        ("Ältere Beiträge", "de"),
        ("Page suivante", "fr"),
        ("Siguiente", "es"),
        ("Volgende", "nl"),
        ("Następna strona", "pl"),
        ("Nästa sida", "sv"),
    ] {
        let list =
            rows(|n, t| format!("<li><time datetime='2024-05-{:02}'></time><a href='item-{n}'>{t}</a></li>", 20 - n));
        let pager = format!("<div><a href='?seite=1'>1</a> <a href='?seite=2'>{words}</a></div>");
        let document = expect_five(&format!("<html lang={language}><body>{MENU}<main><ul>{list}</ul>{pager}</main>"));
        assert_eq!(document.next.as_deref(), Some("https://city.example/news/?seite=2"), "{words}");
    }
}

#[test]
fn numbers_alone_are_followed_from_the_current_one() {
    let list =
        rows(|n, t| format!("<li><time datetime='2024-05-{:02}'></time><a href='/news/item-{n}'>{t}</a></li>", 20 - n));
    let html = format!(
        "<body><main><ul>{list}</ul><ul class=pagination><li><a href='?page=1'>1</a><li><a href='?page=2'>2</a><li><a href='?page=3'>3</a></ul></main>"
    );
    assert_eq!(
        at(&html, "https://city.example/news/?page=2").next.as_deref(),
        Some("https://city.example/news/?page=3")
    );
}

#[test]
fn a_release_with_related_ones_is_no_list() {
    let related =
        rows(|n, t| format!("<li><time datetime='2024-05-{:02}'></time><a href='/news/item-{n}'>{t}</a></li>", 20 - n));
    let body: String = (0..12).map(|_| "<p>The bridge over the harbour was closed for two years, and cyclists had to take the ferry, which many of them did not like at all.</p>").collect();
    let document = at(
        &format!("<body>{MENU}<main><h1>{}</h1>{body}<h3>Related</h3><ul>{related}</ul></main>", TITLES[0]),
        "https://city.example/news/harbour-bridge-opens-to-cyclists",
    );
    assert!(document.items.is_empty(), "{:?}", lines(&document));
    assert!(document.warnings.iter().any(|warning| warning.starts_with("no list")));
}

#[test]
fn pictures_and_dates_of_the_page_s_data_complete_the_visible_list() {
    let list = rows(|n, t| format!("<li><h3><a href='/news/item-{n}'>{t}</a></h3></li>"));
    let data: Vec<String> = TITLES
        .iter()
        .enumerate()
        .map(|(n, t)| {
            format!(
                "{{\"title\":\"{t}\",\"url\":\"/news/item-{n}\",\"publishedAt\":\"2024-05-{:02}T08:00:00Z\"}}",
                20 - n
            )
        })
        .collect();
    let html = format!(
        "<body>{MENU}<main><ul>{list}</ul></main><script>self.__next_f.push([1,{}])</script>",
        serde_json::Value::String(format!("1:{{\"posts\":[{}]}}\n", data.join(",")))
    );
    expect_five(&html);
}

#[test]
fn bare_slugs_of_a_page_rendered_by_scripts_stand_below_its_path() {
    let data: Vec<String> = TITLES
        .iter()
        .enumerate()
        .map(|(n, t)| {
            format!(
                "{{\"fields\":{{\"headline\":\"{t}\",\"slug\":\"item-{n}\",\"publish_date\":\"2024-05-{:02}\"}}}}",
                20 - n
            )
        })
        .collect();
    let document = expect_five(&format!(
        "<body><div id=root></div><script type='application/json'>{{\"list\":[{}]}}</script>",
        data.join(",")
    ));
    assert_eq!(document.listed.map(|listed| listed.method).as_deref(), Some("state"));
}

#[test]
fn feeds_of_comments_come_last() {
    let html = "<head><link rel=alternate type='application/rss+xml' title='City » Comments Feed' href='/comments/feed/'><link rel=alternate type='application/rss+xml' title='City » Feed' href='/feed/'><link rel=alternate type='application/json' href='/wp-json/wp/v2/pages/5'></head><body><a href='/news.rss'>RSS</a>";
    let feeds: Vec<String> = at(html, "https://city.example/news/").feeds.into_iter().map(|feed| feed.url).collect();
    assert_eq!(
        feeds,
        ["https://city.example/feed/", "https://city.example/news.rss", "https://city.example/comments/feed/"]
    );
}

#[test]
fn selectors_decide_and_a_rule_that_matches_nothing_is_said() {
    let html = "<body><div class=x><b>First text of all</b><i>1 May 2024</i><a href='/1'>more</a></div><div class=x><b>Second text of all</b><i>2 May 2024</i><a href='/2'>more</a></div>";
    let select = Select {
        item: Some("div.x".into()),
        title: Some("b".into()),
        date: Some("i".into()),
        summary: Some("p.none".into()),
        ..Select::default()
    };
    let url = Url::parse("https://city.example/news/").ok();
    let document = read(html, url.as_ref(), &Hints::default(), Some(&select)).expect("read");
    assert_eq!(lines(&document), ["First text of all | 2024-05-01 | 1", "Second text of all | 2024-05-02 | 2"]);
    assert!(document.warnings.iter().any(|warning| warning.contains("select.summary")), "{:?}", document.warnings);
    let matched = selectors::matched(html, &select).unwrap();
    assert_eq!((matched[0].key, matched[0].count), ("item", 2));
    assert!(matched[0].first.as_ref().is_some_and(|text| !text.is_empty()));
    assert!(selectors::is_valid("div > a").is_ok() && selectors::is_valid("div >> [").is_err());
}

#[test]
fn a_news_sitemap_gives_titles_and_dates() {
    let xml = br#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://city.example/a?x=1&amp;y=2</loc><lastmod>2024-05-21</lastmod><news:news><news:publication><news:name>City</news:name><news:language>en</news:language></news:publication><news:publication_date>2024-05-20</news:publication_date><news:title><![CDATA[Bridge &amp; ferry]]></news:title></news:news></url></urlset>"#;
    let document = sitemap(xml, None).expect("a sitemap");
    assert_eq!(title(&document.items[0]), "Bridge & ferry");
    assert_eq!(document.items[0].url.as_ref().map(|url| url.value.as_str()), Some("https://city.example/a?x=1&y=2"));
    assert_eq!(document.items[0].published.as_ref().map(|found| found.value.as_str()), Some("2024-05-20"));
    let index = b"<sitemapindex><sitemap><loc>https://city.example/pages.xml</loc><lastmod>2024-06-01</lastmod></sitemap><sitemap><loc>https://city.example/news.xml</loc></sitemap></sitemapindex>";
    let document = sitemap(index, None).expect("an index");
    assert_eq!(document.next.as_deref(), Some("https://city.example/news.xml"));
    assert_eq!(document.feeds.len(), 2);
    assert!(sitemap(b"<html></html>", None).is_err());
}

#[test]
fn odd_pages_are_read_without_harm() {
    for html in [
        "",
        "<",
        "<a href=",
        "<base href='::'><a href='//'>x</a>",
        "<title>",
        "<time datetime=é>ééé</time><a href='é'>é</a><a href='b'>é</a>",
    ] {
        assert!(at(html, "https://city.example/").items.len() < 3);
    }
    let deep = "<div><a href='x'>".repeat(3_000);
    at(&deep, "https://city.example/");
}

#[test]
fn a_long_page_is_read_in_linear_time() {
    let list = |count: usize| {
        (0..count).map(|n| format!("<li><span>1 May 2024</span><a href='/news/item-{n}'>The release of the day with number {n}</a><p>Some words that introduce it to its readers.</p></li>")).collect::<String>()
    };
    let started = std::time::Instant::now();
    let document = at(&format!("<body><main><ul>{}</ul></main>", list(9_000)), "https://city.example/news/");
    assert_eq!(document.items.len(), 9_000);
    let longer = read(&list(20_000), None, &Hints::default(), None);
    assert!(longer.is_err_and(|error| error.to_string() == "refused: more than 10,000 links"));
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn a_title_and_a_document_in_one_row_are_one_release() {
    expect_five(&format!(
        "{MENU}<table>{}</table>",
        rows(|index, title| format!(
            "<tr><td>{:02}/05/2024</td><td><a href='/news/item-{index}'>{title}</a></td><td><a href='/f/{index}.pdf'>PDF</a></td></tr>",
            20 - index
        ))
    ));
    expect_five(&format!(
        "{MENU}<main>{}</main>",
        rows(|index, title| format!(
            "<div><h3>{title}</h3><p>{:02}.05.2024</p><a href='/news/item-{index}'>mehr</a> <a href='/f/{index}.pdf'>PDF</a></div>",
            20 - index
        ))
    ));
}

#[test]
fn a_date_in_three_elements_is_one() {
    expect_five(&format!(
        "{MENU}<main>{}</main>",
        rows(|index, title| format!(
            "<div><p><b>{}</b><i>May</i><b>2024</b></p><p><a href='/news/item-{index}'>{title}</a></p></div>",
            20 - index
        ))
    ));
}

#[test]
fn every_other_row_may_look_otherwise() {
    let class = |index| ["dark", "light"][index % 2];
    expect_five(&format!(
        "{MENU}<table>{}</table>",
        rows(|index, title| format!(
            "<tr class={}><td><a href='/news/item-{index}'>{title}</a></td><td>May {}, 2024</td></tr>",
            class(index),
            20 - index
        ))
    ));
}

#[test]
fn menus_and_goods_are_no_newsroom() {
    let menu = "<ul><li><a href=/>Home page of the city council</a><li><a href=/news>News and press releases</a><li><a href=/find>Search the whole website</a></ul>";
    let goods = rows(|index, title| {
        format!("<div><h3><a href='/shop/item-{index}-of-the-shop'>{title}</a></h3><span>€ {index}9.90</span></div>")
    });
    for body in [menu, &goods] {
        let document = at(&format!("<main><h1>City</h1>{body}</main>"), "https://city.example/a");
        assert_eq!(lines(&document), [""; 0]);
    }
}

#[test]
fn an_address_that_is_the_headline_is_one_texts() {
    let others = rows(|index, title| {
        format!("<div><h3><a href='/news/item-{index}'>{title}</a></h3><p>{} May 2024</p></div>", 20 - index)
    });
    let text =
        "The bridge was opened today by the mayor, who crossed it on a bicycle that is as old as the city. ".repeat(2);
    let page = format!(
        "<main><h2>Harbour bridge opens to cyclists at last</h2><p>{text}</p></main><section>{others}</section>"
    );
    let document = at(&page, "https://city.example/news/harbour-bridge-opens-to-cyclists");
    assert_eq!(lines(&document), [""; 0]);
}

#[test]
fn the_month_may_stand_above_and_the_day_in_the_row() {
    let row = |index: usize| {
        format!("<li><span>{}</span> <a href='/news/item-{index}'>{}</a></li>", 20 - index, TITLES[index])
    };
    let list = |range: std::ops::Range<usize>| range.map(row).collect::<String>();
    expect_five(&format!(
        "{MENU}<main><h3>May 2024</h3><ul>{}</ul><h3>May 2024</h3><ul>{}</ul></main>",
        list(0..3),
        list(3..5)
    ));
}

#[test]
fn a_month_may_be_a_row_among_the_days() {
    let month = "<tr><th colspan=2>May 2024</th></tr>";
    let row = |index, title: &str| {
        format!("<tr><td>{}</td><td><a href='/news/item-{index}'>{title}</a></td></tr>", 20 - index)
    };
    let table =
        rows(|index, title| if index == 2 { row(index, title) } else { format!("{month}{}", row(index, title)) });
    expect_five(&format!("{MENU}<main><table>{table}</table></main>"));
}

#[test]
fn a_date_beside_the_headline_is_not_of_it() {
    for list in [
        rows(|index, title| {
            format!("<div><h3><a href='/news/item-{index}'>{title} <span>{} May 2024</span></a></h3></div>", 20 - index)
        }),
        rows(|index, title| format!("<li><a href='/news/item-{index}'>May {}, 2024: {title}</a></li>", 20 - index)),
        rows(|index, title| format!("<li><a href='/news/2024-05-{}/item-{index}'>{title}</a></li>", 20 - index)),
    ] {
        expect_five(&format!("{MENU}<main><h1>News</h1>{list}</main>"));
    }
}

#[test]
fn a_column_of_files_is_no_column_of_headlines() {
    let table = rows(|index, title| {
        format!(
            "<tr><td>{} May 2024</td><td><a href='/news/item-{index}'>{title}</a></td>\
             <td><a href='/files/{index}.pdf'>PDF (1{index} kB)</a></td></tr>",
            20 - index
        )
    });
    expect_five(&format!("{MENU}<main><h1>News</h1><table>{table}</table></main>"));
}

#[test]
fn signs_and_words_for_screen_readers_are_not_of_the_headline() {
    for aside in ["<span class=badge>New</span> ", "<span class='sr-only'>(opens in a new window)</span>"] {
        let list = rows(|index, title| {
            format!("<li><a href='/news/item-{index}'>{aside}{title}</a> <span>{} May 2024</span></li>", 20 - index)
        });
        expect_five(&format!("{MENU}<main><h1>News</h1><ul>{list}</ul></main>"));
    }
    // a card whose headline is for screen readers alone
    let list = rows(|index, title| {
        format!(
            "<li><a href='/news/item-{index}'><img src=/{index}.jpg alt=''><span class=visually-hidden>{title}</span></a> \
             <span>{} May 2024</span></li>",
            20 - index
        )
    });
    expect_five(&format!("{MENU}<main><h1>News</h1><ul>{list}</ul></main>"));
}

#[test]
fn the_day_of_a_change_is_not_that_of_publication() {
    for said in
        ["<p>Updated 25 May 2024 · Published DAY</p>", "<p><span>Updated 25 May 2024</span> <span>DAY</span></p>"]
    {
        let list = rows(|index, title| {
            let said = said.replace("DAY", &format!("{} May 2024", 20 - index));
            format!("<article><h2><a href='/news/item-{index}'>{title}</a></h2>{said}</article>")
        });
        expect_five(&format!("{MENU}<main><h1>News</h1>{list}</main>"));
    }
}
