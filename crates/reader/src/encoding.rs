//! Bytes to text: BOM, then the HTTP charset, then the document's own declaration, then detection.
//!
//! RFC 7303 as practised: a declared label is believed only where the bytes can be that encoding, because
//! servers send `charset=us-ascii` or iso-8859-1 for UTF-8 feeds, and UTF-8 declarations stand before Windows-1252.
//! Always well-formed text; undecodable bytes are U+FFFD. Labels are the WHATWG's, and a few that only feeds use.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What is decoded: decides where a declaration is looked for, and whether text/xml's us-ascii default is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `<?xml encoding=...?>`, RFC 7303 as practised.
    Xml,
    /// `<meta charset>`, as the HTML standard.
    Html,
    /// RFC 8259: UTF-8.
    Json,
}

/// Bytes at the head in which a declaration is looked for.
const HEAD: usize = 4096;
/// Bytes that detection reads: more would cost time and not change its mind.
const DETECT: usize = 256 * 1024;

/// Always well-formed text; undecodable bytes are U+FFFD. Labels are the WHATWG's.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, kind: Kind) -> Cow<'a, str> {
    let text = punctuation(decode_once(bytes, content_type, kind));
    if !text.starts_with('\u{feff}') {
        return text;
    }
    // a second BOM: files glued together by a template
    match text {
        Cow::Borrowed(s) => Cow::Borrowed(s.trim_start_matches('\u{feff}')),
        Cow::Owned(s) => Cow::Owned(s.trim_start_matches('\u{feff}').to_owned()),
    }
}

/// C1 controls are windows-1252's quotes and dashes, whatever carried them here: no text holds the controls.
fn punctuation(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_c1 = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    let bytes = text.as_bytes();
    // U+0080 to U+009F are C2 80 to C2 9F
    let first = memchr::memchr_iter(0xc2, bytes).find(|at| bytes.get(at + 1).is_some_and(|next| *next < 0xa0));
    let Some(first) = first else { return text };
    let mut out = String::with_capacity(text.len() + 64);
    out.push_str(&text[..first]);
    out.extend(text[first..].chars().map(|c| if is_c1(c) { windows_1252(c) } else { c }));
    Cow::Owned(out)
}

/// What windows-1252 prints where Latin-1 has a control.
pub fn windows_1252(control: char) -> char {
    let byte = [u8::try_from(u32::from(control)).unwrap_or(b' ')];
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(control)
}

fn decode_once<'a>(bytes: &'a [u8], content_type: Option<&str>, kind: Kind) -> Cow<'a, str> {
    if let Some((wide, rest)) = utf32(bytes) {
        return Cow::Owned(decode_utf32(rest, wide));
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let valid = std::str::from_utf8(bytes);
    if let Ok(text) = valid
        && bytes.is_ascii()
        && !is_iso_2022_jp(bytes)
    {
        return Cow::Borrowed(text);
    }
    let http = content_type.and_then(charset).and_then(|l| by_label(&l));
    let declared = declaration(bytes, kind).and_then(|l| by_label(&l));
    // four broken runs for one sound sequence are forgiven where the labels say UTF-8, none more than sound ones elsewhere
    let forgiven = if [http, declared].contains(&Some(UTF_8)) { 4 } else { 1 };
    for encoding in [http, declared].into_iter().flatten() {
        if encoding == UTF_16LE || encoding == UTF_16BE || encoding == UTF_8 {
            continue; // 16 bits would have shown above; UTF-8 is tried by itself
        }
        if valid.is_ok() && (encoding.is_single_byte() || encoding.name() == "replacement") {
            continue; // no text of a single-byte encoding is UTF-8 by chance
        }
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        if !broken || valid.is_err() && !mostly_utf8(bytes, 1) {
            return text;
        }
    }
    match valid {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if mostly_utf8(bytes, forgiven) => String::from_utf8_lossy(bytes),
        Err(_) => detected(bytes).decode_without_bom_handling(bytes).0,
    }
}

fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|w| w == b"\x1b$" || w == b"\x1b(")
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(DETECT)], bytes.len() <= DETECT);
    detector.guess(None, Utf8Detection::Deny)
}

/// Well-formed sequences beyond ASCII, and at most `forgiven` broken runs for each: UTF-8 with damage, not another encoding.
fn mostly_utf8(bytes: &[u8], forgiven: usize) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good * forgiven >= bad
}

/// `charset` of a content type, quotes and case aside.
fn charset(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset")?;
    let rest = lower[at + 7..].trim_start().strip_prefix('=')?.trim_start();
    let label: String =
        rest.trim_start_matches(['"', '\'']).chars().take_while(|c| !matches!(c, '"' | '\'' | ';' | ' ')).collect();
    (!label.is_empty()).then_some(label)
}

