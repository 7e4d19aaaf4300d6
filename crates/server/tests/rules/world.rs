//! A company on one node or on several: an administrator, an agent, a channel, a signing key.

use std::{future::Future, sync::Arc};

use bonafide_domain::{
    email::EmailAddress,
    id::{AccountId, AgentId, ChannelId, KeyId},
    setting::SettingKind,
    text::{KeyName, Name},
};
use bonafide_server::{
    App,
    app::Surroundings,
    config::{Config, Flag, Sources},
    key_making,
    secrets::{AgentToken, Bearer, OsRandom, Secret256},
    use_cases::{
        Refused, Step, Stop,
        agents::{self, NewAgent},
        channels::{self, NewChannel},
        found_account, keys,
    },
};
use bonafide_store::{
    Done, Result, Tx,
    agents::Role,
    rest_keys::{self, NewRestKey},
};
use bonafide_testkit::postgres::{self, Database};
use tokio::runtime::{Builder, Runtime};

use crate::{
    device::Device,
    still::{Folder, HandClock},
    tokens::SigningKey,
};

/// The master key of every world, 32 bytes as 43 characters.
const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A company, and the nodes that serve it.
pub(crate) struct World {
    pub(crate) nodes: Vec<App>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) account: AccountId,
    pub(crate) channel: ChannelId,
    pub(crate) key: SigningKey,
    pub(crate) administrator: AgentToken,
    pub(crate) agent: AgentToken,
    // Last, so that the stores are closed before their data goes.
    _database: Option<Database>,
    _folder: Folder,
}

impl World {
    pub(crate) fn on_sqlite() -> Self {
        Self::on(None, 1, &[])
    }

    pub(crate) fn on_postgres() -> Self {
        Self::on(Some(postgres::database()), 1, &[])
    }

    /// Several servers that share a database and nothing else, each with its own connections to it.
    pub(crate) fn on_many_nodes() -> Self {
        Self::on(Some(postgres::database()), 4, &[])
    }

