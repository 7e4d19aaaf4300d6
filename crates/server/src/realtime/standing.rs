//! Whether the session of an open socket still counts.

use bonafide_domain::{
    id::{AgentSessionId, KeyId},
    session,
    time::Millis,
};
use bonafide_store::{Result, Tx, agents, sessions};

use super::{close::Close, member::Device};
use crate::{
    http::{ApiError, ErrorCode},
    use_cases::Refused,
};

/// What a session is to its socket now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It counts.
    Counts {
        /// Until when.
        until: Millis,
        /// The key it was opened or last renewed with.
        key: Option<KeyId>,
    },
    /// The socket closes.
    Over(Close),
}

/// The standing of a device's session.
///
/// A session that counts and acts for another user now (its user was merged into somebody), or has another secret (a
/// login was repeated after a lost answer), closes its socket all the same: whoever holds the session proves it again
/// and reads what is theirs now.
pub(super) fn of_device(tx: &mut Tx<'_>, device: &Device) -> Result<Standing> {
    let Some(kept) = sessions::find(tx, device.session)? else {
        return Ok(Standing::Over(Close::ended(ErrorCode::SessionUnknown)));
    };
    Ok(match session::admit(&kept.session, &kept.around, tx.now()) {
        Err(refused) => Standing::Over(Close::ended(ApiError::from(Refused::Session(refused)).code())),
        Ok(actor) if actor.user() != device.user || kept.secret_hash != device.secret_hash => {
            Standing::Over(Close::CHANGED)
        }
        Ok(actor) => {
            Standing::Counts { until: actor.expires_at(), key: actor.proof().and_then(|proof| proof.key) }
        }
    })
}

/// The standing of an agent's session.
pub(super) fn of_agent(tx: &mut Tx<'_>, session: AgentSessionId) -> Result<Standing> {
    let now = tx.now();
    let counts = agents::find_session(tx, session)?.filter(|it| !it.ended && now < it.expires_at);
    Ok(match counts {
        Some(session) => Standing::Counts { until: session.expires_at, key: None },
        None => Standing::Over(Close::ended(ErrorCode::SignInRequired)),
    })
}