/// Names that Python's and Apple's tools write and the WHATWG does not know.
fn by_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    if matches!(label.as_str(), "us-ascii" | "ascii" | "none" | "binary") {
        return None; // never said on purpose
    }
    Encoding::for_label(label.as_bytes()).or_else(|| {
        let known = match label.replace('_', "-").as_str() {
            "macroman" | "mac-roman" => "macintosh",
            "cp936" | "ms936" => "gbk",
            "cp949" | "uhc" => "euc-kr",
            "cp950" => "big5",
            "cp932" | "ms932" => "shift_jis",
            "utf8mb4" | "utf-8n" => "utf-8",
            other => return Encoding::for_label(other.as_bytes()),
        };
        Encoding::for_label(known.as_bytes())
    })
}

/// The label that the document itself gives.
fn declaration(bytes: &[u8], kind: Kind) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let (text, key) = match kind {
        Kind::Json => return None,
        Kind::Xml => {
            let start = head.find("<?xml")?;
            let end = head[start..].find("?>").map_or(head.len(), |e| start + e);
            (&head[start..end], "encoding")
        }
        Kind::Html => (&head[..], "charset"),
    };
    let lower = text.to_ascii_lowercase();
    let rest = lower[lower.find(key)? + key.len()..].trim_start().strip_prefix('=')?.trim_start();
    let label: String = rest
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Byte order of a 32-bit text, with or without BOM, and the text.
fn utf32(bytes: &[u8]) -> Option<(bool, &[u8])> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] if !rest.is_empty() => Some((false, rest)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some((true, rest)),
        [b'<' | b'{', 0, 0, 0, ..] => Some((false, bytes)),
        [0, 0, 0, b'<' | b'{', ..] => Some((true, bytes)),
        _ => None,
    }
}

fn decode_utf32(bytes: &[u8], big_endian: bool) -> String {
    let code = |q: &[u8]| {
        let quad = [q[0], q[1], q[2], q[3]];
        if big_endian { u32::from_be_bytes(quad) } else { u32::from_le_bytes(quad) }
    };
    bytes.chunks_exact(4).map(|q| char::from_u32(code(q)).unwrap_or('\u{fffd}')).collect()
}

/// 16 bits without a BOM: every other byte of an ASCII head is zero (XML 1.0 appendix F).
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{', 0, x, 0, ..] if *x != 0 => Some(UTF_16LE),
        [0, b'<' | b'{', 0, x, ..] if *x != 0 => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(bytes: &[u8], content_type: Option<&str>) -> String {
        decode(bytes, content_type, Kind::Xml).into_owned()
    }

    #[test]
    fn utf_8_is_recognised_whatever_the_labels_say() {
        let text = "<?xml version='1.0' encoding='iso-8859-1'?><a>café</a>";
        assert_eq!(xml(text.as_bytes(), Some("text/xml; charset=us-ascii")), text);
        assert_eq!(xml(text.as_bytes(), Some("text/xml; charset=\"windows-1252\"")), text);
    }

    #[test]
    fn the_http_charset_comes_before_the_declaration() {
        let bytes = b"<?xml version='1.0' encoding='utf-8'?><a>\xb1</a>";
        assert!(xml(bytes, Some("text/xml; charset=iso-8859-2")).contains('ą'));
    }

    #[test]
    fn latin_1_means_windows_1252() {
        assert!(xml(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\x93q\x94</a>", None).contains("“q”"));
    }

    #[test]
    fn controls_are_windows_1252_through_every_door() {
        let text = "<a>\u{93}q\u{94} \u{85} caf\u{e9}\u{a0}\u{80}5</a>";
        for kind in [Kind::Xml, Kind::Html, Kind::Json] {
            assert_eq!(decode(text.as_bytes(), Some("text/plain; charset=utf-8"), kind), "<a>“q” … café\u{a0}€5</a>");
        }
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(xml(&wide, None).contains("“q”"));
        assert!(xml(b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xb1 \x93q\x94</a>", None).contains("ą “q”"));
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        assert_eq!(xml(b"<a>\xc3\xa9\xc3\xa9\xc3\xa9 \xff</a>", None), "<a>ééé \u{fffd}</a>");
    }

    #[test]
    fn wide_texts_are_read_with_and_without_bom() {
        let text = "<a>Zażółć</a>";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let quads: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        for bytes in [le, be, quads] {
            assert_eq!(xml(&bytes, Some("application/xml; charset=utf-8")), text);
        }
    }

    #[test]
    fn a_doubled_bom_is_no_text() {
        assert_eq!(xml("\u{feff}\u{feff}<a/>".as_bytes(), None), "<a/>");
    }

    #[test]
    fn a_page_names_its_encoding_in_meta() {
        assert!(decode(b"<html><meta charset=koi8-r><p>\xf0\xf2", None, Kind::Html).contains("ПР"));
    }
}
