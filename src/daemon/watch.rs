//! What the daemon shows of itself: one log line a poll, figures, and the configuration as readers see it.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use crate::{
    config::{Config, Media, Status, View},
    model::{Database, Ended, Report},
    serve::{Digest, Directory, Notify, Polled, Serving, Settings, States, View as ServedView},
};

/// The configuration as the server wants it.
pub fn settings(config: &Config, address: SocketAddr) -> Settings {
    let own = || format!("http://{address}/");
    Settings {
        title: config.feed.title.clone(),
        public_url: config.daemon.public_url.as_ref().map_or_else(own, ToString::to_string),
        max_entries: config.feed.max_entries,
        views: config.views.iter().map(view).collect(),
        directory: Directory::of(&config.sources),
        sources: config.sources.clone(),
        zone: config.pages.time_zone,
        notify: config.notify.iter().map(|notify| Notify { of: view(&notify.of), to: notify.to.clone() }).collect(),
        digests: config.digests.iter().map(|digest| Digest { of: view(&digest.of), to: digest.to.clone() }).collect(),
        languages: config.pages.languages.clone(),
        scales_media: config.pages.media == Media::Proxy,
        states: match config.daemon.status {
            Status::Public => States::Public,
            Status::Loopback => States::Loopback,
            Status::Off => States::Off,
        },
        is_still: false,
    }
}

fn view(view: &View) -> ServedView {
    ServedView {
        name: view.name.clone(),
        tags: view.tags.clone(),
        sources: view.sources.clone(),
        languages: view.languages.clone(),
        words: view.query.clone(),
        title: view.title.clone(),
        description: view.description.clone(),
        token: view.token.clone(),
    }
}

/// One line: what it came to, then the figures as fields.
pub fn log(report: &Report) {
    let wait = (report.next.at - chrono::Utc::now()).num_seconds();
    let (source_id, meaning) = (&report.source_id, meaning(report));
    if let Some(error) = &report.error {
        tracing::warn!(%source_id, outcome = report.outcome.word(), next_poll_secs = wait, took_ms = report.took_ms, error, "poll: {meaning}");
    } else {
        let (drafts, warnings) = (report.items, report.warnings.len());
        tracing::info!(
            %source_id, outcome = report.outcome.word(), drafts, new = report.new, revised = report.revised,
            filled = report.filled, warnings, next_poll_secs = wait, took_ms = report.took_ms, "poll: {meaning}"
        );
    }
    for warning in &report.warnings {
        tracing::debug!(source_id = %report.source_id, url = warning.url, "{}", warning.text);
    }
}

/// What a poll came to, for people.
fn meaning(report: &Report) -> String {
    let changed = [(report.new, "new"), (report.revised, "revised")];
    let changed: Vec<String> =
        changed.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    match report.outcome {
        _ if report.outage => "not reached, as nobody is: not its fault".into(),
        Ended::Lost => "another process has polled it meanwhile".into(),
        Ended::Failed => format!("failed, next try: {}", report.next.reason),
        _ if !changed.is_empty() => changed.join(", "),
        Ended::NotModified | Ended::Unchanged => "unchanged".into(),
        _ => "read, nothing new".into(),
    }
}

/// Measures the database's files.
pub fn measure(serving: &Serving, database: &Database) {
    let Some(database) = database.file() else { return };
    let log = PathBuf::from(format!("{}-wal", database.display()));
    let bytes = [database, &log].into_iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len());
    serving.metrics().stored(bytes.sum());
}

/// Counts a poll.
pub fn count(serving: &Serving, report: &Report) {
    if report.error.is_none() {
        serving.metrics().succeeded();
    }
    serving.metrics().polled(Polled {
        outcome: report.outcome.word(),
        new: report.new,
        revised: report.revised,
        filled: report.filled,
        took: Duration::from_millis(report.took_ms),
    });
}
