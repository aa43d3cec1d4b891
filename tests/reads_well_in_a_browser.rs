//! Chromium looks at the pages: what they show, in the light and in the dark, on a desk and on a phone, with a keyboard alone.

mod browser;

use browser::{ENTER, world};

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn the_river_shows_days_sources_titles_summaries_pictures_and_origins() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/"));
    // one calendar, the site's: what came out early on Tokyo's Monday is of Sunday
    assert!(browser.texts(".day h2")[0].starts_with("Monday\n23 November 2026"), "{:?}", browser.texts(".day h2"));
    let card = browser
        .texts("article")
        .into_iter()
        .find(|text| text.contains("Sea wall"))
        .expect("the release of the sea wall");
    for words in ["Harbour Trust", "09:30", "keeps 940 homes dry", "Also carried by Coastline Wire", "Revised"] {
        assert!(card.contains(words), "{words}: {card}");
    }
    let shown = |of: &str| format!("document.querySelector('{of}').naturalWidth");
    browser.until(&format!("{} === 144", shown(".thumb img")));
    assert_eq!(browser.property(".thumb img", "loading"), "lazy");
    assert_eq!(browser.property("meta[name=referrer]", "content"), "no-referrer");
    assert_eq!(browser.property("h3[lang=ar]", "dir"), "rtl");
    assert_eq!(browser.property("h3[lang=ja] + .who time", "title"), "14:00 UTC+9 at the publisher");
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn filters_are_links_with_counts_and_one_button_follows_what_is_shown() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/"));
    assert_eq!(browser.run("return document.querySelectorAll('.button.main').length"), 1);
    let counts = browser.texts(".quick a");
    assert!(counts.iter().any(|text| text.starts_with("Deutsch ")), "{counts:?}");
    browser.run("document.querySelector('.quick a[lang=de]').click()");
    browser.arrives_at(&world.url("/?language=de"));
    assert_eq!(browser.run("return document.querySelectorAll('article h3:not([lang=de])').length"), 0);
    assert!(browser.property(".follow code", "textContent").ends_with("/feed.atom?language=de"));
    browser.run("document.querySelector('.quick .chosen a').click()");
    browser.arrives_at(&world.url("/"));
    browser.run("document.querySelector('.tools > a').click()");
    browser.until("getComputedStyle(document.querySelector('.summary')).display === 'none'");
    browser.go(&world.url("/?show=full"));
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn there_is_room_for_nine_headlines_on_a_desk_and_five_on_a_phone() {
    let world = world();
    let browser = world.browser();
    for (width, height, least) in [(1280, 900, 9.0), (390, 844, 5.0)] {
        browser.resize(width, height);
        browser.go(&world.url("/"));
        let room = browser.run(
            "const cards = [...document.querySelectorAll('article')].map(card => card.getBoundingClientRect()); \
             const mean = cards.reduce((sum, card) => sum + card.height, 0) / cards.length; \
             return (innerHeight - cards[0].top) / mean",
        );
        assert!(room.as_f64() >= Some(least), "{width}: {room}");
    }
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn a_release_shows_its_parts_where_they_come_from_and_what_changed() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url(&world.release("Sea wall")));
    assert_eq!(browser.texts("h1"), ["Sea wall opens to walkers after four years of work"]);
    assert!(browser.text(".body").starts_with("PORT EXAMPLE"), "the subtitle is said once");
    assert!(browser.text(".person").contains("Anna Muster"));
    assert_eq!(browser.property(".person a[href^=tel]", "href"), "tel:+441632960123");
    assert_eq!(browser.property(".person a[href^=mailto]", "href"), "mailto:press@harbour.example");
    assert!(browser.text("[aria-labelledby=files]").contains("Fact sheet"));
    assert!(browser.text("[aria-labelledby=facts]").contains("Mary Example, Chief Engineer"));
    assert!(browser.text("[aria-labelledby=copies]").contains("Coastline Wire"));
    assert!(browser.texts("del").contains(&"61".to_owned()) && browser.texts("ins").contains(&"64".to_owned()));
    assert_eq!(browser.property(".origins", "open"), "false");
    browser.click(".origins summary");
    let origins = browser.text(".origins table");
    assert!(origins.contains("structured data") && origins.contains("the feed"), "{origins}");
    assert_eq!(browser.property(".actions a", "innerText"), "Read at harbour.example");
    let said = |name: &str| browser.text(&format!("[itemtype$=NewsArticle] [itemprop={name}]"));
    assert_eq!(said("headline"), browser.text("h1"));
    assert!(!said("author").is_empty() && !said("articleBody").is_empty());
    assert!(browser.property("[itemprop=datePublished]", "dateTime").starts_with("20"));
    assert!(browser.text("#cite + p").contains("Harbour Trust: Sea wall opens"));
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn pictures_have_their_names_and_a_feed_that_was_withdrawn_says_so() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url(&world.release("Nine pictures")));
    assert_eq!(browser.text(".lead figcaption"), "The tide hall at low water");
    let tiles = browser.texts(".gallery li");
    assert_eq!(tiles.len(), 8, "{tiles:?}");
    assert!(tiles[0].starts_with("The great staircase") && tiles[0].contains("JPEG, 1.8 MB"), "{tiles:?}");
    assert_eq!(tiles[2], "JPEG, 1.2 MB", "what has no name is not given one");
    browser.go(&world.url("/"));
    assert!(browser.texts(".gone").iter().any(|card| card.contains("Withdrawn")));
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn a_release_is_found_under_the_id_of_its_entry() {
    let world = world();
    let feed: serde_json::Value = serde_json::from_str(&world.get("/feed.json").body).expect("a JSON Feed");
    for item in feed["items"].as_array().expect("items") {
        let (id, title) = (item["id"].as_str().expect("an id"), item["title"].as_str().expect("a title"));
        let encoded: String = id.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in [format!("/release/{id}"), format!("/release/{encoded}")] {
            let answer = world.get(&path);
            assert!(answer.status == 200 && answer.body.contains(title), "{path}: {}", answer.status);
        }
    }
    assert_eq!(world.get("/release/urn:uuid:00000000-0000-0000-0000-000000000000").status, 404);
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn what_is_under_embargo_is_nowhere() {
    let world = world();
    let feeds =
        ["/feed.atom", "/feed.rss", "/feed.json", "/source/harbour.atom", "/search.atom?q=toll", "/search?q=toll"];
    for path in world.pages().iter().map(String::as_str).chain(feeds) {
        let body = world.get(path).body.to_lowercase();
        assert!(!body.contains("toll figures") && !body.contains("three pounds"), "{path}");
    }
    // numbers are given one after the other: its page is beside its neighbours' pages
    let id: i64 = world.release("Sea wall").rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
    for near in id - 12..id + 12 {
        assert!(!world.get(&format!("/release/{near}")).body.to_lowercase().contains("toll figures"), "{near}");
    }
    assert_eq!(world.get("/release/https://harbour.example/news/tolls").status, 404);
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn sources_are_a_table_and_operators_facts_are_on_their_own_page() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/sources"));
    assert_eq!(browser.texts("tbody tr:not(.group)").len(), 8);
    assert!(browser.text("#broken").contains("Not reached") && !browser.text("main").contains("backoff"));
    assert!(browser.text("#harbour").contains("Up to date"), "{}", browser.text("#harbour"));
    // what came out at a midnight in Berlin is of that day
    assert!(browser.text("#amt").contains("21 Nov"), "{}", browser.text("#amt"));
    browser.go(&world.url("/sources?find=wire"));
    assert_eq!(browser.texts("tbody tr:not(.group)").len(), 1);
    browser.go(&world.url("/sources?order=trouble"));
    assert_eq!(browser.texts("tbody tr:not(.group)").len(), 2);
    browser.go(&world.url("/status"));
    let rows = browser.texts("tbody tr");
    assert!(rows[0].contains("500 Internal Server Error") && rows[0].contains("backoff"), "{}", rows[0]);
    assert!(rows[1].contains("Closed") && rows[1].contains("410 Gone"), "{}", rows[1]);
    browser.click("#harbour a");
    browser.arrives_at(&world.url("/source/harbour"));
    assert!(browser.property("svg.year", "getAttribute('aria-label')").contains("Releases a week"));
    assert!(browser.text("[aria-labelledby=about]").contains("harbour.example"));
    assert!(browser.texts("article h3").iter().any(|title| title.starts_with("Sea wall")));
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn a_search_is_typed_counted_marked_and_can_be_followed() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/"));
    browser.click("#q");
    browser.press(&format!("wattfuhrer{ENTER}"));
    browser.arrives_at(&world.url("/search?q=wattfuhrer"));
    assert_eq!(browser.texts("article h3"), ["Wattführerinnen und Wattführer geprüft"]);
    assert_eq!(browser.texts("h3 mark"), ["Wattführerinnen", "Wattführer"]);
    assert_eq!(browser.property("#q", "value"), "wattfuhrer");
    assert!(browser.text(".bar").contains("1 release") && !browser.text(".bar").contains("1 releases"));
    assert!(browser.property(".follow code", "textContent").ends_with("/search.atom?q=wattfuhrer"));
    browser.go(&world.url("/search?q=nothing+of+the+kind"));
    assert!(browser.text("h2").contains("Nothing found"));
    assert_eq!(browser.run("return document.querySelectorAll('.follow').length"), 0);
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn one_subscribes_by_an_address_and_a_browser_shows_the_feed_to_people() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/subscribe"));
    assert!(browser.texts("code").contains(&world.url("/feed.atom")));
    assert!(!browser.text("main").contains("pressfeed probe"), "nothing for administrators");
    assert_eq!(browser.property("link[type='application/atom+xml']", "href"), world.url("/feed.atom"));
    for path in ["/feed.atom", "/feed.rss"] {
        browser.go(&world.url(path));
        assert!(browser.text(".notice").contains("This address is a feed."), "{path}");
        assert!(browser.property(".notice code", "textContent").ends_with(path), "{path}");
        assert!(browser.texts("article h3 a").iter().any(|title| title.starts_with("Sea wall")), "{path}");
    }
    let xml = world.get("/feed.atom");
    assert!(xml.body.contains("<?xml-stylesheet") && xml.body.contains("<icon>"), "programs get the feed");
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn pages_speak_four_languages() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/?lang=de"));
    assert!(browser.text(".masthead").contains("Abonnieren"));
    browser.go(&world.url("/sources"));
    assert_eq!(browser.property("html", "lang"), "de");
    for (tag, word) in [("fr", "S’abonner"), ("es", "Suscribirse"), ("en", "Subscribe")] {
        browser.click(&format!(".tongues a[lang={tag}]"));
        browser.until(&format!("document.documentElement.lang === '{tag}'"));
        assert!(browser.text(".masthead").contains(word), "{tag}");
    }
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn the_dark_is_dark_and_the_light_is_light() {
    let world = world();
    let browser = world.browser();
    let brightness = |of: &str| {
        let script = format!(
            "return getComputedStyle(document.documentElement.querySelector('body') ?? document.documentElement).{of}\
             .match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3"
        );
        browser.run(&script).as_f64().expect("a colour")
    };
    for path in ["/", "/sources", "/feed.atom", "/status"] {
        browser.dark(true);
        browser.go(&world.url(path));
        let (paper, ink) = (brightness("backgroundColor"), brightness("color"));
        assert!(paper < 40.0 && ink > 200.0, "{path} in the dark: {paper} under {ink}");
        browser.dark(false);
        let (paper, ink) = (brightness("backgroundColor"), brightness("color"));
        assert!(paper > 200.0 && ink < 60.0, "{path} in the light: {paper} under {ink}");
    }
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn no_page_is_wider_than_its_window() {
    let world = world();
    let browser = world.browser();
    let mut wide = Vec::new();
    for path in world.pages() {
        browser.go(&world.url(&path));
        // zoomed by 200 % a window of 1280 is one of 640; readers who enlarge only the text have a root of 200 %
        for (width, text) in [(320, 100), (390, 100), (640, 100), (768, 100), (1280, 100), (1280, 200)] {
            browser.resize(width, 844);
            browser.run("for (const closed of document.querySelectorAll('details')) closed.open = true");
            browser.run(&format!("document.documentElement.style.fontSize = '{text}%'"));
            let over = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
            if over.as_i64().is_none_or(|over| over > 0) {
                wide.push(format!("{path} at {width}, text at {text} %: {over} too wide"));
            }
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// WCAG 2.2, 1.4.12: readers may set lines, letters and words wider.
#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn every_language_fits_a_phone_with_its_letters_set_wide() {
    let world = world();
    let browser = world.browser();
    browser.resize(320, 844);
    let wide = "const wide = new CSSStyleSheet(); wide.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; \
                word-spacing: .16em !important }'); document.adoptedStyleSheets = [wide]; \
                for (const closed of document.querySelectorAll('details')) closed.open = true; \
                return document.documentElement.scrollWidth - window.innerWidth";
    for tag in ["de", "fr", "es"] {
        browser.go(&world.url(&format!("/?lang={tag}")));
        for path in
            ["/", "/sources", "/subscribe", "/status", "/search?q=wall", "/source/amt", &world.release("Sea wall")]
        {
            browser.go(&world.url(path));
            assert!(browser.run(wide).as_i64() <= Some(0), "{path} in {tag}");
        }
    }
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn a_keyboard_reaches_everything_and_shows_where_it_is() {
    let world = world();
    let browser = world.browser();
    for path in ["/".to_owned(), "/sources".into(), "/subscribe".into(), world.release("Pilot boat")] {
        browser.go(&world.url(&path));
        browser.tab();
        assert!(browser.property(":focus", "innerText").starts_with("Skip to the"), "{path}");
        assert!(
            browser.run("return document.activeElement.getBoundingClientRect().top >= 0") == true,
            "{path}: unseen"
        );
        let all =
            browser.run("return [...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')].filter(at => at.tabIndex >= 0 && at.checkVisibility()).length");
        let mut seen = 1;
        for _ in 1..all.as_u64().expect("a number") {
            browser.tab();
            let outline = browser.run(
                "const at = document.activeElement; if (at === document.body) return null; \
                 const style = getComputedStyle(at); return style.outlineStyle + ' ' + style.outlineWidth",
            );
            assert_eq!(outline.as_str(), Some("solid 2px"), "{path}: {}", browser.property(":focus", "outerHTML"));
            seen += 1;
        }
        assert_eq!(Some(seen), all.as_u64(), "{path}");
    }
    browser.go(&world.url("/"));
    browser.tab();
    browser.press(ENTER);
    browser.until("location.hash !== ''");
    browser.tab();
    assert!(
        browser.run("return document.activeElement === document.querySelector('h3 a')") == true,
        "the first headline"
    );
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn axe_finds_no_violation_on_any_page() {
    let world = world();
    let path = std::env::var("PRESSFEED_AXE").expect("PRESSFEED_AXE names axe.min.js of the npm package axe-core");
    let axe = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let browser = world.browser();
    let mut found = Vec::new();
    for path in world.pages() {
        for (width, dark) in [(1280, false), (390, true)] {
            browser.resize(width, 844);
            browser.dark(dark);
            browser.go(&world.url(&path));
            browser.run("for (const closed of document.querySelectorAll('details')) closed.open = true");
            browser.run(&axe);
            let result = browser.run_and_wait(
                "axe.run(document).then(result => ({ passed: result.passes.length, violations: result.violations.map(rule => \
                 rule.id + ': ' + rule.help + ': ' + rule.nodes.map(node => node.html.slice(0, 160)).join(' | ')) }))",
            );
            assert!(result["passed"].as_u64() > Some(15), "{path}: axe did not look: {result}");
            let violations = result["violations"].as_array().into_iter().flatten();
            found.extend(violations.map(|rule| format!("{path} at {width}: {rule}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// For people to look at, where `PRESSFEED_SCREENS` names a folder.
#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn screens_are_taken() {
    let world = world();
    let Some(folder) = std::env::var_os("PRESSFEED_SCREENS").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).expect("a folder");
    let browser = world.browser();
    for path in world.pages().into_iter().chain(["/?lang=de".into(), "/?lang=en".into()]) {
        for (width, dark) in [(1280, false), (1280, true), (390, false), (390, true)] {
            browser.resize(width, if width > 600 { 900 } else { 844 });
            browser.dark(dark);
            browser.go(&world.url(&path));
            let name: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
            let file = format!("{}-{width}{}.png", name.trim_matches('-'), if dark { "-dark" } else { "" });
            std::fs::write(folder.join(file), browser.screenshot()).expect("a picture");
        }
    }
}

#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn pages_are_light_run_no_script_and_say_so() {
    let world = world();
    for path in world.pages() {
        let answer = world.get(&path);
        assert!(answer.body.len() <= 60_000, "{path}: {} bytes", answer.body.len());
        for nothing in ["<script", "href=\"feed:", "<iframe", " style=", "javascript:", "http-equiv"] {
            assert!(!answer.body.contains(nothing), "{path}: {nothing}");
        }
        for header in [
            "content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; ",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
        ] {
            assert!(answer.head.contains(header), "{path}: {header}: {}", answer.head);
        }
    }
}

/// A rule that a browser cannot read takes those after it along.
#[test]
#[ignore = "needs chromium, chromedriver and axe: tests/run"]
fn every_rule_of_the_stylesheets_is_understood() {
    let world = world();
    let browser = world.browser();
    browser.go(&world.url("/"));
    let script = |name: &str| {
        let text = serde_json::Value::from(world.get(name).body);
        format!(
            "const text = {text}.replace(/\\/\\*[^]*?\\*\\//g, ''); const sheet = new CSSStyleSheet(); sheet.replaceSync(text); \
             const count = rules => [...rules].reduce((sum, rule) => sum + 1 + (rule.cssRules ? count(rule.cssRules) : 0), 0); \
             return [count(sheet.cssRules), text.split(/{{|@namespace/).length - 1]"
        )
    };
    for name in ["/style.css", "/feed.css"] {
        let counts = browser.run(&script(name));
        assert_eq!(counts[0], counts[1], "{name}: rules that are read, and rules that stand there");
    }
}
