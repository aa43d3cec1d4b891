//! A story as a message: to programs, and to rooms where people talk.

use std::io;

use serde_json::{Value, json};

use super::{entry, json_feed, ninjs, xml::html_of};
use crate::model::{NoticeFormat, Story};

/// Characters of a summary in a room.
const SUMMARY: usize = 300;

/// The body of a message, in JSON; `home` is the site's address, `topic` the last part of the receiver's (ntfy wants it inside).
pub fn message(format: NoticeFormat, story: &Story, home: &str, topic: &str) -> io::Result<Vec<u8>> {
    let body = match format {
        NoticeFormat::Json => return json_feed::story(story),
        NoticeFormat::Ninjs => ninjs::item(story, home),
        NoticeFormat::Slack => json!({ "text": slack(story, home) }),
        NoticeFormat::Matrix => matrix(story, home),
        NoticeFormat::Ntfy => json!({
            "topic": topic,
            "title": story.source_name,
            "message": entry::title(story),
            "click": address(story, home),
            "tags": ["newspaper"],
        }),
    };
    Ok(serde_json::to_vec(&body)?)
}

/// Our page of it.
fn address(story: &Story, home: &str) -> String {
    format!("{home}release/{}", story.lead_id)
}

fn summary(story: &Story) -> String {
    entry::summary(&story.lead).map(|text| entry::excerpt(text, SUMMARY).into_owned()).unwrap_or_default()
}

/// Slack's own marks: `&`, `<` and `>` are the only signs that have a meaning everywhere.
fn slack(story: &Story, home: &str) -> String {
    let safe = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let title = safe(&entry::title(story)).replace('|', "¦");
    format!("<{}|{title}>\n{}: {}", address(story, home), safe(&story.source_name), safe(&summary(story)))
}

/// A room message (`m.room.message`), with what hookshot takes instead beside it.
fn matrix(story: &Story, home: &str) -> Value {
    let (title, address, summary) = (entry::title(story), address(story, home), summary(story));
    let plain = format!("{title} ({})\n{summary}\n{address}", story.source_name);
    let rich = format!(
        "<a href=\"{}\">{}</a> ({})<br>{}",
        html_of(&address),
        html_of(&title),
        html_of(&story.source_name),
        html_of(&summary)
    );
    json!({
        "msgtype": "m.text",
        "format": "org.matrix.custom.html",
        "body": plain,
        "formatted_body": rich,
        // a headline with "@room" in it calls nobody (matrix.org, Client-Server API, user and room mentions)
        "m.mentions": {},
        "text": plain,
        "html": rich,
    })
}
