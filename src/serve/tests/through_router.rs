//! What each address answers.

use std::{
    io::Read,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{
    Router,
    body::to_bytes,
    http::{HeaderMap, Request, StatusCode},
};
use tower::ServiceExt;

use super::memory::{Memory, serving, story};
use crate::{
    model::{Secret, SourceState},
    serve::{Settings, States, View, router},
};

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

async fn get(router: &Router, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    ask(router, "GET", path, &[]).await
}

/// A changed document may be outdated for a moment, and for longer on a busy machine.
async fn soon(router: &Router, path: &str, words: &str) -> HeaderMap {
    for _ in 0..100 {
        let (_, headers, body) = get(router, path).await;
        if String::from_utf8(body).unwrap().contains(words) {
            return headers;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} never said {words}");
}

#[tokio::test]
async fn a_feed_has_its_media_type_validators_and_guards() {
    let router = router(serving(Memory::with(3), 100));
    for (path, kind) in [
        ("/feed.atom", "application/atom+xml"),
        ("/feed.rss", "application/rss+xml"),
        ("/feed.json", "application/feed+json"),
    ] {
        let (status, headers, body) = get(&router, path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(headers["content-type"].to_str().unwrap().starts_with(kind));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(headers["vary"].to_str().unwrap().starts_with("accept-encoding"));
        assert!(headers["cache-control"].to_str().unwrap().contains("max-age"));
        assert_eq!(headers["content-length"].to_str().unwrap(), body.len().to_string());
        let etag = headers["etag"].to_str().unwrap();
        let again = ask(&router, "GET", path, &[("if-none-match", &format!("\"zzz\", W/{etag}"))]).await;
        assert_eq!((again.0, again.2.len()), (StatusCode::NOT_MODIFIED, 0));
        let dated =
            ask(&router, "GET", path, &[("if-modified-since", headers["last-modified"].to_str().unwrap())]).await;
        assert_eq!(dated.0, StatusCode::NOT_MODIFIED);
        let head = ask(&router, "HEAD", path, &[]).await;
        assert_eq!((head.0, head.2.len()), (StatusCode::OK, 0));
        assert_eq!(head.1["etag"], etag);
    }
}

#[tokio::test]
async fn a_browser_gets_the_feed_as_xml_with_its_stylesheet() {
    let router = router(serving(Memory::with(1), 100));
    for path in ["/feed.atom", "/feed.rss"] {
        let (_, headers, body) =
            ask(&router, "GET", path, &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]).await;
        assert_eq!(headers["content-type"], "application/xml; charset=utf-8");
        assert!(String::from_utf8(body).unwrap().contains("href=\"/feed.css\""));
    }
    assert_eq!(get(&router, "/feed.css").await.0, StatusCode::OK);
}

#[tokio::test]
async fn pages_are_html_that_runs_nothing_of_others_and_titles_stay_text() {
    let store = Memory::with(3);
    let mut hostile = story(4);
    hostile.lead.title = Some("<script>alert(1)</script> & co".into());
    hostile.lead.summary = Some("<img src=x onerror=alert(1)>".into());
    store.add(hostile);
    let router = router(serving(store, 2));
    for path in [
        "/", "/release/4", "/sources", "/search?q=Release", "/search", "/subscribe", "/ns/1", "/source/a",
        "/tag/water", "/status", "/sources?order=count&find=co", "/?lang=de&show=compact&period=week",
    ] {
        let (status, headers, body) = get(&router, path).await;
        let page = String::from_utf8(body).unwrap();
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        assert!(
            page.contains("<main id=\"main\"") && !page.contains("<script>") && !page.contains("onerror=alert(1)>"),
            "{path}: {page}"
        );
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
    }
    let first = String::from_utf8(get(&router, "/").await.2).unwrap();
    let older = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let second = String::from_utf8(get(&router, &older.replace("&amp;", "&").replace("&#38;", "&")).await.2).unwrap();
    assert!(second.contains("/release/2\"") && !second.contains("/release/3\""), "{older}");
}

#[tokio::test]
async fn codings_hold_the_same_and_have_tags_of_their_own() {
    let router = router(serving(Memory::with(9), 100));
    let plain = get(&router, "/feed.atom").await;
    let gzip = ask(&router, "GET", "/feed.atom", &[("accept-encoding", "gzip")]).await;
    assert_eq!(gzip.1["content-encoding"], "gzip");
    let mut decoded = Vec::new();
    flate2::read::GzDecoder::new(&gzip.2[..]).read_to_end(&mut decoded).unwrap();
    assert_eq!(decoded, plain.2);
    let brotli = ask(&router, "GET", "/feed.atom", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(brotli.1["content-encoding"], "br");
    assert!(plain.1["etag"] != gzip.1["etag"] && gzip.1["etag"] != brotli.1["etag"]);
}

#[tokio::test]
async fn pages_walk_to_every_story_exactly_once() {
    for format in ["atom", "rss", "json"] {
        let router = router(serving(Memory::with(25), 10));
        let (mut path, mut seen) = (format!("/feed.{format}"), Vec::new());
        for _ in 0..10 {
            let (_, _, body) = get(&router, &path).await;
            let text = String::from_utf8(body).unwrap();
            seen.extend((1..=25).filter(|number| text.contains(&format!("Release number {number} says"))));
            let places = text
                .match_indices("?before=")
                .map(|(at, _)| text[at..].chars().take_while(|c| !"\"<&".contains(*c)).collect::<String>());
            let Some(next) = places.into_iter().find(|place| !path.ends_with(place)) else { break };
            path = format!("/feed.{format}{next}");
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=25).collect::<Vec<_>>(), "{format}");
    }
}

#[tokio::test]
async fn a_feed_is_rendered_once_a_change() {
    let store = Memory::with(5);
    let router = router(serving(Arc::clone(&store), 100));
    let asks = (0..50).map(|_| get(&router, "/feed.atom"));
    let first = futures_util::future::join_all(asks).await;
    assert!(first.iter().all(|(status, ..)| *status == StatusCode::OK));
    assert_eq!(store.asked.load(Ordering::SeqCst), 1);
    store.add(story(6));
    let headers = soon(&router, "/feed.atom", "Release number 6 says").await;
    assert_ne!(headers["etag"], first[0].1["etag"]);
    assert_eq!(store.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn filters_narrow_the_feed() {
    let router = router(serving(Memory::with(4), 100));
    let text = |answer: (StatusCode, HeaderMap, Vec<u8>)| String::from_utf8(answer.2).unwrap();
    assert!(!text(get(&router, "/feed.atom?language=de").await).contains("Release number 1 says"));
    assert!(text(get(&router, "/source/a.json").await).contains("Release number 1 says"));
    assert!(text(get(&router, "/tag/water.rss").await).contains("Release number 1 says"));
    assert!(!text(get(&router, "/tag/fire.rss").await).contains("Release number 1 says"));
    let found = text(get(&router, "/search.atom?q=Release+3").await);
    assert!(found.contains("Release number 3 says") && !found.contains("Release number 1 says"));
    assert!(found.contains("search.atom?q=Release+3"), "self link");
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_said() {
    let router = router(serving(Memory::with(1), 100));
    for path in [
        "/nothing", "/feed.exe", "/source/b.atom", "/view/none.atom", "/source/b", "/source/.atom", "/release/9",
        "/release/x",
    ] {
        assert_eq!(get(&router, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/feed.atom?before=x", "/feed.rss?since=soon", "/search.json?q="] {
        assert_eq!(get(&router, path).await.0, StatusCode::BAD_REQUEST, "{path}");
    }
    let refused = ask(&router, "DELETE", "/feed.atom", &[]).await;
    assert_eq!(refused.0, StatusCode::METHOD_NOT_ALLOWED);
    assert!(refused.1["allow"].to_str().unwrap().contains("GET"));
}

#[tokio::test]
async fn health_names_what_is_wrong() {
    let store = Memory::with(1);
    let state = serving(Arc::clone(&store), 100);
    let router = router(Arc::clone(&state));
    assert_eq!(get(&router, "/healthz").await.0, StatusCode::OK);
    *store.full.lock().unwrap() = true;
    state.health().set("polling", Some("stuck".into()));
    tokio::time::sleep(Duration::from_millis(1600)).await;
    let (status, _, body) = get(&router, "/healthz").await;
    let body = String::from_utf8(body).unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("disk") && body.contains("stuck"), "{body}");
    assert_eq!(get(&router, "/feed.atom").await.0, StatusCode::OK);
    state.health().set_ready(false);
    assert_eq!(get(&router, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn figures_alarms_and_the_list_are_served() {
    let store = Memory::with(2);
    let mut state = SourceState::new("a".into(), super::memory::at(1_750_000_000));
    state.failures = 5;
    state.last_error = Some("no route to host".into());
    store.states.lock().unwrap().push(state);
    let router = router(serving(store, 100));
    let (_, headers, body) = get(&router, "/metrics").await;
    let text = String::from_utf8(body).unwrap();
    assert!(headers["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    assert!(text.contains("# TYPE pressfeed_polls counter") && text.contains("pressfeed_sources_failing 1"), "{text}");
    let alarms = String::from_utf8(get(&router, "/status.atom").await.2).unwrap();
    assert!(alarms.contains("no route to host") && alarms.contains("source/a"), "{alarms}");
    let list = String::from_utf8(get(&router, "/opml").await.2).unwrap();
    assert!(list.contains("xmlUrl=\"https://a.example/feed\""), "{list}");
}

#[tokio::test]
async fn a_new_configuration_is_seen_soon() {
    let state = serving(Memory::with(1), 100);
    let router = router(Arc::clone(&state));
    get(&router, "/feed.atom").await;
    let mut settings = (*state.settings()).clone();
    settings.title = "Renamed".into();
    state.reload(settings);
    soon(&router, "/feed.atom", "Renamed").await;
}

#[tokio::test]
async fn no_page_weighs_more_than_a_phone_should_carry() {
    use crate::model::{Boilerplate, Contact, Copy, Quote};
    let store = Memory::with(1);
    let long = "Ein langer Satz & noch einer mit „Zeichen“, die mehr als ein Byte haben. ";
    for number in 2..60 {
        let mut heavy = story(number);
        let lead = &mut heavy.lead;
        lead.title = Some(long.repeat(20));
        lead.summary = Some(long.repeat(20));
        lead.image = Some(format!("https://a.example/{}", "x".repeat(550)));
        lead.content_html = Some(format!("<p>{long}</p>").repeat(4_000));
        lead.content_text = Some("Words.".into());
        lead.tags = (0..200).map(|tag| format!("{long}{tag}")).collect();
        lead.anatomy.notes = Some(format!("<p>{long}</p>").repeat(900));
        lead.anatomy.boilerplate = vec![Boilerplate { organization: None, text: long.repeat(90) }; 30];
        lead.anatomy.quotes = vec![Quote { text: long.repeat(90), ..Quote::default() }; 60];
        lead.anatomy.contacts = vec![Contact { note: Some(long.into()), ..Contact::default() }; 60];
        let copy = Copy {
            source: "b".into(),
            source_name: long.into(),
            url: Some("https://b.example/".into()),
            title: None,
            published: None,
        };
        heavy.copies = vec![copy; 40];
        store.add(heavy);
    }
    let router = router(serving(store, 100));
    for path in ["/", "/?show=compact", "/release/7", "/source/a", "/tag/water", "/search?q=Ein", "/sources", "/status"]
    {
        let (status, _, body) = get(&router, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(body.len() <= 60_000, "{path}: {} bytes", body.len());
    }
    let cut = String::from_utf8(get(&router, "/release/7").await.2).unwrap();
    assert!(cut.contains("The text is longer than this page.") && cut.ends_with("</html>"), "a cut text says so");
}

#[tokio::test]
async fn pages_speak_the_readers_language_and_remember_what_a_link_chose() {
    let router = router(serving(Memory::with(2), 100));
    let german = ask(&router, "GET", "/", &[("accept-language", "de-AT, en;q=0.5")]).await;
    let page = String::from_utf8(german.2).unwrap();
    assert!(page.contains("<html lang=\"de\">") && page.contains("Abonnieren"), "{page}");
    assert!(german.1["vary"].to_str().unwrap().contains("accept-language") && !german.1.contains_key("set-cookie"));
    let chosen = ask(&router, "GET", "/?lang=fr", &[("accept-language", "de")]).await;
    assert!(chosen.1["set-cookie"].to_str().unwrap().starts_with("lang=fr; "));
    let kept = ask(&router, "GET", "/sources", &[("cookie", "lang=fr"), ("accept-language", "de")]).await;
    assert!(String::from_utf8(kept.2).unwrap().contains("<html lang=\"fr\">"));
}

#[tokio::test]
async fn whoever_opens_a_feed_in_a_browser_sees_a_page() {
    let router = router(serving(Memory::with(2), 100));
    let opened = ask(&router, "GET", "/feed.atom", &[("sec-fetch-dest", "document"), ("accept", "text/html")]).await;
    assert_eq!(opened.1["content-type"], "text/html; charset=utf-8");
    assert!(String::from_utf8(opened.2).unwrap().contains("This address is a feed."));
    assert!(get(&router, "/feed.atom").await.1["vary"].to_str().unwrap().contains("sec-fetch-dest"));
}

#[tokio::test]
async fn one_release_answers_programs_in_three_ways() {
    let router = router(serving(Memory::with(3), 100));
    let (_, headers, body) = get(&router, "/release/2.json").await;
    assert_eq!(headers["content-type"], "application/json; charset=utf-8");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).unwrap()["title"], "Release 2");
    let atom = String::from_utf8(get(&router, "/release/2.atom").await.2).unwrap();
    assert!(atom.contains("<entry") && atom.contains("https://press.example/release/2.atom"), "{atom}");
    for path in ["/release/9.json", "/release/2.vcf", "/tag/nobody", "/view/none", "/source/none"] {
        assert_eq!(get(&router, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [
        "/robots.txt", "/favicon.ico", "/opensearch.xml", "/openapi.json", "/sources.json", "/tag/nobody.atom",
        "/icon.png",
    ] {
        assert_eq!(get(&router, path).await.0, StatusCode::OK, "{path}");
    }
    assert_eq!(get(&router, "/stories.json?source=a&tag=b").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get(&router, "/stories.json?source=a").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_private_view_opens_to_its_token_and_is_named_nowhere() {
    let state = serving(Memory::with(2), 100);
    let mut settings = (*state.settings()).clone();
    let token = "0123456789abcdefXYZ";
    settings.views = vec![View {
        name: "desk".into(),
        title: Some("The quiet desk".into()),
        token: Some(Secret::new(token.into())),
        ..View::default()
    }];
    state.reload(settings);
    let router = router(state);
    for path in ["/view/desk", "/view/desk.atom", "/view/desk/wrong.atom", "/stories.json?view=desk"] {
        assert_eq!(get(&router, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [format!("/view/desk/{token}.atom"), format!("/view/desk/{token}")] {
        let (status, headers, _) = get(&router, &path).await;
        assert_eq!((status, &headers["x-robots-tag"]), (StatusCode::OK, &"noindex, nofollow".parse().unwrap()));
    }
    let bearer = format!("Bearer {token}");
    assert_eq!(ask(&router, "GET", "/view/desk.json", &[("authorization", &bearer)]).await.0, StatusCode::OK);
    for path in ["/", "/subscribe", "/feed.atom", "/opml"] {
        assert!(!String::from_utf8(get(&router, path).await.2).unwrap().contains("quiet desk"), "{path}");
    }
}

#[tokio::test]
async fn states_are_open_to_whom_the_configuration_says() {
    let state = serving(Memory::with(1), 100);
    let router = router(Arc::clone(&state));
    for (states, expected) in [
        (States::Public, StatusCode::OK),
        (States::Off, StatusCode::NOT_FOUND),
        (States::Loopback, StatusCode::NOT_FOUND),
    ] {
        let settings = Settings { states, ..(*state.settings()).clone() };
        state.reload(settings);
        for path in ["/status", "/metrics"] {
            // asked through nothing: not from this machine
            assert_eq!(get(&router, path).await.0, expected, "{path} {states:?}");
        }
    }
}
