//! A socket's place in the hub.

use bonafide_domain::id::AccountId;

use super::{hub::Hub, queue::Inlet};

/// Where a socket sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) account: AccountId,
    pub(super) number: u64,
}

/// A taken seat. It is given up when this is dropped.
pub(super) struct Seat {
    pub(super) hub: Hub,
    pub(super) place: Place,
    pub(super) inlet: Inlet,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.leave(self.place);
    }
}
