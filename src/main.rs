//! pressfeed, the command: arguments in, an exit code out. 0 ok, 1 something failed, 2 bad use or configuration.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Documents of strangers are many small pieces of all sizes, made on one thread and let go of on another: the system's
/// allocator held three times what was in use.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    pressfeed::cli::main()
}
