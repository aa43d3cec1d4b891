//! Where on a site the newsroom may be: links of any page that are called so in one of the languages we know.

use url::Url;

use super::{tree::Tree, zone::Zone};

/// Link texts and parts of addresses that name a press room, lower case.
const PRESS: &[&str] = &[
    "press", "newsroom", "news room", "media centre", "media center", "media room", "for media", "presse", "medien",
    "communiqué", "communique", "prensa", "comunicados", "stampa", "comunicati", "persbericht", "perskamer",
    "imprensa", "prasow", "dla mediów", "pressrum", "pressmeddelanden", "presserom", "pressemeddelelser", "tiedotteet",
    "tiskov", "sajtó", "δελτία τύπου", "пресс", "プレス", "報道", "보도", "新闻稿", "新聞稿",
];

/// The same for news in general.
const NEWS: &[&str] = &[
    "news", "updates", "aktuelles", "nachrichten", "meldungen", "actualit", "noticias", "notizie", "nieuws",
    "notícias", "aktualno", "nyheter", "nyheder", "uutiset", "aktuality", "hírek", "νέα", "новости", "новини",
    "ニュース", "뉴스", "新闻", "最新消息",
];

/// A link that may lead to a newsroom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// What it is called.
    pub title: String,
    /// Absolute.
    pub url: String,
}

/// The most promising first, at most five; other sites' pages are none.
pub fn leads(html: &str, url: &Url) -> Vec<Lead> {
    let Ok(page) = crate::html::document(html) else { return Vec::new() };
    let tree = Tree::new(&page, Some(url));
    let site = |host: &str| host.rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>();
    let own = site(url.host_str().unwrap_or_default());
    let mut found: Vec<(usize, Lead)> = Vec::new();
    for link in tree.links.iter().filter(|link| tree.slots[link.slot].zone != Zone::Hidden) {
        let title = tree.text_of(link.slot);
        let Ok(target) = Url::parse(&link.url) else { continue };
        let inside = target.host_str().is_some_and(|host| site(host) == own) && target.port() == url.port();
        if !inside || title.chars().count() > 40 || found.iter().any(|(_, lead)| lead.url == link.url) {
            continue;
        }
        if let Some(rank) = rank(&title.to_lowercase(), &target.path().to_lowercase()) {
            found.push((rank, Lead { title, url: link.url.clone() }));
        }
    }
    found.sort_by_key(|(rank, lead)| (*rank, lead.url.len()));
    found.into_iter().map(|(_, lead)| lead).take(5).collect()
}

/// Whether a heading is that of a list of news: "Press releases", "Latest".
pub fn is_section_of_news(text: &str) -> bool {
    const LATEST: &[&str] = &["latest", "recent", "neueste", "aktuell", "derniers", "dernières", "últim", "ultime"];
    let lower = text.to_lowercase();
    PRESS.iter().chain(NEWS).chain(LATEST).any(|word| lower.contains(word))
}

/// Whether a text names a part of a site ("Press releases", "Archive", "Home") rather than whose it is.
pub fn is_section(text: &str) -> bool {
    const OTHERS: &[&str] = &["home", "archive", "archiv", "start", "blog", "page ", "seite "];
    let lower = text.to_lowercase();
    PRESS.iter().chain(NEWS).chain(OTHERS).any(|word| lower.contains(word))
}

/// 0 is best; a deep address is an article about the press rather than a section.
fn rank(title: &str, path: &str) -> Option<usize> {
    let deep = path.trim_matches('/').split('/').count().saturating_sub(2);
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let has = |words: &[&str]| {
        let named = words.iter().any(|word| begins_in(title, word));
        let addressed = words.iter().any(|word| begins_in(last, word)) && last.matches('-').count() < 3;
        (named || addressed).then_some(usize::from(!named) + usize::from(!addressed))
    };
    has(PRESS).or_else(|| has(NEWS).map(|rank| rank + 3)).map(|rank| rank + deep).filter(|rank| *rank < 7)
}

/// A word of a text begins so: an imprint (Impressum) is no press room, nor is an espresso.
fn begins_in(text: &str, word: &str) -> bool {
    let is_start = |place: usize| !text[..place].ends_with(char::is_alphabetic);
    // writing without spaces has no beginnings
    let is_spaced = word.starts_with(|c: char| c.is_ascii_alphabetic());
    text.match_indices(word).any(|(place, _)| !is_spaced || is_start(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_press_room_comes_before_the_news_and_others_are_left_out() {
        let url = Url::parse("https://www.example.org/").unwrap();
        let page = "<nav><a href=/news>News</a><a href=/ueber-uns/presse>Presse</a><a href=/shop>Shop</a>\
             <a href=https://press.example.org/>Newsroom</a><a href=https://other.example.com/press>Press</a></nav>";
        let found: Vec<String> = leads(page, &url).into_iter().map(|lead| lead.url).collect();
        assert_eq!(
            found,
            ["https://www.example.org/ueber-uns/presse", "https://press.example.org/", "https://www.example.org/news"]
        );
    }

    #[test]
    fn an_imprint_is_no_press_room() {
        assert_eq!(rank("impressum", "/impressum"), None);
        assert_eq!(rank("espresso bar", "/espresso"), None);
        assert_eq!(rank("presse", "/presse"), Some(0));
    }
}
