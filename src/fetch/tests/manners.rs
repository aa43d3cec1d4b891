//! What is asked, of whom, and what is not.

use super::*;

#[tokio::test]
async fn a_feed_is_asked_politely_and_comes_whole() {
    let server = Server::new(|_, _| {
        reply(
            "200 OK",
            &[
                "Content-Type: application/rss+xml", "ETag: \"v1\"", "Cache-Control: max-age=60",
                "Link: </hub>; rel=hub",
            ],
            b"<rss/>",
        )
    })
    .await;
    let fetched = plain(&live(), &server.url("/feed.xml")).await.unwrap();
    assert_eq!(&fetched.body[..], b"<rss/>");
    assert_eq!(
        (fetched.status, fetched.content_type.as_deref(), fetched.delta),
        (200, Some("application/rss+xml"), false)
    );
    assert_eq!(fetched.validators.etag.as_deref(), Some("\"v1\""));
    assert_eq!(fetched.freshness.fresh_for, Some(Duration::from_secs(60)));
    assert_eq!(fetched.hubs, [server.url("/hub").to_string()]);
    let head = server.asked().remove(0).to_ascii_lowercase();
    assert!(
        head.contains("user-agent: pressfeed/")
            && head.contains("accept: application/atom+xml")
            && head.contains("accept-encoding: gzip"),
        "{head}"
    );
    for never in ["cookie", "referer", "origin:", "if-none-match", "a-im"] {
        assert!(!head.contains(never), "{never} in {head}");
    }
    assert_eq!(server.asked().len(), 1, "no robots.txt for a feed, no stray request");
}

