//! One page in a browser, as a conversation: a DevTools message in, steps out. Pure.
//!
//! The time in the page is virtual (`Emulation.setVirtualTimePolicy`): it stands still while something is loaded, and
//! else runs as fast as the page computes. So a page that waits two seconds before it draws costs none, and what comes
//! out does not hang on how fast the machine is. A page has settled when its time is used up. Frames alone come in real
//! time: one is asked for in the middle, or what is loaded when it comes into sight would be a matter of luck.

use serde_json::{Value, json};
use url::Url;

use super::rules::{Paused, Rules, Verdict};

/// Virtual time for a page to draw itself, to load what its first frame showed, and what stands behind a question for
/// consent: each.
const BUDGET_MS: u32 = 3_000;
/// Then it is no question any more.
const MAX_DIALOGS: usize = 20;

const WRITE: &str = include_str!("../write.js");
const CONSENT: &str = include_str!("../consent.js");
/// Closed shadow roots can be read too: nothing is hidden from a reader by them.
const OPEN_SHADOWS: &str = "{ const attach = Element.prototype.attachShadow; \
    Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: 'open' }); }; }";

/// Numbers of the commands whose results matter.
const CREATED: u64 = 1;
const ATTACHED: u64 = 2;
const NAVIGATED: u64 = 3;
const ISOLATED: u64 = 4;
const CONSENTED: u64 = 5;
const WRITTEN: u64 = 6;
const OPENED: u64 = 7;
const PAINTED: u64 = 8;
/// Those of all others begin here: no two that wait for their results may be the same.
const OTHERS: u64 = 100;

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// A message to the browser.
    Send(Value),
    /// A request to be made in its stead.
    Ask(Paused),
    /// The page is drawn: its HTML.
    Drawn(String),
    /// It cannot be.
    Failed(String),
}

/// What a request brought.
pub(super) struct Answered<'a> {
    pub(super) content_type: Option<&'a str>,
    /// Where it was redirected to: the browser has to know.
    pub(super) location: Option<&'a str>,
    /// In base64.
    pub(super) body: String,
}

/// The conversation.
pub(super) struct Session {
    url: Url,
    agent: String,
    pub(super) rules: Rules,
    /// The page's target, whose id is its main frame's too.
    target: String,
    session: Option<String>,
    /// Number of the last command whose result does not matter.
    last: u64,
    dialogs: usize,
    painted: bool,
    asked_for_consent: bool,
    writing: bool,
}

impl Session {
    pub(super) fn new(url: &Url, agent: &str, allowed: &[String]) -> Self {
        Self {
            url: url.clone(),
            agent: agent.to_owned(),
            rules: Rules::new(url, allowed),
            target: String::new(),
            session: None,
            last: OTHERS,
            dialogs: 0,
            painted: false,
            asked_for_consent: false,
            writing: false,
        }
    }

    /// The first messages.
    pub(super) fn begin(&mut self) -> Vec<Step> {
        vec![
            self.tell("Browser.setDownloadBehavior", json!({"behavior": "deny"})),
            self.send(CREATED, "Target.createTarget", json!({"url": "about:blank"})),
        ]
    }

    /// What follows a message.
    pub(super) fn on(&mut self, message: &Value) -> Vec<Step> {
        let parameters = &message["params"];
        match (message["id"].as_u64(), message["method"].as_str()) {
            (Some(id), _) => self.on_result(id, message),
            (_, Some("Fetch.requestPaused")) => vec![self.on_request(&Paused::of(parameters))],
            (_, Some("Page.frameNavigated")) if self.is_page(&parameters["frame"]) => vec![self.go_on()],
            (_, Some("Page.javascriptDialogOpening")) => vec![self.on_dialog()],
            (_, Some("Emulation.virtualTimeBudgetExpired")) if !self.painted => vec![self.paint()],
            (_, Some("Emulation.virtualTimeBudgetExpired")) if !self.writing => self.settled(),
            (_, Some("Inspector.targetCrashed" | "Target.targetCrashed" | "Target.detachedFromTarget")) => {
                vec![Step::Failed("the page crashed, or wanted more memory than a page may have".into())]
            }
            _ => Vec::new(),
        }
    }

    /// The page has had its time: it is taken as it stands.
    pub(super) fn hurry(&mut self) -> Vec<Step> {
        if self.writing || self.session.is_none() {
            return Vec::new();
        }
        (self.painted, self.asked_for_consent) = (true, true);
        self.settled()
    }

    /// A request's answer, as a message.
    pub(super) fn fulfil(&mut self, paused: &Paused, answered: &Answered<'_>) -> Value {
        let status = if answered.location.is_some() { 302 } else { 200 };
        let mut headers = open_to(paused);
        headers.extend(answered.content_type.map(|value| header("Content-Type", value)));
        headers.extend(answered.location.map(|value| header("Location", value)));
        let parameters = json!({
            "requestId": paused.id, "responseCode": status, "responseHeaders": headers, "body": answered.body
        });
        self.other("Fetch.fulfillRequest", parameters)
    }

    /// A request that brought nothing, as a message.
    pub(super) fn refuse(&mut self, paused: &Paused, reason: &str) -> Value {
        self.other("Fetch.failRequest", json!({"requestId": paused.id, "errorReason": reason}))
    }

