//! Addresses (CONTRACT section 3).

use std::sync::Arc;

use axum::{
    Router,
    body::HttpBody,
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{
    Serving,
    address::{Filter, Format, Selection},
    answer, archive, cache,
    client::Client,
    key::{Key, Single},
    look::Look,
    media, pages, single, site, statics, status, unsubscribe,
    visit::Visit,
    websub::{self, callback},
};
use crate::{
    model::ReleaseId,
    publish::html::{Listing, Order},
    serve::failure::Failure,
};

/// Everything that is served.
pub fn router(serving: Arc<Serving>) -> Router {
    let operators = Router::new()
        .route("/status", get(|visit| page(visit, Key::States)))
        .route("/metrics", get(status::metrics))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&serving), guarded));
    let mut router = Router::new()
        .merge(operators)
        .route("/", get(|visit| river(visit, Selection::All)))
        .route("/search", get(search_page))
        .route("/release/{*id}", get(release))
        .route("/sources", get(sources))
        .route("/sources.json", get(|visit| numbered(visit, Key::SourcesJson)))
        .route("/stories.json", get(stories))
        .route("/subscribe", get(|visit| page(visit, Key::Subscribe)))
        .route("/ns/1", get(|visit| page(visit, Key::Vocabulary)))
        .route("/source/{file}", get(by_source))
        .route("/tag/{file}", get(by_tag))
        .route("/view/{file}", get(by_view))
        .route("/archive/{file}", get(archived))
        .route("/unsubscribe/{id}/{token}", get(unsubscribe::page).post(unsubscribe::obey))
        .route("/websub/hub", post(websub::hub::endpoint))
        .route("/status.atom", get(|visit| numbered(visit, Key::Status)))
        .route("/opml", get(subscriptions))
        .route("/sitemap.xml", get(sitemap))
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
        let all = move |visit| feed(visit, Selection::All, format);
        let search = move |visit| search(visit, format);
        router = router.route(&format!("/feed.{}", format.ending()), get(all));
        router = router.route(&format!("/search.{}", format.ending()), get(search));
    }
    router.fallback(elsewhere).layer(middleware::from_fn_with_state(Arc::clone(&serving), common)).with_state(serving)
}

type Serves = State<Arc<Serving>>;

/// The first words of addresses of pages and feeds.
const PLACES: [&str; 12] = [
    "sources", "source", "release", "search", "status", "subscribe", "tag", "view", "feed.atom", "feed.rss",
    "feed.json", "opml",
];

/// No address of ours ends with a stroke but the first: whoever typed one more is sent on.
async fn elsewhere(State(serving): Serves, uri: Uri, asked: HeaderMap) -> Response {
    let path = uri.path().strip_prefix('/').and_then(|path| path.strip_suffix('/')).unwrap_or_default();
    let mut parts = path.split('/');
    if parts.next().is_some_and(|first| PLACES.contains(&first)) && parts.all(|part| !part.is_empty()) {
        let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
        return Redirect::permanent(&format!("{}{path}{query}", serving.public_url())).into_response();
    }
    pages::failure(&serving, &asked, &Failure::NotFound)
}

