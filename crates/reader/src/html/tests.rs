//! What hostile markup costs, and that honest markup is let through as it is.

use std::time::{Duration, Instant};

use super::*;

fn deepest(page: &scraper::Html) -> usize {
    // parents stand before their children in the walk, so that each depth is known from the parent's
    let mut depths = std::collections::HashMap::new();
    let nodes = page.tree.root().descendants().map(|node| {
        let depth = node.parent().and_then(|parent| depths.get(&parent.id()).copied()).unwrap_or(0) + 1;
        depths.insert(node.id(), depth);
        depth
    });
    nodes.max().unwrap_or(0)
}

/// Time that this thread has had a processor: the machine may be busy.
fn spent(began: Instant) -> Duration {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = ran.and_then(|text| text.split_whitespace().next().and_then(|n| n.parse().ok()));
    nanos.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

#[test]
fn honest_markup_passes_as_it_is() {
    let many = "<div><p>a<p>b<ul><li>c<li>d</ul><script>if (a<b) {}</script><img src=x><b>x</b></div>".repeat(200);
    let unclosed = "<p>one<p>two<br>".repeat(5000) + &"<li>x".repeat(5000) + &"<table><tr><td>x</table>".repeat(2000);
    for html in [many, unclosed] {
        assert!(matches!(tame(&html), Ok(std::borrow::Cow::Borrowed(_))));
        let ours = fragment(&html).unwrap();
        assert_eq!(ours.root_element().html(), scraper::Html::parse_fragment(&html).root_element().html());
    }
}

#[test]
fn a_tree_is_what_the_parser_alone_would_build() {
    let long = format!("<a title='{}'>x</a>", "y < z \" ".repeat(800));
    for html in [
        "<!doctype html><title>a &amp; b</title><p class=x>1<b>2<p>3</b>4<table><i>5<td>6</table>7",
        "<svg><g><![CDATA[ <p a b> ]]></g><title><p a b c>x</p></title></svg><select><p><option>a<option>b</select>",
        "<script>for(i=0;i<n;i++){a<b}</script><textarea><p></textarea><noscript><p>x</noscript>é&eacute;&am",
        "<template><td>x</td></template><a href=x>1<a href=y>2</a><form><form><input></form>",
        &long,
    ] {
        assert_eq!(document(html).unwrap().html(), scraper::Html::parse_document(html).html(), "{html}");
    }
}

#[test]
fn comments_never_reach_the_tree() {
    let page = document(&"<!-- x --><p>a".repeat(3)).unwrap();
    assert!(!page.tree.values().any(|node| node.is_comment()));
}

#[test]
fn what_lies_too_deep_keeps_its_words_and_scripts_stay_scripts() {
    let html = "<div>".repeat(700) + "<script>var x</script><p>words<br>" + &"</div>".repeat(700) + "<p>end";
    let page = fragment(&html).unwrap();
    assert!(deepest(&page) <= MAX_DEPTH + 2);
    let script = page.tree.nodes().find(|node| node.value().as_element().is_some_and(|e| e.name() == "script"));
    assert_eq!(script.map(|s| s.children().count()), Some(1));
    assert_eq!(page.root_element().text().collect::<String>(), "var xwordsend");
}

#[test]
fn the_bound_that_is_passed_is_named() {
    let attributes = (0..1_500).map(|i| format!(" a{i}=1")).collect::<String>();
    for (html, wanted) in [
        ("<i></i>".repeat(50_001), "refused: more than 50,000 elements"),
        ("<p><a href=x>x</a></p>".repeat(10_001), "refused: more than 10,000 links"),
        ("</object>-->".repeat(200_001), "refused: more than 200,000 tags"),
        (format!("<plaintext>{}", "a word or two ".repeat(300_000)), "refused: more than 4,000,000 bytes of text"),
        (format!("<p{attributes}>x"), "refused: more than 1,000 attributes of one tag"),
        ("<p a b c='>x<p d='".repeat(400), "refused: more than 1,000 attributes of one tag"),
        (format!("</p{attributes}"), "refused: more than 1,000 attributes of one tag"),
        (format!("<svg><title><p{attributes}>x"), "refused: more than 1,000 attributes of one tag"),
        (format!("&amp<p{attributes}>x"), "refused: more than 1,000 attributes of one tag"),
    ] {
        assert_eq!(document(&html).unwrap_err().to_string(), wanted);
        assert_eq!(fragment(&html).unwrap_err().to_string(), wanted);
        assert!(tame(&html).is_err());
    }
    let script = format!("<script>if (a <p{attributes}) {{}}</script><title>{attributes}</title>");
    assert!(document(&script).is_ok());
    let code = format!("<p>x</p><style>{}</style>", "a{b}".repeat(1_000_000));
    assert!(document(&code).is_ok() && tame(&code).is_err());
    let state = format!("<script>{}</script>", "\"a word or two\",".repeat(300_000));
    assert!(document(&state).is_ok());
}

#[test]
fn attributes_of_repeated_html_tags_are_bounded_too() {
    let tags: String = (0..40_000).map(|i| format!("<html a{i}=1><body b{i}=2>")).collect();
    let page = document(&format!("<html lang=de>{tags}<p>x")).unwrap();
    assert_eq!(page.root_element().value().attr("lang"), Some("de"));
    assert!(page.root_element().value().attrs().count() <= 1_000);
}

/// A name, and the markup of about so many bytes.
type Shape = (&'static str, fn(usize) -> String);

/// Shapes that some parser or reader was slow at.
fn shapes() -> Vec<Shape> {
    vec![
        ("divs", |n| "<div>".repeat(n / 5)),
        ("pile", |n| "<b><i><a href=x><p>".repeat(n / 19)),
        ("formatting", |n| (0..n / 30).map(|i| format!("<b class=c{i}><font color={i}>")).collect()),
        ("formatting in paragraphs", |n| (0..n / 32).map(|i| format!("<b class=c{i}><p><font color={i}>")).collect()),
        ("misnested headings", |n| "<b><h1></b>".repeat(n / 11)),
        ("misnested links", |n| "<a><div></a>".repeat(n / 12)),
        ("adoption of many", |n| "<b><i><u><s><div></b></i></u></s>".repeat(n / 33)),
        ("markers", |n| "<div><applet><b><p></b></div>".repeat(n / 29)),
        ("tables", |n| "<table><tr><td>".repeat(n / 15)),
        ("misplaced", |n| format!("<table>{}</table>", "<hr>x".repeat(n / 5))),
        ("misplaced blocks", |n| "<table><div><table><b>".repeat(n / 22)),
        ("comments", |n| "<!-- a ".repeat(n / 7)),
        ("open comments", |n| "<!-->".repeat(n / 5)),
        ("ends", |n| "</p></div>".repeat(n / 10)),
        ("ends below depth", |n| "<div>".repeat(500) + &"</h1>".repeat(n / 5)),
        ("references below depth", |n| "<b><div>".repeat(250) + &"&lt;".repeat(n / 4)),
        ("lists", |n| "<ul><li>".repeat(n / 8)),
        ("spans", |n| "<span>x</b>".repeat(n / 11)),
        ("selects", |n| "<select><option>".repeat(n / 16)),
        ("svg", |n| "<svg><g>".repeat(n / 8)),
        ("svg titles", |n| "<svg><title>".repeat(n / 12)),
        ("templates", |n| "<template><td>".repeat(n / 14)),
        ("quotes", |n| "<a href=\"".repeat(n / 9)),
        ("buttons", |n| "<button><a><p>".repeat(n / 14)),
        ("one attribute again", |n| format!("<p {}", "a ".repeat(n / 2))),
        ("attributes of ends", |n| {
            format!("</p{}>", (0..900).map(|i| format!(" a{i}")).collect::<String>()).repeat(n / 5_300)
        }),
    ]
}

#[test]
fn hostile_markup_is_read_or_refused_in_bounded_time_and_depth() {
    let began = Instant::now();
    for (name, of) in shapes() {
        let html = of(2 << 20) + "deep";
        let before = spent(began);
        let read = fragment(&html);
        let took = spent(began) - before;
        let verdict = read.as_ref().map(deepest).map_err(ToString::to_string);
        eprintln!("{name}: {} kB, {took:?}, {verdict:?}", html.len() / 1000);
        assert!(verdict.unwrap_or(0) <= MAX_DEPTH + 2, "{name}");
        assert!(took < Duration::from_secs(4), "{name} {took:?}");
    }
}
