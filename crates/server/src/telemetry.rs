//! What is logged, and where: lines on standard error, so that standard output is left to results.

use tracing_subscriber::EnvFilter;

/// The variable that says what is logged, in the words of `tracing`: `info`, or `bonafide_server=debug`.
const VARIABLE: &str = "BONAFIDE_LOG";

/// Starts logging; once for each process. A filter that cannot be read is said, and `info` taken in its place.
pub fn start() {
    let wanted = std::env::var(VARIABLE).unwrap_or_else(|_| "info".to_owned());
    let filter = EnvFilter::try_new(&wanted);
    let refused = filter.as_ref().err().map(ToString::to_string);
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("info")))
        .init();
    if let Some(why) = refused {
        tracing::warn!(why, "{VARIABLE} is no filter; logging what is `info` and above");
    }
}
