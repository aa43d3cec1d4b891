//! How a reader wants a page: its language, its density. By the address, else by a cookie, else by what the browser says.

use axum::http::{HeaderMap, HeaderValue, header};

use super::{Settings, address::Asked};
use crate::publish::html;

/// What a page looks like to one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Look {
    /// A language that the pages speak.
    pub language: &'static str,
    /// One line a release.
    pub compact: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { language: html::LANGUAGES[0].tag, compact: false }
    }
}

/// A year.
const KEPT: &str = "Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";

impl Look {
    /// Before anybody chose: as the site likes it.
    pub fn of_site(settings: &Settings) -> Self {
        Self { language: offered(settings).first().map_or(Self::default().language, |words| words.tag), compact: false }
    }

    /// Of a request.
    pub fn of(asked: &Asked, headers: &HeaderMap, settings: &Settings) -> Self {
        let offered = offered(settings);
        let spoken =
            |tag: &str| html::language(tag).filter(|words| is_among(&offered, words.tag)).map(|words| words.tag);
        let language = asked.lang.as_deref().and_then(spoken);
        let language =
            language.or_else(|| cookie(headers, "lang").and_then(spoken)).or_else(|| preferred(headers, &offered));
        let compact = asked.show.as_deref().or_else(|| cookie(headers, "show")) == Some("compact");
        Self { language: language.unwrap_or(Self::of_site(settings).language), compact }
    }

    /// What the browser is asked to remember: what was chosen by a link.
    pub fn cookies(self, asked: &Asked) -> impl Iterator<Item = HeaderValue> {
        let lang = asked.lang.is_some().then(|| format!("lang={}; {KEPT}", self.language));
        let show =
            asked.show.is_some().then(|| format!("show={}; {KEPT}", if self.compact { "compact" } else { "full" }));
        [lang, show].into_iter().flatten().filter_map(|text| HeaderValue::from_str(&text).ok())
    }
}

/// The languages that the site speaks, the likeliest first.
pub fn offered(settings: &Settings) -> Vec<&'static html::Words> {
    let chosen: Vec<_> = settings.languages.iter().filter_map(|tag| html::language(tag)).collect();
    if chosen.is_empty() { html::LANGUAGES.to_vec() } else { chosen }
}

fn is_among(offered: &[&'static html::Words], tag: &str) -> bool {
    offered.iter().any(|words| words.tag == tag)
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lists = headers.get_all(header::COOKIE).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The language that the browser likes best among ours (RFC 9110 §12.5.4).
fn preferred(headers: &HeaderMap, offered: &[&'static html::Words]) -> Option<&'static str> {
    let lists = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|list| list.to_str().ok());
    let mut best: Option<(f32, &'static str)> = None;
    for offer in lists.flat_map(|list| list.split(',')).take(32) {
        let (tag, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok()).unwrap_or(0.0);
        if let Some(words) = html::language(tag.trim()).filter(|words| is_among(offered, words.tag))
            && weight > best.map_or(0.0, |(weight, _)| weight)
        {
            best = Some((weight, words.tag));
        }
    }
    best.map(|(_, tag)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn the_address_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        let of = |lang: Option<&str>, pairs: &[(&'static str, &str)]| {
            let asked = Asked { lang: lang.map(str::to_owned), ..Asked::default() };
            Look::of(&asked, &headers(pairs), &Settings::default()).language
        };
        assert_eq!(of(None, &[("accept-language", "tlh, fr;q=0.8, de-AT;q=0.9, en;q=0.1")]), "de");
        assert_eq!(of(None, &[("accept-language", "fr"), ("cookie", "a=b; lang=es")]), "es");
        assert_eq!(of(Some("de"), &[("cookie", "lang=es")]), "de");
        assert_eq!(of(Some("<b>"), &[]), "en");
    }

    #[test]
    fn what_a_link_chose_is_remembered_and_nothing_else() {
        let asked = Asked { show: Some("compact".into()), ..Asked::default() };
        let look = Look::of(&asked, &HeaderMap::new(), &Settings::default());
        let cookies: Vec<_> = look.cookies(&asked).collect();
        assert!(look.compact && cookies.len() == 1 && cookies[0].to_str().unwrap().starts_with("show=compact; "));
        assert_eq!(Look::default().cookies(&Asked::default()).count(), 0);
    }
}
