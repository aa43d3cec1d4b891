//! Chromium looks at the pages: what they show, in the light and in the dark, on a desk and on a phone, with a keyboard alone.

mod browser;

use browser::{ENTER, TAB, world};

#[test]
fn the_river_shows_days_sources_titles_summaries_pictures_and_origins() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    browser.go(&world.url("/"));
    assert_eq!(browser.texts(".day h2")[0], "Monday\n23 November 2026");
    // as its publisher counts days, though it was still the evening before in UTC
    assert_eq!(browser.texts(".day h2")[2], "Saturday\n21 November 2026");
    let card = browser
        .texts("article")
        .into_iter()
        .find(|text| text.contains("Sea wall"))
        .expect("the release of the sea wall");
    for words in ["Harbour Trust", "09:30 UTC", "PORT EXAMPLE", "keeps 940 homes dry", "Also carried by Coastline Wire"]
    {
        assert!(card.contains(words), "{words}: {card}");
    }
    assert_eq!(browser.property("img.thumb", "src"), "https://harbour.example/images/wall.jpg");
    assert_eq!(browser.property("img.thumb", "loading"), "lazy");
    assert_eq!(browser.property("meta[name=referrer]", "content"), "no-referrer");
    assert_eq!(browser.property("article[lang=ar]", "dir"), "rtl");
}

#[test]
fn a_release_shows_its_parts_where_they_come_from_and_what_changed() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    browser.go(&world.url(&world.release("Sea wall")));
    assert_eq!(browser.texts("h1"), ["Sea wall opens to walkers after four years of work"]);
    assert!(browser.text(".body").starts_with("PORT EXAMPLE"), "the subtitle is said once");
    assert!(browser.text(".contact").contains("Anna Muster"));
    assert_eq!(browser.property(".contact a[href^=tel]", "href"), "tel:+441632960123");
    assert_eq!(browser.property(".contact a[href^=mailto]", "href"), "mailto:press@harbour.example");
    assert!(browser.text("[aria-labelledby=files]").contains("Fact sheet"));
    assert!(browser.text(".quote").contains("Mary Example, Chief Engineer"));
    assert!(browser.text("[aria-labelledby=copies]").contains("Coastline Wire"));
    assert!(browser.texts("del").contains(&"61".to_owned()) && browser.texts("ins").contains(&"64".to_owned()));
    assert_eq!(browser.property(".origins", "open"), "false");
    browser.click(".origins summary");
    let origins = browser.text(".origins table");
    assert!(origins.contains("structured data (JSON-LD)") && origins.contains("the feed"), "{origins}");
    assert_eq!(browser.property(".actions a", "innerText"), "Read it at harbour.example");
}

#[test]
fn a_release_is_found_under_the_id_of_its_entry() {
    let Some(world) = world() else { return };
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
fn what_is_under_embargo_is_nowhere() {
    let Some(world) = world() else { return };
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
fn sources_show_state_rhythm_next_poll_with_its_reason_and_the_last_error() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    browser.go(&world.url("/sources"));
    let rows = browser.texts(".row");
    assert_eq!(rows.len(), 7);
    assert!(rows[0].contains("Society of Broken Links") && rows[0].contains("failing"), "{}", rows[0]);
    assert!(rows[0].contains("500 Internal Server Error") && rows[0].contains("backoff"), "{}", rows[0]);
    assert!(rows[1].contains("gone") && rows[1].contains("410 Gone"), "{}", rows[1]);
    let harbour = browser.text("#harbour");
    assert!(harbour.contains("well") && harbour.contains("it publishes about every"), "{harbour}");
    assert!(harbour.contains("24 Nov 2026, 10:"), "{harbour}");
    assert!(browser.property("#harbour svg", "getAttribute('aria-label')").contains("UTC"));
    browser.click("#harbour h2 a");
    assert_eq!(browser.url(), world.url("/source/harbour"));
    assert!(browser.text(".alone").contains("Next poll"));
    assert!(browser.texts("article h3").iter().any(|title| title.starts_with("Sea wall")));
}

#[test]
fn a_search_is_typed_and_can_be_followed() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    browser.go(&world.url("/"));
    browser.click("#q");
    browser.press(&format!("wattfuhrer{ENTER}"));
    assert_eq!(browser.url(), world.url("/search?q=wattfuhrer"));
    assert_eq!(browser.text("h1"), "“wattfuhrer”");
    assert_eq!(browser.texts("article h3"), ["Wattführerinnen und Wattführer geprüft"]);
    assert_eq!(browser.property("#q", "value"), "wattfuhrer");
    assert_eq!(browser.property(".subscribe a", "href"), world.url("/search.atom?q=wattfuhrer"));
    browser.go(&world.url("/search?q=nothing+of+the+kind"));
    assert!(browser.text(".lede").contains("Nothing found"));
}

