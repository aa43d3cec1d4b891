//! Whether a page is a release's own: sites answer for pages that are gone with their home page, or with a regret.

use url::Url;

use crate::model::Release;

/// Headlines of fewer telling words are printed otherwise on too many pages.
const TELLING: usize = 3;
/// Of a headline so many are looked for in the page.
const LOOKED_FOR: usize = 40;

/// True for a page that tells of something else than the release whose page was asked for.
pub(super) fn is_another(release: &Release, page: &Release, (asked, came): (&Url, &Url)) -> bool {
    let Some(headline) = release.title.as_deref() else { return leads_up(asked, came) };
    let mut wanted = words(headline);
    wanted.truncate(LOOKED_FOR);
    let printed = words(page.title.as_deref().unwrap_or_default());
    let kept = wanted.iter().filter(|word| printed.contains(word)).count();
    if leads_up(asked, came) && kept * 2 < wanted.len().max(1) {
        return true;
    }
    let text = page.content_text.as_deref().unwrap_or_default().to_lowercase();
    // a page of which nothing was read may be anybody's
    let says = !printed.is_empty() || !text.is_empty();
    says && wanted.len() >= TELLING && kept == 0 && !wanted.iter().any(|word| text.contains(word))
}

/// From a page to one of the folders that it lies in, on the same host.
fn leads_up(asked: &Url, came: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    let parts = |url: &Url| {
        let parts = url.path().split('/').filter(|part| !part.is_empty() && !part.starts_with("index."));
        parts.map(str::to_owned).collect::<Vec<String>>()
    };
    let (page, folder) = (parts(asked), parts(came));
    host(asked) == host(came) && came.query().is_none() && folder.len() < page.len() && page.starts_with(&folder)
}

/// Those of four letters or more; a script that sets no spaces has few.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(title: &str, text: &str) -> Release {
        Release {
            title: Some(title.into()).filter(|title: &String| !title.is_empty()),
            content_text: Some(text.into()),
            ..Release::default()
        }
    }

    fn is_other(asked: &str, came: &str, page: &Release) -> bool {
        let (asked, came) = (Url::parse(asked).unwrap(), Url::parse(came).unwrap());
        is_another(&release("Tram line seven is extended", "A teaser."), page, (&asked, &came))
    }

    #[test]
    fn a_home_page_and_a_regret_are_no_release() {
        let page = "https://a.example/news/tram-line";
        let home = release("Welcome to the town", "Latest: tram line seven is extended. Museum opens on Sundays.");
        assert!(is_other(page, "https://a.example/", &home));
        assert!(is_other(page, "https://a.example/news", &home));
        let regret = release("Sorry", "This page does not exist, or has moved elsewhere.");
        assert!(is_other(page, page, &regret) && is_other(page, "https://a.example/lost", &regret));
    }

    #[test]
    fn a_page_that_prints_the_headline_or_speaks_of_it_is_the_releases() {
        let page = "https://a.example/news/tram-line";
        let own = release("Tram line 7 extended to the lake", "Text.");
        assert!(!is_other(page, page, &own));
        assert!(!is_other(&format!("{page}/amp"), page, &own));
        let nameless = |asked: &str, came: &str| {
            let (asked, came) = (Url::parse(asked).unwrap(), Url::parse(came).unwrap());
            is_another(&Release::default(), &own, (&asked, &came))
        };
        assert!(nameless(page, "https://www.a.example/news/"));
        assert!(!nameless(&format!("{page}/index.html"), &format!("{page}/")));
        assert!(!nameless("https://short.example/x7", "https://tram.example/"));
        assert!(!is_other(page, "https://b.example/x", &release("Press release", "The seven will run to the lake.")));
        assert!(!is_other(page, page, &release("", "")), "drawn by a script");
        let cjk = release("東京都、新しい図書館を開設", "");
        let (asked, other) = (Url::parse(page).unwrap(), release("図書館", "別の本文。"));
        assert!(!is_another(&cjk, &other, (&asked, &asked)));
    }
}
