//! Places for connections. Nobody is kept out by those who stand still: when the places run out, or one client has many
//! that stand still, the one that has done so the longest makes room.
//!
//! A connection stands still when no byte of it moved for a while: a request that does not go on, an answer that is not
//! taken, or nothing at all.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::Notify,
    time::Sleep,
};
use tokio_util::sync::CancellationToken;

/// Connections at once; more wait in the kernel's queue.
const MOST: usize = 1024;
/// Connections of one client that may stand still.
const STILL: usize = 64;
/// Who has not moved for this long stands still.
const MOVED: Duration = Duration::from_secs(2);
/// An answer of which nothing is taken for so long is given up.
const STALLED: Duration = Duration::from_secs(20);

/// All places.
pub struct Places {
    begun: Instant,
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Default)]
struct Taken {
    last: u64,
    holders: HashMap<u64, Holder>,
}

struct Holder {
    client: IpAddr,
    moved: Arc<AtomicU64>,
    end: CancellationToken,
}

/// One connection's place. Given back when dropped.
pub struct Place {
    /// Whose.
    pub client: IpAddr,
    places: Arc<Places>,
    number: u64,
    moved: Arc<AtomicU64>,
    end: CancellationToken,
}

impl Default for Places {
    fn default() -> Self {
        Self { begun: Instant::now(), taken: Mutex::default(), freed: Notify::new() }
    }
}

impl Places {
    /// Waits until there is a place, made by ending one that stands still if need be.
    pub async fn room(&self) {
        while !self.make_room() {
            // one that moves now may stand still in a moment
            tokio::select! {
                () = self.freed.notified() => {}
                () = tokio::time::sleep(MOVED / 8) => {}
            }
        }
    }

    fn make_room(&self) -> bool {
        let mut taken = self.taken();
        taken.holders.len() < MOST || taken.end_stillest(self.still_since(), None)
    }

    /// Takes a place.
    pub fn take(self: &Arc<Self>, client: IpAddr) -> Place {
        let (moved, end) = (Arc::new(AtomicU64::new(self.now())), CancellationToken::new());
        let mut taken = self.taken();
        if taken.holders.len() >= STILL && taken.standing_still(client, self.still_since()) >= STILL {
            taken.end_stillest(self.still_since(), Some(client));
        }
        taken.last += 1;
        let number = taken.last;
        taken.holders.insert(number, Holder { client, moved: Arc::clone(&moved), end: end.clone() });
        drop(taken);
        Place { client, places: Arc::clone(self), number, moved, end }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn still_since(&self) -> u64 {
        self.now().saturating_sub(MOVED.as_millis() as u64)
    }
}

impl Taken {
    fn standing_still(&self, client: IpAddr, since: u64) -> usize {
        let own = self.holders.values().filter(|holder| holder.client == client);
        own.filter(|holder| holder.moved.load(Ordering::Relaxed) <= since).count()
    }

    /// Ends the connection, of this client or of any, that has not moved for the longest; false: all move.
    fn end_stillest(&mut self, since: u64, client: Option<IpAddr>) -> bool {
        let of = self.holders.iter().filter(|(_, holder)| client.is_none_or(|client| holder.client == client));
        let moved = of.map(|(number, holder)| (holder.moved.load(Ordering::Relaxed), *number));
        let Some((_, number)) = moved.min().filter(|(moved, _)| *moved <= since) else { return false };
        if let Some(holder) = self.holders.remove(&number) {
            holder.end.cancel();
        }
        true
    }
}

impl Place {
    /// Tells when another needs the place.
    pub fn ended(&self) -> CancellationToken {
        self.end.clone()
    }

    fn moved(&self) {
        self.moved.store(self.places.now(), Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().holders.remove(&self.number);
        self.places.freed.notify_one();
    }
}

/// A stream whose moves are noted, and whose writes are given up when nobody takes them.
pub struct Watched {
    stream: TcpStream,
    place: Place,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    /// Of a connection with its place.
    pub fn new(stream: TcpStream, place: Place) -> Self {
        Self { stream, place, stalled: None }
    }

    /// What a write came to; one that waits may wait only so long.
    fn written(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            self.place.moved();
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALLED)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let read = Pin::new(&mut this.stream).poll_read(context, into);
        if read.is_ready() {
            this.place.moved();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, bytes);
        this.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn ended(places: &[Place]) -> usize {
        places.iter().filter(|place| place.end.is_cancelled()).count()
    }

    fn earlier() -> Places {
        let begun = Instant::now().checked_sub(2 * MOVED).unwrap();
        Places { begun, ..Places::default() }
    }

    fn still(place: &Place) {
        place.moved.store(0, Ordering::Relaxed);
    }

    #[test]
    fn of_a_client_with_many_that_stand_still_the_stillest_makes_room() {
        let places = Arc::new(earlier());
        let held: Vec<Place> = (0..STILL).map(|_| places.take(ONE)).collect();
        let _next = places.take(ONE);
        assert_eq!(ended(&held), 0, "all of them move");
        held.iter().for_each(still);
        let _of_another = places.take(OTHER);
        assert_eq!(ended(&held), 0);
        let _one_more = places.take(ONE);
        assert!(ended(&held) == 1 && held[0].end.is_cancelled());
    }

    #[test]
    fn when_no_place_is_left_somebody_who_stands_still_makes_room_and_nobody_who_moves() {
        let places = Arc::new(earlier());
        let held: Vec<Place> = (0..MOST).map(|_| places.take(ONE)).collect();
        assert!(!places.make_room());
        still(&held[700]);
        assert!(places.make_room() && held[700].end.is_cancelled() && ended(&held) == 1);
        drop(held);
        assert!(places.taken().holders.is_empty());
    }
}
