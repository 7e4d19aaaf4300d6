//! What every use case may need.

use std::{ops::Deref, path::Path, sync::Arc};

use bonafide_domain::{
    id::{AccountId, Id},
    time::Millis,
};
use bonafide_store::{Done, Location, Options, Store, StoreError, installation};
use zeroize::Zeroizing;

use crate::{
    availabilities::Availabilities,
    clock::{Clock, SystemClock},
    config::{Config, Database, PublicUrl},
    directory::Directory,
    embeddings::Embeddings,
    jobs::Jobs,
    limits::Limits,
    mail::{Mailer, NotUsable},
    outbound::{self, Outbound},
    passwords::Passwords,
    public_keys::KeySets,
    realtime::Hub,
    routing::{Routes, Work},
    secrets::{AccountKey, MasterKeySource, OsRandom, Random, Sealer, SealerError, private, random},
    serve::Shutdown,
    tally::Tally,
    verification::KeyRings,
};

/// Everything that a use case may need, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// What is kept.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The keys that secrets are sealed under.
    pub sealer: Sealer,
    /// Agents' passwords.
    pub passwords: Passwords,
    /// How often things may be tried.
    pub limits: Limits,
    /// The accounts' live signing keys, kept for a moment.
    pub key_rings: KeyRings,
    /// The public keys of settings, kept for a few minutes.
    pub key_sets: KeySets,
    /// Who calls the addresses that administrators typed.
    pub outbound: Outbound,
    /// Where public keys lead.
    pub directory: Directory,
    /// What is summed up before it is written.
    pub tally: Tally,
    /// The open sockets.
    pub hub: Hub,
    /// Who does what nobody waits for.
    pub jobs: Jobs,
    /// Who sends mail.
    pub mail_jobs: Jobs,
    /// Where tickets are to be routed and given out.
    pub work: Work,
    /// Where the lines of those who wait may be others.
    pub lines: Work,
    /// The workstreams that were lately decided by.
    pub routes: Routes,
    /// Where mail is handed to.
    pub mailer: Mailer,
    /// How channels were lately.
    pub availabilities: Availabilities,
    /// The pages that asked for the messenger last.
    pub embeddings: Embeddings,
    /// What was set.
    pub config: Config,
    /// The end of the process, for those who must be told of it.
    pub shutdown: Shutdown,
}

/// What an [`App`] takes from outside, so that tests can bring their own.
pub struct Surroundings {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The master key's text, where it was given in the environment.
    pub master_key: Option<Zeroizing<String>>,
}

impl Surroundings {
    /// The machine's clock, the operating system's randomness and this process's environment.
    pub fn of_process() -> Self {
        Self {
            clock: Arc::new(SystemClock::start()),
            random: Arc::new(OsRandom),
            master_key: std::env::var(crate::secrets::master::VARIABLE).ok().map(Zeroizing::new),
        }
    }
}

/// Why an [`App`] could not be opened, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The data folder cannot be made.
    #[error("the data folder {0} cannot be made: {1}")]
    Folder(String, std::io::Error),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The master key is not there, or not the right one.
    #[error(transparent)]
    Sealer(#[from] SealerError),
    /// The mail server cannot be used as it is set.
    #[error(transparent)]
    Mail(#[from] NotUsable),
    /// The certificates for calling others cannot be used as they are set.
    #[error(transparent)]
    Outbound(#[from] outbound::NotUsable),
}

impl App {
    /// Opens the database and finds the master key; makes both where there was nothing. It blocks, so it is called
    /// before there is async code.
    pub fn open(config: Config, surroundings: Surroundings) -> Result<Self, NotOpened> {
        let Surroundings { clock, random, master_key } = surroundings;
        let mailer = Mailer::new(&config)?;
        let outbound = Outbound::new(&config)?;
        let (hub, work) = (Hub::default(), Work::default());
        let location = location(&config.database)?;
        let ids = Arc::clone(&random);
        let options = Options::new(
            location,
            Arc::new(TimeOfDay(Arc::clone(&clock))),
            Box::new(move || u64::from_be_bytes(random::array(&*ids))),
            work.hears(hub.announce()),
        );
        let store = Store::open(options)?;
        let sealer = Sealer::open(&store, &master_key_source(&config, master_key), Arc::clone(&random))?;
        Ok(Self(Arc::new(Parts {
            store,
            sealer,
            passwords: Passwords::new(Arc::clone(&random)),
            limits: Limits::new(&config.limits, &clock),
            key_rings: KeyRings::default(),
            key_sets: KeySets::default(),
            outbound,
            directory: Directory::default(),
            tally: Tally::default(),
            hub,
            jobs: Jobs::default(),
            mail_jobs: Jobs::default(),
            work,
            lines: Work::default(),
            availabilities: Availabilities::default(),
            routes: Routes::default(),
            mailer,
            embeddings: Embeddings::default(),
            clock,
            random,
            config,
            shutdown: Shutdown::default(),
        })))
    }

    /// The key that the account's secrets are sealed under.
    pub async fn account_key(&self, account: AccountId) -> Result<AccountKey, SealerError> {
        self.sealer.account(&self.store, account).await
    }

    /// How browsers reach the server: as it is set, else as the server that ran here last was reached, else at the
    /// address it would listen on.
    pub async fn public_url(&self) -> Result<PublicUrl, StoreError> {
        if let Some(url) = &self.config.server.public_url {
            return Ok(url.clone());
        }
        let kept = self.store.read(Id::ZERO, |tx| installation::find(tx, installation::PUBLIC_URL)).await?;
        let kept = kept.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
        Ok(kept.unwrap_or_else(|| self.config.server.reached_at(self.config.server.listen)))
    }

    /// Keeps how browsers reach this server, for the commands that are run beside it.
    pub(crate) async fn keep_public_url(&self) -> Result<(), StoreError> {
        let url = self.public_url().await?.to_string();
        let kept = self.store.write(Id::ZERO, move |tx| {
            installation::replace(tx, installation::PUBLIC_URL, url.as_bytes()).map(Done::quiet)
        });
        kept.await
    }

    /// The time of day.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Where the database is; the embedded one's folder is made.
fn location(database: &Database) -> Result<Location, NotOpened> {
    if let Some(url) = &database.url {
        return Ok(Location::Postgres(url.expose().to_owned()));
    }
    let data = &database.data;
    private::folder(data).map_err(|error| NotOpened::Folder(data.display().to_string(), error))?;
    Ok(Location::Sqlite(data.join("bonafide.db")))
}

/// The environment goes before the file.
fn master_key_source(config: &Config, text: Option<Zeroizing<String>>) -> MasterKeySource {
    let usual = |data: &Path| data.join("master.key");
    text.map_or_else(
        || {
            let file = config.secrets.master_key_file.clone();
            MasterKeySource::File(file.unwrap_or_else(|| usual(&config.database.data)))
        },
        MasterKeySource::Text,
    )
}

/// Our clock, as the store reads a clock.
struct TimeOfDay(Arc<dyn Clock>);

impl bonafide_store::Clock for TimeOfDay {
    fn now(&self) -> Millis {
        self.0.now()
    }
}
