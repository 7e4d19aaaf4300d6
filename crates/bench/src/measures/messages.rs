//! Messages from a user's device to the socket of the agent who watches: durable before anybody hears of them.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use bonafide_testkit::server::Engine;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::{JoinHandle, spawn_local, yield_now},
};

use super::ENGINES;
use crate::{
    figures::{ROUNDS, Table, median_of},
    load::{
        clock,
        closed::{Shared, Window},
        http::Connection,
        latency::Latencies,
        open,
        socket::Socket,
    },
    people::{self, MESSAGES, User},
    world::World,
};

/// How many users write, each to a socket of their own.
const PAIRS: usize = 50;
/// How many messages of a user are under way at once: as many connections.
const IN_FLIGHT: usize = 8;
/// How many come a second in the open loop.
const A_SECOND: u32 = 500;
/// How long the open loop runs in a round.
const OPEN_FOR: Duration = Duration::from_secs(6);

/// A round of the closed loop.
struct Flood {
    delivered: Latencies,
    server: Duration,
}

impl Flood {
    fn a_second(&self) -> f64 {
        Window::a_second(self.delivered.len())
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are some millions at most")]
    fn server_micros(&self) -> f64 {
        self.server.as_secs_f64() * 1e6 / self.delivered.len() as f64
    }
}

/// Measures messages on both engines.
pub(crate) async fn measure() -> Table {
    let mut table = Table {
        title: "Messages".to_owned(),
        says: format!(
            "{PAIRS} users post, each to the socket of an agent who watches, {IN_FLIGHT} messages of each under way \
             at once; then {A_SECOND} a second in an open loop."
        ),
        columns: Vec::new(),
        rows: ["delivered a second", "server's CPU, µs a message", "p50 at 500/s, ms", "p99 at 500/s, ms"]
            .map(|name| (name.to_owned(), Vec::new()))
            .into(),
    };
    for (engine, name) in ENGINES {
        eprintln!("messages: {name}");
        let stage = Stage::set(engine).await;
        let (mut floods, mut streams) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            floods.push(stage.flood().await);
            streams.push(stage.stream().await);
        }
        let figures = [
            format!("{:.0}", median_of(&floods, Flood::a_second)),
            format!("{:.0}", median_of(&floods, Flood::server_micros)),
            format!("{:.2}", median_of(&streams, |latencies| latencies.millis_at(50.0))),
            format!("{:.2}", median_of(&streams, |latencies| latencies.millis_at(99.0))),
        ];
        table.columns.push(name.to_owned());
        table.rows.iter_mut().zip(figures).for_each(|((_, cells), figure)| cells.push(figure));
    }
    table
}

/// The pairs, and the moment from which the times in messages count.
struct Stage {
    world: World,
    users: Vec<Rc<User>>,
    agent: String,
    began: Instant,
}

impl Stage {
    async fn set(engine: Engine) -> Self {
        let world = World::open(engine).await;
        let mut users = Vec::new();
        for number in 0..PAIRS {
            users.push(Rc::new(User::arrive(&world, &format!("writer-{number}")).await));
        }
        let agent = people::agent(&world).await;
        Self { world, users, agent, began: clock::now() }
    }

    /// As much as can be delivered with so much under way.
    async fn flood(&self) -> Flood {
        let delivered = Shared::default();
        let window = Window::ahead();
        let listeners = self.listen(&delivered, window).await;
        let mut writers = Vec::new();
        for user in &self.users {
            for _ in 0..IN_FLIGHT {
                let (user, address, began) = (Rc::clone(user), self.world.address(), self.began);
                writers.push(spawn_local(async move {
                    let mut connection = Connection::open(address).await;
                    while !window.is_over() {
                        write(&mut connection, &user, began, clock::now()).await;
                    }
                }));
            }
        }
        let (before, after) = window.read(|| self.world.cpu()).await;
        for writer in writers {
            writer.await.expect("writers end by themselves");
        }
        listeners.iter().for_each(JoinHandle::abort);
        Flood { delivered: delivered.take(), server: after - before }
    }

    /// So many a second, and how long each took from when it was due to when it was heard.
    async fn stream(&self) -> Latencies {
        let delivered = Shared::default();
        let window = Window { from: clock::now(), until: clock::now() + 2 * OPEN_FOR };
        let listeners = self.listen(&delivered, window).await;
        let mut lines = Vec::new();
        for user in self.users.iter().cycle().take(PAIRS * IN_FLIGHT) {
            let (line, due) = unbounded_channel();
            let connection = Connection::open(self.world.address()).await;
            lines.push((line, spawn_local(as_they_are_due(connection, Rc::clone(user), self.began, due))));
        }
        for (number, at) in open::arrivals(A_SECOND, OPEN_FOR).enumerate() {
            // The runtime's timer counts in milliseconds, which is what is measured here.
            while clock::now() < at {
                yield_now().await;
            }
            let (line, _) = lines.get(number % lines.len()).expect("there are lines");
            line.send(at).expect("writers live as long as their line");
        }
        for (line, writer) in lines {
            drop(line);
            writer.await.expect("writers end by themselves");
        }
        listeners.iter().for_each(JoinHandle::abort);
        delivered.take()
    }

    /// A socket for each user's conversation. What it hears within the window is counted.
    async fn listen(&self, delivered: &Shared, window: Window) -> Vec<JoinHandle<()>> {
        let mut listeners = Vec::new();
        for user in &self.users {
            let head = head_of(&self.world, &self.agent, &user.conversation.0).await;
            let socket = people::watching(&self.world, &self.agent, &(user.conversation.0.clone(), head)).await;
            listeners.push(spawn_local(count(socket, delivered.clone(), window, self.began)));
        }
        listeners
    }
}

async fn head_of(world: &World, agent: &str, conversation: &str) -> i64 {
    let mut connection = Connection::open(world.address()).await;
    let path = format!("/agent/v1/conversations/{conversation}");
    let read = connection.get(&path, agent).await.accepted();
    read.pointer("/conversation/head").and_then(serde_json::Value::as_i64).expect("a head is a number")
}

/// What is written is the time it was due, so that whoever hears it knows how long it took.
async fn write(connection: &mut Connection, user: &User, began: Instant, due: Instant) {
    let nanos = due.duration_since(began).as_nanos();
    let body = user.message(&format!("{:024x}", unique()), &format!("due at {nanos} ns, and some more words to say"));
    connection.post(MESSAGES, Some(&user.session), body).await.check();
}

fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Relaxed)
}

async fn as_they_are_due(
    mut connection: Connection,
    user: Rc<User>,
    began: Instant,
    mut due: UnboundedReceiver<Instant>,
) {
    while let Some(at) = due.recv().await {
        write(&mut connection, &user, began, at).await;
    }
}

async fn count(mut socket: Socket, delivered: Shared, window: Window, began: Instant) {
    loop {
        let frame = socket.hear_with("due at ").await;
        let due = frame.split("due at ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        delivered.count(&window, began + Duration::from_nanos(due.expect("the words hold a time")));
    }
}
