//! pressfeed, the command: arguments in, an exit code out. 0 ok, 1 something failed, 2 bad use or configuration.

use std::process::ExitCode;

fn main() -> ExitCode {
    pressfeed::cli::main()
}
