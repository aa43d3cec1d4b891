//! One release in several markups: `extract` gives every field of it from each.

use crate::support::{Home, program::project};
use serde_json::{Value, json};

const URL: &str = "https://mediapigeon.io/newsroom/amnesty-international-uk/releases/en/uk-assange-extradition-refusal-welcome-but-uk-complicit-in-setting-terrible-precedent-3084";

const MARKUPS: [&str; 4] = [
    "_markups/plain.html",
    "_markups/table.html",
    "_markups/microdata.html",
    "amnesty-uk/mediapigeon.io-newsroom-amnesty-international-uk-releases-en.body",
];

fn extract(file: &str) -> Value {
    let path = project().join("fixtures").join(file);
    let path = path.to_str().expect("a path in UTF-8");
    serde_json::from_str(&Home::new("").ok(&["extract", "--url", URL, path])).expect("one JSON object")
}

/// Every value of the one is in the other; of an array, each in some element.
fn holds(found: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Object(map) => map.iter().all(|(name, value)| holds(&found[name], value)),
        Value::Array(all) => {
            let elements = found.as_array();
            all.iter().all(|value| elements.is_some_and(|found| found.iter().any(|one| holds(one, value))))
        }
        value => found == value,
    }
}

/// The fields as a person read them.
fn wanted() -> Value {
    json!({
        "url": URL,
        "title": "UK: Assange extradition refusal welcome, but UK complicit in setting 'terrible precedent'",
        "language": "en",
        "date_published": "2021-01-04T00:00:00Z",
        "authors": [{"name": "Amnesty International UK"}],
        "_pressfeed": {
            "kind": "release",
            "subtitle": "‘The UK government should never have so willingly assisted the US in its unrelenting pursuit of Assange’ - Nils Muižnieks",
            "issuer": {
                "name": "Amnesty International UK",
                "url": "https://www.amnesty.org.uk/",
                "newsroom": "https://mediapigeon.io/newsroom/amnesty-international-uk",
                "email": "press@amnesty.org",
                "social": [
                    {"network": "facebook", "url": "https://www.facebook.com/amnesty"},
                    {"network": "twitter", "url": "https://twitter.com/amnesty"},
                    {"network": "youtube", "url": "https://www.youtube.com/user/AmnestyInternational"},
                    {"network": "instagram", "url": "https://instagram.com/amnesty"},
                ],
            },
            "distributor": {"name": "Media Pigeon", "date": "2021-01-04"},
            "quotes": [{
                "speaker": "Nils Muižnieks", "role": "Europe Director", "organization": "Amnesty International",
            }],
            "contacts": [{"name": "Press Office", "emails": ["press@amnesty.org"], "phones": ["+44 (0) 20 7413 5566"]}],
            "assets": [{"type": "embed", "url": URL}],
            "reference": "3084",
        },
    })
}

#[test]
fn every_field_comes_out_of_every_markup() {
    let mut wrong = Vec::new();
    for file in MARKUPS {
        let item = extract(file);
        let wanted = wanted();
        let parts = wanted.as_object().expect("fields").iter().filter(|(name, _)| *name != "_pressfeed");
        let anatomy = wanted["_pressfeed"].as_object().expect("an anatomy").iter();
        let found = parts.map(|(name, value)| (name, value, &item[name]));
        for (name, value, found) in found.chain(anatomy.map(|(name, value)| (name, value, &item["_pressfeed"][name]))) {
            if !holds(found, value) {
                wrong.push(format!("{file}: {name} is {found}, not {value}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_body_is_whole_and_without_the_sites_menu() {
    for file in MARKUPS {
        let text = extract(file)["content_text"].as_str().expect("a body").to_owned();
        for words in
            ["Responding to the decision", "“It has set a terrible precedent", "first publisher to face charges"]
        {
            assert!(text.contains(words), "{file}: no {words:?} in {text}");
        }
        let beside = ["Press Contacts", "press@amnesty.org", "distributed by", "embedded media", "Primary Email"];
        for words in ["Newsrooms", "Pricing", "Subscribe"].into_iter().chain(beside) {
            assert!(!text.contains(words), "{file}: {words:?} in {text}");
        }
        // eight paragraphs, and the lead quote where it stands above them
        let paragraphs = text.lines().filter(|line| !line.trim().is_empty()).count();
        assert!((8..=9).contains(&paragraphs), "{file}: {paragraphs} paragraphs in {text}");
    }
}

#[test]
fn a_quote_of_several_paragraphs_is_one() {
    for file in MARKUPS {
        let quotes = &extract(file)["_pressfeed"]["quotes"];
        let texts: Vec<&str> = quotes.as_array().expect("quotes").iter().filter_map(|q| q["text"].as_str()).collect();
        let whole = |text: &&&str| text.contains("We welcome the fact") && text.contains("is complicit");
        assert!(texts.iter().any(|text| whole(&text)), "{file}: {texts:#?}");
    }
}

#[test]
fn nothing_is_embargoed_and_no_account_is_the_platforms() {
    for file in MARKUPS {
        let item = extract(file);
        assert!(item["_pressfeed"]["embargo"].is_null(), "{file}");
        assert!(!item.to_string().contains("twitter.com/mediapigeon"), "{file}");
    }
}
