//! What may come: whole, cut, slow, endless, refused, nothing.

use super::*;

#[tokio::test]
async fn a_304_nobody_asked_for_and_an_unasked_delta_are_errors() {
    let server = Server::new(|path, _| {
        if path == "/304" {
            reply("304 Not Modified", &[], b"")
        } else {
            reply("226 IM Used", &["IM: feed"], b"<rss/>")
        }
    })
    .await;
    assert!(matches!(plain(&live(), &server.url("/304")).await, Err(Error::Unasked304 { .. })));
    assert!(matches!(plain(&live(), &server.url("/226")).await, Err(Error::Status { status: 226, .. })));
    let validators = Validators { etag: Some("\"v\"".into()), last_modified: None };
    let outcome = feed(&live(), &server.url("/226"), &validators).await.unwrap();
    assert!(matches!(outcome, Outcome::Modified(fetched) if fetched.delta));
}

#[tokio::test]
async fn a_part_that_is_the_whole_is_read_and_any_other_is_refused() {
    let server = Server::new(|path, _| {
        let range = if path == "/whole" { "Content-Range: bytes 0-5/6" } else { "Content-Range: bytes 0-5/99" };
        reply("206 Partial Content", &[range], b"<rss/>")
    })
    .await;
    assert_eq!(&*plain(&live(), &server.url("/whole")).await.unwrap().body, b"<rss/>");
    assert!(matches!(plain(&live(), &server.url("/part")).await, Err(Error::Status { status: 206, .. })));
}