    fn on_result(&mut self, id: u64, message: &Value) -> Vec<Step> {
        let result = &message["result"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if let Some(error) = message["error"]["message"].as_str().filter(|_| id < OTHERS && id != PAINTED) {
            return vec![Step::Failed(format!("the browser refuses: {error}"))];
        }
        match id {
            CREATED => {
                self.target = text(&result["targetId"]);
                let parameters = json!({"targetId": self.target, "flatten": true});
                vec![self.send(ATTACHED, "Target.attachToTarget", parameters)]
            }
            ATTACHED => {
                self.session = Some(text(&result["sessionId"]));
                self.open()
            }
            OPENED => vec![self.send(NAVIGATED, "Page.navigate", json!({"url": self.url}))],
            NAVIGATED => match result["errorText"].as_str() {
                Some(error) => vec![Step::Failed(format!("the browser does not show it: {error}"))],
                None => Vec::new(),
            },
            ISOLATED => self.isolated(&result["executionContextId"]),
            // the page was hurried meanwhile
            PAINTED if self.asked_for_consent => Vec::new(),
            PAINTED => vec![self.go_on()],
            CONSENTED if result["result"]["value"] == true => vec![self.go_on()],
            CONSENTED => self.settled(),
            WRITTEN => match result["result"]["value"].as_str() {
                Some(html) => vec![Step::Drawn(html.to_owned())],
                None => vec![Step::Failed("what it drew cannot be read".into())],
            },
            _ => Vec::new(),
        }
    }

    /// All that must hold before the page's first byte.
    fn open(&mut self) -> Vec<Step> {
        let screen = json!({"width": 1280, "height": 2000, "deviceScaleFactor": 1, "mobile": false});
        vec![
            self.tell("Fetch.enable", json!({"patterns": [{"urlPattern": "*"}]})),
            self.tell("Page.enable", json!({})),
            self.tell("Network.setBypassServiceWorker", json!({"bypass": true})),
            self.tell("Emulation.setUserAgentOverride", json!({"userAgent": self.agent})),
            self.tell("Emulation.setDeviceMetricsOverride", screen),
            self.tell("Emulation.setVirtualTimePolicy", json!({"policy": "pause"})),
            // obeyed in their order: when this one has been, all have
            self.send(OPENED, "Page.addScriptToEvaluateOnNewDocument", json!({"source": OPEN_SHADOWS})),
        ]
    }

    /// The page itself, and neither a frame in it nor the blank one that was there before.
    fn is_page(&self, frame: &Value) -> bool {
        frame["id"] == *self.target && frame["url"] != "about:blank"
    }

    fn go_on(&mut self) -> Step {
        let policy = json!({"policy": "pauseIfNetworkFetchesPending", "budget": BUDGET_MS});
        self.tell("Emulation.setVirtualTimePolicy", policy)
    }

    /// A picture of one point wants a whole frame, and with frames come the news of what is in sight (HTML, "update the
    /// rendering"). Where there is no picture the page goes on without.
    fn paint(&mut self) -> Step {
        self.painted = true;
        let clip = json!({"x": 0, "y": 0, "width": 1, "height": 1, "scale": 1});
        self.send(PAINTED, "Page.captureScreenshot", json!({"format": "jpeg", "optimizeForSpeed": true, "clip": clip}))
    }

    /// The document is read from a world of its own, where the page's scripts have changed nothing.
    fn settled(&self) -> Vec<Step> {
        vec![self.send(ISOLATED, "Page.createIsolatedWorld", json!({"frameId": self.target}))]
    }

    fn isolated(&mut self, context: &Value) -> Vec<Step> {
        let (id, script) = if self.asked_for_consent { (WRITTEN, WRITE) } else { (CONSENTED, CONSENT) };
        self.writing = self.asked_for_consent;
        self.asked_for_consent = true;
        let parameters = json!({"expression": script, "contextId": context, "returnByValue": true});
        vec![self.send(id, "Runtime.evaluate", parameters)]
    }

    fn on_request(&mut self, paused: &Paused) -> Step {
        match self.rules.judge(paused, &self.target) {
            Verdict::Ask => Step::Ask(paused.clone()),
            Verdict::Empty(kind) => {
                let empty = Answered { content_type: Some(kind), location: None, body: String::new() };
                Step::Send(self.fulfil(paused, &empty))
            }
            Verdict::Preflight => {
                let parameters =
                    json!({"requestId": paused.id, "responseCode": 204, "responseHeaders": open_to(paused)});
                self.tell("Fetch.fulfillRequest", parameters)
            }
            Verdict::Refuse(reason) => Step::Send(self.refuse(paused, reason)),
        }
    }

    fn on_dialog(&mut self) -> Step {
        self.dialogs += 1;
        if self.dialogs > MAX_DIALOGS {
            return Step::Failed("it opens one dialog after the other".into());
        }
        self.tell("Page.handleJavaScriptDialog", json!({"accept": false}))
    }

    fn send(&self, id: u64, method: &str, parameters: Value) -> Step {
        Step::Send(self.message(id, method, parameters))
    }

    fn tell(&mut self, method: &str, parameters: Value) -> Step {
        Step::Send(self.other(method, parameters))
    }

    fn other(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        self.message(self.last, method, parameters)
    }

    fn message(&self, id: u64, method: &str, parameters: Value) -> Value {
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        message
    }
}

/// The page may read what another host of its own answers: the browser has no cookies, so nothing is anybody's.
fn open_to(paused: &Paused) -> Vec<Value> {
    let Some(origin) = &paused.origin else { return Vec::new() };
    vec![
        header("Access-Control-Allow-Origin", origin),
        header("Access-Control-Allow-Credentials", "true"),
        header("Access-Control-Allow-Headers", &paused.wanted_headers),
    ]
}

fn header(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

#[cfg(test)]
mod tests;
