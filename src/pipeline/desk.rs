//! Where documents are worked on: few at once, for each is held whole until it is written, and is many times the size
//! of what came.

use tokio::sync::{Semaphore, SemaphorePermit};

use super::World;

/// Polls that are read and written at the same time; the others wait with their answers as they came.
pub(super) const PLACES: usize = 16;

/// The world, for a poll that may take a place at the desk.
pub struct Desk<'w> {
    /// All else.
    pub world: &'w World,
    places: &'w Semaphore,
    place: Option<SemaphorePermit<'w>>,
}

impl<'w> Desk<'w> {
    /// Standing beside it.
    pub(super) fn new(world: &'w World, places: &'w Semaphore) -> Self {
        Self { world, places, place: None }
    }

    /// Waits for a place; it is given back at the end.
    pub async fn sit(&mut self) {
        if self.place.is_none() {
            self.place = self.places.acquire().await.ok();
        }
    }

    /// Leaves the place to others as long as the network is asked.
    pub async fn away<T>(&mut self, work: impl Future<Output = T>) -> T {
        self.place = None;
        let done = work.await;
        self.sit().await;
        done
    }
}
