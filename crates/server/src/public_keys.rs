//! The public keys of settings: fetched when they are due, kept in memory and in the store, and served while their address is
//! down (OMN-4). What is due when, who waits for it, and for how long keys serve, is in the domain.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bonafide_domain::{
    id::{AccountId, SettingId},
    key_fetch::{Fetches, KeySource, Look, Published, Want},
    limits,
    outbound::OutboundUrl,
    time::Span,
    token::{KeySet, code::keys_at},
};
use bonafide_store::{
    Done,
    fetched_keys::{self, Failure, FetchedKeys},
};

use crate::{
    App,
    http::{ApiError, ErrorCode},
};

/// The keys of the settings that were lately asked for.
#[derive(Default)]
pub struct KeySets(Mutex<HashMap<(AccountId, SettingId), Arc<Slot>>>);

/// The keys of one setting.
#[derive(Default)]
struct Slot {
    /// Held by whoever fetches: a thousand logins that need the same keys cause one fetch.
    fetching: Arc<tokio::sync::Mutex<()>>,
    /// Since when somebody does, by the process's uptime.
    since: Mutex<Option<Duration>>,
    kept: Mutex<Option<Kept>>,
}

/// What is known of the keys at an address.
#[derive(Clone)]
struct Kept {
    url: String,
    fetches: Fetches,
    /// The last good ones.
    set: Option<Arc<KeySet>>,
}

impl KeySets {
    fn slot(&self, account: AccountId, setting: SettingId) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry((account, setting)).or_default())
    }
}

impl Slot {
    /// What is known, if it is of this address.
    fn known(&self, url: &OutboundUrl) -> Option<Kept> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|kept| kept.url == url.as_str()).cloned()
    }

    fn keep(&self, kept: Kept) -> Kept {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept.clone());
        kept
    }

    /// Keeps what another node or an earlier process knew, unless something is known by now.
    fn keep_first(&self, kept: Kept) -> Kept {
        let mut place = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match &*place {
            Some(known) if known.url == kept.url => known.clone(),
            Some(_) | None => place.insert(kept).clone(),
        }
    }

    /// Whether a fetch is under way, and since when.
    fn since(&self) -> Option<Duration> {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_fetching(&self, since: Option<Duration>) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }
}

impl App {
    /// The public keys of a setting, fetched if they are due; `None` if there are none that may serve.
    pub(crate) async fn key_set(
        &self,
        account: AccountId,
        setting: SettingId,
        source: &KeySource,
        want: Want,
    ) -> Result<Option<Arc<KeySet>>, ApiError> {
        let slot = self.key_sets.slot(account, setting);
        let known = match slot.known(&source.url) {
            Some(known) => Some(known),
            None => self.stored(account, setting, &source.url).await?.map(|kept| slot.keep_first(kept)),
        };
        let look = self.look(known.as_ref(), source, want);
        let known = match look {
            Look::Use => known,
            Look::Behind => {
                self.look_behind(account, setting, source, slot);
                known
            }
            Look::Wait(most) => {
                let most = most.map(|most| left(most, slot.since(), self.clock.uptime()));
                let fetched = self.look_again(account, setting, source, want, slot);
                match most {
                    Some(most) => match tokio::time::timeout(most, fetched).await {
                        Ok(fetched) => Some(fetched?),
                        // OMN-4: it is down, and the last good ones serve.
                        Err(_) => known,
                    },
                    None => Some(fetched.await?),
                }
            }
        };
        let serves = |kept: &Kept| kept.fetches.serve(source.serve.span(), self.now());
        Ok(known.filter(serves).and_then(|kept| kept.set))
    }

    fn look(&self, kept: Option<&Kept>, source: &KeySource, want: Want) -> Look {
        Fetches::look(kept.map(|kept| kept.fetches), want, source.serve.span(), self.now())
    }

    /// Fetches the keys of a setting whether or not they are due: an administrator asks how that goes (OMN-4).
    pub(crate) async fn fetch_keys_now(
        &self,
        account: AccountId,
        setting: SettingId,
        source: &KeySource,
    ) -> Result<(), ApiError> {
        let slot = self.key_sets.slot(account, setting);
        let alone = Alone::among(self, &slot).await;
        let (app, source) = (self.clone(), source.clone());
        self.at_all_costs(async move {
            let fetched = app.fetch(account, setting, &source, &slot).await;
            drop(alone);
            fetched.map(drop)
        })
        .await
    }

    /// One at a time: what somebody else found out meanwhile, on this node or another, is not asked for again.
    async fn look_again(
        &self,
        account: AccountId,
        setting: SettingId,
        source: &KeySource,
        want: Want,
        slot: Arc<Slot>,
    ) -> Result<Kept, ApiError> {
        let alone = Alone::among(self, &slot).await;
        let (app, source) = (self.clone(), source.clone());
        self.at_all_costs(async move { app.look_alone(account, setting, &source, want, &slot, alone).await })
            .await
    }

    /// The same for those who come later, unless somebody does it already.
    fn look_behind(&self, account: AccountId, setting: SettingId, source: &KeySource, slot: Arc<Slot>) {
        let Some(alone) = Alone::now(self, &slot) else { return };
        let (app, source) = (self.clone(), source.clone());
        tokio::spawn(async move {
            let looked = app.look_alone(account, setting, &source, Want::Keys, &slot, alone).await;
            if looked.is_err() {
                // Whoever comes next asks anew, and is told.
                tracing::warn!(%setting, "what came of public keys could not be kept");
            }
        });
    }

