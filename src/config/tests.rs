//! What an operator sees of a faulty file.

use std::time::Duration;

use super::*;

fn loaded(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    fs::write(&file, text).unwrap();
    let check = |css: &str| if css.contains('!') { Err("unexpected !".to_owned()) } else { Ok(()) };
    load(&file, &check).map_err(|error| error.to_string())
}

const SOURCE: &str = "[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"https://a.example/feed\"\n";

#[test]
fn a_small_file_gets_the_defaults() {
    let config = loaded(SOURCE).unwrap();
    assert_eq!(config.fetch.min_interval, Duration::from_secs(600));
    assert_eq!((config.feed.max_entries, config.sources.len()), (100, 1));
}

#[test]
fn an_unknown_key_is_pointed_at_with_the_nearest_known_one() {
    let error = loaded(&format!("[daemon]\nlissten = \"1\"\n{SOURCE}")).unwrap_err();
    assert!(error.contains("unknown key \"lissten\" in [daemon]") && error.contains("feeds.toml:2"), "{error}");
    assert!(error.contains("did you mean \"listen\"?"), "{error}");
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    fs::write(&file, b"[[source]]\nname = \"M\xfcller\"\n").unwrap();
    let error = load(&file, &|_| Ok(())).map_err(|error| error.to_string()).unwrap_err();
    assert!(error.contains("line 2 is not UTF-8") && error.contains("save the file"), "{error}");
    let error = load(folder.path(), &|_| Ok(())).map_err(|error| error.to_string()).unwrap_err();
    assert!(error.contains("Is a directory") && error.contains("the file in it"), "{error}");
    let error = loaded(&format!("include = [\"nowhere.d/*.toml\"]\n{SOURCE}")).unwrap_err();
    assert!(error.contains("No such file or directory") && error.contains("is looked for at"), "{error}");
}

#[test]
fn all_faults_are_told_at_once() {
    let error = loaded(
        "[fetch]\ntimeout = \"soon\"\n[[source]]\nid = \"\"\nname = \"x\"\nfeed = \"file:///x\"\ninterval = \"0s\"\n",
    )
    .unwrap_err();
    for part in ["\"soon\" is no duration", "is no id", "scheme \"file\" is unsupported", "greater than zero"] {
        assert!(error.contains(part), "{part} missing in {error}");
    }
}

#[test]
fn doubled_ids_name_both_places() {
    let error = loaded(&format!("{SOURCE}{SOURCE}")).unwrap_err();
    assert!(error.contains("already used at") && error.contains("feeds.toml:2"), "{error}");
}

#[test]
fn a_file_without_sources_says_what_to_add() {
    assert!(loaded("[daemon]\n").unwrap_err().contains("no source: add a [[source]]"));
}

#[test]
fn a_bad_selector_or_pattern_is_refused() {
    let error = loaded(&format!("{SOURCE}exclude = [\"(\"]\n[source.select]\nitem = \"!\"\n")).unwrap_err();
    assert!(error.contains("is no CSS selector: unexpected !") && error.contains("is no pattern"), "{error}");
}

#[test]
fn included_files_bring_their_sources() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sources.d")).unwrap();
    fs::write(folder.path().join("feeds.toml"), "include = [\"sources.d/*.toml\", \"more.opml\"]").unwrap();
    fs::write(folder.path().join("sources.d/one.toml"), SOURCE).unwrap();
    let opml =
        "<opml version=\"2.0\"><body><outline text=\"B &amp; C\" xmlUrl=\"https://b.example/rss\"/></body></opml>";
    fs::write(folder.path().join("more.opml"), opml).unwrap();
    let config = load(&folder.path().join("feeds.toml"), &|_| Ok(())).unwrap();
    let ids: Vec<&str> = config.sources.iter().map(|source| &*source.id).collect();
    assert_eq!(ids, ["a", "b-c"]);
}

