//! A store of a test's own, on either database.

use std::{
    env, fs,
    hash::{BuildHasher, RandomState},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use bonafide_domain::{
    id::{AccountId, Id},
    time::Millis,
};
use bonafide_store::{Announcement, Clock, Location, Options, Result, Store, StoreError, params};
use bonafide_testkit::postgres::{self, Database};

/// The account that everything in these tests belongs to.
pub const ACCOUNT: AccountId = Id::from_bytes([7; 12]);

/// Where a test's data is.
pub enum Place {
    Sqlite(Folder),
    Postgres(Database),
}

/// One test's store and what it told.
pub struct World {
    pub place: Place,
    pub store: Store,
    pub clock: Arc<Steps>,
    news: Arc<Mutex<Vec<Announcement>>>,
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
        Self { place, store, clock, news }
    }

    /// Options for another store on the same data, which tells its news to this world too.
    pub fn options(&self) -> Options {
        options(&self.place, &self.clock, &self.news)
    }

    /// The news so far, in the order in which it was told.
    pub fn news(&self) -> Vec<Announcement> {
        self.news.lock().unwrap().clone()
    }

    /// Whether the engine is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::Sqlite(_))
    }

    /// Connects to the database beside the store, as a command or an administrator would. Only on PostgreSQL.
    pub fn beside(&self) -> ::postgres::Client {
        let Place::Postgres(database) = &self.place else { panic!("only on PostgreSQL") };
        ::postgres::Client::connect(database.url(), ::postgres::NoTls).expect("the database is there")
    }

    /// The values under which rows of `installation` were kept by [`keep`], in order.
    pub fn kept(&self) -> Vec<String> {
        self.store
            .read(ACCOUNT, |tx| {
                let sql = "SELECT name FROM installation WHERE name <> 'schema' ORDER BY name";
                tx.rows(sql, &[])?.iter().map(|row| row.get(0)).collect()
            })
            .wait()
            .expect("reading is possible")
    }
}

fn options(place: &Place, clock: &Arc<Steps>, news: &Arc<Mutex<Vec<Announcement>>>) -> Options {
    let location = match place {
        Place::Sqlite(folder) => Location::Sqlite(folder.database()),
        Place::Postgres(database) => Location::Postgres(database.url().into()),
    };
    let heard = Arc::clone(news);
    let announce = Arc::new(move |_, news| heard.lock().unwrap().extend::<Vec<_>>(news));
    let random = Box::new(|| RandomState::new().hash_one(()));
    let mut options = Options::new(location, Arc::clone(clock) as Arc<dyn Clock>, random, announce);
    options.patience = Duration::from_millis(500);
    options.reserve = 0;
    options
}

/// Keeps a row called `name`: the smallest write there is.
pub fn keep(tx: &mut bonafide_store::Tx<'_>, name: &str) -> Result<()> {
    tx.execute("INSERT INTO installation (name, value) VALUES ($1, $2)", params![name, b"x"]).map(drop)
}

/// A refusal of the test's own.
pub fn refusal() -> StoreError {
    StoreError::Corrupt("on purpose".into())
}

/// A clock that a test moves.
pub struct Steps(pub AtomicI64);

impl Clock for Steps {
    fn now(&self) -> Millis {
        Millis::new(self.0.load(Ordering::SeqCst))
    }
}

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = env::temp_dir().join(format!("bonafide-store_{:016x}", RandomState::new().hash_one(())));
        fs::create_dir(&path).expect("a temporary folder can be made");
        Self(path)
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.0.join("bonafide.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder can be removed");
    }
}

/// Makes of each function two tests: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* fn $name:ident($world:ident) $body:block)*) => {$(
        $(#[doc = $doc])*
        mod $name {
            use super::*;
            fn check($world: &World) $body
            #[test]
            fn on_sqlite() { check(&World::on_sqlite()); }
            #[test]
            fn on_postgresql() { check(&World::on_postgres()); }
        }
    )*};
}
pub(crate) use on_both;
