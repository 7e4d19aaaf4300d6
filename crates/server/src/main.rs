//! The one binary: `bonafide serve`, and the commands that work beside it.

use std::process::ExitCode;

/// One allocator for our code and for SQLite's: the small and short-lived pieces that requests are made of cost it half
/// of what they cost the system's, and it gives back what a burst took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bonafide_server::cli::run()
}
