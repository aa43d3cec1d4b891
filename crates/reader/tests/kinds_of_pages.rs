//! Kinds of pages that were once read wrongly, each through the library's doors.
#![allow(clippy::unwrap_used)]

use pressfeed_reader::{
    Input,
    model::{Draft, Markup},
    read_listing, read_release,
};
use url::Url;

const TEXT: &str = "<p>The Oxfield Trust has opened a second workshop for boat builders in the harbour quarter, the first of \
    three that it plans for the region over the coming years.</p><p>The workshop offers places for forty apprentices, and \
    more will be added when the second hall is finished next spring.</p>";

fn listed(page: &str) -> Vec<String> {
    let url = Url::parse("https://city.example/news").unwrap();
    let document = read_listing(&Input::new(page.as_bytes()).from_url(&url)).unwrap();
    document.items.iter().filter_map(|item| item.url.as_ref()).map(|url| url.value.clone()).collect()
}

fn release(page: &str) -> Draft {
    let url = Url::parse("https://www.oxfield.example/news/7").unwrap();
    read_release(&Input::new(page.as_bytes()).from_url(&url)).unwrap().0
}

fn title(page: &str) -> String {
    match release(page).title.map(|found| found.value) {
        Some(Markup::Text(text) | Markup::Html(text)) => text,
        None => String::new(),
    }
}

fn issuer(page: &str) -> Option<String> {
    release(page).anatomy.issuer?.name
}

#[test]
fn a_calendar_is_no_list_and_headlines_under_news_are_one() {
    let days: String = (10..16).map(|day| format!("<li><a href='/news?day={day}'>Saturday, April {day}</a>")).collect();
    let titles =
        ["Ferry is named after a pilot", "Council asks why a tower closed", "Academies meet in the north harbour"];
    let items: String = titles.iter().enumerate().map(|(n, t)| format!("<li><a href='/a/{n}'>{t} today</a>")).collect();
    let found = listed(&format!("<h1>News</h1><ul>{days}</ul><h2>Latest</h2><ul>{items}</ul>"));
    assert_eq!(found, ["https://city.example/a/0", "https://city.example/a/1", "https://city.example/a/2"]);
}

#[test]
fn what_other_papers_wrote_joins_no_list() {
    let card = |n: usize, url: &str| {
        format!(
            "<article class=c><a href='{url}{n}'><h3>Hospital in Lund names chief of medicine, part {n}</h3></a><time>2022-09-1{n}</time></article>"
        )
    };
    let own: String = (0..4).map(|n| format!("<li>{}", card(n, "/news/2022/item-"))).collect();
    let others: String = (4..8).map(|n| card(n, "https://paper.example/2022/flu-")).collect();
    let found = listed(&format!("<section><h2>News</h2><ul>{own}</ul></section><h2>In the media</h2>{others}"));
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|url| url.starts_with("https://city.example/news/")));
}

#[test]
fn links_without_a_day_beside_dated_releases_are_none_of_them() {
    let list =
        |lines: &[&str]| format!("<ul>{}</ul>", lines.iter().map(|line| format!("<li>{line}")).collect::<String>());
    let apps = [
        "<a href=https://play.example/a>Bus search (Android)</a>",
        "<a href=https://apps.example/a>Bus search (iOS)</a>",
    ];
    let releases = [
        "02.01.2013: <a href=/f/2013.pdf>The buses are coming</a>",
        "02.01.2014: <a href=/f/2014.pdf>One year of buses</a>", "25.03.2014: <a href=/f/2014b.pdf>Rail special</a>",
        "05.03.2015: <a href=/f/2015.pdf>All of Europe compared</a>",
    ];
    let page = format!("<h3>Our apps</h3>{}<h3>Press releases</h3>{}", list(&apps), list(&releases));
    assert_eq!(listed(&page).len(), 4);
}

