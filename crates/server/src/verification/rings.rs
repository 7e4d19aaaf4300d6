//! What an account verifies tokens by, in memory for a moment: its live keys, and what its channels take.
//!
//! It is read again when it is old, and at once for what is not in it: another node or a command may just have made that (details 13).

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bonafide_domain::{
    id::{AccountId, ChannelId, KeyId, SettingId},
    token::{KeySecret, RestKey, TokenKey, TokenPolicy},
};
use bonafide_store::{
    StoreError, accounts, keys,
    made_settings::{self, MadeSetting},
    settings::{self, Setting},
};
use tokio::sync::OnceCell;

use super::{
    readings::{Number, Readings, Turn},
    secret_cell,
};
use crate::{App, http::ApiError, secrets::AccountKey};

/// How long keys are kept in memory (details 13).
/// A key deleted meanwhile is no danger: the login reads it again in its transaction (KEY-6).
const FRESH: Duration = Duration::from_secs(1);
/// How much that was not found is remembered for an account.
const UNKNOWN: usize = 1_000;

/// What the accounts that have lately been logged in to verify tokens by.
#[derive(Default)]
pub struct KeyRings(Mutex<HashMap<AccountId, Arc<Place>>>);

/// What is in memory of an account.
#[derive(Default)]
struct Place {
    readings: Readings<Ring>,
    missed: Mutex<HashMap<Missed, Number>>,
}

/// What was read of an account.
pub(super) struct Ring {
    pub(super) keys: Vec<TokenKey>,
    pub(super) channels: HashMap<ChannelId, Setting>,
    pub(super) policy: TokenPolicy,
    made: HashMap<SettingId, MadeSetting>,
    rest: Arc<RestKeys>,
    number: Number,
    read_at: Duration,
}

/// The keys of the REST API. No token is verified by them, and none are read until one was refused.
struct RestKeys {
    keys: OnceCell<Vec<RestKey>>,
    /// They are not older than this.
    since: Duration,
}

/// What was looked for and not in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Missed {
    /// The channel.
    Channel(ChannelId),
    /// The key of ours with this id.
    Key(KeyId),
    /// The secret that made the signature of the token with this hash (CHT-2).
    SecretOf(u64),
}

/// Somebody who came with a token, and the readings that had begun by then.
#[derive(Clone, Copy)]
pub(super) struct Came {
    account: AccountId,
    begun: Number,
}

impl App {
    /// Somebody comes with a token.
    pub(super) fn comes(&self, account: AccountId) -> Came {
        Came { account, begun: self.key_rings.place(account).readings.begun() }
    }

    /// What is in memory of the account, if it is not old.
    pub(super) async fn ring(&self, came: Came) -> Result<Arc<Ring>, ApiError> {
        let kept = self.key_rings.place(came.account).readings.kept();
        match kept {
            Some(ring) if self.clock.uptime() < ring.read_at + FRESH => Ok(ring),
            Some(_) | None => self.ring_since(came).await,
        }
    }

    /// All that there was when somebody came.
    pub(super) async fn ring_since(&self, came: Came) -> Result<Arc<Ring>, ApiError> {
        let place = self.key_rings.place(came.account);
        match place.readings.after(came.begun).await {
            Turn::Read(read) => read,
            Turn::Theirs(reader) => {
                let number = reader.begin();
                reader.end(number, self.read_ring(came.account, number, None).await)
            }
        }
    }

