//! Keys of the REST API, as administrators make and delete them, and as programs are let in with them (7-rest).

use bonafide_domain::{
    audit::Action,
    id::{AccountId, AgentId, KeyId},
    key::{self, LiveKey},
    limits,
    time::Millis,
    token::{KeySecret, RestKey},
};
use bonafide_store::{
    Done, LockKey, StoreError, Tx, audit_log,
    rest_keys::{self, ListedRestKey, NewRestKey, SealedRestKey},
};
use serde_json::json;

use super::{Refused, Step, keys::Creation};
use crate::{App, http::ApiError, key_making::rest_secret_cell, secrets::AccountKey};

/// Makes a key. `by` is `None` for a command on the server's own machine.
pub fn create(tx: &mut Tx<'_>, by: Option<AgentId>, creation: &Creation) -> Step<Done<()>> {
    // Two administrators who make the tenth at once come one after the other.
    tx.lock(&[LockKey { kind: "rest keys", value: &[] }])?;
    let live: Vec<LiveKey> = rest_keys::all(tx)?.into_iter().map(live).collect();
    key::may_create(&creation.name, &live)?;
    let new = NewRestKey {
        id: creation.id,
        name: creation.name.as_str(),
        first_six: &creation.first_six,
        sealed_secret: &creation.sealed_secret,
        made_by: by,
    };
    rest_keys::insert(tx, &new)?;
    audit_log::insert(tx, by, Action::RestKeyCreate, &creation.id.kid(), &json!({"name": new.name}))?;
    Ok(Done::quiet(()))
}

fn live(ListedRestKey { id, name, last_used, .. }: ListedRestKey) -> LiveKey {
    LiveKey { id, name, last_used }
}

/// Deletes a key: no program is let in with it from now on, on any node.
pub fn delete(tx: &mut Tx<'_>, by: Option<AgentId>, id: KeyId) -> Step<Done<()>> {
    let listed = rest_keys::all(tx)?.into_iter().find(|key| key.id == id).ok_or(Refused::NotFound)?;
    if !rest_keys::delete(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    audit_log::insert(tx, by, Action::RestKeyDelete, &id.kid(), &json!({"name": listed.name}))?;
    Ok(Done::quiet(()))
}

impl App {
    /// Lets a program in that says that it has this key, if `proves` says so of the live one. Each call reads it anew: a key
    /// that was deleted lets nobody in any more.
    pub(crate) async fn admit_program(
        &self,
        account: AccountId,
        id: KeyId,
        proves: impl FnOnce(&RestKey, Millis) -> bool,
    ) -> Result<bool, ApiError> {
        let Some(kept) = self.store.read(account, move |tx| rest_keys::find(tx, id)).await? else {
            return Ok(false);
        };
        let (key, now) = (unseal(&self.account_key(account).await?, &kept)?, self.now());
        if !proves(&key, now) {
            return Ok(false);
        }
        // A row is not written anew for every call.
        if kept.last_used.is_none_or(|used| now >= used.plus(limits::REST_KEY_USED)) {
            self.store.write(account, move |tx| rest_keys::note_use(tx, id).map(Done::quiet)).await?;
        }
        Ok(true)
    }

    /// The account's live keys of the REST API, to tell whether a refused token comes from one of them (SEE-6, SEE-7). Whoever
    /// verifies tokens is given none of them.
    pub(crate) async fn live_rest_keys(&self, account: AccountId) -> Result<Vec<RestKey>, ApiError> {
        let kept = self.store.read(account, rest_keys::sealed_secrets).await?;
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let account_key = self.account_key(account).await?;
        kept.iter().map(|key| unseal(&account_key, key)).collect()
    }
}

fn unseal(account_key: &AccountKey, key: &SealedRestKey) -> Result<RestKey, ApiError> {
    let secret = account_key.open(rest_secret_cell(&key.id), &key.sealed_secret)?;
    let secret = KeySecret::new(secret.to_vec())
        .map_err(|_| ApiError::from(StoreError::Corrupt("a key's secret is too short".to_owned())))?;
    Ok(RestKey { id: key.id, secret })
}
