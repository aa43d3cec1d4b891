//! Lines that pages put around a body, in the languages of the cue tables: short, and recognised by how they begin.

/// Beginnings of a line that calls the reader elsewhere.
const CALLS: &[&str] = &[
    "read more", "read also", "read next", "also read", "see also", "related:", "related articles", "related stories",
    "related posts", "related content", "more on this", "more from", "more:", "recommended", "you may also like",
    "you might also like", "don't miss", "click here", "sign up", "subscribe", "follow us", "follow @", "share this",
    "share on", "share:", "tweet", "advertisement", "sponsored", "continue reading", "story continues",
    "article continues", "watch:", "watch more", "listen:", "get our", "get the latest", "join our", "download our",
    "support us", "donate", "print this", "email this", "photo:", "photo by", "photo credit", "image:", "image credit",
    "image source", "image copyright", "media caption", "loading", "skip ", "lesen sie auch", "lesen sie mehr",
    "lesen sie hier", "lesen sie dazu", "mehr zum thema", "mehr dazu", "auch interessant", "weitere artikel",
    "weitere informationen", "weiterlesen", "das könnte sie", "zum thema", "anzeige", "werbung", "jetzt abonnieren",
    "newsletter", "teilen", "kommentare", "kommentieren", "foto:", "bild:", "quelle:", "lire aussi", "à lire aussi",
    "lire la suite", "en savoir plus", "à lire", "voir aussi", "publicité", "partager", "abonnez-vous", "lee también",
    "leer más", "lea también", "te puede interesar", "más información", "publicidad", "compartir", "suscríbete",
    "leggi anche", "leggi tutto", "pubblicità", "condividi", "iscriviti", "lees ook", "lees meer", "leia também",
    "leia mais", "publicidade", "compartilhe", "czytaj także", "czytaj też", "czytaj więcej", "zobacz także",
    "zobacz też", "reklama", "läs också", "läs mer", "annons", "läs även",
];

/// Notices that stand for something that the page does not show: long, but never of the release.
const NOTICES: &[&str] = &[
    "empfohlener redaktioneller inhalt", "an dieser stelle find", "ich bin damit einverstanden", "externen inhalt",
    "externer inhalt", "recommended external content", "this content is reserved for", "this article is reserved for",
    "please enable javascript", "bitte aktivieren sie javascript", "your browser does not support",
    "ihr browser unterstützt", "um diesen inhalt", "to view this content", "this video is unavailable", "watch |",
    "watch now", "have a tip?",
];

/// A line that is nothing but a call. `linked` is the share of its letters within links.
pub fn is_call(text: &str, linked: f64) -> bool {
    let chars = text.chars().count();
    if chars > 300 {
        return false;
    }
    let lower = text.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    if NOTICES.iter().any(|notice| lower.starts_with(notice)) {
        return true;
    }
    let Some(call) = CALLS.iter().find(|call| lower.starts_with(**call)) else { return false };
    let rest = lower.get(call.len()..).unwrap_or_default();
    let parted = call.ends_with(':') || rest.trim_start().starts_with([':', '|', '-', '–', '>', '»', '→']);
    // A word that merely begins like a call is none.
    let whole = call.ends_with([':', ' ', '@', '/']) || !rest.starts_with(char::is_alphanumeric);
    whole && (chars < 45 || (parted && chars < 120) || (linked > 0.4 && chars < 250))
}

/// Beginnings of the lines under a body.
const TAILS: &[&str] = &[
    "tags:", "tagged", "filed under", "posted in", "categories:", "category:", "topics:", "keywords:", "schlagworte",
    "schlagwörter", "themen:", "©", "(c)", "copyright", "all rights reserved", "alle rechte vorbehalten",
    "leave a comment", "leave a reply", "comments are closed", "no comments", "previous", "next", "share", "print",
    "email", "facebook", "twitter", "back to", "zurück", "nach oben", "drucken", "by:", "source:", "stand:",
    "last updated", "last modified", "zuletzt", "published", "posted", "veröffentlicht", "permalink", "bookmark",
    "mots-clés", "etiquetas", "tag:",
];

/// A line under a body.
pub fn is_tail(text: &str) -> bool {
    if text.chars().count() > 120 {
        return false;
    }
    let lower = text.to_lowercase();
    TAILS.iter().any(|tail| lower.starts_with(tail))
}

/// A byline, a date line, a time of reading.
pub fn is_byline(text: &str) -> bool {
    let lower = text.to_lowercase();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let begins = [
        "by ", "von ", "par ", "por ", "di ", "door ", "af ", "av ", "written by", "posted", "published", "updated",
        "last updated", "veröffentlicht", "erstellt", "aktualisiert", "stand", "publié", "mis à jour", "publicado",
        "pubblicato", "gepubliceerd", "date", "datum", "author", "autor",
    ];
    (text.chars().count() < 80 && begins.iter().any(|begin| lower.starts_with(begin)))
        || (digits >= 3
            && crate::text::dates::find(text, &crate::text::dates::Hints::default())
                .is_some_and(|(range, _)| range.len() * 2 > text.len()))
        || (text.chars().count() < 30
            && (lower.contains("min read")
                || lower.contains("minute read")
                || lower.contains("comments")
                || lower.contains("min.")))
}
