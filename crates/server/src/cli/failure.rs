//! How a command fails: one line of words, and an exit code.

use std::process::ExitCode;

use bonafide_store::StoreError;

use crate::{
    app::NotOpened, config::ConfigError, http::ApiError, passwords::Busy, secrets::SealerError, tls,
    use_cases::Stop,
};

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

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::new(error.description())
    }
}

impl From<Busy> for Failure {
    fn from(error: Busy) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<SealerError> for Failure {
    fn from(error: SealerError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A use case says to a command what it says to a client.
impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refused) => Self::new(ApiError::from(refused).description()),
            Stop::Store(error) => error.into(),
        }
    }
}

impl From<NotOpened> for Failure {
    fn from(error: NotOpened) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<tls::NotUsable> for Failure {
    fn from(error: tls::NotUsable) -> Self {
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
            | ConfigError::Mail(_)
            | ConfigError::HalfOfTls { .. }
            | ConfigError::PlainHttp(_) => Self::Failed(error.to_string()),
        }
    }
}
