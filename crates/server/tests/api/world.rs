//! A server in this process, on a port of its own, whose clock stands still.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::BTreeSet,
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    thread,
};

use axum::http::HeaderMap;
use bonafide_domain::id::{AccountId, Id};
use bonafide_server::{
    App,
    app::Surroundings,
    clock::Clock,
    config::{Config, Flag, Sources},
    http::routes,
    serve::{Shutdown, serve},
    use_cases::Step,
};
use bonafide_store::{Done, Tx};
use bonafide_testkit::{
    postgres::{self, Database},
    provider::Provider,
};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

use crate::{
    answer::Answer,
    call::Call,
    company::Company,
    contract::{self, Contract},
    exchange::exchange,
    log,
    still::{Counted, Folder, HandClock},
};

/// Where the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgresql,
}

/// An answer that was seen: the row's name, and the status of its success, its code, or its code and reason.
pub(crate) type Seen = (String, String);

/// A server and what was seen of it.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) engine: Engine,
    pub(crate) seen: RefCell<BTreeSet<Seen>>,
    company: OnceCell<Company>,
    made: Cell<u32>,
    pub(crate) server: SocketAddr,
    runtime: Runtime,
    _folder: Folder,
    _database: Option<Database>,
}

impl World {
    /// A server with an empty database.
    pub(crate) fn new(engine: Engine) -> Self {
        Self::set(engine, MAIL)
    }

    /// A server with an empty database that sends no mail.
    pub(crate) fn without_mail(engine: Engine) -> Self {
        Self::set(engine, &[])
    }

    /// A server with an empty database that may call an identity provider on this machine.
    pub(crate) fn calling(engine: Engine, provider: &Provider) -> Self {
        let certificate: &'static str = provider.certificate().to_str().unwrap().to_owned().leak();
        Self::set(engine, &[("outbound.allow", "127.0.0.0/8"), ("outbound.ca_file", certificate)])
    }

    fn set(engine: Engine, settings: &[(&'static str, &'static str)]) -> Self {
        log::collect();
        let (clock, folder) = (Arc::new(HandClock::default()), Folder::new());
        let database = (engine == Engine::Postgresql).then(postgres::database);
        let surroundings = Surroundings {
            clock: Arc::<HandClock>::clone(&clock),
            random: Arc::new(Counted::default()),
            master_key: None,
        };
        let app = App::open(configured(&folder, database.as_ref(), settings), surroundings).unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let server = listener.local_addr().unwrap();
        runtime.spawn(serve(listener, None, routes::table().router(app.clone()), app.shutdown.clone()));
        Self {
            app,
            clock,
            engine,
            seen: RefCell::default(),
            company: OnceCell::new(),
            made: Cell::new(0),
            server,
            runtime,
            _folder: folder,
            _database: database,
        }
    }

    /// Asks what is another system's protocol and in no table of ours.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a call is written where it is asked")]
    pub(crate) fn ask_of_another_protocol(&self, call: Call) -> Answer {
        let answer = self.answer(&call);
        contract::headers_of_every_answer(&answer);
        answer
    }

    fn answer(&self, call: &Call) -> Answer {
        answer(self.server, call)
    }

    /// Asks the server, and holds the answer to what the table promises.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a call is written where it is asked")]
    pub(crate) fn ask(&self, call: Call) -> Answer {
        let answer = self.answer(&call);
        self.held_to_the_table(&call, answer)
    }

