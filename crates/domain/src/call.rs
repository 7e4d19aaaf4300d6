//! What comes of a call to an address that an administrator typed (OMN-4, OMN-19).

/// An answer, whatever its status.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its media type, in small letters and without parameters, if it says one.
    pub media_type: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether it says that its body is JSON (RFC 8259; RFC 6839, section 3.1).
    pub fn is_json(&self) -> bool {
        self.media_type.as_deref().is_some_and(|it| it == "application/json" || it.ends_with("+json"))
    }
}

/// What it says is not shown: there may be tokens in it.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why a call gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallFailed {
    /// The name leads nowhere.
    #[error("The host's name was not found.")]
    NoSuchHost,
    /// It leads to where not everybody can go.
    #[error(
        "The address leads to a private or local network, which is not called unless the operator allows it (outbound.allow)."
    )]
    NotPublic,
    /// Nobody answers there.
    #[error("No connection could be made.")]
    Unreachable,
    /// Whoever answers is not who they should be.
    #[error(
        "TLS failed: the certificate is not for this host, is at its end, or was signed by nobody that is trusted."
    )]
    Tls,
    /// It took too long.
    #[error("It took longer than ten seconds.")]
    TooSlow,
    /// There was too much.
    #[error("The answer is longer than {0} bytes.")]
    TooLarge(usize),
    /// Another status than 200.
    #[error("The answer's status is {0} and not 200.")]
    Status(u16),
    /// What is asked for is elsewhere.
    #[error("The answer leads to another address, which nobody typed: enter that one, if it is right.")]
    Elsewhere,
    /// It leads on and on.
    #[error("The answer led on to other addresses more than three times.")]
    TooManyRedirects,
    /// The connection ended too early, or what came is not HTTP.
    #[error("The answer is not HTTP, or ended too early.")]
    Broken,
}

impl CallFailed {
    /// The word for programs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NoSuchHost => "no_such_host",
            Self::NotPublic => "not_public",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::TooSlow => "too_slow",
            Self::TooLarge(_) => "too_large",
            Self::Status(_) => "status",
            Self::Elsewhere => "elsewhere",
            Self::TooManyRedirects => "too_many_redirects",
            Self::Broken => "broken",
        }
    }
}
