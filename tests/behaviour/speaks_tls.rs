//! Origins with TLS: what is not secure is not read, what misuses HTTP/2 is left, and neither harms anybody else.

use std::fs;

use crate::support::{
    Answer, Home, Site, rss,
    tls::{Answers, Authority, Identity, Manner, Secure},
};

fn feed() -> String {
    rss("Secure", &[["1", "", "A release over TLS", "Its words, by {protocol}.", ""]])
}

fn answers() -> Answers {
    let rss = |body| (200, vec![("content-type", "application/rss+xml".into())], body);
    [("/feed", rss(feed()))].into()
}

fn source(id: &str, url: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nname = \"{id}\"\nfeed = \"{url}\"\nfill = \"never\"\ninterval = \"1s\"\n")
}

/// Polls one origin beside an honest one without TLS; what the first came to, as JSON.
fn polled(authority: &Authority, origin: &Secure) -> serde_json::Value {
    let honest = Site::start();
    honest.set("/feed", Answer::rss(rss("Honest", &[["1", "", "An honest release", "Words.", ""]])));
    let home = Home::new("");
    fs::write(home.path("ca.pem"), &authority.pem).expect("a file");
    home.configure(&format!(
        "[fetch]\nallow_private_addresses = true\nper_host_delay = \"0s\"\ntimeout = \"4s\"\nca_file = {:?}\n{}{}",
        home.path("ca.pem"),
        source("tls", &origin.url("/feed")),
        source("honest", &honest.url("/feed"))
    ));
    let reports = home.poll(&[]);
    let of = |id: &str| reports.iter().find(|report| report["source_id"] == id).cloned().unwrap_or_default();
    assert_eq!((&of("honest")["new"], &of("honest")["error"]), (&1.into(), &serde_json::Value::Null));
    of("tls")
}

fn failure(authority: &Authority, identity: Identity, manner: Manner) -> String {
    let report = polled(authority, &Secure::start(identity, manner));
    report["error"].as_str().unwrap_or_else(|| panic!("no failure: {report}")).to_owned()
}

#[test]
fn an_expired_certificate_is_a_failure_that_says_so() {
    let ours = Authority::new("Ours");
    let error = failure(&ours, ours.certify_until("127.0.0.1", 2021), Manner::Serve(answers()));
    assert!(error.contains("no secure connection") && error.contains("expired"), "{error}");
}

#[test]
fn a_certificate_for_another_host_is_a_failure_that_says_so() {
    let ours = Authority::new("Ours");
    let error = failure(&ours, ours.certify("other.example"), Manner::Serve(answers()));
    assert!(error.contains("no secure connection") && error.contains("not valid for name"), "{error}");
}

#[test]
fn an_unknown_issuer_is_a_failure_that_says_so() {
    let error =
        failure(&Authority::new("Ours"), Authority::new("Theirs").certify("127.0.0.1"), Manner::Serve(answers()));
    assert!(error.contains("no secure connection") && error.contains("UnknownIssuer"), "{error}");
}

#[test]
fn a_handshake_that_stalls_ends_at_the_deadline() {
    let ours = Authority::new("Ours");
    let error = failure(&ours, ours.certify("127.0.0.1"), Manner::Stall);
    assert!(error.contains("no whole answer within 4s") || error.contains("not made in time"), "{error}");
}

#[test]
fn a_flood_of_resets_is_a_failure_with_its_cause() {
    let ours = Authority::new("Ours");
    let error = failure(&ours, ours.certify("127.0.0.1"), Manner::Resets);
    assert!(error.contains("not a valid HTTP answer") && error.contains("stream error"), "{error}");
}

#[test]
fn a_head_that_never_ends_is_a_failure_with_its_cause() {
    let ours = Authority::new("Ours");
    let error = failure(&ours, ours.certify("127.0.0.1"), Manner::Continues);
    assert!(error.contains("the head is larger than") || error.contains("not a valid HTTP answer"), "{error}");
}

#[test]
fn feeds_pages_and_redirects_are_read_over_http_2() {
    let ours = Authority::new("Ours");
    let words = "Words of the release, as its page has them, and enough of them. ".repeat(12);
    let page = format!(
        "<html><head><title>A release</title></head><body><article><h1>A release</h1><p>{words} It came over {{protocol}} to its readers. {words}</p></article></body></html>"
    );
    let html = |body: String| (200, vec![("content-type", "text/html".to_owned())], body);
    let moved = |to: &str| (301, vec![("location", to.to_owned())], String::new());
    let listed = rss("Secure", &[["1", "/old-page", "A release", "", ""]]);
    let answers: Answers = [
        ("/feed", moved("/new-feed")),
        ("/new-feed", (200, vec![("content-type", "application/rss+xml".to_owned())], listed)),
        ("/old-page", moved("/page")),
        ("/page", html(page)),
    ]
    .into();
    let origin = Secure::start(ours.certify("127.0.0.1"), Manner::Serve(answers));
    let home = Home::new("");
    fs::write(home.path("ca.pem"), &ours.pem).unwrap();
    let source = source("tls", &origin.url("/feed")).replace("never", "missing");
    home.configure(&format!(
        "[fetch]\nallow_private_addresses = true\nper_host_delay = \"0s\"\nca_file = {:?}\n{source}",
        home.path("ca.pem")
    ));
    let report = home.poll(&[]).remove(0);
    assert_eq!((&report["new"], &report["filled"], &report["error"]), (&1.into(), &1.into(), &serde_json::Value::Null));
    let feed = serde_json::to_string(&home.items()).unwrap();
    assert!(feed.contains("It came over h2 to its readers."), "{feed}");
}

#[test]
fn the_system_s_own_way_of_naming_issuers_is_honoured() {
    let ours = Authority::new("Ours");
    let origin = Secure::start(ours.certify("127.0.0.1"), Manner::Serve(answers()));
    let home = Home::new(&source("tls", &origin.url("/feed")));
    fs::write(home.path("ca.pem"), &ours.pem).unwrap();
    let done = home.command(&["poll", "--json"]).env("SSL_CERT_FILE", home.path("ca.pem")).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.contains("\"new\":1"), "{text}");
}

#[test]
fn a_file_of_issuers_that_holds_none_is_told_at_the_start() {
    let home = Home::new("");
    fs::write(home.path("ca.pem"), "nothing\n").unwrap();
    home.configure(&format!("[fetch]\nca_file = {:?}\n{}", home.path("ca.pem"), source("a", "https://a.example/feed")));
    let done = home.run(&["poll"]);
    let errors = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && errors.contains("holds no certificate in PEM"), "{errors}");
}