#[tokio::test]
async fn validators_go_back_byte_for_byte() {
    let server =
        Server::new(|_, _| reply("304 Not Modified", &["ETag: \"v2\"", "Cache-Control: max-age=9"], b"")).await;
    let validators =
        Validators { etag: Some("\"caf\u{e9} b\\c==;d".into()), last_modified: Some("yesterday-ish".into()) };
    let outcome = feed(&live(), &server.url("/"), &validators).await.unwrap();
    let Outcome::NotModified { freshness, validators: new, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((freshness.fresh_for, new.etag.as_deref()), (Some(Duration::from_secs(9)), Some("\"v2\"")));
    let head = server.asked().remove(0);
    assert!(
        head.contains("if-none-match: \"caf\u{e9} b\\c==;d\r\n")
            && head.contains("if-modified-since: yesterday-ish\r\n"),
        "{head}"
    );
    assert!(head.contains("a-im: feed"), "{head}");
}

#[tokio::test]
async fn validators_and_secrets_follow_their_own_address_only() {
    let other = Server::new(|_, _| reply("200 OK", &[], b"<rss/>")).await;
    let target = other.url("/target").to_string();
    let location = format!("Location: {target}");
    let server = Server::new(move |_, _| reply("301 Moved", &[&location], b"moved")).await;
    let validators = Validators { etag: Some("\"v\"".into()), last_modified: None };
    let url = server.url("/old");
    let key = vec![("X-Key".to_owned(), Secret::new("s3cret".into()))];
    let credentials = Credentials::taken_from(&mut url.clone()).with(&url, key);
    let request = Request {
        url: &url,
        wanted: Wanted::Feed,
        validators: &validators,
        validators_of: Some(&target),
        credentials: &credentials,
        guest: false,
    };
    let Outcome::Modified(fetched) = live().get(request).await.unwrap() else { panic!() };
    assert_eq!(fetched.moved_to.as_ref().map(Url::as_str), Some(target.as_str()));
    assert_eq!(fetched.url.as_str(), target);
    let (first, second) = (server.asked().remove(0), other.asked().remove(0));
    assert!(first.contains("x-key: s3cret") && !first.contains("if-none-match"), "{first}");
    assert!(!second.contains("s3cret") && second.contains("if-none-match: \"v\""), "{second}");
}

#[tokio::test]
async fn the_guard_stands_before_every_connection() {
    let reached = Server::new(|_, _| reply("200 OK", &[], b"<rss/>")).await;
    let port = reached.base.port().unwrap();
    let targets = [
        "/plain".into(),
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "file:///etc/passwd".into(),
    ];
    let locations = targets.clone();
    let server = Server::new(move |path, _| {
        let number: usize = path.trim_start_matches('/').parse().unwrap_or(0);
        reply("302 Found", &[&format!("Location: {}", locations[number])], b"")
    })
    .await;
    let open = vec![format!("127.0.0.1:{}", server.base.port().unwrap())];
    let web =
        Web::new(&Settings { allow_private_addresses: false, allow_addresses: open, ..quick() }, Mode::Live).unwrap();
    for (number, target) in targets.iter().enumerate().skip(1) {
        let error = plain(&web, &server.url(&format!("/{number}"))).await.unwrap_err();
        assert!(matches!(error, Error::Address { .. } | Error::Scheme { .. }), "{}: {error}", target);
        let direct = plain(&web, &Url::parse(target).unwrap()).await.unwrap_err();
        assert!(matches!(direct, Error::Address { .. } | Error::Scheme { .. }), "{direct}");
    }
    assert!(reached.asked().is_empty());
}

#[tokio::test]
async fn robots_txt_is_asked_once_before_pages_and_obeyed() {
    let server = Server::new(|path, _| match path {
        "/robots.txt" => reply("200 OK", &[], b"User-agent: *\nDisallow: /private\n"),
        _ => reply("200 OK", &["Content-Type: text/html"], b"<html>"),
    })
    .await;
    let web = live();
    let (one, two) = (server.url("/a"), server.url("/b"));
    let none = Credentials::default();
    let (first, second) = tokio::join!(web.page(&one, &none), web.page(&two, &none));
    assert_eq!((first.unwrap().status, second.unwrap().status), (200, 200));
    let error = web.page(&server.url("/private/x"), &Credentials::default()).await.unwrap_err();
    assert_eq!(error.failure(), Failure::Forbidden, "{error}");
    assert!(error.to_string().contains("line 2: Disallow: /private"), "{error}");
    let paths: Vec<String> = server.asked().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(paths[0], "/robots.txt");
    assert_eq!(paths.len(), 3, "{paths:?}");
}

#[tokio::test]
async fn a_robots_txt_that_fails_forbids_and_one_that_is_absent_allows() {
    for (status, allowed) in [
        ("404 Not Found", true),
        ("403 Forbidden", true),
        ("500 Oops", false),
        ("503 Down", false),
        ("429 Slow", false),
    ] {
        let server =
            Server::new(
                move |path, _| {
                    if path == "/robots.txt" { reply(status, &[], b"x") } else { reply("200 OK", &[], b"<html>") }
                },
            )
            .await;
        let page = live().page(&server.url("/"), &Credentials::default()).await;
        assert_eq!(page.is_ok(), allowed, "{status}: {page:?}");
        assert!(server.asked()[0].starts_with("GET /robots.txt "));
    }
    let server = Server::new(|path, _| {
        if path == "/" {
            reply("200 OK", &[], b"<html>")
        } else {
            reply("302 Found", &[&format!("Location: {path}x")], b"")
        }
    })
    .await;
    assert!(
        live().page(&server.url("/"), &Credentials::default()).await.is_ok(),
        "more than five redirects count as absent"
    );
    assert_eq!(server.asked().len(), 7);
}

#[tokio::test]
async fn passwords_never_show() {
    let server = Server::new(|_, _| reply("500 Oops", &[], b"")).await;
    let mut url = server.url("/feed");
    url.set_username("me").unwrap();
    url.set_password(Some("s3cret")).unwrap();
    let error = plain(&live(), &url).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    assert!(!server.asked()[0].contains("authorization:"), "an address logs nobody in");
    let credentials = Credentials::taken_from(&mut url);
    let (wanted, validators) = (Wanted::Feed, &Validators::default());
    let request =
        Request { url: &url, wanted, validators, validators_of: None, credentials: &credentials, guest: false };
    live().get(request).await.unwrap_err();
    assert!(server.asked()[1].contains("authorization: Basic bWU6czNjcmV0"), "the configured credentials are used");
}

#[tokio::test]
async fn a_form_with_a_secret_goes_to_no_other_host() {
    let other = Server::new(|_, _| reply("202 Accepted", &[], b"")).await;
    let location = format!("Location: {}", other.url("/hub"));
    let server = Server::new(move |_, _| reply("307 Temporary Redirect", &[&location], b"")).await;
    let error = live().post_form(&server.url("/hub"), &[("hub.secret", "s3cret")]).await.unwrap_err();
    assert!(error.to_string().contains("another host") && other.asked().is_empty(), "{error}");
}

#[tokio::test]
async fn a_host_that_sends_two_addresses_away_is_left_alone() {
    let server = Server::new(|_, _| reply("429 Too Many Requests", &["Retry-After: 60"], b"")).await;
    let web = live();
    for path in ["/1", "/1", "/2", "/3", "/4"] {
        assert!(matches!(plain(&web, &server.url(path)).await.unwrap_err().failure(), Failure::Busy(Some(_))));
    }
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_form_is_sent_and_follows_only_redirects_that_keep_it() {
    let server = Server::new(|path, _| match path {
        "/moved" => reply("307 Temporary Redirect", &["Location: /hub"], b""),
        "/hub" => reply("202 Accepted", &[], b""),
        "/see" => reply("303 See Other", &["Location: /hub"], b""),
        _ => reply("400 Bad Request", &[], b"no"),
    })
    .await;
    let web = live();
    let form = [("hub.mode", "subscribe"), ("hub.topic", "https://a.example/?x&y")];
    assert_eq!(web.post_form(&server.url("/moved"), &form).await.unwrap(), 202);
    let head = server.asked().remove(1);
    assert!(head.starts_with("POST /hub ") && head.contains("application/x-www-form-urlencoded"), "{head}");
    assert!(matches!(web.post_form(&server.url("/see"), &form).await, Err(Error::Status { status: 303, .. })));
    assert!(matches!(web.post_form(&server.url("/bad"), &form).await, Err(Error::Status { status: 400, .. })));
}