    /// One server, with these settings besides.
    pub(crate) fn set(settings: &[(&'static str, String)]) -> Self {
        Self::on(None, 1, settings)
    }

    /// Several servers that share a database, with these settings besides.
    pub(crate) fn many_nodes_set(settings: &[(&'static str, String)]) -> Self {
        Self::on(Some(postgres::database()), 2, settings)
    }

    fn on(database: Option<Database>, nodes: usize, settings: &[(&'static str, String)]) -> Self {
        let folder = Folder::new();
        let clock = HandClock::new();
        let url = database.as_ref().map(Database::url);
        let open = |_| {
            let surroundings = Surroundings {
                clock: Arc::clone(&clock) as _,
                random: Arc::new(OsRandom),
                master_key: Some(MASTER_KEY.to_owned().into()),
            };
            App::open(configured(&folder, url, settings), surroundings).unwrap()
        };
        let nodes: Vec<App> = (0..nodes).map(open).collect();
        let founded = Founded::on(&nodes[0]);
        let Founded { account, channel, key, administrator, agent } = founded;
        Self {
            nodes,
            clock,
            account,
            channel,
            key,
            administrator,
            agent,
            _database: database,
            _folder: folder,
        }
    }

    /// Carries out a use case that may change things, on the first node.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        use_case: impl Fn(&mut Tx<'_>) -> Step<Done<T>> + Send + 'static,
    ) -> Step<T> {
        self.write_on(0, use_case)
    }

    /// Carries out a use case on a node, counted around.
    pub(crate) fn write_on<T: Send + 'static>(
        &self,
        node: usize,
        use_case: impl Fn(&mut Tx<'_>) -> Step<Done<T>> + Send + 'static,
    ) -> Step<T> {
        run(self.nodes[node % self.nodes.len()].write(self.account, use_case))
    }

    /// Carries out a use case that only reads.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        use_case: impl Fn(&mut Tx<'_>) -> Step<T> + Send + 'static,
    ) -> Step<T> {
        run(self.nodes[0].read(self.account, use_case))
    }

    /// Does something to the store that no use case does yet, or looks where none looks.
    pub(crate) fn store<T: Send + 'static>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        run(self.nodes[0].store.write(self.account, move |tx| closure(tx).map(Done::quiet))).unwrap()
    }

    /// A key of the REST API that a program has proven.
    pub(crate) fn rest_key(&self) -> KeyId {
        self.store(|tx| {
            let id: KeyId = tx.id();
            let new = NewRestKey {
                id,
                name: &id.to_string(),
                first_six: "abc_-1",
                sealed_secret: &[0],
                made_by: None,
            };
            rest_keys::insert(tx, &new).map(|()| id)
        })
    }

    /// A browser that was never here before.
    pub(crate) fn device(&self) -> Device<'_> {
        Device::new(self, 0)
    }

    /// A browser that is served by a node, counted around.
    pub(crate) fn device_on(&self, node: usize) -> Device<'_> {
        Device::new(self, node)
    }

    /// Makes another key.
    pub(crate) fn make_key(&self, name: &str) -> Step<SigningKey> {
        make_key(&self.nodes[0], self.account, name)
    }

    /// Makes another channel.
    pub(crate) fn make_channel(&self, name: &str, login_required: bool) -> ChannelId {
        make_channel(&self.nodes[0], self.account, name, login_required)
    }
}

impl World {
    /// Another agent, who has signed in.
    pub(crate) fn hire(&self, name: &str) -> (AgentId, AgentToken) {
        let app = &self.nodes[0];
        let new = NewAgent {
            email: EmailAddress::new(&format!("{name}@shop.example")).unwrap(),
            name: Name::new(name).unwrap(),
            ..new_agent(app, Role::Agent)
        };
        let (by, id) = (self.administrator.clone(), new.id);
        self.write(move |tx| agents::create_agent(tx, &by, &new)).unwrap();
        (id, sign_in(app, self.account, id))
    }
}

/// What an account begins with.
struct Founded {
    account: AccountId,
    channel: ChannelId,
    key: SigningKey,
    administrator: AgentToken,
    agent: AgentToken,
}

impl Founded {
    fn on(app: &App) -> Self {
        let account = app.store.new_id();
        run(app.write(account, |tx| found_account::found_account(tx, "Shop"))).unwrap();
        let (first, agent) = (new_agent(app, Role::Administrator), new_agent(app, Role::Agent));
        let made = first.clone();
        run(app.write(account, move |tx| found_account::set_up(tx, None, &made))).unwrap();
        let administrator = sign_in(app, account, first.id);
        let (by, made) = (administrator.clone(), agent.clone());
        run(app.write(account, move |tx| agents::create_agent(tx, &by, &made))).unwrap();
        Self {
            account,
            channel: make_channel(app, account, "The shop's page", false),
            key: make_key(app, account, "shop").unwrap(),
            administrator,
            agent: sign_in(app, account, agent.id),
        }
    }
}

fn configured(folder: &Folder, url: Option<&str>, more: &[(&'static str, String)]) -> Config {
    let data = Some(("database.data", folder.path().to_str().unwrap().to_owned()));
    let settings = data.into_iter().chain(url.map(|url| ("database.url", url.to_owned())));
    let settings = settings.chain(more.iter().cloned());
    let flags = settings.map(|(key, value)| Flag { flag: "--test", key, value });
    Config::read(&Sources { flags: flags.collect(), ..Sources::default() }).unwrap()
}

fn new_agent(app: &App, role: Role) -> NewAgent {
    NewAgent {
        id: app.store.new_id(),
        email: EmailAddress::new(&format!("{}@shop.example", role.as_str())).unwrap(),
        name: Name::new(role.as_str()).unwrap(),
        role,
        password_hash: "a hash that no password has".to_owned(),
    }
}

fn sign_in(app: &App, account: AccountId, id: AgentId) -> AgentToken {
    let secret = Secret256::new(&*app.random);
    let kept = secret.clone();
    let signed_in = run(app.write(account, move |tx| {
        let proved = agents::find_enabled(tx, id)?.ok_or(Refused::SignIn)?;
        agents::sign_in(tx, &proved, &kept)
    }));
    let (session, _) = signed_in.unwrap();
    Bearer { account, session, secret }
}

fn make_channel(app: &App, account: AccountId, name: &str, login_required: bool) -> ChannelId {
    let new = NewChannel {
        proof: SettingKind::SigningKeys,
        name: Name::new(name).unwrap(),
        public_key: channels::public_key(&*app.random),
        origins: vec!["https://shop.example".to_owned()],
        login_required,
        asks_for_contact: false,
        multiple_conversations: false,
        color: None,
    };
    run(app.write(account, move |tx| channels::create_channel(tx, None, &new))).unwrap().channel.id
}

fn make_key(app: &App, account: AccountId, name: &str) -> Step<SigningKey> {
    let (creation, secret) = run(key_making::make(app, account, KeyName::new(name).unwrap())).unwrap();
    let id: KeyId = creation.id;
    run(app.write(account, move |tx| keys::create_key(tx, None, &creation)))?;
    Ok(SigningKey::new(id, &secret))
}

thread_local! {
    /// Made once for each thread: long histories run much.
    static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().unwrap();
}

/// Runs async code to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// Why something was refused.
pub(crate) fn refusal<T: std::fmt::Debug>(step: Step<T>) -> Refused {
    match step {
        Err(Stop::Refused(refused)) => refused,
        Err(Stop::Store(error)) => panic!("not refused, but {error}"),
        Ok(done) => panic!("not refused: {done:?}"),
    }
}

/// Makes of each function two tests: one on SQLite, one on PostgreSQL. Each ends with what must always hold.
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* fn $name:ident($world:ident) $body:block)*) => {$(
        $(#[doc = $doc])*
        mod $name {
            use super::*;
            fn check($world: &World) $body
            #[test]
            fn on_sqlite() {
                let world = World::on_sqlite();
                check(&world);
                crate::invariants::hold(&world);
            }
            #[test]
            fn on_postgresql() {
                let world = World::on_postgres();
                check(&world);
                crate::invariants::hold(&world);
            }
        }
    )*};
}
pub(crate) use on_both;
