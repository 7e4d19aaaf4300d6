//! A server of a test's own: a clock that is moved by hand, an account with a channel, a key and an administrator.

use std::{
    env, fs,
    net::SocketAddr,
    path::PathBuf,
    process,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Duration,
};

use bonafide_domain::{
    email::EmailAddress,
    id::{AccountId, ChannelId, Id, KeyId},
    setting::SettingKind,
    text::{KeyName, Name},
    time::{Millis, Span},
    token::KeySecret,
};
use bonafide_server::{
    App,
    app::Surroundings,
    clock::Clock,
    config::{Config, Flag, Sources},
    http::routes,
    key_making, realtime,
    secrets::{AgentToken, Bearer, OsRandom, Secret256},
    serve::serve,
    use_cases::{
        Step,
        agents::{self, NewAgent},
        channels::{self, NewChannel},
        found_account, keys,
    },
};
use bonafide_store::{Done, Tx, agents::Role};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time};

/// A clock that is moved by hand.
#[derive(Default)]
pub(crate) struct HandClock(Mutex<Duration>);

impl HandClock {
    pub(crate) fn forward(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Millis {
        let uptime = i64::try_from(self.uptime().as_millis()).unwrap();
        Millis::new(1_800_000_000_000).plus(Span::millis(uptime))
    }

    fn uptime(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("bonafide-realtime-{}-{number}", process::id()));
        // Left there by a killed run whose number came round again.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running server.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) account: AccountId,
    pub(crate) channel: ChannelId,
    pub(crate) key: SigningKey,
    pub(crate) administrator: AgentToken,
    pub(crate) address: SocketAddr,
    pub(crate) served: JoinHandle<()>,
}

/// A signing key as the customer has it.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pub(crate) id: KeyId,
    pub(crate) secret: KeySecret,
}

/// Plays a story on a server whose sockets are told what happens.
pub(crate) fn play(story: impl AsyncFnOnce(World)) {
    play_with(&[], story);
}

/// The same with settings other than the usual.
pub(crate) fn play_with(settings: &[(&'static str, &str)], story: impl AsyncFnOnce(World)) {
    on_a_server(settings, async |world| {
        realtime::start(&world.app);
        story(world).await;
    });
}

/// Plays a story on a server whose sockets are told what happens and are never checked besides.
pub(crate) fn play_without_rechecks(story: impl AsyncFnOnce(World)) {
    on_a_server(&[], async |world| {
        let hub = world.app.hub.clone();
        tokio::spawn(async move { hub.listen().await });
        story(world).await;
    });
}

/// Plays a story on a server that loses all news, as if everything happened on another node.
pub(crate) fn play_without_hints(story: impl AsyncFnOnce(World)) {
    on_a_server(&[], async |world| {
        tokio::spawn(realtime::move_at_the_end(world.app.clone()));
        story(world).await;
    });
}

fn on_a_server(settings: &[(&'static str, &str)], story: impl AsyncFnOnce(World)) {
    let folder = Folder::new();
    let clock = Arc::new(HandClock::default());
    let flag = |key, value: &str| Flag { flag: "--test", key, value: value.to_owned() };
    let mut flags = vec![flag("database.data", folder.0.to_str().unwrap())];
    flags.extend(settings.iter().map(|(key, value)| flag(key, value)));
    let config = Config::read(&Sources { flags, ..Sources::default() }).unwrap();
    let surroundings = Surroundings { clock: clock.clone(), random: Arc::new(OsRandom), master_key: None };
    let app = App::open(config, surroundings).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::founded(app.clone(), clock).await;
        story(world).await;
    });
    drop(runtime);
    app.store.close();
}

impl World {
    async fn founded(app: App, clock: Arc<HandClock>) -> Self {
        let account: AccountId = app.store.new_id();
        app.write(account, |tx| found_account::found_account(tx, "Northwind")).await.unwrap();
        let new = NewChannel {
            proof: SettingKind::SigningKeys,
            name: Name::new("Shop").unwrap(),
            public_key: "k".repeat(24),
            origins: Vec::new(),
            login_required: false,
            asks_for_contact: false,
            multiple_conversations: false,
            color: None,
        };
        let made = app.write(account, move |tx| channels::create_channel(tx, None, &new)).await.unwrap();
        let administrator = administrator(&app, account).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = routes::table().router(app.clone());
        let served = tokio::spawn(serve(listener, None, router, app.shutdown.clone()));
        let key = another_key(&app, account, "First").await;
        Self { app, clock, account, channel: made.channel.id, key, administrator, address, served }
    }

    /// Another signing key.
    pub(crate) async fn another_key(&self, name: &str) -> SigningKey {
        another_key(&self.app, self.account, name).await
    }

    /// Does something in the account.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx<'_>) -> Step<Done<T>> + Send + 'static,
    ) -> T {
        self.app.write(self.account, act).await.unwrap()
    }

    /// Has the store's writer stand still until what this gives is dropped.
    pub(crate) async fn hold_the_writer(&self) -> mpsc::Sender<()> {
        let (release, released) = mpsc::channel::<()>();
        let (stands, standing) = oneshot::channel();
        let (released, stands) = (Mutex::new(released), Mutex::new(Some(stands)));
        let held = self.app.store.write(self.account, move |_| {
            if let Some(stands) = stands.lock().unwrap().take() {
                let _ = stands.send(());
            }
            let _ = released.lock().unwrap().recv();
            Ok(Done::quiet(()))
        });
        drop(held);
        standing.await.unwrap();
        release
    }

    /// Checks all sockets, as happens every few seconds.
    pub(crate) async fn recheck(&self) {
        realtime::recheck::all(&self.app.hub, &self.app.store).await;
    }
}

async fn another_key(app: &App, account: AccountId, name: &str) -> SigningKey {
    let (creation, secret) = key_making::make(app, account, KeyName::new(name).unwrap()).await.unwrap();
    let id = creation.id;
    app.write(account, move |tx| keys::create_key(tx, None, &creation)).await.unwrap();
    SigningKey { id, secret: KeySecret::new(secret.as_bytes().to_vec()).unwrap() }
}

async fn administrator(app: &App, account: AccountId) -> AgentToken {
    let new = NewAgent {
        id: Id::ZERO.next(),
        email: EmailAddress::new("ada@northwind.example").unwrap(),
        name: Name::new("Ada").unwrap(),
        role: Role::Administrator,
        password_hash: "a hash".to_owned(),
    };
    let id = new.id;
    app.write(account, move |tx| found_account::set_up(tx, None, &new)).await.unwrap();
    let kept =
        app.store.read(account, move |tx| bonafide_store::agents::find(tx, id)).await.unwrap().unwrap();
    sign_in(app, account, kept).await
}

pub(crate) async fn sign_in(
    app: &App,
    account: AccountId,
    agent: bonafide_store::agents::Agent,
) -> AgentToken {
    let secret = Secret256::new(&*app.random);
    let proved = secret.clone();
    let (session, _) = app.write(account, move |tx| agents::sign_in(tx, &agent, &proved)).await.unwrap();
    Bearer { account, session, secret }
}

/// Lets the timers of all sockets go forward, and nothing else.
pub(crate) async fn pass(seconds: u64) {
    time::pause();
    time::advance(Duration::from_secs(seconds)).await;
    time::resume();
}
