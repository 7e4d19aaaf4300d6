//! What happens too often to be written each time: how often keys are used, and refused logins (details 5, 25).
//!
//! It is summed up in memory and written each second, and once more when the process ends.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use bonafide_domain::{
    id::{AccountId, ChannelId, KeyId},
    time::{Day, Millis},
    token::{KeyOfSetting, Reason},
};
use bonafide_store::{
    Done, Store, StoreError, Tx,
    key_logins::{self, DayLogins},
    keys,
    login_log::{self, Attempt, Outcome},
};

/// How many different refusals are kept between two writes. Beyond that only those already there are counted.
const REFUSALS: usize = 10_000;

/// What was summed up since the last write.
#[derive(Default)]
pub struct Tally {
    logins: Counts<(AccountId, KeyId, Day)>,
    refusals: Counts<(AccountId, Refusal)>,
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
    /// The public key that the token named, of the channel's setting.
    pub public_key: Option<KeyOfSetting>,
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
        add(&self.logins, (account, key, at.day()), 1, at);
    }

    /// Notes a login that was refused (SEE-6).
    pub fn refusal(&self, account: AccountId, refusal: Refusal, at: Millis) {
        let key = (account, refusal);
        let refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let full = refusals.len() >= REFUSALS && !refusals.contains_key(&key);
        drop(refusals);
        if !full {
            add(&self.refusals, key, 1, at);
        }
    }

    /// Writes what was summed up. What the store could not take is kept for the next time.
    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        while let Some(((account, key, day), (logins, last))) = pop(&self.logins) {
            let of_day = DayLogins { key, day, logins };
            let counted = store.write(account, move |tx| count(tx, &of_day, last).map(Done::quiet));
            if let Err(error) = counted.await {
                add(&self.logins, (account, key, day), logins, last);
                return Err(error);
            }
        }
        while let Some(((account, refusal), (count, last))) = pop(&self.refusals) {
            let kept = refusal.clone();
            let logged = store.write(account, move |tx| {
                let attempt = attempt(tx.id(), &refusal, count, last);
                login_log::insert(tx, &attempt).map(Done::quiet)
            });
            if let Err(error) = logged.await {
                add(&self.refusals, (account, kept), count, last);
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Counts logins for the key and for its day.
fn count(tx: &mut Tx<'_>, of_day: &DayLogins, last: Millis) -> Result<(), StoreError> {
    keys::count_logins(tx, of_day.key, of_day.logins, last)?;
    key_logins::add(tx, of_day)
}

/// How often something happened, and when last.
type Counts<K> = Mutex<HashMap<K, (i64, Millis)>>;

fn add<K: Eq + Hash>(counts: &Counts<K>, key: K, times: i64, at: Millis) {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let (count, last) = counts.entry(key).or_insert((0, at));
    *count += times;
    *last = at.max(*last);
}

fn pop<K: Eq + Hash + Clone>(counts: &Counts<K>) -> Option<(K, (i64, Millis))> {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let key = counts.keys().next()?.clone();
    counts.remove_entry(&key)
}

fn attempt(id: bonafide_domain::id::LoginAttemptId, refusal: &Refusal, attempts: i64, at: Millis) -> Attempt {
    Attempt {
        id,
        channel: refusal.channel,
        address: refusal.address.clone(),
        key: refusal.key,
        public_key: refusal.public_key.clone(),
        external_id: refusal.external_id.clone(),
        outcome: Outcome::Refused { reason: refusal.reason.as_str().to_owned() },
        would_refuse: None,
        detail: Some(refusal.detail.clone()),
        notes: Vec::new(),
        attempts,
        at,
    }
}
