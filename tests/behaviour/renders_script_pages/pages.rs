//! Pages of our own that show nothing before their scripts ran, one for each way of drawing.

use crate::support::{Answer, Site};

pub const TITLES: [&str; 5] = [
    "Harbour bridge opens to cyclists after two years", "Museum receives the largest gift in its history",
    "New wing for the children's hospital approved", "Ferry timetable changes for the summer season",
    "Council names three finalists for the market hall",
];

/// The ways.
pub const NAMES: [&str; 6] = ["data", "state", "scroll", "shadow", "consent", "late"];

/// Of a page's release.
pub fn path(name: &str, n: usize) -> String {
    format!("/{name}/news/release-{n}-of-the-city")
}

/// The list as data: `[{headline, path, publishedAt}]`.
pub fn json(name: &str) -> String {
    let rows = TITLES.iter().enumerate().map(|(n, title)| {
        serde_json::json!({"headline": title, "path": path(name, n), "publishedAt": format!("2026-05-{:02}T08:00:00Z", 20 - n)})
    });
    serde_json::Value::Array(rows.collect()).to_string()
}

/// A page with nothing on it but its scripts.
pub fn shell(scripts: &str) -> Answer {
    let head = "<!doctype html><html lang=en><head><title>News | City of Example</title><link rel=stylesheet href=/a.css></head>";
    Answer::html(format!("{head}<body><div id=root></div><img src=/logo.png>{scripts}</body></html>"))
}

/// A script that draws `items` into the element `#root`, or whatever `root` is by then.
pub fn drawing(items: &str) -> String {
    format!(
        "(() => {{ const root = window.place ?? document.getElementById('root'); \
         const day = (text) => new Date(text).toLocaleDateString('en-GB', {{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }}); \
         root.innerHTML = '<main><h1>News</h1>' + {items}.map((item) => `<article class=card><h3><a href=\"${{item.path}}\">${{item.headline}}</a></h3>\
         <p>${{day(item.publishedAt)}}</p></article>`).join('') + '</main>' }})()"
    )
}

/// Sets up a page with its data and releases.
pub fn set(site: &Site, name: &str) {
    let (list, draw) = (json(name), drawing("items"));
    let data = format!("/{name}/api/list?limit=20");
    let fetch = format!("fetch('{data}').then((a) => a.json()).then(({{ items }}) => {{ {draw} }})");
    // rows that no reader of data makes a list of
    let rows = format!("{list}.map(({{ headline, path, publishedAt }}) => [headline, path, publishedAt])");
    let unpacked = "const items = rows.map(([headline, path, publishedAt]) => ({ headline, path, publishedAt }))";
    let script = match name {
        "state" => format!("const rows = {rows}; {unpacked}; queueMicrotask(() => {{ {draw} }})"),
        "scroll" => format!(
            "const root = document.getElementById('root'); root.style.minHeight = '10px'; \
             new IntersectionObserver((seen) => {{ if (seen.some((one) => one.isIntersecting)) {fetch} }}).observe(root)"
        ),
        "shadow" => format!(
            "const rows = {rows}; {unpacked}; customElements.define('press-list', class extends HTMLElement {{ connectedCallback() {{ \
             window.place = this.attachShadow({{ mode: 'closed' }}); {draw} }} }}); document.body.append(document.createElement('press-list'))"
        ),
        "consent" => format!(
            "const ask = document.createElement('div'); ask.id = 'cookie-banner'; ask.setAttribute('role', 'dialog'); \
             ask.innerHTML = '<p>We use cookies on this site.</p><button id=no>Reject all</button><button>Settings</button>'; \
             document.body.append(ask); document.getElementById('no').onclick = () => {{ ask.remove(); {fetch} }}"
        ),
        _ => fetch,
    };
    site.set(&format!("/{name}/"), shell(&format!("<script>{script}</script>")));
    site.set(&data, Answer::new("application/json", format!("{{\"total\": 5, \"items\": {list}}}")));
    match name {
        "late" => set_late_releases(site, name),
        _ => set_plain_releases(site, name),
    }
}

fn text() -> String {
    format!(
        "<p>{}</p>",
        "The city opened the bridge today, and everybody who wanted to cross it could do so on foot. ".repeat(6)
    )
}

/// Pages that need no script.
pub fn set_plain_releases(site: &Site, name: &str) {
    for (n, title) in TITLES.iter().enumerate() {
        let page = format!(
            "<!doctype html><html lang=en><title>{title}</title><main><h1>{title}</h1>{}</main></html>",
            text()
        );
        site.set(&path(name, n), Answer::html(page));
    }
}

/// Pages whose text comes two seconds after everything else.
fn set_late_releases(site: &Site, name: &str) {
    site.set(&format!("/{name}/text"), Answer::html(text()));
    for (n, title) in TITLES.iter().enumerate() {
        let script = format!(
            "const root = document.getElementById('root'); root.innerHTML = '<main><h1></h1><div></div></main>'; \
             root.querySelector('h1').textContent = {title:?}; setTimeout(() => fetch('/{name}/text').then((a) => a.text())\
             .then((html) => {{ root.querySelector('div').innerHTML = html }}), 2000)"
        );
        site.set(&path(name, n), shell(&format!("<script>{script}</script>")));
    }
}
