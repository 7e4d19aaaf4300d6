//! What a client carries to act as a session: `bfs_…` for users' devices, `bfa_…` for agents. What a one-time link to a
//! signing key ends in, `bfk_…`, is of the same form.

use std::{fmt, str::FromStr};

use bonafide_domain::id::{self, AccountId, Id};
use zeroize::Zeroizing;

use super::{Secret256, secret::SECRET_CHARS};

/// A kind of session that has a token.
pub trait Kind {
    /// What its tokens begin with, so that one found where it should not be can be told.
    const PREFIX: &'static str;
}

impl Kind for id::Session {
    const PREFIX: &'static str = "bfs_";
}
impl Kind for id::AgentSession {
    const PREFIX: &'static str = "bfa_";
}
impl Kind for id::KeyLink {
    const PREFIX: &'static str = "bfk_";
}

/// The token of a user's session on a device.
pub type SessionToken = Bearer<id::Session>;
/// The token of an agent's session.
pub type AgentToken = Bearer<id::AgentSession>;
/// What a one-time link to a signing key ends in (KEY-9).
pub type KeyLinkCode = Bearer<id::KeyLink>;

/// Account, session and secret in one text: `bfs_<24 hex account><24 hex session>_<43 base64url>` (details 7).
///
/// The session is found by its primary key, and only then is the secret's hash compared, in constant time.
#[derive(Clone)]
pub struct Bearer<K> {
    /// Whose data the session belongs to.
    pub account: AccountId,
    /// Which session it is, or which link.
    pub session: Id<K>,
    /// What proves the right to it.
    pub secret: Secret256,
}

impl<K: Kind> Bearer<K> {
    /// The text for its owner. It must not be logged.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}{}{}_{}", K::PREFIX, self.account, self.session, *self.secret.text()))
    }
}

/// The secret is hidden; account and session are ids and may be seen.
impl<K: Kind> fmt::Debug for Bearer<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}_(hidden)", K::PREFIX, self.account, self.session)
    }
}

/// Not a session's token of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a session's token")]
pub struct NotABearer;

impl<K: Kind> FromStr for Bearer<K> {
    type Err = NotABearer;

    /// Reads exactly what [`Bearer::text`] writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, NotABearer> {
        const ID_CHARS: usize = 24;
        let rest = text.strip_prefix(K::PREFIX).ok_or(NotABearer)?;
        let (account, rest) = rest.split_at_checked(ID_CHARS).ok_or(NotABearer)?;
        let (session, rest) = rest.split_at_checked(ID_CHARS).ok_or(NotABearer)?;
        let secret = rest.strip_prefix('_').filter(|it| it.len() == SECRET_CHARS).ok_or(NotABearer)?;
        Ok(Self {
            account: account.parse().map_err(|_| NotABearer)?,
            session: session.parse().map_err(|_| NotABearer)?,
            secret: secret.parse().map_err(|_| NotABearer)?,
        })
    }
}
