//! Messages from a user's device to the socket of the agent who watches: durable before anybody hears of them.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use bonafide_testkit::server::Engine;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::{JoinHandle, spawn_local},
    time::sleep,
};

use super::{
    ENGINES,
    beside::Limits,
    round::{self, A_SECOND, Flood, Load, Round},
};
use crate::{
    aims::{Aim, Reached},
    figures::{Measured, median_of},
    limits::{
        echo::{self, Exchange},
        rows::Work,
    },
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
const ARRIVALS: Arrivals = Arrivals { a_second: A_SECOND, length: Duration::from_secs(6) };
/// How long after the last was answered it may take until all are delivered.
const DELIVERED_WITHIN: Duration = Duration::from_secs(5);

/// How users post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As frames on their sockets, which hear of the messages, too.
    Socket,
    /// As requests, with no socket of theirs.
    Requests,
}

impl Way {
    const fn words(self) -> &'static str {
        match self {
            Self::Socket => "on sockets",
            Self::Requests => "by requests",
        }
    }

    const fn exchange(self) -> Exchange {
        match self {
            Self::Socket => echo::POSTED,
            Self::Requests => echo::MESSAGE,
        }
    }
}

/// What is measured. On PostgreSQL the way makes no difference that can be seen beside the database.
const COLUMNS: [((Engine, &str), Way); 3] =
    [(ENGINES[0], Way::Socket), (ENGINES[0], Way::Requests), (ENGINES[1], Way::Socket)];

/// Measures messages on both engines.
pub(crate) async fn measure() -> Measured {
    let (mut columns, mut reached) = (Vec::new(), Vec::new());
    for ((engine, database), way) in COLUMNS {
        let name = format!("{database}, {}", way.words());
        eprintln!("messages: {name}");
        let limits = Limits::of(engine, Work::Message, PAIRS, way.exchange(), None).await;
        let rounds = round::rounds(&Stage::set(engine, way).await, &limits).await;
        reached.push(match engine {
            Engine::Sqlite => Reached::of(Aim::Messages, &name, median_of(&rounds, Round::a_second)),
            Engine::Postgres => {
                Reached::of(Aim::BesidePgbench, "messages", median_of(&rounds, Round::to_rows))
            }
        });
        reached.push(Reached::of(Aim::Delivery, &name, median_of(&rounds, Round::p99)));
        columns.push((name, rounds));
    }
    let says = format!(
        "{PAIRS} users post, each to the socket of an agent who watches, {IN_FLIGHT} messages of each under way at \
         once; then {A_SECOND} a second in an open loop. They post on their sockets, or by requests. A message is done, \
         and its wait over, when the agent's socket has it."
    );
    Measured { table: round::table("Messages", says, &columns), reached }
}

/// The pairs, and the moment from which the times in messages count.
struct Stage {
    world: World,
    way: Way,
    users: Vec<Rc<User>>,
    agent: String,
    began: Instant,
    /// How many messages were made: no two have the same id.
    made: Rc<Cell<u64>>,
}

impl Stage {
    async fn set(engine: Engine, way: Way) -> Self {
        let world = World::open(engine).await;
        let mut users = Vec::new();
        for number in 0..PAIRS {
            users.push(Rc::new(User::arrive(&world, &format!("writer-{number}")).await));
        }
        let agent = people::agent(&world).await;
        Self { world, way, users, agent, began: clock::now(), made: Rc::default() }
    }

