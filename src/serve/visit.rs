//! A request for a page or a feed: who serves it, what its head says, and what stands behind the question mark.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Query, rejection::QueryRejection},
    http::{HeaderMap, request::Parts},
};

use super::{Serving, address::Asked};

/// A request.
pub struct Visit {
    pub serving: Arc<Serving>,
    pub headers: HeaderMap,
    pub query: Asked,
}

impl FromRequestParts<Arc<Serving>> for Visit {
    type Rejection = QueryRejection;

    async fn from_request_parts(parts: &mut Parts, serving: &Arc<Serving>) -> Result<Self, Self::Rejection> {
        let Query(query) = Query::from_request_parts(parts, serving).await?;
        Ok(Self { serving: serving.clone(), headers: parts.headers.clone(), query })
    }
}
