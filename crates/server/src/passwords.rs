//! Agents' passwords: what one must be, how it is hashed, and in which queue (details 28).

use std::{fmt, sync::Arc};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::secrets::random::{self, Random};

/// The fewest characters of a password. What it is made of is free: rules for that make passwords worse.
pub const LEAST_CHARS: usize = 10;
/// The most characters of a password.
pub const MOST_CHARS: usize = 128;
/// How many may wait for their password to be hashed, besides the one whose turn it is.
pub const QUEUE: usize = 32;

/// A password that may be set. It is wiped when dropped, and not printed.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

/// Why a password may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// It is too short to be safe.
    #[error(
        "a password has at least {LEAST_CHARS} characters: a few words that only you would put together are good"
    )]
    TooShort,
    /// It is longer than anybody types.
    #[error("a password has at most {MOST_CHARS} characters")]
    TooLong,
}

impl Password {
    /// A password of 10 to 128 characters, whichever they are.
    pub fn new(text: &str) -> Result<Self, PasswordRefused> {
        match text.chars().count() {
            ..LEAST_CHARS => Err(PasswordRefused::TooShort),
            LEAST_CHARS..=MOST_CHARS => Ok(Self(Zeroizing::new(text.to_owned()))),
            _ => Err(PasswordRefused::TooLong),
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// Too many people are waiting for their passwords to be hashed: 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked")]
pub struct Busy;

/// Hashes and compares passwords with Argon2id, 19 MiB, two passes: about 20 ms of one core, one at a time, so that
/// a flood of sign-ins cannot take the machine from everyone else.
#[derive(Clone)]
pub struct Passwords {
    random: Arc<dyn Random>,
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
    dummy: Arc<str>,
}

impl Passwords {
    /// Nobody waiting.
    pub fn new(random: Arc<dyn Random>) -> Self {
        // Nobody's password: it is only ever compared with, so that an address nobody has costs the same time.
        let dummy = hashed(&random::array::<32>(&*random), &random::array(&*random)).into();
        let places = Arc::new(Semaphore::new(QUEUE + 1));
        Self { random, places, turn: Arc::new(Semaphore::new(1)), dummy }
    }

    /// The hash to keep, as a PHC string.
    pub async fn hash(&self, password: Password) -> Result<String, Busy> {
        let salt = random::array(&*self.random);
        self.in_turn(move || hashed(password.0.as_bytes(), &salt)).await
    }

    /// Whether `typed` is the password that was kept as `hash`. Without a hash, because there is no such agent, it
    /// takes as long and is false.
    pub async fn verify(&self, typed: Zeroizing<String>, hash: Option<String>) -> Result<bool, Busy> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.to_string());
        let equal = self.in_turn(move || argon2().verify_password(typed.as_bytes(), &*hash).is_ok()).await?;
        Ok(equal && known)
    }

    /// Waits for its turn and works on a thread of its own. Whoever goes away while waiting gives up the place; a
    /// hash that was begun is finished, and holds the turn until then.
    #[expect(clippy::expect_used, reason = "the semaphore is never closed, and a panic goes on as it came")]
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Busy)?;
        let turn = Arc::clone(&self.turn).acquire_owned().await.expect("the turn goes round");
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, place));
            done
        });
        Ok(worked.await.expect("hashing does not panic"))
    }
}

#[expect(clippy::expect_used, reason = "the numbers are constants that the tests try")]
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("parameters within Argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[expect(clippy::expect_used, reason = "a password within a body's limit and a salt of 16 bytes always hash")]
fn hashed(password: &[u8], salt: &[u8; 16]) -> String {
    argon2().hash_password_with_salt(password, salt).expect("the password hashes").to_string()
}
