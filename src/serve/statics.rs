//! Stylesheets and the icon: part of the program.

use std::sync::{Arc, LazyLock};

use axum::{http::HeaderMap, response::Response};
use chrono::DateTime;

use super::{answer, document::Document};

const KEPT: &str = "public, max-age=86400";

static STYLE: LazyLock<Arc<Document>> =
    LazyLock::new(|| file("text/css; charset=utf-8", include_bytes!("../../templates/style.css")));
static FEED: LazyLock<Arc<Document>> =
    LazyLock::new(|| file("text/css; charset=utf-8", include_bytes!("../../templates/feed.css")));
static ICON: LazyLock<Arc<Document>> =
    LazyLock::new(|| file("image/svg+xml", include_bytes!("../../templates/icon.svg")));

fn file(media_type: &'static str, bytes: &[u8]) -> Arc<Document> {
    Arc::new(Document::new(media_type, bytes.to_vec(), DateTime::UNIX_EPOCH).kept(KEPT))
}

/// For pages.
pub async fn style(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&STYLE), &asked).await
}

/// For feeds that a browser shows.
pub async fn feed(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&FEED), &asked).await
}

/// The icon.
pub async fn icon(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&ICON), &asked).await
}
