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
static FAVICON: LazyLock<Arc<Document>> =
    LazyLock::new(|| file("image/x-icon", include_bytes!("../../templates/favicon.ico")));
static PICTURE: LazyLock<Arc<Document>> =
    LazyLock::new(|| file("image/png", include_bytes!("../../templates/icon.png")));
static LOGO: LazyLock<Arc<Document>> = LazyLock::new(|| file("image/png", include_bytes!("../../templates/logo.png")));
static OPENAPI: LazyLock<Arc<Document>> =
    LazyLock::new(|| file("application/json; charset=utf-8", include_bytes!("../../templates/openapi.json")));

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

/// The icon, for feed readers.
pub async fn picture(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&PICTURE), &asked).await
}

/// The same, twice as wide as high.
pub async fn logo(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&LOGO), &asked).await
}

/// The icon, for whoever asks for it by its old name.
pub async fn favicon(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&FAVICON), &asked).await
}

/// What programs can ask (OpenAPI 3.1).
pub async fn openapi(asked: HeaderMap) -> Response {
    answer::document(Arc::clone(&OPENAPI), &asked).await
}
