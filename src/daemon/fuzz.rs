//! Thousands of answers with heads that no sane server sends: through the real client and the schedule.
//!
//! `PRESSFEED_FUZZ_HEADS=20000 cargo test --release --lib fuzz -- --nocapture` runs more of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    fetch::{Error, Mode, Request, Settings, Web},
    model::{Failure, Outcome, Source, SourceState, Target, Validators, Wanted},
    schedule::{self, Policy, When},
};

const NAMES: [&str; 16] = [
    "Cache-Control", "Expires", "Age", "Date", "Retry-After", "Link", "ETag", "Last-Modified", "Location", "IM",
    "Content-Type", "Content-Encoding", "Server", "cf-mitigated", "X-Odd", "Vary",
];
const WORDS: [&str; 22] = [
    "max-age=", "no-store", ",", ";", "\"", "W/\"", "0", "99999999999999999999", "-1", "3600",
    "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "<", ">", "rel=hub", "rel=\"self\"", "=", " ",
    "\t", "challenge", "gzip", "identity",
];
const STATUSES: [u16; 16] = [200, 200, 200, 203, 226, 301, 302, 304, 308, 403, 404, 410, 429, 500, 503, 999];

/// SplitMix64.
fn roll(seed: u64, salt: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd1b5_4a32_d192_ed03);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn pick<T: Copy>(all: &[T], seed: u64, salt: u64) -> T {
    all[(roll(seed, salt) % all.len() as u64) as usize]
}

/// The head number `seed`, and how long its Retry-After asks to wait.
fn head(seed: u64) -> (Vec<u8>, u64) {
    let status = pick(&STATUSES, seed, 1);
    let mut bytes = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n").into_bytes();
    let mut asked = 0;
    if matches!(status, 429 | 503) && roll(seed, 2).is_multiple_of(2) {
        asked = roll(seed, 3) % 10_000_000;
        bytes.extend(format!("Retry-After: {asked}\r\n").bytes());
    }
    for line in 0..roll(seed, 4) % 9 {
        let salt = 100 * (line + 1);
        let name = pick(&NAMES, seed, salt);
        if name == "Retry-After" && asked > 0 {
            continue;
        }
        bytes.extend(format!("{name}: ").bytes());
        for piece in 0..roll(seed, salt + 1) % 7 {
            match roll(seed, salt + 10 + piece) % 5 {
                0 => bytes.push((roll(seed, salt + 30 + piece) % 256) as u8),
                1 => bytes.extend(std::iter::repeat_n(b'a', (roll(seed, salt + 40 + piece) % 3000) as usize)),
                _ => bytes.extend(pick(&WORDS, seed, salt + 50 + piece).bytes()),
            }
        }
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n<rss version=\"2.0\"><channel><title>t</title></channel></rss>");
    (bytes, asked.min(7 * 86_400))
}

async fn server(number: Arc<AtomicU64>) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let seed = number.load(Ordering::Relaxed);
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _read = stream.read(&mut asked).await;
                let _sent = stream.write_all(&head(seed).0).await;
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_head_panics_stalls_or_brings_a_poll_before_its_time() {
    let count = std::env::var("PRESSFEED_FUZZ_HEADS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let number = Arc::new(AtomicU64::new(0));
    let url: url::Url = format!("http://{}/", server(number.clone()).await).parse().unwrap();
    let (per_host_delay, timeout) = (Duration::ZERO, Duration::from_secs(5));
    let settings = Settings { allow_private_addresses: true, per_host_delay, timeout, ..Settings::default() };
    let policy = Policy { min_interval: Duration::from_secs(600), backoff_max: Duration::from_secs(86_400) };
    let source = Source::new("a", "A", Target::Feed(url.clone()));
    let now: DateTime<Utc> = "2026-11-24T10:00:00Z".parse().unwrap();
    let (mut answered, mut refused) = (0, 0);
    for seed in 0..count {
        number.store(seed, Ordering::Relaxed);
        // afresh each time: what one address was told to wait for must not rest the others
        let web = Web::new(&settings, Mode::Live).unwrap();
        let validators = Validators { etag: (seed % 2 == 0).then(|| "\"1\"".into()), last_modified: None };
        let request = Request {
            url: &url,
            wanted: Wanted::Feed,
            validators: &validators,
            validators_of: None,
            credentials: &source.credentials,
            guest: false,
        };
        let mut state = SourceState::new("a".into(), now);
        // a head that HTTP does not allow asks for nothing
        let mut understood = false;
        let (next, gone) = match web.get(request).await {
            Ok(outcome) => {
                answered += 1;
                let fresh = match outcome {
                    Outcome::Modified(fetched) => fetched.freshness,
                    Outcome::NotModified { freshness, .. } => freshness,
                };
                (schedule::next_poll(&source, &state, &fresh, When { policy: &policy, now, chance: 0.0 }), false)
            }
            Err(error) => {
                refused += 1;
                state.failures = 1;
                understood = matches!(error, Error::Status { .. } | Error::Challenge { .. });
                let failure = error.failure();
                (
                    schedule::after_failure(&source, &state, &failure, When { policy: &policy, now, chance: 0.0 }),
                    failure == Failure::Gone,
                )
            }
        };
        let asked = TimeDelta::seconds(if understood { head(seed).1.cast_signed() } else { 0 });
        assert!(next.at >= now + asked.max(TimeDelta::minutes(10)), "head {seed}: {next:?}");
        assert!(gone || next.at <= now + TimeDelta::days(8), "head {seed}: {next:?}");
    }
    println!("{count} heads: {answered} answers, {refused} refusals");
    assert!(answered > count / 8 && refused > count / 8);
}
