//! How a value of a kind is written, for whoever wrote another.

use super::keys;

/// The key of a table, as keys.rs has it.
pub fn of(table: &str, key: &str) -> Option<&'static keys::Key> {
    keys::section(table)?.keys.iter().find(|known| known.name == key)
}

/// The way out for a value of another type: `interval = "30m"`.
pub fn way_out(known: &keys::Key) -> String {
    let (kind, key) = (known.kind, known.name);
    // what holds anyway is the best example of how long things take
    let usual = Some(known.default).filter(|default| kind.starts_with("duration") && default.starts_with('"'));
    match usual.or_else(|| example(kind)) {
        None if kind == "list of tables" => format!("write [[{key}]]"),
        Some(example) => format!("write {key} = {example}"),
        None if kind.starts_with("list of") => format!("write {key} = [\"...\", \"...\"]"),
        // what is chosen from, and ranges, tell themselves
        None if kind.starts_with(['"', '1', '2']) || kind == "true or false" => format!("write {kind}"),
        None => format!("write {key} = \"...\""),
    }
}

fn example(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "address and port" => "\"127.0.0.1:8080\"",
        "web address" => "\"https://www.example.org/\"",
        "address of a mail server" => "\"smtps://mail.example.org\"",
        "mail address" => "\"press@example.org\"",
        "list of mail addresses" => "[\"press@example.org\"]",
        "duration" | "duration, also \"0s\"" => "\"30m\"",
        "duration or \"forever\"" => "\"365d\"",
        "time of day" => "\"07:30\"",
        "time zone" => "\"Europe/Berlin\"",
        "language code" => "\"de\"",
        "list of language codes" => "[\"de\", \"fr\"]",
        "list of hosts" => "[\"www.example.org\"]",
        "list of networks" => "[\"10.1.0.0/16:8080\"]",
        "letters, digits, - _ ." => "\"example-org\"",
        "CSS selector" => "\"li.news a\"",
        "table" | "true, false or table" => "{ ... }",
        "table of texts" => "{ Name = \"...\" }",
        _ => return None,
    })
}