/// A browser saves it, under a name: what it is for is another program.
async fn subscriptions(State(serving): Serves, asked: HeaderMap) -> Response {
    let mut response = cached(&serving, &asked, Key::Opml).await;
    let named = HeaderValue::from_static("attachment; filename=\"subscriptions.opml\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    response
}

/// What every answer says, and the count of it.
async fn common(State(serving): Serves, request: Request, next: Next) -> Response {
    let kind = kind(request.uri().path());
    let for_operators = matches!(request.uri().path(), "/status" | "/metrics");
    let client = request.extensions().get::<Client>().filter(|_| is_search(request.uri()));
    let mut response = match client.map(|Client(client)| serving.searchers.enter(*client)) {
        Some(None) => answer::too_many(),
        Some(Some(_ticket)) => next.run(request).await,
        None => next.run(request).await,
    };
    answer::common(response.headers_mut());
    if for_operators {
        response.headers_mut().remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    }
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

async fn cached(serving: &Arc<Serving>, asked: &HeaderMap, key: Key) -> Response {
    match cache::get(serving, &key).await {
        Ok(document) => answer::document(document, asked).await,
        Err(failure) => pages::failure(serving, asked, &failure),
    }
}

async fn sitemap(State(serving): Serves, asked: HeaderMap) -> Response {
    cached(&serving, &asked, Key::Sitemap).await
}

impl Visit {
    async fn cached(&self, key: Key) -> Response {
        cached(&self.serving, &self.headers, key).await
    }

    fn failure(&self, failure: &Failure) -> Response {
        pages::failure(&self.serving, &self.headers, failure)
    }
}

/// A page, as this reader wants to see it; what a link chose is remembered.
async fn page(visit: Visit, key: impl FnOnce(Look) -> Key) -> Response {
    let settings = visit.serving.settings();
    let look = match settings.is_still {
        true => Look::of_site(&settings),
        false => Look::of(&visit.query, &visit.headers, &settings),
    };
    let mut response = visit.cached(key(look)).await;
    for cookie in look.cookies(&visit.query) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn river(visit: Visit, selection: Selection) -> Response {
    match Filter::new(selection, &visit.query) {
        Ok(filter) => page(visit, |look| Key::River(filter, look)).await,
        Err(why) => answer::bad_request(why),
    }
}

async fn search_page(visit: Visit) -> Response {
    match Filter::words(&visit.query) {
        Ok(words) => river(visit, Selection::Search(words)).await,
        Err(why) => answer::bad_request(why),
    }
}

async fn numbered(visit: Visit, of: fn(usize) -> Key) -> Response {
    match visit.query.page.as_deref().unwrap_or("1").parse() {
        Ok(number) => visit.cached(of(number)).await,
        Err(_) => answer::bad_request("page: expected a number"),
    }
}

async fn sources(visit: Visit) -> Response {
    let query = &visit.query;
    let order = query.order.as_deref().filter(|word| !word.is_empty()).unwrap_or("topic");
    let order = Order::WORDS.iter().find(|(word, _)| *word == order);
    let number = query.page.as_deref().unwrap_or("1").parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let find = query.find.as_deref().unwrap_or_default().trim().to_owned();
    match (order, number) {
        (Some((_, order)), Some(number)) if find.len() <= 200 => {
            let listing = Listing { order: *order, find, page: number };
            page(visit, |look| Key::Sources(listing, look)).await
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
async fn stories(visit: Visit) -> Response {
    match Filter::of_parameters(&visit.query) {
        Ok(Filter { selection: Selection::View(name), .. }) if !is_opened(&visit, &name, None) => {
            visit.failure(&Failure::NotFound)
        }
        Ok(filter) => visit.cached(Key::Feed(Format::Json, filter)).await,
        Err(why) => answer::bad_request(why),
    }
}

/// By our number, or by the entry's id: an IRI, percent-encoded or not.
async fn release(Path(id): Path<String>, RawQuery(raw): RawQuery, visit: Visit) -> Response {
    let number = |id: &str| id.parse().ok().map(ReleaseId);
    if let Some((number, single)) = Single::split(&id).and_then(|(id, single)| Some((number(id)?, single))) {
        return visit.cached(Key::Single(number, single)).await;
    }
    let found = match number(&id) {
        Some(number) => Ok(number),
        None => single::number_of(&visit.serving, &id, raw.as_deref()).await,
    };
    // an entry's id may itself end like a file
    if let (Err(Failure::NotFound), Some((id, single))) = (&found, Single::split(&id))
        && let Ok(number) = single::number_of(&visit.serving, id, None).await
    {
        return visit.cached(Key::Single(number, single)).await;
    }
    match found {
        Ok(number) => page(visit, |look| Key::Release(number, look)).await,
        Err(failure) => visit.failure(&failure),
    }
}

async fn feed(visit: Visit, selection: Selection, format: Format) -> Response {
    match Filter::new(selection, &visit.query) {
        Ok(filter) if format != Format::Json && answer::is_opened(&visit.headers) => {
            page(visit, |look| Key::FeedPage(format, filter, look)).await
        }
        Ok(filter) => visit.cached(Key::Feed(format, filter)).await,
        Err(why) => answer::bad_request(why),
    }
}

async fn search(visit: Visit, format: Format) -> Response {
    match Filter::words(&visit.query) {
        Ok(words) if words.is_empty() => answer::bad_request("q: words to search for"),
        Ok(words) => feed(visit, Selection::Search(words), format).await,
        Err(why) => answer::bad_request(why),
    }
}

/// `NAME.atom` and its like, of one kind of selection; `NAME` alone is its page.
async fn named(visit: Visit, file: &str, of: fn(String) -> Selection) -> Response {
    match Format::split(file) {
        Some((name, format)) => feed(visit, of(name.to_owned()), format).await,
        None => river(visit, of(file.to_owned())).await,
    }
}

/// `/view/NAME/TOKEN.atom`, and the page `/view/NAME/TOKEN`.
async fn private(Path((name, file)): Path<(String, String)>, visit: Visit) -> Response {
    let (token, format) = Format::split(&file).map_or((file.as_str(), None), |(token, format)| (token, Some(format)));
    let named = format.map_or_else(|| name.clone(), |format| format!("{name}.{}", format.ending()));
    view(visit, &named, Some(token)).await
}

/// Whether a view is open to whoever asks: to all, or by its token.
fn is_opened(visit: &Visit, name: &str, token: Option<&str>) -> bool {
    let settings = visit.serving.settings();
    let Some(guard) = settings.view(name).and_then(|view| view.token.as_ref()) else { return token.is_none() };
    let bearer =
        visit.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    token.or(bearer).is_some_and(|token| site::is_same(token, guard.expose()))
}

/// A view, where it is open or was opened by its token.
async fn view(visit: Visit, file: &str, token: Option<&str>) -> Response {
    let name = Format::split(file).map_or(file, |(name, _)| name);
    if !is_opened(&visit, name, token) {
        return visit.failure(&Failure::NotFound);
    }
    let private = visit.serving.settings().view(name).is_some_and(|view| view.token.is_some());
    let mut response = named(visit, file, Selection::View).await;
    if private {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=60"));
    }
    response
}

async fn archived(State(serving): Serves, Path(file): Path<String>, asked: HeaderMap) -> Response {
    match archive::range(&file) {
        Some((from, to)) => cached(&serving, &asked, Key::Archive(from, to)).await,
        None => pages::failure(&serving, &asked, &Failure::NotFound),
    }
}

async fn by_source(Path(file): Path<String>, visit: Visit) -> Response {
    named(visit, &file, Selection::Source).await
}

async fn by_tag(Path(file): Path<String>, visit: Visit) -> Response {
    named(visit, &file, Selection::Tag).await
}

async fn by_view(Path(file): Path<String>, visit: Visit) -> Response {
    view(visit, &file, None).await
}
