//! A rendered document: its bytes, its validators, and its compressed forms, each made once.

use std::{io::Write, sync::OnceLock};

use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::{Compression, write::GzEncoder};
use tokio::sync::OnceCell;

use super::delta::Parts;
use crate::publish::Pieces;

/// Content codings that we offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

/// Smaller documents are sent as they are: a packet holds them.
const WORTHWHILE: usize = 1_000;
/// How long a cache may keep what readers poll, unless the document says otherwise.
const POLLED: &str = "public, max-age=60, stale-while-revalidate=60";
/// Larger ones are compressed in haste: a reader waits for the first.
const LARGE: usize = 2 << 20;

/// A document with how long it holds.
pub struct Rendered {
    /// The document.
    pub document: Document,
    /// It changes at this time by itself: an embargo ends.
    pub until: Option<DateTime<Utc>>,
}

/// A rendered document.
#[derive(Debug)]
pub struct Document {
    /// `Content-Type`.
    pub media_type: &'static str,
    /// Uncoded.
    pub bytes: Bytes,
    /// BLAKE3 of the bytes: what all codings of the content have in common.
    pub tag: String,
    /// When the content last changed, as far as we know.
    pub modified: DateTime<Utc>,
    /// `Cache-Control`.
    pub cache_control: HeaderValue,
    /// `Link`: the hub, and the address that it knows the document by (WebSub §4).
    pub link: Option<HeaderValue>,
    /// Of a feed: its entries, and those of its earlier versions.
    pub parts: Option<Parts>,
    gzip: OnceCell<Bytes>,
    brotli: OnceCell<Bytes>,
    /// Of an answer in each coding.
    heads: [OnceLock<HeaderMap>; 3],
}

impl Document {
    /// Of bytes; `modified` is what the content says of itself.
    pub fn new(media_type: &'static str, bytes: Vec<u8>, modified: DateTime<Utc>) -> Self {
        let tag = blake3::hash(&bytes).to_hex()[..24].to_owned();
        Self {
            media_type,
            bytes: bytes.into(),
            tag,
            modified,
            cache_control: HeaderValue::from_static(POLLED),
            link: None,
            parts: None,
            gzip: OnceCell::new(),
            brotli: OnceCell::new(),
            heads: Default::default(),
        }
    }

    /// Of a feed in pieces.
    pub fn feed(media_type: &'static str, pieces: &Pieces, modified: DateTime<Utc>) -> Self {
        Self { parts: Some(Parts::of(pieces)), ..Self::new(media_type, pieces.whole(), modified) }
    }

    /// With another `Cache-Control`.
    pub fn kept(self, cache_control: &'static str) -> Self {
        Self { cache_control: HeaderValue::from_static(cache_control), ..self }
    }

    /// The entity tag of a coded form: strong, so each form has its own.
    pub fn etag(&self, coding: Coding) -> String {
        match coding {
            Coding::Identity => format!("\"{}\"", self.tag),
            Coding::Gzip => format!("\"{}-gz\"", self.tag),
            Coding::Brotli => format!("\"{}-br\"", self.tag),
        }
    }

    /// The head of an answer in a coding, made at its first use: what it says does not change any more.
    pub fn head(&self, coding: Coding, make: impl FnOnce() -> HeaderMap) -> &HeaderMap {
        self.heads[coding as usize].get_or_init(make)
    }

    /// The coded bytes. One caller compresses, off the async threads; the others wait for it.
    pub async fn coded(&self, coding: Coding) -> Bytes {
        let (cell, compress) = match coding {
            Coding::Identity => return self.bytes.clone(),
            Coding::Gzip => (&self.gzip, gzip as Compress),
            Coding::Brotli => (&self.brotli, brotli as Compress),
        };
        let made = cell.get_or_try_init(|| async {
            let bytes = self.bytes.clone();
            match tokio::task::spawn_blocking(move || compress(&bytes)).await {
                Ok(Ok(coded)) => Ok(Bytes::from(coded)),
                Ok(Err(_)) | Err(_) => Err(()),
            }
        });
        // writing to memory fails only when the runtime is going down
        made.await.cloned().unwrap_or_default()
    }

    /// Whether a coding is worth it at all.
    pub fn compressible(&self) -> bool {
        self.bytes.len() >= WORTHWHILE
    }

    /// Makes the coded forms that readers of the last version used, before they ask for this one.
    pub async fn warm(&self, last: &Self) {
        if last.gzip.initialized() {
            self.coded(Coding::Gzip).await;
        }
        if last.brotli.initialized() {
            self.coded(Coding::Brotli).await;
        }
    }

    /// Bytes that it holds in memory.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.gzip.get().map_or(0, Bytes::len) + self.brotli.get().map_or(0, Bytes::len)
    }
}

type Compress = fn(&[u8]) -> std::io::Result<Vec<u8>>;

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let level = if bytes.len() > LARGE { 1 } else { 5 };
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(level));
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let (quality, window) = if bytes.len() > LARGE { (1, 18) } else { (5, 20) };
    let params =
        brotli::enc::BrotliEncoderParams { quality, lgwin: window, size_hint: bytes.len(), ..Default::default() };
    let mut coded = Vec::with_capacity(bytes.len() / 4);
    brotli::BrotliCompress(&mut &bytes[..], &mut coded, &params)?;
    Ok(coded)
}
