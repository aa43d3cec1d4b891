//! What the system says to us and we to it: signals, sd_notify(3), a socket handed over.

use std::{io, net::SocketAddr, time::Duration};

use sd_notify::NotifyState;
use tokio::{
    net::TcpListener,
    signal::unix::{self, SignalKind},
};

use super::Error;

/// What to do.
pub enum Signal {
    /// SIGTERM or SIGINT.
    Stop,
    /// SIGHUP.
    Reload,
}

/// The signals that matter.
pub struct Signals {
    terminate: unix::Signal,
    interrupt: unix::Signal,
    hangup: unix::Signal,
}

impl Signals {
    /// Listens from now on.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: unix::signal(SignalKind::terminate())?,
            interrupt: unix::signal(SignalKind::interrupt())?,
            hangup: unix::signal(SignalKind::hangup())?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.hangup.recv() => Signal::Reload,
        }
    }
}

/// The socket that systemd hands over (`sd_listen_fds(3)`), else one of our own.
pub async fn listener(address: SocketAddr) -> Result<TcpListener, Error> {
    let handed = listenfd::ListenFd::from_env().take_tcp_listener(0)?;
    if let Some(listener) = handed {
        listener.set_nonblocking(true)?;
        return Ok(TcpListener::from_std(listener)?);
    }
    TcpListener::bind(address).await.map_err(|error| Error::Listen { address: address.to_string(), error })
}

/// Tells the service manager, if there is one; it must not fail us when it does not listen.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "sd_notify");
    }
}

/// Serving.
pub fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Reading the configuration again.
pub fn reloading() {
    if let Ok(time) = NotifyState::monotonic_usec_now() {
        tell(&[NotifyState::Reloading, time]);
    }
}

/// Ending.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// How often the watchdog wants to hear from us: half of its patience.
pub fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|patience| patience / 2)
}

/// Still turning.
pub fn alive(watchdog: Option<Duration>) {
    if watchdog.is_some() {
        tell(&[NotifyState::Watchdog]);
    }
}
