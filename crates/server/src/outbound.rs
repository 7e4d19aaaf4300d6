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

use bonafide_domain::{call::Answer, outbound::OutboundUrl, token::code::Asked};

pub use bonafide_domain::call::CallFailed;
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
                    call::Got::Body(body) => return Ok(body),
                    call::Got::Redirect(to) => url = to,
                }
            }
            Err(CallFailed::TooManyRedirects)
        };
        tokio::time::timeout(ALL_WITHIN, follow).await.unwrap_or(Err(CallFailed::TooSlow))
    }

    /// What an address answers with that is asked once and no more, with whatever status: nothing is sent to where an answer leads,
    /// for what is asked holds secrets.
    pub async fn ask(
        &self,
        asked: &Asked,
        signature: Option<&str>,
        most: usize,
    ) -> Result<Answer, CallFailed> {
        let once = async {
            let connection = self.reach.connect(&asked.url).await?;
            let connection = self.tls.handshake(&asked.url, connection).await?;
            call::ask(asked, signature, connection, most).await
        };
        tokio::time::timeout(ALL_WITHIN, once).await.unwrap_or(Err(CallFailed::TooSlow))
    }

    async fn call(&self, url: &OutboundUrl, most: usize) -> Result<call::Got, CallFailed> {
        let connection = self.reach.connect(url).await?;
        let connection = self.tls.handshake(url, connection).await?;
        call::get(url, connection, most).await
    }
}
