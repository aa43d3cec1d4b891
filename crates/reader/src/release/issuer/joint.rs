//! Several who speak together.

use std::sync::LazyLock;

use regex::Regex;

use super::names::{clean, same};
use crate::{model::Issuer, release::scene::Scene};

static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:gemeinsame (?:pressemitteilung|presseinformation|medienmitteilung|erklärung) (?:mit|von|des|der)|joint (?:press release|statement|news release|media release) (?:with|by|of|from)|communiqué (?:de presse )?(?:commun|conjoint) (?:avec|de|du)|comunicado conjunto (?:con|de)|nota (?:de prensa )?conjunta (?:con|de)|comunicato congiunto (?:con|di)|gezamenlijk persbericht (?:met|van)|wspólny komunikat|gemensamt pressmeddelande (?:med|från)) (?P<names>.+)$").expect("constant")
});

/// "Gemeinsame Pressemitteilung mit X und Y": the issuer first, then the others.
pub(super) fn joint(scene: &Scene<'_>, issuer: &Issuer) -> Vec<Issuer> {
    let near =
        scene.above().map(|(_, b)| b).chain(scene.blocks.iter().skip(scene.start()).take(6)).filter(|b| !b.chrome);
    let Some(names) = near
        .filter_map(|b| JOINT.captures(&b.text).filter(|_| b.text.len() <= 280))
        .find_map(|m| m.name("names").map(|n| n.as_str().to_owned()))
    else {
        return Vec::new();
    };
    let parts = names
        .replace(" und ", ",")
        .replace(" and ", ",")
        .replace(" et ", ",")
        .replace(" y ", ",")
        .replace(" e ", ",")
        .replace(" en ", ",")
        .replace(" & ", ",")
        .replace(" i ", ",")
        .replace(" och ", ",");
    let others = parts
        .split([',', ';', '/'])
        .map(|p| clean(p.trim_start_matches("dem ").trim_start_matches("der ").trim_start_matches("the ")))
        .filter(|p| p.len() > 1 && p.chars().next().is_some_and(char::is_uppercase));
    let mut all = vec![issuer.clone()];
    all.extend(
        others
            .filter(|n| issuer.name.as_ref().is_none_or(|own| !same(own, n)))
            .map(|name| Issuer { name: Some(name), ..Issuer::default() }),
    );
    if all.len() > 1 { all } else { Vec::new() }
}
