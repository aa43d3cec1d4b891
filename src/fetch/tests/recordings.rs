//! Recorded, and replayed without a network.

use super::*;

#[tokio::test]
async fn what_was_recorded_is_replayed_without_a_network() {
    let server = Server::new(|path, _| match path {
        "/robots.txt" => reply("200 OK", &[], b"User-agent: *\nDisallow: /item\n"),
        "/old?x=1" => reply("301 Moved", &["Location: /feed.xml"], b"moved"),
        "/feed.xml" => reply(
            "200 OK",
            &["Content-Type: application/rss+xml", "Set-Cookie: a=b", "X-Odd: caf\u{e9}"],
            b"<rss>\xe9</rss>",
        ),
        "/tagged" => reply("200 OK", &["ETag: W/\"t\"", "Content-Encoding: gzip"], &{
            use std::io::Write;
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(b"<tagged/>").unwrap();
            encoder.finish().unwrap()
        }),
        _ => reply("404 Not Found", &[], b"no such thing"),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("an organisation/2026-11-24");
    let recording = Web::new(&quick(), Mode::Record(below.clone())).unwrap();
    for path in ["/old?x=1", "/tagged"] {
        plain(&recording, &server.url(path)).await.unwrap();
    }
    plain(&recording, &server.url("/missing")).await.unwrap_err();
    recording.page(&server.url("/item/1"), &Credentials::default()).await.unwrap_err();
    let asked = server.asked().len();

    let replay = Web::new(&Settings::default(), Mode::Replay(folder.path().to_owned())).unwrap();
    let begin = Instant::now();
    let fetched = plain(&replay, &server.url("/old?x=1")).await.unwrap();
    assert_eq!(
        (fetched.url.path(), &fetched.body[..], fetched.content_type.as_deref()),
        ("/feed.xml", b"<rss>\xe9</rss>".as_slice(), Some("application/rss+xml"))
    );
    assert_eq!(fetched.moved_to, Some(server.url("/feed.xml")));
    assert!(fetched.validators.is_empty(), "a replay offers what the server offered");
    let tagged = plain(&replay, &server.url("/tagged")).await.unwrap();
    assert_eq!((&tagged.body[..], tagged.validators.etag.as_deref()), (b"<tagged/>".as_slice(), Some("W/\"t\"")));
    assert!(matches!(
        feed(&replay, &server.url("/tagged"), &tagged.validators).await.unwrap(),
        Outcome::NotModified { .. }
    ));
    assert_eq!(plain(&replay, &server.url("/missing")).await.unwrap_err().failure(), Failure::NotFound);
    assert_eq!(
        replay.page(&server.url("/item/1"), &Credentials::default()).await.unwrap_err().failure(),
        Failure::Forbidden
    );
    let error = plain(&replay, &server.url("/never")).await.unwrap_err();
    assert!(error.to_string().contains("not recorded"), "{error}");
    assert_eq!(server.asked().len(), asked, "nothing was asked");
    assert!(begin.elapsed() < Duration::from_millis(900), "no spacing");
    let heads: String = std::fs::read_dir(&below)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap_or_default())
        .collect();
    assert!(!heads.to_ascii_lowercase().contains("cookie") && !heads.contains("content-encoding"), "{heads}");
}

#[tokio::test]
async fn a_damaged_recording_names_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.http"), "GET https://a.example/\nHTTP/1.1 200 OK\nno header\n").unwrap();
    let Err(error) = Web::new(&Settings::default(), Mode::Replay(folder.path().to_owned())) else { panic!() };
    assert!(error.to_string().contains("a.http") && error.to_string().contains("line 3"), "{error}");
}