#[test]
fn one_subscribes_by_a_button_and_a_browser_shows_the_feed_to_people() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    browser.go(&world.url("/subscribe"));
    assert!(browser.texts("code").contains(&world.url("/feed.atom")));
    assert!(browser.text("main").contains("pressfeed probe https://www.example.org/press --add"));
    assert_eq!(browser.property("link[type='application/atom+xml']", "href"), world.url("/feed.atom"));
    browser.go(&world.url("/"));
    browser.click(".subscribe a");
    assert_eq!(browser.url(), world.url("/feed.atom"));
    for (path, entry) in [("/feed.atom", "entry"), ("/feed.rss", "item")] {
        browser.go(&world.url(path));
        let style = |of: &str, what: &str| {
            let script = format!("return getComputedStyle(document.querySelector('{of}')).{what}");
            browser.run(&script).as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(style(&format!("{entry} > title"), "fontSize"), "20px", "{path}: its stylesheet holds");
        assert_eq!(style(&format!("{entry} > link"), "display"), "none", "{path}");
        let height = format!("return document.querySelector('{entry} > title').getBoundingClientRect().height");
        assert!(browser.run(&height).as_f64() > Some(15.0), "{path}: its headlines are seen");
        let told = browser.run("return getComputedStyle(document.documentElement, '::before').content");
        assert!(told.as_str().unwrap_or_default().contains("This is a feed"), "{path}: {told}");
    }
}

#[test]
fn the_dark_is_dark_and_the_light_is_light() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    let brightness = |of: &str| {
        let script = format!(
            "return getComputedStyle(document.documentElement.querySelector('body') ?? document.documentElement).{of}\
             .match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3"
        );
        browser.run(&script).as_f64().expect("a colour")
    };
    for path in ["/", "/sources", "/feed.atom"] {
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
fn no_page_is_wider_than_its_window() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    let mut wide = Vec::new();
    for path in world.pages() {
        browser.go(&world.url(&path));
        for width in [320, 390, 768, 1280] {
            browser.resize(width, 844);
            browser.run("for (const closed of document.querySelectorAll('details')) closed.open = true");
            let over = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
            if over.as_i64().is_none_or(|over| over > 0) {
                wide.push(format!("{path} at {width}: {over} too wide"));
            }
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn a_keyboard_reaches_everything_and_shows_where_it_is() {
    let Some(world) = world() else { return };
    let browser = world.browser();
    for path in ["/".to_owned(), "/sources".into(), "/subscribe".into(), world.release("Pilot boat")] {
        browser.go(&world.url(&path));
        browser.press(TAB);
        assert_eq!(browser.property(":focus", "innerText"), "Skip to the content", "{path}");
        assert!(
            browser.run("return document.activeElement.getBoundingClientRect().top >= 0") == true,
            "{path}: unseen"
        );
        let all =
            browser.run("return document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]').length");
        let mut seen = 1;
        for _ in 1..all.as_u64().expect("a number") {
            browser.press(TAB);
            let outline = browser.run(
                "const at = document.activeElement; if (at === document.body) return null; \
                 const style = getComputedStyle(at); return style.outlineStyle + ' ' + style.outlineWidth",
            );
            assert_eq!(outline.as_str(), Some("solid 3px"), "{path}: {}", browser.property(":focus", "outerHTML"));
            seen += 1;
        }
        assert_eq!(Some(seen), all.as_u64(), "{path}");
    }
    browser.go(&world.url("/"));
    browser.press(&format!("{TAB}{ENTER}"));
    browser.press(TAB);
    assert!(browser.run("return document.querySelector('main').contains(document.activeElement)") == true);
}

#[test]
fn axe_finds_no_violation_on_any_page() {
    let Some(world) = world() else { return };
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

#[test]
fn pages_are_light_run_nothing_and_say_so() {
    let Some(world) = world() else { return };
    let style = world.get("/style.css").body.len();
    for path in world.pages() {
        let answer = world.get(&path);
        assert!(answer.body.len() + style <= 100_000, "{path}: {} bytes", answer.body.len() + style);
        for nothing in ["<script", "<iframe", " style=", "javascript:", "http-equiv"] {
            assert!(!answer.body.contains(nothing), "{path}: {nothing}");
        }
        for header in [
            "content-security-policy: default-src 'none'; style-src 'self'; img-src 'self' https:; ",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
        ] {
            assert!(answer.head.contains(header), "{path}: {header}: {}", answer.head);
        }
    }
}
