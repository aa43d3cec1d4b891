//! Addresses (CONTRACT section 3).

use std::sync::Arc;

use axum::{
    Router,
    body::HttpBody,
    extract::{Path, Query, RawQuery, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{
    Serving,
    address::{Asked, Filter, Format, Selection},
    answer, archive, cache,
    client::Client,
    key::{Key, Single},
    look::Look,
    media, pages, single, site, statics, status, unsubscribe,
    websub::{self, callback},
};
use crate::{
    publish::html::{Listing, Order},
    serve::failure::Failure,
};

/// Everything that is served.
pub fn router(serving: Arc<Serving>) -> Router {
    let operators = Router::new()
        .route("/status", get(|state, asked, query| page(state, asked, query, Key::States)))
        .route("/metrics", get(status::metrics))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&serving), guarded));
    let mut router = Router::new()
        .merge(operators)
        .route("/", get(|state, asked, query| river(state, asked, query, Selection::All)))
        .route("/search", get(search_page))
        .route("/release/{*id}", get(release))
        .route("/sources", get(sources))
        .route("/sources.json", get(|state, asked, query| numbered(state, asked, query, Key::SourcesJson)))
        .route("/stories.json", get(stories))
        .route("/subscribe", get(|state, asked, query| page(state, asked, query, Key::Subscribe)))
        .route("/ns/1", get(|state, asked, query| page(state, asked, query, Key::Vocabulary)))
        .route("/source/{file}", get(by_source))
        .route("/tag/{file}", get(by_tag))
        .route("/view/{file}", get(by_view))
        .route("/archive/{file}", get(archived))
        .route("/unsubscribe/{id}/{token}", get(unsubscribe::page).post(unsubscribe::obey))
        .route("/websub/hub", post(websub::hub::endpoint))
        .route("/status.atom", get(|state, asked, query| numbered(state, asked, query, Key::Status)))
        .route("/opml", get(subscriptions))
        .route("/sitemap.xml", get(|state, asked| cached(state, asked, Key::Sitemap)))
        .route("/manifest.webmanifest", get(site::manifest))
        .route("/websub/callback/{token}", get(callback::verify).post(callback::push))
        .route("/healthz", get(status::healthz))
        .route("/readyz", get(status::readyz))
        .route("/media/{release}/{width}/{name}", get(media::picture))
        .route("/style.css", get(statics::style))
        .route("/feed.css", get(statics::feed))
        .route("/icon.svg", get(statics::icon))
        .route("/icon.png", get(statics::picture))
        .route("/logo.png", get(statics::logo))
        .route("/view/{name}/{file}", get(private))
        .route("/favicon.ico", get(statics::favicon))
        .route("/openapi.json", get(statics::openapi))
        .route("/robots.txt", get(site::robots))
        .route("/opensearch.xml", get(site::opensearch));
    for format in [Format::Atom, Format::Rss, Format::Json] {
        let all = move |state, asked, query| feed(state, asked, query, Selection::All, format);
        let search = move |state, asked, query| search(state, asked, query, format);
        router = router.route(&format!("/feed.{}", format.ending()), get(all));
        router = router.route(&format!("/search.{}", format.ending()), get(search));
    }
    router.fallback(elsewhere).layer(middleware::from_fn_with_state(Arc::clone(&serving), common)).with_state(serving)
}

type Serves = State<Arc<Serving>>;

/// The first words of addresses of pages.
const PAGES: [&str; 8] = ["sources", "source", "release", "search", "status", "subscribe", "tag", "view"];

/// No address of ours ends with a stroke but the first: whoever typed one more at a page's is sent on.
async fn elsewhere(State(serving): Serves, uri: Uri, asked: HeaderMap) -> Response {
    let path = uri.path().strip_prefix('/').and_then(|path| path.strip_suffix('/')).unwrap_or_default();
    let mut parts = path.split('/');
    if parts.next().is_some_and(|first| PAGES.contains(&first)) && parts.all(|part| !part.is_empty()) {
        let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
        return Redirect::permanent(&format!("{}{path}{query}", serving.public_url())).into_response();
    }
    pages::failure(&serving, &asked, &Failure::NotFound)
}

/// A browser saves it, under a name: what it is for is another program.
async fn subscriptions(state: Serves, asked: HeaderMap) -> Response {
    let mut response = cached(state, asked, Key::Opml).await;
    let named = HeaderValue::from_static("attachment; filename=\"subscriptions.opml\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    response
}

/// What every answer says, and the count of it.
async fn common(State(serving): Serves, request: Request, next: Next) -> Response {
    let kind = kind(request.uri().path());
    let client = request.extensions().get::<Client>().filter(|_| is_search(request.uri()));
    let mut response = match client.map(|Client(client)| serving.searchers.enter(*client)) {
        Some(None) => answer::too_many(),
        Some(Some(_ticket)) => next.run(request).await,
        None => next.run(request).await,
    };
    answer::common(response.headers_mut());
    if serving.settings().scales_media {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(answer::CSP_OWN));
    }
    let bytes = response.body().size_hint().exact().unwrap_or(0);
    serving.metrics.answered(kind, response.status().as_u16(), bytes);
    response
}