    async fn look_alone(
        &self,
        account: AccountId,
        setting: SettingId,
        source: &KeySource,
        want: Want,
        slot: &Slot,
        alone: Alone,
    ) -> Result<Kept, ApiError> {
        let of_now = |kept: &Kept| self.look(Some(kept), source, want) == Look::Use;
        let known = match slot.known(&source.url).filter(of_now) {
            Some(known) => Some(known),
            None => self.stored(account, setting, &source.url).await?.filter(of_now),
        };
        let known = match known {
            Some(known) => slot.keep(known),
            None => self.fetch(account, setting, source, slot).await?,
        };
        drop(alone);
        Ok(known)
    }

    /// Does something to its end, also if whoever asked for it hangs up: else they could have an address fetched more often
    /// than is allowed.
    pub(crate) async fn at_all_costs<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    ) -> Result<T, ApiError> {
        tokio::spawn(work).await.unwrap_or_else(|_| Err(ErrorCode::Internal.into()))
    }

    /// What this node or another kept of the address.
    async fn stored(
        &self,
        account: AccountId,
        setting: SettingId,
        url: &OutboundUrl,
    ) -> Result<Option<Kept>, ApiError> {
        let found = self.store.read(account, move |tx| fetched_keys::find(tx, setting)).await?;
        Ok(found.filter(|found| found.url == url.as_str()).map(Kept::from))
    }

    async fn fetch(
        &self,
        account: AccountId,
        setting: SettingId,
        source: &KeySource,
        slot: &Slot,
    ) -> Result<Kept, ApiError> {
        let answer = self.get_keys(source).await.and_then(read);
        let (at, at_url) = (self.now(), source.url.as_str().to_owned());
        match answer {
            Ok((body, set)) => {
                let kept = Kept {
                    url: at_url.clone(),
                    fetches: Fetches { tried_at: at, good_at: Some(at) },
                    set: Some(Arc::new(set)),
                };
                self.store
                    .write(account, move |tx| {
                        fetched_keys::keep_good(tx, setting, &at_url, at, &body).map(Done::quiet)
                    })
                    .await?;
                Ok(slot.keep(kept))
            }
            Err(failure) => {
                tracing::warn!(%setting, failure = failure.word, "public keys could not be fetched");
                let found = self.store.write(account, move |tx| {
                    fetched_keys::keep_failure(tx, setting, &at_url, at, &failure)?;
                    fetched_keys::find(tx, setting).map(Done::quiet)
                });
                let found = found.await?.ok_or(ErrorCode::Internal)?;
                Ok(slot.keep(found.into()))
            }
        }
    }
}

/// Whoever fetches the keys of a setting, until this is dropped.
struct Alone {
    slot: Arc<Slot>,
    _fetching: tokio::sync::OwnedMutexGuard<()>,
}

impl Alone {
    /// Waits until nobody else does.
    async fn among(app: &App, slot: &Arc<Slot>) -> Self {
        let fetching = Arc::clone(&slot.fetching).lock_owned().await;
        Self::begun(app, slot, fetching)
    }

    /// If nobody else does.
    fn now(app: &App, slot: &Arc<Slot>) -> Option<Self> {
        let fetching = Arc::clone(&slot.fetching).try_lock_owned().ok()?;
        Some(Self::begun(app, slot, fetching))
    }

    fn begun(app: &App, slot: &Arc<Slot>, fetching: tokio::sync::OwnedMutexGuard<()>) -> Self {
        slot.is_fetching(Some(app.clock.uptime()));
        Self { slot: Arc::clone(slot), _fetching: fetching }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.slot.is_fetching(None);
    }
}

/// How long is left of a wait that everybody shares: it began when the fetch did that is under way.
fn left(most: Span, since: Option<Duration>, now: Duration) -> Duration {
    let most = Duration::from_millis(most.as_millis().unsigned_abs());
    since.map_or(most, |since| (since + most).saturating_sub(now))
}

impl App {
    /// The keys as they are published: at the address itself, or where the provider says of itself that they are (OMN-12).
    async fn get_keys(&self, source: &KeySource) -> Result<Vec<u8>, Failure> {
        let get = async |url: &OutboundUrl| {
            let answer = self.outbound.get(url, limits::KEY_SET_BYTES).await;
            answer.map_err(|failed| failure(failed.as_str(), failed.to_string()))
        };
        let body = get(&source.url).await?;
        match &source.published {
            Published::AsKeys => Ok(body),
            Published::ByDiscovery(issuer) => {
                let at = keys_at(&body, issuer);
                get(&at.map_err(|fault| failure("discovery", fault.to_string()))?).await
            }
        }
    }
}

/// A good answer is kept as it came, and read again wherever it is needed.
fn read(body: Vec<u8>) -> Result<(String, KeySet), Failure> {
    let set = KeySet::read(&body).map_err(|fault| failure("no_keys", fault.to_string()))?;
    let text = String::from_utf8(body).map_err(|fault| failure("no_keys", fault.to_string()))?;
    Ok((text, set))
}

fn failure(word: &str, detail: String) -> Failure {
    Failure { word: word.to_owned(), detail }
}

impl From<FetchedKeys> for Kept {
    fn from(found: FetchedKeys) -> Self {
        // What was kept was read before. Another version of the server that cannot read it fetches it anew.
        let set = found.body.and_then(|body| KeySet::read(body.as_bytes()).ok());
        let good_at = found.fetches.good_at.filter(|_| set.is_some());
        Self { url: found.url, fetches: Fetches { good_at, ..found.fetches }, set: set.map(Arc::new) }
    }
}
