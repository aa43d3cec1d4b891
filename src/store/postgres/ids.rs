//! Numbers of releases and stories, as PostgreSQL has them.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::model::{ReleaseId, StoryId};

macro_rules! bigint {
    ($($id:ident),*) => {$(
        impl ToSql for $id {
            fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
                self.0.to_sql(kind, out)
            }
            accepts!(INT8);
            to_sql_checked!();
        }

        impl<'r> FromSql<'r> for $id {
            fn from_sql(kind: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
                i64::from_sql(kind, raw).map(Self)
            }
            accepts!(INT8);
        }
    )*};
}

bigint!(ReleaseId, StoryId);
