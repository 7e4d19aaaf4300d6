//! How a command fails: one line of words, and an exit code.

use std::process::ExitCode;

use crate::{app::NotOpened, config::ConfigError};

/// Why a command did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The command line is wrong: exit code 2.
    Usage(String),
    /// Everything else: exit code 1.
    Failed(String),
}

impl Failure {
    /// A failure with these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self::Failed(words.into())
    }

    /// Says it on standard error and gives the exit code.
    pub(super) fn told(&self) -> ExitCode {
        let (words, code) = match self {
            Self::Usage(words) => (words, 2),
            Self::Failed(words) => (words, 1),
        };
        eprintln!("bonafide: {}", words.replace('\n', " "));
        ExitCode::from(code)
    }
}

impl From<NotOpened> for Failure {
    fn from(error: NotOpened) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match &error {
            ConfigError::Value { flag: true, .. } => Self::Usage(error.to_string()),
            ConfigError::Value { .. }
            | ConfigError::Unreadable { .. }
            | ConfigError::NotToml { .. }
            | ConfigError::Unknown { .. }
            | ConfigError::PlainHttp(_) => Self::Failed(error.to_string()),
        }
    }
}
