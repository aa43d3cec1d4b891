//! Languages by name.

/// The most frequent of newsrooms, by primary subtag.
const NAMES: [(&str, &str); 38] = [
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("nb", "Norwegian"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

/// "English (GB)"; a tag without a name here stays a tag.
pub fn name(tag: &str) -> String {
    let (primary, rest) = tag.split_once(['-', '_']).unwrap_or((tag, ""));
    match NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary)) {
        Some((_, name)) if rest.is_empty() => (*name).to_owned(),
        Some((_, name)) => format!("{name} ({rest})"),
        None => tag.to_owned(),
    }
}

/// Written from right to left, by primary subtag.
const RIGHT_TO_LEFT: [&str; 11] = ["ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"];

/// `rtl`, where a language is written so.
pub fn direction(tag: Option<&str>) -> Option<&'static str> {
    let primary = tag?.split(['-', '_']).next()?;
    RIGHT_TO_LEFT.iter().any(|known| known.eq_ignore_ascii_case(primary)).then_some("rtl")
}

#[cfg(test)]
mod tests {
    #[test]
    fn languages_have_names() {
        assert_eq!(super::name("en-GB"), "English (GB)");
        assert_eq!(super::name("ja"), "Japanese");
        assert_eq!(super::name("tlh"), "tlh");
        assert_eq!((super::direction(Some("ar-EG")), super::direction(Some("arn"))), (Some("rtl"), None));
    }
}