    /// The connections on which users post, all of them open.
    async fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for user in &self.users {
            match self.way {
                Way::Socket => {
                    let socket = people::connected(&self.world, user).await;
                    lines.push(Line::Socket(Box::new(socket), self.pen(user)));
                }
                Way::Requests => {
                    for _ in 0..IN_FLIGHT {
                        let connection = Connection::open(self.world.address()).await;
                        lines.push(Line::Requests(connection, self.pen(user)));
                    }
                }
            }
        }
        lines
    }

    fn pen(&self, user: &Rc<User>) -> Pen {
        Pen { user: Rc::clone(user), began: self.began, made: Rc::clone(&self.made) }
    }

    /// Posts as messages are due, and gives how many there were. None waits for the one before.
    async fn post_in_time(&self) -> usize {
        match self.way {
            Way::Requests => {
                let pens: Vec<_> = self.users.iter().map(|user| self.pen(user)).collect();
                let make = |number: usize, due| {
                    let pen = pens.get(number % PAIRS).expect("there is a pen for each number below theirs");
                    Post { path: MESSAGES, session: Some(pen.user.session.clone()), body: pen.body(due) }
                };
                let stream = Stream { arrivals: ARRIVALS, connections: PAIRS * IN_FLIGHT };
                stream.post(self.world.address(), make).await.len()
            }
            Way::Socket => {
                let mut lines = Vec::new();
                for user in &self.users {
                    let socket = people::connected(&self.world, user).await;
                    let (line, due) = unbounded_channel();
                    lines.push((line, spawn_local(post_as_due(socket, self.pen(user), due))));
                }
                let (mut arrived, mut count) = (ARRIVALS.come(), 0);
                for (line, _) in lines.iter().cycle() {
                    let Some(due) = arrived.recv().await else { break };
                    line.send(due).expect("sockets live as long as their line");
                    count += 1;
                }
                for (line, socket) in lines {
                    drop(line);
                    socket.await.expect("sockets end by themselves");
                }
                count
            }
        }
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

impl Load for Stage {
    fn world(&self) -> &World {
        &self.world
    }

    /// As much as can be delivered with so much under way.
    async fn flood(&self) -> Flood {
        let (delivered, lines) = (Shared::default(), self.lines().await);
        let window = Window::ahead();
        let listeners = self.listen(&delivered, window).await;
        let writers: Vec<_> =
            lines.into_iter().map(|line| spawn_local(line.post_until_over(window))).collect();
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
        let ever = Window { from: clock::now(), until: clock::now() + 10 * ARRIVALS.length };
        let listeners = self.listen(&delivered, ever).await;
        let count = self.post_in_time().await;
        let since = clock::now();
        while delivered.len() < count && clock::now() - since < DELIVERED_WITHIN {
            sleep(Duration::from_millis(1)).await;
        }
        listeners.iter().for_each(JoinHandle::abort);
        all_of(count, delivered.take())
    }
}

/// What a user writes with.
struct Pen {
    user: Rc<User>,
    began: Instant,
    made: Rc<Cell<u64>>,
}

impl Pen {
    /// What is written is the time it was due, so that whoever hears it knows how long it took.
    fn body(&self, due: Instant) -> String {
        let number = self.made.replace(self.made.get() + 1);
        let nanos = (due - self.began).as_nanos();
        self.user
            .message(&format!("{number:024x}"), &format!("due at {nanos} ns, and some more words to say"))
    }
}

/// What a user posts on without a pause.
enum Line {
    Socket(Box<Socket>, Pen),
    Requests(Connection, Pen),
}

impl Line {
    async fn post_until_over(self, window: Window) {
        match self {
            Self::Socket(socket, pen) => post_on(*socket, pen, window).await,
            Self::Requests(connection, pen) => post_by(connection, pen, window).await,
        }
    }
}

/// One request after the other.
async fn post_by(mut connection: Connection, pen: Pen, window: Window) {
    while !window.is_over() {
        connection.post(MESSAGES, Some(&pen.user.session), pen.body(clock::now())).await.check();
    }
}

/// As many frames under way as may be, each followed by another when it is answered.
async fn post_on(mut socket: Socket, pen: Pen, window: Window) {
    for _ in 0..IN_FLIGHT {
        socket.say(people::frame(&pen.body(clock::now()))).await;
    }
    let mut under_way = IN_FLIGHT;
    while under_way > 0 {
        if !is_answer(&socket.hear().await) {
            continue;
        }
        if window.is_over() {
            under_way -= 1;
        } else {
            socket.say(people::frame(&pen.body(clock::now()))).await;
        }
    }
}

/// Posts whenever something is due, whether or not what was posted before has been answered; ends when all was.
async fn post_as_due(mut socket: Socket, pen: Pen, mut line: UnboundedReceiver<Instant>) {
    let (mut under_way, mut open) = (0_usize, true);
    while open || under_way > 0 {
        tokio::select! {
            due = line.recv(), if open => match due {
                Some(due) => {
                    socket.say(people::frame(&pen.body(due))).await;
                    under_way += 1;
                }
                None => open = false,
            },
            heard = socket.hear() => if is_answer(&heard) {
                under_way -= 1;
            },
        }
    }
}

/// Whether a frame is the answer to something that was posted. Others tell of the same message.
///
/// # Panics
///
/// If it was refused: a figure for refusals would be none.
fn is_answer(frame: &str) -> bool {
    assert!(!frame.starts_with(r#"{"t":"refused""#), "{frame}");
    frame.starts_with(r#"{"t":"posted""#)
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
