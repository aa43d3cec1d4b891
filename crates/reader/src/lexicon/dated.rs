//! What is said before a date: whether it is of the publication, or of a change, a right or an event.

/// Words before or after a date that say that it is of the publication.
const LABELS: &[&str] = &[
    "published", "posted", "publication date", "publish date", "release date", "created", "issued", "veröffentlicht",
    "erschienen", "publiziert", "erstellt", "datum", "pressemitteilung vom", "meldung vom", "verfasst", "geschrieben",
    "eingestellt", "publié", "mis en ligne", "paru le", "créé le", "rédigé", "posté", "écrit", "publicad", "fecha",
    "pubblicat", "gepubliceerd", "geplaatst", "opublikowan", "dodan", "data publikacji", "publicerad", "publicerat",
    "julkaistu", "publisert", "publiceret", "udgivet", "submitted", "written", "added", "objavljeno", "zveřejněno",
    "vydáno", "yayın", "giriş", "erstellt am", "online seit", "abgelegt", "dieser artikel wurde", "immediate release",
    "sofortigen veröffentlichung", "diffusion immédiate", "publicación inmediata", "diffusione immediata",
    "onmiddellijke publicatie", "divulgação imediata", "natychmiastowej publikacji", "omedelbar publicering",
    "umiddelbar publisering", "julkaisuvapaa", "dieser beitrag wurde", "this entry was", "this article was",
    "cet article a été", "esta entrada fue", "questo articolo è stato", "dit bericht is",
];

/// Words before a date that a word of change makes one of the change: "Last updated on:", "Modified date:".
const NEUTRAL: &[&str] = &["date:", "on:", "datum:", "data:", "fecha:", "date :"];

/// Words before a date that say that it is of the last change.
const UPDATED: &[&str] = &[
    "updated", "last update", "last modified", "last edited", "aktualisiert", "geändert", "letzte änderung",
    "zuletzt bearbeitet", "zuletzt am", "mis à jour", "mise à jour", "modifié le", "actualizad",
    "última actualización", "aggiornat", "ultimo aggiornamento", "bijgewerkt", "atualizad", "última atualização",
    "zaktualizowan", "ostatnia aktualizacja", "uppdaterad", "opdateret", "oppdatert", "päivitetty",
];

/// The same of a change, of a right or of an event.
const CHANGED: &[&str] = &[
    "updated", "last update", "modified", "last edited", "edited", "revised", "aktualisiert", "geändert",
    "letzte änderung", "update", "änderung", "accessed", "abgerufen", "mis à jour", "modifié", "dernière",
    "actualizad", "modificad", "última", "aggiornat", "ultima", "bijgewerkt", "gewijzigd", "atualizad", "aktualizacj",
    "zaktualizowan", "uppdaterad", "päivitetty", "oppdatert", "opdateret", "güncelleme", "copyright", "©", "seit",
    "since", "joined", "registered", "registriert", "beigetreten", "angemeldet", "inscrit", "inscription",
    "registrado", "iscritto", "lid sinds", "dołączył", "until", "bis", "version",
];

/// What the words before a date say: true for publication, false for something else, None when they do not say.
pub(crate) fn says_published(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|word| lower.rfind(word)).max();
    match (last(LABELS), last(CHANGED)) {
        (Some(published), Some(changed)) => Some(published > changed),
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => last(NEUTRAL).map(|_| true),
    }
}

/// Whether words before a date say that it is of the last change.
pub(crate) fn says_updated(text: &str) -> bool {
    let lower = text.to_lowercase();
    UPDATED.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_label_says_what_a_date_is_of() {
        assert_eq!(says_published("Published on"), Some(true));
        assert_eq!(says_published("Posted by X, last updated"), Some(false));
        assert_eq!(says_published("Last updated on:"), Some(false));
        assert_eq!(says_published("Date:"), Some(true));
        assert_eq!(says_published("Berlin,"), None);
    }
}
