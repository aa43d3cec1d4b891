//! Securities that the release names: ISIN (ISO 6166), exchange and symbol, WKN.
//!
//! An ISIN counts with a right check digit, or when the text calls it so.

use std::sync::LazyLock;

use regex::Regex;

use super::scene::Scene;
use crate::model::Ticker;

/// More than these are a list of securities, not a release about one.
const MAX: usize = 40;

static ISIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(ISIN(?:[- ]?(?:Code|Nr\.?|No\.?))? ?[:#]? ?)?\b([A-Z]{2}[A-Z0-9]{9}[0-9])\b").expect("constant")
});
static WKN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bWKN ?[:#]? ?([A-Z0-9]{6})\b").expect("constant"));
static SYMBOL: LazyLock<Regex> = LazyLock::new(|| {
    let exchanges = "NYSE(?: American| Arca| MKT)?|(?:[Nn]asdaq|NASDAQ)(?:[ -]?(?:GS|GM|CM|OMX|Global Select(?: Market)?|Global Market|Capital Market|Stockholm|Helsinki|Copenhagen|First North))*|AIM|LSE|London Stock Exchange|TSX(?:[- ]?V(?:enture)?)?|TSXV|CSE|ASX|NZX|OTC(?:QB|QX|PK)?(?: Markets| Pink)?|OTC|Euronext(?: (?:Paris|Amsterdam|Brussels|Lisbon|Dublin|Oslo|Milan|Growth(?: [A-Za-z]+)?))?|XETRA|Xetra|FWB|FSE|Frankfurt|SIX(?: Swiss Exchange)?|BME|BSE|NSE|TSE|TYO|SEHK|HKEX|SGX|JSE|B3|BMV|KRX|OMX|Oslo Børs|OSE|GPW|WSE|BIT|Borsa Italiana|NEO|Cboe(?: Canada)?";
    Regex::new(&format!(r"\b({exchanges}) ?[:：] ?([A-Z0-9][A-Z0-9.\-]{{0,9}})\b")).expect("constant")
});

/// The securities of a text.
pub(super) fn find(text: &str) -> Vec<Ticker> {
    let mut found = Vec::new();
    let code = |w: &[u8]| w.len() == 12 && w[0].is_ascii_uppercase() && w[11].is_ascii_digit();
    let coded = || text.as_bytes().split(|b| !b.is_ascii_alphanumeric()).any(code);
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    let quoted = names_exchange(text).then(|| SYMBOL.captures_iter(text));
    for m in quoted.into_iter().flatten() {
        let symbol = m[2].trim_end_matches(['.', '-']).to_owned();
        if symbol.chars().any(|c| c.is_ascii_alphabetic())
            || m[1].starts_with("SEHK")
            || m[1].starts_with("HKEX")
            || m[1].starts_with("TSE")
            || m[1].starts_with("TYO")
        {
            found.push(Ticker { symbol: Some(symbol), exchange: Some(m[1].to_owned()), isin: None });
        }
    }
    let coded = (digits && coded()).then(|| ISIN.captures_iter(text));
    for m in coded.into_iter().flatten() {
        if m.get(1).is_some() || is_isin(&m[2]) {
            found.push(Ticker { symbol: None, exchange: None, isin: Some(m[2].to_owned()) });
        }
    }
    let numbered = text.contains("WKN").then(|| WKN.captures_iter(text));
    for m in numbered.into_iter().flatten() {
        found.push(Ticker { symbol: Some(m[1].to_owned()), exchange: Some("WKN".to_owned()), isin: None });
    }
    found
}

/// Whether capitals or the last word of an exchange's name stand before a colon: most lines are spared the pattern.
fn names_exchange(text: &str) -> bool {
    const LAST: &[&str] = &[
        "nasdaq", "exchange", "venture", "markets", "market", "pink", "paris", "amsterdam", "brussels", "lisbon",
        "dublin", "oslo", "milan", "growth", "xetra", "frankfurt", "italiana", "canada", "stockholm", "helsinki",
        "copenhagen", "north", "børs",
    ];
    text.match_indices([':', '：']).any(|(at, _)| {
        let word = text[..at].trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let capitals = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        capitals || LAST.contains(&word.to_lowercase().as_str())
    })
}

/// The securities of the release, each once.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Ticker> {
    let mut tickers: Vec<Ticker> = Vec::new();
    for block in scene.blocks.iter().take(scene.end).skip(scene.headline.unwrap_or(0)).filter(|b| !b.chrome) {
        for ticker in find(&block.text) {
            if tickers.len() < MAX && !tickers.contains(&ticker) {
                tickers.push(ticker);
            }
        }
    }
    tickers
}

/// The check digit: letters as two digits, every second doubled, summed to a multiple of ten.
fn is_isin(code: &str) -> bool {
    let expanded: Vec<u32> = code
        .chars()
        .filter_map(|c| c.to_digit(36))
        .flat_map(|v| if v > 9 { vec![v / 10, v % 10] } else { vec![v] })
        .collect();
    let sum: u32 = expanded
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            if i % 2 == 1 {
                let d = d * 2;
                d / 10 + d % 10
            } else {
                *d
            }
        })
        .sum();
    code.chars().filter(char::is_ascii_digit).count() >= 2 && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn isins(text: &str) -> Vec<String> {
        find(text).into_iter().filter_map(|t| t.isin).collect()
    }

    #[test]
    fn an_isin_needs_its_check_digit_or_its_name() {
        assert_eq!(isins("code DE000A0D6554 of"), ["DE000A0D6554"]);
        assert_eq!(isins("x: DE000A0D6555"), [""; 0]);
        assert_eq!(isins("(ISIN: DE0001234561)"), ["DE0001234561"]);
    }

    #[test]
    fn symbols_are_read_with_their_exchange() {
        let read: Vec<_> =
            find("Butterfly (NYSE: BFLY), SRT plc (AIM: SRT), (Nasdaq:AAPL; TSX-V: AB.A) WKN: A0D655, Time: NOW")
                .into_iter()
                .map(|t| (t.exchange.unwrap_or_default(), t.symbol.unwrap_or_default()))
                .collect();
        let want = [("NYSE", "BFLY"), ("AIM", "SRT"), ("Nasdaq", "AAPL"), ("TSX-V", "AB.A"), ("WKN", "A0D655")];
        assert_eq!(read, want.map(|(e, s)| (e.to_owned(), s.to_owned())));
    }
}
