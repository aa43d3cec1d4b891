//! A WebSub hub: a site that takes subscriptions, and a test that verifies them and pushes.

use std::collections::HashMap;

use ring::hmac;

use super::{
    http::{self, Response},
    program::wait,
    site::{Answer, Site},
};

/// The hub. Its address is `/hub`; the test is its brain.
pub struct Hub {
    pub site: Site,
}

/// What a subscriber asked for.
#[derive(Debug, Clone)]
pub struct Subscription {
    pub form: HashMap<String, String>,
}

impl Hub {
    pub fn start() -> Self {
        let site = Site::start();
        site.set("/hub", Answer::status(202));
        Self { site }
    }

    pub fn url(&self) -> String {
        self.site.url("/hub")
    }

    /// All requests so far.
    pub fn asked(&self) -> Vec<Subscription> {
        let posts = self.site.seen().into_iter().filter(|seen| seen.method == "POST" && seen.path == "/hub");
        posts.map(|seen| Subscription { form: form(&seen.body) }).collect()
    }

    /// The request number `number`, counted from 0, once it has come.
    pub fn subscription(&self, number: usize) -> Subscription {
        wait(|| self.asked().len() > number, || format!("{:?}", self.site.seen()));
        self.asked().swap_remove(number)
    }
}

impl Subscription {
    pub fn topic(&self) -> &str {
        &self.form["hub.topic"]
    }

    fn callback(&self) -> (std::net::SocketAddr, String) {
        let rest = self.form["hub.callback"].strip_prefix("http://").expect("a callback");
        let (address, path) = rest.split_once('/').expect("a path");
        (address.parse().expect("a loopback callback"), format!("/{path}"))
    }

    /// Asks whether the subscriber meant it.
    pub fn verify(&self, topic: &str, lease_seconds: u64) -> Response {
        let topic: String = url::form_urlencoded::byte_serialize(topic.as_bytes()).collect();
        let (address, path) = self.callback();
        let query =
            format!("hub.mode=subscribe&hub.topic={topic}&hub.challenge=say+it&hub.lease_seconds={lease_seconds}");
        http::get(address, &format!("{path}?{query}")).expect("an answer")
    }

    /// Says no.
    pub fn deny(&self) -> Response {
        let topic: String = url::form_urlencoded::byte_serialize(self.topic().as_bytes()).collect();
        let (address, path) = self.callback();
        let query = format!("hub.mode=denied&hub.topic={topic}&hub.reason=not+today");
        http::get(address, &format!("{path}?{query}")).expect("an answer")
    }

    /// Pushes with these headers.
    pub fn push_with(&self, headers: &[(&str, &str)], body: &str) -> Response {
        let (address, path) = self.callback();
        http::request(address, "POST", &path, headers, body.as_bytes()).expect("an answer")
    }

    /// Pushes, signed.
    pub fn push(&self, method: &str, content_type: &str, body: &str) -> Response {
        let signature = self.signature(method, body);
        self.push_with(&[("Content-Type", content_type), ("X-Hub-Signature", &signature)], body)
    }

    /// `X-Hub-Signature` of a body.
    pub fn signature(&self, method: &str, body: &str) -> String {
        let algorithm = match method {
            "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => hmac::HMAC_SHA256,
            "sha384" => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA512,
        };
        let tag = hmac::sign(&hmac::Key::new(algorithm, self.form["hub.secret"].as_bytes()), body.as_bytes());
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{method}={hex}")
    }
}

fn form(body: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}
