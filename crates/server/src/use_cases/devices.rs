//! The devices of a user, as agents see them (SEE-3).

use bonafide_domain::{
    id::UserId,
    limits,
    mark::{self, PersonMark},
};
use bonafide_store::{
    Tx,
    sessions::{self, ListedSession},
};

use super::{Step, admission, person};
use crate::secrets::AgentToken;

/// A device, by the session that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedDevice {
    /// The session.
    pub session: ListedSession,
    /// The device's mark.
    pub mark: PersonMark,
}

/// The devices of a user, the newest session first: those whose session counts now, those that were signed in until it
/// expired, and those of somebody banned. The id may be that of a merged user (MRG-5).
pub fn list_devices(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Vec<MarkedDevice>> {
    admission::admit_agent(tx, token)?;
    let root = person::find_root(tx, user)?.id;
    let mut devices = Vec::new();
    for session in sessions::latest_of_user(tx, root, limits::DEVICES)? {
        let kept = sessions::find(tx, session.id)?;
        let mark = kept.and_then(|kept| mark::of_device(&kept.session, &kept.around, tx.now()));
        devices.extend(mark.map(|mark| MarkedDevice { session, mark }));
    }
    Ok(devices)
}
