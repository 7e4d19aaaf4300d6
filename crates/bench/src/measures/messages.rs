//! Messages from a user's device to the socket of the agent who watches: durable before anybody hears of them.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use bonafide_testkit::server::Engine;
use tokio::{
    task::{JoinHandle, spawn_local},
    time::sleep,
};

use super::{
    ENGINES,
    beside::Limits,
    round::{self, A_SECOND, Flood, Round},
};
use crate::{
    aims::{Aim, Reached},
    figures::{Measured, ROUNDS, median_of},
    limits::rows::Work,
    load::{
        clock,
        closed::{Shared, Window},
        http::Connection,
        latency::Latencies,
        open::{Arrivals, Post, Stream},
        socket::Socket,
    },
    people::{self, MESSAGES, User},
    world::World,
};

/// How many users write, each to a socket of their own.
const PAIRS: usize = 50;
/// How many messages of a user are under way at once: as many connections.
const IN_FLIGHT: usize = 8;
/// How messages come in the open loop.
const STREAM: Stream = Stream {
    arrivals: Arrivals { a_second: A_SECOND, length: Duration::from_secs(6) },
    connections: PAIRS * IN_FLIGHT,
};
/// How long after the last was answered it may take until all are delivered.
const DELIVERED_WITHIN: Duration = Duration::from_secs(5);

/// Measures messages on both engines.
pub(crate) async fn measure() -> Measured {
    let (mut columns, mut reached) = (Vec::new(), Vec::new());
    for (engine, name) in ENGINES {
        eprintln!("messages: {name}");
        let rounds = rounds(engine).await;
        reached.push(match engine {
            Engine::Sqlite => Reached::of(Aim::Messages, name, median_of(&rounds, Round::a_second)),
            Engine::Postgres => {
                Reached::of(Aim::BesidePgbench, "messages", median_of(&rounds, Round::to_rows))
            }
        });
        reached.push(Reached::of(Aim::Delivery, name, median_of(&rounds, Round::p99)));
        columns.push((name.to_owned(), rounds));
    }
    let says = format!(
        "{PAIRS} users post, each to the socket of an agent who watches, {IN_FLIGHT} messages of each under way at \
         once; then {A_SECOND} a second in an open loop. A message is done, and its wait over, when the agent's \
         socket has it."
    );
    Measured { table: round::table("Messages", says, &columns), reached }
}

async fn rounds(engine: Engine) -> Vec<Round> {
    let limits = Limits::of(engine, Work::Message, PAIRS).await;
    let stage = Stage::set(engine).await;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let flood = stage.flood().await;
        let stream = stage.stream().await;
        let round = Round { flood, stream, beside: limits.round(&stage.world).await };
        round.tell();
        rounds.push(round);
    }
    rounds
}

/// The pairs, and the moment from which the times in messages count.
struct Stage {
    world: World,
    users: Vec<Rc<User>>,
    agent: String,
    began: Instant,
    /// How many messages were made: no two have the same id.
    made: Rc<Cell<u64>>,
}

impl Stage {
    async fn set(engine: Engine) -> Self {
        let world = World::open(engine).await;
        let mut users = Vec::new();
        for number in 0..PAIRS {
            users.push(Rc::new(User::arrive(&world, &format!("writer-{number}")).await));
        }
        let agent = people::agent(&world).await;
        Self { world, users, agent, began: clock::now(), made: Rc::default() }
    }

    /// As much as can be delivered with so much under way.
    async fn flood(&self) -> Flood {
        let delivered = Shared::default();
        let window = Window::ahead();
        let listeners = self.listen(&delivered, window).await;
        let mut writers = Vec::new();
        for user in self.users.iter().cycle().take(PAIRS * IN_FLIGHT) {
            let (user, address, began, made) =
                (Rc::clone(user), self.world.address(), self.began, Rc::clone(&self.made));
            writers.push(spawn_local(async move {
                let mut connection = Connection::open(address).await;
                while !window.is_over() {
                    let body = body(&user, &made, began, clock::now());
                    connection.post(MESSAGES, Some(&user.session), body).await.check();
                }
            }));
        }
        let (before, after) = window.read(|| self.world.used()).await;
        for writer in writers {
            writer.await.expect("writers end by themselves");
        }
        listeners.iter().for_each(JoinHandle::abort);
        Flood { done: delivered.take(), used: after - before }
    }

    /// So many a second, and how long each took from when it was due to when it was heard.
    async fn stream(&self) -> Latencies {
        let delivered = Shared::default();
        let ever = Window { from: clock::now(), until: clock::now() + 10 * STREAM.arrivals.length };
        let listeners = self.listen(&delivered, ever).await;
        let make = |number: usize, due| {
            let user = self.users.get(number % PAIRS).expect("there is a user for each number below theirs");
            let body = body(user, &self.made, self.began, due);
            Post { path: MESSAGES, session: Some(user.session.clone()), body }
        };
        let answered = STREAM.post(self.world.address(), make).await;
        let since = clock::now();
        while delivered.len() < answered.len() && clock::now() - since < DELIVERED_WITHIN {
            sleep(Duration::from_millis(1)).await;
        }
        listeners.iter().for_each(JoinHandle::abort);
        all_of(answered.len(), delivered.take())
    }

    /// A socket for each user's conversation. What it hears within the window is counted.
    async fn listen(&self, delivered: &Shared, window: Window) -> Vec<JoinHandle<()>> {
        let mut listeners = Vec::new();
        for user in &self.users {
            let head = head_of(&self.world, &self.agent, &user.conversation.0).await;
            let socket =
                people::watching(&self.world, &self.agent, &(user.conversation.0.clone(), head)).await;
            listeners.push(spawn_local(count(socket, delivered.clone(), window, self.began)));
        }
        listeners
    }
}

/// The waits of `count` messages, of which these were delivered: the others have waited for [`DELIVERED_WITHIN`] at least.
fn all_of(count: usize, mut delivered: Latencies) -> Latencies {
    for _ in delivered.len()..count {
        delivered.add(DELIVERED_WITHIN);
    }
    delivered
}

async fn head_of(world: &World, agent: &str, conversation: &str) -> i64 {
    let mut connection = Connection::open(world.address()).await;
    let path = format!("/agent/v1/conversations/{conversation}");
    let read = connection.get(&path, agent).await.accepted();
    read.pointer("/conversation/head").and_then(serde_json::Value::as_i64).expect("a head is a number")
}

/// What is written is the time it was due, so that whoever hears it knows how long it took.
fn body(user: &User, made: &Cell<u64>, began: Instant, due: Instant) -> String {
    let number = made.replace(made.get() + 1);
    let nanos = (due - began).as_nanos();
    user.message(&format!("{number:024x}"), &format!("due at {nanos} ns, and some more words to say"))
}

async fn count(mut socket: Socket, delivered: Shared, window: Window, began: Instant) {
    loop {
        let frame = socket.hear_with("due at ").await;
        let due = frame.split("due at ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        delivered.count(&window, began + Duration::from_nanos(due.expect("the words hold a time")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_was_not_delivered_has_waited_for_long() {
        let mut delivered = Latencies::default();
        delivered.add(Duration::from_millis(1));
        let all = all_of(2, delivered);
        assert_eq!(all.len(), 2);
        assert!((all.millis_at(50.0) - 1.0).abs() < 1e-9);
        assert!((all.millis_at(100.0) - 5_000.0).abs() < 1e-9);
    }
}
