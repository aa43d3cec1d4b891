//! One page's run: messages of the browser in, requests through [`Web`], until the page is drawn or its time is over.

use std::{
    collections::{BTreeSet, HashMap},
    io,
    time::Duration,
};

use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, ready},
    stream::FuturesUnordered,
};
use serde_json::Value;
use tokio::time::{Instant, timeout};
use url::Url;

use super::{
    rules::Paused,
    session::{Answered, Session, Step},
    wire::Wire,
};
use crate::{
    fetch::{Error, Request, Web, shown},
    model::{Credentials, Fetched, Outcome, Validators, Wanted, base64},
};

/// A page's time, without the time that its requests wait for their hosts; then it is taken as it stands.
const MAX_TIME: Duration = Duration::from_secs(10);
/// Time to write it out then: a page that computes without end never does.
const LAST_TIME: Duration = Duration::from_secs(3);
/// With the waiting, whatever the hosts' manners.
const MAX_ALL: Duration = Duration::from_secs(180);
const TOO_LONG: &str = "its scripts do not end";
/// All that a page loads together.
const MAX_BYTES: usize = 48 << 20;

/// What is to be drawn.
#[derive(Debug)]
pub struct Drawing<'a> {
    /// The document, as fetched.
    pub document: &'a Fetched,
    /// What its scripts will ask for, as far as it was fetched already.
    pub known: &'a [Fetched],
    /// For their own origin only.
    pub credentials: &'a Credentials,
    /// Hosts, beside the document's own site, whose scripts and data may be loaded.
    pub allow: &'a [String],
}

/// A page as drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The document, with what stands in it now.
    pub document: Fetched,
    /// What its scripts fetched to read.
    pub data: Vec<Fetched>,
    /// All of that was answered; else what the page is drawn from is not known.
    pub whole: bool,
    /// Hosts whose scripts were not loaded.
    pub strangers: BTreeSet<String>,
}

/// Why nothing was drawn.
#[derive(Debug)]
pub(super) enum Stop {
    /// The browser ended before it said anything.
    Unborn,
    /// The page's fault.
    Page(String),
}

/// What happens while a page is drawn.
enum Event {
    Said(Value),
    Brought(Paused, Box<Result<Fetched, Error>>),
    /// Its time is over; told once.
    TimeIsUp,
}

/// A page under way.
pub(super) struct Run<'a> {
    web: &'a Web,
    drawing: Drawing<'a>,
    wire: Wire,
    session: Session,
    /// By address: the document, and what was fetched before.
    known: HashMap<String, Fetched>,
    asked: FuturesUnordered<BoxFuture<'a, Event>>,
    data: Vec<Fetched>,
    failed: bool,
    /// Bytes that it may still load.
    room: usize,
    born: bool,
    left: Duration,
    hurried: bool,
    latest: Instant,
}

impl<'a> Run<'a> {
    pub(super) fn new(web: &'a Web, drawing: Drawing<'a>, wire: Wire) -> Self {
        let known = drawing.known.iter().chain([drawing.document]);
        Self {
            session: Session::new(&drawing.document.url, &web.settings().user_agent, drawing.allow),
            known: known.map(|one| (one.url.to_string(), one.clone())).collect(),
            web,
            drawing,
            wire,
            asked: FuturesUnordered::new(),
            data: Vec::new(),
            failed: false,
            room: MAX_BYTES,
            born: false,
            left: MAX_TIME,
            hurried: false,
            latest: Instant::now() + MAX_ALL,
        }
    }

    pub(super) async fn finish(mut self) -> Result<Drawn, Stop> {
        let mut steps = self.session.begin();
        loop {
            for step in steps {
                match step {
                    Step::Send(message) => {
                        tracing::trace!(%message, "the browser is told");
                        self.wire.send(&message).await.map_err(|error| self.lost(&error))?;
                    }
                    Step::Ask(paused) => self.asked.push(self.bring(paused)),
                    Step::Drawn(html) => return Ok(self.drawn(html)),
                    Step::Failed(why) => return Err(Stop::Page(why)),
                }
            }
            steps = match self.event().await? {
                Event::Said(message) => self.session.on(&message),
                Event::Brought(paused, brought) => vec![Step::Send(self.answer(&paused, *brought))],
                Event::TimeIsUp => self.session.hurry(),
            };
        }
    }