#[test]
fn one_dated_teaser_in_an_archive_is_a_list_of_one() {
    let teaser = "<article><h2><a href=/restaurant-joins/>Restaurant joins the youth group in the harbour</a></h2>\
        <p>Posted on <time>December 10, 2020</time></p><p>The owner joined the team last week.</p></article>";
    assert_eq!(
        listed(&format!("<h1>Category: Press release</h1>{teaser}")),
        ["https://city.example/restaurant-joins/"]
    );
    assert!(listed(&format!("<h1>Restaurants of the town</h1>{teaser}")).is_empty());
}

#[test]
fn numbered_parts_of_a_text_are_no_list() {
    let parts: String = (1..6)
        .map(|n| format!("<h2>Step {n}: build the part</h2><p>Words about it, with <a href=/manual/part-{n}-of-it>a link to the manual of it</a>.</p>"))
        .collect();
    assert!(listed(&format!("<h1>How to build a boat</h1>{parts}")).is_empty());
}

#[test]
fn a_headline_that_is_no_heading_is_found() {
    let page = format!(
        "<title>Document</title><p>Exhibit 99</p><p><b>OXFIELD REPORTS</b> <b>THIRD QUARTER NET INCOME</b></p>{TEXT}"
    );
    assert_eq!(title(&page), "OXFIELD REPORTS THIRD QUARTER NET INCOME");
    let label = format!(
        "<title>Press release</title><h1>Press release</h1><h2>Trust asks the new council for clean water</h2>{TEXT}"
    );
    assert_eq!(title(&label), "Trust asks the new council for clean water");
}

#[test]
fn a_headline_is_what_is_seen_of_its_heading() {
    for heading in [
        "Trust opens second workshop <a class=headerlink href=#x>¶</a>",
        "Trust opens second workshop <span class=sr-only>(press release)</span>",
        "<span class=badge>New</span> Trust opens second workshop",
        "Trust opens second&amp;nbsp;workshop",
    ] {
        let page = format!("<title>Trust opens second workshop | Oxfield</title><main><h1>{heading}</h1>{TEXT}</main>");
        assert_eq!(title(&page), "Trust opens second workshop", "{heading}");
    }
}

#[test]
fn an_issuer_is_named_as_the_page_prints_it() {
    let page = |title: &str, foot: &str| {
        format!(
            "<title>{title}</title><h1>Oxfield opens a workshop with Lund Works</h1>{TEXT}<footer><p>{foot}</p></footer>"
        )
    };
    let behind = page("Oxfield opens a workshop with Lund Works | Oxfield", "");
    assert_eq!(issuer(&behind).as_deref().map(|name| name.starts_with("Oxfield")), Some(true));
    let rights = page("T", "Oxfield Boats Limited, All Rights Reserved © 2022");
    assert!(issuer(&rights).is_none_or(|name| !name.contains("Rights")));
}

#[test]
fn media_above_a_name_says_whom_to_ask() {
    let page = format!(
        "<h1>Trust opens second workshop</h1>{TEXT}<p><strong>Media:</strong><br>Jane Roe<br><em>Oxfield Limited</em><br>+44 113 496 0123<br>jane.roe@oxfield.example</p>"
    );
    let contacts = release(&page).anatomy.contacts;
    assert_eq!(contacts.first().and_then(|contact| contact.name.as_deref()), Some("Jane Roe"));
}

#[test]
fn a_subtitle_goes_on_behind_a_break_and_a_state_belongs_to_its_place() {
    let page = "<html lang=en><h1>Oxfield and Lund give more boats to the coast</h1><article><div><strong>Nearly nine hundred boats were given by the</strong><br>\
        <strong>partners, of which Lund gave more than four hundred.</strong>\n\nBURLINGTON, MA, October 4, 2023 – Oxfield, Inc. today announced \
        that it has given more boats to the coast, where they are needed most.\n\nThe boats are built in the harbour quarter by forty apprentices.\
        \n\nMore of them will follow in the spring, when the second hall is open.</div></article>";
    let anatomy = release(page).anatomy;
    assert_eq!(anatomy.dateline.and_then(|line| line.place).as_deref(), Some("BURLINGTON, MA"));
    assert_eq!(
        anatomy.subtitle.as_deref(),
        Some("Nearly nine hundred boats were given by the partners, of which Lund gave more than four hundred.")
    );
}

