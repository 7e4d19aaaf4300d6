//! A store of a test's own, on either database, with two accounts that hold the same ids.

use std::{
    env, fs,
    hash::{BuildHasher, RandomState},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use bonafide_domain::{
    id::{AccountId, Id},
    time::Millis,
};
use bonafide_store::{
    Clock, Done, Limits, Location, Options, Param, Result, Row, Store, StoreError, Tx, params,
};
use bonafide_testkit::postgres::{self, Database};

use crate::{furnish, plans};

/// The account that tests act in.
pub const HOME: AccountId = Id::from_bytes([7; 12]);
/// Another company's, furnished with the very same ids. Nothing that is done at home may be seen or felt here. It comes
/// before home in every index, so that a statement which forgets the account finds this one first.
pub const OTHER: AccountId = Id::from_bytes([6; 12]);
/// An account that was never made.
pub const NOBODY: AccountId = Id::from_bytes([9; 12]);
/// When every world begins.
pub const BEGIN: Millis = Millis::new(1_700_000_000_000);

/// One test's database and an open store on it.
pub struct World {
    store: Store,
    clock: Arc<Steps>,
    others_before: Mutex<Vec<Vec<Row>>>,
    // Last, so that the store is closed before its data goes.
    _place: Place,
}

/// Where a test's data is.
enum Place {
    Sqlite(Folder),
    Postgres(Database),
}

impl World {
    pub fn on_sqlite() -> Self {
        Self::at(Place::Sqlite(Folder::new()))
    }

    pub fn on_postgres() -> Self {
        Self::at(Place::Postgres(postgres::database()))
    }

    fn at(place: Place) -> Self {
        plans::heard::listen();
        let location = match &place {
            Place::Sqlite(folder) => Location::Sqlite(folder.0.join("bonafide.db")),
            Place::Postgres(database) => Location::Postgres(database.url().into()),
        };
        let clock = Arc::new(Steps(AtomicI64::new(BEGIN.as_i64())));
        let options = Options {
            location,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Box::new(|| RandomState::new().hash_one(())),
            announce: Arc::new(|_, _| {}),
            limits: Limits { reserve: 0, ..Limits::default() },
        };
        let store = Store::open(options).expect("the store opens");
        let world = Self { store, clock, others_before: Mutex::default(), _place: place };
        world.write(|tx| furnish::account(tx, "Home"));
        world.furnish_elsewhere(|tx| furnish::account(tx, "Other"));
        world
    }

    /// Runs `closure` at home and commits it.
    pub fn write<T: Send + 'static>(&self, closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
        self.try_in(HOME, closure).expect("the write is accepted")
    }

    /// Runs `closure` in the other account, to look around there.
    pub fn elsewhere<T: Send + 'static>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.try_in(OTHER, closure).expect("the write is accepted")
    }

    /// Adds to the other account before the test begins.
    pub fn furnish_elsewhere(&self, closure: impl Fn(&mut Tx<'_>) -> Result<()> + Send + 'static) {
        self.elsewhere(closure);
        *self.others_before.lock().unwrap() = self.everything_of_others();
    }

    /// Runs `closure` in an account and says how it went.
    pub fn try_in<T: Send + 'static>(
        &self,
        account: AccountId,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.store.write(account, move |tx| closure(tx).map(Done::quiet)).wait()
    }

    /// Runs `closure` at home, which a constraint refuses: its name.
    pub fn refused<T: Send + 'static>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> &'static str {
        match self.try_in(HOME, closure) {
            Err(StoreError::Conflict(constraint)) => constraint,
            Err(other) => panic!("no constraint refused it, but {other}"),
            Ok(_) => panic!("it was accepted"),
        }
    }

    /// Whether what `closure` does at home is refused by a foreign key or a CHECK.
    pub fn impossible<T: Send + 'static>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> bool {
        matches!(self.try_in(HOME, closure), Err(StoreError::Bug(_)))
    }

    /// Moves the clock on.
    pub fn later(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Every test ends with this: what was done at home changed nothing elsewhere.
    pub fn others_are_untouched(&self) {
        let before = self.others_before.lock().unwrap();
        assert_eq!(self.everything_of_others(), *before, "another account was changed");
    }

    /// Every test on SQLite ends with this: what ran in it went by indexes.
    pub fn no_statement_walked(&self) {
        let faults: Vec<String> = plans::heard::statements()
            .iter()
            .flat_map(|sql| plans::faults(sql, &self.plan_of(sql)))
            .collect();
        assert!(faults.is_empty(), "walks an account:\n{}", faults.join("\n"));
    }

    /// How SQLite would run a statement, as the store's own connection sees it.
    pub fn plan_of(&self, sql: &str) -> Vec<String> {
        let parameters = (1..100).take_while(|number| sql.contains(&format!("${number}"))).count();
        let explain: &'static str = format!("EXPLAIN QUERY PLAN {sql}").leak();
        let plan = self.try_in(HOME, move |tx| {
            tx.rows(explain, &vec![Param::Null; parameters])?.iter().map(|row| row.get(3)).collect()
        });
        plan.expect("the statement can be explained")
    }

    fn everything_of_others(&self) -> Vec<Vec<Row>> {
        self.elsewhere(|tx| {
            let mut tables = Vec::new();
            for sql in TABLES {
                let mut rows = tx.rows(sql, params![&OTHER])?;
                rows.sort_by_key(|row| format!("{row:?}"));
                tables.push(rows);
            }
            Ok(tables)
        })
    }
}