    /// Of the page's own time only what passes while nothing is loaded for it is counted.
    async fn event(&mut self) -> Result<Event, Stop> {
        let (loads, since) = (!self.asked.is_empty(), Instant::now());
        let patience = if loads { self.latest.saturating_duration_since(since) } else { self.left };
        let event = if patience.is_zero() { None } else { timeout(patience, self.happens()).await.ok() };
        if !loads {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        match event {
            Some(event) => event,
            None if loads || self.hurried => Err(Stop::Page(TOO_LONG.to_owned())),
            None => {
                (self.hurried, self.left) = (true, LAST_TIME);
                Ok(Event::TimeIsUp)
            }
        }
    }

    async fn happens(&mut self) -> Result<Event, Stop> {
        let said = tokio::select! {
            Some(brought) = self.asked.next() => return Ok(brought),
            said = self.wire.next() => said,
        };
        match said {
            Ok(Some(message)) => {
                tracing::trace!(%message, "the browser says");
                self.born = true;
                Ok(Event::Said(message))
            }
            Ok(None) => Err(self.lost(&io::ErrorKind::UnexpectedEof.into())),
            Err(error) => Err(self.lost(&error)),
        }
    }

    fn lost(&self, error: &io::Error) -> Stop {
        if self.born { Stop::Page(format!("the browser ended in the middle of it ({error})")) } else { Stop::Unborn }
    }

    /// Asks in the browser's stead.
    fn bring(&self, paused: Paused) -> BoxFuture<'a, Event> {
        let (web, credentials) = (self.web, self.drawing.credentials);
        let wanted = if paused.is_document() { Wanted::Page } else { Wanted::Part };
        let mut url = match Url::parse(&paused.url) {
            Ok(url) => url,
            Err(error) => {
                let error = Error::BadAddress { url: paused.url.clone(), message: error.to_string() };
                return ready(Event::Brought(paused, Box::new(Err(error)))).boxed();
            }
        };
        url.set_fragment(None);
        if let Some(known) = self.known.get(url.as_str()) {
            return ready(Event::Brought(paused, Box::new(Ok(known.clone())))).boxed();
        }
        let guest = url.host() != self.drawing.document.url.host();
        async move {
            let validators = &Validators::default();
            let request = Request { url: &url, wanted, validators, validators_of: None, credentials, guest };
            let brought = match web.get(request).await {
                Ok(Outcome::Modified(fetched)) => Ok(*fetched),
                Ok(Outcome::NotModified { .. }) => Err(Error::Unasked304 { url: shown(&url) }),
                Err(error) => Err(error),
            };
            Event::Brought(paused, Box::new(brought))
        }
        .boxed()
    }

    /// Hands on what came.
    fn answer(&mut self, paused: &Paused, brought: Result<Fetched, Error>) -> Value {
        let fetched = match brought {
            Ok(fetched) if fetched.body.len() <= self.room => fetched,
            Ok(_) | Err(_) => {
                self.failed |= paused.is_data();
                return self.session.refuse(paused, "Failed");
            }
        };
        self.room -= fetched.body.len();
        let asked = paused.url.split('#').next().unwrap_or_default();
        if fetched.url.as_str() != asked {
            // a redirect: the browser asks again, for what is known by then
            let location = fetched.url.to_string();
            let answered = Answered { content_type: None, location: Some(&location), body: String::new() };
            let message = self.session.fulfil(paused, &answered);
            self.known.insert(location, fetched);
            return message;
        }
        let content_type = fetched.content_type.as_deref();
        let message =
            self.session.fulfil(paused, &Answered { content_type, location: None, body: base64(&fetched.body) });
        if paused.is_data() {
            self.data.push(fetched);
        }
        message
    }

    fn drawn(self, html: String) -> Drawn {
        let mut document = self.drawing.document.clone();
        document.body = html.into();
        document.content_type = Some("text/html; charset=utf-8".into());
        Drawn {
            document,
            whole: !self.failed && !self.session.rules.unanswered && self.asked.is_empty(),
            data: self.data,
            strangers: self.session.rules.strangers,
        }
    }
}