#[test]
fn a_function_in_the_genitive_names_who_spoke() {
    let page = "<html lang=sv><h1>Oxfield lanserar en ny adress för sin tjänst</h1><p>”I flera år har experter hyllat Oxfield för de regler som \
        gäller hos oss, och som är unika i branschen”, förklarar Oxfields vd Robert Beck. ”Ett enklare namn ger folk alla \
        funktioner som de är vana vid från oss.”</p>";
    let quotes = release(page).anatomy.quotes;
    assert_eq!(quotes.first().and_then(|quote| quote.speaker.as_deref()), Some("Robert Beck"));
}

#[test]
fn the_day_behind_immediate_release_goes_before_days_of_the_text() {
    let page = format!(
        "<div>For Immediate Release: November 22, 2024</div><h1>Oxfield Trust reports its third quarter</h1>\
         <p>The Oxfield Trust announced the results of the quarter ended November 2, 2024.</p>{TEXT}"
    );
    assert_eq!(release(&page).published.map(|found| found.value).as_deref(), Some("November 22, 2024"));
}

#[test]
fn a_day_that_two_say_goes_before_the_day_of_microdata() {
    let page = format!(
        "<head><meta name=date content=2015-02-24T08:30:00Z><meta itemprop=datePublished content=2015-03-12T02:21:37Z></head>\
         <h1>Oxfield Trust to open a second workshop</h1><p>LEEDS, Feb. 24, 2015 - The trust said so today.</p>{TEXT}"
    );
    assert_eq!(release(&page).published.map(|found| found.value).as_deref(), Some("2015-02-24T08:30:00Z"));
}

#[test]
fn a_declaration_of_label_and_site_is_no_headline() {
    let page = format!(
        "<head><title>Press Release - Oxfield Trust</title><meta property=og:site_name content='Oxfield Trust'>\
         <meta property=og:title content='Press Release - Oxfield Trust'></head>\
         <h1>Press Release</h1><h2>Second workshop for boat builders opens its doors</h2>{TEXT}"
    );
    assert_eq!(title(&page), "Second workshop for boat builders opens its doors");
}

#[test]
fn on_a_portal_for_the_press_speaks_whom_the_text_is_about() {
    let page = "<head><meta property=og:site_name content='Farolines Presseportal'></head><html lang=de>\
         <h1>Neue Werkstatt für Boote eröffnet</h1><p>Jana Roe <b>gute Worte GmbH</b></p>\
         <p>Oxfeld, 11. März 2015 – Die oxfeld GmbH hat im Hafen eine Werkstatt für Boote eröffnet, die erste von dreien in \
         der Region.</p><p>Die oxfeld GmbH bietet dort vierzig Plätze für Lehrlinge an.</p>\
         <p>Ihr Pressekontakt:</p><p>oxfeld GmbH<br>Jörg Muster<br>Pressesprecher<br>Telefon: +49 234 9734-568</p>";
    let anatomy = release(page).anatomy;
    assert_eq!(anatomy.distributor.and_then(|carrier| carrier.name).as_deref(), Some("Farolines"));
    assert_eq!(anatomy.issuer.and_then(|issuer| issuer.name).as_deref(), Some("oxfeld GmbH"));
    assert_eq!(anatomy.contacts[0].organization.as_deref(), Some("oxfeld GmbH"));
}

#[test]
fn a_sentence_above_the_dateline_is_the_subtitle() {
    let page = format!(
        "<h1>Second workshop for boat builders opens</h1><p>The trust leads the region again with forty places.</p>\
         <p>Leeds, 28 January 2009 – The trust announced it today, and the town, which had waited for it for years, was glad to \
         hear of it.</p>{TEXT}"
    );
    assert_eq!(release(&page).anatomy.subtitle.as_deref(), Some("The trust leads the region again with forty places."));
}