/// In words of the reader's own: see [`Key::is_search`].
fn is_search(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    uri.path().starts_with("/search")
        || uri.path().starts_with("/tag/")
        || ["since=", "language=", "kind=", "marked=", "tag=", "q=", "find="].iter().any(|name| query.contains(name))
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

/// A page, as this reader wants to see it; what a link chose is remembered.
async fn page(state: Serves, asked: HeaderMap, Query(query): Query<Asked>, key: impl FnOnce(Look) -> Key) -> Response {
    let settings = state.0.settings();
    let look = if settings.is_still { Look::of_site(&settings) } else { Look::of(&query, &asked, &settings) };
    let mut response = cached(state, asked, key(look)).await;
    for cookie in look.cookies(&query) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn river(state: Serves, asked: HeaderMap, query: Query<Asked>, selection: Selection) -> Response {
    match Filter::new(selection, &query) {
        Ok(filter) => page(state, asked, query, |look| Key::River(filter, look)).await,
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

async fn sources(state: Serves, asked: HeaderMap, query: Query<Asked>) -> Response {
    let order = query.order.as_deref().filter(|word| !word.is_empty()).unwrap_or("topic");
    let order = Order::WORDS.iter().find(|(word, _)| *word == order);
    let number = query.page.as_deref().unwrap_or("1").parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let find = query.find.as_deref().unwrap_or_default().trim().to_owned();
    match (order, number) {
        (Some((_, order)), Some(number)) if find.len() <= 200 => {
            let listing = Listing { order: *order, find, page: number };
            page(state, asked, query, |look| Key::Sources(listing, look)).await
        }
        (None, _) => answer::bad_request("order: expected topic, language, name, time, count or trouble"),
        _ => answer::bad_request("page: expected a number"),
    }
}

/// What operators need: to whom the configuration opens it.
async fn guarded(State(serving): Serves, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Client>().map(|client| client.0);
    if site::is_open(&serving, request.headers(), peer) {
        next.run(request).await
    } else {
        pages::failure(&serving, request.headers(), &Failure::NotFound)
    }
}

/// Stories for programs: whatever can be chosen, by parameters.
async fn stories(state: Serves, asked: HeaderMap, query: Query<Asked>) -> Response {
    match Filter::of_parameters(&query) {
        Ok(Filter { selection: Selection::View(name), .. }) if !is_opened(&state.0, &asked, (&name, None)) => {
            pages::failure(&state.0, &asked, &Failure::NotFound)
        }
        Ok(filter) => cached(state, asked, Key::Feed(Format::Json, filter)).await,
        Err(why) => answer::bad_request(why),
    }
}

/// By our number, or by the entry's id: an IRI, percent-encoded or not.
async fn release(
    state: Serves,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    asked: HeaderMap,
    query: Query<Asked>,
) -> Response {
    let number = |id: &str| id.parse::<i64>().ok();
    if let Some((number, single)) = Single::split(&id).and_then(|(id, single)| Some((number(id)?, single))) {
        return cached(state, asked, Key::Single(number, single)).await;
    }
    let found = match number(&id) {
        Some(number) => Ok(number),
        None => single::number_of(&state.0, &id, raw.as_deref()).await,
    };
    // an entry's id may itself end like a file
    if let (Err(Failure::NotFound), Some((id, single))) = (&found, Single::split(&id))
        && let Ok(number) = single::number_of(&state.0, id, None).await
    {
        return cached(state, asked, Key::Single(number, single)).await;
    }
    match found {
        Ok(number) => page(state, asked, query, |look| Key::Release(number, look)).await,
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
        Ok(filter) if format != Format::Json && answer::is_opened(&asked) => {
            page(state, asked, Query(query), |look| Key::FeedPage(format, filter, look)).await
        }
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

/// `/view/NAME/TOKEN.atom`, and the page `/view/NAME/TOKEN`.
async fn private(
    state: Serves,
    Path((name, file)): Path<(String, String)>,
    asked: HeaderMap,
    query: Query<Asked>,
) -> Response {
    let (token, format) = Format::split(&file).map_or((file.as_str(), None), |(token, format)| (token, Some(format)));
    let named = format.map_or_else(|| name.clone(), |format| format!("{name}.{}", format.ending()));
    view(state, asked, query, (&named, Some(token))).await
}

/// Whether a view is open to whoever asks: to all, or by its token.
fn is_opened(serving: &Serving, asked: &HeaderMap, (name, token): (&str, Option<&str>)) -> bool {
    let settings = serving.settings();
    let Some(guard) = settings.view(name).and_then(|view| view.token.as_ref()) else { return token.is_none() };
    let bearer = asked.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    token.or(bearer).is_some_and(|token| site::is_same(token, guard.expose()))
}

/// A view, where it is open or was opened by its token.
async fn view(state: Serves, asked: HeaderMap, query: Query<Asked>, (file, token): (&str, Option<&str>)) -> Response {
    let name = Format::split(file).map_or(file, |(name, _)| name);
    if !is_opened(&state.0, &asked, (name, token)) {
        return pages::failure(&state.0, &asked, &Failure::NotFound);
    }
    let private = state.0.settings().view(name).is_some_and(|view| view.token.is_some());
    let mut response = named(state, asked, query, file, Selection::View).await;
    if private {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=60"));
    }
    response
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
    view(state, asked, query, (&file, None)).await
}