#[test]
fn an_outline_in_several_folders_is_one_source_with_the_tags_of_all() {
    let outline = |name: &str| format!("<outline text=\"{name}\" xmlUrl=\"https://a.example/rss\"/>");
    let opml = format!(
        "<opml><body><outline text=\"Q&amp;amp;A\">{}</outline><outline text=\"Daily\">{}</outline></body></opml>",
        outline("It&amp;#39;s"),
        outline("Other")
    );
    let list = read_opml(opml.as_bytes(), &[], &|_| Ok(())).unwrap();
    let [(source, 1)] = &list.sources[..] else { panic!("{list:?}") };
    assert_eq!((source.name.as_str(), &source.tags[..]), ("It's", &["Q&A".to_owned(), "Daily".into()][..]));
    assert_eq!((list.left_out, list.remarks.len()), (0, 0));
}

#[test]
fn what_a_list_has_commented_out_is_not_subscribed_to() {
    let outline = |more: &str, path: &str| format!("<outline text=\"x\" {more} xmlUrl=\"https://a.example/{path}\"/>");
    let opml = format!(
        "<opml><body>{}{}<outline text=\"Old\" isComment=\"true\">{}</outline></body></opml>",
        outline("isComment=\"True\"", "1"),
        outline("isComment=\"false\"", "2"),
        outline("", "3")
    );
    let list = read_opml(opml.as_bytes(), &[], &|_| Ok(())).unwrap();
    let [(source, _)] = &list.sources[..] else { panic!("{list:?}") };
    assert_eq!((source.target.url().as_str(), list.left_out), ("https://a.example/2", 0));
}

#[test]
fn a_view_of_an_unknown_source_is_refused() {
    let error = loaded(&format!("{SOURCE}[[view]]\nname = \"v\"\nsources = [\"b\"]\n")).unwrap_err();
    assert!(error.contains("names no source: \"b\"") && error.contains("did you mean \"a\"?"), "{error}");
}

#[test]
fn a_header_takes_its_secret_from_the_environment_and_never_shows_it() {
    let config = loaded(&format!("{SOURCE}headers = {{ X-Token = \"${{PATH}}\" }}\n")).unwrap();
    let source = &config.sources[0];
    let shown = format!("{:?}", source.credentials.for_url(source.target.url()));
    assert_eq!(shown, "[(\"X-Token\", [secret])]");
    assert!(loaded(&format!("{SOURCE}headers = {{ X = \"${{NO_SUCH_NAME_HERE}}\" }}\n")).is_err());
}

#[test]
fn secrets_of_an_address_are_sent_and_never_shown() {
    let one = |feed: &str, more: &str| {
        let text = format!("[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"{feed}\"\n{more}");
        loaded(&text).map(|config| config.sources[0].clone())
    };
    let basic = one("https://u:p@a.example/f", "").unwrap();
    assert_eq!(
        (basic.target.url().as_str(), basic.shown_url().as_str()),
        ("https://a.example/f", "https://a.example/f")
    );
    assert_eq!(basic.credentials.for_url(basic.target.url()).len(), 1);
    let key = one("https://a.example/f?lang=en&k=${CARGO_PKG_NAME}", "").unwrap();
    assert_eq!(key.target.url().as_str(), "https://a.example/f?lang=en&k=pressfeed");
    assert_eq!(key.shown_url().as_str(), "https://a.example/f?lang=en&k=");
    let public =
        one("https://a.example/x1y2/f", "public = \"https://a.example/news\"\nhosts = [\"B.example\"]\n").unwrap();
    assert_eq!((public.shown_url().as_str(), &*public.hosts[0]), ("https://a.example/news", "b.example"));
    for bad in ["hosts = [\"https://b.example/\"]", "hosts = [\"a b\"]", "public = \"b\""] {
        assert!(one("https://a.example/f", bad).is_err(), "{bad}");
    }
    let error = one("https://${CARGO_MANIFEST_DIR}:x/f", "").unwrap_err();
    assert!(!error.contains(env!("CARGO_MANIFEST_DIR")), "{error}");
}

