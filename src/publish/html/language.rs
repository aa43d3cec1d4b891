//! Languages by their own names, and the way that they are written.

/// The most frequent of newsrooms, by primary subtag, each as its speakers write it.
const NAMES: [(&str, &str); 39] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// "English (GB)"; a tag without a name here stays a tag.
pub fn own_name(tag: &str) -> String {
    let (primary, rest) = tag.split_once(['-', '_']).unwrap_or((tag, ""));
    match NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary)) {
        Some((_, name)) if rest.is_empty() => (*name).to_owned(),
        Some((_, name)) => format!("{name} ({rest})"),
        None => tag.to_owned(),
    }
}

/// Written from right to left, by primary subtag.
const RIGHT_TO_LEFT: [&str; 11] = ["ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"];

/// `rtl`, where a language is written so; else what the words themselves say.
pub fn direction(tag: Option<&str>) -> &'static str {
    let primary = tag.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or_default();
    if RIGHT_TO_LEFT.iter().any(|known| known.eq_ignore_ascii_case(primary)) { "rtl" } else { "auto" }
}

#[cfg(test)]
mod tests {
    #[test]
    fn languages_have_names() {
        assert_eq!(super::own_name("en-GB"), "English (GB)");
        assert_eq!(super::own_name("ja"), "日本語");
        assert_eq!(super::own_name("tlh"), "tlh");
        assert_eq!((super::direction(Some("ar-EG")), super::direction(Some("arn"))), ("rtl", "auto"));
    }
}
