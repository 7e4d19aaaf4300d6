//! Which account and channel a public key leads to, remembered.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use bonafide_domain::id::{AccountId, ChannelId, Id};
use bonafide_store::{Result, Store, directory};

/// The public keys that were asked for. A public key is given to one channel and never to another, so what was found
/// once stays true; whether the channel is still there, whoever acts on it reads in their own transaction. What was not
/// found is asked for again, so nobody fills this with keys that do not exist.
#[derive(Default)]
pub struct Directory(RwLock<HashMap<String, (AccountId, ChannelId)>>);

impl Directory {
    /// The account and the channel of a public key.
    pub async fn find(&self, store: &Store, public_key: String) -> Result<Option<(AccountId, ChannelId)>> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&public_key) {
            return Ok(Some(*known));
        }
        let asked = public_key.clone();
        let found = store.read(Id::ZERO, move |tx| directory::find_channel(tx, &asked)).await?;
        if let Some(found) = found {
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(public_key, found);
        }
        Ok(found)
    }
}