#[test]
fn where_every_box_is_a_widget_the_word_says_nothing() {
    let boxed = |inner: &str| format!("<div class='element widget widget-text'>{inner}</div>");
    let page = format!(
        "<title>Press release - Oxfield Trust</title>{}{}{}",
        boxed("<h1>Press release</h1>"),
        boxed("<h2>Second workshop for boat builders opens its doors</h2>"),
        boxed(TEXT)
    );
    assert_eq!(title(&page), "Second workshop for boat builders opens its doors");
}

#[test]
fn a_headline_set_in_bold_by_its_style_is_found_and_the_dateline_is_its_day() {
    let page = format!(
        "<title></title><p style='font: bold 10pt serif'>Exhibit 99.1</p>\
         <p style='font: bold 10pt serif; text-align: center'>Oxfield announces approval of its second harbour workshop</p>\
         <p><b>LEEDS, December 3, 2024 –</b> Oxfield, Ltd. today announced the approval of its second workshop in the harbour.</p>{TEXT}"
    );
    assert_eq!(title(&page), "Oxfield announces approval of its second harbour workshop");
    let day = release(&page).published.map(|found| found.value);
    assert!(day.as_deref().is_some_and(|day| day.contains("2024")), "the day of the dateline: {day:?}");
}

#[test]
fn a_contact_is_whole_in_whatever_lines_it_stands() {
    let reach = "<p>+44 113 496 0123</p><p>press@oxfield.example</p>";
    let broken = "Jane Roe<br>Press Officer<br>Oxfield Trust<br>Phone +44 113 496 0123<br>press@oxfield.example";
    for lines in [
        "<dl><dt>Jane Roe<dd>Press Officer<dt>Phone<dd>+44 113 496 0123<dt>Email<dd>press@oxfield.example</dl>",
        "<p>Jane Roe (Press Officer)<br>+44 113 496 0123<br>press@oxfield.example</p>",
        &format!("<p>Jane Roe – Press Officer</p>{reach}"),
        &format!("<p>{broken}</p>"),
        &format!(
            "<p>Jane Roe</p><p>Press Officer</p>{reach}<p><a href=/a>Imprint</a> <a href=/b>Privacy Policy</a></p><p>info@b.example</p>"
        ),
    ] {
        let page = format!(
            "<html lang=en><h1>Trust opens second workshop</h1>{TEXT}<h2>About Oxfield Trust</h2><p>Oxfield Trust builds boats with \
             forty apprentices in the harbour quarter of the town.</p><h2>Media contact</h2>{lines}"
        );
        let contacts = release(&page).anatomy.contacts;
        let one = contacts.first().unwrap();
        assert_eq!(contacts.len(), 1, "{lines}: {contacts:?}");
        assert_eq!((one.name.as_deref(), one.role.as_deref()), (Some("Jane Roe"), Some("Press Officer")), "{lines}");
        assert_eq!((one.phones.len(), one.emails.len()), (1, 1), "{lines}");
    }
}

#[test]
fn below_a_name_the_word_for_a_press_contact_is_a_function() {
    let page = format!(
        "<html lang=nb><h1>Rederiet bestiller fire skip</h1>{TEXT}<h2>Pressekontakt</h2><p>Laura Moen<br>Pressekontakt<br>\
         press@oxfield.example</p>"
    );
    let contacts = release(&page).anatomy.contacts;
    assert_eq!(
        (contacts.len(), contacts[0].name.as_deref(), contacts[0].role.as_deref()),
        (1, Some("Laura Moen"), Some("Pressekontakt"))
    );
}

