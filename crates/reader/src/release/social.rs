//! Accounts elsewhere, by their address. Links that share the page or log in are none.

use url::Url;

use crate::{blocks::Block, model::Social};

/// Hosts and the network's name.
const NETWORKS: &[(&str, &str)] = &[
    ("facebook.com", "facebook"),
    ("fb.com", "facebook"),
    ("twitter.com", "twitter"),
    ("x.com", "x"),
    ("youtube.com", "youtube"),
    ("instagram.com", "instagram"),
    ("linkedin.com", "linkedin"),
    ("xing.com", "xing"),
    ("tiktok.com", "tiktok"),
    ("threads.net", "threads"),
    ("threads.com", "threads"),
    ("bsky.app", "bluesky"),
    ("flickr.com", "flickr"),
    ("vimeo.com", "vimeo"),
    ("pinterest.com", "pinterest"),
    ("t.me", "telegram"),
    ("telegram.me", "telegram"),
    ("soundcloud.com", "soundcloud"),
    ("vk.com", "vk"),
    ("weibo.com", "weibo"),
    ("medium.com", "medium"),
    ("snapchat.com", "snapchat"),
    ("twitch.tv", "twitch"),
    ("github.com", "github"),
];

/// Path words of links that share, search or embed.
const NOT_PROFILES: &[&str] = &[
    "share", "sharer", "sharer.php", "intent", "sharing", "sharearticle", "login", "hashtag", "search", "watch",
    "embed", "status", "statuses", "posts", "p", "video", "videos", "plugins", "tr", "dialog", "home", "privacy",
    "legal", "reel", "photo.php", "photos", "story.php", "events", "playlist", "pulse", "feed", "policies", "help",
    "about",
];

/// The account that an address leads to.
pub(super) fn account(url: &Url) -> Option<Social> {
    let host = url.host_str()?.trim_start_matches("www.");
    let segments: Vec<&str> = url.path_segments()?.filter(|s| !s.is_empty()).collect();
    let known = NETWORKS.iter().find(|(domain, _)| {
        host == *domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.') && sub.len() <= 7)
    });
    let network = match known {
        Some((_, name)) => *name,
        None if segments.len() == 1 && segments[0].starts_with('@') && segments[0].len() > 2 => "mastodon",
        None => return None,
    };
    let first = segments.first()?.to_lowercase();
    let profile = segments.len() <= 3 && !segments.iter().any(|s| NOT_PROFILES.contains(&s.to_lowercase().as_str()));
    let single = !matches!(network, "github" | "medium" | "vimeo" | "flickr")
        || segments.len() <= 2 && !first.chars().all(|c| c.is_ascii_digit());
    (profile && single && url.query().is_none_or(|q| !q.contains("url=") && !q.contains("text=")))
        .then(|| Social { network: network.to_owned(), url: url.to_string() })
}

/// The accounts that some blocks link or print, each once.
pub(super) fn of<'a>(
    blocks: impl Iterator<Item = &'a Block>,
    absolute: impl Fn(&str) -> Option<String>,
) -> Vec<Social> {
    let mut accounts: Vec<Social> = Vec::new();
    for block in blocks {
        let printed = block
            .text
            .split_whitespace()
            .filter(|w| w.starts_with("http://") || w.starts_with("https://"))
            .map(|w| w.trim_end_matches([',', ')', ';']));
        let linked = block.links.iter().map(|l| l.href.as_str());
        for href in linked.chain(printed) {
            let Some(account) = absolute(href).and_then(|u| Url::parse(&u).ok()).and_then(|u| account(&u)) else {
                continue;
            };
            if accounts.len() < 30 && !accounts.contains(&account) {
                accounts.push(account);
            }
        }
    }
    accounts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(url: &str) -> Option<String> {
        account(&Url::parse(url).unwrap()).map(|a| a.network)
    }

    #[test]
    fn profiles_are_told_from_shares() {
        for (url, name) in [
            ("https://www.facebook.com/amnesty", "facebook"),
            ("https://www.youtube.com/user/AmnestyInternational", "youtube"),
            ("https://de.linkedin.com/company/x", "linkedin"),
            ("https://social.example/@press", "mastodon"),
        ] {
            assert_eq!(network(url).as_deref(), Some(name), "{url}");
        }
        for url in [
            "https://www.facebook.com/sharer/sharer.php?u=x", "https://twitter.com/intent/tweet?text=x",
            "https://www.youtube.com/watch?v=1", "https://example.org/x", "https://twitter.com/",
            "https://notfacebook.com/x",
        ] {
            assert_eq!(network(url), None, "{url}");
        }
    }
}
