use super::*;

fn clean(html: &str) -> String {
    sanitise(html, Url::parse("https://ok.example/news/1").ok().as_ref())
}

#[test]
fn harmless_markup_stays() {
    for (html, wanted) in [
        ("<p>Plain <b>bold</b> and <em>emphasis</em>.</p>", "<p>Plain <b>bold</b> and <em>emphasis</em>.</p>"),
        (
            "<p>A <a href=\"https://ok.example/page?a=1&amp;b=2\">link</a></p>",
            "<p>A <a href=\"https://ok.example/page?a=1&amp;b=2\">link</a></p>",
        ),
        ("2 &lt; 3 & 5 > 4", "2 &lt; 3 &amp; 5 &gt; 4"),
        (
            "<a href='../x'>y</a> <a href='mailto:a@b.example'>m</a> <a href='tel:+4412'>t</a>",
            "<a href=\"https://ok.example/x\">y</a> <a href=\"mailto:a@b.example\">m</a> <a href=\"tel:+4412\">t</a>",
        ),
        (
            "<figure><img src=/i.png alt='A chart' width=640px><figcaption>C</figcaption></figure>",
            "<figure><img src=\"https://ok.example/i.png\" alt=\"A chart\" width=\"640\"><figcaption>C</figcaption></figure>",
        ),
        (
            "<img srcset='/a.jpg 1x, /b.jpg 2x' src=/a.jpg>",
            "<img srcset=\"https://ok.example/a.jpg 1x, https://ok.example/b.jpg 2x\" src=\"https://ok.example/a.jpg\">",
        ),
        (
            "<img data-src='/i.png' src='data:image/gif;base64,x'><noscript><img src='/i.png'></noscript>",
            "<img src=\"https://ok.example/i.png\">",
        ),
        ("a<img src='' alt=x>", "a<img alt=\"x\">"),
        (
            "<video src=https://ok.example/v.mp4 autoplay></video>",
            "<video src=\"https://ok.example/v.mp4\" controls=\"\"></video>",
        ),
        ("<blockquote cite=/q>Q</blockquote>", "<blockquote cite=\"https://ok.example/q\">Q</blockquote>"),
    ] {
        assert_eq!(clean(html), wanted);
    }
}

#[test]
fn harm_goes_and_the_words_beside_it_stay() {
    for (html, wanted) in [
        ("<p onclick=x()>a<script>b</script></p><style>c</style>", "<p>a</p>"),
        ("<a href=\"jav\tascript:pwn(14)\">x</a>", "<a>x</a>"),
        (
            "<a href=\"javascript&amp;colon;pwn\">x</a>",
            "<a href=\"https://ok.example/news/javascript&amp;colon;pwn\">x</a>",
        ),
        ("<!--><img src=x onerror=pwn(59)>-->", "<img src=\"https://ok.example/news/x\">--&gt;"),
        ("t<img src='javascript:pwn(11)' alt=a>", "t<img alt=\"a\">"),
        ("t<img src=/c.gif width=1 height=1>", "t"),
        ("<form action=x><input value=1>text</form>", "text"),
        ("<svg onload=x><text>gone</text></svg>kept", "kept"),
        ("a<object data=x.swf><b>for those without</b></object><canvas>c</canvas>", "a<b>for those without</b>c"),
        ("a<object data=x.swf> <b>b", "a <b>b</b>"),
        ("a<!-- -- never closed >b", "ab"),
        ("<iframe src=https://a.example></iframe>kept", "<a href=\"https://a.example\">a.example</a>kept"),
        ("<iframe src=https://a.example>held</iframe>kept", "heldkept"),
        ("<iframe src=javascript:alert(1)></iframe>kept", "kept"),
        ("<amp-img src=https://a.example/i.jpg></amp-img>", "<img src=\"https://a.example/i.jpg\">"),
    ] {
        assert_eq!(clean(html), wanted);
    }
}