/// Everything an account has.
const TABLES: &[&str] = &[
    "SELECT * FROM accounts WHERE id = $1",
    "SELECT * FROM agent_sessions WHERE account_id = $1",
    "SELECT * FROM agent_work WHERE account_id = $1",
    "SELECT * FROM agents WHERE account_id = $1",
    "SELECT * FROM audit_log WHERE account_id = $1",
    "SELECT * FROM authentication_settings WHERE account_id = $1",
    "SELECT * FROM brands WHERE account_id = $1",
    "SELECT * FROM channel_authentication WHERE account_id = $1",
    "SELECT * FROM channel_origins WHERE account_id = $1",
    "SELECT * FROM channels WHERE account_id = $1",
    "SELECT * FROM codes WHERE account_id = $1",
    "SELECT * FROM conflicts WHERE account_id = $1",
    "SELECT * FROM conversations WHERE account_id = $1",
    "SELECT * FROM counters WHERE account_id = $1",
    "SELECT * FROM devices WHERE account_id = $1",
    "SELECT * FROM directory WHERE account_id = $1",
    "SELECT * FROM email_identities WHERE account_id = $1",
    "SELECT * FROM erasure_traces WHERE account_id = $1",
    "SELECT * FROM erasures WHERE account_id = $1",
    "SELECT * FROM events WHERE account_id = $1",
    "SELECT * FROM evidence WHERE account_id = $1",
    "SELECT * FROM external_ids WHERE account_id = $1",
    "SELECT * FROM kept_bans WHERE account_id = $1",
    "SELECT * FROM login_contexts WHERE account_id = $1",
    "SELECT * FROM login_log WHERE account_id = $1",
    "SELECT * FROM merge_notices WHERE account_id = $1",
    "SELECT * FROM merges WHERE account_id = $1",
    "SELECT * FROM message_homes WHERE account_id = $1",
    "SELECT * FROM messages WHERE account_id = $1",
    "SELECT * FROM questions WHERE account_id = $1",
    "SELECT * FROM queue_agents WHERE account_id = $1",
    "SELECT * FROM queues WHERE account_id = $1",
    "SELECT * FROM record_words WHERE account_id = $1",
    "SELECT * FROM records WHERE account_id = $1",
    "SELECT * FROM rest_keys WHERE account_id = $1",
    "SELECT * FROM sessions WHERE account_id = $1",
    "SELECT * FROM signing_keys WHERE account_id = $1",
    "SELECT * FROM single_use WHERE account_id = $1",
    "SELECT * FROM suggestions WHERE account_id = $1",
    "SELECT * FROM tickets WHERE account_id = $1",
    "SELECT * FROM users WHERE account_id = $1",
    "SELECT * FROM workstream_channels WHERE account_id = $1",
    "SELECT * FROM workstreams WHERE account_id = $1",
];

/// A clock that a test moves.
struct Steps(AtomicI64);

impl Clock for Steps {
    fn now(&self) -> Millis {
        Millis::new(self.0.load(Ordering::SeqCst))
    }
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path =
            env::temp_dir().join(format!("bonafide-contract_{:016x}", RandomState::new().hash_one(())));
        fs::create_dir(&path).expect("a temporary folder can be made");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Makes of each function two tests: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* fn $name:ident($world:ident) $body:block)*) => {$(
        $(#[doc = $doc])*
        mod $name {
            use super::*;
            fn check($world: &crate::world::World) $body
            #[test]
            fn on_sqlite() {
                let world = crate::world::World::on_sqlite();
                check(&world);
                world.others_are_untouched();
                world.no_statement_walked();
            }
            #[test]
            fn on_postgresql() {
                let world = crate::world::World::on_postgres();
                check(&world);
                world.others_are_untouched();
            }
        }
    )*};
}
pub(crate) use on_both;
