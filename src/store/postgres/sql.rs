//! Statements with their values: prepared once a connection, or, behind a pooler that keeps no connection for us, sent
//! with their types in one message. Every value knows its type, so that both mean the same.

use std::{
    error::Error as StdError,
    future::Future,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytes::{BufMut, BytesMut};
use deadpool_postgres::Object;
use tokio_postgres::{
    Row,
    types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked},
};

use super::error::Broken;
use crate::model::{ReleaseId, StoryId};

/// A text as PostgreSQL takes it: NUL is no character there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'t>(pub &'t str);

impl ToSql for Text<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.0.split('\0').for_each(|part| out.put_slice(part.as_bytes()));
        Ok(IsNull::No)
    }
    accepts!(TEXT, VARCHAR);
    to_sql_checked!();
}

/// Texts of a list.
pub fn texts<T: AsRef<str>>(list: &[T]) -> Vec<Text<'_>> {
    list.iter().map(|text| Text(text.as_ref())).collect()
}

/// A value of a statement.
pub trait Bound: Sync {
    /// Its type there.
    fn kind(&self) -> Type;
    /// As the driver wants it.
    fn as_sql(&self) -> &(dyn ToSql + Sync);
}

macro_rules! bound {
    ($($type:ty => $kind:ident),* $(,)?) => {$(
        impl Bound for $type {
            fn kind(&self) -> Type {
                Type::$kind
            }
            fn as_sql(&self) -> &(dyn ToSql + Sync) {
                self
            }
        }
    )*};
}

bound! {
    bool => BOOL, i64 => INT8, Option<i64> => INT8, Text<'_> => TEXT, Option<Text<'_>> => TEXT,
    String => TEXT, Vec<String> => TEXT_ARRAY, Vec<Option<String>> => TEXT_ARRAY, Vec<Option<Vec<u8>>> => BYTEA_ARRAY,
    &[u8] => BYTEA, Option<&[u8]> => BYTEA,
    Vec<bool> => BOOL_ARRAY, Vec<i64> => INT8_ARRAY, Vec<Option<i64>> => INT8_ARRAY,
    Vec<Text<'_>> => TEXT_ARRAY, Vec<Option<Text<'_>>> => TEXT_ARRAY,
    ReleaseId => INT8, Vec<ReleaseId> => INT8_ARRAY, Option<ReleaseId> => INT8,
    StoryId => INT8, Vec<StoryId> => INT8_ARRAY, Option<StoryId> => INT8,
    Vec<&[u8]> => BYTEA_ARRAY, Vec<Option<&[u8]>> => BYTEA_ARRAY,
}

/// The values of a statement.
pub type Values<'v> = [&'v dyn Bound];

/// A question that is given up after this may never be answered, as behind a proxy that lost the other end: nobody else is
/// to wait on its connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// A server answers within so long what takes it no time.
const BRISK: Duration = Duration::from_secs(10);

/// Does what takes no time, where the server answers.
pub async fn brisk<T>(work: impl Future<Output = Result<T, Broken>>) -> Result<T, Broken> {
    within(BRISK, work).await
}

/// Does it, or gives it up.
pub async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Broken>>) -> Result<T, Broken> {
    let silent = || Broken::Away(format!("no answer within {} s", limit.as_secs()));
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(silent()))
}

/// A connection.
pub struct Sql {
    client: Option<Object>,
    prepared: bool,
    /// Questions that are not answered, and when the first of them was put.
    asked: Mutex<(usize, Instant)>,
}

impl Drop for Sql {
    fn drop(&mut self) {
        let (count, since) = *self.asked.get_mut().unwrap_or_else(PoisonError::into_inner);
        if count > 0 && since.elapsed() > PATIENCE {
            self.client.take().map(Object::take);
        }
    }
}

impl Sql {
    /// As the pool gave it.
    pub fn new(client: Object, prepared: bool) -> Self {
        Self { client: Some(client), prepared, asked: Mutex::new((0, Instant::now())) }
    }

    fn client(&self) -> Result<&Object, Broken> {
        self.client.as_ref().ok_or(Broken::Missing)
    }

    async fn answered<T>(&self, question: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Broken> {
        let asked = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, since) = *asked();
        *asked() = (count + 1, if count == 0 { Instant::now() } else { since });
        let answer = question.await;
        asked().0 -= 1;
        Ok(answer?)
    }

    /// Rows of a query.
    pub async fn all(&self, text: &str, values: &Values<'_>) -> Result<Vec<Row>, Broken> {
        let (client, types) = (self.client()?, values.iter().map(|value| value.kind()));
        let list = values.iter().map(|value| value.as_sql());
        if self.prepared {
            let (types, list): (Vec<Type>, Vec<_>) = (types.collect(), list.collect());
            let rows = async { client.query(&client.prepare_typed_cached(text, &types).await?, &list).await };
            return self.answered(rows).await;
        }
        let list: Vec<_> = list.zip(types).collect();
        self.answered(client.query_typed(text, &list)).await
    }

    /// The first row, if there is one.
    pub async fn first(&self, text: &str, values: &Values<'_>) -> Result<Option<Row>, Broken> {
        Ok(self.all(text, values).await?.into_iter().next())
    }

    /// The row of a query that has one.
    pub async fn one(&self, text: &str, values: &Values<'_>) -> Result<Row, Broken> {
        self.first(text, values).await?.ok_or(Broken::Missing)
    }

    /// Whether there is a row.
    pub async fn any(&self, text: &str, values: &Values<'_>) -> Result<bool, Broken> {
        Ok(self.first(text, values).await?.is_some())
    }

    /// The number of rows that were changed.
    pub async fn change(&self, text: &str, values: &Values<'_>) -> Result<u64, Broken> {
        let (client, types) = (self.client()?, values.iter().map(|value| value.kind()));
        let list = values.iter().map(|value| value.as_sql());
        if self.prepared {
            let (types, list): (Vec<Type>, Vec<_>) = (types.collect(), list.collect());
            let count = async { client.execute(&client.prepare_typed_cached(text, &types).await?, &list).await };
            return self.answered(count).await;
        }
        let list: Vec<_> = list.zip(types).collect();
        self.answered(client.execute_typed(text, &list)).await
    }

    /// Statements without values.
    pub async fn batch(&self, text: &str) -> Result<(), Broken> {
        self.answered(self.client()?.batch_execute(text)).await
    }
}

/// A column of a row.
pub fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<T, Broken> {
    Ok(row.try_get(column)?)
}
