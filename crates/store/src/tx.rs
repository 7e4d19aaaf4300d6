//! The one seam between the store's functions and its two engines.

use std::panic::Location;

use bonafide_domain::{
    id::{AccountId, Id},
    time::Millis,
};

use crate::{
    error::Result,
    ids::Ids,
    value::{Param, Row},
};

/// One transaction, within one account.
///
/// The store's functions are written once over this type. The time and the ids it hands out are those of the
/// attempt: a closure that runs again gets new ones.
pub struct Tx<'a> {
    driver: &'a mut dyn Driver,
    account: AccountId,
    now: Millis,
    ids: &'a Ids,
}

/// What an engine must be able to do inside a transaction.
pub(crate) trait Driver {
    /// Runs a statement and says how many rows it changed.
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64>;
    /// Runs a statement and gives all its rows.
    fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>>;
    /// Runs a `SELECT` of one row by its primary key, waits until no other transaction has taken that row or changed it, and
    /// holds it to the end of this one. What it gives is the row as it is then.
    fn take(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>>;
    /// As `take`, beside others that hold the row so: whoever takes or changes it waits for all of them.
    fn hold(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>>;
    /// Waits until no other transaction holds any of these keys, and holds them to the end of this one. A key with
    /// `true` may be held by several at once that all hold it so.
    fn lock(&mut self, keys: &[(i64, bool)]) -> Result<()>;
    /// Whether nobody else can write before this transaction ends.
    fn writes_alone(&self) -> bool;
}

impl<'a> Tx<'a> {
    pub(crate) fn new(driver: &'a mut dyn Driver, account: AccountId, now: Millis, ids: &'a Ids) -> Self {
        Self { driver, account, now, ids }
    }

    /// The account that everything in this transaction belongs to. [`Id::ZERO`] where the installation's own
    /// rows are read, which belong to none.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The time of this attempt.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// A new id, later than every one this process made before.
    pub fn id<K>(&self) -> Id<K> {
        self.ids.next(self.now)
    }

    /// Runs a statement and says how many rows it changed.
    #[track_caller]
    pub fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64> {
        tell(sql, Location::caller());
        self.driver.execute(sql, params)
    }

    /// Runs a statement and gives all its rows.
    #[track_caller]
    pub fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        tell(sql, Location::caller());
        self.driver.rows(sql, params)
    }

    /// Runs a statement that gives at most one row.
    #[track_caller]
    pub fn row(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Option<Row>> {
        tell(sql, Location::caller());
        Ok(self.driver.rows(sql, params)?.into_iter().next())
    }

    /// Reads a row by its primary key, and takes it: nobody else changes it or takes it until this transaction ends. `sql`
    /// is a plain `SELECT` without joins (details 3).
    #[track_caller]
    pub fn take(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Option<Row>> {
        tell(sql, Location::caller());
        Ok(self.driver.take(sql, params)?.into_iter().next())
    }

    /// Reads a row by its primary key, and holds it as it is: others may hold it beside this transaction, and nobody changes it
    /// or takes it until all have ended. Whoever holds a row and takes it afterwards may wait for somebody who does the same. `sql` is as
    /// for [`take`](Self::take).
    #[track_caller]
    pub fn hold(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Option<Row>> {
        tell(sql, Location::caller());
        Ok(self.driver.hold(sql, params)?.into_iter().next())
    }

    /// Whether nobody else can write before this transaction ends, so that what it has read holds, and need not be read again
    /// after a take.
    pub fn writes_alone(&self) -> bool {
        self.driver.writes_alone()
    }

    /// Takes the locks for things that have no row yet, in one go, before anything else (details 3).
    pub fn lock(&mut self, keys: &[LockKey<'_>]) -> Result<()> {
        self.lock_all(keys.iter().map(|key| (key.hash(self.account), false)).collect())
    }

    /// Takes locks as [`lock`](Self::lock) does, and one more that others may hold beside this transaction, as long as
    /// nobody holds it alone: what rests on a setting shares its lock, and whoever changes the setting takes it alone.
    pub fn lock_sharing(&mut self, shared: LockKey<'_>, keys: &[LockKey<'_>]) -> Result<()> {
        let alone = keys.iter().map(|key| (key.hash(self.account), false));
        self.lock_all(alone.chain([(shared.hash(self.account), true)]).collect())
    }

    fn lock_all(&mut self, mut hashes: Vec<(i64, bool)>) -> Result<()> {
        hashes.sort_unstable();
        // Of two that meet in one hash the one that is held alone is kept, which comes first.
        hashes.dedup_by_key(|(hash, _)| *hash);
        self.driver.lock(&hashes)
    }
}

/// Says that a statement is about to run and which line of the store asks for it, to whoever listens: servers do not
/// unless `BONAFIDE_LOG` has `bonafide_store::sql=trace`. The text is the source's own and holds no values.
fn tell(sql: &'static str, from: &'static Location<'static>) {
    tracing::trace!(target: "bonafide_store::sql", sql, file = from.file(), line = from.line());
}

/// A thing that may have no row yet and so cannot be taken: a new external id, a free address, a device's
/// first login.
#[derive(Debug, Clone, Copy)]
pub struct LockKey<'a> {
    /// What kind of thing it is, so that an address and an external id of the same text are two.
    pub kind: &'static str,
    /// Which one.
    pub value: &'a [u8],
}

impl LockKey<'_> {
    /// 64 bits of FNV-1a over account, kind and value. Two things that meet in one hash only wait for each
    /// other; nothing rests on their being different.
    fn hash(&self, account: AccountId) -> i64 {
        let parts = [account.as_bytes().as_slice(), self.kind.as_bytes(), &[0], self.value];
        let hash = parts.iter().copied().flatten().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        hash.cast_signed()
    }
}
