//! A store of a test's own, on either database.

use std::{
    env, fs,
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use bonafide_domain::{
    id::{AccountId, Id, UserId},
    time::Millis,
};
use bonafide_store::{
    Announcement, Clock, Done, Limits, Location, Options, Pending, Result, Store, StoreError, Tx, params,
};
use bonafide_testkit::postgres::{self, Database};

/// The account that everything in these tests belongs to.
pub const ACCOUNT: AccountId = Id::from_bytes([7; 12]);

/// Where a test's data is.
enum Place {
    Sqlite(Folder),
    Postgres(Database),
}

/// One test's database, an open store on it, and what that store told.
pub struct World {
    pub store: Store,
    pub clock: Arc<Steps>,
    news: Arc<Mutex<Vec<Announcement>>>,
    // Last, so that the store is closed before its data goes.
    place: Place,
    others: Vec<Place>,
}

impl Place {
    fn location(&self) -> Location {
        match self {
            Place::Sqlite(folder) => Location::Sqlite(folder.database.clone()),
            Place::Postgres(database) => Location::Postgres(database.url().into()),
        }
    }
}

impl World {
    pub fn on_sqlite() -> Self {
        Self::at(Place::Sqlite(Folder::new()))
    }

    pub fn on_postgres() -> Self {
        Self::at(Place::Postgres(postgres::database()))
    }

    fn at(place: Place) -> Self {
        let clock = Arc::new(Steps(AtomicI64::new(1_700_000_000_000)));
        let news = Arc::default();
        let store = Store::open(options(&place, &clock, &news)).expect("the store opens");
        Self { store, clock, news, place, others: Vec::new() }
    }

    /// A new, empty database of the same kind, gone when the world is.
    pub fn elsewhere(&mut self) -> Location {
        let place = match &self.place {
            Place::Sqlite(_) => Place::Sqlite(Folder::new()),
            Place::Postgres(_) => Place::Postgres(postgres::database()),
        };
        let location = place.location();
        self.others.push(place);
        location
    }

    /// Options for another store on the same data, which tells its news to this world too.
    pub fn options(&self) -> Options {
        options(&self.place, &self.clock, &self.news)
    }

    /// Closes the store and opens it again with other options.
    pub fn reopen(&mut self, change: impl FnOnce(&mut Options)) {
        self.store.close();
        let mut options = self.options();
        change(&mut options);
        self.store = Store::open(options).expect("the store opens again");
    }

    /// Opens the store again with little patience for others' locks.
    pub fn grow_impatient(&mut self) {
        self.reopen(|options| options.limits.patience = Duration::from_millis(100));
    }

    /// The users whose end was told so far, in the order in which it was told.
    pub fn news(&self) -> Vec<u8> {
        held(&self.news).iter().map(told_user).collect::<Vec<_>>()
    }

    /// The file of a world on SQLite.
    pub fn file(&self) -> &Path {
        match &self.place {
            Place::Sqlite(folder) => &folder.database,
            Place::Postgres(_) => panic!("only on SQLite"),
        }
    }

    /// The address of a world on PostgreSQL.
    pub fn address(&self) -> &str {
        match &self.place {
            Place::Sqlite(_) => panic!("only on PostgreSQL"),
            Place::Postgres(database) => database.url(),
        }
    }

    /// A connection to PostgreSQL that does not go through the store.
    pub fn beside(&self) -> ::postgres::Client {
        ::postgres::Client::connect(self.address(), ::postgres::NoTls).expect("the database is there")
    }

    /// Runs `closure` as a write without news.
    pub fn write<T: Send + 'static>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Pending<T> {
        self.store.write(ACCOUNT, move |tx| closure(tx).map(Done::quiet))
    }

    /// Runs `closure` as a read.
    pub fn read<T: Send + 'static>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Pending<T> {
        self.store.read(ACCOUNT, closure)
    }

    /// The names of the rows that were kept with [`keep`], in order.
    pub fn kept(&self) -> Vec<String> {
        let names = self.read(|tx| {
            let sql = "SELECT name FROM installation WHERE name <> 'schema' ORDER BY name";
            tx.rows(sql, &[])?.iter().map(|row| row.get(0)).collect()
        });
        names.wait().expect("reading is possible")
    }
}

