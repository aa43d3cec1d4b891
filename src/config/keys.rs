//! Every key of feeds.toml, once: what the parser knows, what docs/CONFIGURATION.md and feeds.toml(5) say.
//!
//! A key that the parser asks for and that does not stand here fails the tests, and so does one that stands here and is
//! never asked for.

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What its value is.
    pub kind: &'static str,
    /// What holds without it; empty: nothing.
    pub default: &'static str,
    /// What it does.
    pub says: &'static str,
}

/// A table of the file.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its path, as messages name it; empty: the top of the file.
    pub name: &'static str,
    /// As written above its keys.
    pub heading: &'static str,
    /// What it is for.
    pub says: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Section {
    /// Names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

const fn key(name: &'static str, kind: &'static str, default: &'static str, says: &'static str) -> Key {
    Key { name, kind, default, says }
}

/// The top of a file that another one includes.
pub const INCLUDED: &str = "included file";

/// The table of this name.
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

/// In the order in which they are told.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "",
        heading: "Top of the file",
        says: "Stands before the first table.",
        keys: &[
            key(
                "include",
                "list of paths",
                "[]",
                "More files: `*.toml` with `[[source]]` stanzas, `*.opml` subscription lists. Relative to the file that names them; `*` may stand in the last part. A name without `*` that is not there is an error; a bad outline of a list is a warning and costs itself.",
            ),
            key("daemon", "table", "", "The service itself."),
            key("fetch", "table", "", "How servers are asked."),
            key("browser", "table", "", "What draws pages for sources with `render`."),
            key("feed", "table", "", "What is published."),
            key("pages", "table", "", "The pages for people."),
            key("source", "list of tables", "[]", "Who is polled: a `[[source]]` stanza each."),
            key("view", "list of tables", "[]", "Filtered feeds with a name: a `[[view]]` each."),
            key(
                "rule",
                "list of tables",
                "[]",
                "What tags, or drops, arriving releases: a `[[rule]]` each, obeyed in order.",
            ),
            key("notify", "list of tables", "[]", "Who is told of new stories: a `[[notify]]` each."),
            key("digest", "list of tables", "[]", "Who gets stories by mail: a `[[digest]]` each."),
        ],
    },
    Section {
        name: INCLUDED,
        heading: "An included file",
        says: "Holds sources only; everything else stands in the file that includes it.",
        keys: &[key("source", "list of tables", "[]", "A `[[source]]` stanza each.")],
    },
    Section {
        name: "daemon",
        heading: "[daemon]",
        says: "The service itself. `listen`, `database`, `read_database` and `log` need a restart; everything else a reload.",
        keys: &[
            key(
                "listen",
                "address and port",
                "\"127.0.0.1:8080\"",
                "Where to serve. A socket that systemd hands over goes before it, and so does `run --listen`.",
            ),
            key(
                "database",
                "path or address",
                "\"pressfeed.db\"",
                "The database: a file, made when it is not there, relative to the folder of this file from wherever a command is called; or a PostgreSQL server that several processes share, `\"postgres://user:${PASSWORD}@host/name\"` (`${NAME}` puts in a secret). `--database` goes before it.",
            ),
            key(
                "read_database",
                "address",
                "",
                "A PostgreSQL server that follows the one of `database` (a hot standby): readers are answered from it.",
            ),
            key(
                "public_url",
                "web address",
                "",
                "How readers reach us, when that is not `listen`: feeds name their own address. With it, hubs of sources can push, and ours announces.",
            ),
            key(
                "status",
                "\"public\", \"loopback\" or \"off\"",
                "\"public\"",
                "Who may see `/status` and `/metrics`: everybody, whoever asks from this machine by a name of its own, nobody.",
            ),
            key(
                "log",
                "\"text\" or \"json\"",
                "\"text\"",
                "How the log is written to standard error: a line for people, or one JSON object a line. Under journald each line has its priority.",
            ),
        ],
    },
    Section {
        name: "fetch",
        heading: "[fetch]",
        says: "How servers are asked. Durations are `\"90s\"`, `\"15m\"`, `\"2h\"`, `\"7d\"`, `\"1h30m\"`.",
        keys: &[
            key(
                "min_interval",
                "duration",
                "\"10m\"",
                "Floor for every source: nobody is polled more often, whatever its stanza says.",
            ),
            key("timeout", "duration", "\"30s\"", "Total deadline of one request, its redirects included."),
            key("per_host_concurrency", "1 to 64", "1", "Requests in flight at one host."),
            key("per_host_delay", "duration, also \"0s\"", "\"1s\"", "Between the starts of two requests to one host."),
            key("max_body_bytes", "1024 to 1073741824", "16777216", "The largest body that is read, decoded."),
            key(
                "backoff_max",
                "duration",
                "\"24h\"",
                "Ceiling of the waiting after failures. A Retry-After is never shortened.",
            ),
            key(
                "allow_private_addresses",
                "true or false",
                "false",
                "Ask private and loopback addresses too. Leave it off where strangers can name addresses.",
            ),
            key("allow_addresses", "list of networks", "[]", "Named exceptions, e.g. `[\"10.1.0.0/16:8080\"]`."),
            key(
                "ca_file",
                "path",
                "",
                "PEM file of issuers that are trusted beside the system's, for all that is fetched and told, and for mail. Relative to the folder of this file.",
            ),
            key(
                "contact",
                "text",
                "",
                "Contact in the User-Agent, so that a server's owner can reach you; else `public_url`.",
            ),
        ],
    },
    Section {
        name: "browser",
        heading: "[browser]",
        says: "What draws pages for sources with `render`.",
        keys: &[key(
            "command",
            "program or socket",
            "",
            "A program, or `unix:` and the socket of its unit. Else the unit's socket where there is one, or Debian's chromium-headless-shell.",
        )],
    },
    Section {
        name: "feed",
        heading: "[feed]",
        says: "What is published.",
        keys: &[
            key("title", "text", "\"Unified newsroom feed\"", "Title of the unified feed and of the pages."),
            key(
                "max_entries",
                "1 to 100000",
                "100",
                "Entries of a page of a feed; older ones follow by `rel=next` and the archive.",
            ),
            key(
                "keep",
                "duration or \"forever\"",
                "\"forever\"",
                "Bodies, revisions and search words of older releases go; identities stay, so that nothing comes back as new.",
            ),
        ],
    },
    Section {
        name: "pages",
        heading: "[pages]",
        says: "The pages for people.",
        keys: &[
            key("time_zone", "time zone", "\"UTC\"", "Zone of all times on them, e.g. `\"Europe/London\"`."),
            key(
                "languages",
                "list of language codes",
                "[]",
                "What they speak, of `\"en\"`, `\"de\"`, `\"fr\"`, `\"es\"`; the first for whoever asks for none of them. Without it all four.",
            ),
            key(
                "media",
                "\"direct\" or \"proxy\"",
                "\"direct\"",
                "Where their pictures come from: their publishers; or us, scaled, so that no publisher hears of a reader.",
            ),
        ],
    },
    Section {
        name: "source",
        heading: "[[source]]",
        says: "Who is polled. `pressfeed probe URL` prints a stanza, `--add` writes it.",
        keys: &[
            key(
                "id",
                "letters, digits, - _ .",
                "",
                "Needed. Short, unique, never changed: it stands in addresses and in the database.",
            ),
            key("name", "text", "", "Needed. Readers see it."),
            key(
                "feed",
                "web address",
                "",
                "A feed (RSS, Atom, JSON Feed). Exactly one of `feed`, `newsroom`, `sitemap`. `${NAME}` puts in a secret.",
            ),
            key("newsroom", "web address", "", "An index page of press releases, read as it is."),
            key(
                "sitemap",
                "web address",
                "",
                "An XML sitemap, best a news sitemap; of an index its newest part is read.",
            ),
            key(
                "interval",
                "duration",
                "",
                "Wanted interval; `fetch.min_interval` is its floor. Without it the source's own rhythm is learned.",
            ),
            key("tags", "list of texts", "[]", "Yours: each has a feed, `/tag/TAG.atom`."),
            key("language", "language code", "", "For what does not name its own: `\"en\"`, `\"pt-BR\"`."),
            key("time_zone", "time zone", "", "For times without a zone, e.g. `\"Europe/Berlin\"`."),
            key(
                "role",
                "\"organisation\" or \"distributor\"",
                "\"organisation\"",
                "A distributor carries others' releases: an organisation's own copy leads a story.",
            ),
            key(
                "fill",
                "\"missing\", \"always\" or \"never\"",
                "\"missing\"",
                "When a release's own page is asked: when something is missing, for every new release, not at all.",
            ),
            key(
                "hosts",
                "list of hosts",
                "[]",
                "Other hosts that are this source's own, where feed and pages live apart. It then speaks for them too.",
            ),
            key("public", "web address", "", "The address that readers are shown, where the polled one has a secret."),
            key(
                "headers",
                "table of texts",
                "{}",
                "Sent to the exact scheme, host and port of its address only. `${NAME}` is read from the environment or a systemd credential.",
            ),
            key(
                "include",
                "list of patterns",
                "[]",
                "Keep only releases whose title or text matches one of these regular expressions.",
            ),
            key("exclude", "list of patterns", "[]", "Drop releases whose title or text matches one of these."),
            key("select", "table", "", "Selectors, when a page defeats the automatic reading."),
            key(
                "render",
                "true, false or table",
                "false",
                "Its pages are drawn by script: they are read through a browser without a network, at most each 30 minutes unless `interval` says otherwise.",
            ),
        ],
    },
    Section {
        name: "source.render",
        heading: "[source.render]",
        says: "Instead of `render = true`.",
        keys: &[key(
            "allow",
            "list of hosts",
            "[]",
            "Hosts, beside the source's own, whose scripts and data its pages may load.",
        )],
    },
    Section {
        name: "source.select",
        heading: "[source.select]",
        says: "CSS selectors for the stanza above; what is left out is read as on any page. `pressfeed check --rules` tries them.",
        keys: &[
            key("item", "CSS selector", "", "One record of the list; the others are looked for within it."),
            key("title", "CSS selector", "", "Headline."),
            key("link", "CSS selector", "", "Link to the release's page."),
            key("date", "CSS selector", "", "Date."),
            key("summary", "CSS selector", "", "Teaser."),
            key("image", "CSS selector", "", "Picture."),
            key("next", "CSS selector", "", "Link to the next page of the list (looked for in the whole page)."),
            key("body", "CSS selector", "", "The text, on the release's own page."),
        ],
    },
    Section {
        name: "view",
        heading: "[[view]]",
        says: "A filtered feed with a name: `/view/NAME.atom`, `.rss`, `.json`. What it filters by is all that it needs to match one of, each.",
        keys: &[
            key("name", "letters, digits, - _ .", "", "Needed. Stands in its address."),
            key("title", "text", "", "For people."),
            key("description", "text", "", "For people."),
            key("tags", "list of texts", "[]", "Any of these tags."),
            key("sources", "list of ids", "[]", "Any of these sources."),
            key("languages", "list of language codes", "[]", "Any of these languages."),
            key("query", "words", "", "Words, as in the search."),
            key(
                "token",
                "16 to 200 characters",
                "",
                "Makes it private: served at `/view/NAME/TOKEN.atom` only, or with `Authorization: Bearer`. `${NAME}` puts in a secret.",
            ),
        ],
    },
    Section {
        name: "rule",
        heading: "[[rule]]",
        says: "Tags, or drops, what arrives.",
        keys: &[
            key("match", "table", "", "What must hold, all of it; nothing: everything matches."),
            key("add", "list of texts", "[]", "Tags to add."),
            key("remove", "list of texts", "[]", "Tags to take away."),
            key("drop", "true or false", "false", "Do not keep it."),
        ],
    },
    Section {
        name: "rule.match",
        heading: "match = { ... }",
        says: "Of a rule.",
        keys: &[
            key("title", "pattern", "", "Regular expression on the title, without case."),
            key("text", "pattern", "", "The same on text and summary; where both are given, one of them is enough."),
            key("source", "list of ids", "[]", "Any of these sources."),
            key("language", "list of language codes", "[]", "Any of these languages."),
            key("tag", "list of texts", "[]", "Any of these tags."),
        ],
    },
    Section {
        name: "notify",
        heading: "[[notify]]",
        says: "Tells others of new stories: at least once, in order, signed, retried, never in the poll's way. All stories, or those of `view`, or of tags, sources, languages, query.",
        keys: &[
            key("url", "web address", "", "Needed. Where the receiver listens. `${NAME}` puts in a secret."),
            key("format", "\"json\", \"ninjs\", \"slack\", \"matrix\" or \"ntfy\"", "\"json\"", "What is sent."),
            key("secret", "text", "", "Signs each message (HMAC-SHA256). `${NAME}` puts it in."),
            key("view", "name of a view", "", "What a view shows."),
            key("tags", "list of texts", "[]", "Any of these tags."),
            key("sources", "list of ids", "[]", "Any of these sources."),
            key("languages", "list of language codes", "[]", "Any of these languages."),
            key("query", "words", "", "Words, as in the search."),
        ],
    },
    Section {
        name: "digest",
        heading: "[[digest]]",
        says: "Stories by mail, plain and HTML: at least once, in order. All stories, or those of `view`, or of tags, sources, languages, query.",
        keys: &[
            key(
                "to",
                "list of mail addresses",
                "",
                "Needed. Each gets its own mail, and may leave by one click (RFC 8058).",
            ),
            key("from", "mail address", "", "Who sends it; else `pressfeed@` the host of `public_url`."),
            key(
                "at",
                "time of day",
                "",
                "Once a day then, on the clock of the pages, e.g. `\"07:00\"`; without it as stories come.",
            ),
            key(
                "smtp",
                "address of a mail server",
                "",
                "Needed. `\"smtps://user:${PASSWORD}@mail.example.org\"`, or `smtp://`, which begins TLS by itself but on this machine. `${NAME}` puts in a secret.",
            ),
            key("view", "name of a view", "", "What a view shows."),
            key("tags", "list of texts", "[]", "Any of these tags."),
            key("sources", "list of ids", "[]", "Any of these sources."),
            key("languages", "list of language codes", "[]", "Any of these languages."),
            key("query", "words", "", "Words, as in the search."),
        ],
    },
];
