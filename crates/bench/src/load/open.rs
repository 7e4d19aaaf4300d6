//! Open loop: so many a second, whether or not those before have been answered, as people come.

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::spawn_local,
    time::timeout_at,
};

use super::{clock, http::Connection, latency::Latencies};

/// How long after the last was due an answer is waited for. Whoever has none by then has waited that long at least.
const PATIENCE: Duration = Duration::from_secs(5);

/// How people come: evenly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrivals {
    /// How many come a second.
    pub(crate) a_second: u32,
    /// For how long.
    pub(crate) length: Duration,
}

/// People who come, and the connections for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream {
    /// How they come.
    pub(crate) arrivals: Arrivals,
    /// How many connections they come on, in turn: so many that none has to wait for the one before.
    pub(crate) connections: usize,
}

/// What is posted.
#[derive(Debug)]
pub(crate) struct Post {
    /// Where.
    pub(crate) path: &'static str,
    /// The token of the session that posts, if one does.
    pub(crate) session: Option<String>,
    /// The body.
    pub(crate) body: String,
}

impl Arrivals {
    /// How many come in all.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.length.as_millis() * u128::from(self.a_second) / 1_000).unwrap_or(u32::MAX)
    }

    /// Each of the times when it is due, from now on, as it comes. A thread of its own waits for them: the runtime's timer
    /// counts in milliseconds, which is what is measured here.
    pub(crate) fn come(&self) -> UnboundedReceiver<Instant> {
        let (times, (arrived, line)) = (self.times(), unbounded_channel());
        thread::spawn(move || {
            for due in times {
                clock::sleep_until(due);
                if arrived.send(due).is_err() {
                    return;
                }
            }
        });
        line
    }

    /// Does something for all who have come, again and again until the last has come, and gives how long each waited until
    /// it was done. This thread waits for them.
    pub(crate) fn serve<E>(self, mut all: impl FnMut(usize) -> Result<(), E>) -> Result<Vec<Duration>, E> {
        let mut waits = Vec::new();
        let mut coming = self.times().peekable();
        while let Some(first) = coming.next() {
            clock::sleep_until(first);
            let now = clock::now();
            let mut due = vec![first];
            while let Some(next) = coming.next_if(|next| *next <= now) {
                due.push(next);
            }
            all(due.len())?;
            let done = clock::now();
            waits.extend(due.into_iter().map(|due| done - due));
        }
        Ok(waits)
    }

    /// When each is due, from now on.
    pub(crate) fn times(&self) -> impl Iterator<Item = Instant> + Send + use<> {
        let (start, gap) = (clock::now(), Duration::from_secs(1) / self.a_second);
        (0..self.count()).map(move |number| start + gap * number)
    }
}

impl Stream {
    /// Posts what `make` makes for each number and the time when it is due, and gives how long each took to be
    /// answered. To be called on a `LocalSet`.
    ///
    /// Waits are counted from when a post was due and not from when the program got round to it, so that a server
    /// that stalls is charged for everyone who would have come meanwhile.
    ///
    /// # Panics
    ///
    /// If a post is refused.
    pub(crate) async fn post(
        self,
        address: SocketAddr,
        mut make: impl FnMut(usize, Instant) -> Post,
    ) -> Latencies {
        let mut lines = Vec::new();
        for _ in 0..self.connections {
            let (line, due) = unbounded_channel();
            let connection = Connection::open(address).await;
            let until = clock::now() + self.arrivals.length + PATIENCE;
            lines.push((line, spawn_local(as_they_are_due(connection, due, until))));
        }
        let mut arrived = self.arrivals.come();
        for (number, (line, _)) in lines.iter().cycle().enumerate() {
            let Some(due) = arrived.recv().await else { break };
            line.send((due, make(number, due))).expect("connections live as long as their line");
        }
        let mut all = Latencies::default();
        for (line, connection) in lines {
            drop(line);
            all.extend(connection.await.expect("connections end by themselves"));
        }
        all
    }
}

async fn as_they_are_due(
    mut connection: Connection,
    mut line: UnboundedReceiver<(Instant, Post)>,
    until: Instant,
) -> Latencies {
    let (mut latencies, mut answers) = (Latencies::default(), true);
    while let Some((due, post)) = line.recv().await {
        if answers {
            let answer = connection.post(post.path, post.session.as_deref(), post.body);
            match timeout_at(until.into(), answer).await {
                Ok(answer) => answer.check(),
                // A connection that was given up in the middle of a request is good for nothing more.
                Err(_) => answers = false,
            }
        }
        latencies.add(clock::now() - due);
    }
    latencies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_evenly() {
        let due: Vec<Instant> = Arrivals { a_second: 500, length: Duration::from_secs(2) }.times().collect();
        assert_eq!(due.len(), 1_000);
        assert!(due.windows(2).all(|pair| pair[1] - pair[0] == Duration::from_millis(2)));
    }
}
