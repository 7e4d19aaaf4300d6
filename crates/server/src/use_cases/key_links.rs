//! One-time links that hand a signing key's id and secret to a developer (KEY-9).

use bonafide_domain::{
    audit::Action,
    id::{AccountId, AgentId, KeyId, KeyLinkId},
    limits,
};
use bonafide_store::{
    Done, StoreError, Tx, audit_log,
    key_links::{self, NewKeyLink, Opener},
    keys,
};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Refused, Step, admission};
use crate::{
    App,
    http::ApiError,
    secrets::{AgentToken, Bearer, KeyLinkCode, Secret256},
    verification::secret_cell,
};

/// A key, as a link hands it over.
pub struct HandedOver {
    /// Its id.
    pub key: KeyId,
    /// Its name.
    pub name: String,
    /// Its secret.
    pub secret: Zeroizing<String>,
}

impl App {
    /// Makes a link for whoever still has the key's secret: it is shown once (KEY-4), and a link made later would show it
    /// again. Any before it that nobody has opened goes.
    pub async fn make_key_link(
        &self,
        by: AgentToken,
        key: KeyId,
        secret: &str,
    ) -> Result<KeyLinkCode, ApiError> {
        let account = by.account;
        let asks = by.clone();
        self.read(account, move |tx| admission::admit_administrator(tx, &asks)).await?;
        let kept = self.signing_secret(account, key).await?.ok_or(Refused::NotFound)?;
        if !kept.is(secret) {
            return Err(Refused::Invalid(
                "`secret` is not this key's: a link is made with the secret at hand.",
            )
            .into());
        }
        let code = Bearer { account, session: self.store.new_id(), secret: Secret256::new(&*self.random) };
        let (id, hash) = (code.session, code.secret.hash());
        self.write(account, move |tx| make(tx, &by, key, id, &hash)).await?;
        Ok(code)
    }

    /// Opens a link: this once, it gives the key's id and secret. The administrators see who it was, as far as that can be told.
    pub async fn open_key_link(&self, code: KeyLinkCode, opener: Opener) -> Result<HandedOver, ApiError> {
        let account = code.account;
        let opened = self.write(account, move |tx| open(tx, &code, &opener)).await?;
        let secret = self.open_secret(account, &opened).await?;
        Ok(HandedOver { key: opened.id, name: opened.name, secret })
    }

    async fn open_secret(
        &self,
        account: AccountId,
        key: &keys::VerifyingKey,
    ) -> Result<Zeroizing<String>, ApiError> {
        let account_key = self.account_key(account).await?;
        let secret = account_key.open(secret_cell(&key.id), &key.sealed_secret)?;
        let text = str::from_utf8(&secret).map_err(|_| no_text(key.id))?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

fn no_text(key: KeyId) -> StoreError {
    StoreError::Corrupt(format!("the secret of {key} is no text"))
}

fn make(
    tx: &mut Tx<'_>,
    by: &AgentToken,
    key: KeyId,
    id: KeyLinkId,
    secret_hash: &[u8; 32],
) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, by)?;
    // KEY-6: the key may have been deleted a moment ago.
    keys::find_verifying(tx, key)?.ok_or(Refused::NotFound)?;
    key_links::revoke_all(tx, key)?;
    let expires_at = tx.now().plus(limits::ONE_TIME_LINK);
    key_links::insert(tx, &NewKeyLink { id, key, secret_hash, made_by: by.id, expires_at })?;
    note(tx, Some(by.id), Action::KeyLink, key, id)?;
    Ok(Done::quiet(()))
}

/// A link that is unknown, was opened or revoked, is too old or led to a key that was deleted: these are not told apart.
fn open(tx: &mut Tx<'_>, code: &KeyLinkCode, opener: &Opener) -> Step<Done<keys::VerifyingKey>> {
    let hash = key_links::find_secret_hash(tx, code.session)?.filter(|hash| code.secret.matches(hash));
    hash.ok_or(Refused::KeyLinkSpent)?;
    let key = key_links::open(tx, code.session, opener)?.ok_or(Refused::KeyLinkSpent)?;
    let key = keys::find_verifying(tx, key)?.ok_or(Refused::KeyLinkSpent)?;
    note(tx, None, Action::KeyOpenLink, key.id, code.session)?;
    Ok(Done::quiet(key))
}

/// Revokes a link that nobody has opened.
pub fn revoke(tx: &mut Tx<'_>, by: &AgentToken, key: KeyId, id: KeyLinkId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, by)?;
    if !key_links::revoke(tx, key, id)? {
        return Err(Refused::NotFound.into());
    }
    note(tx, Some(by.id), Action::KeyRevokeLink, key, id)?;
    Ok(Done::quiet(()))
}

fn note(tx: &mut Tx<'_>, by: Option<AgentId>, action: Action, key: KeyId, link: KeyLinkId) -> Step<()> {
    Ok(audit_log::insert(tx, by, action, &key.kid(), &json!({ "link": link.to_string() }))?)
}
