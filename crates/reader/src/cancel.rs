//! Ending work that computes: whoever runs a reader may tell it to stop, and it unwinds at its next step.
//!
//! Readers know nothing of time. They count their steps where work could pile up (nodes, the text of subtrees), and look
//! now and then whether they are still wanted.
//!
//! ```
//! use pressfeed_reader::cancel::{Stop, until};
//! let stop = Stop::default(); // a clone of it goes to whoever looks at the clock
//! assert_eq!(until(&stop, || 6 * 7).ok(), Some(42));
//! ```

use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Steps between two looks.
const STRIDE: usize = 4_096;

/// Tells work to stop; its clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// The work is not wanted any more.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The work was told to stop before it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

thread_local! {
    static STOP: RefCell<Option<Stop>> = const { RefCell::new(None) };
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Runs work of this thread that ends early when it is told to; panics pass through.
pub fn until<T>(stop: &Stop, work: impl FnOnce() -> T) -> Result<T, Cancelled> {
    let outer = STOP.replace(Some(stop.clone()));
    // what the work had in hand is dropped with it
    let done = catch_unwind(AssertUnwindSafe(work));
    STOP.set(outer);
    done.map_err(|payload| *payload.downcast::<Cancelled>().unwrap_or_else(|panic| resume_unwind(panic)))
}

/// One step, or several.
pub(crate) fn step(count: usize) {
    let steps = STEPS.get() + count;
    STEPS.set(steps);
    if steps >= STRIDE {
        STEPS.set(0);
        look();
    }
}

#[cold]
fn look() {
    let stopped = STOP.with_borrow(|stop| stop.as_ref().is_some_and(|stop| stop.0.load(Ordering::Relaxed)));
    if stopped && !std::thread::panicking() {
        resume_unwind(Box::new(Cancelled));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_at_a_step_after_it_was_told_to() {
        let stop = Stop::default();
        assert_eq!(until(&stop, || step(STRIDE)), Ok(()));
        stop.stop();
        let endless = || -> () {
            loop {
                step(1);
            }
        };
        assert_eq!(until(&stop, endless), Err(Cancelled));
        // and no other work of this thread does
        step(STRIDE);
    }

    #[test]
    fn a_page_that_is_not_wanted_any_more_is_left() {
        let stop = Stop::default();
        stop.stop();
        let html = "<p>word <b>word</b></p>".repeat(10_000);
        assert!(until(&stop, || crate::html::document(&html).is_ok()).is_err());
    }
}
