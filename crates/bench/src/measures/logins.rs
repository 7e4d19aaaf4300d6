//! Logins over HTTP: verify, resolve, and a durable session.

use std::{cell::Cell, rc::Rc, time::Duration};

use bonafide_testkit::server::Engine;
use tokio::task::spawn_local;

use super::{
    ENGINES,
    beside::Limits,
    round::{self, A_SECOND, Flood, Load, Round},
};
use crate::{
    aims::{Aim, Reached},
    figures::{Measured, median_of},
    limits::{echo, rows::Work},
    load::{
        clock,
        closed::{Shared, Window},
        http::Connection,
        latency::Latencies,
        open::{Arrivals, Post, Stream},
    },
    signer::Proof,
    world::World,
};

/// How many connections log in at once.
const AT_ONCE: usize = echo::LOGIN.connections;
/// How many users log in again and again.
const KNOWN: usize = 1_000;
/// More new users than can log in within a round, even if there were 30 000 a second.
const NEW: usize = 150_000;
/// How logins come in the open loop.
const STREAM: Stream =
    Stream { arrivals: Arrivals { a_second: A_SECOND, length: Duration::from_secs(6) }, connections: 64 };

/// Where users log in.
pub(super) const LOGIN: &str = "/client/v1/login";

/// Who logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Known,
    New,
}

/// Who logs in, how they prove who they are, and how the page names them. No more than known users come with RS256:
/// signing is so slow that tokens for as many new ones as can log in would take minutes, and to be new costs the same
/// whatever the proof.
const OF_EACH: [(Who, Proof, &str); 3] = [
    (Who::Known, Proof::SigningKey, "known users"),
    (Who::New, Proof::SigningKey, "new users"),
    (Who::Known, Proof::PublicKey, "known users with RS256"),
];

impl Who {
    const fn work(self) -> Work {
        match self {
            Self::Known => Work::KnownLogin,
            Self::New => Work::NewLogin,
        }
    }

    /// How many of them have to be there for the limit to be that of this work.
    const fn actors(self) -> usize {
        match self {
            Self::Known => KNOWN,
            Self::New => 1,
        }
    }
}

/// Measures logins on both engines.
pub(crate) async fn measure() -> Measured {
    let (mut columns, mut reached) = (Vec::new(), Vec::new());
    for (engine, name) in ENGINES {
        for (who, proof, users) in OF_EACH {
            let name = format!("{name}, {users}");
            eprintln!("logins: {name}");
            let rounds = rounds(engine, who, proof).await;
            reached.extend(match (engine, proof) {
                (Engine::Sqlite, Proof::SigningKey) => {
                    Some(Reached::of(Aim::Logins, &name, median_of(&rounds, Round::a_second)))
                }
                // A signature with RSA alone takes a quarter of what a login may: that is measured, and no aim was set.
                (Engine::Sqlite, Proof::PublicKey) => None,
                (Engine::Postgres, _) => Some(Reached::of(
                    Aim::BesidePgbench,
                    &format!("logins, {users}"),
                    median_of(&rounds, Round::to_rows),
                )),
            });
            columns.push((name, rounds));
        }
    }
    let says = format!(
        "{AT_ONCE} connections log in one after the other, as {KNOWN} users who are there already or each as \
         somebody new, with HS256 tokens where nothing else is said; then {A_SECOND} a second in an open loop."
    );
    Measured { table: round::table("Logins", says, &columns), reached }
}

async fn rounds(engine: Engine, who: Who, proof: Proof) -> Vec<Round> {
    let limits = Limits::of(engine, who.work(), who.actors(), echo::LOGIN, Some(proof)).await;
    let crowd = Crowd::of(World::open_for(engine, proof).await, who);
    if who == Who::Known {
        // From now on they are.
        crowd.stream().await;
    }
    round::rounds(&crowd, &limits).await
}