#[test]
fn parts_are_known_in_languages_that_set_their_words_behind() {
    for (language, about, text, contact) in [
        (
            "hu",
            "Az Oxfield Alapítványról",
            "Az Oxfield Alapítvány csónakokat épít negyven tanulóval a kikötőben.",
            "Sajtókapcsolat",
        ),
        (
            "tr",
            "Oxfield Vakfı Hakkında",
            "Oxfield Vakfı limanda kırk çırakla birlikte tekneler yapıyor ve eğitim veriyor.",
            "Basın iletişim",
        ),
        (
            "ru",
            "О компании Oxfield",
            "Компания Oxfield строит лодки вместе с сорока учениками в портовом квартале города.",
            "Контакты для прессы",
        ),
        (
            "ja",
            "北海フェリーについて",
            "北海フェリーは本土と11の島の間で年間120万人の乗客を運んでいます。1921年に設立されました。",
            "報道関係者お問い合わせ先",
        ),
    ] {
        let page = format!(
            "<html lang={language}><h1>Oxfield 2024</h1>{TEXT}<h2>{about}</h2><p>{text}</p><h2>{contact}</h2><p>press@oxfield.example</p>"
        );
        let anatomy = release(&page).anatomy;
        assert_eq!(anatomy.boilerplate.first().map(|part| part.text.as_str()), Some(text), "{language}");
        assert_eq!(anatomy.contacts.len(), 1, "{language}");
    }
}

#[test]
fn a_caption_below_a_quote_names_who_said_it() {
    let below = format!(
        "<html lang=en><h1>Trust opens second workshop</h1>{TEXT}<blockquote><p>We have waited long for this day, and so has the \
         town.</p><footer>— Nora Vale, chief executive</footer></blockquote>"
    );
    let quotes = release(&below).anatomy.quotes;
    assert_eq!(quotes.first().and_then(|quote| quote.speaker.as_deref()), Some("Nora Vale"));
    let page = format!(
        "<html lang=en><h1>Trust opens second workshop</h1>{TEXT}<figure><blockquote>“We have waited long for this day, and so \
         has the town.”</blockquote><figcaption>Nora Vale, chief executive</figcaption></figure>"
    );
    let quotes = release(&page).anatomy.quotes;
    assert_eq!(quotes.first().and_then(|quote| quote.speaker.as_deref()), Some("Nora Vale"));
}

#[test]
fn days_of_change_of_building_and_of_the_visit_are_none_of_publication() {
    let page = |head: &str, lines: &str| format!("{head}<h1>Trust opens second workshop</h1>{lines}{TEXT}");
    let built = "<script type='application/ld+json'>{\"@type\": \"Article\", \"headline\": \"Trust opens second workshop\", \
        \"datePublished\": \"2025-11-05\", \"dateModified\": \"2025-11-05\"}</script>";
    let declared = "<meta property=article:published_time content=03-09-2026>";
    for (page, day) in [
        (page("", "<p>Last updated on: November 29, 2025</p><p>Published: October 29, 2024</p>"), "October 29, 2024"),
        (page(built, "<p class=date>January 31, 2024</p>"), "January 31, 2024"),
        (page(declared, "<p>Published March 9, 2026</p>"), "March 9, 2026"),
        (page("<header>Friday, December 19, 2025</header>", "<p>12 December 2025</p>"), "12 December 2025"),
    ] {
        assert_eq!(release(&page).published.map(|found| found.value).as_deref(), Some(day), "{page}");
    }
}

#[test]
fn a_line_of_several_facts_holds_the_number_of_a_release() {
    let page =
        format!("<html lang=pl><h1>Trust opens second workshop</h1><p>Numer: 2024-017 | 14 marca 2024</p>{TEXT}");
    assert_eq!(release(&page).anatomy.reference.as_deref(), Some("2024-017"));
}

#[test]
fn a_captioned_logo_is_of_the_release() {
    let page = format!(
        "<h1>Trust opens second workshop</h1><div><img src=/media/oxfield-logo.png alt='The logo of the Oxfield Trust'>\
         <div>The logo of the Oxfield Trust</div></div>{TEXT}<img src=/site-logo.png alt=Home>"
    );
    let assets = release(&page).anatomy.assets;
    assert_eq!(assets.len(), 1, "{assets:?}");
    assert_eq!(assets[0].caption.as_deref(), Some("The logo of the Oxfield Trust"));
}