#[tokio::test]
async fn cut_bodies_are_errors_never_content() {
    let server = Server::new(|path, _| match path {
        "/length" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"v\"\r\n\r\n<rss>".to_vec(),
        _ => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n".to_vec(),
    })
    .await;
    for path in ["/length", "/chunked"] {
        let error = plain(&live(), &server.url(path)).await.unwrap_err();
        assert!(matches!(error, Error::Cut { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_whole_document_of_a_transfer_that_fails_is_read_without_its_validators() {
    const FEED: &str = "<?xml version='1.0'?><rss version='2.0'><channel/></rss>\n";
    let server = Server::new(|path, _| match path {
        "/length" => format!("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nETag: \"v\"\r\n\r\n{FEED}").into_bytes(),
        _ => format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"v\"\r\n\r\n{:x}\r\n{FEED}\r\n",
            FEED.len()
        )
        .into_bytes(),
    })
    .await;
    for path in ["/length", "/chunked"] {
        let fetched = plain(&live(), &server.url(path)).await.unwrap();
        assert_eq!((&*fetched.body, fetched.validators.is_empty()), (FEED.as_bytes(), true), "{path}");
        assert!(fetched.cut.is_some(), "{path}");
    }
}

#[tokio::test]
async fn a_cookie_that_a_redirect_sets_goes_back_within_the_fetch_and_no_further() {
    let server = Server::new(|path, head| {
        let known = head.to_ascii_lowercase().contains("cookie: seen=1");
        match path {
            "/circle" => reply("302 Found", &["Location: /circle", "Set-Cookie: other=1"], b""),
            _ if known => reply("200 OK", &[], b"<rss/>"),
            _ => reply("302 Found", &["Location: /feed", "Set-Cookie: seen=1; Path=/; HttpOnly"], b""),
        }
    })
    .await;
    let web = live();
    for _ in 0..2 {
        assert_eq!(&*plain(&web, &server.url("/feed")).await.unwrap().body, b"<rss/>");
    }
    let sent: Vec<bool> = server.asked().iter().map(|head| head.to_ascii_lowercase().contains("cookie:")).collect();
    assert_eq!(sent, [false, true, false, true]);
    let error = plain(&web, &server.url("/circle")).await.unwrap_err().to_string();
    assert!(error.contains("circle") && error.contains("cookies"), "{error}");
}

#[tokio::test]
async fn a_page_that_only_refreshes_is_a_redirect_that_is_never_adopted() {
    let server = Server::new(|path, _| match path {
        "/old" => reply(
            "200 OK",
            &["Content-Type: text/html"],
            b"<html><meta http-equiv=refresh content='0; url=/new'></html>",
        ),
        "/self" => reply("200 OK", &["Content-Type: text/html", "Refresh: 5; url=/self"], b"<html>Wait</html>"),
        _ => reply("200 OK", &[], b"<rss/>"),
    })
    .await;
    let fetched = plain(&live(), &server.url("/old")).await.unwrap();
    assert_eq!((fetched.url.path(), &*fetched.body, fetched.moved_to), ("/new", &b"<rss/>"[..], None));
    assert_eq!(plain(&live(), &server.url("/self")).await.unwrap().url.path(), "/self");
}

#[tokio::test]
async fn one_deadline_ends_drips_endless_heads_and_floods_of_interim_answers() {
    let server = Server::new(|path, _| match path {
        "/body" => {
            format!("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", format!("a{PAUSE}").repeat(60)).into_bytes()
        }
        "/head" => format!("HTTP/1.1 200 OK\r\nX-Slow: {}", format!("a{PAUSE}").repeat(60)).into_bytes(),
        "/hints" => format!("HTTP/1.1 103 Early Hints\r\n\r\n{PAUSE}").repeat(60).into_bytes(),
        _ => format!("HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\n{}", format!("a{PAUSE}").repeat(60)).into_bytes(),
    })
    .await;
    for path in ["/body", "/head", "/hints", "/refusal"] {
        let begin = Instant::now();
        let error = plain(&live(), &server.url(path)).await.unwrap_err();
        assert!(begin.elapsed() < Duration::from_secs(3), "{path} took {:?}", begin.elapsed());
        match path {
            "/refusal" => {
                assert!(matches!(error, Error::Status { status: 503, .. } | Error::Timeout { .. }), "{error}")
            }
            _ => assert!(matches!(error, Error::Timeout { .. }), "{path}: {error}"),
        }
        let reached_nobody = matches!(path, "/head" | "/hints");
        assert_eq!(error.failure() == Failure::Unreachable, reached_nobody, "{path}: {error}");
    }
}

#[tokio::test]
async fn large_heads_and_bodies_are_refused() {
    let server = Server::new(|path, _| match path {
        "/fields" => reply("200 OK", &["X-A: b"; 200], b"<rss/>"),
        "/field" => reply("200 OK", &[&format!("X-A: {}", "b".repeat(100_000))], b"<rss/>"),
        "/huge" => reply("200 OK", &[&format!("X-A: {}", "b".repeat(1_000_000))], b"<rss/>"),
        "/declared" => b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n<rss>".to_vec(),
        _ => [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".as_slice(), &[b' '; 100_000]].concat(),
    })
    .await;
    let web = Web::new(&Settings { max_body_bytes: 50_000, ..quick() }, Mode::Live).unwrap();
    for (path, what) in [
        ("/fields", "the head"),
        ("/field", "the head"),
        ("/huge", "the head"),
        ("/declared", "the body"),
        ("/endless", "the body"),
    ] {
        let error = plain(&web, &server.url(path)).await.unwrap_err();
        assert!(matches!(&error, Error::TooLarge { what: found, .. } if *found == what), "{path}: {error}");
    }
}

#[tokio::test]
async fn refusals_say_what_they_mean() {
    let server = Server::new(|path, _| match path {
        "/429" => reply("429 Too Many Requests", &["Retry-After: 120"], b"slow down"),
        "/503" => reply("503 Service Unavailable", &[], b""),
        "/410" => reply("410 Gone", &[], b"gone"),
        "/404" => reply("404 Not Found", &[], b"no"),
        "/403" => reply(
            "403 Forbidden",
            &["Server: cloudflare", "CF-Mitigated: challenge"],
            b"<title>Just a moment...</title>",
        ),
        "/204" => b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        _ => b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(),
    })
    .await;
    for (path, failure) in [
        ("/429", Failure::Busy(Some(Duration::from_secs(120)))),
        ("/503", Failure::Busy(None)),
        ("/410", Failure::Gone),
        ("/404", Failure::NotFound),
        ("/403", Failure::Other),
        ("/204", Failure::Other),
        ("/ssh", Failure::Other),
    ] {
        let error = plain(&live(), &server.url(path)).await.unwrap_err();
        assert_eq!(error.failure(), failure, "{path}: {error}");
        assert!(error.to_string().contains(path), "{error}");
    }
    let error = plain(&live(), &server.url("/403")).await.unwrap_err();
    assert!(error.to_string().contains("Cloudflare"), "{error}");
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let closed = { TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap() };
    for url in [format!("http://{closed}/"), "http://no-such-host.invalid/".into(), "http://127.0.0.1:0/".into()] {
        let error = plain(&live(), &Url::parse(&url).unwrap()).await.unwrap_err();
        assert_eq!(error.failure(), Failure::Unreachable, "{error}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("https://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"not TLS at all").await.unwrap();
    });
    let error = plain(&live(), &url).await.unwrap_err();
    assert!(matches!(error, Error::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn few_large_bodies_are_in_memory_at_a_time() {
    let server = Server::new(|_, _| reply("200 OK", &[], &vec![b' '; 12 << 20])).await;
    let web = Web::new(&Settings { per_host_concurrency: 32, timeout: Duration::from_secs(4), ..quick() }, Mode::Live)
        .unwrap();
    let url = server.url("/");
    let mut kept = Vec::new();
    while kept.len() < 2 {
        kept.push(plain(&web, &url).await.unwrap());
    }
    assert!(matches!(plain(&web, &url).await, Err(Error::Timeout { .. })));
    kept.pop();
    assert_eq!(plain(&web, &url).await.unwrap().body.len(), 12 << 20);
}

/// Well-formed answers with random damage: whatever comes back is an outcome or an error in time, never a panic.
#[tokio::test]
async fn damaged_answers_are_survived() {
    const WHOLE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: \"v\"\r\nCache-Control: max-age=60\r\nContent-Encoding: identity\r\n\
        Transfer-Encoding: chunked\r\nRetry-After: 5\r\nLocation: /b\r\nLink: <a>; rel=hub\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\n";
    let server = Server::new(|path, _| {
        let mut seed: u64 = path.trim_start_matches('/').parse().unwrap_or(0);
        let mut roll = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut bytes = WHOLE.to_vec();
        for _ in 0..=roll(6) {
            let at = roll(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match roll(4) {
                0 if !bytes.is_empty() => bytes[at] = roll(256) as u8,
                1 if !bytes.is_empty() => drop(bytes.remove(at)),
                2 => bytes.insert(at, roll(256) as u8),
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    })
    .await;
    let web = live();
    let (mut whole, mut failed) = (0, 0);
    for number in 0..400 {
        match plain(&web, &server.url(&format!("/{number}"))).await {
            Ok(fetched) => whole += usize::from(fetched.body.len() < 100),
            Err(error) => failed += usize::from(!error.to_string().is_empty()),
        }
    }
    assert!(whole > 50 && failed > 50 && whole + failed == 400, "{whole} whole, {failed} failed");
}

#[tokio::test]
async fn answers_before_the_answer_without_end_hold_up_nobody_else() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/feed", listener.local_addr().unwrap())).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let early = b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(4_000);
        while std::io::Write::write_all(&mut stream, &early).is_ok() {}
    });
    let task = tokio::spawn(async move { plain(&live(), &url).await.map(drop) });
    // this test has one thread
    let (mut longest, mut last) = (Duration::ZERO, Instant::now());
    while !task.is_finished() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        longest = longest.max(last.elapsed());
        last = Instant::now();
    }
    assert!(task.await.unwrap().is_err());
    assert!(longest < Duration::from_millis(900), "{longest:?}");
}

#[tokio::test]
async fn why_there_is_no_answer_is_told_without_the_address() {
    let closed = Url::parse("http://127.0.0.1:9/services/s3cret").unwrap();
    let private = Web::new(&Settings { allow_private_addresses: false, ..quick() }, Mode::Live).unwrap();
    for web in [live(), private] {
        let why = plain(&web, &closed).await.unwrap_err().why();
        assert!(!why.is_empty() && !why.contains("s3cret") && !why.contains("127.0.0.1:9"), "{why}");
    }
}
