//! Addresses (CONTRACT section 3).

use std::sync::Arc;

use axum::{
    Router,
    body::HttpBody,
    extract::{Path, Query, RawQuery, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};

use super::{
    Serving,
    address::{Asked, Filter, Format, Key, Selection},
    answer, archive, cache,
    connections::Client,
    pages, statics, status,
    websub::{self, callback},
};
use crate::serve::cache::Failure;

/// Everything that is served.
pub fn router(serving: Arc<Serving>) -> Router {
    let mut router = Router::new()
        .route("/", get(|state, asked, query| river(state, asked, query, Selection::All)))
        .route("/search", get(search_page))
        .route("/release/{*id}", get(release))
        .route("/sources", get(|state, asked, query| numbered(state, asked, query, Key::Sources)))
        .route("/subscribe", get(|state, asked| cached(state, asked, Key::Subscribe)))
        .route("/ns/1", get(|state, asked| cached(state, asked, Key::Vocabulary)))
        .route("/source/{file}", get(by_source))
        .route("/tag/{file}", get(by_tag))
        .route("/view/{file}", get(by_view))
        .route("/archive/{file}", get(archived))
        .route("/websub/hub", post(websub::hub::endpoint))
        .route("/status.atom", get(|state, asked, query| numbered(state, asked, query, Key::Status)))
        .route("/opml", get(|state, asked| cached(state, asked, Key::Opml)))
        .route("/websub/callback/{token}", get(callback::verify).post(callback::push))
        .route("/healthz", get(status::healthz))
        .route("/readyz", get(status::readyz))
        .route("/metrics", get(status::metrics))
        .route("/style.css", get(statics::style))
        .route("/feed.css", get(statics::feed))
        .route("/icon.svg", get(statics::icon));
    for format in [Format::Atom, Format::Rss, Format::Json] {
        let all = move |state, asked, query| feed(state, asked, query, Selection::All, format);
        let search = move |state, asked, query| search(state, asked, query, format);
        router = router.route(&format!("/feed.{}", format.ending()), get(all));
        router = router.route(&format!("/search.{}", format.ending()), get(search));
    }
    router
        .fallback(|State(serving): Serves, asked: HeaderMap| async move {
            pages::failure(&serving, &asked, &Failure::NotFound)
        })
        .layer(middleware::from_fn_with_state(Arc::clone(&serving), common))
        .with_state(serving)
}

type Serves = State<Arc<Serving>>;

/// What every answer says, and the count of it.
async fn common(State(serving): Serves, request: Request, next: Next) -> Response {
    let kind = kind(request.uri().path());
    let client = request.extensions().get::<Client>().filter(|_| is_search(request.uri()));
    let mut response = match client.map(|Client(client)| serving.searchers.enter(*client)) {
        Some(None) => answer::too_many(),
        Some(Some(_ticket)) => next.run(request).await,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let mut say = |name: HeaderName, value| headers.insert(name, HeaderValue::from_static(value));
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::REFERRER_POLICY, "no-referrer");
    say(header::CONTENT_SECURITY_POLICY, answer::CSP);
    // feeds are for reading from anywhere
    say(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let bytes = response.body().size_hint().exact().unwrap_or(0);
    serving.metrics.answered(kind, response.status().as_u16(), bytes);
    response
}

/// In words of the reader's own: see [`Key::is_search`].
fn is_search(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    uri.path().starts_with("/search")
        || uri.path().starts_with("/tag/")
        || query.contains("since=")
        || query.contains("language=")
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("atom") => "atom",
        Some("rss") => "rss",
        Some("json") => "json",
        _ => match path {
            "/healthz" | "/readyz" | "/metrics" => "probe",
            _ => "page",
        },
    }
}

async fn cached(State(serving): Serves, asked: HeaderMap, key: Key) -> Response {
    match cache::get(&serving, &key).await {
        Ok(document) => answer::document(document, &asked).await,
        Err(failure) => pages::failure(&serving, &asked, &failure),
    }
}

async fn river(state: Serves, asked: HeaderMap, Query(query): Query<Asked>, selection: Selection) -> Response {
    match Filter::new(selection, &query) {
        Ok(filter) => cached(state, asked, Key::River(filter)).await,
        Err(why) => answer::bad_request(why),
    }
}

async fn search_page(state: Serves, asked: HeaderMap, query: Query<Asked>) -> Response {
    match Filter::words(&query) {
        Ok(words) => river(state, asked, query, Selection::Search(words)).await,
        Err(why) => answer::bad_request(why),
    }
}

async fn numbered(state: Serves, asked: HeaderMap, Query(query): Query<Asked>, of: fn(usize) -> Key) -> Response {
    match query.page.as_deref().unwrap_or("1").parse() {
        Ok(number) => cached(state, asked, of(number)).await,
        Err(_) => answer::bad_request("page: expected a number"),
    }
}

/// By our number, or by the entry's id: an IRI, percent-encoded or not.
async fn release(state: Serves, Path(id): Path<String>, RawQuery(query): RawQuery, asked: HeaderMap) -> Response {
    let number = match id.parse() {
        Ok(number) => Ok(number),
        Err(_) => pages::number_of(&state.0, &id, query.as_deref()).await,
    };
    match number {
        Ok(number) => cached(state, asked, Key::Release(number)).await,
        Err(failure) => pages::failure(&state.0, &asked, &failure),
    }
}

async fn feed(
    state: Serves,
    asked: HeaderMap,
    Query(query): Query<Asked>,
    selection: Selection,
    format: Format,
) -> Response {
    match Filter::new(selection, &query) {
        Ok(filter) => cached(state, asked, Key::Feed(format, filter)).await,
        Err(why) => answer::bad_request(why),
    }
}

async fn search(state: Serves, asked: HeaderMap, query: Query<Asked>, format: Format) -> Response {
    match Filter::words(&query) {
        Ok(words) if words.is_empty() => answer::bad_request("q: words to search for"),
        Ok(words) => feed(state, asked, query, Selection::Search(words), format).await,
        Err(why) => answer::bad_request(why),
    }
}

/// `NAME.atom` and its like, of one kind of selection; `NAME` alone is its page.
async fn named(
    state: Serves,
    asked: HeaderMap,
    query: Query<Asked>,
    file: &str,
    of: fn(String) -> Selection,
) -> Response {
    match Format::split(file) {
        Some((name, format)) => feed(state, asked, query, of(name.to_owned()), format).await,
        None => river(state, asked, query, of(file.to_owned())).await,
    }
}

async fn archived(state: Serves, Path(file): Path<String>, asked: HeaderMap) -> Response {
    match archive::range(&file) {
        Some((from, to)) => cached(state, asked, Key::Archive(from, to)).await,
        None => pages::failure(&state.0, &asked, &Failure::NotFound),
    }
}

async fn by_source(state: Serves, Path(file): Path<String>, asked: HeaderMap, query: Query<Asked>) -> Response {
    named(state, asked, query, &file, Selection::Source).await
}

async fn by_tag(state: Serves, Path(file): Path<String>, asked: HeaderMap, query: Query<Asked>) -> Response {
    named(state, asked, query, &file, Selection::Tag).await
}

async fn by_view(state: Serves, Path(file): Path<String>, asked: HeaderMap, query: Query<Asked>) -> Response {
    named(state, asked, query, &file, Selection::View).await
}
