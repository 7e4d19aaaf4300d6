//! What the server wrote into its log while it was tested.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use tracing_subscriber::filter::LevelFilter;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// What may never be in the log, whatever was asked: tokens of sessions and of users, passwords, secrets and codes, addresses, words.
const NEVER: &[&str] = &[
    "Bearer",
    "eyJ",
    crate::company::PASSWORD,
    crate::code_chat::SECRET,
    "acc3ss",
    "a-code",
    "-of-maras-sign-in",
    "shop.example",
    "203.0.113.",
    crate::visitor::WORDS,
];

/// Begins to collect the log.
pub(crate) fn collect() {
    let collector = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(|| Written)
        .try_init();
    // Another world of this process has begun already.
    drop(collector);
}

struct Written;

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines that should not be there: faults, and what must never be logged. An empty log would prove nothing.
pub(crate) fn complaints() -> Vec<String> {
    let written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let log = String::from_utf8_lossy(&written);
    assert!(log.contains("answered"), "nothing was logged");
    let wrong = |line: &&str| line.contains(" ERROR ") || NEVER.iter().any(|words| line.contains(words));
    log.lines().filter(wrong).map(str::to_owned).collect()
}
