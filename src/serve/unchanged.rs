//! Whether a feed has changed is nearly all that its readers ask. It is told from the document that is kept, before
//! anything is routed.

use axum::{
    body::Body,
    http::{Method, Request, Response, header},
};

use super::{
    Serving,
    address::{Filter, Format, Selection},
    answer, cache,
    key::Key,
};

/// 304 for the main feed that a reader has already; everything else goes its way.
pub fn answer<B>(serving: &Serving, request: &Request<B>) -> Option<Response<Body>> {
    let headers = request.headers();
    let asks = headers.contains_key(header::IF_NONE_MATCH) || headers.contains_key(header::IF_MODIFIED_SINCE);
    if !asks || request.method() != Method::GET || request.uri().query().is_some() {
        return None;
    }
    let (name, format) = Format::split(request.uri().path())?;
    if name != "/feed" || (format != Format::Json && answer::is_opened(headers)) {
        return None;
    }
    let document = cache::held(serving, &Key::Feed(format, Filter::all(Selection::All)))?;
    let mut response = answer::not_modified(&document, headers)?;
    answer::common(response.headers_mut());
    serving.metrics.answered(format.ending(), response.status().as_u16(), 0);
    Some(response)
}
