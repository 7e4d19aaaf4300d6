//! Whom the socket of a device acts for.

use bonafide_domain::id::{KeyId, SessionId, UserId};

/// A user's device, as it was when its socket was opened or its session was last renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Device {
    /// The session.
    pub(super) session: SessionId,
    /// SHA-256 of the secret that was proved.
    pub(super) secret_hash: [u8; 32],
    /// The user it acts for: the one that the session's own user resolves to (MRG-5).
    pub(super) user: UserId,
    /// The key that the session was opened or renewed with.
    pub(super) key: Option<KeyId>,
}