fn options(place: &Place, clock: &Arc<Steps>, news: &Arc<Mutex<Vec<Announcement>>>) -> Options {
    let location = place.location();
    let heard = Arc::clone(news);
    let announce = Arc::new(move |account, news: Vec<Announcement>| {
        assert_eq!(account, ACCOUNT);
        held(&heard).extend(news);
    });
    let random = Box::new(|| RandomState::new().hash_one(()));
    // Batches of any length, so that what a test queues together is committed together.
    let limits = Limits { batch_time: Duration::from_secs(60), reserve: 0, ..Limits::default() };
    Options { location, clock: Arc::clone(clock) as Arc<dyn Clock>, random, announce, limits }
}

/// Keeps a row called `name`: the smallest write there is.
pub fn keep(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    keep_value(tx, name, b"")
}

/// Keeps a row called `name` that is as large as `value`.
pub fn keep_value(tx: &mut Tx<'_>, name: &str, value: &[u8]) -> Result<()> {
    tx.execute("INSERT INTO installation (name, value) VALUES ($1, $2)", params![name, value]).map(drop)
}

/// The account's own row, on which others depend.
pub fn make_account(tx: &mut Tx<'_>) -> Result<()> {
    let sql = "INSERT INTO accounts
        (id, name, email_policy, session_limit, conversation_metadata, created_at)
        VALUES ($1, 'Tests', 'verified_only', 1, 1, 1)";
    tx.execute(sql, params![&ACCOUNT]).map(drop)
}

/// A counter that stands at 0.
pub fn make_counter(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let sql = "INSERT INTO counters (account_id, name, value) VALUES ($1, $2, 0)";
    tx.execute(sql, params![&ACCOUNT, name]).map(drop)
}

/// The next number of a counter.
pub fn count(tx: &mut Tx<'_>, name: &str) -> Result<i64> {
    let sql = "UPDATE counters SET value = value + 1 WHERE account_id = $1 AND name = $2 RETURNING value";
    tx.row(sql, params![&ACCOUNT, name])?.ok_or_else(refusal)?.get(0)
}

/// A refusal of the test's own.
pub fn refusal() -> StoreError {
    StoreError::Corrupt("on purpose".into())
}

/// News that can be told apart.
pub fn tell(user: u8) -> Announcement {
    Announcement::UserEnded(UserId::from_bytes([user; 12]))
}

fn told_user(news: &Announcement) -> u8 {
    let Announcement::UserEnded(user) = news else { panic!("not told by these tests: {news:?}") };
    user.as_bytes()[0]
}

/// What a mutex holds, also after a closure panicked with it.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A clock that a test moves.
pub struct Steps(pub AtomicI64);

impl Clock for Steps {
    fn now(&self) -> Millis {
        Millis::new(self.0.load(Ordering::SeqCst))
    }
}

/// A folder that goes with the test.
struct Folder {
    path: PathBuf,
    database: PathBuf,
}

impl Folder {
    fn new() -> Self {
        let path = env::temp_dir().join(format!("bonafide-store_{:016x}", RandomState::new().hash_one(())));
        fs::create_dir(&path).expect("a temporary folder can be made");
        Self { database: path.join("bonafide.db"), path }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.path));
    }
}

/// Makes of each function two tests: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* fn $name:ident($($world:tt)+) $body:block)*) => {$(
        $(#[doc = $doc])*
        mod $name {
            use super::*;
            fn check($($world)+: World) $body
            #[test]
            fn on_sqlite() { check(World::on_sqlite()); }
            #[test]
            fn on_postgresql() { check(World::on_postgres()); }
        }
    )*};
}
pub(crate) use on_both;
