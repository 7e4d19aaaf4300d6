//! The keys of the accounts, each wrapped with the master key (details 26).

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_domain::{
    id::{AccountId, Id},
    namespace::Namespace,
};
use bonafide_store::{Done, Store, StoreError, installation};
use zeroize::Zeroizing;

use super::{
    master::{MasterKey, MasterKeyError, MasterKeySource},
    random::{self, Random},
    seal::{Cell, SealKey, Unopened},
};

/// The row that tells the right master key from others.
const CHECK: &str = "master_key_check";
/// What is sealed in it. It is no secret: that it opens is what counts.
const CHECKED: &[u8] = b"bonafide";

const CHECK_CELL: Cell<'static> = Cell { table: "installation", column: "value", id: CHECK.as_bytes() };
const DATA_KEY_CELL: Cell<'static> = Cell { table: "installation", column: "value", id: b"data_key" };

/// Hands out the accounts' keys. It cannot be printed.
pub struct Sealer {
    master: MasterKey,
    random: Arc<dyn Random>,
    keys: RwLock<HashMap<AccountId, AccountKey>>,
}

/// The key that one account's secrets are sealed under. Cheap to clone; it cannot be printed.
#[derive(Debug, Clone)]
pub struct AccountKey {
    account: AccountId,
    key: Arc<SealKey>,
    bans: hmac::Key,
    calls: Arc<Ed25519KeyPair>,
}

/// What the key for kept bans is derived from, besides the account's key: neither gives the other away.
const BANS: &[u8] = b"the bans of erased people";

/// What the key that signs our calls to customers' endpoints is derived from, besides the account's key.
const CALLS: &[u8] = b"the signatures of our calls";

impl AccountKey {
    #[expect(clippy::expect_used, reason = "SHA-256 gives 32 bytes")]
    fn new(account: AccountId, bytes: &[u8; 32]) -> Self {
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, bytes), BANS);
        let bans = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
        let seed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, bytes), CALLS);
        let calls = Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).expect("SHA-256 gives 32 bytes");
        Self { account, key: Arc::new(SealKey::new(bytes)), bans, calls: Arc::new(calls) }
    }

    /// What a ban or a refusal of an external id is kept as after an erasure (SES-13, SES-14): without the account's key nobody finds out
    /// whose it is by trying external ids.
    #[expect(clippy::expect_used, reason = "SHA-256 gives 32 bytes")]
    pub fn ban_digest(&self, namespace: Namespace, external_id: &str) -> [u8; 32] {
        let named = [namespace.to_bytes().as_slice(), external_id.as_bytes()].concat();
        hmac::sign(&self.bans, &named).as_ref().try_into().expect("HMAC-SHA256 gives 32 bytes")
    }

    /// Signs the body of a call to a customer's endpoint, made at this second (OMN-12): Ed25519 over the second in decimal digits, a
    /// dot and the body, in base64.
    pub fn sign_call(&self, at: i64, body: &[u8]) -> String {
        let message = [format!("{at}.").as_bytes(), body].concat();
        BASE64_STANDARD.encode(self.calls.sign(&message))
    }

    /// The public key that such signatures are checked with, as PEM. It is the same for all of the account's settings.
    #[expect(clippy::expect_used, reason = "a key of the library's own can be written")]
    pub fn calls_public_key(&self) -> String {
        let der: PublicKeyX509Der<'_> = self.calls.public_key().as_der().expect("it is a key");
        let text = BASE64_STANDARD.encode(der.as_ref());
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }

    /// Seals `plain` for `cell`.
    pub fn seal(&self, cell: Cell<'_>, plain: &[u8], random: &dyn Random) -> Vec<u8> {
        self.key.seal(self.account, cell, plain, random)
    }

    /// Opens what was sealed for `cell`.
    pub fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        self.key.open(self.account, cell, sealed)
    }
}

/// Why an account's key could not be had, or a sealer not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealerError {
    /// There is no master key, or not the right one.
    #[error(transparent)]
    Master(#[from] MasterKeyError),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The account's key is in the database and does not open.
    #[error("the key of an account does not open: {0}")]
    Unopened(#[from] Unopened),
}

impl Sealer {
    /// Finds the master key, or makes it if the database has never seen one, and compares it with the check value.
    /// Blocks on the database: not for async code.
    pub fn open(
        store: &Store,
        source: &MasterKeySource,
        random: Arc<dyn Random>,
    ) -> Result<Self, SealerError> {
        let checked = store.read(Id::ZERO, |tx| installation::find(tx, CHECK)).wait()?;
        let master = match (source.find()?, &checked) {
            (Some(master), _) => master,
            (None, None) => source.create(&*random)?,
            (None, Some(_)) => return Err(MasterKeyError::Missing(source.place()).into()),
        };
        let checked = match checked {
            Some(checked) => checked,
            None => kept(store, CHECK, master.0.seal(Id::ZERO, CHECK_CELL, CHECKED, &*random)).wait()?,
        };
        match master.0.open(Id::ZERO, CHECK_CELL, &checked) {
            Ok(value) if *value == CHECKED => {}
            Ok(_) | Err(_) => return Err(MasterKeyError::Wrong(source.place()).into()),
        }
        Ok(Self { master, random, keys: RwLock::default() })
    }

    /// The account's key, which is made when it is first asked for.
    pub async fn account(&self, store: &Store, account: AccountId) -> Result<AccountKey, SealerError> {
        if let Some(key) = self.keys.read().unwrap_or_else(PoisonError::into_inner).get(&account) {
            return Ok(key.clone());
        }
        let name = format!("data_key/{account}");
        let found = store.read(account, {
            let name = name.clone();
            move |tx| installation::find(tx, &name)
        });
        let wrapped = match found.await? {
            Some(wrapped) => wrapped,
            None => kept(store, &name, self.new_data_key(account)).await?,
        };
        // Only what was committed is remembered: a key that was undone would seal what nobody can open.
        let plain = self.master.0.open(account, DATA_KEY_CELL, &wrapped)?;
        let bytes = plain.as_slice().try_into().map_err(|_| Unopened::Truncated)?;
        let key = AccountKey::new(account, bytes);
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(account, key.clone());
        Ok(key)
    }

    fn new_data_key(&self, account: AccountId) -> Vec<u8> {
        let bytes = Zeroizing::new(random::array::<32>(&*self.random));
        self.master.0.seal(account, DATA_KEY_CELL, &*bytes, &*self.random)
    }
}

/// Keeps a value unless another process was quicker, and gives back what is kept.
fn kept(store: &Store, name: &str, value: Vec<u8>) -> bonafide_store::Pending<Vec<u8>> {
    let name = name.to_owned();
    store.write(Id::ZERO, move |tx| {
        installation::insert_if_absent(tx, &name, &value)?;
        let kept = installation::find(tx, &name)?;
        kept.map(Done::quiet).ok_or_else(|| StoreError::Corrupt(format!("installation has no {name}")))
    })
}