/// Those who log in, and how many did.
struct Crowd {
    world: World,
    who: Who,
    /// The token of each known user. They are signed once: with RS256 to sign takes longer than all that is measured.
    known: Vec<String>,
    came: Cell<usize>,
}

impl Load for Crowd {
    fn world(&self) -> &World {
        &self.world
    }

    /// As many as can, with so many connections.
    async fn flood(&self) -> Flood {
        let ready = Rc::new(self.ready());
        let next = Rc::new(Cell::new(0));
        let (done, window) = (Shared::default(), Window::ahead());
        let mut connections = Vec::new();
        for _ in 0..AT_ONCE {
            let (ready, next, done, address) =
                (Rc::clone(&ready), Rc::clone(&next), done.clone(), self.world.address());
            connections.push(spawn_local(async move {
                let mut connection = Connection::open(address).await;
                while !window.is_over() {
                    let body = ready.body(next.replace(next.get() + 1));
                    let began = clock::now();
                    connection.post(LOGIN, None, body).await.check();
                    done.count(&window, began);
                }
            }));
        }
        let (before, after) = window.read(|| self.world.used()).await;
        for connection in connections {
            connection.await.expect("connections end by themselves");
        }
        self.came.set(self.came.get() + next.get());
        Flood { done: done.take(), used: after - before }
    }

    /// So many a second, and how long each took from when it was due.
    async fn stream(&self) -> Latencies {
        let make = |_, _| {
            let number = self.came.replace(self.came.get() + 1);
            let body = body(&self.world.channel, &self.token(number), number);
            Post { path: LOGIN, session: None, body }
        };
        STREAM.post(self.world.address(), make).await
    }
}

impl Crowd {
    fn of(world: World, who: Who) -> Self {
        let known = match who {
            Who::Known => (0..KNOWN).map(|number| world.token(&format!("known-{number}"))).collect(),
            Who::New => Vec::new(),
        };
        Self { world, who, known, came: Cell::new(0) }
    }

    /// What the next round needs, made before it begins.
    fn ready(&self) -> Ready {
        let first = self.came.get();
        let count = match self.who {
            Who::Known => KNOWN,
            Who::New => NEW,
        };
        Ready {
            channel: self.world.channel.clone(),
            tokens: (first..first + count).map(|number| self.token(number)).collect(),
            first,
            who: self.who,
        }
    }

    fn token(&self, number: usize) -> String {
        match self.who {
            Who::Known => self.known.get(number % KNOWN).expect("there are so many").clone(),
            Who::New => self.world.token(&format!("new-{number}")),
        }
    }
}

/// Tokens that were signed before a round, so that the load is no more than the requests.
struct Ready {
    channel: String,
    tokens: Vec<String>,
    first: usize,
    who: Who,
}

impl Ready {
    /// The body of the login with this number in the round.
    ///
    /// # Panics
    ///
    /// If there are no more new users: one who came again would be none.
    fn body(&self, number: usize) -> String {
        let at = match self.who {
            Who::Known => number % self.tokens.len(),
            Who::New => number,
        };
        let token = self.tokens.get(at).expect("more new users came in a round than tokens were signed for");
        body(&self.channel, token, self.first + number)
    }
}

/// The body of a login: no two of a run have the same number, so that none repeats another.
pub(super) fn body(channel: &str, token: &str, number: usize) -> String {
    format!(r#"{{"channel":"{channel}","token":"{token}","login_id":"login-{number:012}"}}"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(who: Who) -> Ready {
        let tokens = ["one", "two"].map(str::to_owned).into();
        Ready { channel: "channel".to_owned(), tokens, first: 7, who }
    }

    #[test]
    fn known_users_come_again_and_each_login_is_another_one() {
        let body = ready(Who::Known).body(2);
        assert_eq!(body, r#"{"channel":"channel","token":"one","login_id":"login-000000000009"}"#);
    }

    #[test]
    #[should_panic(expected = "more new users came")]
    fn no_new_user_comes_twice() {
        ready(Who::New).body(2);
    }
}