    /// All that there was when somebody came whose token asks for what this ring does not have. `None` if there is no reading for it: it was
    /// not there a moment ago, or there were too many.
    ///
    /// Anybody can ask for what is not there, each time for something else, so what all of them cause together is bounded; what is in memory
    /// is not older than a second all the same, and then has what was just made. Whoever uses the bound up delays a new key by that second at
    /// most, and nothing else.
    pub(super) async fn ring_with(
        &self,
        came: Came,
        ring: &Ring,
        missed: Missed,
    ) -> Result<Option<Arc<Ring>>, ApiError> {
        let place = self.key_rings.place(came.account);
        if ring.number > came.begun {
            place.note(missed, ring.number);
            return Ok(None);
        }
        if place.was_missed_by(ring, missed) {
            return Ok(None);
        }
        let read = match place.readings.after(came.begun).await {
            Turn::Read(read) => read?,
            Turn::Theirs(_) if self.limits.key_reading(came.account).is_err() => return Ok(None),
            Turn::Theirs(reader) => {
                let rest = match missed {
                    // It may be one of the REST API's that was just made, and the login log names those (TOK-1).
                    Missed::Key(_) => None,
                    Missed::Channel(_) | Missed::SecretOf(_) => Some(Arc::clone(&ring.rest)),
                };
                let number = reader.begin();
                reader.end(number, self.read_ring(came.account, number, rest).await)?
            }
        };
        // Whatever is asked for was looked for now: if it is still not there, it is not looked for again.
        place.note(missed, read.number);
        Ok(Some(read))
    }

    /// The keys of the REST API, read once for all whose tokens are refused within a moment.
    pub(super) async fn rest_keys<'r>(
        &self,
        account: AccountId,
        ring: &'r Ring,
    ) -> Result<&'r Vec<RestKey>, ApiError> {
        ring.rest.keys.get_or_try_init(|| self.live_rest_keys(account)).await
    }

    async fn read_ring(
        &self,
        account: AccountId,
        number: Number,
        rest: Option<Arc<RestKeys>>,
    ) -> Result<Ring, ApiError> {
        let read_at = self.clock.uptime();
        let (live, channels, made, policy) = self
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
                Ok((live, settings::of_channels(tx)?, made_settings::all(tx)?, policy))
            })
            .await?;
        let account_key = self.account_key(account).await?;
        let keys = live.iter().map(|key| unseal(&account_key, key)).collect::<Result<_, _>>()?;
        let channels = channels.into_iter().collect();
        let made = made.into_iter().map(|setting| (setting.id, setting)).collect();
        let rest = rest.filter(|rest| read_at < rest.since + FRESH);
        let rest = rest.unwrap_or_else(|| Arc::new(RestKeys { keys: OnceCell::new(), since: read_at }));
        Ok(Ring { keys, channels, policy, made, rest, number, read_at })
    }
}

impl KeyRings {
    fn place(&self, account: AccountId) -> Arc<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(account).or_default())
    }
}

impl Place {
    /// Whether this was looked for by the reading of this ring or an earlier one. A ring that was read before that says nothing: what came of
    /// the look is in a later one.
    fn was_missed_by(&self, ring: &Ring, missed: Missed) -> bool {
        self.missed().get(&missed).is_some_and(|number| *number <= ring.number)
    }

    fn note(&self, missed: Missed, number: Number) {
        let mut before = self.missed();
        if before.len() >= UNKNOWN {
            before.clear();
        }
        before.insert(missed, number);
    }

    fn missed(&self) -> MutexGuard<'_, HashMap<Missed, Number>> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    /// The setting of a channel, if it is one that administrators made.
    pub(super) fn made_setting(&self, channel: ChannelId) -> Option<&MadeSetting> {
        self.made.get(&self.channels.get(&channel)?.id)
    }
}

impl Missed {
    /// The secret that made a token's signature. Whoever makes two tokens that are one to this has the second judged by what is in memory.
    pub(super) fn secret_of(token: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        token.hash(&mut hasher);
        Self::SecretOf(hasher.finish())
    }
}

fn unseal(account_key: &AccountKey, key: &keys::VerifyingKey) -> Result<TokenKey, ApiError> {
    let secret = account_key.open(secret_cell(&key.id), &key.sealed_secret)?;
    let secret = KeySecret::new(secret.to_vec())
        .map_err(|_| ApiError::from(StoreError::Corrupt("a key's secret is too short".to_owned())))?;
    Ok(TokenKey { id: key.id, setting: key.setting, kind: key.kind, namespace: key.namespace, secret })
}
