//! What does not belong to a headline goes: the site's name, a date, a label, broken letters.

use url::Url;

use super::likeness::plain;
use crate::{
    release::is_release_label,
    text::html::{has_reference, to_line},
};

/// What parts a headline from the site's name.
pub const PARTS: &[&str] =
    &[" | ", " – ", " — ", " - ", " » ", " « ", " · ", " • ", " :: ", " / ", " > ", " ← ", " ⋆ ", " : ", ": "];

/// A title without the site's name before or after it.
pub fn without_site(text: &str, site: Option<&str>) -> String {
    let Some(site) = site.map(plain).filter(|site| !site.is_empty()) else { return text.to_owned() };
    for part in PARTS {
        if let Some((head, tail)) = text.rsplit_once(part)
            && !head.trim().is_empty()
            && (plain(tail) == site || (plain(tail).len() > 3 && site.starts_with(&plain(tail))))
        {
            return without_site(head.trim(), Some(&site));
        }
        if let Some((head, tail)) = text.split_once(part)
            && !tail.trim().is_empty()
            && plain(head) == site
        {
            return tail.trim().to_owned();
        }
    }
    text.to_owned()
}

/// A title without what its end says of the host: "| ACME" on acme.example, "- ACME News".
pub fn without_host(text: &str, address: Option<&Url>) -> String {
    let Some(host) = address.and_then(Url::host_str) else { return text.to_owned() };
    let host = host.trim_start_matches("www.");
    let name = host.rsplit('.').skip(1).map(plain).max_by_key(String::len).unwrap_or_default();
    for part in &PARTS[..PARTS.len() - 2] {
        let Some((head, tail)) = text.rsplit_once(part) else { continue };
        let (own, initials) = (plain(tail), initials(tail));
        let short = tail.split_whitespace().count() <= 5;
        let of_host = own == plain(host)
            || (own.len() >= 3 && name.contains(&own))
            || (name.len() >= 4 && own.contains(&name) && own.len() <= name.len() * 5 / 2)
            || (name.len() >= 3 && initials == name);
        if short && of_host && head.split_whitespace().count() >= 2 {
            return without_host(head.trim(), address);
        }
    }
    text.to_owned()
}

fn initials(text: &str) -> String {
    text.split_whitespace().filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect()
}

/// `<title>` without the site's name: known, or the shorter end after a separator.
pub fn document_title(text: &str, site: Option<&str>) -> String {
    let stripped = without_site(text, site);
    if stripped != text {
        return stripped;
    }
    for part in &PARTS[..PARTS.len() - 2] {
        if let Some((head, tail)) = text.rsplit_once(part)
            && head.split_whitespace().count() > tail.split_whitespace().count().min(4)
        {
            return head.trim().to_owned();
        }
    }
    text.to_owned()
}

/// A headline without a date before or behind it.
pub fn without_date(text: &str) -> String {
    let joins = [' ', '-', '–', '—', '|', ':', '•', '·', '/', ','];
    let Some((range, _)) = crate::text::dates::find(text, &crate::text::dates::Hints::default()) else {
        return text.to_owned();
    };
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let words = |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    // "02.11.2023 - We opened", "We opened 02.11.2023 | Press"
    let parted = |text: &str| text.trim_start().starts_with(['-', '–', '—', '|', '•', '·', '/']);
    if before.trim().is_empty() && words(after) >= 2 && (parted(after) || range.len() >= 8 && after.starts_with(": ")) {
        after.trim_start_matches(joins).to_owned()
    } else if words(before) >= 2
        && (parted(after) && words(after) <= 6
            || after.trim().is_empty() && before.trim_end().ends_with(['|', '•', '·']))
    {
        before.trim_end_matches(joins).to_owned()
    } else {
        text.to_owned()
    }
}

/// Whether words before a headline only say what the page is: "Pressemitteilung: ".
pub fn is_label(text: &str) -> bool {
    is_release_label(text)
}

/// Whether a declaration has a label and the site's name, and no headline: "Press Release - Oxfield Trust".
pub fn is_label_of_site(text: &str, site: Option<&str>) -> bool {
    let Some(site) = site.map(plain).filter(|site| !site.is_empty()) else { return false };
    let parts = PARTS.iter().filter_map(|part| text.split_once(part));
    let named = |tail: &str| tail.split_whitespace().count() <= 5 && plain(tail).contains(&site);
    parts.into_iter().any(|(head, tail)| is_label(head) && named(tail))
}

/// A headline without the date and the broken letters that pages put into it.
pub fn tidy(text: &str) -> String {
    let mended = mended(text);
    // references that were written twice, marks of a heading's source, its link to itself
    let twice = mended.contains("&#") || has_reference(&mended);
    let decoded = if twice { to_line(&mended) } else { mended };
    let end = decoded.trim_end_matches(['¶', '🔗']).trim_end();
    without_date(end.strip_suffix(" #").unwrap_or(end).trim_start_matches("## "))
}

/// UTF-8 that was read as windows-1252 and written again: "Ninjasâ€™".
fn mended(text: &str) -> String {
    if !text.contains(['â', 'Ã', 'Â']) {
        return text.to_owned();
    }
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(text);
    if lossy { text.to_owned() } else { String::from_utf8(bytes.into_owned()).unwrap_or_else(|_| text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_name_goes_before_and_behind() {
        assert_eq!(without_site("A b c | Example News", Some("Example News")), "A b c");
        assert_eq!(without_site("Example News: A b c", Some("Example News")), "A b c");
        assert_eq!(document_title("Our long new report is out - ACME", None), "Our long new report is out");
    }

    #[test]
    fn what_names_the_host_goes_from_the_end() {
        let at = |host: &str| Url::parse(&format!("https://{host}/a")).ok();
        for (text, host, wanted) in [
            ("A b c | Acme", "www.acme.example", "A b c"),
            ("A b c - Acme News", "acme.example", "A b c"),
            ("A b c | Old Crow Antiques", "oca.example", "A b c"),
            ("A b c - d", "acme.example", "A b c - d"),
            ("Acme | Results", "acme.example", "Acme | Results"),
        ] {
            assert_eq!(without_host(text, at(host).as_ref()), wanted);
        }
    }

    #[test]
    fn a_date_goes_when_a_separator_parts_it_from_the_headline() {
        assert_eq!(without_date("02.11.2023 - We opened a plant"), "We opened a plant");
        assert_eq!(without_date("We opened a plant 02.11.2023 • Press"), "We opened a plant");
        assert_eq!(without_date("Results as of 30 September 2023"), "Results as of 30 September 2023");
        assert_eq!(without_date("12 May 2024 in figures"), "12 May 2024 in figures");
    }

    #[test]
    fn labels_are_known_and_broken_letters_mended() {
        assert!(is_label_of_site("Press Release - The Oxfield Trust", Some("Oxfield Trust")));
        assert!(!is_label_of_site("Press Release - Oxfield Trust opens a second workshop", Some("Oxfield Trust")));
        assert!(is_label("Pressemitteilung: ") && !is_label("Press release guidelines: "));
        assert_eq!(tidy("Ninjasâ€™ leader named"), "Ninjas’ leader named");
        assert_eq!(tidy("Château âgé"), "Château âgé");
        assert_eq!(tidy("Food &amp; drink: &quot;more&quot;"), "Food & drink: \"more\"");
        assert_eq!(tidy("AT&T and R&D; more"), "AT&T and R&D; more");
        assert_eq!(tidy("Port opens ¶"), "Port opens");
        assert_eq!(tidy("Port opens in C#"), "Port opens in C#");
    }
}
