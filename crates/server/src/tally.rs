//! What happens too often to be written each time: how often keys are used, and refused logins (details 5, 25).
//!
//! It is summed up in memory and written each second, and once more when the process ends.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, PoisonError},
};

use bonafide_domain::{
    id::{AccountId, ChannelId, KeyId},
    time::Millis,
    token::Reason,
};
use bonafide_store::{
    Done, Store, StoreError, keys,
    login_log::{self, Attempt, Outcome},
};

/// How many different refusals are kept between two writes. Beyond that only those already there are counted.
const REFUSALS: usize = 10_000;

/// What was summed up since the last write.
#[derive(Default)]
pub struct Tally {
    logins: Mutex<HashMap<(AccountId, KeyId), (i64, Millis)>>,
    refusals: Mutex<HashMap<(AccountId, Refusal), (i64, Millis)>>,
}

/// A login that was refused before it came to the database. Equal ones become one line of the login log.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// The channel.
    pub channel: ChannelId,
    /// The network address it came from.
    pub address: String,
    /// The key that the token named, if it is one of the account's.
    pub key: Option<KeyId>,
    /// The external id, if the signature was good.
    pub external_id: Option<String>,
    /// Why.
    pub reason: Reason,
    /// What exactly was wrong, for administrators.
    pub detail: String,
}

impl Tally {
    /// Counts a login that was accepted with a key (KEY-5).
    pub fn login(&self, account: AccountId, key: KeyId, at: Millis) {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = logins.entry((account, key)).or_insert((0, at));
        *count += 1;
        *last = at.max(*last);
    }

    /// Notes a login that was refused (SEE-6).
    pub fn refusal(&self, account: AccountId, refusal: Refusal, at: Millis) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let full = refusals.len() >= REFUSALS;
        let key = (account, refusal);
        match refusals.get_mut(&key) {
            Some((count, last)) => {
                *count += 1;
                *last = at.max(*last);
            }
            None if full => {}
            None => {
                refusals.insert(key, (1, at));
            }
        }
    }

    /// Writes what was summed up. What the store could not take is kept for the next time.
    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let logins = mem::take(&mut *self.logins.lock().unwrap_or_else(PoisonError::into_inner));
        for ((account, key), (count, last)) in logins {
            let counted =
                store.write(account, move |tx| keys::count_logins(tx, key, count, last).map(Done::quiet));
            if let Err(error) = counted.await {
                let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
                logins.entry((account, key)).or_insert((0, last)).0 += count;
                return Err(error);
            }
        }
        let refusals = mem::take(&mut *self.refusals.lock().unwrap_or_else(PoisonError::into_inner));
        for ((account, refusal), (count, last)) in refusals {
            store
                .write(account, move |tx| {
                    let attempt = attempt(tx.id(), &refusal, count, last);
                    login_log::insert(tx, &attempt).map(Done::quiet)
                })
                .await?;
        }
        Ok(())
    }
}

fn attempt(id: bonafide_domain::id::LoginAttemptId, refusal: &Refusal, attempts: i64, at: Millis) -> Attempt {
    Attempt {
        id,
        channel: refusal.channel,
        address: refusal.address.clone(),
        key: refusal.key,
        external_id: refusal.external_id.clone(),
        outcome: Outcome::Refused { reason: refusal.reason.as_str().to_owned() },
        detail: Some(refusal.detail.clone()),
        warnings: None,
        attempts,
        at,
    }
}
