//! One `[[source]]` stanza.

use regex::RegexBuilder;
use url::Url;

use super::{CheckSelector, address::web_address, language, problem::nearest, table::Table};
use crate::model::{Fill, Render, Role, Secret, Select, Source, Target, shown_url};

/// Reads a stanza; what is wrong is left with the table.
pub fn source(table: &mut Table<'_>, check: CheckSelector<'_>) -> Option<Source> {
    let id = table.checked("id", identifier);
    table.missing("id", "a source needs an id -> add id = \"...\": short, unique, never changed");
    let name = table.checked("name", |text| match text.trim() {
        "" => Err("a source needs a name -> readers see it".into()),
        _ => Ok(text.to_owned()),
    });
    table.missing("name", "a source needs a name -> add name = \"...\": readers see it");
    let (target, unexpanded) = target(table).unzip();
    let headers = headers(table);
    let source = Source {
        interval: table.duration("interval"),
        tags: table.strings("tags").into_iter().map(|(text, _)| text).collect(),
        language: table.checked("language", language::code),
        time_zone: table.checked("time_zone", time_zone),
        role: table
            .checked("role", |text| {
                choice(text, &[("organisation", Role::Organisation), ("distributor", Role::Distributor)])
            })
            .unwrap_or_default(),
        fill: table
            .checked("fill", |text| {
                choice(text, &[("missing", Fill::Missing), ("always", Fill::Always), ("never", Fill::Never)])
            })
            .unwrap_or_default(),
        include: table.each("include", pattern),
        exclude: table.each("exclude", pattern),
        hosts: table.each("hosts", host),
        public: table.checked("public", web_address).or(unexpanded.flatten()).map(|url| shown_url(&url).into()),
        select: select(table, check),
        render: render(table),
        ..Source::new(id.as_deref().unwrap_or_default(), name.as_deref().unwrap_or_default(), target?)
    };
    let credentials = source.credentials.clone().with(source.target.url(), headers);
    id.and(name).map(|_| Source { credentials, ..source })
}

/// Exactly one of feed, newsroom, sitemap; and its address before secrets were put in, if there are any.
fn target(table: &mut Table<'_>) -> Option<(Target, Option<Url>)> {
    let given = [
        table.checked("feed", expanded).map(|(url, shown)| (Target::Feed(url), shown)),
        table.checked("newsroom", expanded).map(|(url, shown)| (Target::Newsroom(url), shown)),
        table.checked("sitemap", expanded).map(|(url, shown)| (Target::Sitemap(url), shown)),
    ];
    let mut given = given.into_iter().flatten();
    let first = given.next();
    if first.is_none() && !table.has_any(&["feed", "newsroom", "sitemap"]) {
        table.missing(
            "feed",
            "a source needs exactly one of feed, newsroom, sitemap -> `pressfeed probe URL` tells which",
        );
    }
    if let Some((second, _)) = given.next() {
        table.fault(second.kind(), "a source has exactly one of feed, newsroom, sitemap -> take one of them out");
    }
    first
}

/// Of the IANA database; the nearest one where it is none.
pub fn time_zone(text: &str) -> Result<chrono_tz::Tz, String> {
    text.parse().map_err(|_| {
        let near = nearest(text, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        let help = near.map_or_else(|| "e.g. \"Europe/London\"".into(), |near| format!("did you mean {near:?}?"));
        format!("{text:?} is not a time zone -> {help}")
    })
}

/// An address with its secrets put in for `${NAME}`, and, where there are any, without them.
fn expanded(text: &str) -> Result<(Url, Option<Url>), String> {
    if !text.contains("${") {
        return Ok((web_address(text)?, None));
    }
    let blank = web_address(&filled_in(text, |_| Ok(String::new()))?)?;
    let url = web_address(&filled_in(text, secret)?);
    Ok((url.map_err(|_| format!("{text:?} is no address once its secrets are put in"))?, Some(blank)))
}

/// A host's name or number, nothing around it.
fn host(text: &str) -> Result<String, String> {
    let host = url::Host::parse(text.trim())
        .map_err(|_| format!("{text:?} is no host -> a name or number alone: \"example.org\""))?;
    Ok(host.to_string().trim_end_matches('.').to_owned())
}

/// Short, fit for an address and a file name.
pub fn identifier(text: &str) -> Result<String, String> {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.is_empty() || text.len() > 100 || !text.chars().all(fine) || text.starts_with('.') {
        return Err(format!("{text:?} is no id -> letters, digits, - _ and . (at most 100)"));
    }
    Ok(text.to_owned())
}

pub fn choice<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, String> {
    choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
        let near = nearest(text, choices.iter().map(|(name, _)| *name)).map(|near| format!("did you mean {near:?}?"));
        format!(
            "{text:?} is not one of {}{}",
            names.join(", "),
            near.map(|near| format!(" -> {near}")).unwrap_or_default()
        )
    })
}

