//! What is logged, and where: lines on standard error, so that standard output is left to results.

use std::panic::{self, PanicHookInfo};

use tracing_subscriber::EnvFilter;

/// The variable that says what is logged, in the words of `tracing`: `info`, or `bonafide_server=debug`.
const VARIABLE: &str = "BONAFIDE_LOG";

/// Starts logging, of panics as well; once for each process. What is `usual` is logged where the variable says nothing
/// else. A filter that cannot be read is said, and the usual one taken in its place.
pub fn start(usual: &str) {
    let wanted = std::env::var(VARIABLE).unwrap_or_else(|_| usual.to_owned());
    let filter = EnvFilter::try_new(&wanted);
    let refused = filter.as_ref().err().map(ToString::to_string);
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new(usual)))
        .init();
    panic::set_hook(Box::new(panicked));
    if let Some(why) = refused {
        tracing::warn!(why, "{VARIABLE} is no filter; logging what is usual");
    }
}

/// Logs where it panicked, in the span of the request if it was in one. The words only if they were written in the
/// code: those that were put together can quote what somebody wrote.
fn panicked(info: &PanicHookInfo<'_>) {
    let words = info.payload().downcast_ref::<&str>().copied().unwrap_or("(not logged)");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(words, place, "panicked");
}