    /// Asks another server of this one's, on which nothing but the clock moves from when `then` is over: whatever is waited for in vain
    /// comes to its end at once.
    #[track_caller]
    pub(crate) fn ask_in_vain(&self, call: &Call, then: impl Future<Output = ()>) -> Answer {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let answer = runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let server = listener.local_addr().unwrap();
            tokio::spawn(serve(
                listener,
                None,
                routes::table().router(self.app.clone()),
                Shutdown::default(),
            ));
            let (tell, told) = oneshot::channel();
            let asked = call.clone();
            thread::spawn(move || drop(tell.send(answer(server, &asked)))); // whoever waits for it may have failed
            then.await;
            tokio::time::pause();
            told.await.unwrap()
        });
        self.held_to_the_table(call, answer)
    }

    #[track_caller]
    fn held_to_the_table(&self, call: &Call, answer: Answer) -> Answer {
        // What is no HTTP at all is refused before anything of ours sees it.
        if answer.headers == bare(&answer.headers) {
            return answer;
        }
        let contract = Contract::of_the_table();
        contract.check(call, &answer);
        if let Some(row) = contract.row_of(call) {
            let told = answer.code().unwrap_or_else(|| answer.status.to_string());
            let reason = answer.reason().map(|reason| (row.name(), format!("{told} {reason}")));
            self.seen.borrow_mut().extend(reason.into_iter().chain([(row.name(), told)]));
        }
        answer
    }

    /// The company that most cases are about, founded when it is first asked for.
    pub(crate) fn company(&self) -> &Company {
        self.company.get_or_init(|| Company::found(self, "shop"))
    }

    /// An id that no client has made before.
    pub(crate) fn client_made_id(&self) -> String {
        self.made.set(self.made.get() + 1);
        format!("client_made_{}", self.made.get())
    }

    /// The time now, in seconds since 1970, as tokens have it.
    pub(crate) fn seconds(&self) -> i64 {
        self.clock.now().as_i64() / 1_000
    }

    /// Runs async code of the server's to its end.
    pub(crate) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Runs a use case that changes something, which must succeed.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        account: AccountId,
        use_case: impl Fn(&mut Tx<'_>) -> Step<Done<T>> + Send + 'static,
    ) -> T {
        self.run(self.app.write(account, use_case)).unwrap()
    }

    /// Runs a use case that reads, which must succeed.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        account: AccountId,
        use_case: impl Fn(&mut Tx<'_>) -> Step<T> + Send + 'static,
    ) -> T {
        self.run(self.app.read(account, use_case)).unwrap()
    }

    /// Changes rows behind the server's back.
    pub(crate) fn meddle(&self, sql: &'static str) {
        self.write(Id::ZERO, move |tx| {
            tx.execute(sql, &[])?;
            Ok(Done::quiet(()))
        });
    }

    /// How many rows each table has.
    pub(crate) fn row_counts(&self) -> Vec<(String, i64)> {
        let tables = match self.engine {
            Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            Engine::Postgresql => {
                "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
            }
        };
        self.read(Id::ZERO, move |tx| {
            let mut counts = Vec::new();
            for row in tx.rows(tables, &[])? {
                let table: String = row.get(0)?;
                let sql = Box::leak(format!("SELECT count(*) FROM {table}").into_boxed_str());
                counts.push((table, tx.rows(sql, &[])?[0].get(0)?));
            }
            Ok(counts)
        })
    }
}

/// What a server answers.
fn answer(server: SocketAddr, call: &Call) -> Answer {
    let received = exchange(server, call);
    Answer {
        to: format!("{} {}", call.method, call.target),
        status: received.status,
        headers: received.headers,
        text: String::from_utf8(received.body).unwrap(),
    }
}

/// Headers that the HTTP library writes by itself.
fn bare(headers: &HeaderMap) -> HeaderMap {
    let own = ["date", "content-length", "connection"];
    headers
        .iter()
        .filter(|(name, _)| own.contains(&name.as_str()))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect()
}

/// Everything in the folder, and this machine trusted as a proxy, so that cases can come from other addresses.
/// A mail server that nobody asks: nothing here sends what is due.
const MAIL: &[(&str, &str)] =
    &[("mail.host", "localhost"), ("mail.security", "plain"), ("mail.from", "support@shop.example")];

fn configured(folder: &Folder, database: Option<&Database>, more: &[(&'static str, &'static str)]) -> Config {
    let mut settings =
        vec![("database.data", folder.path().to_str().unwrap()), ("server.trusted_proxies", "127.0.0.1")];
    settings.extend(database.map(|database| ("database.url", database.url())));
    settings.extend(more);
    let flags =
        settings.into_iter().map(|(key, value)| Flag { flag: "--test", key, value: value.to_owned() });
    Config::read(&Sources { flags: flags.collect(), ..Sources::default() }).unwrap()
}
