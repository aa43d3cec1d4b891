//! Codes of languages, as RFC 5646 writes them: `de`, `pt-BR`, `zh-Hant`.

use super::problem::nearest;

/// ISO 639-1.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de \
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io \
    is it iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr \
    ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl \
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What people write instead.
const NAMES: [(&str, &str); 34] = [
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("cn", "zh"),
    ("czech", "cs"),
    ("cz", "cs"),
    ("danish", "da"),
    ("dk", "da"),
    ("deutsch", "de"),
    ("german", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("englisch", "en"),
    ("español", "es"),
    ("spanish", "es"),
    ("finnish", "fi"),
    ("français", "fr"),
    ("french", "fr"),
    ("greek", "el"),
    ("gr", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("jp", "ja"),
    ("korean", "ko"),
    ("norwegian", "no"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("swedish", "sv"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("ua", "uk"),
];

/// A code; what is none is told with the code that was meant.
pub fn code(text: &str) -> Result<String, String> {
    let lower = text.trim().to_lowercase().replace('_', "-");
    let mut parts = lower.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_known = CODES.split_whitespace().any(|code| code == primary)
        // ISO 639-2 and -3 have thousands, and x- begins private ones
        || (primary.len() == 3 && primary.bytes().all(|b| b.is_ascii_lowercase()))
        || primary == "x";
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_known && parts.all(subtag) {
        return Ok(text.trim().replace('_', "-"));
    }
    let meant = NAMES.iter().find(|(name, _)| *name == lower).map(|(_, code)| (*code).to_owned());
    let meant = meant.or_else(|| {
        let near = nearest(&lower, NAMES.iter().map(|(name, _)| *name).filter(|name| name.len() > 3))?;
        NAMES.iter().find(|(name, _)| *name == near).map(|(_, code)| (*code).to_owned())
    });
    let help = meant
        .map_or_else(|| "a code such as \"en\", \"de\", \"pt-BR\"".into(), |code| format!("did you mean {code:?}?"));
    Err(format!("{text:?} is no language -> {help}"))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn codes_are_taken_and_names_are_answered_with_the_code() {
        for right in ["de", "pt-BR", "zh-Hant-TW", "en_GB", "gsw", "x-ours", "EN"] {
            assert!(code(right).is_ok(), "{right}");
        }
        for (wrong, meant) in [
            ("german", "\"de\"?"),
            ("englsh", "\"en\"?"),
            ("jp", "\"ja\"?"),
            ("", "\"pt-BR\""),
            ("e", "code"),
            ("xx", "code"),
        ] {
            let error = code(wrong).unwrap_err();
            assert!(error.contains("is no language -> ") && error.contains(meant), "{error}");
        }
        assert_eq!(code("en_GB").unwrap(), "en-GB");
    }
}
