//! Forms that strangers send: small, and here at once, or the place is somebody else's.

use std::time::Duration;

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use super::SECOND;

const MOST: usize = 16 << 10;
/// For one to come whole.
const PATIENCE: Duration = SECOND.saturating_mul(5);

/// The whole form, or what is said to whoever sent it.
pub async fn whole(body: Body) -> Result<Bytes, Response> {
    match tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, MOST)).await {
        Ok(Ok(form)) => Ok(form),
        Ok(Err(_)) => Err((StatusCode::PAYLOAD_TOO_LARGE, "more than 16 KiB\n").into_response()),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, "the form did not come within 5 s\n").into_response()),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn a_form_that_is_long_or_does_not_come_is_refused() {
        let status = async |body| whole(body).await.map_err(|refusal| refusal.status().as_u16());
        assert_eq!(status(Body::from("a=b")).await, Ok(Bytes::from("a=b")));
        assert_eq!(status(Body::from(vec![b'a'; MOST + 1])).await, Err(413));
        let begun: [Result<_, std::io::Error>; 1] = [Ok("a=")];
        let never = stream::StreamExt::chain(stream::iter(begun), stream::pending());
        assert_eq!(status(Body::from_stream(never)).await, Err(408));
    }
}