pub fn pattern(text: &str) -> Result<regex::Regex, String> {
    RegexBuilder::new(text).case_insensitive(true).size_limit(1 << 20).build().map_err(|error| {
        let cause = error.to_string();
        let cause = cause.lines().last().unwrap_or_default().trim_start_matches("error: ").split(", ").next();
        let cause = cause.unwrap_or_default();
        format!("{text:?} is no pattern: {cause} -> a regular expression; \\ before a sign meant as itself")
    })
}

/// Headers; `${NAME}` in a value is read from the environment or, under systemd, from a credential file.
fn headers(table: &mut Table<'_>) -> Vec<(String, Secret)> {
    let mut headers = Vec::new();
    for (name, value, _) in table.pairs("headers") {
        if http::HeaderName::try_from(&name).is_err() {
            table.fault("headers", &format!("{name:?} is no header name -> letters, digits and -"));
            continue;
        }
        match filled_in(&value, secret) {
            Ok(value) if http::HeaderValue::try_from(&value).is_ok() => headers.push((name, Secret::new(value))),
            Ok(_) => table.fault(
                "headers",
                &format!("source.headers.{name}: its value cannot be sent -> one line, without controls"),
            ),
            Err(message) => table.fault("headers", &format!("source.headers.{name}: {message}")),
        }
    }
    headers
}

/// What opens a private view: fit for an address, and long enough not to be guessed.
pub fn token(text: &str) -> Result<Secret, String> {
    let token = expand(text)?;
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if token.len() < 16 || token.len() > 200 || !token.bytes().all(fine) {
        return Err("a token has 16 to 200 letters, digits, - and _ -> it stands in an address: `openssl rand -hex 16` makes one".into());
    }
    Ok(Secret::new(token))
}

/// Secrets of the environment, or of systemd, in their places.
pub fn expand(text: &str) -> Result<String, String> {
    filled_in(text, secret)
}

/// A text with something put in for each `${NAME}`.
fn filled_in(text: &str, value: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').ok_or("a ${ without its } -> write ${NAME}")?;
        out.push_str(before);
        out.push_str(&value(name)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn secret(name: &str) -> Result<String, String> {
    if let Ok(value) = std::env::var(name) {
        return Ok(value);
    }
    let folder = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|_| !name.contains(['/', '.']));
    let file = folder.map(|folder| std::path::Path::new(&folder).join(name));
    file.and_then(|file| std::fs::read_to_string(file).ok())
        .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
        .ok_or_else(|| format!("${{{name}}} is set nowhere -> {name}=... in the environment, or a systemd credential"))
}

/// A parser's words, for people.
fn selector_fault(why: &str) -> String {
    let words = [
        ("ClassNeedsIdent", "a . needs a class behind it"),
        ("EmptySelector", "it is empty"),
        ("DanglingCombinator", "something is missing behind ( > + or ~"),
        ("PseudoElement", "pseudo-elements match nothing here"),
        ("UnsupportedPseudoClassOrElement", "this pseudo-class is not known"),
        ("NoQualifiedNameInAttributeSelector", "a [ needs an attribute's name"),
        ("BadValueInAttr", "the attribute's value wants quotes"),
        ("UnexpectedEnd", "it ends too early"),
        ("EndOfInput", "it ends too early"),
        ("EOL", "it ends too early"),
        ("EOF", "it ends too early"),
    ];
    let known = words.into_iter().find(|(name, _)| why.contains(name)).map(|(_, words)| words.to_owned());
    known.unwrap_or_else(|| why.rsplit("developer").next().unwrap_or(why).trim_matches([':', '.', ' ']).to_owned())
}

/// `render = true`, or `render = { allow = [...] }`.
fn render(table: &mut Table<'_>) -> Option<Render> {
    if !table.is_table("render") {
        return table.boolean("render").filter(|wanted| *wanted).map(|_| Render::default());
    }
    let mut inner = table.table("render");
    let render = Render { allow: inner.each("allow", host) };
    table.absorb(inner);
    Some(render)
}

/// `[source.select]`.
fn select(table: &mut Table<'_>, check: CheckSelector<'_>) -> Option<Box<Select>> {
    let css = |text: &str| {
        check(text).map(|()| text.to_owned()).map_err(|why| {
            format!("{text:?} is no CSS selector: {} -> e.g. \"article.card\", \"h3 > a\"", selector_fault(&why))
        })
    };
    let mut inner = table.table("select");
    let select = Select {
        item: inner.checked("item", css),
        title: inner.checked("title", css),
        link: inner.checked("link", css),
        date: inner.checked("date", css),
        summary: inner.checked("summary", css),
        image: inner.checked("image", css),
        next: inner.checked("next", css),
        body: inner.checked("body", css),
    };
    table.absorb(inner);
    (select != Select::default()).then(|| select.into())
}
