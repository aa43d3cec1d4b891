//! What one reading costs: processor time of its thread, and the memory that it needed at its height.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use crate::targets::Read;

/// The stack of the daemon's threads that read.
const STACK: usize = 2 << 20;
/// After so long a reading counts as endless.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a reading cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    Spent { time: Duration, kilobytes: u64, read: bool },
    Panicked,
    Endless,
}

/// A thread that reads what it is given.
pub(crate) struct Bench {
    work: Sender<(Read, String)>,
    done: Receiver<Cost>,
}

impl Bench {
    pub(crate) fn new() -> std::io::Result<Self> {
        let (work, given) = mpsc::channel::<(Read, String)>();
        let (answer, done) = mpsc::channel();
        thread::Builder::new().stack_size(STACK).spawn(move || {
            for (read, text) in given {
                if answer.send(measured(read, &text)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { work, done })
    }

    /// Reads a document. After [`Cost::Endless`] the bench is of no use any more.
    pub(crate) fn read(&self, read: Read, text: String) -> Cost {
        if self.work.send((read, text)).is_err() {
            return Cost::Panicked;
        }
        self.done.recv_timeout(PATIENCE).unwrap_or_else(|error| match error {
            RecvTimeoutError::Timeout => Cost::Endless,
            RecvTimeoutError::Disconnected => Cost::Panicked,
        })
    }
}

fn measured(read: Read, text: &str) -> Cost {
    // from now on the greatest size counts anew
    let forgotten = fs::write("/proc/self/clear_refs", "5").is_ok();
    let (before, began) = (if forgotten { status("VmRSS:") } else { 0 }, spent());
    match catch_unwind(AssertUnwindSafe(|| read(text))) {
        Ok(read) => Cost::Spent { time: spent() - began, kilobytes: status("VmHWM:").saturating_sub(before), read },
        Err(_) => Cost::Panicked,
    }
}

/// Time that this thread has had a processor.
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// A line of this process's status, in kB.
pub(crate) fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}
