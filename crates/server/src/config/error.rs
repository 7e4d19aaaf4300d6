//! Why a configuration was refused, in words for the person at the terminal.

/// A configuration that cannot be used. It never repeats a value that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read: {why}")]
    Unreadable {
        /// Which file.
        path: String,
        /// What the operating system said.
        why: String,
    },
    /// The file is not TOML.
    #[error("the configuration file {path} is not TOML: {why}")]
    NotToml {
        /// Which file.
        path: String,
        /// Where and what.
        why: String,
    },
    /// Something is set that does not exist.
    #[error("{place}: there is no {name}{}", suggestion.as_ref().map(|it| format!("; did you mean {it}?")).unwrap_or_default())]
    Unknown {
        /// Where it was set.
        place: String,
        /// What was set.
        name: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A value is not what its key takes.
    #[error("{place}: {name} must be {wants}")]
    Value {
        /// Where it was set.
        place: String,
        /// The key.
        name: &'static str,
        /// What it takes.
        wants: String,
        /// Whether it came with a flag, and so is a fault of usage.
        flag: bool,
    },
    /// What is set about mail does not go together.
    #[error("{0}")]
    Mail(String),
    /// A certificate without its key, or a key without its certificate.
    #[error("{set} is set and {missing} is not: TLS takes both files")]
    HalfOfTls {
        /// What is set.
        set: &'static str,
        /// What is not.
        missing: &'static str,
    },
    /// It would be reachable from other machines without encryption (details 27).
    #[error(
        "{0} is reachable from other machines, and plain http would show tokens and messages to everyone on the way: \
         put a proxy with TLS in front and set --public-url https://…, or set server.tls_certificate and \
         server.tls_key, or accept the risk with --insecure"
    )]
    PlainHttp(String),
}
