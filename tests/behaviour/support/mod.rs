//! What the behaviour tests share: an origin on loopback, the program, and an HTTP client.
//!
//! The tests know pressfeed from outside only: its commands, its configuration, its HTTP side.

pub mod http;
pub mod hub;
pub mod postgres;
pub mod program;
pub mod reader;
pub mod site;
pub mod tls;
pub mod validity;

pub use hub::Hub;
pub use program::{Daemon, Home};
pub use reader::Reader;
pub use site::{Answer, Site};

/// An RSS 2.0 feed of these (guid, link, title, description, pubDate) items; what is empty is left out.
pub fn rss(title: &str, items: &[[&str; 5]]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>{title}</title><link>http://example.org/</link>\
         <description>{title}</description>\n"
    );
    for item in items {
        out.push_str("<item>");
        for (name, value) in ["guid", "link", "title", "description", "pubDate"].iter().zip(item) {
            if !value.is_empty() {
                let value = value.replace('&', "&amp;").replace('<', "&lt;");
                out.push_str(&format!("<{name}>{value}</{name}>"));
            }
        }
        out.push_str("</item>\n");
    }
    out + "</channel></rss>\n"
}