#[test]
fn a_stanza_is_told_whole_so_that_an_exported_list_comes_back_as_it_was() {
    let whole = "[[source]]\nid = \"a\"\nname = \"A\"\nnewsroom = \"https://a.example/\"\ninterval = \"2h\"\ntags = [\"t\"]\n\
        language = \"de\"\ntime_zone = \"Europe/Berlin\"\nrole = \"distributor\"\nfill = \"never\"\nhosts = [\"b.example\"]\n\
        public = \"https://a.example/p\"\nrender = true\ninclude = [\"i\"]\nexclude = [\"e\"]\n[source.select]\nitem = \"li\"\ntitle = \"a\"\n";
    let config = loaded(whole).unwrap();
    let told = config.sources[0].stanza();
    assert_eq!(told["interval"], "2h");
    // secrets stay where they are, and a source has one address
    let left_out = ["headers", "feed", "sitemap"];
    for key in keys::section("source").unwrap().names().filter(|key| !left_out.contains(key)) {
        assert!(told.contains_key(key), "{key} is lost in an export");
    }
    let again =
        loaded(&format!("[[source]]\n{}", toml::to_string(&told).unwrap().replace("[select]", "[source.select]")))
            .unwrap();
    assert_eq!(again.sources[0].stanza(), told);
}

#[test]
fn files_that_are_named_behind_a_stanza_are_told() {
    let config = loaded(&format!("{SOURCE}include = [\"sources.d/*.toml\"]\n")).unwrap();
    assert!(config.warnings[0].line().contains("stands before the first table"), "{:?}", config.warnings);
    let error = loaded(&format!("include = [\"/\"]\n{SOURCE}")).unwrap_err();
    assert!(error.contains("names no file") || error.contains("that is a folder"), "{error}");
}

#[test]
fn every_table_of_the_reference_is_read() {
    let whole = "include = []\n[daemon]\n[fetch]\n[browser]\n[feed]\n[pages]\n[[rule]]\nmatch = { tag = [\"t\"] }\nadd = [\"x\"]\n\
        [[view]]\nname = \"v\"\ntags = [\"x\"]\n[[notify]]\nurl = \"https://h.example/\"\n\
        [[digest]]\nto = \"a@h.example\"\nfrom = \"b@h.example\"\nsmtp = \"smtp://localhost\"\n";
    let config = loaded(&format!("{whole}{SOURCE}[source.select]\nitem = \"li\"\n")).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
}

#[test]
fn paths_are_relative_to_the_file_that_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    fs::write(&file, format!("[daemon]\ndatabase = \"x/news.db\"\n{SOURCE}")).unwrap();
    let config = load(&file, &|_| Ok(())).unwrap();
    assert_eq!(config.daemon.database.file(), Some(&*folder.path().join("x/news.db")));
    fs::write(&file, format!("[daemon]\ndatabase = \"/var/news.db\"\n[fetch]\nca_file = \"ca.pem\"\n{SOURCE}"))
        .unwrap();
    let error = load(&file, &|_| Ok(())).unwrap_err().to_string();
    assert!(error.contains("ca.pem: No such file") && error.contains("name a PEM file"), "{error}");
}

#[test]
fn a_source_may_be_drawn_and_say_which_hosts_its_pages_may_load_from() {
    let render = |line: &str| loaded(&format!("[browser]\ncommand = \"b\"\n{SOURCE}{line}\n"));
    let of = |line: &str| render(line).unwrap().sources[0].render.clone();
    assert_eq!(of("render = true"), Some(crate::model::Render::default()));
    assert_eq!((of("render = false"), of("")), (None, None));
    assert_eq!(of("render = { allow = [\"cdn.example.net\"] }").unwrap().allow, ["cdn.example.net"]);
    assert_eq!(render("").unwrap().browser.command.as_deref(), Some("b"));
    for (line, fault) in [("render = 1", "true or false"), ("render = { allowed = [] }", "did you mean \"allow\"?")] {
        let error = render(line).unwrap_err();
        assert!(error.contains(fault), "{error}");
    }
}
