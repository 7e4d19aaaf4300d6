//! Calling addresses that administrators typed (OMN-4, OMN-19). Nothing else in the server may call one.
//!
//! Whoever may type an address could otherwise make the server read what only it can reach: the operator's own network, the
//! cloud's metadata, this machine. So a name is looked up here, each network address is judged, and the connection goes to
//! exactly the one that was judged: a name that leads elsewhere a moment later changes nothing. A redirect within the same
//! origin is followed and judged anew; one to elsewhere is not.

mod call;
mod reach;
mod tls;

use std::{sync::OnceLock, time::Duration};

use bonafide_domain::outbound::OutboundUrl;

pub use reach::Reach;
pub use tls::NotUsable;

use crate::config::Config;

/// How long all of a call may take.
const ALL_WITHIN: Duration = Duration::from_secs(10);
/// How often an answer may say that what is asked for is elsewhere at the same origin.
const REDIRECTS: usize = 3;

/// Who calls.
#[derive(Debug)]
pub struct Outbound {
    reach: Reach,
    tls: tls::Tls,
    /// The one address that is not called, and what it answers.
    own: OnceLock<(OutboundUrl, String)>,
}

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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

impl Outbound {
    /// As it is set.
    pub fn new(config: &Config) -> Result<Self, NotUsable> {
        let reach = Reach::allowing(config.outbound.allow.clone());
        let tls = tls::Tls::new(config.outbound.ca_file.as_deref())?;
        Ok(Self { reach, tls, own: OnceLock::new() })
    }

    /// From now on this address is not called: it is in this process, as the made-up portal of a demo is, and answers this.
    pub(crate) fn answers(&self, url: OutboundUrl, body: String) {
        let _ = self.own.set((url, body)); // one is opened in a process
    }

    /// What an address answers with, if that is at most `most` bytes.
    pub async fn get(&self, url: &OutboundUrl, most: usize) -> Result<Vec<u8>, CallFailed> {
        if let Some((_, body)) = self.own.get().filter(|(own, body)| own == url && body.len() <= most) {
            return Ok(body.clone().into_bytes());
        }
        let follow = async {
            let mut url = url.clone();
            for _ in 0..=REDIRECTS {
                match self.call(&url, most).await? {
                    call::Answer::Body(body) => return Ok(body),
                    call::Answer::Redirect(to) => url = to,
                }
            }
            Err(CallFailed::TooManyRedirects)
        };
        tokio::time::timeout(ALL_WITHIN, follow).await.unwrap_or(Err(CallFailed::TooSlow))
    }

    async fn call(&self, url: &OutboundUrl, most: usize) -> Result<call::Answer, CallFailed> {
        let connection = self.reach.connect(url).await?;
        let connection = self.tls.handshake(url, connection).await?;
        call::get(url, connection, most).await
    }
}
