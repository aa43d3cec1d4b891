//! The fields of a release whose origin is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::Provenance;

macro_rules! fields {
    ($($field:ident $name:literal,)*) => {
        /// A field by the name under which it is published; in the order of these names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[allow(missing_docs)]
        pub enum Field {
            $(#[serde(rename = $name)] $field,)*
        }

        impl Field {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$field,)*];

            /// As published.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$field => $name,)*
                }
            }
        }
    };
}

fields! {
    Assets "assets",
    Authors "authors",
    Boilerplate "boilerplate",
    Contacts "contacts",
    ContentHtml "content_html",
    ContentText "content_text",
    DateModified "date_modified",
    DatePublished "date_published",
    Dateline "dateline",
    Distributor "distributor",
    Embargo "embargo",
    Ends "ends",
    ExternalUrl "external_url",
    Image "image",
    Issuer "issuer",
    Issuers "issuers",
    Kind "kind",
    Language "language",
    Notes "notes",
    Quotes "quotes",
    Reference "reference",
    Status "status",
    Subtitle "subtitle",
    Summary "summary",
    Tags "tags",
    Tickers "tickers",
    Title "title",
    Url "url",
    Variants "variants",
}

impl Field {
    /// The field of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }
}

/// Where each field came from, as published in `_pressfeed.provenance`.
pub type Provenances = BTreeMap<Field, Provenance>;

/// Reads origins; those of fields that another version told of are left out.
pub fn known_origins<'de, D: Deserializer<'de>>(from: D) -> Result<Provenances, D::Error> {
    let all = BTreeMap::<String, Provenance>::deserialize(from)?;
    Ok(all.iter().filter_map(|(name, origin)| Some((Field::named(name)?, *origin))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_in_the_order_of_their_names() {
        assert!(Field::ALL.is_sorted_by_key(|field| field.name()) && Field::ALL.is_sorted());
        assert!(Field::ALL.iter().all(|field| Field::named(field.name()) == Some(*field)));
    }

    #[test]
    fn what_another_version_told_of_harms_nothing() {
        let mut json = serde_json::Deserializer::from_str(r#"{"title":"feed","aura":"meta","url":"assumed"}"#);
        let found = known_origins(&mut json).unwrap();
        assert_eq!(serde_json::to_string(&found).unwrap(), r#"{"title":"feed","url":"assumed"}"#);
    }
}
