//! Verifying tokens against the account's live keys, which are kept in memory for a moment.

use std::{
    cell::Cell,
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bonafide_domain::{
    id::{AccountId, KeyId},
    time::Millis,
    token::{
        self, Check, CheckRecord, KeySecret, KnownKeys, Outcome, TokenKey, TokenPolicy, TokenRefused,
        VerifiedToken,
        mistake::{self, Mistake},
    },
};
use bonafide_store::{StoreError, accounts, keys};

use crate::{
    App,
    http::ApiError,
    secrets::{AccountKey, Cell as SealedCell},
};

/// How long keys are kept in memory, and how long a key id that was not there is not looked for again (details 13).
/// A key deleted meanwhile is no danger: the login reads it again in its transaction (KEY-6).
const FRESH: Duration = Duration::from_secs(1);
/// How many unknown key ids are remembered for an account.
const UNKNOWN: usize = 1_000;

/// A token was judged: what came of it, and every check on the way.
pub struct Judged {
    /// The token, or why it was refused.
    pub outcome: Result<VerifiedToken, TokenRefused>,
    /// The checks in their order.
    pub record: CheckRecord,
}

/// The live keys of the accounts that have lately been logged in to.
#[derive(Default)]
pub struct KeyRings(Mutex<HashMap<AccountId, Arc<Ring>>>);

struct Ring {
    keys: Vec<TokenKey>,
    policy: TokenPolicy,
    read_at: Duration,
    unknown: Mutex<HashMap<KeyId, Duration>>,
}

/// Looks a key up, and remembers which one was not there.
struct Lookup<'a> {
    ring: &'a Ring,
    missed: Cell<Option<KeyId>>,
}

impl KnownKeys for Lookup<'_> {
    fn find(&self, id: KeyId) -> Option<&TokenKey> {
        let found = self.ring.keys.as_slice().find(id);
        if found.is_none() {
            self.missed.set(Some(id));
        }
        found
    }
}

impl App {
    /// Judges a token by the account's live keys. A key that another node or a command has just made is found too.
    pub async fn judge(&self, account: AccountId, token: &str) -> Result<Judged, ApiError> {
        self.judge_at(account, token, self.now()).await
    }

    /// As [`judge`](Self::judge), as if it were another time. That is for explanations alone: nobody is logged in by what
    /// comes of it (SEE-7). The keys and what the account asks of tokens are those of now.
    pub(crate) async fn judge_at(
        &self,
        account: AccountId,
        token: &str,
        now: Millis,
    ) -> Result<Judged, ApiError> {
        let ring = self.ring(account).await?;
        let (judged, missed) = judge(&ring, token, now);
        match missed {
            Some(id) if ring.ask_again(id, self.clock.uptime()) => {
                let ring = self.read_ring(account).await?;
                Ok(judge(&ring, token, now).0)
            }
            Some(_) | None => Ok(judged),
        }
    }

    /// The secret of a live signing key, for signing a token to try things out with.
    pub async fn signing_secret(&self, account: AccountId, id: KeyId) -> Result<Option<KeySecret>, ApiError> {
        let ring = self.read_ring(account).await?;
        Ok(ring.keys.as_slice().find(id).map(|key| key.secret.clone()))
    }

    /// Where a signature that is not good comes from, if it is a common mistake (SEE-7).
    pub(crate) async fn signature_mistake(
        &self,
        account: AccountId,
        record: &CheckRecord,
        token: &str,
    ) -> Result<Option<Mistake>, ApiError> {
        let was_the_signature = matches!(record.outcome(Check::Signature), Outcome::Failed { .. });
        let Some(key) = record.key().filter(|_| was_the_signature) else { return Ok(None) };
        let ring = self.ring(account).await?;
        Ok(mistake::of_signature(token, key, &ring.keys))
    }

    async fn ring(&self, account: AccountId) -> Result<Arc<Ring>, ApiError> {
        let kept = self.key_rings.0.lock().unwrap_or_else(PoisonError::into_inner).get(&account).cloned();
        match kept {
            Some(ring) if self.clock.uptime() < ring.read_at + FRESH => Ok(ring),
            Some(_) | None => self.read_ring(account).await,
        }
    }

    async fn read_ring(&self, account: AccountId) -> Result<Arc<Ring>, ApiError> {
        let read_at = self.clock.uptime();
        let (live, policy) = self
            .store
            .read(account, |tx| {
                let ids: Vec<KeyId> = keys::live_ids(tx)?;
                let mut live = Vec::with_capacity(ids.len());
                for id in ids {
                    live.extend(keys::find_verifying(tx, id)?);
                }
                let settings = accounts::find_login_settings(tx)?;
                let policy = settings.map_or_else(TokenPolicy::default, |settings| TokenPolicy {
                    greatest_age: settings.greatest_token_age,
                    age_mode: settings.token_age_mode,
                });
                Ok((live, policy))
            })
            .await?;
        let account_key = self.account_key(account).await?;
        let keys = live.iter().map(|key| unseal(&account_key, key)).collect::<Result<_, _>>()?;
        let ring = Arc::new(Ring { keys, policy, read_at, unknown: Mutex::default() });
        self.key_rings.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account, Arc::clone(&ring));
        Ok(ring)
    }
}

impl Ring {
    /// Whether to look for a key in the database that is not in memory: not if that was done a moment ago.
    fn ask_again(&self, id: KeyId, now: Duration) -> bool {
        let mut unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        if unknown.len() >= UNKNOWN {
            unknown.clear();
        }
        let before = unknown.insert(id, now);
        before.is_none_or(|before| before + FRESH <= now)
    }
}

fn judge(ring: &Ring, token: &str, now: Millis) -> (Judged, Option<KeyId>) {
    let lookup = Lookup { ring, missed: Cell::new(None) };
    let mut record = CheckRecord::default();
    let outcome = token::verify(token, &lookup, &ring.policy, now, &mut record);
    (Judged { outcome, record }, lookup.missed.get())
}

fn unseal(account_key: &AccountKey, key: &keys::VerifyingKey) -> Result<TokenKey, ApiError> {
    let secret = account_key.open(secret_cell(&key.id), &key.sealed_secret)?;
    let secret = KeySecret::new(secret.to_vec())
        .map_err(|_| ApiError::from(StoreError::Corrupt("a signing key's secret is too short".to_owned())))?;
    Ok(TokenKey { id: key.id, setting: key.setting, namespace: key.namespace, secret })
}

/// Where a signing key's secret is kept.
pub fn secret_cell(id: &KeyId) -> SealedCell<'_> {
    SealedCell { table: "signing_keys", column: "sealed_secret", id: id.as_bytes() }
}