#[test]
fn without_a_base_a_relative_link_stays_relative_and_safe() {
    assert_eq!(sanitise("<a href=\"foo\">x</a>", None), "<a href=\"foo\">x</a>");
    assert_eq!(sanitise("<a href=\"javascript&amp;colon;pwn\">x</a>", None), "<a>x</a>");
}

#[test]
fn hostile_markup_is_cleaned_in_linear_time() {
    for html in [
        "<div>".repeat(100_000),
        "<b><i><a href=x><p>".repeat(20_000),
        format!("<table>{}", "<hr>x<b>".repeat(50_000)),
        (0..50_000).map(|i| format!("<b class=c{i}>")).collect(),
    ] {
        let began = std::time::Instant::now();
        let _ = clean(&html);
        assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
    }
}

#[test]
fn nested_markup_goes_straight_through() {
    assert!(
        straight::sanitise("<p>One <a href=\"https://x.example/?a=1&amp;b\">two</a><br></p><ul><li>x</li></ul>")
            .is_some()
    );
    for odd in [
        "<p>a<p>b", "<b><i>x</b></i>", "<table></table>", "<P>x</P>", "<p><div>x</div></p>", "<a><a>x</a></a>",
        "<script>x</script>", "<b", "<img src=x>", "<p/>", "a\0b", "</p>",
    ] {
        assert_eq!(straight::sanitise(odd), None, "{odd}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 3000, failure_persistence: None, ..Default::default() })]
    #[test]
    fn the_straight_way_and_the_tree_agree(html in "(</?(p|b|i|ul|li|div|h2|a|span|br|blockquote|img|br /)>|<a href=\"(/x|javascript:y|x&amp;y|mailto:z)\">|<img src='y' alt=\"q&lt;&quot;&nbsp;\" onerror=\"x\" class=\"\">|</a>|</p>|</div>|[a-z &;<>\"\n]{1,4}|&nbsp;|&copy;|&#39;){0,6}") {
        if let Some(straight) = straight::sanitise(&html) {
            proptest::prop_assert_eq!(straight, by_tree(&html));
        }
    }

    #[test]
    fn nested_fragments_agree_too(inner in "(x|<b>y</b>|<i lang=\"de\">z</i>|<br>|<a title=\"t\" href=\"http://e.example\">w</a>|<img src=\"u\" width=\"5px\">){0,5}") {
        for html in [format!("<p>{inner}</p>\n<div>{inner}</div>"), format!("<ul><li>{inner}</li></ul><h2>{inner}</h2>"), format!("<blockquote><p><span>{inner}</span></p></blockquote>")] {
            if let Some(straight) = straight::sanitise(&html) {
                proptest::prop_assert_eq!(straight, by_tree(&html));
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
    #[test]
    fn what_is_clean_stays_as_it_is(html in "(<(b|i|ul|li|div|/b|/div|/ul|blockquote|span|img src=y)>|[a-z &;]{1,5}){0,20}") {
        let once = clean(&html);
        proptest::prop_assert_eq!(clean(&once), once);
    }
}

#[test]
fn no_control_and_no_turn_of_direction_comes_out_however_it_is_spelt() {
    for html in [
        "<p>a&#27;[31mb&#x202e;c&#8297;d</p>", "<p>a\u{1b}[31mb\u{202e}c\u{2069}d</p>", "a&#27;[31mb&#x202e;c\u{2069}d",
    ] {
        let clean = sanitise(html, None);
        assert!(clean.contains("a[31mbcd"), "{clean:?}");
    }
    let hebrew = "<p dir=\"rtl\">\u{200f}\u{5d0}\u{5d1}</p>";
    assert!(sanitise(hebrew, None).contains("\u{200f}\u{5d0}"));
}

#[test]
fn what_moves_a_terminal_is_found_wherever_it_stands_in_a_long_text() {
    let text = "some “words” of a text – with marks\tand breaks\n".repeat(5);
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        for odd in ["\u{7f}", "\u{1b}", "\u{9b}", "\u{202e}", "\u{2066}"] {
            let html = format!("{}{odd}{}", &text[..at], &text[at..]);
            assert_eq!(printable(html), text, "{odd:?} at {at}");
        }
    }
}
