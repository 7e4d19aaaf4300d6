//! One PostgreSQL server in a temporary folder, for as long as it is wanted.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    process::{Child, ChildStdout, Stdio},
};

use super::{
    Database,
    programs::{self, Programs},
};

/// Makes, starts, watches and removes the server; its own words say how.
const SCRIPT: &str = include_str!("cluster.sh");

/// How often another port is tried when somebody else took the one that was free a moment before.
const ATTEMPTS: usize = 5;

/// Whether what was committed outlives a crash of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It does not. Nothing waits for the disk, which makes tests quick.
    Lost,
    /// It does, and it has the memory of a small server, as in production: for tests of crashes and for measurements.
    Kept,
}

/// A running PostgreSQL that trusts everyone on loopback.
///
/// It ends, and its folder goes, when this value is dropped or the process that started it ends in whatever way.
#[derive(Debug)]
pub struct Cluster {
    address: String,
    watcher: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Cluster {
    /// Makes and starts one, and comes back when it accepts connections (one to three seconds).
    ///
    /// # Panics
    ///
    /// If PostgreSQL is missing or does not start.
    pub fn start(durability: Durability) -> Self {
        let mut refusal = String::new();
        for _ in 0..ATTEMPTS {
            match Self::start_on(free_port(), durability) {
                Ok(cluster) => return cluster,
                Err(words) => refusal = words,
            }
        }
        panic!("PostgreSQL did not start: {refusal}");
    }

    fn start_on(port: u16, durability: Durability) -> Result<Self, String> {
        let (fsync, shared_buffers) = match durability {
            Durability::Lost => ("off", "32MB"),
            Durability::Kept => ("on", "1GB"),
        };
        let mut watcher = programs::as_ordinary_user("sh")
            .args(["-c", SCRIPT, "cluster.sh"])
            .arg(Programs::find().folder())
            .args([&port.to_string(), fsync, shared_buffers])
            .current_dir("/")
            // A test runner that ends a test ends its process group; the watcher must live on to clean up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the shell could not be run: {error}"))?;

        let output = watcher.stdout.take().expect("standard output is a pipe");
        let said = BufReader::new(output).lines();
        let mut cluster = Self { address: format!("postgres://postgres@127.0.0.1:{port}"), watcher, said };
        match cluster.wait_until_ready() {
            Ok(()) => Ok(cluster),
            Err(words) => {
                cluster.watcher.wait().map_err(|error| error.to_string())?;
                Err(words)
            }
        }
    }

    /// Waits until the watcher says that the server accepts connections, or gives what it said before it ended.
    fn wait_until_ready(&mut self) -> Result<(), String> {
        let mut words = String::new();
        for line in self.said.by_ref().map_while(Result::ok) {
            if line == "ready" {
                return Ok(());
            }
            words = words + &line + "\n";
        }
        Err(words)
    }

    /// A fresh, empty database on this server.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    pub fn database(&self) -> Database {
        Database::on(self.address.clone())
    }

    /// Ends the server as a crash does, without a word to those who are connected, and starts it again on the same
    /// port. It comes back when it accepts connections again, with all that was committed.
    ///
    /// # Panics
    ///
    /// If it does not start again.
    pub fn crash_and_restart(&mut self) {
        let watcher = self.watcher.stdin.as_mut().expect("standard input is a pipe");
        watcher.write_all(b"crash\n").expect("the watcher is there");
        self.wait_until_ready().unwrap_or_else(|words| panic!("PostgreSQL did not start again: {words}"));
    }

    /// Where it listens: `postgres://USER@HOST:PORT`, without a database's name.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The end of its input is what the watcher waits for.
        drop(self.watcher.stdin.take());
        if let Err(error) = self.watcher.wait() {
            eprintln!("PostgreSQL at {} was not waited for: {error}", self.address);
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}
