//! Where documents are worked on: few at once, for each is held whole until it is written, and is many times the size
//! of what came.

use tokio::sync::SemaphorePermit;

use super::{World, world::PIECE};

/// The world, for a poll that may take a place at the desk.
pub struct Desk<'w> {
    /// All else.
    pub world: &'w World,
    place: Option<SemaphorePermit<'w>>,
    /// Of the document that is worked on.
    bytes: usize,
    /// What a large one takes of the reading room, from before it is read until it is written.
    room: Option<SemaphorePermit<'w>>,
}

impl<'w> Desk<'w> {
    /// Standing beside it.
    pub(super) fn new(world: &'w World) -> Self {
        Self { world, place: None, bytes: 0, room: None }
    }

    /// Waits for a place to work on a document of so many bytes; it is given back at the end. (First for the room: those
    /// that wait for it keep no place from small documents.)
    pub async fn sit(&mut self, bytes: usize) {
        self.bytes = bytes;
        if self.room.is_none() && bytes > PIECE {
            self.room = self.world.room(bytes).await;
        }
        if self.place.is_none() {
            self.place = self.world.places().acquire().await.ok();
        }
    }

    /// Leaves the place to others as long as the network is asked: what comes from there wants room too.
    pub async fn away<T>(&mut self, work: impl Future<Output = T>) -> T {
        (self.place, self.room) = (None, None);
        let done = work.await;
        self.sit(self.bytes).await;
        done
    }
}
