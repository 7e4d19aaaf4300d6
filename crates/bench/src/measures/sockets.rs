//! What an open socket on which nothing happens costs in memory.

use std::{fs, time::Duration};

use bonafide_testkit::server::Engine;
use futures_util::{FutureExt, StreamExt, stream};
use serde_json::Value;
use tokio::task::unconstrained;

use super::{ENGINES, at_rest::settled};
use crate::{
    aims::{Aim, Reached},
    figures::{Measured, ROUNDS, Table, median_of},
    load::{http::Connection, socket::Socket},
    world::World,
};

/// How many sockets are open when the memory is read.
const FEW: usize = 3_000;
/// And how many in the end.
const MANY: usize = 10_000;
/// Files besides the sockets that the two processes hold, with much room to spare.
const OTHER_FILES: usize = 500;
/// How many connections log users in.
const LOG_IN_AT_ONCE: usize = 32;
/// How many sockets are being opened at a time: fewer than the server lets wait of one address.
const OPEN_AT_ONCE: usize = 50;
/// How long the sockets stand idle before the memory is read.
const IDLE_FOR: Duration = Duration::from_secs(3);

/// The resident memory of the server in one round, in bytes.
struct Round {
    none: u64,
    few: u64,
    many: u64,
}

impl Round {
    fn of_few(&self) -> f64 {
        kibibytes_each(self.none, self.few, FEW)
    }

    fn of_many(&self) -> f64 {
        kibibytes_each(self.none, self.many, MANY)
    }

    fn of_the_last(&self) -> f64 {
        kibibytes_each(self.few, self.many, MANY - FEW)
    }
}

/// Measures idle sockets on both engines.
pub(crate) async fn measure() -> Measured {
    let mut table = Table {
        title: "Idle sockets".to_owned(),
        says: format!(
            "Resident memory for each open, authenticated socket of a user, one each: what the server holds with \
             them, less what it held when all {MANY} had logged in, divided by their number."
        ),
        columns: Vec::new(),
        rows: vec![
            (format!("KiB a socket, {FEW} sockets"), Vec::new()),
            (format!("KiB a socket, {MANY} sockets"), Vec::new()),
            (format!("KiB a socket, the last {} of them", MANY - FEW), Vec::new()),
        ],
    };
    let mut reached = Vec::new();
    for (engine, name) in ENGINES {
        eprintln!("sockets: {name}");
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(round(engine).await);
        }
        let figures = [Round::of_few, Round::of_many, Round::of_the_last]
            .map(|figure| format!("{:.1}", median_of(&rounds, figure)));
        reached.push(Reached::of(Aim::Socket, name, median_of(&rounds, Round::of_many)));
        table.columns.push(name.to_owned());
        table.rows.iter_mut().zip(figures).for_each(|((_, cells), figure)| cells.push(figure));
    }
    Measured { table, reached }
}

/// Each round has a server of its own: one that has held sockets keeps some of their memory.
async fn round(engine: Engine) -> Round {
    let world = World::open(engine).await;
    need_files("self");
    need_files(&world.server.pid().to_string());
    let sessions = log_in(&world).await;
    let (first, rest) = sessions.split_at(FEW);
    let none = settled(&world).await;
    let mut sockets = open(&world, first).await;
    let few = idle(&world, &mut sockets).await;
    sockets.extend(open(&world, rest).await);
    let many = idle(&world, &mut sockets).await;
    eprintln!("sockets: {none} B with none, {few} B with {FEW}, {many} B with {MANY}");
    Round { none, few, many }
}

/// The session tokens of so many users.
async fn log_in(world: &World) -> Vec<String> {
    let users: Vec<usize> = (0..MANY).collect();
    let sessions = stream::iter(users.chunks(MANY.div_ceil(LOG_IN_AT_ONCE)))
        .map(async |users| {
            let mut connection = Connection::open(world.address()).await;
            let mut sessions = Vec::new();
            for user in users {
                sessions.push(log_in_one(world, &mut connection, *user).await);
            }
            sessions
        })
        .buffer_unordered(LOG_IN_AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    sessions.concat()
}

async fn log_in_one(world: &World, connection: &mut Connection, user: usize) -> String {
    let (channel, token) = (&world.channel, world.token(&format!("idle-{user}")));
    let body = format!(r#"{{"channel":"{channel}","token":"{token}","login_id":"login-{user:012}"}}"#);
    let opened = connection.post("/client/v1/login", None, body).await.accepted();
    opened.pointer("/session/token").and_then(Value::as_str).expect("a session has a token").to_owned()
}

async fn open(world: &World, sessions: &[String]) -> Vec<Socket> {
    stream::iter(sessions)
        .map(|session| Socket::open(world.address(), "/client/v1/socket", session))
        .buffer_unordered(OPEN_AT_ONCE)
        .collect()
        .await
}

/// The server's memory after the sockets stood idle for a while, all of which still live.
async fn idle(world: &World, sockets: &mut [Socket]) -> u64 {
    tokio::time::sleep(IDLE_FOR).await;
    let resident = settled(world).await;
    for socket in sockets {
        // Panics if the server has ended it. Nothing limits how many are looked at in one go.
        while unconstrained(socket.hear()).now_or_never().is_some() {}
    }
    resident
}

/// Ends the run if a process may not open as many files as there are sockets.
fn need_files(process: &str) {
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).expect("the process runs");
    let may = files_allowed(&limits).expect("the kernel tells how many files a process may open");
    let needed = MANY + OTHER_FILES;
    assert!(
        may >= needed,
        "the bench and the server each need {needed} open files and may have {may}: raise it with `ulimit -n {needed}`"
    );
}

/// The soft limit of open files in a `/proc/PID/limits`.
fn files_allowed(limits: &str) -> Option<usize> {
    let soft =
        limits.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().next()?;
    if soft == "unlimited" { Some(usize::MAX) } else { soft.parse().ok() }
}

#[expect(clippy::cast_precision_loss, reason = "memory is some gigabytes at most")]
fn kibibytes_each(before: u64, after: u64, count: usize) -> f64 {
    (after as f64 - before as f64) / count as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_socket_is_charged_with_its_share_of_what_was_added() {
        let round = Round { none: 1 << 20, few: (1 << 20) + 3_000 * 4_096, many: (1 << 20) + 10_000 * 5_120 };
        assert!((round.of_few() - 4.0).abs() < 1e-9);
        assert!((round.of_many() - 5.0).abs() < 1e-9);
        assert!((round.of_the_last() - 38_000.0 / 7_000.0).abs() < 1e-2);
    }

    #[test]
    fn the_soft_limit_of_open_files_is_read() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max processes             94000                94000                processes\n\
                      Max open files            1024                 20000                files\n";
        assert_eq!(files_allowed(limits), Some(1_024));
        assert_eq!(
            files_allowed("Max open files            unlimited            unlimited   files"),
            Some(usize::MAX)
        );
        assert_eq!(files_allowed(""), None);
    }
}
