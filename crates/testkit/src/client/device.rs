//! What a device stores, for all its tabs.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use crate::wire::{Session, User};

/// Who the device acts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The right to do so.
    pub session: Session,
    /// Whom it acts as.
    pub user: User,
    /// The id that the server gave the device.
    pub device: String,
}

/// The storage that the tabs of one device share.
#[derive(Debug, Clone, Default)]
pub(super) struct Storage(Arc<Mutex<Option<Identity>>>);

impl Storage {
    pub(super) fn load(&self) -> Option<Identity> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn store(&self, identity: &Identity) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(identity.clone());
    }

    pub(super) fn wipe(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The answer to a login or to the request for an anonymous session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Opened {
    /// The new or renewed session.
    pub session: Session,
    /// Whom it acts as.
    pub user: User,
    /// The device.
    pub device: DeviceName,
    /// The user's conversation, after a login.
    #[serde(default)]
    pub conversation: Option<crate::wire::Head>,
    /// Whether what was written before a login was joined with the user's.
    #[serde(default)]
    pub joined: bool,
}

/// A device, as answers name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DeviceName {
    /// The id that the server gave it.
    pub id: String,
}

impl Opened {
    pub(super) fn identity(&self) -> Identity {
        Identity { session: self.session.clone(), user: self.user.clone(), device: self.device.id.clone() }
    }
}
