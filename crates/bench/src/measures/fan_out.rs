//! One message that a thousand sockets hear.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use bonafide_testkit::server::Engine;
use futures_util::{StreamExt, stream};
use tokio::{
    task::{JoinHandle, spawn_local},
    time::sleep,
};

use super::ENGINES;
use crate::{
    figures::{Measured, ROUNDS, Table, median_of},
    limits::bare_writes::{Heard, Writer},
    load::{clock, http::Connection, latency::Latencies, socket::Socket},
    people::{self, MESSAGES, User},
    world::World,
};

/// How many sockets watch.
const SOCKETS: usize = 1_000;
/// How many messages are posted in a round, one after the other.
const MESSAGES_A_ROUND: usize = 20;
/// How long it is quiet before each: every socket has been told by then that its inbox changed.
const QUIET: Duration = Duration::from_millis(300);
/// How many sockets are being opened at a time: fewer than the server lets wait of one address.
const OPEN_AT_ONCE: usize = 50;
/// What is in each message, and in no other frame.
const WORDS: &str = "Is anybody there who can tell me about fan-out?";

/// What one message or one bare write took until so many had it.
#[derive(Debug, Clone, Default)]
struct Spread {
    half: Latencies,
    last: Latencies,
}

impl Spread {
    /// Adds one that began at `began` and was heard at these times, which are in order.
    fn add(&mut self, began: Instant, heard: &[Instant]) {
        self.half.add(*heard.get(heard.len() / 2).expect("sockets heard it") - began);
        self.last.add(*heard.last().expect("sockets heard it") - began);
    }
}

/// One round.
struct Round {
    messages: Spread,
    bare: Spread,
    server: Duration,
}

impl Round {
    #[expect(clippy::cast_precision_loss, reason = "some thousands of deliveries")]
    fn server_micros(&self) -> f64 {
        self.server.as_secs_f64() * 1e6 / (MESSAGES_A_ROUND * SOCKETS) as f64
    }

    fn to_the_limit(&self) -> f64 {
        self.messages.last.millis_at(50.0) / self.bare.last.millis_at(50.0)
    }
}

/// A figure: its name, its decimals, and how it is read of a round.
type Figure = (&'static str, usize, fn(&Round) -> f64);

const FIGURES: [Figure; 7] = [
    ("until half have heard, ms", 1, |round| round.messages.half.millis_at(50.0)),
    ("until the last has heard, ms", 1, |round| round.messages.last.millis_at(50.0)),
    ("the same, the worst message, ms", 1, |round| round.messages.last.millis_at(100.0)),
    ("server's CPU, µs a delivery", 1, Round::server_micros),
    ("bare writes: until half have the bytes, ms", 1, |round| round.bare.half.millis_at(50.0)),
    ("bare writes: until the last has them, ms", 1, |round| round.bare.last.millis_at(50.0)),
    ("messages to bare writes, the last", 2, Round::to_the_limit),
];

/// Measures the fan-out on both engines.
pub(crate) async fn measure() -> Measured {
    let mut table = Table {
        title: "Fan-out".to_owned(),
        says: format!(
            "A user posts, and {SOCKETS} sockets of agents hear of it, who are told besides that the inbox changed; \
             {MESSAGES_A_ROUND} messages a round. Beside it one thread writes as many bytes to as many bare sockets."
        ),
        columns: Vec::new(),
        rows: FIGURES.map(|(name, ..)| (name.to_owned(), Vec::new())).into(),
    };
    for (engine, name) in ENGINES {
        eprintln!("fan_out: {name}");
        let stage = Stage::set(engine).await;
        let mut rounds = Vec::new();
        for number in 0..ROUNDS {
            rounds.push(stage.round(number).await);
        }
        table.columns.push(name.to_owned());
        let cells = table.rows.iter_mut().map(|(_, cells)| cells);
        cells.zip(FIGURES).for_each(|(cells, (_, decimals, figure))| {
            cells.push(format!("{:.decimals$}", median_of(&rounds, figure)));
        });
    }
    Measured { table, reached: Vec::new() }
}

/// The user, the sockets that watch, and the bare ones beside them.
struct Stage {
    world: World,
    user: User,
    heard: Rc<Heard>,
    listeners: Vec<JoinHandle<()>>,
    /// How many bytes a socket gets for each message.
    length: usize,
}

impl Stage {
    async fn set(engine: Engine) -> Self {
        let world = World::open(engine).await;
        let user = User::arrive(&world, "asker").await;
        let agent = people::agent(&world).await;
        let opening = stream::iter(0..SOCKETS).map(|_| people::watching(&world, &agent, &user.conversation));
        let mut sockets: Vec<Socket> = opening.buffer_unordered(OPEN_AT_ONCE).collect().await;
        // Once each has heard one, each watches.
        post(&world, &user, "first").await;
        let mut length = 0;
        for socket in &mut sockets {
            length = socket.hear_with(WORDS).await.len();
        }
        let heard = Heard::by_none_of(SOCKETS);
        let listeners =
            sockets.into_iter().map(|socket| spawn_local(listen(socket, Rc::clone(&heard)))).collect();
        Self { world, user, heard, listeners, length }
    }

    /// Messages, and bare writes in turn with them.
    async fn round(&self, number: usize) -> Round {
        let mut writer = Writer::start(SOCKETS, self.length).await;
        let mut round =
            Round { messages: Spread::default(), bare: Spread::default(), server: Duration::ZERO };
        for message in 0..MESSAGES_A_ROUND {
            sleep(QUIET).await;
            let (before, began) = (self.world.cpu(), clock::now());
            post(&self.world, &self.user, &format!("{number}-{message}")).await;
            round.messages.add(began, &self.heard.by_all().await);
            sleep(QUIET).await;
            round.server += self.world.cpu().saturating_sub(before);
            let (began, heard) = writer.write_to_all().await;
            round.bare.add(began, &heard);
        }
        round
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.listeners.iter().for_each(JoinHandle::abort);
    }
}

async fn post(world: &World, user: &User, client_id: &str) {
    let mut connection = Connection::open(world.address()).await;
    let body = user.message(&format!("fan-out-{client_id}"), WORDS);
    connection.post(MESSAGES, Some(&user.session), body).await.check();
}

async fn listen(mut socket: Socket, heard: Rc<Heard>) {
    loop {
        socket.hear_with(WORDS).await;
        heard.note();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard_after(millis: &[u64]) -> Spread {
        let (began, mut spread) = (clock::now(), Spread::default());
        let times: Vec<Instant> = millis.iter().map(|it| began + Duration::from_millis(*it)).collect();
        spread.add(began, &times);
        spread
    }

    #[test]
    fn a_round_counts_until_the_middle_socket_and_until_the_last() {
        let round = Round {
            messages: heard_after(&[1, 2, 3, 9]),
            bare: heard_after(&[1, 1, 1, 6]),
            server: Duration::from_millis(100),
        };
        assert!((round.messages.half.millis_at(50.0) - 3.0).abs() < 1e-9);
        assert!((round.messages.last.millis_at(50.0) - 9.0).abs() < 1e-9);
        assert!((round.to_the_limit() - 1.5).abs() < 1e-9);
        assert!((round.server_micros() - 5.0).abs() < 1e-9);
    }
}
